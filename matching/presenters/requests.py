"""What pages and emails say of a request and its asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.hooks import Person, ToDo
from accounts.models import User
from core.dates import short_datetime
from directory.bitmap_index import current
from directory.listing import with_next_opening
from directory.similar import similar
from matching.models import MOST_ASKED, Ask, AskState, DeclineReason, Request, RequestKind, RequestState
from matching.policy import TEAM_WITHIN
from matching.services.relaying import without_room
from mentors.languages import name as language_name
from mentors.models import Mentor, Topic, profile_of
from mentors.services import MOST_TOPICS

if TYPE_CHECKING:
    from directory.listing import ListedMentor

LONGEST_QUOTE = 140
MOST_FITTING = 30
SPARE = 3  # times as many as are shown are looked at: some have no room


def day(at: datetime) -> str:
    """A day without its year, in the reader's zone."""
    return date_format(localtime(at), "MONTH_DAY_FORMAT")


def languages(codes: Sequence[str]) -> str:
    """Languages by their names, "" for none."""
    return ", ".join(language_name(code) for code in codes)


def state_of(ask: Ask, *, now: datetime) -> str:
    """What became of an ask so far, in a sentence for the mentee."""
    name = ask.mentor.user.get_short_name()
    if ask.state == AskState.SENT and ask.sent_at and ask.due_at:
        words = {"name": name, "day": day(ask.sent_at), "until": short_datetime(ask.due_at)}
        return _("We asked %(name)s on %(day)s. They have until %(until)s to answer.") % words
    if ask.state == AskState.ASKED_BACK and ask.due_at:
        words = {"name": name, "until": short_datetime(ask.due_at)}
        return _("%(name)s has a question for you. Please answer by %(until)s.") % words
    if ask.state == AskState.ACCEPTED:
        return _acceptance(ask, now=now)
    if ask.state == AskState.WITHDRAWN:
        return _withdrawal(ask)
    if ask.state == AskState.WAITING:
        return _("We haven’t asked %(name)s yet.") % {"name": name}
    return ending_of(ask)


def ending_of(ask: Ask) -> str:
    """Why an ask came to nothing, in a sentence for the mentee: true, and no one's fault."""
    words = {"name": ask.mentor.user.get_short_name()}
    if ask.state == AskState.EXPIRED and ask.due_at:
        return _("We asked %(name)s, and no answer came by %(day)s.") % (words | {"day": day(ask.due_at)})
    if ask.state == AskState.FULL:
        return _("%(name)s has no room at the moment.") % words
    if ask.state == AskState.UNDONE:
        if ask.mentor.is_shown:
            return _("%(name)s had said yes, but is taking a break now.") % words
        return _("%(name)s had said yes, but isn’t available any more.") % words
    if ask.state == AskState.AWAY:
        if ask.mentor.is_shown:
            return _("%(name)s was taking a break when it was their turn.") % words
        return _("%(name)s wasn’t available any more when it was their turn.") % words
    if ask.reason == DeclineReason.TIME:
        return _("%(name)s has no time for it at the moment.") % words
    if ask.reason == DeclineReason.FIELD:
        return _("%(name)s says that it’s not their field.") % words
    if suggested := suggested_by(ask):
        return _("%(name)s thinks that %(other)s fits better.") % (words | {"other": suggested.user.display_name})
    if ask.reason == DeclineReason.BETTER:
        return _("%(name)s thinks that someone else fits better.") % words
    return _("%(name)s can’t take on your request at the moment.") % words  # for DeclineReason.FIT, too


def suggested_by(ask: Ask) -> Mentor | None:
    """Who fits better, as the ask's mentor thinks, if they can be asked."""
    return ask.suggests if ask.suggests and ask.suggests.is_listed else None


def _acceptance(ask: Ask, *, now: datetime) -> str:
    words = {"name": ask.mentor.user.get_short_name()}
    if ask.request.kind == RequestKind.MENTORSHIP:
        return _("%(name)s said yes, and your mentorship has begun.") % words
    if ask.fulfilled_at:
        return _("%(name)s said yes, and you’ve booked a time.") % words
    if not ask.mentor.is_listed:
        return _("%(name)s said yes, but isn’t taking bookings at the moment. You can send another request.") % words
    if ask.book_by and ask.book_by > now:
        text = _("%(name)s said yes. Book a time by %(day)s: it’s confirmed at once.")
        return text % (words | {"day": day(ask.book_by)})
    return (
        _("%(name)s said yes, but you didn’t book a time within a month. You can still book one, like everyone else.")
        % words
    )


def _withdrawal(ask: Ask) -> str:
    words = {"name": ask.mentor.user.get_short_name()}
    if ask.has_lapsed:
        return _("%(name)s had a question, and we didn’t hear from you in time.") % words
    if ask.sent_at:
        return _("We’ve told %(name)s that you no longer need an answer.") % words
    return _("We didn’t need to ask %(name)s.") % words


@dataclass(frozen=True, slots=True)
class AskPresenter:
    """One mentor's turn, as the mentee sees it on a page."""

    ask: Ask
    now: datetime
    can_ask_suggested: bool = False

    @property
    def mentor(self) -> Mentor:
        return self.ask.mentor

    @property
    def name(self) -> str:
        return self.ask.mentor.user.display_name

    @property
    def first_name(self) -> str:
        return self.ask.mentor.user.get_short_name()

    @property
    def sentence(self) -> str:
        return state_of(self.ask, now=self.now)

    @property
    def suggested(self) -> Mentor | None:
        return suggested_by(self.ask)

    @property
    def can_ask_again(self) -> bool:
        """Whether a mentor who didn't answer can be asked again, now that the request has ended."""
        return self.ask.state == AskState.EXPIRED and self.ask.mentor.is_listed

    @property
    def is_asking_back(self) -> bool:
        return self.ask.state == AskState.ASKED_BACK

    @property
    def has_begun(self) -> bool:
        """Whether a mentorship has come of it."""
        return self.ask.state == AskState.ACCEPTED and self.ask.request.kind == RequestKind.MENTORSHIP

    @property
    def can_book(self) -> bool:
        """Whether the mentee can book a time that is confirmed at once."""
        ask = self.ask
        return ask.fulfilled_at is None and ask.book_by is not None and ask.book_by > self.now and ask.mentor.is_listed


@dataclass(frozen=True, slots=True)
class RequestPresenter:
    """A request as its mentee sees it. Needs its asks and their mentors prefetched; makes no queries.

    Attributes:
        to_ask: the keys of asks whose suggestion the mentee can put next.
    """

    request: Request
    now: datetime
    to_ask: frozenset[int] = frozenset()

    @property
    def asks(self) -> list[AskPresenter]:
        return [AskPresenter(ask, self.now, ask.pk in self.to_ask) for ask in self.request.asks.all()]

    @property
    def question(self) -> AskPresenter | None:
        """The mentor who waits for the mentee's answer, if one does."""
        return next((ask for ask in self.asks if ask.is_asking_back), None)

    @property
    def accepted(self) -> AskPresenter | None:
        return next((ask for ask in self.asks if ask.ask.state == AskState.ACCEPTED), None)

    @property
    def languages(self) -> str:
        return languages(self.request.languages)

    @property
    def is_exhausted(self) -> bool:
        return self.request.state == RequestState.EXHAUSTED

    @property
    def is_withdrawn(self) -> bool:
        return self.request.state == RequestState.WITHDRAWN

    @property
    def team_until(self) -> datetime | None:
        """Until when the team looks; None if it doesn't."""
        since = self.request.team_since
        return since + TEAM_WITHIN if since and self.request.state == RequestState.WITH_TEAM else None


def suggestions(request: Request, *, now: datetime) -> "list[ListedMentor]":
    """Up to three others to ask, with room: whom the team suggests, else mentors for the same topics.

    None of them was asked.
    """
    asked = {ask.mentor_id for ask in request.asks.all()}
    suggested = list(request.suggested.values_list("pk", flat=True))
    if suggested:
        left_out = without_room(suggested, kind=request.kind, now=now) | Mentor.objects.apart_from(request.mentee)
        return with_next_opening([pk for pk in suggested if pk not in left_out], now=now)
    index = current(now=now)
    topics = Topic.objects.offered().filter(mentors__in=asked).distinct().values_list("slug", flat=True)
    known = asked | set(Mentor.objects.filter(user=request.mentee).values_list("pk", flat=True))
    found = similar(index, topics[:MOST_TOPICS], among=index.everybody, number=SPARE * MOST_ASKED + len(known))
    known |= without_room(found, kind=request.kind, now=now) | Mentor.objects.apart_from(request.mentee)
    return with_next_opening([pk for pk in found if pk not in known][:MOST_ASKED], now=now)


def fitting(ask: Ask, *, now: datetime) -> list[str]:
    """Names of mentors whom an ask's mentor could suggest: for the same topics, with room.

    They say nothing of whom the mentee asks, or what they look for.
    """
    topics = ask.mentor.topics.offered().values_list("slug", flat=True)[:MOST_TOPICS]
    index = current(now=now)
    found = similar(index, topics, among=index.everybody, number=MOST_FITTING)
    full = without_room(found, kind=ask.request.kind, now=now)
    left_out = full | Mentor.objects.apart_from(ask.mentor.user) | {ask.mentor_id}
    mentors = Mentor.objects.listed().filter(pk__in=set(found) - left_out)
    others = mentors.exclude(user=ask.request.mentee).select_related("user").order_by("user__display_name")
    return [mentor.user.display_name for mentor in others]


def to_do(member: User, *, most: int, now: datetime) -> Iterator[ToDo]:
    """A member's to-dos from requests: to answer as a mentor; to reply, to book and to wait for as a mentee.

    One query, and one more if there is anything: most members have nothing.
    """
    mentor = profile_of(member)
    mine = Ask.objects.filter(request__mentee=member)
    asked = Ask.objects.filter(mentor=mentor, state=AskState.SENT, due_at__gt=now) if mentor else Ask.objects.none()
    urgent = [
        rows.order_by("due_at").values_list("pk")[:most]
        for rows in (asked, mine.live().filter(due_at__gt=now) | mine.to_book(at=now))
    ]
    keys = [pk for (pk,) in urgent[0].union(urgent[1], all=True)]
    found = {ask.pk: ask for ask in Ask.objects.filter(pk__in=keys).with_people().order_by()} if keys else {}
    for ask in (found[pk] for pk in keys if pk in found):
        if ask.request.mentee_id != member.pk:
            yield _to_answer(ask)
        elif ask.state == AskState.ASKED_BACK:
            yield _to_reply(ask)
        elif ask.state == AskState.SENT:
            yield _to_wait_for(ask, now=now)
        elif ask.mentor.is_listed:
            yield _to_book(ask)


def _to_answer(ask: Ask) -> ToDo:
    mentee = ask.request.mentee
    return ToDo(
        person=Person(mentee.display_name, mentee.hue),
        title=_("%(name)s has a request for you") % {"name": mentee.display_name},
        text=_("Please answer by %(until)s.") % {"until": short_datetime(_due(ask))},
        page=ask.request.get_absolute_url(),
        by=_due(ask),
        label=_("Read and answer"),
        quote=Truncator(ask.request.goal).chars(LONGEST_QUOTE),
        quote_language=mentee.language,
    )


def _to_reply(ask: Ask) -> ToDo:
    return ToDo(
        person=_mentor(ask),
        title=_("%(name)s has a question about your request") % {"name": ask.mentor.user.display_name},
        text=_("Please answer by %(until)s.") % {"until": short_datetime(_due(ask))},
        page=ask.request.get_absolute_url(),
        by=_due(ask),
        label=_("Answer"),
        quote=Truncator(ask.question).chars(LONGEST_QUOTE),
        quote_language=ask.mentor.user.language,
    )


def _to_book(ask: Ask) -> ToDo:
    until = ask.book_by or _due(ask)
    return ToDo(
        person=_mentor(ask),
        title=_("%(name)s said yes to your request") % {"name": ask.mentor.user.display_name},
        text=_("Pick a time by %(day)s. It’s confirmed at once.") % {"day": day(until)},
        page=ask.mentor.get_absolute_url(),
        by=until,
        label=_("Pick a time"),
    )


def _to_wait_for(ask: Ask, *, now: datetime) -> ToDo:
    return ToDo(
        person=_mentor(ask),
        title=_("You’ve asked %(name)s") % {"name": ask.mentor.user.display_name},
        text=state_of(ask, now=now),
        page=ask.request.get_absolute_url(),
        by=_due(ask),
        label=_("See your request"),
        is_theirs=True,
    )


def _mentor(ask: Ask) -> Person:
    mentor = ask.mentor
    return Person(mentor.user.display_name, mentor.hue, mentor.photo_url(192))


def _due(ask: Ask) -> datetime:
    """The deadline of an ask that was sent."""
    if ask.due_at is None:
        raise ValueError("it has no deadline")
    return ask.due_at
