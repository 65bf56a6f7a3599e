"""A coordinator sends a mentor's offer back: with a change to make, or declined. Both carry a reason."""

from bot.messages import Card, Choice, Form, Kind, Question
from bot.steps import COORDINATOR, Effects, Flow, Tell, Turn
from bot.words import Phrase, Said, _, lines
from flows import home, words
from flows.joining import approval, offering
from flows.safety import safety
from storage.mentoring.profiles import Listing, Profile
from storage.mentoring.records import record

flow: Flow[Profile] = Flow("sending_back", about=Profile)


@flow.shows
def present(profile: Profile, turn: Turn) -> Card:
    return approval.present(turn.program, turn)


def _reason_form(title: Phrase, label: Phrase, submit: Phrase, profile: Profile) -> Form:
    return Form(
        title,
        [Question("reason", Kind.LONG, label, least=10, most=300,
                  hint=_("{name} reads this as you write it, with your name.", name=profile.member.name))],
        submit=submit,
    )  # fmt: skip


def changes_form(profile: Profile, turn: Turn) -> Form:
    return _reason_form(_("Ask for changes"), _("What should be different?"), _("Send"), profile)


@flow.step(by=COORDINATOR, when=Listing.WAITING, form=changes_form)
def ask_changes(profile: Profile, turn: Turn) -> Effects:
    """Back to the mentor, with what should be different."""
    approval.still_there(profile)
    mentor, reason = profile.member, turn.answers.text("reason")
    profile.status, profile.status_reason, profile.waiting_since = Listing.CHANGES, reason, None
    record(turn.store, turn.me, "mentor_changes", turn.now, to=mentor, detail=reason)
    section = offering.standing_section(mentor, turn)
    yield Tell(
        mentor,
        Card(
            lines(_("Thank you for your offer. {name}, who coordinates {program}, asks for one thing before "
                    "{mentees_word} see you:", name=turn.me.name, program=turn.program.name, **words.of(turn)),
                  Said(reason)),
            choices=[*(section.choices if section else []), safety.choice(turn.program)],
            notice=_("A word about your offer"),
        ),
    )  # fmt: skip
    news = _("{coordinator} asked {name} for changes, and they come back here afterwards.", coordinator=turn.me.name,
             name=mentor.name)  # fmt: skip
    own = _("You asked {name} for changes, and they come back here afterwards.", name=mentor.name)
    yield from approval.decided(turn, news, own=own)


def decline_form(profile: Profile, turn: Turn) -> Form:
    return _reason_form(_("Decline kindly"), _("Why not this time?"), _("Decline"), profile)


@flow.step(by=COORDINATOR, when=(Listing.WAITING, Listing.CHANGES), form=decline_form)
def decline(profile: Profile, turn: Turn) -> Effects:
    """Not listed, with a reason. It can be taken back: `approve` is possible afterwards, too."""
    approval.still_there(profile)
    mentor, reason = profile.member, turn.answers.text("reason")
    profile.status, profile.status_reason, profile.waiting_since = Listing.DECLINED, reason, None
    record(turn.store, turn.me, "mentor_declined", turn.now, to=mentor, detail=reason)
    yield Tell(
        mentor,
        Card(
            lines(_("Thank you for your offer. {name}, who coordinates {program}, does not list you among the "
                    "{mentors_word} this time:", name=turn.me.name, program=turn.program.name, **words.of(turn)),
                  Said(reason), _("You are welcome in {program} all the same.", program=turn.program.name)),
            choices=[Choice(_("See where I stand"), home.show, turn.program), safety.choice(turn.program)],
            notice=_("A word about your offer"),
        ),
    )  # fmt: skip
    news = _("{coordinator} declined {name}, who got the reason.", coordinator=turn.me.name, name=mentor.name)
    back = Choice(_("Take that back: list {name}", name=mentor.name), approval.approve, profile)
    own = _("You declined {name}, who got the reason.", name=mentor.name)
    yield from approval.decided(turn, news, back, own=own)
