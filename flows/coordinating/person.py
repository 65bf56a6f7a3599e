"""One person: where they stand, and what a coordinator can do about them. The value of every press that leads here, and
of every press on the card, is where the coordinator came from, so that they get back there."""

from bot.messages import Card, Choice, Fact, Section, Style
from bot.steps import COORDINATOR, Effects, Flow, Replace, Turn
from bot.words import Text, When, _, lines
from flows import words
from flows.checkins import unheard
from flows.coordinating import hanging, people_acts, roster
from flows.finding import portrait
from flows.introducing import suggesting
from flows.joining import approval
from storage.mentoring.intros import Intro, IntroStatus, open_of_mentee, open_of_mentor
from storage.mentoring.matches import Match, MatchStatus, live_of
from storage.mentoring.profiles import Listing, Profile
from storage.mentoring.standing import standing_of
from storage.people import Member, MemberStatus

flow: Flow[Member] = Flow("person", about=Member, holds=("self",))


@flow.step(by=COORDINATOR, looks=True)
def show(member: Member, turn: Turn) -> Effects:
    yield Replace(card(member, turn))


def card(member: Member, turn: Turn) -> Card:
    """Where one person stands, and what a coordinator can do. What they think of somebody is nowhere on it. A list or a
    letter from before may lead to somebody who was erased since, or who goes on with another profile."""
    kept = turn.store.get(Member, member.into_id)
    if kept is not None:
        return card(kept, turn)
    if member.status is MemberStatus.ERASED:
        return Card(_("That person is not in {program} any more.", program=turn.program.name), choices=[_back(turn)])
    return Card(
        lines(roster.standing_words(standing_of(turn.store, member), turn), *_with_whom(member, turn)),
        title=_("{name}", name=member.name),
        facts=[
            Fact(_("Joined"), _("{day}", day=When(member.joined_at, "day"))),
            Fact(_("Last here"), _("{day}", day=When(member.acted_at, "day"))),
            *_reach(member),
        ],
        sections=_offer(member, turn),
        choices=[*_acts(member, turn), _back(turn)],
    )


def _back(turn: Turn) -> Choice:
    """To the list that this person stood on: that of everybody, where it is not known."""
    match turn.value.split(".")[0]:
        case hanging.HANGS:
            return Choice(_("Back to what hangs"), hanging.show, turn.program)
        case hanging.LOST:
            return Choice(_("Back to what does not arrive"), hanging.letters, turn.program)
        case unheard.HEARD:
            return Choice(_("Back to the check-ins"), unheard.show, turn.program, "0")
        case _:
            return Choice(_("Back to the list"), roster.show, turn.program, turn.value or "all.0")


def _offer(member: Member, turn: Turn) -> list[Section]:
    """An offer that was sent back or declined, with what the mentor read, and the way to list them after all."""
    told = turn.store.session.get(Profile, member.id)
    if told is None or not (member.is_mentor and member.is_here and turn.program.status.goes_on):
        return []
    match told.status:
        case Listing.WAITING:
            look = Choice(_("Look at who waits"), approval.show, turn.program)
            return [Section(_("Their offer waits for a coordinator's look."), [look])]
        case Listing.CHANGES:
            said = _("They were asked for a change of their offer:")
        case Listing.DECLINED:
            said = _("Their offer was declined:")
        case _:
            return []
    list_ = Choice(_("List {name}", name=member.name), approval.approve, told)
    return [Section(lines(portrait.offer(told, turn), said, words.quoted(told.status_reason)), [list_])]


def _with_whom(member: Member, turn: Turn) -> list[Text]:
    open_ = [*open_of_mentee(turn.store, member), *open_of_mentor(turn.store, member)]
    matches = live_of(turn.store, member)
    return [*(_intro_words(intro) for intro in open_[:4]), *(_match_words(match) for match in matches[:3])]


def _match_words(match: Match) -> Text:
    names = {"mentee": match.mentee.name, "mentor": match.mentor.name}
    if match.status is MatchStatus.OFFERED:
        return _("- {mentee} chose {mentor}, who has not confirmed yet", **names)
    return _("- {mentee} and {mentor} are matched", **names)


def _intro_words(intro: Intro) -> Text:
    names = {"mentee": intro.mentee.name, "mentor": intro.mentor.name}
    if intro.status is IntroStatus.ASKED:
        return _("- {mentee} asked {mentor} on {day}", day=When(intro.asked_at, "day"), **names)
    return _("- {mentee} and {mentor} have an intro chat, since {day}",
             day=When(intro.answered_at or intro.asked_at, "day"), **names)  # fmt: skip


def _reach(member: Member) -> list[Fact]:
    account = member.account
    if account.gone_at:
        return [Fact(_("Letters"), _("The account is gone since {day}.", day=When(account.gone_at, "day")))]
    if account.silent_since:
        return [Fact(_("Letters"), _("Do not reach them since {day}.", day=When(account.silent_since, "day")))]
    return []


def _acts(member: Member, turn: Turn) -> list[Choice]:
    if not member.is_here or (turn.by and member.id == turn.by.id):
        return []
    paused, came = member.status is MemberStatus.PAUSED, turn.value
    return [
        *(suggesting.choice(member, came) if turn.program.status.goes_on else []),
        Choice(_("End the break"), people_acts.unpause, member, came) if paused
        else Choice(_("Pause"), people_acts.pause, member, came),
        Choice(_("Take the coordinator role away"), people_acts.ask_unmake, member, came) if member.is_coordinator
        else Choice(_("Make coordinator"), people_acts.ask_make, member, came),
        Choice(_("Remove"), people_acts.remove, member, came, style=Style.GRAVE),
    ]  # fmt: skip
