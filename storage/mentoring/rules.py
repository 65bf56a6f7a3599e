"""How one program does things: words, limits, timings, help. Coordinators change them; defaults suit most."""

from typing import ClassVar

from sqlmodel import Field

from storage.columns import EncryptedText, Rights, Table
from storage.database import Store


class Rules(Table, table=True):
    """One row per program. Days count working days where a mentor is waited for, else calendar days. Own words for the
    roles come in pairs, for one and for several; empty: the usual ones. `keep_*`: after how long something that is over
    is deleted (see `storage.rights.keeping`)."""

    __rights__: ClassVar = Rights(why="settings; the second contact is an office or a role, entered by a coordinator")

    program_id: int = Field(foreign_key="program.id", primary_key=True)
    mentee_word: str = Field(default="", max_length=30)
    mentees_word: str = Field(default="", max_length=30)
    mentor_word: str = Field(default="", max_length=30)
    mentors_word: str = Field(default="", max_length=30)
    reciprocal: bool = False
    approves_mentors: bool = True
    help_lines: str = Field(default="", max_length=1000)
    second_contact: str = Field(default="", sa_type=EncryptedText)
    consent_version: str = Field(default="1", max_length=20)
    asks_per_mentee: int = 3
    intros_per_mentee: int = 4
    mentees_per_mentor: int = 2
    intros_per_mentor: int = 3
    first_reminder_days: int = 1
    second_reminder_days: int = 3
    expiry_days: int = 5
    ask_again_days: int = 14
    starter_hours: int = 24
    verdict_days: int = 7
    confirm_reminder_days: int = 1
    confirm_days: int = 3
    choice_first_days: int = 2
    choice_second_days: int = 5
    round_days: int = 10
    checkin_first_days: int = 7
    checkin_second_days: int = 21
    checkin_every_days: int = 28
    keep_words_days: int = 180
    keep_reasons_days: int = 180
    keep_match_words_days: int = 365
    keep_questions_days: int = 180
    keep_guests_days: int = 365
    keep_concerns_days: int = 365
    keep_left_days: int = 365
    keep_searches_days: int = 90
    keep_letters_days: int = 90
    keep_acts_days: int = 730
    few_told: bool = False
    unposted_told: bool = False


def rules_of(store: Store) -> Rules:
    """The program's rules; made with their defaults when they are first asked for."""
    found = store.get(Rules, store.program)
    return found if found is not None else store.add(Rules(program_id=store.program))
