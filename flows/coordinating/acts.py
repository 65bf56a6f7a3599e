"""What was done to the program and its people: who, what, whom, when."""

from collections.abc import Mapping

from bot.messages import Card, Choice, Section
from bot.numbers import number
from bot.steps import COORDINATOR, Command, Effects, Flow, Group, Replace, Turn
from bot.words import Phrase, Text, When, _, term
from flows import library, words
from flows.coordinating import program as program_home
from flows.safety import hearing
from storage.mentoring.records import Act, Concern, latest_acts
from storage.people import Member
from storage.places import Program

flow: Flow[Program] = Flow("acts", about=Program)
SHOWN, LOOKED_AT = 10, 30

WORDS: Mapping[str, Phrase] = {
    "program_made": _("made the program"),
    "claimed": _("became a coordinator with the one-time code"),
    "suggested": _("suggested somebody to {person}"),
    "social_announced": _("announced a social"),
    "social_moved": _("moved a social"),
    "social_places": _("changed the places of a social"),
    "social_words": _("mended the words of a social"),
    "social_cancelled": _("called off a social"),
    "handover_offered": _("offered the program to {person}"),
    "handover_accepted": _("handed the program over to {person}"),
    "stand_in_named": _("said who is asked should nobody coordinate any more"),
    "took_over": _("took the program over, as nobody coordinated it"),
    "stepped_down": _("stepped down as a coordinator"),
    "appointed": _("is a coordinator, as the settings of Kith say"),
    "name_changed": _("changed the name"),
    "dates_changed": _("changed the dates"),
    "help_changed": _("changed the help lines or the second contact"),
    "approval_on": _("said that {mentors_word} are looked at first"),
    "approval_off": _("said that {mentors_word} are listed at once"),
    "roles_both": _("said that everybody is {mentor_word} and {mentee_word}"),
    "roles_two": _("said that there are {mentors_word} and {mentees_word}"),
    "rules_changed": _("changed settings"),
    "quiet_changed": _("changed the quiet hours"),
    "gathering": _("began to gather {mentors_word}"),
    "opened": _("opened the program"),
    "closed": _("closed the program to new people"),
    "ended": _("ended the program"),
    "join_posted": _("posted the Join card"),
    "rooms_under": _("picked the channel that rooms open under"),
    "paused": _("paused {person}"),
    "resumed": _("ended the break of {person}"),
    "removed": _("removed {person}"),
    "coordinator_made": _("made {person} a coordinator"),
    "coordinator_unmade": _("took the coordinator role from {person}"),
    "pulse_sent": _("sent a pulse"),
    "pulse_closed": _("closed a pulse before its day"),
    "pulse_told": _("told people what came of a pulse"),
    "list_downloaded": _("downloaded the list of people"),
    "mentor_listed": _("listed {person} among the {mentors_word}"),
    "mentor_changes": _("asked {person} for changes"),
    "mentor_declined": _("declined the offer of {person}"),
    "left": _("left"),
    "linked": _("linked one more account"),
    "unlinked": _("took a linked account away"),
    "merged": _("was here twice, and is one person now"),
    "joined_again": _("joined again"),
    "erased": _("deleted everything about somebody, as they wished"),
    "left_platform": _("noticed that {person} is gone"),
    "place_connected": _("brought the program to another place"),
    "place_leaves": _("said that the program leaves a place"),
    "place_stays": _("said that the program stays in a place"),
    "left_with_place": _("noticed that {person} was only in a place that the program has left"),
    "place_gone": _("was taken out of a place"),
    "topic_missing": _("heard that nobody offers a topic"),
    "concern_read": _("read a message to the coordinators"),
    "concern_taken": _("takes care of a message to the coordinators"),
    "concern_closed": _("closed a message to the coordinators"),
}
"""What each act is called. One without words is shown by its name."""


@flow.step(by=COORDINATOR, looks=True, command=Command(Group.COORDINATORS, "acts", _("What was done, and by whom")))
def show(program: Program, turn: Turn) -> Effects:
    """The latest acts, or those before the one that `value` names. What is about a message that this coordinator must
    not see is left out."""
    found = latest_acts(turn.store, LOOKED_AT, number(turn.value))
    allowed = [act for act in found if _may_see(act, turn)]
    seen = allowed[:SHOWN]
    last = seen[-1] if len(allowed) > SHOWN else found[-1] if len(found) == LOOKED_AT else None
    yield Replace(
        Card(
            None if seen else _("Nothing yet."),
            title=_("What was done"),
            sections=[Section(_line(act, turn)) for act in seen],
            choices=[
                *([Choice(_("What was before"), show, program, str(last.id))] if last is not None else []),
                *([Choice(_("The newest"), show, program)] if turn.value else []),
                Choice(_("Back"), program_home.show, program),
            ],
        )
    )


def _may_see(act: Act, turn: Turn) -> bool:
    if not act.what.startswith("concern_"):
        return True
    concern = turn.store.get(Concern, number(act.detail))
    return concern is None or hearing.may_see(concern, turn.me, turn)


def _line(act: Act, turn: Turn) -> Text:
    by = turn.store.get(Member, act.by_id)
    to = turn.store.get(Member, act.to_id)
    known = WORDS.get(act.what)
    what = Phrase(known.text, {"person": to.name if to else _("somebody"), **words.of(turn)}) if known else _(
        "{what}", what=act.what.replace("_", " "))  # fmt: skip
    name, about = by.name if by else _("Kith"), _about(act)
    if about:
        return _("{when}: {name} {what} ({about})", when=When(act.at), name=name, what=what, about=about)
    return _("{when}: {name} {what}", when=When(act.at), name=name, what=what)


def _about(act: Act) -> Phrase | str:
    """What stands in brackets behind an act; nothing about a message to the coordinators."""
    if act.what.startswith("concern_"):
        return ""
    if act.what == "topic_missing" and act.detail in library.topics():
        return term(library.topics()[act.detail].label)
    return act.detail[:80]
