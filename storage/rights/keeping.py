"""For how long things are kept: what is older goes, some rows at a time."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlmodel import col

from storage.database import Store
from storage.mentoring.intros import OPEN, Intro, Verdict
from storage.mentoring.matches import LIVE, Match
from storage.mentoring.pairs.checkins import CheckIn
from storage.mentoring.pairs.closings import Closing
from storage.mentoring.pairs.handovers import Handover, HandoverStatus
from storage.mentoring.pairs.introductions import Introduction, IntroductionStatus
from storage.mentoring.pairs.named import AT_THE_END, WordsNamed
from storage.mentoring.pairs.talks import OPEN as OPEN_TALKS
from storage.mentoring.pairs.talks import Talk
from storage.mentoring.profiles import Profile, Tag, Word
from storage.mentoring.records import Act, Concern, ConcernNamed, ConcernStatus
from storage.mentoring.rules import Rules
from storage.mentoring.searches import Mark, Search, Wish
from storage.mentoring.short_questions import Addressed, ShortQuestion, ShortStatus
from storage.mentoring.socials.guests import Guest, Tick
from storage.mentoring.socials.socials import Social, SocialStatus
from storage.outbox import DRAFTS_KEPT, Draft, forget_letters
from storage.people import Member, MemberAccount, MemberStatus

AT_ONCE = 200
Forget: TypeAlias = Callable[[Store, datetime, int], int]
"""Takes away what was over before that moment, so many rows at most; gives how many it were."""


def tidy(store: Store, rules: Rules, now: datetime, most: int = AT_ONCE) -> bool:
    """Takes away what is older than the program's rules say. True where there may be more."""
    left = most
    for name, work in KINDS.items():
        if left <= 0:
            return True
        left -= work(store, now - timedelta(days=getattr(rules, name)), left)
    left -= _never_posted(store, now - DRAFTS_KEPT, max(left, 0))
    store.session.expire_all()
    if left > 0:
        store.clear_away("ballot", "wave_member")  # once more: the process may have died when a pulse ended
    return left <= 0


def _ids(store: Store, query: "sa.Select[Any]", most: int) -> Sequence[int]:
    return store.session.scalars(query.limit(most)).all()


def _words_of_intros(store: Store, before: datetime, most: int) -> int:
    """What was written for an intro chat that is over, and how the two could reach each other. A match without a room
    keeps that in the intro it came of, for as long as it goes on."""
    in_match = sa.select(col(Match.intro_id)).where(
        col(Match.program_id) == store.program, col(Match.status).in_(LIVE), col(Match.intro_id).is_not(None)
    )
    over = [col(Intro.status).not_in(OPEN), col(Intro.closed_at) < before]
    done = _empty(store, ("note", "own_reason"), most, *over)
    contacts = ("mentee_contact", "mentor_contact")
    done += _empty(store, contacts, max(most - done, 0), *over, col(Intro.id).not_in(in_match))
    return done + _places_of_talks(store, before, max(most - done, 0))


def _empty(store: Store, words: Sequence[str], most: int, *which: "sa.ColumnElement[bool]") -> int:
    """Empties these columns of so many intros at most; gives how many it were."""
    is_there = sa.or_(*(getattr(Intro, name) != "" for name in words))
    old = _ids(
        store, sa.select(col(Intro.id)).where(col(Intro.program_id) == store.program, *which).where(is_there), most
    )
    store.session.execute(sa.update(Intro).where(col(Intro.id).in_(old)).values(dict.fromkeys(words, "")))
    return len(old)


def _places_of_talks(store: Store, before: datetime, most: int) -> int:
    """Where two met, or wanted to, whatever the talk was for. One that is off without ever having had a time needs no
    place any more."""
    places = ("place", "wish_place", "typed_place")
    is_past = sa.or_(col(Talk.starts_at) < before, col(Talk.starts_at).is_(None))
    old = _ids(
        store,
        sa.select(col(Talk.id))
        .where(col(Talk.program_id) == store.program, col(Talk.status).not_in(OPEN_TALKS), is_past)
        .where(sa.or_(*(getattr(Talk, name) != "" for name in places))),
        most,
    )
    store.session.execute(sa.update(Talk).where(col(Talk.id).in_(old)).values(dict.fromkeys(places, "")))
    return len(old)


def _reasons(store: Store, before: datetime, most: int) -> int:
    """Why somebody thought so of an intro chat; what they thought stays theirs."""
    old = _ids(
        store,
        sa.select(col(Verdict.intro_id))
        .join(Intro, col(Intro.id) == col(Verdict.intro_id))
        .where(col(Verdict.program_id) == store.program, col(Verdict.reason) != "", col(Intro.closed_at) < before)
        .distinct(),
        most,
    )
    store.session.execute(sa.update(Verdict).where(col(Verdict.intro_id).in_(old)).values(reason=""))
    return len(old)


def _words_of_matches(store: Store, before: datetime, most: int) -> int:
    """What was said of a match that is over: in check-ins, and at its end."""
    over = sa.select(col(Match.id)).where(col(Match.program_id) == store.program, col(Match.ended_at) < before)
    done = 0
    for notes, column in ((CheckIn, CheckIn.note), (Closing, Closing.words)):
        old = _ids(
            store,
            sa.select(col(notes.match_id)).where(col(notes.match_id).in_(over), col(column) != "").distinct(),
            max(most - done, 0),
        )
        name = "note" if notes is CheckIn else "words"
        number = col(WordsNamed.number)
        theirs = number > AT_THE_END if notes is CheckIn else number == AT_THE_END
        store.session.execute(sa.delete(WordsNamed).where(col(WordsNamed.match_id).in_(old), theirs))
        store.session.execute(sa.update(notes).where(col(notes.match_id).in_(old)).values({name: ""}))
        done += len(old)
    return done


_Kept: TypeAlias = (
    type[Concern]
    | type[ShortQuestion]
    | type[Guest]
    | type[Introduction]
    | type[Act]
    | type[Handover]
    | type[Search]
    | type[Social]
)


def _old(store: Store, kind: _Kept, most: int, *which: "sa.ColumnElement[bool]") -> Sequence[int]:
    """The numbers of rows of the program, so many at most."""
    return _ids(store, sa.select(col(kind.id)).where(col(kind.program_id) == store.program, *which), most)


def _delete(store: Store, kind: _Kept, most: int, *which: "sa.ColumnElement[bool]") -> int:
    """Takes these rows away, so many at most; gives how many it were."""
    old = _old(store, kind, most, *which)
    store.session.execute(sa.delete(kind).where(col(kind.id).in_(old)))
    return len(old)


def _concerns(store: Store, before: datetime, most: int) -> int:
    """Messages to the coordinators that are closed."""
    is_closed = col(Concern.status) == ConcernStatus.CLOSED
    old = _old(store, Concern, most, is_closed, col(Concern.closed_at) < before)
    store.session.execute(sa.delete(ConcernNamed).where(col(ConcernNamed.concern_id).in_(old)))
    store.session.execute(sa.update(CheckIn).where(col(CheckIn.concern_id).in_(old)).values(concern_id=None))
    store.session.execute(sa.delete(Concern).where(col(Concern.id).in_(old)))
    return len(old)


def _questions(store: Store, before: datetime, most: int) -> int:
    """Short questions that wait for nobody any more, with their answers."""
    is_over = col(ShortQuestion.status) != ShortStatus.OPEN
    old = _old(store, ShortQuestion, most, is_over, col(ShortQuestion.at) < before)
    store.session.execute(sa.delete(Addressed).where(col(Addressed.question_id).in_(old)))
    store.session.execute(sa.delete(ShortQuestion).where(col(ShortQuestion.id).in_(old)))
    return len(old)


def _guests(store: Store, before: datetime, most: int) -> int:
    """Who came to a social, and who was asked whether they would like to meet somebody. How many came stays. Whom
    guests enjoyed meeting goes days after it; what is found of that here goes, too."""
    over = sa.select(col(Social.id)).where(col(Social.program_id) == store.program, col(Social.ends_at) < before)
    store.session.execute(sa.delete(Tick).where(col(Tick.social_id).in_(over)))
    guests = _delete(store, Guest, most, col(Guest.social_id).in_(over))
    is_over = col(Introduction.status) != IntroductionStatus.OPEN
    return guests + _delete(store, Introduction, max(most - guests, 0), is_over, col(Introduction.at) < before)


def _never_posted(store: Store, before: datetime, most: int) -> int:
    """Drafts of socials whose time has passed. Only coordinators have seen one, and its picture has its own end."""
    return _delete(store, Social, most, col(Social.status) == SocialStatus.DRAFT, col(Social.ends_at) < before)


def _acts(store: Store, before: datetime, most: int) -> int:
    """What coordinators did, and who offered the program to whom."""
    acts = _delete(store, Act, most, col(Act.at) < before)
    is_over = col(Handover.status) != HandoverStatus.OFFERED
    return acts + _delete(store, Handover, max(most - acts, 0), is_over, col(Handover.at) < before)


def _letters(store: Store, before: datetime, most: int) -> int:
    return forget_letters(store.session, before, most, program_id=store.program)


def _searches(store: Store, before: datetime, most: int) -> int:
    return _delete(store, Search, most, col(Search.at) < before)


def _profiles(store: Store, before: datetime, most: int) -> int:
    """What those told who left or were removed, and did nothing here since. That they were here stays, with a name."""
    old = _ids(
        store,
        sa.select(col(Member.id))
        .join(Profile, col(Profile.member_id) == col(Member.id))
        .where(col(Member.program_id) == store.program, col(Member.acted_at) < before)
        .where(col(Member.status).in_([MemberStatus.LEFT, MemberStatus.REMOVED])),
        most,
    )
    for kind in (Profile, Tag, Word, Mark, Wish, Search):
        store.session.execute(sa.delete(kind).where(col(kind.member_id).in_(old)))
    accounts = sa.select(col(MemberAccount.account_id)).where(col(MemberAccount.member_id).in_(old))
    store.session.execute(
        sa.delete(Draft).where(col(Draft.account_id).in_(accounts), col(Draft.program_id) == store.program)
    )
    return len(old)


KINDS: dict[str, Forget] = {
    "keep_searches_days": _searches,
    "keep_letters_days": _letters,
    "keep_words_days": _words_of_intros,
    "keep_reasons_days": _reasons,
    "keep_match_words_days": _words_of_matches,
    "keep_questions_days": _questions,
    "keep_guests_days": _guests,
    "keep_concerns_days": _concerns,
    "keep_left_days": _profiles,
    "keep_acts_days": _acts,
}
"""What is kept for a while: the setting that says how long, and what takes it away."""
