"""Reading what was filled in: raw values from a platform, or a typed line, into typed answers."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import TypeAlias

from bot import shown
from bot.numbers import number
from bot.shown import Kind
from bot.typed_dates import Unreadable, parse_date, parse_time
from bot.words import Listing, Text, _, clean, n_

Answer: TypeAlias = "str | tuple[str, ...] | int | date | time | None"


class Answers(dict[str, Answer]):
    """Answers by question name, read and checked. Asking for the wrong kind is a bug of ours and raises."""

    def text(self, name: str) -> str:
        found = self.get(name)
        if found is None:
            return ""
        if not isinstance(found, str):
            raise TypeError(f"{name} is not a text")
        return found

    def many(self, name: str) -> tuple[str, ...]:
        found = self.get(name)
        if found is None:
            return ()
        if not isinstance(found, tuple):
            raise TypeError(f"{name} is not a list")
        return found

    def number(self, name: str) -> int | None:
        found = self.get(name)
        if found is not None and not isinstance(found, int):
            raise TypeError(f"{name} is not a number")
        return found

    def picture(self, name: str) -> int | None:
        """The row of the file that was sent. It may have expired since."""
        return self.number(name)

    def day(self, name: str) -> date | None:
        found = self.get(name)
        if found is not None and not isinstance(found, date):
            raise TypeError(f"{name} is not a date")
        return found

    def clock(self, name: str) -> time | None:
        found = self.get(name)
        if found is not None and not isinstance(found, time):
            raise TypeError(f"{name} is not a time")
        return found


class Unread(Exception):
    """A value that a question does not take; the sentence goes beside its field."""

    def __init__(self, sentence: Text) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def read_all(
    questions: Sequence[shown.Question], raw: Mapping[str, tuple[str, ...]], today: date
) -> tuple[Answers, dict[str, Text]]:
    """The answers to these questions, and a sentence for each one that could not be read. Other names are ignored."""
    answers, problems = Answers(), dict[str, Text]()
    for question in questions:
        try:
            answers[question.name] = read(question, raw.get(question.name, ()), today)
        except Unread as unread:
            problems[question.name] = unread.sentence
    return answers, problems


_MISSING = {Kind.ONE: _("Please pick one."), Kind.MANY: _("Please pick at least one."),
            Kind.PICTURE: _("Please send a picture as a file.")}  # fmt: skip


def read(question: shown.Question, raw: tuple[str, ...], today: date, *, typed: bool = False) -> Answer:
    """One answer. What was `typed` stands for an option by its number or its words, never by our own name for it.
    Raises `Unread`."""
    given = tuple(cleaned for text in raw if (cleaned := clean(text)))
    if not given:
        if question.required:
            raise Unread(_MISSING.get(question.kind, _("Please fill this in.")))
        return () if question.kind is Kind.MANY else None
    match question.kind:
        case Kind.SHORT | Kind.LONG:
            return _text(question, "\n".join(given))
        case Kind.ONE:
            return _options(question, given, most=1, typed=typed)[0]
        case Kind.MANY:
            return _options(question, given, most=question.most or len(question.options), typed=typed)
        case Kind.NUMBER:
            return _number(question, given[0])
        case Kind.DATE:
            return _date(given[0], today)
        case Kind.TIME:
            return _time(given[0])
        case Kind.PICTURE:
            return _picture(given[0])


def _text(question: shown.Question, text: str) -> str:
    if question.kind is Kind.SHORT:
        text = " ".join(text.split())
    if len(text) > question.most:
        raise Unread(_("That is {long} characters. Please keep it to {most}.", long=len(text), most=question.most))
    if len(text) < question.least:
        raise Unread(n_("Please write a little more: one character.",
                        "Please write a little more: {n} characters at least.", question.least))  # fmt: skip
    return text


def _options(question: shown.Question, given: tuple[str, ...], most: int, *, typed: bool) -> tuple[str, ...]:
    values = {option.value for option in question.options}
    if not typed and set(given) <= values:
        picked = list(given)
    else:
        words = [word for text in given for word in re.split(r"[,;\n]", text) if word.strip()]
        picked = [find_option(question, word.strip()) for word in words]
    unique = tuple(dict.fromkeys(picked))
    if len(unique) > most:
        raise Unread(n_("Please pick one.", "Please pick {n} at most.", most))
    if len(unique) < question.least:
        raise Unread(n_("Please pick at least one.", "Please pick at least {n}.", question.least))
    return unique


def find_option(question: shown.Question, words: str) -> str:
    """The option meant by typed words: its number, its label, or words that only one label has. Raises `Unread`."""
    if re.fullmatch("[0-9]{1,4}", words) and not question.searched and 1 <= int(words) <= len(question.options):
        return question.options[int(words) - 1].value
    wanted = _plain(words)
    labels = [(option, _plain(option.label)) for option in question.options]
    same = [option for option, label in labels if wanted == label]
    if len(same) == 1:
        return same[0].value
    if same:
        raise Unread(_("Several are called that. Please type the number of the one you mean."))
    near = [option for option, label in labels if wanted and all(part in label for part in wanted.split())]
    if len(near) == 1:
        return near[0].value
    if near:
        raise Unread(_("Which one: {options}?", options=Listing(tuple(option.label[:25] for option in near[:3]))))
    raise Unread(_("I do not know “{words}”. Try another word for it.", words=words[:30]))


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s+#]", " ", text.casefold()).split())


def _number(question: shown.Question, text: str) -> int:
    if not re.fullmatch(r"-?\d{1,9}", text):
        raise Unread(_("Please write a number."))
    number = int(text)
    if number < question.least or (question.most and number > question.most):
        if question.most:
            raise Unread(_("A number from {least} to {most}, please.", least=question.least, most=question.most))
        raise Unread(_("A number from {least} up, please.", least=question.least))
    return number


def _date(text: str, today: date) -> date:
    try:
        return parse_date(text, today)
    except Unreadable as unreadable:
        raise Unread(unreadable.sentence) from None


def _picture(text: str) -> int:
    """The row that the engine made of a file that came in; what somebody typed is none."""
    found = number(text)
    if found is None:
        raise Unread(_MISSING[Kind.PICTURE])
    return found


def _time(text: str) -> time:
    try:
        return parse_time(text)
    except Unreadable as unreadable:
        raise Unread(unreadable.sentence) from None
