"""The program's settings: what it is called, what it allows, and how long it waits."""

from datetime import time

import sqlalchemy as sa
from sqlmodel import col

from bot.errors import Invalid, Refused
from bot.messages import Card, Choice, Form, Kind, Menu, Question, Section, Style
from bot.steps import COORDINATOR, Command, Effects, Flow, Group, Later, Replace, Turn
from bot.words import Text, Voice, _, lines
from flows import words
from flows.beginning import basics, ending, posting
from flows.coordinating import program as program_home
from flows.meeting import intros
from flows.settings import groups, resting, setting_lines
from storage.mentoring.records import record
from storage.mentoring.rules import rules_of
from storage.people import Member
from storage.places import Program

flow: Flow[Program] = Flow("settings", about=Program)
LEAST_AWAKE = 6
KEEPING = "keeping"
"""The group that has a card of its own."""
AT_ONCE = 40
"""Mentors who are counted in one taking of a step; each may have a few waiting who are told."""


def card(program: Program, turn: Turn, news: Text | None = None) -> Card:
    here = turn.place if turn.place and turn.place.program_id == program.id else None
    return Card(
        lines(
            news,
            _("What you change holds from now on, and is kept with your name."),
            setting_lines.rooms_line(here),
        ),
        title=_("Settings of {program}", program=program.name),
        sections=[
            Section(basics.name_line(program, turn), [Choice(_("Change the name"), basics.name, program)]),
            Section(basics.dates_line(program), [Choice(_("Change the dates"), basics.dates, program)]),
            Section(basics.help_line(program, turn), [Choice(_("Change help and contact"), basics.help_, program)]),
            Section(basics.approval_line(turn), [basics.approval_choice(program, turn)]),
            *(Section(setting_lines.line(name, turn), [Choice(bundle.verb, numbers, program, name)])
              for name, bundle in groups.GROUPS.items() if name != KEEPING),
            Section(lines(setting_lines.quiet_line(program), resting.line(program, turn)),
                    [Choice(_("Change quiet hours and days off"), quiet, program)]),
        ],
        menu=Menu(_("Rooms open under …"), posting.rooms_under, here) if here else None,
        choices=[
            Choice(_("How long things are kept"), kept, program),
            Choice(_("Back"), program_home.show, program),
            *([Choice(_("End the program"), ending.ask_end, program, style=Style.GRAVE)]
              if program.status.goes_on else []),
        ],
    )  # fmt: skip


@flow.step(by=COORDINATOR, looks=True, command=Command(Group.COORDINATORS, "settings", _("Limits, dates, help")))
def show(program: Program, turn: Turn) -> Effects:
    yield Replace(card(program, turn))


@flow.step(by=COORDINATOR, looks=True)
def kept(program: Program, turn: Turn) -> Effects:
    """For how long what is over is kept."""
    change = groups.GROUPS[KEEPING].verb
    yield Replace(
        Card(
            setting_lines.line(KEEPING, turn),
            title=_("How long things are kept"),
            choices=[
                Choice(change, numbers, program, KEEPING, Style.MAIN),
                Choice(_("Back to the settings"), show, program),
            ],
            foot=_("What is older is deleted every night, for good. Members read this in the file of their data."),
        )
    )


# --- numbers ---------------------------------------------------------------------------------------------------------


def numbers_form(program: Program, turn: Turn) -> Form:
    group, rules, known = _group(turn), rules_of(turn.store), words.of(turn)
    return Form(
        group.title,
        [
            Question(s.name, Kind.NUMBER, words.filled(s.label, known), least=s.least, most=s.most,
                     hint=_("{least} to {most}", least=s.least, most=s.most), given=getattr(rules, s.name))
            for s in group.settings
        ],
        submit=_("Save"),
        text=words.filled(group.hint, known) if group.hint else None,
    )  # fmt: skip


@flow.step(by=COORDINATOR, form=numbers_form)
def numbers(program: Program, turn: Turn) -> Effects:
    """Changes a group of limits or timings; `value` is the group."""
    group, rules, known = _group(turn), rules_of(turn.store), words.of(turn)
    given = {setting.name: turn.answers.number(setting.name) or 0 for setting in group.settings}
    labels = {setting.name: words.filled(setting.label, known) for setting in group.settings}
    changed = []
    for setting in group.settings:
        if setting.after and given[setting.name] < given[setting.after] + (not setting.same_is_fine):
            raise Invalid(
                setting.name,
                _("This has to be more than “{other}”.", other=labels[setting.after])
                if not setting.same_is_fine
                else _("This cannot be less than the waiting asks."),
            )
        if getattr(rules, setting.name) != given[setting.name]:
            changed.append((labels[setting.name], getattr(rules, setting.name), given[setting.name]))
            setattr(rules, setting.name, given[setting.name])
    if changed:
        detail = "; ".join(f"{Voice().plain(label)}: {before} → {now}" for label, before, now in changed)
        record(turn.store, turn.me, "rules_changed", turn.now, detail=detail)
        if turn.value == "limits":
            yield Later(recount_all, program, due=turn.now, value="0")
    each = [_("- {label}: {before} → {now}", label=label, before=before, now=now) for label, before, now in changed]
    yield Replace(card(program, turn, lines(_("Saved:"), *each) if each else _("Nothing was changed.")))


@flow.step()
def recount_all(program: Program, turn: Turn) -> Effects:
    """Brings every mentor's free places up to date, some at a time; `value` is the last one who was."""
    mentors = turn.store.all(
        sa.select(Member)
        .where(col(Member.program_id) == turn.store.program, col(Member.is_mentor), col(Member.id) > int(turn.value))
        .order_by(col(Member.id))
        .limit(AT_ONCE)
    )
    for mentor in mentors:
        yield from intros.recounted(mentor, turn)
    if len(mentors) == AT_ONCE:
        yield Later(recount_all, program, due=turn.now, value=str(mentors[-1].id))


def _group(turn: Turn) -> groups.Bundle:
    if turn.value not in groups.GROUPS:
        raise Refused(_("I do not know these settings any more. Please open the settings again."))
    return groups.GROUPS[turn.value]


# --- quiet hours -----------------------------------------------------------------------------------------------------


def quiet_form(program: Program, turn: Turn) -> Form:
    return Form(
        _("Quiet hours and days off"),
        [
            Question("quiet_from", Kind.TIME, _("Quiet from"), given=f"{program.quiet_from:%H:%M}"),
            Question("quiet_until", Kind.TIME, _("Quiet until"), given=f"{program.quiet_until:%H:%M}"),
            Question("prompts_a_week", Kind.NUMBER, _("Unasked letters a week, at most"), least=1, most=7,
                     hint=_("1 to 7; one comes besides where somebody waits for the reader's word"),
                     given=program.prompts_a_week),
            resting.question(program, turn),
        ],
        submit=_("Save"),
    )  # fmt: skip


@flow.step(by=COORDINATOR, form=quiet_form)
def quiet(program: Program, turn: Turn) -> Effects:
    """When nobody is written to, and how often people are at most."""
    start, end = turn.answers.clock("quiet_from"), turn.answers.clock("quiet_until")
    start, end = start or time(21), end or time(8)
    if _hours_awake(start, end) < LEAST_AWAKE:
        raise Invalid("quiet_until", _("That leaves less than six hours a day in which I could write to anybody."))
    program.quiet_from, program.quiet_until = start, end
    program.prompts_a_week = turn.answers.number("prompts_a_week") or program.prompts_a_week
    yield from resting.take(program, turn)
    most = program.prompts_a_week
    detail = f"{start:%H:%M}–{end:%H:%M}; {most} a week; {resting.in_words(program, turn)}"
    record(turn.store, turn.me, "quiet_changed", turn.now, detail=detail)
    yield Replace(card(program, turn, lines(_("Saved:"), setting_lines.quiet_line(program),
                                            resting.line(program, turn))))  # fmt: skip


def _hours_awake(start: time, end: time) -> float:
    """The hours a day between the end and the start of the quiet time; all of them where both are the same."""
    awake = ((start.hour * 60 + start.minute) - (end.hour * 60 + end.minute)) % (24 * 60)
    return awake / 60 or 24
