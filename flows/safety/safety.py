"""Something is not right: help lines first, and a plain message to the coordinators, never to one whom it is about."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.errors import Invalid, Refused
from bot.messages import Card, Choice, Form, Kind, Option, Question, Style
from bot.numbers import number
from bot.steps import ANYONE, REMOVED, Command, Effects, Flow, Group, Replace, Turn
from bot.words import Phrase, Text, _, lines, listing
from flows import home, words
from flows.library import crisis_kinds, is_crisis
from flows.safety import apart, bringing, concerns, help_lines
from storage.mentoring.looking_after import met_or_asked
from storage.mentoring.records import Concern, written_since
from storage.mentoring.spelling import folded
from storage.outbox import Draft
from storage.people import Member, coordinators
from storage.places import Program

flow: Flow[Program] = Flow("safety", about=Program)
MEMBER = "member"
"""Stands before the number of a member in the form: nobody types that by accident."""
MOST_A_DAY = 10
"""Messages of one account; each of them rings with every coordinator, at night too."""


def choice(program: Program) -> Choice:
    """For every home, room and check-in card."""
    return Choice(_("Something is not right"), show, program, aside=True)


@flow.step(
    by=(ANYONE, REMOVED), looks=True, words=("something is not right",),
    command=Command(Group.EVERYBODY, "notright", _("Something is not right: help, and whom to tell")),
)  # fmt: skip
def show(program: Program, turn: Turn) -> Effects:
    """Help lines, and the way to tell somebody. Nobody hears of this press."""
    yield Replace(
        Card(
            lines(_("I am glad you say so."), *help_lines.first(turn)),
            title=_("Something is not right"),
            choices=[
                Choice(_("Tell the coordinators"), tell, program, style=Style.MAIN),
                *more_choice(program, turn),
                Choice(_("Back"), home.show, program),
            ],
            foot=_("Only you see this. Nobody is told before you send something."),
        )
    )


def more_choice(program: Program, turn: Turn) -> list[Choice]:
    """The way to further lines, where there are any."""
    return [Choice(_("More lines"), more, program)] if help_lines.has_more(turn) else []


@flow.step(by=(ANYONE, REMOVED), looks=True)
def more(program: Program, turn: Turn) -> Effects:
    """Every line there is."""
    yield Replace(
        Card(
            lines(*help_lines.all_(turn)),
            title=_("Whom you can turn to"),
            choices=[
                Choice(_("Tell the coordinators"), tell, program, style=Style.MAIN),
                Choice(_("Back"), show, program),
            ],
            foot=_("Only you see this. Nobody is told before you send something."),
        )
    )


# --- telling the coordinators ----------------------------------------------------------------------------------------


def tell_form(program: Program, turn: Turn) -> Form:
    people, emergency = _who_can_be_named(turn), help_lines.numbers(turn)
    about = Question(
        "about", Kind.ONE, _("Is it about somebody here?"), required=False,
        hint=_("A coordinator whom you name, here or in your words, does not get this."),
        options=[Option(f"{MEMBER}{person.id}", label) for person, label in _told_apart(people, turn)],
    )  # fmt: skip
    return Form(
        _("Tell the coordinators"),
        [
            Question("message", Kind.LONG, _("What happened, in your words"), required=False, most=concerns.LONGEST,
                     hint=_("As much or as little as you like. Left empty, it says: please get in touch with me.")),
            *([about] if people else []),
        ],
        submit=_("Send"),
        text=lines(_who_reads(turn), _("In danger now? Call {numbers} first.", numbers=listing(emergency))
                   if emergency else None),
    )  # fmt: skip


def _told_apart(people: Sequence[Member], turn: Turn) -> Iterator[tuple[Member, Text]]:
    """Everybody's name; with what they are here, and if need be a number, where two have the same one."""
    names = Counter(folded(person.name) for person in people)
    alike = Counter[tuple[str, bool, bool]]()
    for person in people:
        name = folded(person.name)
        one = (name, person.is_coordinator, person.is_mentor)
        alike[one] += 1
        if names[name] == 1:
            yield person, _("{name}", name=person.name)
        elif alike[one] == 1:
            yield person, _("{name} ({role})", name=person.name, role=_what_they_are(person, turn))
        else:
            role = _what_they_are(person, turn)
            yield person, _("{name} ({role} {number})", name=person.name, role=role, number=alike[one])


def _what_they_are(person: Member, turn: Turn) -> Phrase:
    if person.is_coordinator:
        return _("coordinator")
    known = words.of(turn)
    return known["mentor_word"] if person.is_mentor else known["mentee_word"]


def _who_reads(turn: Turn) -> Text:
    names = [person.name for person in bringing.who_hears(turn.store, turn.by)]
    if not names:
        return _("There is no coordinator who could read this now. It is kept, and you are told whom else to turn to.")
    return _("{names} will read this and see your name.", names=listing(names))


def _who_can_be_named(turn: Turn) -> Sequence[Member]:
    """People they asked, met or are matched with, and the coordinators."""
    known = met_or_asked(turn.store, turn.by) if turn.by else []
    others = [person for person in coordinators(turn.store) if turn.by is None or person.id != turn.by.id]
    return list({person.id: person for person in [*known, *others]}.values())


@flow.step(by=(ANYONE, REMOVED), form=tell_form, shared=True, heeds=True)
def tell(program: Program, turn: Turn) -> Effects:
    """Keeps the message, and brings it to every coordinator who may see it; to nobody who is named in it."""
    named = turn.answers.text("about")
    about = turn.store.get(Member, number(named.removeprefix(MEMBER)))
    yield from send(program, turn.answers.text("message"), about, turn)


def typed_so_far(draft: Draft) -> list[str]:
    """What was typed into this form and is not sent yet."""
    return list(json.loads(draft.answers).get("message", ()))


def send(program: Program, message: str, about: Member | None, turn: Turn) -> Effects:
    """Keeps what was written, brings it to those who may see it, and says so."""
    if turn.account is None:
        raise Refused(_("Please do this yourself."))
    if written_since(turn.store, turn.account, turn.now - timedelta(days=1)) >= MOST_A_DAY:
        if turn.answers and not is_crisis(message):
            raise Invalid("message", _("The coordinators have ten messages of yours today. Please write tomorrow."))
        yield Replace(_enough_card(program, message, turn))
        return
    concern = turn.store.add(
        Concern(
            program_id=program.id or 0, account_id=turn.account.id or 0, from_id=turn.by.id if turn.by else None,
            about_id=about.id if about else None, text=message, at=turn.now,
        )
    )  # fmt: skip
    concern.account, concern.from_member, concern.about_member = turn.account, turn.by, about
    hearing = bringing.hearing(concern, turn)
    concern.unheard = not hearing
    yield from bringing.bring(concern, hearing, turn)
    yield Replace(sent_card(concern, hearing, turn))


def _enough_card(program: Program, message: str, turn: Turn) -> Card:
    return Card(
        lines(
            _("The coordinators have ten messages of yours today, so this one did not go to them. You do not have to "
              "wait for them. These people are there for exactly this:"),
            *help_lines.first(turn, crisis_kinds(message)),
        ),
        choices=[*more_choice(program, turn), Choice(_("Back"), home.show, program)],
        notice=_("Something for you"),
    )  # fmt: skip


def sent_card(concern: Concern, to: Sequence[Member], turn: Turn) -> Card:
    """Who has it, who has not and why, and what else there is."""
    left_out = bringing.left_out(concern, turn)
    kinds = crisis_kinds(concern.text)
    shown = help_lines.first(turn, kinds) if is_crisis(concern.text) or not to else help_lines.outside(turn)
    return Card(
        lines(_who_has_it(to, left_out), *shown),
        choices=[
            *_to_named(concern, left_out, after=bool(to)),
            *apart.ways(concern.about_member, turn),
            Choice(_("Show me the help lines"), show, turn.program),
        ],
        notice=_("Something for you"),
    )


def _who_has_it(to: Sequence[Member], left_out: Sequence[Member]) -> Text:
    names, named = listing(one.name for one in to), listing(one.name for one in left_out)
    if to:
        sent = _("Thank you for saying it. I have sent it to {names}. You hear from me when somebody has read it.",
                 names=names)  # fmt: skip
        return lines(sent, _("I have not sent it to {named}, because your words name them.", named=named)
                     if left_out else None)  # fmt: skip
    if left_out:
        return _("Thank you for saying it. I have kept it, and sent it to nobody yet: your words name {named}, and "
                 "there is no other coordinator. You can also turn to somebody else now:", named=named)  # fmt: skip
    return _("Thank you for saying it. I have kept it, but there is no coordinator to whom I could bring it. "
             "Please turn to somebody else now:")  # fmt: skip


def _to_named(concern: Concern, left_out: Sequence[Member], *, after: bool) -> list[Choice]:
    named = listing(one.name for one in left_out)
    label = _("Send it to {named} too", named=named) if after else _("Send it to {named}", named=named)
    return [Choice(label, bringing.also, concern)] if left_out else []
