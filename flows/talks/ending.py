"""A talk that will not be: one of the two cancels it, what it was for is over, or one of them is away. Both read it,
and get what takes it out of their calendar."""

from collections.abc import Mapping
from datetime import timedelta

from bot.steps import PERSONAL, Effects, Never, Turn
from bot.words import Text, When, _
from flows import telling
from flows.talks import about, calendar_file, card, mine, planning, talks, times
from storage.mentoring.intros import Intro, Side
from storage.mentoring.matches import Match
from storage.mentoring.pairs import talks as rows
from storage.mentoring.pairs.talks import STANDS, WISHED, Talk, TalkStatus
from storage.people import Member

MET_ABOUT_THEN = timedelta(hours=2)
"""Who says so shortly before a talk that they have met may mean that talk."""


def cancel(talk: Talk, turn: Turn, news: Mapping[int | None, Text]) -> Effects:
    """What stood is off. `news`: what each of the two reads, by their id."""
    was_near = planning.is_near(talk, turn)
    talks.forget_wish(talk)
    talk.status = TalkStatus.CANCELLED
    yield from _never(talk)
    for person in talk.people:
        yield from planning.says_anew(person, talk.starts_at or turn.now, talk.ends_at or turn.now, turn)
        said, asked = news[person.id], card.asked(talk, person)
        if turn.by is not None and person.id == turn.by.id:
            yield from telling.redraw(asked, card.closed(talk, turn, said), turn)
            yield from calendar_file.sent(talk, person, turn)
            continue
        yield from calendar_file.outdated(talk, person, turn)
        if _knows(talk, person, turn):
            off = card.closed(talk, turn, said, [calendar_file.made(talk, person, turn)])
            yield from telling.anew(asked, off, PERSONAL, turn, urgent=was_near)
        else:
            yield from telling.over(asked, card.closed(talk, turn, said), turn)
    yield from mine.redraw(talk, turn)


def _knows(talk: Talk, person: Member, turn: Turn) -> bool:
    """Whether somebody knows of the talk: they agreed to it themselves, or a card about it has reached them."""
    has_agreed = calendar_file.is_sent(talk, person, turn)
    return has_agreed or any(not one.unsent for one in telling.cards(card.asked(talk, person), turn))


def _never(talk: Talk) -> Effects:
    yield from planning.remind_no_more(talk)
    for step in (planning.lapse, planning.over):
        yield Never(step, talk)
    for side in Side:
        yield Never(planning.tell_wish, talk, side)


def _drop(talk: Talk, turn: Turn, news: Text | None = None) -> Effects:
    """Nothing stood yet: nobody is told, and the cards say so."""
    talks.forget_wish(talk)
    talk.status = TalkStatus.CANCELLED
    yield from _never(talk)
    for person in talk.people:
        yield from telling.over(card.asked(talk, person), card.of(talk, person, turn, news), turn)
    yield from mine.redraw(talk, turn)


# --- something else at that time -------------------------------------------------------------------------------------


def in_the_way(talk: Talk, person: Member, turn: Turn) -> list[Talk]:
    """What is proposed to one of the two, or by them, elsewhere and for the time that the two have agreed on."""
    found = planning.proposed_for(person, talk.starts_at or turn.now, talk.ends_at or turn.now, turn)
    return [one for one in found if one.id != talk.id]


def make_way(talk: Talk, turn: Turn) -> Effects:
    """The two have agreed on a time: what they had proposed to others for it is taken back, and what others proposed to
    them says why it cannot be agreed to."""
    for person in talk.people:
        for one in in_the_way(talk, person, turn):
            if one.wish_by is one.side(person):
                yield from taken_back(one, person, turn)
            else:
                yield from planning.redraw(one, person, turn)


def taken_back(talk: Talk, by: Member, turn: Turn) -> Effects:
    """Whoever proposed a time has something else then by now. Both cards say so, and nothing rings."""
    when, other = When(talk.wish_at or turn.now), talk.other(by)
    news = {
        by.id: _("You have something else on {when} by now, so it is not proposed to {other} any more.", when=when,
                 other=other.name),
        other.id: _("{name} has something else on {when} by now, so it is not proposed any more.", name=by.name,
                    when=when),
    }  # fmt: skip
    talks.forget_wish(talk)
    yield from planning.wait(talk, turn)
    for person in talk.people:
        said = news[person.id]
        if talk.status in STANDS:
            yield from planning.redraw(talk, person, turn, said)
        else:
            yield from telling.over(card.asked(talk, person), card.of(talk, person, turn, said), turn)
    yield from mine.redraw(talk, turn)


# --- what it was for -------------------------------------------------------------------------------------------------


def ended(parent: Intro | Match, turn: Turn) -> Effects:
    """The intro or the match is over, and with it what was planned for it. Why, says the letter about that."""
    talk = about.of(parent, turn)
    if talk is None or parent.id != (talk.intro_id if isinstance(parent, Intro) else talk.match_id):
        return
    if talk.status in STANDS:
        yield from cancel(talk, turn, {person.id: card.is_off(talk, person) for person in talk.people})
    else:
        yield from _drop(talk, turn)


def goes_on(match: Match, turn: Turn) -> Effects:
    """A match has come of an intro: what the two had planned for it is for the match, and so is what they had planned
    for one the other way round. Of two, what stands."""
    own, opposite = about.of(match, turn), rows.open_of_pair(turn.store, match.mentor_id, match.mentee_id)
    if opposite is not None and opposite.intro_id is not None and _counts_more(opposite, own):
        if own is not None:
            yield from _drop(own, turn)
            turn.store.session.flush()
        _turn_round(opposite, match)
        own = opposite
    if own is not None:
        own.intro_id, own.match_id = None, match.id
        turn.store.session.flush()


def _counts_more(talk: Talk, than: Talk | None) -> bool:
    return than is None or (talk.status in STANDS and than.status not in STANDS)


def _turn_round(talk: Talk, match: Match) -> None:
    """The two are each other's mentee and mentor now."""
    talk.mentee_id, talk.mentor_id, talk.mentee, talk.mentor = (
        match.mentee_id,
        match.mentor_id,
        match.mentee,
        match.mentor,
    )
    other = {Side.MENTEE: Side.MENTOR, Side.MENTOR: Side.MENTEE}
    talk.wish_by = other[talk.wish_by] if talk.wish_by else None
    talk.typed_by = other[talk.typed_by] if talk.typed_by else None


def found_elsewhere(parent: Intro | Match, turn: Turn) -> Effects:
    """The two have a time. One that both agreed on here is just that, and stands; else Kith does not know it, and what
    was proposed here is no question any more."""
    talk = about.of(parent, turn)
    if talk is None or talk.status in STANDS:
        return
    if talk.wish_by is not talk.side(turn.me):
        talk.wish_by = None  # the other one has done something about what was proposed
    by_themselves = _("You two found a time by yourselves.")
    yield from _drop(talk, turn, by_themselves)


def no_time(intro: Intro, turn: Turn) -> Effects:
    """One of them says that the time fell through: what stood here is off."""
    talk = about.standing(intro, turn)
    if talk is not None:
        yield from cancel(talk, turn, _by_one(talk, turn.me))
        yield from about.fell_through(intro, turn)
        yield from mine.redraw(talk, turn)


def _by_one(talk: Talk, by: Member) -> Mapping[int | None, Text]:
    when = When(talk.starts_at) if talk.starts_at else None
    theirs = _("{name} cannot talk on {when} after all, so it is off.", name=by.name, when=when)
    return {by.id: card.is_off(talk, by), talk.other(by).id: theirs}


def met(intro: Intro, turn: Turn) -> Effects:
    """They have met. A talk about now was that one; another one is off, as it was for the same intro."""
    talk = about.of(intro, turn)
    if talk is None or talk.intro_id != intro.id:
        return
    if talk.status not in STANDS or talk.starts_at is None:
        yield from _drop(talk, turn)
    elif talk.starts_at <= turn.now + MET_ABOUT_THEN:
        talks.forget_wish(talk)
        talk.status = TalkStatus.OVER
        yield from _never(talk)
        for person in talk.people:
            yield from planning.redraw(talk, person, turn)
    else:
        when = When(talk.starts_at)
        news = {
            person.id: _("You and {other} have met already, so your talk on {when} is off.",
                         other=talk.other(person).name, when=when)
            for person in talk.people
        }  # fmt: skip
        yield from cancel(talk, turn, news)


# --- who is away -----------------------------------------------------------------------------------------------------


def on_a_break(member: Member, turn: Turn) -> Effects:
    """What somebody had agreed on for the time of their break is off, and so is what was proposed for it. Why it
    is off is not said here: partners of a match read of the break by itself."""
    for talk in rows.open_of(turn.store, member):
        if talk.status not in STANDS or talk.starts_at is None or not times.is_away(member, talk.starts_at):
            yield from _wish_for_a_break(talk, member, turn)
            continue
        other, when = talk.other(member), When(talk.starts_at)
        done = _("You are on a break, so your talk with {other} on {when} is off. {other} knows.", other=other.name,
                 when=when)  # fmt: skip
        theirs = _("{name} cannot talk on {when} after all, so it is off. You can find another time later.",
                   name=member.name, when=when)  # fmt: skip
        yield from cancel(talk, turn, {member.id: done, other.id: theirs})
        parent = about.parent(talk, turn)
        if parent is not None:
            yield from about.fell_through(parent, turn)
            yield from mine.redraw(talk, turn)


def _wish_for_a_break(talk: Talk, member: Member, turn: Turn) -> Effects:
    """What was proposed for the time of somebody's break; what stands goes on to stand."""
    if talk.wish_at is None or not times.is_away(member, talk.wish_at):
        return
    if talk.wish_by is not talk.side(member):
        talk.wish_by = None  # the other one has done something about what was proposed
    if talk.status not in STANDS:
        yield from _drop(talk, turn)
        return
    talks.forget_wish(talk)
    yield from planning.wait(talk, turn)
    for person in talk.people:
        yield from planning.redraw(talk, person, turn)


def came_back(member: Member, turn: Turn) -> Effects:
    """After a break: what was proposed to them, and waits for their answer."""
    for talk in rows.open_of(turn.store, member):
        if talk.status in WISHED and talk.wish_by is not talk.side(member):
            asked = card.asked(talk, member)
            yield from telling.anew(asked, card.of(talk, member, turn), PERSONAL, turn)
