"""An invitation to pass on: a text for an e-mail, the address of the channel with the Join card, and the same as a
picture to scan."""

import hashlib
import io
from datetime import timedelta

import segno

from bot.messages import Card, Choice, File, Section, Style
from bot.steps import ANSWER, COORDINATOR, Command, Effects, Flow, Group, Replace, Tell, Turn
from bot.words import Day, Link, Phrase, Text, _, lines
from flows import timing, words
from flows.beginning import opening, posting
from flows.coordinating import program as program_home
from storage.outbox import StoredFile
from storage.places import Program, ProgramStatus

flow: Flow[Program] = Flow("inviting", about=Program)
KEPT = timedelta(days=7)
ENOUGH = 8
"""Points of the picture for each module: large enough to be scanned from a slide or a sheet of paper."""


@flow.step(by=COORDINATOR, command=Command(Group.COORDINATORS, "invite", _("What you need to invite people")))
def show(program: Program, turn: Turn) -> Effects:
    """Sent to the coordinator alone; what they pass on is up to them."""
    if not takes_new(program):
        yield Replace(_not_now(program, turn))
        return
    address = _address(turn)
    if address is None:
        yield Replace(_post_first(turn))
        return
    picture = _stored(address, turn)
    alt = _("A picture to scan that leads to {address}", address=address)
    yield Tell(
        turn.me,
        Card(
            lines(_("Here is an invitation to pass on. Change the words as you like:")),
            title=_("Invite people"),
            sections=[Section(_letter(program, address, turn))],
            files=[File(picture.id or 0, picture.name, picture.media_type, alt)],
            foot=_("The picture leads to the same address: for slides, posters and sheets of paper."),
        ),
        kind=ANSWER,
    )
    yield Replace(Card(_("I send you the invitation in private.")))


def takes_new(program: Program) -> bool:
    """Whether whoever is invited could join."""
    return program.status in (ProgramStatus.GATHERING, ProgramStatus.OPEN)


def _not_now(program: Program, turn: Turn) -> Card:
    if program.status is ProgramStatus.CLOSED:
        closed = _("{program} is closed to new people, so nobody could follow an invitation. Open it first, and then I "
                   "write one.", program=program.name)  # fmt: skip
        back = Choice(_("Back"), program_home.show, program)
        return Card(closed, choices=[Choice(_("Open it"), opening.ask_open, program, style=Style.MAIN), back])
    if program.status is ProgramStatus.ENDED:
        return Card(_("{program} has ended, so nobody can join any more.", program=program.name))
    first = _("Post the Join card first; the invitation leads to it.")
    return Card(first, choices=[Choice(_("Back"), program_home.show, program)])


def _post_first(turn: Turn) -> Card:
    """Where no Join card stands, it comes first; where none has an address, its channel can be named all the same."""
    back, standing = Choice(_("Back"), program_home.show, turn.program), posting.standing(turn)
    if standing:
        here = [channel for place, channel, _slot in standing if turn.place is not None and place.id == turn.place.id]
        where = (
            posting.channel_of(turn.place, here[0], turn) if turn.place and here else posting.name_of(standing[0][0])
        )
        return Card(
            _("I know no address that leads to the Join card, so I cannot write an invitation. Tell people where it "
              "stands: {where}.", where=where),
            choices=[back],
        )  # fmt: skip
    post = Choice(_("Post the Join card"), posting.preview, turn.program, style=Style.MAIN)
    return Card(_("The invitation leads to the Join card, and none is posted yet."), choices=[post, back])


def _address(turn: Turn) -> str | None:
    """Of the newest Join card that stands in a place with addresses."""
    for place, channel, _slot in posting.standing(turn):
        if place.address and place.gone_at is None:
            return place.address.replace("{channel}", channel)
    return None


def _letter(program: Program, address: str, turn: Turn) -> Text:
    """What can be copied into an e-mail."""
    known = words.of(turn)
    begins = (
        _("It begins on {day}.", day=Day(program.starts_on)) if program.starts_on and program.is_to_open else None
    )  # fmt: skip
    return lines(
        _("Subject: {program}: find somebody who has been there", program=program.name),
        _("Hello,"),
        _("in {program} people who know the way help those who have just begun. You look at a few {mentors_word}, ask "
          "some of them for a chat of {minutes} minutes, and both of you decide whether it fits. It costs nothing, "
          "takes two minutes to join, and you can stop at any time.", program=program.name,
          minutes=timing.INTRO_MINUTES, **known),
        _("You could be one of the {mentors_word} yourself: two or three conversations a month help a lot.", **known),
        begins,
        _how(address),
    )  # fmt: skip


def _how(address: str) -> Phrase:
    return _("Join here, with one press: {address}", address=Link(address))


def _stored(address: str, turn: Turn) -> StoredFile:
    """The picture, kept for a while."""
    made = io.BytesIO()
    segno.make(address, micro=False, error="m").save(made, kind="png", scale=ENOUGH, border=4)
    content = made.getvalue()
    return turn.store.add(
        StoredFile(
            program_id=turn.store.program, member_id=turn.me.id, name="join.png", media_type="image/png",
            hash=hashlib.sha256(content).hexdigest(), content=content, expires_at=turn.now + KEPT,
        )
    )  # fmt: skip
