"""Offering to mentor: topics, places and a few lines, a promise; then a coordinator's look, or listed at once."""

from bot.errors import Refused
from bot.messages import Card, Choice, Form, Kind, Option, Question, Section, Style
from bot.steps import Ask, Effects, Flow, Replace, Turn
from bot.words import Phrase, Said, Text, _, lines, n_
from flows import home, timing, words
from flows.asking import limits
from flows.finding import portrait
from flows.joining import approval, picking, topics
from flows.meeting import intros
from flows.profiles import profile
from flows.safety import safety
from flows.short_questions import answering as short_questions
from storage.mentoring.profiles import Listing, profile_of
from storage.mentoring.rules import rules_of
from storage.people import Member, MemberStatus

flow: Flow[Member] = Flow("offering", about=Member, holds=("self",))
LEAST_BIO, MOST_BIO = 20, 600
MOST_PLACES = 10


def has_details(member: Member, turn: Turn) -> bool:
    told = profile_of(turn.store, member)
    return bool(told.bio and told.places_mentees and told.places_intros)


def is_complete(member: Member, turn: Turn) -> bool:
    """Whether a mentor has been through the sign-up."""
    told = profile_of(turn.store, member)
    if told.status in (Listing.LISTED, Listing.WAITING, Listing.DECLINED):
        return True
    has_all = has_details(member, turn) and bool(topics.picked(member, turn, topics.OFFER))
    return told.promised_at is not None and has_all


def begin_label(turn: Turn) -> Phrase:
    if rules_of(turn.store).reciprocal:
        return _("Say what you can offer")
    return words.usual_or(turn, _("Go on as a mentor"), _("Go on as {mentor_word}", **words.of(turn)))


def next_card(member: Member, turn: Turn) -> Card:
    """What is missing next; else how the offer stands."""
    if is_complete(member, turn):
        return standing_card(member, turn)
    if not topics.picked(member, turn, topics.OFFER):
        return topics.card(member, turn, topics.OFFER)
    if not has_details(member, turn):
        return Card(
            _("Next: how many people you have time for, and a few lines about you."),
            choices=[Choice(_("Places and a few lines"), begin_details, member, style=Style.MAIN),
                     Choice(_("Back to the topics"), picking.offer, member)],
        )  # fmt: skip
    return promise_card(member, turn)


@flow.step(by="self")
def go_on(member: Member, turn: Turn) -> Effects:
    """Goes on where the sign-up was left."""
    if not member.is_mentor:
        raise Refused(_("You do not offer anything at the moment. Your profile is where you can change that."))
    yield Replace(next_card(member, turn))


# --- places and a few lines ------------------------------------------------------------------------------------------


def details_form(member: Member, turn: Turn) -> Form:
    told, rules = profile_of(turn.store, member), rules_of(turn.store)
    mentees = range(1, min(rules.mentees_per_mentor, MOST_PLACES) + 1)
    chats = range(1, min(rules.intros_per_mentor, MOST_PLACES) + 1)
    return Form(
        _("Your offer"),
        [
            Question("mentees", Kind.ONE, _("Places for {mentees_word}", **words.of(turn)),
                     hint=_("How many people you could accompany."),
                     options=[Option(str(n), n_("1 person", "{n} people", n)) for n in mentees],
                     given=min(told.places_mentees, mentees[-1]) or None),
            Question("chats", Kind.ONE, _("Places for intro chats"),
                     hint=_("How many first talks of {minutes} minutes at the same time.",
                            minutes=timing.INTRO_MINUTES),
                     options=[Option(str(n), n_("1 at a time", "{n} at a time", n)) for n in chats],
                     given=min(told.places_intros, chats[-1]) or None),
            Question("bio", Kind.LONG, _("A few lines about you"), least=LEAST_BIO, most=MOST_BIO, given=told.bio,
                     hint=_("Who you are, and what you wish you had known earlier, {least} to {most} characters. "
                            "Members see it.", least=LEAST_BIO, most=MOST_BIO)),
        ],
        submit=_("Save"),
    )  # fmt: skip


@flow.step(by="self", form=details_form)
def details(member: Member, turn: Turn) -> Effects:
    """Keeps places and lines; a mentor who is listed stays so, and waiting mentees hear of a new place."""
    told = profile_of(turn.store, member)
    told.places_mentees, told.places_intros = int(turn.answers.text("mentees")), int(turn.answers.text("chats"))
    told.bio = turn.answers.text("bio")
    yield from changed(member, turn)
    if told.status is Listing.CHANGES and is_complete(member, turn):
        yield Replace(standing_card(member, turn, _("Kept. When it is as you want it, send it again.")))
    elif told.promised_at is None or told.status is Listing.CHANGES:
        yield Replace(next_card(member, turn))
    else:
        yield Replace(profile.card(member, turn))


@flow.step(by="self", looks=True)
def begin_details(member: Member, turn: Turn) -> Effects:
    """The same form on the way through the sign-up; an old card of it leads to what comes next now."""
    if member.is_mentor and not has_details(member, turn):
        yield Ask(details, member)
    else:
        yield from go_on(member, turn)


def changed(member: Member, turn: Turn) -> Effects:
    """After anything changed that others see of a mentor: findable as it is now, and true on coordinators' cards."""
    told = profile_of(turn.store, member)
    if not member.is_mentor:
        return
    portrait.findable(turn.store, told)
    if told.status is Listing.LISTED:
        yield from intros.recounted(member, turn)
    elif told.status is Listing.WAITING:
        yield from approval.redraw(turn)


# --- the promise -----------------------------------------------------------------------------------------------------


def promise_card(member: Member, turn: Turn) -> Card:
    return Card(
        lines(
            _("- What somebody tells you stays between the two of you."),
            _("- The one exception: you fear that somebody is in danger. Then you turn to a coordinator or a help "
              "line, and you say so."),
            _("- Where you grade or supervise somebody, you say “Not now” to their ask."),
            _("- When you cannot keep a meeting, you say so in good time."),
        ),
        title=_("A promise to those who trust you"),
        choices=[
            Choice(_("I promise"), promise, member, style=Style.MAIN),
            Choice(_("Not now"), put_off, member),
        ],
        foot=_("Nobody sees your offer before you promise. Coordinators see when you did."),
    )  # fmt: skip


@flow.step(by="self")
def promise(member: Member, turn: Turn) -> Effects:
    """Records the promise; with it, the offer is complete."""
    told = profile_of(turn.store, member)
    if not member.is_mentor or not has_details(member, turn) or not topics.picked(member, turn, topics.OFFER):
        yield Replace(next_card(member, turn) if member.is_mentor else home.home_card(member, turn))
        return
    if told.promised_at is None:
        told.promised_at = turn.now
        yield from _submit(member, turn)
    yield Replace(standing_card(member, turn))


@flow.step(by="self", looks=True)
def put_off(member: Member, turn: Turn) -> Effects:
    """Nothing is promised yet; everything told so far is kept."""
    yield Replace(Card(_("That is fine. Your offer is kept, and nobody sees it before you promise."),
                       choices=[Choice(_("Back to the promise"), go_on, member),
                                Choice(_("See where I stand"), home.show, turn.program)]))  # fmt: skip


def _submit(member: Member, turn: Turn) -> Effects:
    """Brings the offer to the coordinators, or lists it at once where they do not want to look first."""
    told = profile_of(turn.store, member)
    if rules_of(turn.store).approves_mentors:
        told.status, told.status_reason, told.waiting_since = Listing.WAITING, "", turn.now
        yield from approval.tell_waiting(turn)
    else:
        yield from approval.list_now(told, turn)


@flow.step(by="self")
def send_again(member: Member, turn: Turn) -> Effects:
    """After a coordinator asked for changes: back to them."""
    if profile_of(turn.store, member).status is not Listing.CHANGES or not is_complete(member, turn):
        yield Replace(next_card(member, turn) if member.is_mentor else home.home_card(member, turn))
        return
    yield from _submit(member, turn)
    yield Replace(standing_card(member, turn))


# --- how the offer stands --------------------------------------------------------------------------------------------


def standing_card(member: Member, turn: Turn, news: Text | None = None) -> Card:
    """How a complete offer stands, and what can be done about it; first what was just done."""
    section = standing_section(member, turn)
    assert section is not None, "the offer is complete"
    return Card(
        lines(news, section.text),
        choices=[
            *section.choices,
            Choice(_("See where I stand"), home.show, turn.program),
            safety.choice(turn.program),
        ],
    )


def standing_section(member: Member, turn: Turn) -> Section | None:
    """The same as a part of the home card; None for who is no mentor, and for a listed one there is little to say."""
    if not member.is_mentor:
        return None
    told = profile_of(turn.store, member)
    if not is_complete(member, turn):
        return Section(_unfinished(turn), [Choice(begin_label(turn), go_on, member, style=Style.MAIN)])
    match told.status:
        case Listing.LISTED if member.status is MemberStatus.PAUSED:
            unseen = _("{Mentees_word} do not see you while you are on a break, and see you again after it.",
                       **words.of(turn))  # fmt: skip
            return Section(unseen)
        case Listing.LISTED:
            return Section(limits.listed(told, turn), [short_questions.choice(told, member)])
        case Listing.CHANGES:
            return Section(
                lines(_("A coordinator asks you for a change before {mentees_word} see you:", **words.of(turn)),
                      Said(told.status_reason)),
                [Choice(_("Change your offer"), details, member, style=Style.MAIN),
                 Choice(_("Change the topics"), picking.offer, member),
                 Choice(_("Send it again"), send_again, member)],
            )  # fmt: skip
        case Listing.DECLINED:
            why = _("You are not listed among the {mentors_word}. The coordinators wrote:", **words.of(turn))
            return Section(lines(why, Said(told.status_reason)))
        case _:
            return Section(
                _("Thank you. Your offer is with the coordinators, who look at each one. I write to you as soon as "
                  "{mentees_word} can see you.", **words.of(turn)),
            )  # fmt: skip


def _unfinished(turn: Turn) -> Text:
    if rules_of(turn.store).reciprocal:
        return _("Others can learn from you, too. Say what you can offer, in three minutes.")
    return _("Your offer as {mentor_word} is not finished. It takes about three minutes.", **words.of(turn))
