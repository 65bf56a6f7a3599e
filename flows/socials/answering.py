"""Yes and no to a social, by one press; who is too late for a place waits for one, and gets it when one is free."""

from bot.errors import Refused
from bot.messages import Card, Choice, Section
from bot.numbers import number
from bot.steps import ANSWER, ANYONE, MEMBER, Command, Effects, Flow, Group, Replace, Tell, Turn, slot
from bot.words import Phrase, When, _, sentences
from flows import home, paging
from flows.joining import way_in
from flows.safety import safety
from flows.socials import enjoying, filling, letters, reminding
from flows.socials import social as cards
from flows.talks import planning as talks
from storage.mentoring.socials import guests as rows
from storage.mentoring.socials.guests import Answer, Guest, guest_of
from storage.mentoring.socials.socials import Picking, Social, SocialStatus, to_come
from storage.people import Member

flow: Flow[Social] = Flow("social", about=Social)
own: Flow[Member] = Flow("my_socials", about=Member, holds=("self",))
ANNOUNCED = SocialStatus.ANNOUNCED
SHOWN = 6
MOST_ASKED = 60
"""Socials that somebody is asked about at once."""


@flow.shows
def present(social: Social, turn: Turn) -> Card:
    """As it is now, for whoever pressed a card that is no longer true."""
    if social.status is SocialStatus.DRAFT:
        return Card(_("There is nothing here for you."))
    if social.status is SocialStatus.CANCELLED:
        return Card(_("**{title}** does not take place.", title=social.title))
    if social.status is SocialStatus.OVER:
        return Card(_("**{title}** is over.", title=social.title))
    return _card(social, turn)


def _card(social: Social, turn: Turn) -> Card:
    return standing_card(social, guest_of(turn.store, social, turn.me) if turn.by else None, turn)


def standing_card(social: Social, guest: Guest | None, turn: Turn) -> Card:
    """What they said, and what they can answer; `guest` is None for whoever has said nothing."""
    if social.status is not ANNOUNCED:
        return present(social, turn)
    still = [Choice(_("I am coming"), yes, social)] if _may_still_come(social, guest, turn) else []
    return cards.for_guest(social, turn, _standing(social, guest, turn), *still, *choices(social, guest))


def _may_still_come(social: Social, guest: Guest | None, turn: Turn) -> bool:
    """Whether there is a place for somebody who waited: once it has begun it is given to nobody, but can be taken."""
    waits = guest is not None and guest.answer is Answer.WAITING
    return waits and turn.now >= social.starts_at and not social.is_full


def _standing(social: Social, guest: Guest | None, turn: Turn) -> Phrase:
    match guest.answer if guest else None:
        case Answer.YES:
            return _("You are coming.")
        case Answer.WAITING if _may_still_come(social, guest, turn):
            return _("It has begun, and there is a place by now. Would you like to come?")
        case Answer.WAITING:
            if turn.now >= social.starts_at:
                return _("It has begun, and no place became free for you. I am sorry.")
            return _("You are on the waiting list. I tell you as soon as a place is free.")
        case Answer.NO:
            return _("You said that you cannot come.")
        case _:
            return _("Would you like to come?")


def choices(social: Social, guest: Guest | None) -> list[Choice]:
    """What a guest can answer now."""
    is_in = guest is not None and guest.answer is not Answer.NO
    back = Choice(_("I cannot come after all") if is_in else _("I cannot come"), no, social)
    return [back] if is_in else [Choice(_("I am coming"), yes, social), *([back] if guest is None else [])]


# --- answering -------------------------------------------------------------------------------------------------------


@flow.step(by=ANYONE, when=ANNOUNCED)
def yes(social: Social, turn: Turn) -> Effects:
    """A place, or one on the waiting list. Whoever is not in sees how to join: Kith writes to nobody else."""
    _is_still_on(social, turn)
    if turn.by is None or not turn.by.is_here:
        first = _("To come to **{title}**, please join first. Then press “I am coming” once more.", title=social.title)
        yield Replace(way_in.card(turn.program, turn, first))
        return
    guest = guest_of(turn.store, social, turn.me)
    if guest is not None and guest.answer is not Answer.NO and not _may_still_come(social, guest, turn):
        yield Replace(_card(social, turn))
        return
    guest = guest or _new(social, turn)
    if social.is_full or filling.next_one(social, turn) is not None:
        if turn.now >= social.starts_at:
            raise Refused(_("All places of {title} are taken, and it has begun already.", title=social.title))
        guest.rank = rows.last_rank(turn.store, social) + 1
        guest.answer, social.waiting = Answer.WAITING, social.waiting + 1
        news = sentences(_("All places are taken, so you are on the waiting list."),
                         _("I tell you as soon as a place is free."))  # fmt: skip
        yield from letters.answered(social, guest, cards.for_guest(social, turn, news, *choices(social, guest)), turn)
    else:
        social.waiting -= guest.answer is Answer.WAITING
        guest.answer, social.coming = Answer.YES, social.coming + 1
        news = sentences(_("You are coming."), reminding.promise(social, turn))
        kept = cards.letter(social, turn, _("You are coming. This is for your calendar."), *choices(social, guest))
        yield from letters.answered(social, guest, letters.older(social, turn), turn)
        yield Tell(turn.me, kept, kind=ANSWER, slot=slot("social", social), expires=social.ends_at)
    guest.at = turn.now
    turn.store.add(guest)
    yield Replace(cards.for_guest(social, turn, news, *choices(social, guest)))
    yield from talks.says_anew(turn.me, social.starts_at, social.ends_at, turn)
    yield from cards.redraw(social, turn)


@flow.step(by=MEMBER, when=ANNOUNCED, ends=True)
def no(social: Social, turn: Turn) -> Effects:
    """Whoever had a place gives it to the first who waits. Their letter says so, too, and that their calendar does not
    know."""
    _is_still_on(social, turn)
    guest = guest_of(turn.store, social, turn.me) or _new(social, turn)
    was = guest.answer if guest.id else None
    yield from filling.give_up(social, guest, turn)
    guest.at = turn.now
    turn.store.add(guest)
    news = _("Thank you for saying so.")
    if was is Answer.YES and social.places is not None and turn.now < social.starts_at:
        # Where there is no limit nobody waits, and once it has begun nobody moves up any more.
        news = _("Thank you for saying so; your place is free for somebody else.")
    calendar = _("If it stands in your calendar, please take it out there.") if was is Answer.YES else None
    again = Choice(_("I am coming after all"), yes, social)
    card = cards.for_guest(social, turn, sentences(news, calendar), again)
    yield Replace(card)
    if was in (Answer.YES, Answer.WAITING):
        yield from letters.answered(social, guest, card, turn)
        yield from talks.says_anew(turn.me, social.starts_at, social.ends_at, turn)
        yield from cards.redraw(social, turn)


def _new(social: Social, turn: Turn) -> Guest:
    return Guest(
        program_id=turn.store.program, social_id=social.id or 0, member_id=turn.me.id or 0, answer=Answer.NO,
        at=turn.now,
    )  # fmt: skip


def _is_still_on(social: Social, turn: Turn) -> None:
    if turn.now >= social.ends_at:
        raise Refused(_("{title} is over.", title=social.title))


# --- looking ---------------------------------------------------------------------------------------------------------


def next_section(turn: Turn) -> Section | None:
    """The next social, for a home card; None where nothing is announced."""
    found = to_come(turn.store, turn.now, 1)
    if not found:
        return None
    return Section(
        _("**{title}**, {when}.", title=found[0].title, when=When(found[0].starts_at)),
        [Choice(_("Look at {title}", title=found[0].title), show, found[0])],
    )


@flow.step(by=MEMBER, looks=True)
def show(social: Social, turn: Turn) -> Effects:
    yield Replace(present(social, turn))


@flow.step(by=MEMBER, when=SocialStatus.OVER, looks=True)
def afterwards(social: Social, turn: Turn) -> Effects:
    """Whether they were there and whom they enjoyed meeting, for a guest who looks for the question."""
    guest = guest_of(turn.store, social, turn.me)
    is_asked = guest is not None and guest.answer is Answer.YES and social.picking in (Picking.AHEAD, Picking.OPEN)
    card = enjoying.open_question(social, guest, turn) if guest and is_asked else present(social, turn)
    yield Replace(card, slot("enjoyed", social))


def _afterwards_section(guest: Guest) -> Section:
    title = guest.social.title
    if guest.came is None:
        return Section(
            _("**{title}** is over. Were you there?", title=title),
            [Choice(_("Say whether you were at {title}", title=title), afterwards, guest.social)],
        )
    return Section(_("**{title}** is over.", title=title),
                   [Choice(_("See the list of {title}", title=title), afterwards, guest.social)])  # fmt: skip


@own.step(
    by="self", looks=True, words=("socials", "social", "events"),
    command=Command(Group.EVERYBODY, "socials", _("What is on, and what you said yes to")),
)  # fmt: skip
def mine(member: Member, turn: Turn) -> Effects:
    """What they are asked about, and every social that is still to come, with what they said. `value` is the page."""
    page = number(turn.value) or 0
    asked = rows.asked_about(turn.store, member, MOST_ASKED)
    here = asked[page * SHOWN :]
    found = to_come(turn.store, turn.now, SHOWN + 1, max(page * SHOWN - len(asked), 0))
    sections = [
        *(_afterwards_section(guest) for guest in here),
        *(_coming_section(one, guest_of(turn.store, one, member), turn) for one in found),
    ]
    yield Replace(
        Card(
            None if sections else _("Nothing is announced at the moment."),
            title=_("What is on"),
            sections=sections[:SHOWN],
            choices=[
                *paging.turns(mine, member, page, more=len(sections) > SHOWN),
                Choice(_("See where I stand"), home.show, turn.program),
                safety.choice(turn.program),
            ],
        )
    )


def _coming_section(social: Social, guest: Guest | None, turn: Turn) -> Section:
    return Section(
        _("**{title}**, {when}. {standing}", title=social.title, when=When(social.starts_at),
          standing=_standing(social, guest, turn)),
        [Choice(_("Look at {title}", title=social.title), show, social)],
    )  # fmt: skip
