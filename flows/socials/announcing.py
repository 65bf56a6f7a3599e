"""A coordinator announces a social: filled in, looked at, posted in a channel."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.calendar import local
from bot.errors import Refused
from bot.messages import Card, Choice, Form, Kind, Menu, Question, Style
from bot.numbers import number
from bot.steps import ANSWER, COORDINATOR, Channel, Command, Effects, Flow, Group, Replace, Tell, Turn
from bot.words import Text, _, paragraphs, sentences
from bot.words import channel as named
from flows import paging
from flows.coordinating import program as program_home
from flows.joining import zones
from flows.socials import changing, reminding
from flows.socials import social as cards
from flows.socials.around import drafts, hours, listing, picture
from storage.mentoring.looking_after import ever_posted, posted
from storage.mentoring.records import record
from storage.mentoring.socials import pictures
from storage.mentoring.socials.socials import Social, SocialStatus, drafts_and_to_come
from storage.places import Program, ProgramStatus, status_held

flow: Flow[Social] = Flow("announcing", about=Social)
of_program: Flow[Program] = Flow("socials", about=Program)
DRAFT, ANNOUNCED = SocialStatus.DRAFT, SocialStatus.ANNOUNCED
SHOWN = 6
_CHANNEL = re.compile(r"[A-Za-z0-9_-]{1,30}")


@of_program.step(
    by=COORDINATOR, looks=True, command=Command(Group.COORDINATORS, "socials", _("Announce a social")),
)  # fmt: skip
def show(program: Program, turn: Turn) -> Effects:
    """What is announced or about to be, and the way to announce more. `value` is the page."""
    page = number(turn.value) or 0
    found = drafts_and_to_come(turn.store, turn.now, SHOWN + 1, page * SHOWN)
    nothing = not page and all(one.status is DRAFT for one in found)
    yield Replace(
        Card(
            _("Nothing is announced at the moment.") if nothing else None,
            title=_("Socials"),
            sections=[drafts.section(one) for one in found[:SHOWN]],
            choices=[
                Choice(_("Announce a social"), new, program, style=Style.MAIN),
                *paging.turns(show, program, page, more=len(found) > SHOWN),
                Choice(_("Back"), program_home.show, program),
            ],
        )
    )


# --- filling it in ---------------------------------------------------------------------------------------------------


def words(social: Social | None = None) -> list[Question]:
    """What it is called, and what it is about; filled in with what it says now."""
    title, text = (social.title, social.text or None) if social else (None, None)
    return [
        Question("title", Kind.SHORT, _("What is it called?"), least=3, most=80, given=title),
        Question("text", Kind.LONG, _("What is it about?"), required=False, most=600, given=text),
    ]


def questions(turn: Turn, social: Social | None = None) -> list[Question]:
    """When and where it is; filled in with what it is now."""
    zone = turn.program.zone
    start, end = (local(social.starts_at, zone), local(social.ends_at, zone)) if social else (None, None)
    return [
        Question("day", Kind.DATE, _("Day"), given=start.date() if start else None),
        Question("starts", Kind.TIME, _("Begins at"), given=f"{start:%H:%M}" if start else None,
                 hint=_("In the program's time ({city}). Everybody reads it in their own.", city=zones.city_of(zone))),
        Question("ends", Kind.TIME, _("Ends at"), given=f"{end:%H:%M}" if end else None,
                 hint=_("It can be past midnight; then it is on the next day.")),
        Question("where", Kind.SHORT, _("Where"), most=200, given=social.where if social else None,
                 hint=_("A place, or a link that begins with https://")),
    ]  # fmt: skip


def new_form(program: Program, turn: Turn) -> Form:
    return _form(turn)


def mend_form(social: Social, turn: Turn) -> Form:
    return _form(turn, social)


def _form(turn: Turn, social: Social | None = None) -> Form:
    places = social.places if social else None
    return Form(
        _("A social"),
        [
            *words(social),
            *questions(turn, social),
            Question("places", Kind.NUMBER, _("Places"), required=False, least=1, most=100000, given=places,
                     hint=_("Left empty, as many as like can come.")),
        ],
        submit=_("Look at it"),
        text=_("Nothing is posted before you have seen it."),
        checks=hours.checks(turn),
    )  # fmt: skip


@of_program.step(by=COORDINATOR, form=new_form)
def new(program: Program, turn: Turn) -> Effects:
    """Kept as a draft, and shown as it will look."""
    _while_it_goes_on(program.status)
    begin, end = hours.times(turn)
    social = turn.store.add(
        Social(
            program_id=program.id or 0, by_id=turn.me.id, title=turn.answers.text("title"),
            text=turn.answers.text("text"), where=turn.answers.text("where"), starts_at=begin, ends_at=end,
            places=turn.answers.number("places"),
        )
    )  # fmt: skip
    yield Replace(preview_card(social, turn))


@flow.step(by=COORDINATOR, when=DRAFT, form=mend_form)
def mend(social: Social, turn: Turn) -> Effects:
    """Something of it is changed before it is posted."""
    social.starts_at, social.ends_at = hours.times(turn)
    social.title, social.text = turn.answers.text("title"), turn.answers.text("text")
    social.where, social.places = turn.answers.text("where"), turn.answers.number("places")
    pictures.keep(turn.store, social, social.ends_at + picture.KEPT)
    yield Replace(preview_card(social, turn))


def _while_it_goes_on(status: ProgramStatus) -> None:
    if not status.goes_on:
        raise Refused(_("A social can be announced while the program goes on."))


# --- looking at it, and posting it -----------------------------------------------------------------------------------


def preview_card(social: Social, turn: Turn) -> Card:
    looks = cards.in_channel(social)
    shown = paragraphs(
        _("_This is how it will look. Below it stand the buttons “I am coming” and “I cannot come”._"), looks.text
    )
    mends = [Choice(_("Change it"), mend, social)] if social.status is DRAFT else []
    choices = [*mends, *picture.choices(social), *drafts.choices(social), Choice(_("Back"), show, turn.program)]
    if _has_passed(social, turn):
        return replace(looks, text=_PASSED, choices=choices, foot=_("Only you see this preview."))
    if turn.place is None or turn.place.program_id != turn.program.id:
        command = f"/{turn.commands[1]} socials"
        foot = _("To post it, please write “{command}” in the place itself, so that I can see its channels. It is "
                 "listed there.", command=command)  # fmt: skip
        return replace(looks, text=shown, choices=choices, foot=foot)
    menu = Menu(_("Post it in …"), channel, social)
    return replace(looks, text=shown, choices=choices, menu=menu, foot=_("Only you see this preview."))


_PASSED = _(
    "Its time has passed, and it was not posted. Please change the day; then you can post it. Left as it is, it is "
    "thrown away 30 days after that time."
)


def _has_passed(social: Social, turn: Turn) -> bool:
    """A draft that nobody posted in time can be changed; what was posted cannot."""
    return social.status is DRAFT and social.starts_at <= turn.now


@flow.step(by=COORDINATOR, when=(DRAFT, ANNOUNCED), looks=True)
def preview(social: Social, turn: Turn) -> Effects:
    yield Replace(preview_card(social, turn))


@flow.step(by=COORDINATOR, when=(DRAFT, ANNOUNCED))
def channel(social: Social, turn: Turn) -> Effects:
    """Asks once more, with what happens."""
    if _has_passed(social, turn):
        yield Replace(preview_card(social, turn))
        return
    where = _channel(turn)
    sure = _("“{title}” goes to {channel}, where everybody can read it.", title=social.title, channel=named(where))
    yield Replace(
        Card(
            sure,
            choices=[
                Choice(_("Post it"), post, social, where, Style.MAIN),
                Choice(_("Another channel"), preview, social),
            ],
        )
    )


@flow.step(by=COORDINATOR, when=(DRAFT, ANNOUNCED))
def post(social: Social, turn: Turn) -> Effects:
    """It stands in the channel, and the reminders are set."""
    _while_it_goes_on(status_held(turn.store))
    if _has_passed(social, turn):
        yield Replace(preview_card(social, turn))
        return
    where, place = _channel(turn), turn.place
    if place is None or place.program_id != turn.program.id:
        raise Refused(_("Please do that in the place itself, so that I know which channel you mean."))
    if social.starts_at <= turn.now:
        raise Refused(_("It has begun already. Announce another one, please."))
    there = posted(turn.store, cards.slots(social))
    if any(one.id == place.id and channel_ == where for one, channel_, _slot in there):
        raise Refused(_("It stands in that channel already."))
    if social.status is DRAFT:
        social.status = ANNOUNCED
        record(turn.store, turn.me, "social_announced", turn.now, detail=social.title)
        yield from reminding.plan(social, turn)
    if listing.is_new(social, place, turn):
        yield from listing.put(social, place)
    slot = f"{cards.slots(social)}{len(ever_posted(turn.store, cards.slots(social))) + 1}"
    yield Tell(Channel(place, where), cards.in_channel(social), kind=ANSWER, slot=slot)
    yield Replace(changing.card(social, turn, _posted(social, where, turn)), cards.counted(social))


def _posted(social: Social, where: str, turn: Turn) -> Text:
    return sentences(_("Posted in {channel}.", channel=named(where)), reminding.promise_to_all(social, turn))


def _channel(turn: Turn) -> str:
    if not _CHANNEL.fullmatch(turn.value):
        raise Refused(_("Please pick a channel from the list."))
    return turn.value


def to_post(social: Social) -> Sequence[Choice]:
    return [Choice(_("Post it in a channel"), preview, social)]
