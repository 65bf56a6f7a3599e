"""Coordinators name who is asked to take the program over, should none of them be left."""

from bot.errors import Invalid, Refused
from bot.messages import Card, Choice, Form, Kind, Option, Question
from bot.numbers import number
from bot.steps import COORDINATOR, Effects, Flow, Redraw, Replace, Tell, Turn, slot
from bot.words import Text, _
from flows import namesakes, telling
from flows.handover import offering, standing_in
from storage.mentoring.pairs import stand_ins
from storage.mentoring.records import done_since, record
from storage.mentoring.standing import everybody_here
from storage.people import Member
from storage.places import Program

flow: Flow[Program] = Flow("naming_stand_in", about=Program)
MEMBER_ID, NOBODY = "m", "nobody"


def line(program: Program, turn: Turn) -> Text:
    found = stand_ins.stand_in(turn.store)
    if found is None:
        return _("Should nobody coordinate {program} any more, I have nobody to ask. You can name a stand-in.",
                 program=program.name)  # fmt: skip
    return _("Should nobody coordinate {program} any more, {name} is asked to take it over.", program=program.name,
             name=found.member.name)  # fmt: skip


def choice(program: Program, turn: Turn) -> Choice:
    if stand_ins.stand_in(turn.store) is None:
        return Choice(_("Name a stand-in"), pick, program)
    return Choice(_("Change the stand-in"), pick, program)


def pick_form(program: Program, turn: Turn) -> Form:
    people = [one for one in everybody_here(turn.store) if not one.is_coordinator]
    if not people:
        raise Refused(_("There is nobody here who is not a coordinator already. They have to join first."))
    found, names = stand_ins.stand_in(turn.store), namesakes.labels(people, turn)
    nobody = [Option(NOBODY, _("Nobody"))] if found is not None else []
    return Form(
        _("Should nobody be left"),
        [
            Question("who", Kind.ONE, _("Who is asked to take it over?"),
                     options=[*(Option(f"{MEMBER_ID}{key}", name) for key, name in names.items()), *nobody],
                     given=f"{MEMBER_ID}{found.member_id}" if found is not None else None),
        ],
        submit=_("Save"),
        text=_("If all coordinators have left or are switched off, I ask this person, and nobody else. Until then they "
               "see no more than before. They hear now that you named them."),
    )  # fmt: skip


@flow.step(by=COORDINATOR, form=pick_form)
def pick(program: Program, turn: Turn) -> Effects:
    """One member, who hears of it; whom was named before hears that it is over."""
    before, told = stand_ins.stand_in(turn.store), turn.answers.text("who")
    member = turn.store.get(Member, number(told.removeprefix(MEMBER_ID))) if told != NOBODY else None
    if told != NOBODY and (member is None or not member.is_here):
        raise Invalid("who", _("They are not here any more. Please pick somebody else."))
    if before is not None and member is not None and before.member_id == member.id:
        yield Replace(offering.card(program, turn))
        return
    if member is not None and _was_named_enough(member, turn):
        raise Invalid("who", _("{name} has been named twice today. Please name them another day.", name=member.name))
    if before is not None:
        over = _("You are not asked any more to take {program} over one day. Thank you for having been ready.",
                 program=program.name)  # fmt: skip
        yield Redraw(before.member, slot("named", before), Card(over))
    stand_ins.forget(turn.store)
    record(turn.store, turn.me, "stand_in_named", turn.now, to=member)
    if member is not None:
        made = stand_ins.name(turn.store, member, turn.now)
        yield Tell(member, standing_in.named_card(made, turn), slot=slot("named", made))
    yield Replace(offering.card(program, turn, _("Saved.")))


def _was_named_enough(member: Member, turn: Turn) -> bool:
    return done_since(turn.store, "stand_in_named", member, turn.now - telling.A_DAY) >= offering.MOST_A_DAY
