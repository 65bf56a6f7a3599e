"""Choosing a mentor: everybody a mentee asked, met or saved, one below the other in the same four lines.

Any mentor whom the mentee has met can be chosen. What a mentor privately thinks changes nothing on these cards; it can
only spare them the question afterwards (see docs/decisions/nobody-learns-a-verdict.md).
"""

from collections.abc import Sequence
from datetime import datetime

from bot.messages import Card, Choice, Section, Style
from bot.numbers import number
from bot.steps import Command, Effects, Flow, Group, Replace, Turn
from bot.words import Phrase, Text, When, _, lines, listing
from flows import telling, words
from flows.asking import asking, limits
from flows.finding import in_common, marks, mentors, others, portrait
from flows.matching import deciding, offers, rounds
from flows.meeting import intros
from flows.verdicts import own_verdict, questions, verdicts
from storage.mentoring import finding, searches
from storage.mentoring import intros as rows
from storage.mentoring import verdicts as verdict_rows
from storage.mentoring.apart import may_meet
from storage.mentoring.intros import Fit, Intro, IntroStatus, Round, Side
from storage.mentoring.matches import Match
from storage.mentoring.profiles import Listing, profile_of
from storage.mentoring.searches import MarkKind
from storage.people import Member, MemberStatus
from storage.places import ProgramStatus

own: Flow[Member] = Flow("choice", about=Member, holds=("self",))

A_PAGE = 6
MOST_SAVED = 2


# --- one below the other ----------------------------------------------------------------------------------------------


@own.step(
    by="self", words=("choose",),
    command=Command(Group.EVERYBODY, "choose", _("See whom you can choose")),
)  # fmt: skip
def show(member: Member, turn: Turn) -> Effects:
    """Everybody in the mentee's round; `value` is the page, from 0."""
    shown, round_ = card(member, turn, number(turn.value) or 0), rows.open_round(turn.store, member)
    yield telling.answer(rounds.asked(round_), shown, turn) if round_ else Replace(shown)


def card(member: Member, turn: Turn, page: int = 0) -> Card:
    if (offered := verdict_rows.offered_by(turn.store, member)) is not None:
        return offered_already(offered, turn)
    round_ = rows.open_round(turn.store, member)
    open_ = [intro for intro in rows.of_round(turn.store, round_) if intro.is_open] if round_ else []
    everybody: list[Intro | Member] = [*_in_order(open_), *_saved(member, open_, turn)]
    if not everybody or round_ is None:
        return _nothing_yet(turn)
    met = [intro for intro in open_ if intro.status is IntroStatus.MET]
    page = min(page, (len(everybody) - 1) // A_PAGE)
    shown = everybody[page * A_PAGE :][:A_PAGE]
    more = [Choice(_("The others"), show, member, str(page + 1))] if len(everybody) > (page + 1) * A_PAGE else []
    back = [Choice(_("Those before"), show, member, str(page - 1))] if page else []
    none = [Choice(_("None of them"), rounds.none_sure, round_)] if open_ else []
    text = None if met else _("You can choose as soon as you have met one of them.")
    return Card(
        lines(text, rounds.words_for_end(round_, turn)) if text or met else None,
        title=_("Whom you can choose"),
        sections=[_entry(one, member, turn) for one in shown],
        choices=[*more, *back, *none, Choice(words.see_more(turn), mentors.find, turn.program)],
        foot=_("Your own note is seen by you alone. Those you have met come first; otherwise the order is that in "
               "which you asked."),
        notice=questions.notice(turn),
    )  # fmt: skip


def _nothing_yet(turn: Turn) -> Card:
    if turn.program.status is ProgramStatus.ENDED:
        return rounds.over_card(turn)
    return Card(
        _("There is nobody to choose from yet. Ask for a few intro chats; after the first one you can choose."),
        choices=[Choice(words.find(turn), mentors.find, turn.program, style=Style.MAIN)],
    )  # fmt: skip


def _in_order(open_: list[Intro]) -> list[Intro]:
    """Those met, then the others, each in the order in which they were asked."""
    return sorted(open_, key=lambda intro: (intro.status is not IntroStatus.MET, intro.id or 0))


def _saved(member: Member, open_: list[Intro], turn: Turn) -> list[Member]:
    """Mentors whom the mentee saved for later and could still ask."""
    asked = {intro.mentor_id for intro in open_}
    ids = sorted(searches.marked(turn.store, member, MarkKind.SAVED) - asked)
    found = [turn.store.get(Member, one.member_id) for one in finding.these(turn.store, ids) if one.free]
    return [mentor for mentor in found if mentor is not None and may_meet(turn.store, member, mentor)][:MOST_SAVED]


def _entry(one: Intro | Member, mentee: Member, turn: Turn) -> Section:
    """The same four lines for everybody: who, what the two share, where it stands, the mentee's own note."""
    intro, mentor = (one, one.mentor) if isinstance(one, Intro) else (None, one)
    again = None if intro else limits.asks_again_at(mentor, mentee, turn)
    verdict = own_verdict.of(intro, mentee, turn) if intro and intro.status is IntroStatus.MET else None
    return Section(
        lines(
            portrait.headline(mentor, profile_of(turn.store, mentor)),
            in_common.shared_line(in_common.things(mentee, mentor, turn)),
            _stands(intro, turn) if intro else _saved_line(mentor, mentee, again, turn),
            own_verdict.note(verdict),
        ),
        _choices(intro, mentor, mentee, turn) if again is None else [],
    )


def _saved_line(mentor: Member, mentee: Member, again: datetime | None, turn: Turn) -> Phrase:
    """`again`: from when on the mentor can be asked again, where that is not now."""
    if again is not None:
        return _("Saved. You have asked not long ago, and can ask again from {day} on.", day=When(again, "day"))
    if rows.between(turn.store, mentee, mentor) is not None:
        return _("Saved; you have asked before.")
    return _("Saved, not asked yet.")


def _stands(intro: Intro, turn: Turn) -> Phrase:
    match intro.status:
        case IntroStatus.MET:
            day = When(intro.met_at or turn.now, "day")
            if (sentence := cannot(intro.mentor, intro.mentee, turn)) is not None:
                return Phrase("{day} {sentence}", {"day": _("Met on {day}.", day=day), "sentence": sentence})
            return _("Met on {day}.", day=day)
        case IntroStatus.ACCEPTED:
            return _("Said yes; you have not met yet.")
        case _:
            return _("Asked on {day}; not answered yet.", day=When(intro.asked_at, "day"))


def _choices(intro: Intro | None, mentor: Member, mentee: Member, turn: Turn) -> list[Choice]:
    name = mentor.name
    if intro is None:
        return [Choice(_("Ask {name}", name=name), asking.offer, mentor)]
    match intro.status:
        case IntroStatus.MET:
            note = Choice(_("My note on {name}", name=name), own_verdict.change, intro)
            if cannot(mentor, mentee, turn) is not None:
                return [*when_free(intro, turn), note]
            return [Choice(_("Choose {name}", name=name), deciding.choose_sure, intro), note]
        case IntroStatus.ACCEPTED:
            return [Choice(_("We met, {name}", name=name), verdicts.we_met, intro)]
        case _:
            return [Choice(_("See the ask to {name}", name=name), intros.show, intro)]


# --- who can be chosen ------------------------------------------------------------------------------------------------


def offered_already(match: Match, turn: Turn) -> Card:
    """A choice waits for its answer."""
    return offers.waits_card(match, turn)


def cannot(mentor: Member, mentee: Member, turn: Turn) -> Phrase | None:
    """Why this mentor cannot be chosen now: only what anybody could see of them, never what they think."""
    name, profile = mentor.name, profile_of(turn.store, mentor)
    if turn.program.status is ProgramStatus.ENDED:
        return _("{program} has ended.", program=turn.program.name)
    if mentor.status is MemberStatus.PAUSED:
        return _("{mentor} is taking a break.", mentor=name)
    if not mentor.is_mentor or profile.status is not Listing.LISTED or not may_meet(turn.store, mentee, mentor):
        return _("{mentor} is not taking part at the moment.", mentor=name)
    if rows.mentees_now(turn.store, mentor) >= rows.places_for_mentees(turn.store, profile):
        return _(
            "{mentor} has no place for another {mentee_word} now: others were a little earlier.",
            mentor=name,
            **words.of(turn),
        )
    return None


def comes_to_mind(met: Sequence[Intro], turn: Turn) -> bool:
    """Whether there is somebody whom the mentee can choose, and has not noted a no about."""
    noted = verdict_rows.of_side(turn.store, met, Side.MENTEE)
    open_ = [intro for intro in met if intro.id not in noted or noted[intro.id].fit is not Fit.NO]
    return any(cannot(intro.mentor, intro.mentee, turn) is None for intro in open_)


def met_words(met: Sequence[Intro], turn: Turn) -> Text:
    """Whom a mentee has met; that they can choose, where they can; and who cannot be chosen now."""
    names = listing(intro.mentor.name for intro in met)
    sentences = [cannot(intro.mentor, intro.mentee, turn) for intro in met]
    if comes_to_mind(met, turn):
        said = _("You have met {mentors}. Whenever you are ready, you can choose.", mentors=names)
    else:
        said = _("You have met {mentors}.", mentors=names)
    return lines(said, *sentences)


def reminder(round_: Round, met: Sequence[Intro], turn: Turn) -> Card:
    """That a choice is open. Where nobody is left to be chosen, others who have time."""
    text, until = met_words(met, turn), rounds.words_for_end(round_, turn)
    if comes_to_mind(met, turn):
        return Card(
            lines(text, until),
            title=_("Your intro chats"),
            choices=[
                Choice(_("See whom you can choose"), show, round_.mentee, style=Style.MAIN),
                Choice(_("None of them"), rounds.none_sure, round_),
            ],
            foot=_("Nobody is told that you are still choosing."),
            notice=questions.notice(turn),
        )
    three = others.three_for(round_.mentee, turn)
    more = _("It does not have to be anybody you have met. You can ask others at once.") if three else None
    return Card(
        lines(text, more, until, words.have_time(turn) if three else None),
        title=_("Your intro chats"),
        sections=three,
        choices=[
            Choice(words.see_more(turn), mentors.find, turn.program),
            Choice(_("Look at those you have met"), show, round_.mentee),
            Choice(_("Close these intro chats"), rounds.none_sure, round_),
        ],
        notice=questions.notice(turn),
    )


def when_free(intro: Intro, turn: Turn) -> list[Choice]:
    """The way to hear of a place with the mentor, or not to wait for one any more, while they take part and the program
    goes on."""
    mentor = intro.mentor
    goes_on = mentor.is_here and mentor.is_mentor and turn.program.status is not ProgramStatus.ENDED
    if not goes_on or profile_of(turn.store, mentor).status is not Listing.LISTED:
        return []
    if mentor.id in searches.marked(turn.store, intro.mentee, MarkKind.WHEN_FREE):
        return [Choice(_("Do not tell me when {mentor} is free", mentor=mentor.name), marks.not_when_free, mentor)]
    return [Choice(_("Tell me when {mentor} is free", mentor=mentor.name), marks.when_free, mentor)]


def lines_for_home(member: Member, turn: Turn) -> Section | None:
    """That a choice is open; None where there is none."""
    round_ = rows.open_round(turn.store, member)
    if round_ is None or verdict_rows.offered_by(turn.store, member) is not None:
        return None
    met = [intro for intro in rows.of_round(turn.store, round_) if intro.status is IntroStatus.MET]
    if not met:
        return None
    can_choose = _("You can choose your {role}.", role=words.mentor_word(turn))
    return Section(
        can_choose if comes_to_mind(met, turn) else met_words(met, turn),
        [Choice(_("See whom you can choose"), show, member, style=Style.MAIN)],
    )
