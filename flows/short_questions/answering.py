"""Somebody's question, for those who could answer it: the first one takes it, on a card or in a room of the two."""

from bot.errors import Refused
from bot.messages import Card, Choice, Form, Kind, Question, Style
from bot.steps import MEMBER, PERSONAL, Effects, Flow, Never, Replace, Tell, Turn
from bot.words import Said, Text, _, lines, sentences, term
from flows import home, library, telling, words
from flows.safety import safety
from flows.short_questions import for_asker, passing
from storage.mentoring.apart import may_meet
from storage.mentoring.profiles import Listing, Profile, profile_of
from storage.mentoring.short_questions import Addressed, ShortQuestion, ShortStatus, addressed
from storage.people import Member
from storage.places import ProgramStatus, RoomState, room_for

flow: Flow[ShortQuestion] = Flow("short_answer", about=ShortQuestion, holds=("asker", "taker"))
own: Flow[Member] = Flow("takes_questions", about=Member, holds=("self",))
OPEN = ShortStatus.OPEN
MOST_ANSWER = 1500
TAKEN = _("Somebody else has answered this question. Thank you all the same.")


@flow.shows
def present(question: ShortQuestion, turn: Turn) -> Card:
    """As it is now, for whoever could answer it."""
    if turn.me.id == question.asker_id:
        return for_asker.present(question, turn)
    found = _asked(question, turn)
    if found is None or not (found.is_theirs or question.taker_id == turn.me.id):
        return Card(_("There is nothing here for you."))
    if question.status is OPEN and _is_kept_away(question, turn):
        return Card(TAKEN)
    if question.status is OPEN:
        return asking_card(question, turn.me, turn)
    return _given_card(question, turn) if question.taker_id == turn.me.id else Card(TAKEN)


def _asked(question: ShortQuestion, turn: Turn) -> Addressed | None:
    return next((one for one in addressed(turn.store, question) if one.member_id == turn.me.id), None)


def _may_answer(question: ShortQuestion, turn: Turn) -> Addressed:
    found = _asked(question, turn)
    if found is None:
        raise Refused(_("There is nothing here for you."))
    if not found.is_theirs:
        raise Refused(_("That is for the coordinators of {program}.", program=turn.program.name))
    if _is_kept_away(question, turn):
        raise Refused(TAKEN)
    return found


def _is_kept_away(question: ShortQuestion, turn: Turn) -> bool:
    """Whoever is kept away from the asker meanwhile reads what all read whose answer is not needed any more; not before
    it is taken from them, where that would tell whose question it is."""
    return not (may_meet(turn.store, question.asker, turn.me) or passing.is_to_go(question, turn.me, turn))


def asking_card(question: ShortQuestion, reader: Member, turn: Turn, news: Text | None = None) -> Card:
    topic = library.topics().get(question.topic)
    about = term(topic.phrase) if topic else _("something")
    who = (
        _("{name} has a question about {topic}:", name=question.asker.name, topic=about) if question.names_asker
        else _("Somebody has a question about {topic}:", topic=about)
    )  # fmt: skip
    room = [Choice(_("Talk about it in a room"), open_room, question)] if _can_open(question) else []
    return Card(
        lines(news, who, words.quoted(question.text), _why(question, turn)),
        title=_("One question"),
        choices=[
            Choice(_("Answer it"), answer, question, style=Style.MAIN),
            *room,
            Choice(_("Not now"), not_now, question),
            safety.choice(turn.program),
        ],
        foot=_("Whoever asked reads your answer with your name. Nothing else follows from it."),
    )  # fmt: skip


def _can_open(question: ShortQuestion) -> bool:
    """Where the asker may be named, and none was refused before."""
    return question.names_asker and question.room_id is None


def _why(question: ShortQuestion, turn: Turn) -> Text:
    if question.with_coordinators:
        return sentences(passing.why(question, turn), _("A few words from you, or whom to turn to, would help."))
    return _("The first to answer takes it; a sentence or two is plenty.")


# --- an answer -------------------------------------------------------------------------------------------------------


def answer_form(question: ShortQuestion, turn: Turn) -> Form:
    _may_answer(question, turn)
    return Form(
        _("Your answer"),
        [Question("answer", Kind.LONG, _("Your answer"), least=2, most=MOST_ANSWER,
                  hint=_("Whoever asked reads it with your name."))],
        submit=_("Send it"),
        text=Said(question.text),
    )  # fmt: skip


@flow.step(by=MEMBER, when=OPEN, form=answer_form)
def answer(question: ShortQuestion, turn: Turn) -> Effects:
    """The asker gets it, and nobody else has to answer any more."""
    _may_answer(question, turn)
    if not may_meet(turn.store, question.asker, turn.me):
        raise Refused(TAKEN)
    question.answer = turn.answers.text("answer")
    yield from _take(question, turn)
    shown = for_asker.answer_card(question, turn)
    yield from telling.anew(for_asker.told(question), shown, PERSONAL, turn)
    yield telling.answer(passing.asked(question, turn.me), _given_card(question, turn), turn)
    yield from telling.redraw(passing.asked(question, turn.me), _given_card(question, turn), turn)


def _take(question: ShortQuestion, turn: Turn) -> Effects:
    question.status, question.answered_at = ShortStatus.ANSWERED, turn.now
    question.taker_id, question.taker = turn.me.id, turn.me
    turn.store.session.flush()
    yield from passing.over(question, turn, TAKEN, but=turn.me)
    yield from for_asker.closes_later(question, turn)


def _given_card(question: ShortQuestion, turn: Turn) -> Card:
    return Card(
        lines(_("Thank you. Your answer is on its way. You wrote:"), words.quoted(question.answer)) if question.answer
        else _("Thank you. You find each other in a room of your own."),
        choices=[Choice(_("See where I stand"), home.show, turn.program)],
    )  # fmt: skip


@flow.step(by=MEMBER, when=OPEN)
def open_room(question: ShortQuestion, turn: Turn) -> Effects:
    """The two talk about it themselves, where the asker may be named."""
    _may_answer(question, turn)
    if question.room_id is not None:
        raise Refused(_("I cannot open a room for the two of you here. You can answer on the card."))
    if not question.names_asker:
        raise Refused(_("Whoever asked would rather not be named. You can answer on the card."))
    room = room_for(turn.store, [question.asker, turn.me], f"{question.asker.name} and {turn.me.name}")
    if room.state is RoomState.IMPOSSIBLE:
        raise Refused(_("I cannot open a room for the two of you here. You can answer on the card."))
    question.room_id, question.room = room.id, room
    yield from _take(question, turn)
    yield Tell(room, _room_card(question, turn))
    yield from telling.anew(for_asker.told(question), for_asker.answer_card(question, turn), PERSONAL, turn)
    yield telling.answer(passing.asked(question, turn.me), _given_card(question, turn), turn)
    yield from telling.redraw(passing.asked(question, turn.me), _given_card(question, turn), turn)


def _room_card(question: ShortQuestion, turn: Turn) -> Card:
    return Card(
        lines(
            _("{asker}, {name} would like to answer your question here:", asker=question.asker.name, name=turn.me.name),
            words.quoted(question.text),
        ),
        choices=[safety.choice(turn.program)],
        foot=_("I never read this room. Besides the two of you, whoever runs this community may technically be able "
               "to."),
    )  # fmt: skip


@flow.step(when=ShortStatus.ANSWERED)
def instead(question: ShortQuestion, turn: Turn) -> Effects:
    """The room could not be opened: the question stands as before, and can be answered on the card."""
    taker = question.taker
    question.status, question.taker_id, question.taker, question.answered_at = OPEN, None, None, None
    yield Never(for_asker.close, question)
    if turn.program.status is ProgramStatus.ENDED:
        yield from passing.program_ended(question, turn)
        return
    no_room = _("I cannot open a room for you and {asker} here. You can answer on the card.", asker=question.asker.name)
    for one in addressed(turn.store, question):
        told = passing.asked(question, one.member)
        if taker is not None and one.member_id == taker.id:
            yield from telling.anew(told, asking_card(question, one.member, turn, no_room), PERSONAL, turn)
        elif not one.declined:
            yield from telling.redraw(told, asking_card(question, one.member, turn), turn)
    name = taker.name if taker is not None else ""
    news = _("I cannot open a room for you and {name} here, so I have asked for an answer on the card.", name=name)
    yield from telling.anew(for_asker.told(question), for_asker.waits_card(question, turn, news), PERSONAL, turn)
    yield from passing.waits(question, turn)


@flow.step(by=MEMBER, when=OPEN)
def not_now(question: ShortQuestion, turn: Turn) -> Effects:
    """Nobody learns of it; where all have said so, others are asked at once. Where there are none, it is over."""
    _may_answer(question, turn).declined = True
    turn.store.session.flush()
    others = any(one.is_theirs and not one.declined for one in addressed(turn.store, question))
    said = _("That is fine. Others have it, too.") if others else _("That is fine. I look for somebody else.")
    if question.with_coordinators and not others:
        said = _("That is fine. If you find the time after all, you can still answer.")
    is_last = not others and not question.with_coordinators
    goes_on = [Never(passing.go_on, question), *passing.go_on(question, turn)] if is_last else []
    card = Card(said, choices=[Choice(_("Answer it after all"), answer, question)])
    if question.status is not OPEN:
        card = Card(_("That is fine. This question is closed."))
    yield telling.answer(passing.asked(question, turn.me), card, turn)
    yield from telling.redraw(passing.asked(question, turn.me), card, turn)
    yield from goes_on


@flow.step(by=MEMBER, looks=True)
def show(question: ShortQuestion, turn: Turn) -> Effects:
    yield telling.answer(passing.asked(question, turn.me), present(question, turn), turn)


def thanked(question: ShortQuestion, turn: Turn) -> Effects:
    """Whoever answered reads that it helped."""
    if question.taker is not None and question.taker.is_here:
        helped = _("Your answer to a question helped. Thank you.")
        card = Card(helped, choices=[Choice(_("See where I stand"), home.show, turn.program)])
        yield from telling.over(passing.asked(question, question.taker), card, turn)


# --- who takes questions ---------------------------------------------------------------------------------------------


def choice(profile: Profile, member: Member) -> Choice:
    """For a listed mentor's own card."""
    if profile.takes_questions:
        return Choice(_("Take no more short questions"), stop, member)
    return Choice(_("Take short questions, too"), start, member)


@own.step(by="self")
def start(member: Member, turn: Turn) -> Effects:
    profile = profile_of(turn.store, member)
    if profile.status is not Listing.LISTED:
        raise Refused(_("That can be said as soon as you are listed."))
    profile.takes_questions = True
    said = _("Thank you. When somebody has a question about one of your topics, up to three of you get it, and the "
             "first to answer takes it.")  # fmt: skip
    yield Replace(
        Card(said, choices=[choice(profile, member), Choice(_("See where I stand"), home.show, turn.program)])
    )


@own.step(by="self")
def stop(member: Member, turn: Turn) -> Effects:
    profile = profile_of(turn.store, member)
    profile.takes_questions = False
    yield Replace(
        Card(_("Good. You get no short questions any more."),
             choices=[choice(profile, member), Choice(_("See where I stand"), home.show, turn.program)])
    )  # fmt: skip
