"""What Kith will do by itself, in words, for whoever looks at what waits."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from bot.engine import digest
from bot.words import Phrase, Value, _
from flows.asking import later, waiting
from flows.beginning import ending, nearing, opening, walking
from flows.checkins import asking as checkin_asking
from flows.checkins import checkins, hard, unheard
from flows.coordinating import channels
from flows.elsewhere import connecting, departing, going_along
from flows.finding import free_places, wishes
from flows.handover import standing_in
from flows.introducing import agreeing, introductions
from flows.joining import approval
from flows.keeping_apart import apart
from flows.leaving import breaks, partners, people, places
from flows.matching import contacts, offers, round_intros, rounds
from flows.meeting import intros, reaching, rooms, starting
from flows.nudging import daily
from flows.parting import closing
from flows.pulses import answering, sending
from flows.pulses import closing as pulse_closing
from flows.pulses.outcome import saying
from flows.rights import erasing, keeping
from flows.safety import bringing, writing
from flows.settings import resting, settings
from flows.short_questions import answering as short_answers
from flows.short_questions import for_asker as short_questions
from flows.short_questions import passing
from flows.socials import changing, enjoying, filling, reminding
from flows.socials.around import departed, ended, listing
from flows.talks import planning as talks
from flows.verdicts import questions, verdicts
from storage.mentoring.intros import Intro, Round
from storage.mentoring.matches import Match
from storage.mentoring.pairs.checkins import CheckIn
from storage.mentoring.pairs.introductions import Introduction
from storage.mentoring.pairs.talks import Talk
from storage.mentoring.profiles import Profile
from storage.mentoring.pulses.waves import Wave
from storage.mentoring.records import Concern
from storage.mentoring.short_questions import ShortQuestion
from storage.mentoring.socials.socials import Social
from storage.people import Account, Member
from storage.places import Place, Program, Room
from storage.rights.erasure import Erasure

WORDS: Mapping[str, tuple[type[SQLModel], Phrase]] = {
    approval.remind.id: (Program, _("Reminder to the coordinators that mentors wait to be looked at")),
    free_places.tell_next.id: (Member, _("{name} has a free place: the next who wanted to know is told")),
    wishes.tell.id: (Profile, _("Those who look for somebody like {name} are told")),
    later.try_again.id: (Intro, _("Reminder to {mentee} that {mentor} can be asked again")),
    waiting.expire.id: (Intro, _("The time for {mentor} to answer {mentee} is over")),
    waiting.move.id: (Intro, _("The time for {mentor} to answer {mentee} is counted anew")),
    waiting.remind.id: (Member, _("Reminder to {name} about who waits for an answer")),
    waiting.bring.id: (Member, _("{name} gets what was asked at night")),
    intros.yes_is_told.id: (Intro, _("The card of {mentee}'s ask says that {mentor} said yes")),
    starting.name_starter.id: (Intro, _("{mentee} and {mentor} are told who writes first")),
    reaching.instead.id: (Intro, _("{mentee} and {mentor} are told how to reach each other")),
    reaching.tell_change.id: (Intro, _("{mentee} and {mentor} are told how to reach each other now")),
    channels.refused.id: (Place, _("Note to the coordinators that I could not post a card in a channel")),
    listing.impossible.id: (Place, _("Note to a coordinator that I may not list events there")),
    rooms.opened.id: (Room, _("There is a room: the card about the yes says so")),
    rooms.impossible.id: (Room, _("There is no room: its people are told how to reach each other")),
    verdicts.close_unmet.id: (Intro, _("The intro of {mentee} and {mentor} closes, unless they met")),
    verdicts.move.id: (Intro, _("The days for {mentee} and {mentor} to say whether they met are counted anew")),
    questions.ask.id: (Member, _("{name} is asked how an intro was")),
    rounds.remind.id: (Round, _("Reminder to {mentee} to choose")),
    rounds.end.id: (Round, _("The search of {mentee} closes")),
    rounds.move.id: (Round, _("The days for {mentee} to choose are counted anew")),
    rounds.begin_anew.id: (Round, _("{mentee} looks again")),
    round_intros.give_place_back.id: (Intro, _("{mentor} has the place of {mentee} free again")),
    round_intros.close_with_round.id: (Intro, _("The intro of {mentee} and {mentor} closes")),
    offers.remind.id: (Match, _("Reminder to {mentor}, whom {mentee} chose")),
    offers.lapse.id: (Match, _("The time for {mentor} to answer the choice of {mentee} is over")),
    offers.move.id: (Match, _("The time for {mentor} to answer the choice of {mentee} is counted anew")),
    checkin_asking.ask.id: (Member, _("{name} is asked how their match goes")),
    checkins.lapse.id: (CheckIn, _("The time for {name} to answer a check-in is over")),
    hard.tell.id: (CheckIn, _("The coordinators get what {name} said in a check-in")),
    sending.send.id: (Wave, _("A pulse goes out")),
    sending.remind.id: (Wave, _("One reminder to those who have not answered a pulse")),
    pulse_closing.close.id: (Wave, _("A pulse closes")),
    pulse_closing.name_end.id: (Wave, _("Cards of a pulse that wait name its new end")),
    pulse_closing.count.id: (Wave, _("The answers to a pulse are counted")),
    pulse_closing.forget.id: (Wave, _("Who answered a pulse is forgotten")),
    pulse_closing.tell.id: (Wave, _("The coordinators get the results of a pulse")),
    answering.note.id: (Wave, _("It is noted that somebody has answered")),
    answering.take_back.id: (Wave, _("An answer is taken back")),
    saying.tell.id: (Wave, _("People are told what came of a pulse")),
    unheard.tell.id: (Program, _("The coordinators are told who was not heard, and what was added")),
    closing.ask.id: (Match, _("{mentee} and {mentor} are asked how their match was")),
    reminding.day_before.id: (Social, _("Reminder to those who come to {title}, a day before")),
    reminding.hour_before.id: (Social, _("Reminder to those who come to {title}, an hour before")),
    departed.take_down.id: (Social, _("{title} is taken down where the program is no more")),
    filling.more.id: (Social, _("More of those who wait get a place at {title}")),
    filling.in_vain.id: (Social, _("Those who waited for a place at {title} in vain hear so")),
    changing.say_words.id: (Social, _("The cards of the guests of {title} say its new words")),
    reminding.change.id: (Social, _("Everybody concerned hears what has changed about {title}")),
    ended.begun.id: (Social, _("The cards of {title} say that it has begun")),
    ended.over.id: (Social, _("The cards of {title} say that it is over")),
    enjoying.ask.id: (Social, _("The guests of {title} are asked whether they were there")),
    enjoying.names.id: (Social, _("The guests of {title} are asked whom they enjoyed meeting")),
    enjoying.close.id: (Social, _("Guests of {title} who picked each other are asked whether they would like to meet")),
    reminding.put_away.id: (Social, _("The time for picking at {title} is over, and the cards say so")),
    introductions.lapse.id: (
        Introduction,
        _("The time for {one} and {other} to answer is over"),
    ),
    introductions.ask.id: (Introduction, _("{one} and {other} are asked whether they would like to meet")),
    agreeing.instead.id: (Introduction, _("{one} and {other} are asked how to reach each other")),
    passing.go_on.id: (ShortQuestion, _("The question of {asker} goes to others")),
    passing.not_theirs.id: (ShortQuestion, _("Somebody does not have the question of {asker} any more")),
    passing.give_up.id: (ShortQuestion, _("The question of {asker}, which nobody has answered, closes")),
    short_answers.instead.id: (ShortQuestion, _("{asker} and whoever wanted to talk hear that they can have no room")),
    short_questions.close.id: (ShortQuestion, _("The question of {asker} closes")),
    daily.look.id: (Program, _("Whoever could use a word in {name} gets one")),
    daily.mentees.id: (Program, _("Those in {name} who have not asked anybody get a word")),
    daily.mentors.id: (Program, _("Those in {name} whom nobody has asked get a word")),
    contacts.instead.id: (Match, _("{mentee} and {mentor} are told how to reach each other")),
    contacts.tell_change.id: (Match, _("{mentee} and {mentor} are told how to reach each other now")),
    partners.still_away.id: (Match, _("One of {mentee} and {mentor} hears that the other one is still on a break")),
    breaks.wake.id: (Member, _("The break of {name} is over")),
    talks.remind.id: (Talk, _("{mentee} and {mentor} are reminded of their talk")),
    talks.over.id: (Talk, _("The time of the talk of {mentee} and {mentor} is over")),
    talks.lapse.id: (Talk, _("The time that {mentee} and {mentor} spoke of passes")),
    talks.tell_wish.id: (Talk, _("One of {mentee} and {mentor} gets the time that the other proposes now")),
    people.reachable.id: (Member, _("{name} can be reached again")),
    people.unreachable.id: (Member, _("{name} cannot be reached: what they took care of goes on to others")),
    people.renamed.id: (Member, _("The new name of {name} is noted")),
    erasing.close.id: (Member, _("What is open of {name} closes, as they wished")),
    keeping.tidy.id: (Program, _("What {name} has kept for long enough is deleted")),
    erasing.once_more.id: (Account, _("What is kept about somebody is deleted again")),
    erasing.go_on.id: (Erasure, _("What is kept about somebody is deleted")),
    erasing.finish.id: (Erasure, _("What is kept about somebody is deleted")),
    places.go_on_elsewhere.id: (Place, _("Kith goes on elsewhere with people who were in {name}")),
    places.tell.id: (Member, _("{name} is told that Kith was taken out of a place")),
    places.goes_on.id: (Member, _("Kith goes on elsewhere with {name}")),
    places.lets_go.id: (Member, _("{name} leaves, unless they are in another place")),
    places.let_go.id: (Place, _("Kith lets go of {name}, which it was taken out of")),
    standing_in.ask.id: (Program, _("Nobody coordinates {name} any more: whoever was named for that is asked")),
    connecting.tell.id: (Place, _("The coordinators are told that {name} is a place of the program now")),
    departing.tell.id: (Place, _("Who is in {name} alone is told that the program leaves it, or stays")),
    going_along.ends_there.id: (Member, _("{name} leaves with a place that the program leaves")),
    going_along.goes_on.id: (Member, _("{name} is written to in another place")),
    departing.leave.id: (Place, _("The program leaves {name}")),
    apart.end_here_too.id: (Member, _("Something of {name} that is open ends")),
    bringing.unread.id: (Concern, _("Reminder to the coordinators about a concern that nobody has read")),
    bringing.still_open.id: (Concern, _("Reminder to the coordinators about a concern that is still open")),
    bringing.hand_on.id: (Concern, _("A concern goes to another coordinator")),
    bringing.look_through.id: (Program, _("Who wrote a concern that nobody can hear of now is told so")),
    writing.left.id: (Account, _("{name} is asked whether the message they began shall go out")),
    opening.on_first_day.id: (Program, _("{name} opens")),
    nearing.look.id: (Program, _("The coordinators are told what {name} lacks before it opens")),
    opening.tell_open.id: (Program, _("Everybody who joined is told that {name} is open")),
    ending.on_last_day.id: (Program, _("The coordinators are asked whether {name} ends")),
    ending.wind_up.id: (Program, _("{name} is wound up")),
    settings.recount_all.id: (Program, _("The free places of mentors are counted anew")),
    resting.move_asks.id: (Program, _("The time to answer every ask of {name} is counted anew")),
    resting.move_offers.id: (Program, _("The time to answer every choice of {name} is counted anew")),
    resting.move_rounds.id: (Program, _("The days to choose are counted anew in {name}")),
    resting.move_questions.id: (Program, _("The days to say whether people met are counted anew in {name}")),
    walking.tick.id: (Program, _("The walk goes on")),
    walking.clear.id: (Program, _("What the walk made is taken away")),
    digest.send.id: (Member, _("{name} gets in one card what was held back")),
}
"""For each step that a timer takes: what its record is, and what it does with whom."""


def ahead(session: Session, step: str, record: int) -> Phrase:
    """What that timer will do; in general words where its record is gone."""
    kind, phrase = WORDS.get(step, (None, _("Kith looks after something")))
    found = session.get(kind, record) if kind else None
    return replace(phrase, values=_names(found)) if found is not None else _("Kith looks after something")


def _names(record: SQLModel) -> Mapping[str, Value]:
    match record:
        case Intro() | Match() | Talk():
            return {"mentee": record.mentee.name, "mentor": record.mentor.name}
        case Round():
            return {"mentee": record.mentee.name}
        case CheckIn():
            return {"name": record.reader.name}
        case Social():
            return {"title": record.title}
        case Introduction():
            return {"one": record.one.name, "other": record.other.name}
        case ShortQuestion():
            return {"asker": record.asker.name}
        case Profile():
            return {"name": record.member.name}
        case Account() | Member() | Program() | Place() | Room():
            return {"name": record.name}
        case _:
            return {}
