"""Steps that tell: everybody, of every kind, in slots and to channels and rooms."""

from datetime import timedelta

from bot.engine import digest
from bot.messages import Card, Choice, Fact, Menu, Option, Section
from bot.steps import (
    ANSWER,
    PERSONAL,
    PROMPT,
    Channel,
    Drop,
    Effects,
    Flow,
    Redraw,
    Replace,
    Tell,
    Turn,
    slot,
)
from bot.words import Said, When, _
from storage.outbox import LetterKind
from storage.people import Account, Rhythm
from storage.places import Place, Room
from tests.core import small
from tests.core.small import Jar, the_helper

flow: Flow[Jar] = Flow("telling", about=Jar, holds=("owner", "helper"))


@flow.step(by="owner")
def tell(jar: Jar, turn: Turn) -> Effects:
    """Tells the helper; `value` is the kind."""
    yield Tell(the_helper(jar, turn), Card(Said(turn.value)), kind=LetterKind(turn.value))


@flow.step(by="owner")
def tell_aside(jar: Jar, turn: Turn) -> Effects:
    """A card that asks nothing, with a button for whoever needs it."""
    card = Card(Said("It is over."), choices=[Choice(_("Put one in"), small.put, jar, aside=True)])
    yield Tell(the_helper(jar, turn), card, kind=PERSONAL)


@flow.step(by="owner")
def tell_urgently(jar: Jar, turn: Turn) -> Effects:
    yield Tell(the_helper(jar, turn), Card(Said("urgent")), kind=PROMPT, urgent=True)


@flow.step(by="owner")
def tell_briefly(jar: Jar, turn: Turn) -> Effects:
    """Of no use after an hour."""
    yield Tell(the_helper(jar, turn), Card(Said("brief")), expires=turn.now + timedelta(hours=1))


@flow.step(by="owner")
def tell_oneself(jar: Jar, turn: Turn) -> Effects:
    yield Tell(turn.me, Card(Said("to yourself")), kind=PERSONAL)


@flow.step(by="owner")
def tell_everywhere(jar: Jar, turn: Turn) -> Effects:
    """An account, a channel and every room."""
    place = turn.store.session.get(Place, 1)
    assert place is not None
    found = turn.store.session.get(Account, int(turn.value))
    assert found is not None
    yield Tell(found, Card(Said("to an account")))
    yield Tell(Channel(place, "general"), Card(_("It is {when}.", when=When(turn.now))))
    number = 1
    while (room := turn.store.get(Room, number)) is not None:
        yield Tell(room, Card(_("In a room, at {when}.", when=When(turn.now))))
        number += 1


@flow.step(by=("owner", "helper"))
def tell_rooms(jar: Jar, turn: Turn) -> Effects:
    """Every room."""
    number = 1
    while (room := turn.store.get(Room, number)) is not None:
        yield Tell(room, Card(Said("in a room")))
        number += 1


@flow.step(by="owner")
def say_when(jar: Jar, turn: Turn) -> Effects:
    """The same moment and words, for the presser and for the helper."""
    card = Card(
        _("You have {n} coins at {when}.", n=1200, when=When(turn.now)), choices=[Choice(_("Look"), small.look)]
    )
    yield Replace(card)
    yield Tell(the_helper(jar, turn), card, kind=ANSWER)


# --- prompts that are held -------------------------------------------------------------------------------------------


@flow.step(by="owner")
def prompt_large(jar: Jar, turn: Turn) -> Effects:
    """A prompt with everything that a card can have."""
    options = [Option(str(number), Said(f"{number} coins")) for number in range(3)]
    card = Card(
        Said("How *many* coins?"),
        title=Said("Counting_coins"),
        facts=[Fact(_("Places"), Said("three"))],
        sections=[Section(Said("A part"), [Choice(_("Look"), small.look, jar)])],
        menu=Menu(_("So many"), small.put, jar, options),
        notice=_("A question for you"),
    )
    yield Tell(the_helper(jar, turn), card, kind=PROMPT)


@flow.step(by="owner")
def prompt_named(jar: Jar, turn: Turn) -> Effects:
    """A prompt whose title, words and button come from a person."""
    label = Choice(Said(jar.note[:75]), small.put, jar)
    card = Card(Said(jar.note * 3), title=Said(jar.note[:150]), choices=[label])
    yield Tell(the_helper(jar, turn), card, kind=PROMPT)


@flow.step(by="owner")
def prompt_bare(jar: Jar, turn: Turn) -> Effects:
    """A prompt that has nothing but a section."""
    yield Tell(the_helper(jar, turn), Card(sections=[Section(Said("Bare"), [Choice(_("Look"), small.look, jar)])]),
               kind=PROMPT)  # fmt: skip


@flow.step(by="owner")
def prompt_words(jar: Jar, turn: Turn) -> Effects:
    """A prompt whose buttons say what are words elsewhere."""
    choices = [Choice(_("Home"), small.put, jar), Choice(_("Help"), small.put, jar, "help")]
    yield Tell(the_helper(jar, turn), Card(Said("Home or help?"), choices=choices), kind=PROMPT)


@flow.step(by="owner")
def ask_yes(jar: Jar, turn: Turn) -> Effects:
    """A question with a yes and a no among its buttons."""
    buttons = {"yes": _("Yes, tell somebody"), "later": _("Let me think"), "no": _("No, that is all right")}
    choices = [Choice(label, say_it, jar, said) for said, label in buttons.items()]
    yield Tell(the_helper(jar, turn), Card(Said("Shall I tell somebody?"), choices=choices), kind=PERSONAL)


@flow.step(by="helper")
def say_it(jar: Jar, turn: Turn) -> Effects:
    yield Replace(Card(_("You said {said}.", said=turn.value)))


@flow.step(by="owner")
def tell_both(jar: Jar, turn: Turn) -> Effects:
    """One card with the same button for this jar and for another one (`value`)."""
    other = turn.store.get(Jar, int(turn.value))
    assert other is not None
    parts = [
        Section(_("A jar with {n} coins", n=one.coins), [Choice(_("Put one in"), small.put, one)])
        for one in (jar, other)
    ]
    yield Tell(the_helper(jar, turn), Card(sections=parts), kind=PERSONAL)


# --- slots -----------------------------------------------------------------------------------------------------------


@flow.step(by="owner")
def tell_and_draw(jar: Jar, turn: Turn) -> Effects:
    """Tells and draws again in one step."""
    helper = the_helper(jar, turn)
    yield Tell(helper, Card(Said("first")), slot=slot("note", jar))
    yield Redraw(helper, slot("note", jar), Card(Said("second")))


@flow.step(by="owner")
def prompt_in_slot(jar: Jar, turn: Turn) -> Effects:
    """Two prompts in the slot of the jar's card."""
    for words in ("one", "two"):
        yield Tell(the_helper(jar, turn), Card(Said(words)), kind=PROMPT, slot=slot("jar", jar))


@flow.step(by="owner")
def prompt_so(jar: Jar, turn: Turn) -> Effects:
    """A prompt: `value` is its words, "needed" or not, the hours for which it is of use (0: for ever), and the name of
    its slot, with dots between them."""
    words, needed, hours, name = turn.value.split(".")
    card = Card(Said(words), choices=[Choice(_("Put one in"), small.put, jar)])
    yield Tell(
        the_helper(jar, turn), card, kind=PROMPT, needed=needed == "needed", slot=slot(name, jar) if name else "",
        expires=turn.now + timedelta(hours=int(hours)) if hours != "0" else None,
    )  # fmt: skip


@flow.step(by="owner")
def redraw_so(jar: Jar, turn: Turn) -> Effects:
    """What stands in that slot says something else; "over" asks nothing any more."""
    name, _dot, words = turn.value.partition(".")
    choices = [] if words == "over" else [Choice(_("Put one in"), small.put, jar)]
    yield Redraw(the_helper(jar, turn), slot(name, jar), Card(Said(words), choices=choices))


@flow.step(by="owner")
def wants(jar: Jar, turn: Turn) -> Effects:
    """The helper has another rhythm."""
    yield from digest.wants(the_helper(jar, turn), Rhythm(turn.value), turn)


@flow.step(by="owner")
def take_back(jar: Jar, turn: Turn) -> Effects:
    """What was told in the jar's slot and is not sent yet is not sent."""
    yield Drop(the_helper(jar, turn), slot("jar", jar))


@flow.step(by="owner")
def think_better(jar: Jar, turn: Turn) -> Effects:
    """Told and taken back in one step, and told in another slot."""
    helper = the_helper(jar, turn)
    yield Tell(helper, Card(Said("first")), slot=slot("note", jar))
    yield Tell(helper, Card(Said("second")), slot=slot("other", jar))
    yield Drop(helper, slot("note", jar))


@flow.step(by="owner")
def post(jar: Jar, turn: Turn) -> Effects:
    place = turn.store.session.get(Place, 1)
    assert place is not None
    yield Tell(Channel(place, turn.value), small.jar_card(jar, turn), slot=slot("post", jar))


@flow.step(by="owner")
def draw_post(jar: Jar, turn: Turn) -> Effects:
    place = turn.store.session.get(Place, 1)
    assert place is not None
    yield Redraw(Channel(place, turn.value), slot("post", jar), small.jar_card(jar, turn))


FLOWS = (*small.FLOWS, flow)
