"""Looking for those who are free when one is: nothing can be compared before one's own times are known."""

import json
from collections.abc import Sequence
from dataclasses import replace

from bot.messages import Card, Choice, Form, Style
from bot.steps import Effects, Flow, Replace, Turn
from bot.words import Phrase, Text, _, lines
from flows import words
from flows.finding import fit, mentors, narrowing
from flows.profiles import profile_forms
from storage.mentoring.finding import Candidate
from storage.mentoring.profiles import TagKind, slugs_of
from storage.mentoring.searches import Search
from storage.people import load_members

flow: Flow[Search] = Flow("free_times", about=Search, holds=("self",))
FILTER = "time"


def is_wanted(search: Search) -> bool:
    return narrowing.filters_of(search).get(FILTER) == "yes"


def are_known(turn: Turn) -> bool:
    """Whether the member who looks has said when they are free."""
    return bool(slugs_of(turn.store, turn.me, TagKind.FREE))


def in_common(found: Sequence[Candidate], search: Search, mentee: Candidate, turn: Turn) -> list[Candidate]:
    """Only those with free time in common, where that was asked for."""
    if not is_wanted(search):
        return list(found)
    load_members(turn.store, [one.member_id for one in found])  # whose zones are looked at
    return [one for one in found if fit.hours_in_common(mentee, one, turn)]


def hint(turn: Turn) -> Phrase | None:
    """Under the question whether it matters; None where the times are known."""
    return None if are_known(turn) else _("I do not know your free times yet, and ask for them next.")


def ask_card(search: Search, turn: Turn, news: Text | None = None) -> Card:
    """Asks for the own times first, and offers to look without them."""
    return Card(
        lines(
            news,
            _("You look for {mentors_word} who are free when you are, so I need to know your times first.",
              **words.of(turn)),
            _others_line(search),
        ),
        title=_("When are you free?"),
        choices=[
            Choice(_("Say when I am free"), tell, search, style=Style.MAIN),
            Choice(_("Look at any time of the week"), leave_out, search),
        ],
        foot=_("Others see only times that you both have."),
    )  # fmt: skip


def _others_line(search: Search) -> Text | None:
    others = {name for name in narrowing.filters_of(search) if name != FILTER}
    return _("What else you look for stays.") if others else None


def times_form(search: Search, turn: Turn) -> Form:
    return replace(profile_forms.free_form(turn.me, turn), submit=_("Save and look"))


@flow.step(by="self", form=times_form)
def tell(search: Search, turn: Turn) -> Effects:
    """Keeps when the member is free, as their profile does, and looks again."""
    yield from profile_forms.keep_free(turn.me, turn)
    if is_wanted(search) and not are_known(turn):
        yield Replace(ask_card(search, turn, _("You picked no time, so I still know none of yours.")))
        return
    yield from mentors.run(search, turn)


@flow.step(by="self")
def leave_out(search: Search, turn: Turn) -> Effects:
    """Looks at any time of the week; what else was asked for stays."""
    others = {name: value for name, value in narrowing.filters_of(search).items() if name != FILTER}
    search.filters = json.dumps(others)
    yield from mentors.run(search, turn)
