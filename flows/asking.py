"""Asking a mentor for an intro chat: the draft is ready, and sending it unchanged is fine."""

from bot.messages import Card, Choice, Form, Kind, Question, Section, Style
from bot.steps import MEMBER, Command, Effects, Flow, Group, Replace, Turn
from bot.words import Phrase, Said, Text, Voice, When, _, lines, listing, n_, sentences, term
from flows import answering, door, in_common, intros, later, library, limits, meeting, mentors, waiting, withdrawing
from flows.library import About
from storage.mentoring import intros as rows
from storage.mentoring.intros import Intro, IntroStatus, Round
from storage.mentoring.profiles import Profile, TagKind, slugs_of
from storage.people import Member

flow: Flow[Member] = Flow("asking", about=Member, holds=("self",))

LEAST_NOTE, MOST_NOTE = 20, 800
MOST_LISTED = 7


# --- before it is sent -----------------------------------------------------------------------------------------------


@flow.step(by=MEMBER)
def offer(mentor: Member, turn: Turn) -> Effects:
    """Shows what would be sent, or why nothing can be sent now."""
    yield Replace(limits.obstacle(mentor, turn) or offer_card(mentor, turn))


def offer_card(mentor: Member, turn: Turn) -> Card:
    return Card(
        lines(_("This would go to {mentor}:", mentor=mentor.name), Said(""), Said(draft(mentor, turn))),
        choices=[
            Choice(_("Send it"), send, mentor, style=Style.MAIN),
            Choice(_("Change it"), write, mentor),
            Choice(_("Back to the list"), mentors.back, turn.program),
        ],
        foot=_("Only {mentor} reads it, with your name and what your profile shows. Sending it as it stands is fine.",
               mentor=mentor.name),
    )  # fmt: skip


def draft(mentor: Member, turn: Turn) -> str:
    """Ready words in the mentee's language: their own from before, else made from what the two share."""
    before = rows.between(turn.store, turn.me, mentor)
    if before is not None and before.note:
        return before.note
    voice = Voice(turn.me.language or turn.program.language)
    return voice.plain(
        sentences(
            _("Hello {mentor}, I am {mentee}.", mentor=mentor.name, mentee=turn.me.name),
            *_reasons(mentor, turn),
            _("Would you have about 20 minutes for a chat in the next two weeks?"),
        )
    )


def _reasons(mentor: Member, turn: Turn) -> list[Text]:
    """At most two sentences: what the mentor can help with, and one more thing the two share."""
    shared = in_common.things(turn.me, mentor, turn)
    topics = [thing.phrase for thing in shared if thing.about is About.TOPIC]
    found: list[Text] = []
    if topics:
        found.append(_("I saw that you help with {topics}, and I would like to hear how you found your way.",
                       topics=listing(topics[:2])))  # fmt: skip
    elif own := slugs_of(turn.store, turn.me, TagKind.TOPIC):
        known = [library.topics()[slug] for slug in own if slug in library.topics()]
        if known:
            found.append(_("I look for somebody to talk to about {topics}.",
                           topics=listing(term(topic.phrase) for topic in known[:2])))  # fmt: skip
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
                hint=_("Who you are, and what you would like to hear about. A few sentences are enough."),
                least=LEAST_NOTE, most=MOST_NOTE, given=draft(mentor, turn),
            ),
        ],
        submit=_("Send it"),
    )  # fmt: skip


# --- sending ---------------------------------------------------------------------------------------------------------


@flow.step(by=MEMBER)
def send(mentor: Member, turn: Turn) -> Effects:
    """Sends the words that are ready."""
    if (stopped := limits.obstacle(mentor, turn)) is not None:
        yield Replace(stopped)
    else:
        yield from _ask(mentor, draft(mentor, turn), turn)


@flow.step(by=MEMBER, form=note_form)
def write(mentor: Member, turn: Turn) -> Effects:
    """Sends the mentee's own words. Where that has become impossible meanwhile, they get their words back."""
    note = turn.answers.text("note")
    stopped = limits.obstacle(mentor, turn)
    if stopped is None:
        yield from _ask(mentor, note, turn)
        return
    kept = [Section(lines(_("It was not sent. These were your words:"), Said(note)))]
    yield Replace(Card(stopped.text, title=stopped.title, facts=stopped.facts, sections=[*kept, *stopped.sections],
                       choices=stopped.choices, foot=stopped.foot))  # fmt: skip


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
    yield Replace(sent_card(intro, turn))


def sent_card(intro: Intro, turn: Turn) -> Card:
    name = intro.mentor.name
    left = limits.places_left(turn.me, turn)
    more = n_("You can ask one more mentor at the same time.", "You can ask {n} more mentors at the same time.", left)
    return Card(
        lines(
            _("Sent. {mentor} can answer until {day}; if nothing comes, I tell you and show you others.", mentor=name,
              day=When(waiting.expires_at(intro, turn), "day")),
            more if left else None,
        ),
        choices=[
            *([Choice(_("Ask another mentor"), mentors.back, turn.program, style=Style.MAIN)] if left else []),
            Choice(_("Your asks"), mine, turn.me),
            *withdrawing.ways_out(intro, intro.mentee),
        ],
    )  # fmt: skip


def waits_card(intro: Intro, turn: Turn) -> Card:
    """An ask that waits, for the mentee."""
    return Card(
        lines(_waits(intro, turn), Said(""), Said(intro.note)),
        choices=[
            *withdrawing.ways_out(intro, intro.mentee),
            Choice(_("Your asks"), mine, intro.mentee),
        ],
    )


def _waits(intro: Intro, turn: Turn) -> Phrase:
    return _("You asked {mentor} on {asked}. They can answer until {until}.", mentor=intro.mentor.name,
             asked=When(intro.asked_at, "day"), until=When(waiting.expires_at(intro, turn), "day"))  # fmt: skip


# --- what one has open -----------------------------------------------------------------------------------------------


@flow.step(by="self", command=Command(Group.EVERYBODY, "asks", _("Your asks and intro chats")))
def mine(member: Member, turn: Turn) -> Effects:
    """A mentee's open asks and intros, and what waits for a mentor."""
    yield Replace(mine_card(member, turn))


def mine_card(member: Member, turn: Turn) -> Card:
    of_mentee = rows.open_of_mentee(turn.store, member)
    of_mentor = rows.open_of_mentor(turn.store, member)
    shown = [*(_for_mentee(intro, turn) for intro in of_mentee), *(_for_mentor(intro, turn) for intro in of_mentor)]
    more = len(shown) - MOST_LISTED
    choices = []
    if member.is_mentee:
        choices.append(Choice(_("Find a mentor"), mentors.find, turn.program, style=Style.MAIN))
    if member.is_mentor:
        choices += door.choices(member, turn)
    return Card(
        lines(
            None if shown else _("You have no open asks and no intro chats."),
            _("You have {n} more; they follow when some of these are done.", n=more) if more > 0 else None,
        )
        if not shown or more > 0
        else None,
        title=_("Your asks and intro chats"),
        sections=shown[:MOST_LISTED],
        choices=choices,
    )


def _for_mentee(intro: Intro, turn: Turn) -> Section:
    if intro.status is IntroStatus.ASKED:
        return Section(
            _waits(intro, turn),
            withdrawing.ways_out(intro, intro.mentee),
        )
    return Section(meeting.line(intro, intro.mentee), meeting.short_choices(intro, intro.mentee))


def _for_mentor(intro: Intro, turn: Turn) -> Section:
    if intro.status is IntroStatus.ASKED:
        return Section(
            _("{mentee} asked you on {day}, and waits for your answer.", mentee=intro.mentee.name,
              day=When(intro.asked_at, "day")),
            [Choice(_("Answer {mentee}", mentee=intro.mentee.name), intros.show, intro, style=Style.MAIN)],
        )  # fmt: skip
    return Section(meeting.line(intro, intro.mentor), meeting.short_choices(intro, intro.mentor))


def lines_for_home(member: Member, turn: Turn) -> list[Section]:
    """What the home card says about asks and intros; at most two parts, none where nothing is open."""
    found = []
    of_mentee = rows.open_of_mentee(turn.store, member)
    waits = [intro.mentor.name for intro in of_mentee if intro.status is IntroStatus.ASKED]
    meets = [intro.mentor.name for intro in of_mentee if intro.status is IntroStatus.ACCEPTED]
    if waits or meets:
        text = lines(
            _("You wait for an answer from {mentors}.", mentors=listing(waits)) if waits else None,
            _("You have an intro chat with {mentors}.", mentors=listing(meets)) if meets else None,
        )
        found.append(Section(text, [Choice(_("Your asks"), mine, member)]))
    of_mentor = rows.open_of_mentor(turn.store, member)
    wait = [intro.mentee.name for intro in of_mentor if intro.status is IntroStatus.ASKED]
    meet = [intro.mentee.name for intro in of_mentor if intro.status is IntroStatus.ACCEPTED]
    profile = turn.store.session.get(Profile, member.id)
    closed = member.is_mentor and profile is not None and not profile.door_open
    if wait or meet or closed:
        text = lines(
            n_("{mentees} waits for your answer.", "{mentees} wait for your answer.", len(wait), mentees=listing(wait))
            if wait
            else None,
            _("You have an intro chat with {mentees}.", mentees=listing(meet)) if meet else None,
            _("Your door is closed: nobody new can ask you.") if closed else None,
        )
        found.append(Section(text, _mentor_choices(member, turn, wait=bool(wait), closed=closed)))
    return found


def _mentor_choices(member: Member, turn: Turn, *, wait: bool, closed: bool) -> list[Choice]:
    answer = [Choice(_("Answer now"), door.look, member, style=Style.MAIN)] if wait else []
    opened = door.choices(member, turn) if closed else []
    return [*answer, Choice(_("Your intro chats"), mine, member, "mentor"), *opened]
