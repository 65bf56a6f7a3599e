"""Anybody does anything, in any order: presses, typed lines, forms, old cards, other people's cards, time, leaving.

A hypothesis state machine over the engine and the postman. After everything that happens, what must always hold is
looked up in the rows.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlmodel import col

from bot.incoming import LEFT, Incoming, Reply, Via
from storage.database import Store
from storage.mentoring import intros
from storage.mentoring.intros import OPEN, Intro, IntroStatus, Round, RoundStatus
from storage.mentoring.matches import LIVE, Match
from storage.mentoring.profiles import Profile
from storage.mentoring.rules import rules_of
from storage.outbox import Letter, LetterKind, LetterState
from storage.people import Member
from tests.world.beginnings import Kept
from tests.world.databases import Watched, emptied
from tests.world.making import add_coordinator, add_mentee, add_mentor, make_world
from tests.world.plain import PlainSurface
from tests.world.world import World

PEOPLE = ("Ada", "Ben", "Cleo", "Lin", "Mara", "Noor", "Sam", "Zoe")
"""Three mentees, three mentors, a coordinator, and somebody who never joined."""

LINES = (
    "/mentor", "/mentor find", "/mentor choose", "/mentor verdicts", "/mentor profile", "/program", "/program people",
    "help", "stop", "pause", "leave", "back", "cancel", "skip", "1", "2", "3", "Yes, do that", "hello", "?", "²",
    "\u202etrid\u202c", "@everyone <!channel> **x** [a](http://b)", "9" * 40, "\u200b", "no",
)  # fmt: skip

ONWARDS = (
    "Ask for an intro chat", "Send it", "Happy to", "We already met", "Yes, we met", "A good fit", "Yes, gladly",
    "Choose ", "Yes, choose ", "Say how it was", "Send", "Yes",
)  # fmt: skip
"""How the labels begin that lead from asking to a match. Pure chance seldom gets there."""

Counts = dict[tuple[str, int], int]


class Whole(RuleBasedStateMachine):
    """One program; every run in `database` begins as it is in `beginning`."""

    database: ClassVar[Watched]
    beginning: ClassVar[Kept]
    world: World

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.keys = 0
        self.counts: Counts = {}
        self.sent: set[int] = set()
        self.gone: set[int] = set()
        """Who had left before what happens now."""
        self.written = -1

    @classmethod
    def played_in(cls, database: Watched) -> "type[Whole]":
        """Everybody but Zoe joined a while ago and has looked for mentors, and the program is open."""
        world = make_world(PlainSurface(), emptied(database))
        add_coordinator(world, "Sam")
        for name, places in (("Lin", 2), ("Mara", 1), ("Noor", 1)):
            add_mentor(world, name, mentees=places)
        for name in ("Ada", "Ben", "Cleo"):
            add_mentee(world, name)
        for name in PEOPLE[:7]:
            world.person(name).types("/mentor find")
        cls.database, cls.beginning = database, Kept(world)
        world.rest()
        return cls

    @initialize()
    def begins(self) -> None:
        self.world = self.beginning.back_into(make_world(PlainSurface(), self.database, program=False))
        self._happens(lambda: None)

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.rest()

    # --- what people do ----------------------------------------------------------------------------------------------

    @rule(name=st.sampled_from(PEOPLE), which=st.integers(0, 30))
    def presses_something(self, name: str, which: int) -> None:
        """A button that this person can see, newer ones rather than older ones."""
        labels = list(reversed(self.world.person(name).buttons))
        if labels:
            label = labels[which % len(labels)]
            self._answered(name, lambda: self.world.surface.press(name, label))

    @rule(name=st.sampled_from(PEOPLE), which=st.integers(0, 5))
    def goes_on(self, name: str, which: int) -> None:
        """A button that leads towards a match."""
        labels = [label for label in reversed(self.world.person(name).buttons) if label.startswith(ONWARDS)]
        if labels:
            label = labels[which % len(labels)]
            self._answered(name, lambda: self.world.surface.press(name, label))

    @rule(name=st.sampled_from(PEOPLE), line=st.sampled_from(LINES))
    def types(self, name: str, line: str) -> None:
        self._answered(name, lambda: self.world.surface.type(name, line))

    @rule(name=st.sampled_from(PEOPLE), text=st.text(max_size=60))
    def fills_in(self, name: str, text: str) -> None:
        """Whatever is asked of this person, if anything is."""
        labels = self.world.surface.labels(name)
        if labels:
            self._answered(name, lambda: self.world.surface.submit(name, {labels[0]: text}))

    @precondition(lambda self: self.ids)
    @rule(name=st.sampled_from(PEOPLE), which=st.integers(0, 400), value=st.sampled_from(("", "1", "2", "yes", "²")))
    def presses_an_old_card(self, name: str, which: int, value: str) -> None:
        """A button that anybody was ever shown, pressed by anybody."""
        self._answered(name, lambda: self._forged(name, self.ids[which % len(self.ids)], value))

    @rule(name=st.sampled_from(PEOPLE), hours=st.sampled_from((1, 6, 24, 72, 200)))
    def time_passes(self, name: str, hours: int) -> None:
        self._happens(lambda: self.world.passes(hours=hours))

    @rule(name=st.sampled_from(PEOPLE))
    def leaves_the_community(self, name: str) -> None:
        event = Incoming(via=Via.EVENT, step=LEFT, by=self.world.sender(name), key=self._key())
        self._happens(lambda: self.world.engine.handle(event, self.world.moment))

    # --- and what comes of it ----------------------------------------------------------------------------------------

    def _key(self) -> str:
        self.keys += 1
        return f"model{self.keys}"

    def _forged(self, name: str, id: str, value: str) -> Incoming:
        return Incoming.parse(id, via=Via.PRESS, by=self.world.sender(name), key=self._key(), value=value)

    def _answered(self, name: str, act: Callable[[], Incoming]) -> None:
        """Does it; whoever did it gets a word back, and never an apology."""
        before, answers = len(self.world.person(name).screen), list[Reply]()
        self._happens(lambda: answers.append(self.world.take(name, act())))
        reply, new = answers[0], self.world.person(name).screen[before:]
        said = [card.title + card.text for card in (reply.card, reply.notice) if card]
        assert said or reply.form or new, f"{name} hears nothing"
        assert not any("went wrong" in text for text in (*said, *new)), f"{name} gets an apology"

    def _happens(self, act: Callable[[], object]) -> None:
        act()
        self.world.settle()
        surface = self.world.surface
        assert isinstance(surface, PlainSurface)
        shown = {press for message in surface.messages for press, _value, _label in message.card.numbered}
        self.ids = sorted({*self.ids, *shown})

    # --- what always holds -------------------------------------------------------------------------------------------

    @invariant()
    def it_all_holds(self) -> None:
        """Looked up in one reading of the rows, whenever something was written."""
        if self.written == self.database.writes:
            return
        self.written = self.database.writes
        with self.database.read() as session:
            store = Store(session, 1)
            members = store.all(sa.select(Member))
            self._nobody_has_more_than_they_may(store, members)
            self._pairs_are_one_match_at_most(store)
            self._open_intros_are_in_open_rounds(store)
            self._free_places_are_what_is_shown(store)
            self._who_left_hears_nothing(store)
        self.gone = {member.id or 0 for member in members if not member.is_here}

    def _nobody_has_more_than_they_may(self, store: Store, members: Sequence[Member]) -> None:
        """Asks, intros and mentees grow only as far as the limits of that moment."""
        now, most = _counted(store, members)
        for key, count in now.items():
            grew = count > self.counts.get(key, 0)
            assert not grew or count <= most.get(key, count), f"{key}: {count} of {most.get(key)}"
        self.counts = now

    def _pairs_are_one_match_at_most(self, store: Store) -> None:
        live = sa.select(Match).where(col(Match.status).in_(LIVE))
        pairs = [frozenset((match.mentee_id, match.mentor_id)) for match in store.session.scalars(live).unique()]
        assert len(pairs) == len(set(pairs)), "two matches of a pair"

    def _open_intros_are_in_open_rounds(self, store: Store) -> None:
        astray = store.session.execute(
            sa.select(col(Intro.id))
            .join(Round, col(Round.id) == col(Intro.round_id))
            .where(col(Intro.status).in_(OPEN), col(Round.status) == RoundStatus.CLOSED)
        ).all()
        assert not astray, "an open intro in a closed round"

    def _free_places_are_what_is_shown(self, store: Store) -> None:
        """What everybody sees of a mentor's places is what counting gives."""
        for profile in store.session.scalars(sa.select(Profile)).unique():
            assert profile.free == _free(store, profile), f"{profile.member.name} shows {profile.free}"

    def _who_left_hears_nothing(self, store: Store) -> None:
        """No letter is sent since somebody left, whenever it was put, but an answer to what they did themselves."""
        look = sa.select(col(Letter.id), col(Letter.kind), col(Letter.member_id), col(Letter.slot))
        sent = store.session.execute(look.where(col(Letter.state) == LetterState.SENT)).all()
        for letter, kind, member, slot in sent:
            is_new = letter not in self.sent
            assert not (is_new and kind is not LetterKind.ANSWER and member in self.gone), slot
        self.sent = {row.id for row in sent}


def _counted(store: Store, members: Sequence[Member]) -> tuple[Counts, Counts]:
    """What is taken, and how much of it there may be."""
    now: Counts = {}
    most: Counts = {}
    rules = rules_of(store)
    for intro in store.all(sa.select(Intro).where(col(Intro.status).in_(OPEN))):
        _add(now, ("open intros of mentee", intro.mentee_id))
        if intro.holds_place:
            _add(now, ("open intros of mentor", intro.mentor_id))
        if intro.status is IntroStatus.ASKED:
            _add(now, ("asks of mentee", intro.mentee_id))
    for match in store.all(sa.select(Match).where(col(Match.status).in_(LIVE))):
        _add(now, ("mentees of mentor", match.mentor_id))
    for member in members:
        most["open intros of mentee", member.id or 0] = rules.intros_per_mentee
        most["asks of mentee", member.id or 0] = rules.asks_per_mentee
    for profile in store.all(sa.select(Profile)):
        most["open intros of mentor", profile.member_id] = intros.places_for_intros(store, profile)
        most["mentees of mentor", profile.member_id] = intros.places_for_mentees(store, profile)
    return now, most


def _add(counts: Counts, key: tuple[str, int]) -> None:
    counts[key] = counts.get(key, 0) + 1


def _free(store: Store, profile: Profile) -> int:
    if not profile.door_open or intros.mentees_now(store, profile.member) >= intros.places_for_mentees(store, profile):
        return 0
    return max(0, intros.places_for_intros(store, profile) - len(intros.taking_places(store, profile.member)))
