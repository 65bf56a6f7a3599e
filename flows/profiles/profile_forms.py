"""The forms behind the optional parts of a profile. An empty field is always fine, and takes away what was in it."""

from collections.abc import Mapping
from typing import Protocol

from bot.free_parts import DAY_PARTS, WEEKDAYS
from bot.messages import Form, Kind, Option, Question
from bot.steps import Effects, Flow, Replace, Turn
from bot.words import Phrase, Text, _, term
from flows import library
from flows.joining import offering
from flows.profiles import profile_offer
from storage.mentoring.profiles import TagKind, profile_of, set_tags, slugs_of
from storage.people import Member

flow: Flow[Member] = Flow("told", about=Member, holds=("self",))

SAVE = _("Save")
RATHER_NOT = _("Leave out whatever you would rather not say.")
MOST_LANGUAGES, MOST_INTERESTS = 8, 10


class Labelled(Protocol):
    @property
    def label(self) -> str: ...


def _options(known: Mapping[str, Labelled]) -> list[Option]:
    return [Option(slug, term(one.label)) for slug, one in known.items()]


def _picking(
    kind: TagKind,
    label: Text,
    options: list[Option],
    member: Member,
    turn: Turn,
    most: int = 0,
    hint: Text | None = None,
) -> Question:
    """One question about the member's tags of a kind."""
    given = [slug for slug in slugs_of(turn.store, member, kind) if any(slug == one.value for one in options)]
    return Question(
        str(kind), Kind.MANY, label, hint=hint, options=options, required=False, most=most, given=given[: most or None]
    )


def _keep_tags(kind: TagKind, part: str, member: Member, turn: Turn) -> Effects:
    set_tags(turn.store, member, kind, turn.answers.many(str(kind)))
    yield from saved(part, member, turn)


def saved(part: str, member: Member, turn: Turn) -> Effects:
    yield from offering.changed(member, turn)
    yield Replace(profile_offer.saved_card(member, turn, part))


# --- picked from lists -----------------------------------------------------------------------------------------------


def languages_form(member: Member, turn: Turn) -> Form:
    options = [
        Option(one.slug, _("{own} ({name})", own=one.label, name=term(one.name)) if one.label != one.name
               else term(one.name))
        for one in library.profile().languages.values()
    ]  # fmt: skip
    asked = _picking(TagKind.LANGUAGE, _("Languages"), options, member, turn, MOST_LANGUAGES,
                     _("Type them with commas between, where there is no list."))  # fmt: skip
    return Form(_("Languages"), [asked], submit=SAVE)


@flow.step(by="self", form=languages_form)
def languages(member: Member, turn: Turn) -> Effects:
    yield from _keep_tags(TagKind.LANGUAGE, "languages", member, turn)


def interests_form(member: Member, turn: Turn) -> Form:
    asked = _picking(TagKind.INTEREST, _("What you like"), _options(library.profile().interests), member, turn,
                     MOST_INTERESTS, _("Type them with commas between, where there is no list."))  # fmt: skip
    return Form(_("Interests"), [asked], submit=SAVE)


@flow.step(by="self", form=interests_form)
def interests(member: Member, turn: Turn) -> Effects:
    yield from _keep_tags(TagKind.INTEREST, "interests", member, turn)


def ways_form(member: Member, turn: Turn) -> Form:
    asked = _picking(TagKind.WAY, _("Ways to meet"), _options(library.profile().ways), member, turn)
    return Form(_("Ways to meet"), [asked], submit=SAVE)


@flow.step(by="self", form=ways_form)
def ways(member: Member, turn: Turn) -> Effects:
    yield from _keep_tags(TagKind.WAY, "ways", member, turn)


def support_form(member: Member, turn: Turn) -> Form:
    known = library.profile().supports.values()
    options = [Option(one.slug, term(one.label), term(one.description) if one.description else None) for one in known]
    label = _("What kinds of support") if member.is_mentee else _("What you like to give")
    return Form(_("Kinds of support"), [_picking(TagKind.SUPPORT, label, options, member, turn)], submit=SAVE)


@flow.step(by="self", form=support_form)
def support(member: Member, turn: Turn) -> Effects:
    yield from _keep_tags(TagKind.SUPPORT, "support", member, turn)


PARTS_OF_DAY: Mapping[str, Phrase] = {
    "morning": _("Mornings"),
    "afternoon": _("Afternoons"),
    "evening": _("Evenings"),
}


def free_form(member: Member, turn: Turn) -> Form:
    """Three questions, one for each part of the day, with its hours; every one offers the days of the week."""
    mine = slugs_of(turn.store, member, TagKind.FREE)
    days = {day: library.profile().free[f"{day}_morning"].label.split()[0] for day in WEEKDAYS}
    return Form(
        _("Free parts of the week"),
        [
            Question(
                part, Kind.MANY, label, hint=_("{since} to {until}", since=f"{since:%H:%M}", until=f"{until:%H:%M}"),
                options=[Option(day, term(named)) for day, named in days.items()], required=False,
                given=[day for day in WEEKDAYS if f"{day}_{part}" in mine],
            )
            for part, label in PARTS_OF_DAY.items()
            for since, until in [DAY_PARTS[part]]
        ],
        submit=SAVE,
    )  # fmt: skip


@flow.step(by="self", form=free_form)
def free(member: Member, turn: Turn) -> Effects:
    yield from keep_free(member, turn)
    yield Replace(profile_offer.saved_card(member, turn, "free"))


def keep_free(member: Member, turn: Turn) -> Effects:
    """Keeps what a form of free times says, wherever it was opened."""
    slugs = [f"{day}_{part}" for part in PARTS_OF_DAY for day in turn.answers.many(part)]
    set_tags(turn.store, member, TagKind.FREE, slugs)
    yield from offering.changed(member, turn)


# --- in own words ----------------------------------------------------------------------------------------------------


def field_form(member: Member, turn: Turn) -> Form:
    told, known = profile_of(turn.store, member), library.profile()
    own = told.field if told.field not in known.fields else ""
    return Form(
        _("Field and stage"),
        [
            Question("field", Kind.ONE, _("Department or field"), options=_options(known.fields), required=False,
                     given=told.field if told.field in known.fields else None),
            Question("own", Kind.SHORT, _("Or in your own words"), required=False, most=60, given=own,
                     hint=_("What you write here is taken instead of the list.")),
            Question("stage", Kind.ONE, _("Stage or year"), options=_options(known.stages), required=False,
                     given=told.stage if told.stage in known.stages else None),
            Question("group", Kind.SHORT, _("Your group, lab or team"), required=False, most=60, given=told.group_name,
                     hint=_("Nobody sees it. With it, people of one group can be left out.")),
        ],
        submit=SAVE,
    )  # fmt: skip


@flow.step(by="self", form=field_form)
def field(member: Member, turn: Turn) -> Effects:
    told = profile_of(turn.store, member)
    told.field = turn.answers.text("own") or turn.answers.text("field")
    told.stage = turn.answers.text("stage")
    told.group_name = turn.answers.text("group")
    yield from saved("field", member, turn)


def about_form(member: Member, turn: Turn) -> Form:
    told = profile_of(turn.store, member)
    return Form(
        _("A little about you"),
        [
            Question("pronouns", Kind.SHORT, _("Pronouns"), required=False, most=30, given=told.pronouns,
                     example=_("she/her, they/them …")),
            Question("hometown", Kind.SHORT, _("Where you come from"), required=False, most=60, given=told.hometown),
            Question("fun_fact", Kind.LONG, _("A fun fact about you"), required=False, most=200, given=told.fun_fact),
        ],
        submit=SAVE,
        text=RATHER_NOT,
    )  # fmt: skip


@flow.step(by="self", form=about_form)
def about(member: Member, turn: Turn) -> Effects:
    told = profile_of(turn.store, member)
    told.pronouns, told.hometown = turn.answers.text("pronouns"), turn.answers.text("hometown")
    told.fun_fact = turn.answers.text("fun_fact")
    yield from saved("about", member, turn)


def hope_form(member: Member, turn: Turn) -> Form:
    told = profile_of(turn.store, member)
    return Form(
        _("In three months"),
        [Question("hope", Kind.LONG, _("What should be different by then?"), required=False, most=300, given=told.hope,
                  hint=_("One sentence is enough. Those you ask see it."))],
        submit=SAVE,
    )  # fmt: skip


@flow.step(by="self", form=hope_form)
def hope(member: Member, turn: Turn) -> Effects:
    profile_of(turn.store, member).hope = turn.answers.text("hope")
    yield from saved("hope", member, turn)
