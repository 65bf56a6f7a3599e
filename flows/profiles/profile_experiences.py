"""Experiences somebody is glad to talk about, each ticked for showing or not."""

from collections.abc import Iterable, Mapping

from bot.errors import Invalid
from bot.messages import Form, Kind, Option, Question
from bot.steps import Effects, Flow, Turn
from bot.words import Phrase, _, term
from flows import library
from flows.profiles import profile_forms
from storage.mentoring.profiles import TagKind, profile_of, set_tags, tags_of
from storage.people import Member

flow: Flow[Member] = Flow("experience", about=Member, holds=("self",))


def experiences_form(member: Member, turn: Turn) -> Form:
    told = profile_of(turn.store, member)
    mine = tags_of(turn.store, [member.id or 0])[member.id or 0][TagKind.EXPERIENCE]
    options = [Option(one.slug, term(one.label), term(one.description))
               for one in library.profile().experiences.values()]  # fmt: skip
    own_shown = ("yes" if told.own_experience_shown else "no") if told.own_experience else None
    return Form(
        _("Experiences"),
        [
            Question("shown", Kind.MANY, _("I am glad to talk about this; others see it"), options=options,
                     required=False, given=_with(mine, True)),
            Question("kept", Kind.MANY, _("Keep it hidden; use it only to find people"), options=options,
                     required=False, hint=_("I use it to find people who show the same."), given=_with(mine, False)),
            Question("own", Kind.LONG, _("Something else, in your own words"), required=False, most=200,
                     given=told.own_experience),
            Question("own_shown", Kind.ONE, _("Do others see your own words?"), required=False, given=own_shown,
                     options=[Option("yes", _("Others see them")), Option("no", _("Only I see them"))]),
        ],
        submit=profile_forms.SAVE,
        text=profile_forms.RATHER_NOT,
    )  # fmt: skip


def _with(tags: Mapping[str, bool], shown: bool) -> list[str]:
    return [slug for slug, is_shown in tags.items() if is_shown is shown]


@flow.step(by="self", form=experiences_form)
def experiences(member: Member, turn: Turn) -> Effects:
    """What is ticked for both is not guessed: the form asks again."""
    shown, kept = turn.answers.many("shown"), turn.answers.many("kept")
    if twice := _named(slug for slug in kept if slug in shown):
        raise Invalid("kept", _("This is ticked above, too: {what}. Please keep one.", what=twice))
    told = profile_of(turn.store, member)
    set_tags(turn.store, member, TagKind.EXPERIENCE, [*shown, *kept], hidden=kept)
    told.own_experience = turn.answers.text("own")
    told.own_experience_shown = bool(told.own_experience) and turn.answers.text("own_shown") == "yes"
    yield from profile_forms.saved("experiences", member, turn)


def _named(slugs: Iterable[str]) -> Phrase | None:
    first = next(iter(slugs), None)
    return term(library.profile().experiences[first].label) if first else None
