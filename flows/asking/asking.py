"""Asking a mentor for an intro chat: the draft is ready, and sending it unchanged is fine."""

from dataclasses import replace

from bot.messages import Card, Choice, Form, Kind, Question, Section, Style
from bot.steps import MEMBER, Effects, Flow, Redraw, Replace, Turn, slot
from bot.words import Text, Voice, When, _, lines, listing, n_, sentences, term
from flows import library, timing, words
from flows.asking import answering, later, limits, open_asks, waiting, withdrawing
from flows.beginning import walking
from flows.finding import in_common, mentors, others
from flows.library import About
from flows.nudging import idle, unasked
from storage.mentoring import intros as rows
from storage.mentoring.intros import Intro, Round
from storage.mentoring.matches import GOES_ON, ended_with, live_of
from storage.mentoring.profiles import sought
from storage.mentoring.searches import search_of
from storage.people import Member
from storage.places import status_held

flow: Flow[Member] = Flow("asking", about=Member, holds=("self",))

LEAST_NOTE, MOST_NOTE = 20, 800


def slot_of(intro: Intro) -> str:
    """Of what stands of an ask before the mentee."""
    return slot("asked", intro)


def redraw(intro: Intro, card: Card, turn: Turn) -> Effects:
    """Where the mentee sent their ask, or looks at it, it says what became of it."""
    yield Redraw(intro.mentee, slot_of(intro), card)
    yield from open_asks.redraw(intro.mentee, turn)


# --- before it is sent -----------------------------------------------------------------------------------------------


@flow.step(by=MEMBER)
def offer(mentor: Member, turn: Turn) -> Effects:
    """Shows what would be sent, or why nothing can be sent now."""
    yield Replace(limits.obstacle(mentor, turn) or offer_card(mentor, turn))


def offer_card(mentor: Member, turn: Turn, news: Text | None = None) -> Card:
    return Card(
        lines(
            news,
            _beside_a_match(turn),
            _("This would go to {mentor}:", mentor=mentor.name),
            words.quoted(draft(mentor, turn)),
        ),
        choices=[
            Choice(_("Send it"), send, mentor, style=Style.MAIN),
            Choice(_("Change it"), write, mentor),
            Choice(_("Back to the list"), mentors.back, turn.program),
        ],
        foot=_("Only {mentor} reads it, with your name and what your profile shows; after a yes it stands at the "
               "top of your intro chat. Sending it as it stands is fine.", mentor=mentor.name),
    )  # fmt: skip


def _beside_a_match(turn: Turn) -> Text | None:
    """For whoever has found somebody, and may look further."""
    live = live_of(turn.store, turn.me)
    found = [match.mentor.name for match in live if match.status in GOES_ON and match.mentee_id == turn.me.id]
    return _("You have a match with {mentors}. You can still ask others.", mentors=listing(found)) if found else None


def draft(mentor: Member, turn: Turn) -> str:
    """Ready words in the mentee's language: their own from before, else made from what the two share. After a match,
    or an intro chat that was had, they are those of somebody who is known."""
    before, ended = rows.between(turn.store, turn.me, mentor), ended_with(turn.store, turn.me).get(mentor.id or 0)
    if before is not None and before.note and not before.met_at and (ended is None or before.asked_at > ended):
        return before.note
    known = ended or rows.met_before(turn.store, turn.me, mentor)
    voice = Voice(turn.me.language or turn.program.language)
    return voice.plain(
        sentences(
            *(_as_known(mentor, turn, was_match=ended is not None) if known else _as_new(mentor, turn)),
            _("Would you have about {minutes} minutes for a chat in the next two weeks?", minutes=timing.INTRO_MINUTES),
        )
    )


def _as_known(mentor: Member, turn: Turn, *, was_match: bool) -> list[Text]:
    before = _("We had an intro chat before, and I would be glad to talk with you again.")
    if was_match:
        before = _("We were a match before, and I would be glad to talk with you again.")
    return [_("Hello {mentor}, this is {mentee}.", mentor=mentor.name, mentee=turn.me.name), before]


def _as_new(mentor: Member, turn: Turn) -> list[Text]:
    return [
        _("Hello {mentor}, I am {mentee}.", mentor=mentor.name, mentee=turn.me.name),
        *_reasons(mentor, turn),
    ]


def _reasons(mentor: Member, turn: Turn) -> list[Text]:
    """At most two sentences: what the mentor can help with, and one more thing the two share."""
    shared = in_common.things(turn.me, mentor, turn)
    topics = [thing.phrase for thing in shared if thing.about is About.TOPIC]
    found: list[Text] = []
    if topics:
        found.append(
            _("I saw that you help with {topic}, and I would like to hear how you found your way.", topic=topics[0])
        )
    elif own := sought(turn.store, turn.me):
        known = [library.topics()[slug] for slug in own if slug in library.topics()]
        if known:
            found.append(_("I look for somebody to talk to about {topic}.", topic=term(known[0].phrase)))
    found += [_ALSO[thing.about](thing.phrase) for thing in shared if thing.about in _ALSO][:1]
    return found or [_("I would like to hear how you found your way.")]


_ALSO = {
    About.INTEREST: lambda phrase: _("We both like {interest}, too.", interest=phrase),
    About.FIELD: lambda phrase: _("We share a field: {field}.", field=phrase),
    About.LANGUAGE: lambda phrase: _("We both speak {language}, too.", language=phrase),
}


def note_form(mentor: Member, turn: Turn) -> Form:
    return Form(
        _("Your words"),
        [
            Question(
                "note", Kind.LONG, _("What {mentor} reads", mentor=mentor.name),
                hint=_("Who you are, and what you would like to hear about. {least} to {most} characters.",
                       least=LEAST_NOTE, most=MOST_NOTE),
                least=LEAST_NOTE, most=MOST_NOTE, given=draft(mentor, turn),
            ),
        ],
        submit=_("Send it"),
    )  # fmt: skip


# --- sending ---------------------------------------------------------------------------------------------------------


@flow.step(by=MEMBER)
def send(mentor: Member, turn: Turn) -> Effects:
    """Sends the words that are ready."""
    if (stopped := _stopped(mentor, turn)) is not None:
        yield Replace(stopped)
    else:
        yield from _ask(mentor, draft(mentor, turn), turn)


@flow.step(by=MEMBER, form=note_form)
def write(mentor: Member, turn: Turn) -> Effects:
    """Sends the mentee's own words. Where that has become impossible meanwhile, they get their words back."""
    note = turn.answers.text("note")
    stopped = _stopped(mentor, turn)
    if stopped is None:
        yield from _ask(mentor, note, turn)
        return
    most = 2 if len(note) > MOST_NOTE // 2 else 6  # so that the whole fits on one card
    kept = Section(lines(_("It was not sent. These were your words:"), words.quoted(note)))
    yield Replace(replace(stopped, sections=[kept, *stopped.sections[:most]]))


def _stopped(mentor: Member, turn: Turn) -> Card | None:
    """Why it cannot be sent now; where it can, the program does not end before it is sent."""
    status_held(turn.store)
    return limits.obstacle(mentor, turn)


def _ask(mentor: Member, note: str, turn: Turn) -> Effects:
    mentee, before = turn.me, rows.between(turn.store, turn.me, mentor)
    others_wait = bool(rows.waiting_for(turn.store, mentor))
    round_ = rows.open_round(turn.store, mentee) or turn.store.add(
        Round(program_id=turn.store.program, mentee_id=mentee.id or 0, opened_at=turn.now)
    )
    intro = turn.store.add(
        Intro(
            program_id=turn.store.program, round_id=round_.id or 0, mentee_id=mentee.id or 0, mentor_id=mentor.id or 0,
            note=note, asked_at=turn.now,
        )
    )  # fmt: skip
    rows.recount(turn.store, mentor)
    yield from answering.tell_anew(mentor, turn, moved=others_wait)
    yield from waiting.begin(intro, turn)
    yield from later.asked_again(before, turn)
    yield from others.look_anew(mentee, turn)
    yield from walking.is_awaited(mentor, turn)
    yield from unasked.begun(mentee)
    yield from idle.asked(mentor)
    yield Replace(sent_card(intro, turn), slot_of(intro))


def sent_card(intro: Intro, turn: Turn) -> Card:
    name = intro.mentor.name
    left = limits.places_left(turn.me, turn)
    more = n_(
        "You can ask one more {mentor_word} at the same time.",
        "You can ask {n} more {mentors_word} at the same time.",
        left,
        **words.of(turn),
    )
    another = _("Ask another {mentor_word}", **words.of(turn))
    return Card(
        lines(
            sentences(
                _on_its_way(intro.mentor, turn),
                _("{mentor} can answer until {day}; if nothing comes, I tell you and look for others.", mentor=name,
                  day=When(waiting.expires_at(intro, turn))),
            ),
            more if left else limits.no_more(),
        ),
        choices=[
            *([Choice(another, ask_another, turn.me, style=Style.MAIN)] if left else []),
            Choice(_("Your asks"), open_asks.mine, turn.me),
            *withdrawing.ways_out(intro, intro.mentee),
        ],
    )  # fmt: skip


@flow.step(by="self")
def ask_another(mentee: Member, turn: Turn) -> Effects:
    """Others, without those who are asked already; the filters stay."""
    yield from mentors.run(search_of(turn.store, mentee, turn.now), turn)


def _on_its_way(mentor: Member, turn: Turn) -> Text:
    """Whether the ask is there by now; where it waits for the mentor's morning, until when."""
    morning = timing.reaches_at(mentor, turn)
    if morning <= turn.now:
        return _("Sent.")
    return _("Your ask is on its way: it is night for {mentor} now, and it arrives on {morning}.", mentor=mentor.name,
             morning=When(morning))  # fmt: skip


def waits_card(intro: Intro, turn: Turn) -> Card:
    """An ask that waits, for the mentee."""
    return Card(
        lines(open_asks.waits(intro, turn), _("You wrote:"), words.quoted(intro.note)),
        choices=[
            *withdrawing.ways_out(intro, intro.mentee),
            Choice(_("Your asks"), open_asks.mine, intro.mentee),
        ],
    )
