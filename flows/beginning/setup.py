"""A program begins: in a place that has none yet, by somebody who may."""

from dataclasses import replace

from bot.errors import Refused
from bot.messages import Card, Choice, Form, Section, Style
from bot.steps import ANYONE, COORDINATOR, Ask, Command, Effects, Flow, Group, Redraw, Replace, Turn, slot
from bot.words import Text, _, lines
from flows.beginning import basic_forms, basics, opening, posting, walking
from flows.coordinating import program as program_home
from flows.linking import wrong_codes
from flows.safety import bringing
from storage.codes import claims
from storage.database import Store
from storage.mentoring.newcomers import come_in
from storage.mentoring.records import record
from storage.mentoring.rules import rules_of
from storage.people import Account, Member, MemberStatus, coordinators, member_of
from storage.places import Place, Program, ProgramStatus, comes_home, places_of

flow: Flow[Place] = Flow("setup", about=Place)
draft: Flow[Program] = Flow("draft", about=Program)
MOST_PLACES = 3


def may_set_up(turn: Turn, place: Place | None = None) -> bool:
    """Whether this account may make the next program of a place (the one it is in). See docs/decisions/claims.md."""
    account, place = turn.account, place or turn.place
    if account is None or place is None:
        return False
    if place.program_id is not None:
        before = turn.store.session.get(Program, place.program_id)
        if before is None or before.status is not ProgramStatus.ENDED:
            return False
        coordinator = member_of(turn.store, account.id, before.id)
        if coordinator is not None and coordinator.is_here and coordinator.is_coordinator:
            return True
    if claims.is_appointed(turn.store, account) or claims.has_claimed(turn.store, account, place):
        return True
    is_there = turn.place is not None and turn.place.id == place.id
    return turn.manages and is_there and not claims.anybody_else_decides(turn.store)


@flow.step(by=ANYONE, looks=True)
def welcome(place: Place, turn: Turn) -> Effects:
    """What a place without a program shows."""
    yield Replace(welcome_card(place, turn))


def welcome_card(place: Place, turn: Turn, news: Text | None = None) -> Card:
    nothing_yet = lines(
        _("There is no mentoring program here yet."),
        _("I am Kith: I bring mentees and mentors together for short chats, and they choose each other."),
    )
    if may_set_up(turn, place):
        return Card(
            lines(news or nothing_yet,
                  _("Setting one up takes four short cards, about five minutes. Nothing is sent to anybody before you "
                    "say so, and you can stop and go on at any time."), _bring_line(turn)),
            choices=[Choice(_("Set up a program"), begin, place, style=Style.MAIN)],
        )  # fmt: skip
    if not turn.manages:
        return Card(
            lines(nothing_yet,
                  _("Would you like to take part? Ask whoever looks after this community when a program begins, and "
                    "show them this."), _code_line(turn), _bring_line(turn)),
        )  # fmt: skip
    return Card(lines(nothing_yet, _("You look after this place, so you could set one up."), _code_line(turn),
                      _bring_line(turn)))  # fmt: skip


def _code_line(turn: Turn) -> Text:
    return _("To set one up, ask whoever runs Kith (often the IT people) for a one-time code; they get it with "
             "“kith claim-code”. Then type “{command} CODE” here, with the code in place of CODE.",
             command=f"/{turn.commands[1]} claim")  # fmt: skip


def _bring_line(turn: Turn) -> Text:
    return _("Is your program in another place already? There its coordinators get a code with “{places}”; then type "
             "“{connect} CODE” here.",
             places=f"/{turn.commands[1]} places", connect=f"/{turn.commands[1]} connect")  # fmt: skip


# --- claiming --------------------------------------------------------------------------------------------------------


@flow.step(by=ANYONE, command=Command(Group.COORDINATORS, "claim", _("Set up a program here, with the one-time code")))
def claim(place: Place, turn: Turn) -> Effects:
    """Takes the one-time code. What is wrong is answered, not refused, so that the try is counted."""
    account, store = turn.account, turn.store
    if account is None:
        raise Refused(_("Please do this yourself."))
    if not turn.text.strip():
        raise Refused(_("Please write the code behind it: “{command} ABCD-EFGH-…”. Whoever runs Kith gets it with "
                        "“kith claim-code”.", command=f"/{turn.commands[1]} claim"))  # fmt: skip
    if place.program_id is None and claims.has_claimed(store, account, place):
        yield Replace(welcome_card(place, turn, _("You may set up the program here already, and need no code.")))
        return
    wrong_codes.refuse_too_many(account, turn)
    if (found := claims.claim_with(store, turn.text, turn.now)) is None:
        wrong = _("That code is not right, or it is not valid any more. Whoever runs Kith gets a new one with "
                  "“kith claim-code”.")  # fmt: skip
        yield Replace(wrong_codes.wrong(account, wrong, turn))
        return
    if place.program_id is None:
        claims.use(found, account, place, turn.now)
        news = _("The code is right. You are the one who may set up the program here, and become its coordinator.")
        yield Replace(welcome_card(place, turn, news))
        return
    there = Store(store.session, place.program_id)
    claims.hold_program(there)
    if coordinators(there):
        raise Refused(_("This place has a program and coordinators already. One of them can make you a coordinator "
                        "too."))  # fmt: skip
    claims.use(found, account, place, turn.now)
    member = make_coordinator(there, account, turn)
    record(there, member, "claimed", turn.now, to=member)
    yield from bringing.can_hear(member, replace(turn, store=there))
    yield Replace(Card(_("You are the coordinator here now. “{command}” shows everything.",
                         command=f"/{turn.commands[1]}")))  # fmt: skip


def make_coordinator(store: Store, account: Account, turn: Turn) -> Member:
    """The account's member in the store's program, with the coordinator's role. Somebody who was removed stays so."""
    member = member_of(store, account.id, store.program)
    if member is None:
        member = come_in(store, account, turn.now, consent="")
    if member.status is MemberStatus.REMOVED:
        raise Refused(_("You are not in this program any more. Its coordinators can tell you more."))
    if not member.is_here:
        member.status = MemberStatus.ACTIVE
    member.is_coordinator = True
    return member


# --- the four cards --------------------------------------------------------------------------------------------------


@flow.step(by=ANYONE, command=Command(Group.COORDINATORS, "setup", _("Set up a program, or go on with it")))
def set_up(place: Place, turn: Turn) -> Effects:
    """The first of the four cards for who may make a program here, and the way on for its coordinators."""
    found = turn.store.session.get(Program, place.program_id) if place.program_id else None
    if found is None:
        yield Ask(begin, place) if may_set_up(turn, place) else Replace(welcome_card(place, turn))
        return
    if found.status is ProgramStatus.ENDED and may_set_up(turn, place):
        yield Replace(_next_program_card(found, place))
        return
    yield from program_home.show(found, turn)


def _next_program_card(ended: Program, place: Place) -> Card:
    return Card(
        lines(
            _("{program} has ended.", program=ended.name),
            _("You can set up a new program here. Nobody is in it at first; what is left of {program} stays where it "
              "is.", program=ended.name),
        ),
        choices=[Choice(_("Set up a new program"), begin, place, style=Style.MAIN),
                 Choice(_("See how {program} stood", program=ended.name), program_home.show, ended)],
    )  # fmt: skip


def next_choices(ended: Program, turn: Turn) -> list[Choice]:
    """The way to a new program in each place of one that has ended, for who may make it."""
    found = [place for place in places_of(turn.store) if may_set_up(turn, place)][:MOST_PLACES]
    if len(found) == 1:
        return [Choice(_("Set up a new program"), begin, found[0])]
    return [Choice(_("Set up a new program in {place}", place=place.name or place.key), begin, place)
            for place in found]  # fmt: skip


def _is_free(place: Place, turn: Turn) -> None:
    """Raises `Refused` where a program is in the place already."""
    before = turn.store.session.get(Program, place.program_id) if place.program_id else None
    if before is not None and before.status is not ProgramStatus.ENDED:
        raise Refused(_("There is a program here already. “{command}” leads to it.", command=f"/{turn.commands[1]}"))


def begin_form(place: Place, turn: Turn) -> Form:
    _is_free(place, turn)
    return basic_forms.name_form(place, turn)


@flow.step(by=ANYONE, form=begin_form)
def begin(place: Place, turn: Turn) -> Effects:
    """Makes the program, as a draft, with who made it as its coordinator."""
    _is_free(place, turn)
    if turn.account is None or not may_set_up(turn, place):
        raise Refused(_("You cannot set up a program here. Ask whoever runs Kith for you."))
    made = turn.store.add(
        Program(name=turn.answers.text("name"), zone=turn.account.zone or "UTC", created_at=turn.now,
                language=turn.account.language or "en")
    )  # fmt: skip
    turn.account.program_id = made.id
    inside = replace(turn, store=Store(turn.store.session, made.id))
    comes_home(turn.store, made, place)
    rules_of(inside.store)
    basic_forms.take_names(made, inside)
    inside.by = make_coordinator(inside.store, turn.account, turn)
    record(inside.store, inside.by, "program_made", turn.now, detail=made.name)
    news = _("You are the coordinator of {program} now.", program=made.name)
    yield answer(made, inside, news)


def answer(program: Program, turn: Turn, news: Text | None = None) -> Replace:
    """What goes straight back to whoever sets it up; kept true until it is no draft any more."""
    return Replace(card(program, turn, news), slot("setup", program))


def done(program: Program, turn: Turn) -> Effects:
    """It is no draft any more: no card that was shown of it offers to open it."""
    text = _("{program} is set up, and not a draft any more.", program=program.name)
    over = Card(text, choices=[Choice(_("See the program"), program_home.show, program)])
    for coordinator in coordinators(turn.store):
        yield Redraw(coordinator, slot("setup", program), over)


def card(program: Program, turn: Turn, news: Text | None = None) -> Card:
    """The draft: what comes next, first, as a card is read from its top; then what is there, and what is missing."""
    todo = basics.missing(program, turn)
    ready = [
        Choice(walking.label(turn), walking.start, program, style=Style.MAIN),
        Choice(_("See the Join card and post it"), posting.preview, program),
        Choice(_("Open without posting it"), opening.ask_open, program),
    ]
    next_ = _("**Next:** without this nobody can join yet.") if todo else _(
        "**Everything is there.** Next: walk it yourself, and post the Join card.")  # fmt: skip
    draft_line = _("Nothing is sent to anybody while this is a draft. You can stop and go on at any time with "
                   "“{command}”.", command=f"/{turn.commands[1]} setup")  # fmt: skip
    return Card(
        lines(news, draft_line),
        title=_("Setting up {program}", program=program.name),
        sections=[
            Section(next_, todo[:1] or ready),
            Section(basics.name_line(program, turn), [Choice(_("Change the name"), basics.name, program),
                                                      basics.roles_choice(program, turn)]),
            Section(basics.dates_line(program), [Choice(_("Change the dates"), basics.dates, program, "again")]),
            Section(basics.help_line(program, turn),
                    [Choice(_("Change help and contact"), basics.help_, program, "again")]),
            Section(basics.approval_line(turn), [basics.approval_choice(program, turn)]),
        ],
    )  # fmt: skip


@draft.step(by=COORDINATOR, when=ProgramStatus.DRAFT, looks=True)
def show(program: Program, turn: Turn) -> Effects:
    """Back to the draft."""
    yield answer(program, turn)
