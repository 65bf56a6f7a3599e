"""Walk it as a mentee: a coordinator tries the program before anybody else does.

It happens in a copy that is a program of its own, with invented mentors, so nothing of it is counted anywhere; when it
ends, the copy goes away with everything in it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta

from bot.errors import Refused
from bot.messages import Card, Choice, Style
from bot.steps import (
    ANSWER,
    ANYONE,
    COORDINATOR,
    Ask,
    Command,
    Effect,
    Effects,
    Flow,
    Group,
    Later,
    Redraw,
    Replace,
    Tell,
    Turn,
    slot,
)
from bot.words import Phrase, Voice, _, lines
from flows import library, words
from flows.asking import declining
from flows.beginning import demo
from flows.coordinating import program as program_home
from flows.finding import portrait
from flows.joining import way_in
from flows.library import Standing
from flows.matching import offers
from flows.meeting import intros, meeting
from flows.safety import safety
from flows.talks import about as talks
from storage.database import Store
from storage.mentoring import walks
from storage.mentoring.intros import Intro, IntroStatus, open_of_mentee
from storage.mentoring.matches import MatchStatus, live_of
from storage.mentoring.profiles import profile_of
from storage.mentoring.rules import Rules, rules_of
from storage.mentoring.walks import Walk
from storage.people import Member
from storage.places import Program, ProgramStatus

flow: Flow[Program] = Flow("walking", about=Program)
copy_flow: Flow[Program] = Flow("walk", about=Program)
MENTORS = 9
MOMENTS = timedelta(seconds=6)
"""After which the invented mentors answer, and after the end the copy goes away."""
LASTS = timedelta(days=1)
NO_EVERY = 3
"""Every third ask is answered with a kind no, so that one is seen too."""
SLOT, WAY_IN = "walk", "walk_join"
LONGEST_NAME = 80


@flow.step(
    by=COORDINATOR, command=Command(Group.COORDINATORS, "walk", _("Walk through it yourself, among invented people"))
)
def start(program: Program, turn: Turn) -> Effects:
    """Makes the copy (or goes on with the one there is) and leads to it in the coordinator's own conversation."""
    if turn.account is None:
        raise Refused(_("Please do this yourself."))
    walk = walks.walk_of(turn.store, turn.account)
    copy = walks.copy_of(turn.store, walk) if walk else None
    if copy is None:
        copy = _make_copy(program, turn)
        yield Later(clear, copy, due=turn.now + LASTS)
    yield Later(tick, copy, due=turn.now + MOMENTS)
    inside = replace(turn, store=Store(turn.store.session, copy.id), by=None)
    yield Tell(turn.account, _guide(copy, turn), kind=ANSWER, slot=SLOT)
    yield Tell(turn.account, way_in.own_card(copy, inside), kind=ANSWER, slot=WAY_IN)
    yield Replace(
        Card(
            _("The walk begins in my newest messages to you. Nobody else sees any of it."),
            choices=[Choice(_("Back"), program_home.show, program)],
        )
    )


def label(turn: Turn) -> Phrase:
    """The button that begins it."""
    rules = rules_of(turn.store)
    if rules.reciprocal:
        return _("Walk through it yourself")
    return _("Walk it as {mentees_word} do", **words.of(turn)) if rules.mentee_word else _("Walk it as a mentee")


def _guide(copy: Program, turn: Turn) -> Card:
    who = _("members") if rules_of(turn.store).reciprocal else words.of(turn)["mentees_word"]
    others = _("others") if rules_of(turn.store).reciprocal else words.of(turn)["mentors_word"]
    return Card(
        lines(
            _("From here on you see what {who} see, in a copy of the program that only you see. The {others} in it are "
              "invented and answer within moments; every third one says a kind no.", who=who, others=others),
            _("Nothing of it is counted, and it goes away when you end it, at the latest after a day."),
        ),
        title=_("The walk"),
        choices=[Choice(_("End the walk"), end, copy)],
    )  # fmt: skip


def _make_copy(program: Program, turn: Turn) -> Program:
    """The same words and limits, open at once, never quiet, with mentors who are free."""
    store = turn.store
    name = Voice(program.language).plain(_("{program} (trying it out)", program=program.name))
    copy = store.add(
        Program(
            name=name[:LONGEST_NAME], status=ProgramStatus.OPEN, language=program.language, zone=program.zone,
            quiet_from=time(0), quiet_until=time(0), prompts_a_week=99, created_at=turn.now, opened_at=turn.now,
        )
    )  # fmt: skip
    inside = Store(store.session, copy.id)
    rules, own = rules_of(store), rules_of(inside)
    for name in Rules.model_fields:
        if name != "program_id":
            setattr(own, name, getattr(rules, name))
    inside.add(
        Walk(program_id=inside.program, of_id=store.program, account_id=turn.account.id or 0 if turn.account else 0)
    )
    free = [mentor for mentor in library.demo().mentors.values() if mentor.standing is Standing.OPEN]
    for mentor in free[:MENTORS]:
        member = demo.add_mentor(
            inside,
            mentor,
            turn.now,
            lambda made, person, _about: walks.demo_account(made, person.first_name, person.slug),
        )
        member.is_demo = True
        member.name = Voice(program.language).plain(_("{name} (invented)", name=mentor.person.first_name))
        portrait.findable(inside, profile_of(inside, member))
    return copy


# --- the invented mentors --------------------------------------------------------------------------------------------


def is_awaited(mentor: Member, turn: Turn) -> Effects:
    """Somebody waits for this mentor's answer: an invented one gives it in a moment, a real one in their own time."""
    if mentor.is_demo:
        yield Later(tick, turn.program, due=turn.now + MOMENTS)


@copy_flow.step()
def tick(copy: Program, turn: Turn) -> Effects:
    """The mentors answer whatever waits for them."""
    walker = walks.walker(turn.store)
    if walker is not None:
        yield from _silently(_answers(walker, turn))


def _answers(walker: Member, turn: Turn) -> Effects:
    for intro in open_of_mentee(turn.store, walker):
        if intro.status is IntroStatus.ASKED:
            yield from _answer_ask(intro, replace(turn, by=intro.mentor))
    for match in live_of(turn.store, walker):
        if match.status is MatchStatus.OFFERED:
            yield from offers.confirm(match, replace(turn, by=match.mentor))


def _answer_ask(intro: Intro, mentor: Turn) -> Effects:
    if (intro.id or 0) % NO_EVERY == 0:
        slug = next(reason.slug for reason in library.declines().values() if not reason.private)
        yield from declining.because(intro, replace(mentor, value=slug))
        return
    yield from (effect for effect in intros.accept(intro, mentor) if not _reaches(effect, intro.mentee))
    card = meeting.shared_card(intro, mentor)
    name = intro.mentor.name
    said = lines(
        _("{mentor} said yes. In the program itself the next card stands in a room of the two of you. There is nobody "
          "to talk with here: say that you have met, to go on.", mentor=name),
        card.text,
    )  # fmt: skip
    already = Choice(_("We already met"), meeting.met, intro, style=Style.MAIN)
    time = replace(talks.choice(intro, mentor), style=Style.PLAIN)
    yield Tell(
        intro.mentee,
        replace(card, text=said, choices=[already, time, safety.choice(mentor.program)]),
        slot=slot("walk", intro),
    )


def _reaches(effect: Effect, walker: Member) -> bool:
    """Whether it tells the walker how the two could reach each other, which nobody can here."""
    return isinstance(effect, Tell) and isinstance(effect.to, Member) and effect.to.id == walker.id


def _silently(effects: Iterator[Effect]) -> Effects:
    """Without what would go straight back to a press, as nobody pressed."""
    return (effect for effect in effects if not isinstance(effect, Replace | Ask))


# --- the end ---------------------------------------------------------------------------------------------------------


@copy_flow.step(by=ANYONE, ends=True)
def end(copy: Program, turn: Turn) -> Effects:
    """Back to the program itself. What is left on screen of the walk says so, before the copy goes away."""
    walk = turn.store.session.get(Walk, copy.id)
    if walk is None or turn.account is None or walk.account_id != turn.account.id:
        raise Refused(_("That is not yours to answer."))
    real = turn.store.session.get(Program, walk.of_id)
    yield Later(clear, copy, due=turn.now + MOMENTS)
    for name in [WAY_IN, *walks.open_slots(turn.store, turn.account)]:
        yield Redraw(turn.account, name, Card(_("This was a part of the walk, which is over.")))
    over = Card(
        _("The walk is over. Nothing of it is left."),
        choices=[Choice(_("Back to the program"), program_home.show, real, style=Style.MAIN)],
    )
    yield Redraw(turn.account, SLOT, over)
    yield Replace(over)


@copy_flow.step()
def clear(copy: Program, turn: Turn) -> Effects:
    """Takes the copy away."""
    walk = turn.store.session.get(Walk, copy.id)
    if walk is not None:
        walks.forget(turn.store, walk)
    yield from ()
