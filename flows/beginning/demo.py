"""The demo program: a made-up cohort to look around in."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.steps import Effects, Later, Turn
from bot.words import Voice
from flows import library, timing
from flows.beginning import posting
from flows.checkins import planning
from flows.finding import portrait
from flows.joining import approval, way_in
from flows.library import DemoMentor, DemoPerson, Standing
from flows.nudging import daily
from storage import outbox
from storage.database import Store
from storage.mentoring import intros
from storage.mentoring.matches import Match, MatchStatus
from storage.mentoring.newcomers import come_in
from storage.mentoring.profiles import Listing, Profile, TagKind, profile_of, set_tags
from storage.mentoring.rules import rules_of
from storage.outbox import Letter, LetterKind
from storage.people import Account, Member, MemberStatus
from storage.places import Place, Program, ProgramStatus

TAKES_QUESTIONS = 3
"""Whoever has so many places for intro chats takes short questions, too."""
Accounts = Callable[[Store, DemoPerson, str], Account]
"""Makes (and saves) the account of somebody invented, with a line about them, on the platform that wants the demo."""


def fill(store: Store, now: datetime, account_of: Accounts) -> Program:
    """Makes the program, open, with everybody in it. Returns it; `store` sees it from then on."""
    told = library.demo().program
    program = store.add(
        Program(
            name=told.name, status=ProgramStatus.OPEN, zone=told.zone, created_at=now, opened_at=now,
            starts_on=(now - timedelta(days=7)).date(), ends_on=(now + timedelta(days=112)).date(),
        )
    )  # fmt: skip
    store.program_id = program.id
    rules = rules_of(store)
    rules.help_lines, rules.second_contact = told.help_lines, told.second_contact
    for person in library.demo().coordinators.values():
        _member(store, person, "", now, account_of).is_coordinator = True
    mentors = [add_mentor(store, demo, now, account_of) for demo in library.demo().mentors.values()]
    mentees = [
        _mentee(store, person.person, person.hope, now, account_of) for person in library.demo().mentees.values()
    ]
    full = [
        member
        for member, demo in zip(mentors, library.demo().mentors.values(), strict=True)
        if demo.standing is Standing.FULL
    ]
    _fill_up(store, full, mentees, now)
    _plan(store, now)
    return program


def _plan(store: Store, now: datetime) -> None:
    """What happens on the next morning: coordinators are reminded of the mentors who wait from the start, as they would
    be of others, and it is looked at who could use a word."""
    due = timing.morning_after(now, 1, Turn(now=now, store=store))
    for step in (approval.remind, daily.look):
        outbox.set_timer(store.session, store.program, step.id, store.program, "", due)


def post_join_card(store: Store, place: Place, channel: str, now: datetime) -> None:
    """The card that lets people in stands in that channel from the start, as if a coordinator had posted it."""
    turn = Turn(now=now, store=store, place=place)
    card = way_in.join_card(turn.program, turn).said(Voice(turn.program.language, turn.program.zone, own=False))
    slot = f"{posting.JOIN}1"
    store.add(
        Letter(
            key=f"demo:{slot}", program_id=store.program_id, lane=place.lane, rank=0, kind=LetterKind.ANSWER,
            place_id=place.id, channel=channel, card=card.model_dump_json(), open=card.open, slot=slot,
            created_at=now, due_at=now,
        )
    )  # fmt: skip


def add_mentor(store: Store, demo: DemoMentor, now: datetime, account_of: Accounts) -> Member:
    """One invented mentor with everything that they told."""
    member = _member(store, demo.person, _about(demo.person), now, account_of)
    member.is_mentor = True
    profile = _profile(store, member, demo.person)
    profile.bio, profile.places_mentees, profile.places_intros = demo.bio, demo.places, demo.intros
    profile.promised_at, profile.takes_questions = now, demo.intros >= TAKES_QUESTIONS
    if demo.standing is Standing.WAITING:
        profile.status, profile.waiting_since = Listing.WAITING, now
    else:
        profile.status = Listing.LISTED
    if demo.standing is Standing.PAUSED:
        member.status = MemberStatus.PAUSED
    intros.recount(store, member)
    portrait.findable(store, profile)
    return member


def _mentee(store: Store, person: DemoPerson, hope: str, now: datetime, account_of: Accounts) -> Member:
    member = _member(store, person, _about(person), now, account_of)
    member.is_mentee = True
    _profile(store, member, person).hope = hope
    return member


def _about(person: DemoPerson) -> str:
    """A word for whoever picks people to look at, beside their roles; it is no part of the program."""
    field = library.profile().fields.get(person.field)
    return field.label if field else ""


def _member(store: Store, person: DemoPerson, about: str, now: datetime, account_of: Accounts) -> Member:
    member = come_in(store, account_of(store, person, about), now - timedelta(days=2), consent="1")
    member.name, member.zone = person.name, person.zone
    return member


def _profile(store: Store, member: Member, person: DemoPerson) -> Profile:
    profile = profile_of(store, member)
    profile.field, profile.stage, profile.pronouns = person.field, person.stage, person.pronouns
    profile.hometown, profile.fun_fact = person.hometown, person.fun_fact
    tags: dict[TagKind, Sequence[str]] = {
        TagKind.TOPIC: person.topics, TagKind.LANGUAGE: person.languages, TagKind.INTEREST: person.interests,
        TagKind.WAY: person.ways, TagKind.FREE: person.free, TagKind.SUPPORT: person.support,
        TagKind.STYLE: [style_slug(pair, side) for pair, side in person.style.items()],
        TagKind.EXPERIENCE: [experience.kind for experience in person.experiences],
    }  # fmt: skip
    hidden = [experience.kind for experience in person.experiences if not experience.shown]
    for kind, slugs in tags.items():
        set_tags(store, member, kind, slugs, hidden if kind is TagKind.EXPERIENCE else ())
    return profile


def style_slug(pair: str, side: str) -> str:
    """How a side of an either/or is kept as a tag."""
    return f"{pair}-{side}"


def _fill_up(store: Store, mentors: Sequence[Member], mentees: Sequence[Member], now: datetime) -> None:
    """Some mentors are full: the mentees who came first are matched with them."""
    waiting = list(mentees)
    for mentor in mentors:
        profile = profile_of(store, mentor)
        profile.places_mentees = min(profile.places_mentees, len(waiting))
        for _place in range(profile.places_mentees):
            mentee = waiting.pop()
            match = store.add(
                Match(
                    program_id=store.program, mentee_id=mentee.id or 0, mentor_id=mentor.id or 0,
                    status=MatchStatus.ACTIVE, offered_at=now - timedelta(days=1), active_at=now - timedelta(days=1),
                )
            )  # fmt: skip
            _set_timers(store, planning.begin(match, Turn(now=now, store=store)))
        intros.recount(store, mentor)


def _set_timers(store: Store, effects: Effects) -> None:
    """What is planned of a story outside of any step."""
    for one in effects:
        if isinstance(one, Later):
            outbox.set_timer(store.session, store.program, one.step.id, one.about.id or 0, one.value, one.due)
