"""The day after a social: who was there, whom did they enjoy meeting? Two who picked each other are both asked whether
they would like to meet again; nobody ever learns of anything else."""

from bot.errors import Refused
from bot.messages import Card, Choice, Form, Kind, Option, Question, Style
from bot.numbers import number
from bot.steps import MEMBER, Effects, Flow, Later, Never, Replace, Tell, Turn, slot
from bot.words import Phrase, _, lines
from flows import home, namesakes, timing
from flows.introducing import introductions
from flows.safety import safety
from flows.socials.around import hours
from storage.mentoring.apart import kept_from
from storage.mentoring.socials import guests as rows
from storage.mentoring.socials.guests import Answer, Came, Guest, guest_of, guests_after
from storage.mentoring.socials.socials import Picking, Social, SocialStatus
from storage.people import Member, MemberStatus

flow: Flow[Social] = Flow("enjoyed", about=Social)
OVER = SocialStatus.OVER
LEAST_NAMED = 3
"""People on the list from which on there is one: with fewer, a pick would be known by its outcome."""
ANSWERED_FOR = hours.NAMES_AFTER + hours.PICKED_FOR
"""Days, without days off, in which the question whether they were there is of use."""
AT_ONCE, PAIRS = 90, 20
MEMBER_ID = "m"


def plan(social: Social, turn: Turn) -> Effects:
    """Sets what comes afterwards, anew where it was moved."""
    yield Later(ask, social, hours.asks_at(social, turn.program.zone), "0")


def forget(social: Social) -> Effects:
    yield from [Never(ask, social, "0"), Never(names, social, "0"), Never(close, social)]


def ends(social: Social, turn: Turn) -> Effects:
    """Nobody is asked anything more about it, and what was picked is forgotten."""
    social.picking = Picking.OVER
    rows.forget_ticks(turn.store, social)
    yield from forget(social)


@flow.step(when=OVER)
def ask(social: Social, turn: Turn) -> Effects:
    """Those who said yes, and not yet whether they were there, are asked, after days off. `value` is the last one."""
    if social.picking is not Picking.AHEAD:  # too few, or the program has ended
        return
    if (asks_at := timing.past_rests(turn.now, turn)) > turn.now:
        yield Later(ask, social, asks_at, "0")
        return
    last = number(turn.value) or 0
    if not last:
        yield Later(names, social, hours.days_later(turn.now, hours.NAMES_AFTER, turn), "0")
    some = guests_after(turn.store, social, last, AT_ONCE, Answer.YES)
    for guest in some:
        if guest.came is None and guest.member.status is MemberStatus.ACTIVE:
            yield Tell(guest.member, _were_you_there(social, turn), slot=slot("enjoyed", social),
                       expires=hours.days_later(turn.now, ANSWERED_FOR, turn))  # fmt: skip
    if len(some) == AT_ONCE:
        yield Later(ask, social, turn.now, str(some[-1].id))


def _were_you_there(social: Social, turn: Turn) -> Card:
    return Card(
        lines(
            _("Were you at “{title}”?", title=social.title),
            _("Those who like get the names of others who were there, and can say in confidence whom they enjoyed "
              "meeting."),
        ),
        choices=[
            Choice(_("Yes, put me on the list"), came, social, Came.NAMED.value),
            Choice(_("Yes, but no list"), came, social, Came.UNNAMED.value),
            Choice(_("I was not there"), came, social, Came.ABSENT.value),
            safety.choice(turn.program),
        ],
        foot=_("Only those who are on the list get it, and see your name on it."),
    )  # fmt: skip


@flow.step(by=MEMBER, when=OVER)
def came(social: Social, turn: Turn) -> Effects:
    """Whether they were there, and may be named to others who were."""
    guest = _guest(social, turn)
    if turn.value not in set(Came):
        raise Refused(_("I do not know that answer any more. Please pick one of the buttons."))
    guest.came = Came(turn.value)
    if guest.came is not Came.NAMED:
        rows.tick(turn.store, social, turn.me, [])
    yield Replace(_came_card(social, guest, turn), slot("enjoyed", social))


def open_question(social: Social, guest: Guest, turn: Turn) -> Card:
    """What a guest can still say about it."""
    return _were_you_there(social, turn) if guest.came is None else _came_card(social, guest, turn)


def _came_card(social: Social, guest: Guest, turn: Turn) -> Card:
    """What follows from the answer, as far as things have come by now."""
    if guest.came is Came.NAMED and social.picking is Picking.OPEN:
        return _pick_card(social, turn, _("You are on the list. Whom did you enjoy meeting at “{title}”?",
                                          title=social.title))  # fmt: skip
    if guest.came is Came.NAMED:
        on_it = _("Lovely. Some days after “{title}” you hear from me who else is on the list.", title=social.title)
        over = _("Good to hear. The time for picking is over, so there is no list any more.")
        said = {Picking.AHEAD: on_it, Picking.TOO_FEW: too_few(social), Picking.OVER: over}[social.picking]
    else:
        said = _("Good to hear. You are on no list.") if guest.came is Came.UNNAMED else _("Thank you for telling me.")
    return Card(said, choices=[*_changes(social, guest), Choice(_("See where I stand"), home.show, turn.program)])


def too_few(social: Social) -> Phrase:
    return _("Only a few put themselves on the list of “{title}”, so there is none this time: it would be too easy to "
             "guess who picked whom. Thank you for telling me that you were there.", title=social.title)  # fmt: skip


def _changes(social: Social, guest: Guest) -> list[Choice]:
    if social.picking not in (Picking.AHEAD, Picking.OPEN):
        return []
    if guest.came is Came.NAMED:
        return [Choice(_("Take me off the list"), came, social, Came.UNNAMED.value)]
    return [Choice(_("Put me on the list after all"), came, social, Came.NAMED.value)]


def _guest(social: Social, turn: Turn) -> Guest:
    found = guest_of(turn.store, social, turn.me)
    if found is None or found.answer is not Answer.YES:
        raise Refused(_("That is for those who came to “{title}”.", title=social.title))
    return found


# --- whom they enjoyed meeting ---------------------------------------------------------------------------------------


@flow.step(when=OVER)
def names(social: Social, turn: Turn) -> Effects:
    """Those on the list may pick from it. `value` is the last one who was told."""
    from flows.socials import reminding  # both look at each other

    people, last = rows.named(turn.store, social), number(turn.value) or 0
    if social.picking is Picking.AHEAD:
        if (due := hours.names_at(social, turn)) > turn.now:  # days off were named since
            yield Later(names, social, due, "0")
            return
        social.picking = Picking.OPEN if len(people) >= LEAST_NAMED else Picking.TOO_FEW
        if social.picking is Picking.TOO_FEW:
            yield Later(reminding.put_away, social, turn.now, "0")
        yield Later(close, social, hours.days_later(turn.now, hours.PICKED_FOR, turn))
    some = sorted((one for one in people if (one.id or 0) > last), key=lambda one: one.id or 0)[:AT_ONCE]
    for person in some:
        if person.status is not MemberStatus.ACTIVE:
            continue
        if social.picking is Picking.OPEN:
            card = _pick_card(social, turn, _("Whom did you enjoy meeting at “{title}”?", title=social.title))
        else:
            card = reminding.no_list(social, turn)
        yield Tell(person, card, slot=slot("enjoyed", social),
                   expires=hours.days_later(turn.now, hours.PICKED_FOR, turn))  # fmt: skip
    if len(some) == AT_ONCE:
        yield Later(names, social, turn.now, str(some[-1].id))


def _pick_card(social: Social, turn: Turn, question: Phrase) -> Card:
    return Card(
        question,
        choices=[
            Choice(_("Pick from the list"), pick, social, style=Style.MAIN),
            Choice(_("Take me off the list"), came, social, Came.UNNAMED.value),
            safety.choice(turn.program),
        ],
        foot=_("Others can still come onto the list in these days; you can look again and change whom you picked. "
               "Nobody sees whom you pick. Where two picked each other, I tell both, and ask whether they would like "
               "to meet, unless they are in touch already; otherwise nobody ever learns of it."),
    )  # fmt: skip


def _others(social: Social, member: Member, turn: Turn) -> list[Member]:
    """Who can be picked: on the list, and nobody whom either keeps away."""
    away = kept_from(turn.store, member)
    return [one for one in rows.named(turn.store, social) if one.id != member.id and one.id not in away]


def pick_form(social: Social, turn: Turn) -> Form:
    _on_the_list(social, turn)
    people = _others(social, turn.me, turn)
    if not people:
        raise Refused(_("There is nobody else on the list any more."))
    known = {person.id for person in people}
    given = [f"{MEMBER_ID}{one}" for one in rows.ticked_by(turn.store, social, turn.me) if one in known]
    return Form(
        _("Whom you enjoyed"),
        [
            Question(
                "people", Kind.MANY, _("Whom did you enjoy meeting?"), required=False, given=given,
                options=[Option(f"{MEMBER_ID}{key}", name) for key, name in namesakes.labels(people, turn).items()],
            )
        ],
        submit=_("Keep it"),
        text=_("Nobody sees whom you pick."),
    )  # fmt: skip


def _on_the_list(social: Social, turn: Turn) -> None:
    """Raises `Refused` where they cannot pick: picks that nobody would ever read are not taken."""
    if social.picking is Picking.TOO_FEW:
        raise Refused(too_few(social))
    if social.picking is not Picking.OPEN:
        raise Refused(_("The time for picking is over, so there is no list any more."))
    if _guest(social, turn).came is not Came.NAMED:
        raise Refused(_("You are not on the list, so you do not see it. You can put yourself on it with the button on "
                        "the card before."))  # fmt: skip


@flow.step(by=MEMBER, when=OVER, form=pick_form)
def pick(social: Social, turn: Turn) -> Effects:
    """Keeps whom they picked, for nobody to see."""
    _on_the_list(social, turn)
    known = {person.id for person in _others(social, turn.me, turn)}
    picked = [number(one.removeprefix(MEMBER_ID)) for one in turn.answers.many("people")]
    rows.tick(turn.store, social, turn.me, [one for one in picked if one is not None and one in known])
    kept = _("Kept, for nobody to see. Where somebody picked you, too, you hear from me in a few days.")
    yield Replace(Card(kept, choices=[Choice(_("Change whom I picked"), pick, social)]), slot("enjoyed", social))


@flow.step(when=OVER)
def close(social: Social, turn: Turn) -> Effects:
    """Nobody picks any more. Those who picked each other are asked, some pairs at a time; then every pick is
    forgotten."""
    from flows.socials import reminding  # both look at each other

    if social.picking is Picking.OPEN:
        if (due := hours.picked_until(social, turn)) > turn.now:
            yield Later(close, social, due)
            return
        yield Later(reminding.put_away, social, turn.now, "0")
    social.picking = Picking.OVER
    pairs = rows.mutual(turn.store, social, PAIRS)
    for one_id, other_id in pairs:
        one, other = turn.store.get(Member, one_id), turn.store.get(Member, other_id)
        rows.forget_pair(turn.store, social, one_id, other_id)
        if one is not None and other is not None:
            yield from introductions.begin(one, other, turn, social)
    if len(pairs) == PAIRS:
        yield Later(close, social, turn.now)
    else:
        rows.forget_ticks(turn.store, social)
