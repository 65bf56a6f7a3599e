"""What waits: the panel with all of it, and the line in the column of whom it is for."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from adapters.playground.controls import WaitingLine
from adapters.playground.markup.card import clock, moment
from adapters.playground.markup.tags import Markup, hidden, icon, joined, said, tag
from bot.words import Phrase, _, n_


def render_waiting(lines: Sequence[WaitingLine], now: datetime) -> Markup:
    head = tag(
        "header",
        tag("h2", said(_("Waiting"))),
        tag("button", icon("close"), hidden(said(_("Close"))), type="button", class_="icon-button",
            data_do="waiting", data_focus="waiting close"),
        class_="sheet-head",
    )  # fmt: skip
    if not lines:
        return joined(head, tag("p", said(_("Nothing waits. Letters, and what Kith will do by itself, show up here.")),
                                class_="nothing"))  # fmt: skip
    upcoming = [line for line in lines if line.due and line.due > now]
    go = tag(
        "button", said(_("Move the clock to the next one")), type="button", class_="button plain small",
        data_do="next", data_focus="next",
    ) if upcoming else None  # fmt: skip
    return joined(head, go, tag("ol", *(tag("li", _line(line, now)) for line in lines)))


def _line(line: WaitingLine, now: datetime) -> Markup:
    return joined(
        tag("p", line.what, class_="waiting-to"),
        tag("p", line.about, class_="waiting-about") if line.about else None,
        tag("p", line.why, class_="waiting-why") if line.why else None,
        tag("p", tag("time", moment(line.due.astimezone(now.tzinfo)), datetime=line.due.isoformat()),
            " · ", said(until(line.due - now)), class_="waiting-due") if line.due else None,
    )  # fmt: skip


def until(wait: timedelta) -> Phrase:
    """How long it is until then, in the largest unit that says something, to the nearest."""
    minutes = round(wait.total_seconds() / 60)
    if wait < timedelta(minutes=1):
        return _("now")
    if minutes < 90:
        return n_("in {n} minute", "in {n} minutes", minutes)
    if minutes < 48 * 60:
        return n_("in {n} hour", "in {n} hours", round(minutes / 60))
    return n_("in {n} day", "in {n} days", round(minutes / 1440))


def render_held(lines: Sequence[WaitingLine], now: datetime) -> Markup:
    """Letters that somebody has not got yet, soonest first, and why; their times as `now` has them."""
    if not lines:
        return joined()
    if lines[0].due is None:
        words = n_("A letter waits.", "{n} letters wait.", len(lines))
    else:
        due = lines[0].due.astimezone(now.tzinfo)
        when = clock(due) if due.date() == now.date() else moment(due)
        words = n_("A letter waits until {when}.", "{n} letters wait; the first until {when}.", len(lines), when=when)
    return tag("p", icon("letters"), tag("span", said(words), " ", lines[0].why))
