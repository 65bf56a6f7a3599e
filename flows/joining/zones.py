"""Which clock a member lives by: one press if the guess is right, else a city from a list or typed."""

from bot.calendar import is_zone, local
from bot.errors import Refused
from bot.messages import Card, Choice, Form, Kind, Menu, Option, Question, Style
from bot.steps import Effects, Flow, Replace, Turn
from bot.words import Phrase, Text, _
from flows import library, timing
from flows.beginning import basic_forms
from flows.checkins import planning
from flows.profiles import profile_offer
from storage.people import Member

flow: Flow[Member] = Flow("zones", about=Member, holds=("self",))

COMMON = (
    "Pacific/Honolulu", "America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York",
    "America/Sao_Paulo", "Africa/Accra", "Europe/London", "Africa/Lagos", "Europe/Berlin", "Africa/Cairo",
    "Africa/Johannesburg", "Africa/Nairobi", "Europe/Istanbul", "Asia/Dubai", "Asia/Karachi", "Asia/Kolkata",
    "Asia/Dhaka", "Asia/Jakarta", "Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland",
)  # fmt: skip
"""Zones of the menu, from west to east; everything else is typed."""


def city_of(zone: str) -> str:
    """What a zone is called here: the first city of the library in it, else the name's own last part."""
    found = next((city.name for city in library.cities() if city.zone == zone), None)
    return found or zone.rsplit("/", 1)[-1].replace("_", " ")


def time_in(zone: str, turn: Turn) -> Phrase:
    """The clock there now, in plain digits."""
    return _("{time}", time=f"{local(turn.now, zone):%H:%M}")


def line(member: Member, turn: Turn) -> Text:
    """Where they are, and what their clock shows."""
    zone = timing.zone_of(member, turn)
    if not member.zone:
        return _("{city}, as the program ({time} now)", city=city_of(zone), time=time_in(zone, turn))
    return _("{city} ({time} now)", city=city_of(zone), time=time_in(zone, turn))


def ask_card(member: Member, turn: Turn) -> Card:
    zone = timing.zone_of(member, turn)
    return Card(
        _("Is it {time} for you now?", time=time_in(zone, turn)),
        choices=[
            Choice(_("Yes, it is"), yes, member, style=Style.MAIN),
            Choice(_("No, I am somewhere else"), elsewhere, member),
        ],
        foot=_("So that I show your own time, and do not write at night. Other members see only times you both have."),
    )


@flow.step(by="self", looks=True)
def ask(member: Member, turn: Turn) -> Effects:
    yield Replace(ask_card(member, turn))


def _lives_in(zone: str, member: Member, turn: Turn) -> Effects:
    """Keeps it. What is to come at an hour of their day comes at that hour there."""
    was, member.zone = timing.zone_of(member, turn), zone
    if was != zone:
        yield from planning.lives_elsewhere(member, was, turn)


@flow.step(by="self")
def yes(member: Member, turn: Turn) -> Effects:
    """The guess was right."""
    yield from _lives_in(timing.zone_of(member, turn), member, turn)
    yield Replace(profile_offer.saved_card(member, turn, "zone"))


@flow.step(by="self", looks=True)
def elsewhere(member: Member, turn: Turn) -> Effects:
    """Cities whose clocks most people share, and the way to type another one."""
    yield Replace(
        Card(
            _("Which of these has your clock? Or type a big city near you."),
            menu=Menu(_("Same time as in …"), pick, member, [_option(zone, turn) for zone in COMMON]),
            choices=[Choice(_("Type a city"), typed, member, style=Style.MAIN)],
        )
    )


def _option(zone: str, turn: Turn) -> Option:
    return Option(zone, _("{city} ({time} now)", city=city_of(zone), time=time_in(zone, turn)))


@flow.step(by="self")
def pick(member: Member, turn: Turn) -> Effects:
    """A zone of the menu."""
    if turn.value not in COMMON or not is_zone(turn.value):
        raise Refused(_("I do not know that one any more. Please type a city."))
    yield from _lives_in(turn.value, member, turn)
    yield Replace(profile_offer.saved_card(member, turn, "zone"))


def city_form(member: Member, turn: Turn) -> Form:
    return Form(
        _("Your city"),
        [Question("zone", Kind.SHORT, _("A big city with the same clock"), example=_("Accra"), least=2, most=60)],
        submit=_("Save"),
        text=_("I keep only the time zone."),
    )


@flow.step(by="self", form=city_form)
def typed(member: Member, turn: Turn) -> Effects:
    """A city by its name; where that could be several, the form asks which."""
    yield from _lives_in(basic_forms.zone_meant(turn.answers.text("zone")), member, turn)
    yield Replace(profile_offer.saved_card(member, turn, "zone"))
