"""A mentee chooses one of those whom they have met: asked once more, then the match begins or the mentor is asked."""

from bot.messages import Card, Choice, Style
from bot.steps import Effects, Flow, Replace, Turn
from bot.words import _, lines, listing
from flows import telling
from flows.leaving import break_words
from flows.matching import choosing, matches, offers, rounds
from flows.meeting import intros, meeting
from flows.verdicts import questions
from storage.mentoring import intros as rows
from storage.mentoring import verdicts as verdict_rows
from storage.mentoring.intros import Intro, IntroStatus, RoundStatus, Side
from storage.mentoring.matches import Match, MatchStatus
from storage.people import MemberStatus
from storage.places import status_held

flow: Flow[Intro] = Flow("choosing", about=Intro, holds=("mentee", "mentor"))


@flow.shows
def present(intro: Intro, turn: Turn) -> Card:
    if turn.me.id == intro.mentee_id and intro.is_open:
        return choosing.card(turn.me, turn)
    return intros.present(intro, turn)


def _stopped(intro: Intro, turn: Turn) -> Card | None:
    """Why the mentee cannot choose this mentor now, and how the round goes on; None where they can."""
    if intro.mentee.status is MemberStatus.PAUSED:
        return break_words.back_first(
            intro.mentee, turn, _("You are on a break. Come back first, and then choose; everything is where you left "
                                  "it."))  # fmt: skip
    if (offered := verdict_rows.offered_by(turn.store, intro.mentee)) is not None:
        return choosing.offered_already(offered, turn)
    if (match := verdict_rows.live_match(turn.store, intro)) is not None:
        return matches.present(match, turn)
    if intro.round.status is not RoundStatus.OPEN:
        return rounds.over_card(turn)
    if (sentence := choosing.cannot(intro.mentor, intro.mentee, turn)) is None:
        return None
    return Card(
        lines(sentence, _("Your intro chats go on: you can choose somebody else, or wait.")),
        choices=[Choice(_("See whom you can choose"), choosing.show, intro.mentee, style=Style.MAIN),
                 *choosing.when_free(intro, turn)],
    )  # fmt: skip


@flow.step(by="mentee", when=IntroStatus.MET, looks=True)
def choose_sure(intro: Intro, turn: Turn) -> Effects:
    """Asks once, with what will happen."""
    yield telling.answer(rounds.asked(intro.round), _stopped(intro, turn) or _sure_card(intro, turn), turn)


def _sure_card(intro: Intro, turn: Turn) -> Card:
    name = intro.mentor.name
    others = [one.mentor.name for one in rows.of_round(turn.store, intro.round) if one.is_open and one.id != intro.id]
    closes = _("Then what is open with {others} closes, kindly. They read that you found somebody, not whom.",
               others=listing(others))  # fmt: skip
    return Card(
        lines(
            _("Choose {mentor}?", mentor=name),
            _("{mentor} reads that you chose them. As soon as they agree, your match begins.", mentor=name),
            closes if others else None,
        ),
        choices=[
            Choice(_("Yes, choose {mentor}", mentor=name), choose, intro, style=Style.MAIN),
            Choice(_("Back"), choosing.show, intro.mentee),
        ],
        foot=_("Nobody reads your notes."),
        notice=questions.notice(turn),
    )


@flow.step(by="mentee", when=IntroStatus.MET)
def choose(intro: Intro, turn: Turn) -> Effects:
    """With a yes in advance and a free place the match begins now; else the mentor is asked."""
    status_held(turn.store)
    if (stopped := _stopped(intro, turn)) is not None:
        yield Replace(stopped)
        return
    match = turn.store.add(
        Match(
            program_id=turn.store.program, mentee_id=intro.mentee_id, mentor_id=intro.mentor_id, intro_id=intro.id,
            room_id=intro.room_id if meeting.room_of(intro) else None, status=MatchStatus.OFFERED, offered_at=turn.now,
        )
    )  # fmt: skip
    verdict = rows.verdict_of(turn.store, intro, Side.MENTOR)
    if verdict is not None and verdict.would_say_yes:
        yield from matches.begin(match, intro, turn)
    else:
        yield from offers.offer(match, intro, turn)
