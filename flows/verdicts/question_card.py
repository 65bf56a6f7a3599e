"""The card with everything that Kith asks one person about their intro chats.

Its title and notice are neutral: what stands below them is not for other eyes.
"""

from collections.abc import Sequence

from bot.messages import Card, Choice, Section
from bot.steps import Turn
from bot.words import Phrase, Said, Text, _, lines, sentences
from flows import namesakes
from flows.safety import safety
from flows.verdicts import own_verdict, questions, verdicts
from storage.mentoring import verdicts as verdict_rows
from storage.mentoring.intros import Intro, Side
from storage.people import Member, MemberStatus

AT_ONCE = 5
"""Questions on one card; the others follow when these are answered."""
TITLE = _("A question for you")


def card(member: Member, turn: Turn, news: Text | None = None, also: Sequence[Choice] = ()) -> Card:
    """What waits for this member now, below what just happened (`news`), with further choices (`also`)."""
    found = questions.about_now(member, turn)
    if not found:
        text = news or _("Nothing waits for your answer now.")
        return Card(text, choices=[*also, safety.choice(turn.program)], notice=questions.notice(turn))
    if len(found) == 1:
        return _one(found[0], turn, news, also)
    rest = len(found) - AT_ONCE
    more = _("{n} more follow when you have answered here.", n=rest) if rest > 0 else None
    return Card(
        lines(news, more) if news or more else None,
        title=_("A few questions for you"),
        sections=namesakes.headed(
            [
                (question.intro.other(member), Section(_text(question, turn), _choices(question, turn, named=True)))
                for question in found[:AT_ONCE]
            ],
            turn,
        ),
        choices=[*also, safety.choice(turn.program)],
        foot=_("What you think of a chat is seen by you alone: not by the other side, not by coordinators. Whether you "
               "met, the other side learns."),
        notice=questions.notice(turn),
    )  # fmt: skip


def closed(news: Text, turn: Turn) -> Card:
    """In place of a question that nobody has to answer any more: what happened. There is nothing to press on it, so
    that whatever is typed is about other cards."""
    return Card(news, notice=questions.notice(turn))


def again(intro: Intro, reader: Member) -> Phrase:
    """When both are asked once more whether they met, after a "not yet"."""
    if reader.status is MemberStatus.PAUSED:
        return _("I ask both of you again when you are back.")
    if intro.other(reader).status is MemberStatus.PAUSED:
        return _("I ask both of you again when {other} is back.", other=intro.other(reader).name)
    return _("I ask both of you again in a few days.")


def how_to_meet(intro: Intro, reader: Member) -> Phrase | None:
    """What somebody who has not met the other one yet can do; nothing while one of them is on a break."""
    if any(person.status is MemberStatus.PAUSED for person in intro.people):
        return None
    other = intro.other(reader).name
    return _("Two times that suit you, sent to {other}, are a good way to get there.", other=other)


def _one(question: "questions.Question", turn: Turn, news: Text | None, also: Sequence[Choice]) -> Card:
    return Card(
        lines(*([news, Said("")] if news else []), _text(question, turn)),
        title=TITLE,
        choices=[*_choices(question, turn, named=False), *also, safety.choice(turn.program)],
        foot=foot(question, turn),
        notice=questions.notice(turn),
    )


def _text(question: "questions.Question", turn: Turn) -> Text:
    """What is asked. Whoever is asked once more reads other words; the last time, also what comes of no answer."""
    other = question.other
    match question.asks:
        case questions.Asks.MET:
            times = questions.times_asked(question, turn)
            is_last = times >= len(questions.REMINDERS) or not verdicts.may_put_off(question.intro)
            return sentences(
                _("Have you and {other} met by now?", other=other) if times > 1 else
                _("Did you and {other} get to meet?", other=other),
                _("If I hear nothing, it closes by itself after a while, kindly.") if is_last else None,
            )  # fmt: skip
        case questions.Asks.FIT:
            return _("How was it with {other}? Would you two be a good fit?", other=other)
        case questions.Asks.ADVANCE:
            return _("If {mentee} chooses you, is that a yes?", mentee=other)


def foot(question: "questions.Question", turn: Turn) -> Phrase:
    """Who sees the answer, and what comes of it."""
    other = question.other
    if question.asks is questions.Asks.FIT and verdict_rows.live_match(turn.store, question.intro) is not None:
        return _("Only you see this answer: not {other}, not the coordinators. The choice does not depend on it.",
                 other=other)  # fmt: skip
    if question.asks is questions.Asks.MET:
        return _("{other} learns whether you met, and nothing else.", other=other)
    if question.asks is questions.Asks.ADVANCE:
        return _("Nobody is told of this answer. After a yes, and with a free place, your match begins the moment "
                 "{mentee} chooses you, and not before. Until then you can change it.", mentee=other)  # fmt: skip
    if questions.side_of(question.intro, question.reader) is Side.MENTOR:
        return _("Only you see this answer: not {mentee}, not the coordinators. After “A good fit” I "
                 "ask you whether a choice would be a yes; after the others nothing follows. You can change it until "
                 "a choice is made.", mentee=other)  # fmt: skip
    return _("Only you see this answer: not {mentor}, not the coordinators. You see it again beside {mentor} "
             "when you choose, and can change it until then.", mentor=other)  # fmt: skip


def _choices(question: "questions.Question", turn: Turn, *, named: bool) -> list[Choice]:
    """The answers. None of them stands out, so that nobody is led. `named`: each says whom it is about."""
    intro, other = question.intro, question.other
    match question.asks:
        case questions.Asks.MET:
            yes = _("Yes, we met, {other}", other=other) if named else _("Yes, we met")
            never = _("It won't happen, {other}", other=other) if named else _("It won't happen")
            not_yet = _("Not yet, {other}", other=other) if named else _("Not yet, ask me again")
            later = [Choice(not_yet, verdicts.not_yet, intro)] if verdicts.may_put_off(intro) else []
            return [Choice(yes, verdicts.we_met, intro), *later, Choice(never, verdicts.wont_happen, intro)]
        case questions.Asks.FIT:
            labels = own_verdict.labels(other) if named else own_verdict.LABELS
            never = _("We have not met yet, {other}", other=other) if named else _("We have not met yet")
            back = [Choice(never, verdicts.not_met, intro)] if verdicts.may_not_have_met(intro, turn) else []
            return [*(Choice(label, own_verdict.give, intro, fit.value) for fit, label in labels.items()), *back]
        case questions.Asks.ADVANCE:
            yes = _("Yes, in advance, {other}", other=other) if named else _("Yes, in advance")
            then = _("I decide then, {other}", other=other) if named else _("I'd rather decide then")
            return [
                Choice(yes, own_verdict.in_advance, intro, "yes"),
                Choice(then, own_verdict.in_advance, intro, "no"),
            ]
