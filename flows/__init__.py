"""The program, one story per file. `FLOWS` is the explicit list that the engine is given."""

from typing import Any

from bot.engine.taking import Homes
from bot.steps import Flow
from flows import guide, home
from flows.asking import asking, declining, door, later, open_asks, waiting, withdrawing
from flows.beginning import basics, ending, nearing, opening, posting, setup, walking
from flows.checkins import asking as checkin_asking
from flows.checkins import checkins, hard, unheard
from flows.coordinating import acts, channels, exporting, hanging, people_acts, person, program, roster
from flows.elsewhere import connecting, departing, going_along, overview
from flows.finding import free_places, marks, mentors, narrowing, portrait, wishes
from flows.handover import handover, naming, standing_in
from flows.handover import offering as handing_over
from flows.introducing import agreeing, introductions, suggesting
from flows.introducing import reaching as introduced
from flows.inviting import inviting
from flows.joining import approval, joining, offering, picking, roles, sending_back, zones
from flows.keeping_apart import apart, by_name
from flows.keeping_apart import whom as whom_to_keep_away
from flows.leaving import breaks, partners, people, places
from flows.linking import accounts, linking, merging
from flows.matching import choosing, contacts, deciding, matches, offers, round_intros, rounds
from flows.meeting import intros, meeting, reaching, rooms, starting
from flows.nudging import daily, unasked
from flows.parting import closing, looking_back, parting
from flows.profiles import free_times, profile, profile_experiences, profile_forms, profile_offer, profile_style
from flows.pulses import answering as pulse_answering
from flows.pulses import closing as pulse_closing
from flows.pulses import own as pulse_own
from flows.pulses import preparing, sending, under_way
from flows.pulses.outcome import results, saying
from flows.rhythm import rhythm
from flows.rights import erasing, keeping, my_data
from flows.safety import bringing, concerns, danger, safety, writing
from flows.settings import resting, settings
from flows.short_questions import answering as short_answers
from flows.short_questions import asking as short_questions
from flows.short_questions import for_asker, passing
from flows.socials import announcing, answering, changing, enjoying, filling, reminding
from flows.socials.around import departed, drafts, ended, listing, picture
from flows.talks import about, mine, planning, talks, typing
from flows.verdicts import own_verdict, questions, verdicts

FLOWS: tuple[Flow[Any], ...] = (
    home.flow,
    guide.flow,
    joining.flow,
    joining.own,
    roles.flow,
    picking.flow,
    offering.flow,
    approval.flow,
    approval.one,
    sending_back.flow,
    profile.flow,
    profile_style.flow,
    profile_forms.flow,
    profile_experiences.flow,
    profile_offer.flow,
    zones.flow,
    mentors.flow,
    mentors.list_flow,
    narrowing.flow,
    free_times.flow,
    portrait.flow,
    marks.flow,
    marks.lists,
    free_places.flow,
    unasked.flow,
    wishes.flow,
    wishes.of_mentor,
    asking.flow,
    open_asks.flow,
    intros.flow,
    declining.flow,
    later.flow,
    waiting.flow,
    waiting.reminders,
    door.flow,
    meeting.flow,
    starting.flow,
    reaching.flow,
    rooms.flow,
    withdrawing.flow,
    verdicts.flow,
    own_verdict.flow,
    questions.flow,
    rounds.flow,
    round_intros.flow,
    deciding.flow,
    choosing.own,
    offers.flow,
    matches.flow,
    matches.own,
    parting.flow,
    closing.flow,
    short_questions.flow,
    for_asker.flow,
    short_answers.flow,
    short_answers.own,
    passing.flow,
    answering.flow,
    filling.flow,
    answering.own,
    enjoying.flow,
    listing.flow,
    departed.flow,
    drafts.flow,
    ended.flow,
    picture.flow,
    introductions.flow,
    agreeing.flow,
    introduced.flow,
    suggesting.flow,
    checkins.flow,
    hard.flow,
    checkin_asking.flow,
    pulse_answering.flow,
    pulse_own.flow,
    sending.flow,
    pulse_closing.flow,
    contacts.flow,
    breaks.flow,
    partners.flow,
    rhythm.flow,
    about.of_intro,
    about.of_match,
    mine.flow,
    talks.flow,
    typing.flow,
    planning.flow,
    people.flow,
    people_acts.flow,
    places.flow,
    places.of_member,
    linking.flow,
    accounts.flow,
    merging.flow,
    my_data.flow,
    erasing.flow,
    erasing.of_account,
    erasing.of_member,
    erasing.running,
    keeping.flow,
    safety.flow,
    writing.flow,
    writing.own,
    danger.flow,
    apart.flow,
    whom_to_keep_away.flow,
    by_name.flow,
    concerns.flow,
    bringing.flow,
    bringing.of_program,
    concerns.inbox_flow,
    setup.flow,
    setup.draft,
    basics.flow,
    opening.flow,
    nearing.flow,
    ending.flow,
    posting.flow,
    posting.here,
    channels.flow,
    overview.flow,
    connecting.flow,
    departing.flow,
    going_along.flow,
    inviting.flow,
    daily.flow,
    program.flow,
    settings.flow,
    resting.flow,
    roster.flow,
    person.flow,
    hanging.flow,
    unheard.flow,
    looking_back.flow,
    preparing.flow,
    preparing.one,
    under_way.flow,
    results.flow,
    results.of_program,
    saying.flow,
    announcing.of_program,
    announcing.flow,
    changing.flow,
    reminding.flow,
    handing_over.flow,
    handover.flow,
    naming.flow,
    standing_in.flow,
    standing_in.of_program,
    acts.flow,
    exporting.flow,
    walking.flow,
    walking.copy_flow,
)

HOMES = Homes(program=home.show, place=setup.welcome, greetings=home.GREETINGS)

__all__ = ["FLOWS", "HOMES"]
