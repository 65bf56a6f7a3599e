"""How often Kith writes unasked: as it comes, fewer, or only what needs the reader. Others see nothing of it."""

from bot.engine import digest
from bot.messages import Card, Choice, Section, Style
from bot.steps import Command, Effects, Flow, Group, Replace, Turn
from bot.words import Phrase, Text, _, lines, n_, sentences
from flows import home
from flows.pulses import own as own_pulse
from storage.outbox import prompts
from storage.people import Member, MemberStatus, Rhythm

flow: Flow[Member] = Flow("rhythm", about=Member, holds=("self",))


@flow.step(
    by="self", looks=True, command=Command(Group.EVERYBODY, "rhythm", _("How often I write to you by myself")),
    words=("rhythm", "how often", "how often i write", "how often do you write", "too many letters",
           "too many messages"),
)  # fmt: skip
def show(member: Member, turn: Turn) -> Effects:
    yield Replace(card(member, turn))


@flow.step(by="self", words=("as it comes", "all letters", "more letters"))
def as_it_comes(member: Member, turn: Turn) -> Effects:
    yield from _picks(member, Rhythm.AS_IT_COMES, turn)


@flow.step(by="self", words=("fewer", "fewer letters", "fewer messages", "write less", "write to me less", "less"))
def fewer(member: Member, turn: Turn) -> Effects:
    yield from _picks(member, Rhythm.FEWER, turn)


@flow.step(by="self", words=("only what needs me", "only what is needed", "only if needed"))
def needed(member: Member, turn: Turn) -> Effects:
    yield from _picks(member, Rhythm.NEEDED, turn)


def _picks(member: Member, much: Rhythm, turn: Turn) -> Effects:
    """Holds at once, also for what waits."""
    yield from digest.wants(member, much, turn)
    yield Replace(card(member, turn, _("Saved. It holds from now on, also for what waits.")))


# --- in words --------------------------------------------------------------------------------------------------------


def card(member: Member, turn: Turn, news: Text | None = None) -> Card:
    waits = _waits(member, turn)
    return Card(
        lines(news, _now(member)),
        title=_("How often I write to you"),
        sections=[
            Section(_as_it_comes(turn), [_choice(Rhythm.AS_IT_COMES, member)]),
            Section(_("One letter a week at most. What does not fit waits, and comes together as one card another "
                      "week. What somebody waits for comes besides."), [_choice(Rhythm.FEWER, member)]),
            Section(_("No letter by itself, unless somebody waits for your word, or something of yours would end "
                      "without it. The rest waits until you look."), [_choice(Rhythm.NEEDED, member)]),
            *([waits] if waits else []),
            *(own_pulse.lines_for_home(member, turn) if member.rhythm is not Rhythm.AS_IT_COMES else []),
        ],
        choices=[Choice(_("See where I stand"), home.show, turn.program)],
        foot=_("Answers to you, what others do (an ask, a yes, a talk), and what is about your safety always come. "
               "Nobody sees what you pick."),
    )  # fmt: skip


def _now(member: Member) -> Text:
    match member.rhythm:
        case Rhythm.AS_IT_COMES:
            return _("Now I write to you as it comes. Pick what suits you.")
        case Rhythm.FEWER:
            return _("Now you get fewer letters. Pick what suits you.")
        case Rhythm.NEEDED:
            return _("Now you get only what needs you. Pick what suits you.")


def _as_it_comes(turn: Turn) -> Text:
    most = n_("One letter a week at most that you did not ask for.",
              "{n} letters a week at most that you did not ask for.", turn.program.prompts_a_week)  # fmt: skip
    return sentences(most, _("What does not fit comes together, as one card, when there is room. What somebody "
                             "waits for finds room at least once a week."))  # fmt: skip


_LABELS = {
    Rhythm.AS_IT_COMES: (_("As it comes"), as_it_comes),
    Rhythm.FEWER: (_("Fewer"), fewer),
    Rhythm.NEEDED: (_("Only what needs me"), needed),
}


def _choice(much: Rhythm, member: Member) -> Choice:
    label, step = _LABELS[much]
    return Choice(label, step, member, picked=member.rhythm is much)


def _waits(member: Member, turn: Turn) -> Section | None:
    """What is held back now, for whoever would like to see it."""
    n = prompts.how_many_held(turn.store.session, member.id or 0, turn.now)
    if not n:
        return None
    return Section(n_("One thing waits for you.", "{n} things wait for you.", n), [see_choice(member)])


def see_choice(member: Member) -> Choice:
    return Choice(_("See what waits"), digest.see, member, style=Style.MAIN)


def home_section(member: Member, turn: Turn) -> Section | None:
    """For the home card of somebody who picked something else than what everybody begins with: what waits for them."""
    if member.rhythm is Rhythm.AS_IT_COMES or member.status is not MemberStatus.ACTIVE:
        return None
    return _waits(member, turn)


def choice(member: Member, label: Phrase) -> Choice:
    """The way here."""
    return Choice(label, show, member)
