"""What a mentee asks up to three mentors for, one after the other."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Deferrable, F, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking
from mentors.models import Mentor

if TYPE_CHECKING:
    from accounts.models import User

SHORTEST_ASK, LONGEST_ASK = 150, 1500
LONGEST_TRIED = 1000
LONGEST_WORDS = 300  # to one mentor only
LONGEST_MESSAGE = 1000
MOST_ASKED = 3
MOST_PLACES = 6  # of a request: those whom its mentee chose, and those whom these suggested
BOOK_WITHIN = timedelta(days=30)  # for so long an acceptance is kept for the mentee


class RequestKind(models.TextChoices):
    SESSION = "session", _("a session")
    MENTORSHIP = "mentorship", _("a mentorship over some weeks")


class RequestState(models.TextChoices):
    LIVE = "live", _("in progress")
    MATCHED = "matched", _("accepted")
    EXHAUSTED = "exhausted", _("no one found yet")
    WITH_TEAM = "with_team", _("with the team")
    WITHDRAWN = "withdrawn", _("withdrawn")


class AskState(models.TextChoices):
    WAITING = "waiting", _("not asked yet")
    SENT = "sent", _("asked")
    ASKED_BACK = "asked_back", _("has a question")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("can’t take it on")
    EXPIRED = "expired", _("not answered in time")
    AWAY = "away", _("not taking requests then")
    FULL = "full", _("had no room")
    UNDONE = "undone", _("said yes, then took no bookings")
    WITHDRAWN = "withdrawn", _("no longer needed")


class DeclineReason(models.TextChoices):
    """Why a mentor says no. The mentee isn't told of `FIT`: to them it looks like `OTHER`."""

    TIME = "time", _("I’ve no time for it now")
    FIELD = "field", _("it’s not my field")
    BETTER = "better", _("someone else fits better")
    FIT = "fit", _("it’s not a fit for me")
    OTHER = "other", _("something else")


UNFINISHED = (RequestState.LIVE, RequestState.WITH_TEAM)  # of which a mentee has one at most
LIVE = (AskState.SENT, AskState.ASKED_BACK)  # the mentor whose turn it is
OPEN = (AskState.WAITING, *LIVE)
FAILED = (AskState.DECLINED, AskState.EXPIRED, AskState.AWAY, AskState.FULL, AskState.UNDONE)  # came to nothing


class RequestQuerySet(models.QuerySet["Request"]):
    def unfinished(self) -> Self:
        """Requests with the mentors or with the team."""
        return self.filter(state__in=UNFINISHED)

    def of(self, mentee: "User") -> Self:
        """A mentee's own requests, the latest first."""
        return self.filter(mentee=mentee).order_by("-created_at", "-pk")

    def seen_by(self, member: "User") -> Self:
        """A mentee's own requests, and those that were sent to a mentor. Nobody else sees one."""
        sent = Ask.objects.filter(mentor__user=member, sent_at__isnull=False).values("request")
        return self.filter(Q(mentee=member) | Q(pk__in=sent))

    def with_asks(self) -> Self:
        """Load what every page about a request shows, in one more query."""
        asks = Ask.objects.select_related("mentor__user", "suggests__user")
        return self.select_related("mentee").prefetch_related(models.Prefetch("asks", asks))

    def for_update(self) -> Self:
        """Current rows with their mentees, locked until the transaction ends.

        Lock order: mentors, request, jobs.
        """
        return self.select_for_update(of=("self",), no_key=True).select_related("mentee")


class Request(models.Model):
    """One thing that a mentee asks for, in the same words to up to three mentors in turn.

    Attributes:
        kind: what is asked for.
        goal: what the mentee wants, for every mentor who is asked.
        tried: what they have tried so far; may be empty.
        languages: in which they'd like to talk; none if any will do.
        ended_at: when it was accepted, or withdrawn, or no one was left to ask; None while someone may still answer.
        team_since: when the mentee let the team look, who may then read it.
        suggested: whom the team suggests.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("what for"), max_length=10, choices=RequestKind.choices, default=RequestKind.SESSION)
    mentee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sent_requests", db_index=False
    )
    goal = models.TextField(_("what it’s about"), max_length=LONGEST_ASK)
    tried = models.TextField(_("tried so far"), max_length=LONGEST_TRIED, blank=True)
    languages = ArrayField(models.CharField(max_length=3), verbose_name=_("languages"), default=list, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RequestState.choices, default=RequestState.LIVE)
    created_at = models.DateTimeField(_("sent"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    team_since = models.DateTimeField(_("with the team since"), null=True, blank=True)
    suggested = models.ManyToManyField(
        Mentor, verbose_name=_("suggested by the team"), related_name="suggested_for", blank=True
    )

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        permissions = [("suggest_for_request", _("Can suggest mentors for a request"))]
        indexes = [
            models.Index(fields=["mentee", "-created_at"], name="request_of_mentee"),
            models.Index(fields=["team_since"], name="request_with_team"),
            models.Index(fields=["ended_at"], name="request_ended", condition=Q(ended_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["mentee"],
                name="request_one_at_a_time",
                condition=Q(state__in=["live", "with_team"]),
            ),
            models.CheckConstraint(name="request_kind_known", condition=Q(kind__in=[*RequestKind])),
            models.CheckConstraint(name="request_state_known", condition=Q(state__in=[*RequestState])),
            models.CheckConstraint(
                name="request_goal_of_some_length",
                condition=GreaterThanOrEqual(Length("goal"), SHORTEST_ASK),
            ),
            models.CheckConstraint(
                name="request_goal_not_too_long", condition=LessThanOrEqual(Length("goal"), LONGEST_ASK)
            ),
            models.CheckConstraint(
                name="request_tried_not_too_long", condition=LessThanOrEqual(Length("tried"), LONGEST_TRIED)
            ),
            models.CheckConstraint(
                name="request_ended_is_dated",
                condition=Q(state__in=["live", "with_team"]) ^ Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_with_team_is_dated", condition=~Q(state="with_team") | Q(team_since__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    def get_absolute_url(self) -> str:
        return reverse("matching:request", args=[self.uuid])

    @property
    def is_live(self) -> bool:
        return self.state == RequestState.LIVE

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED


class AskQuerySet(models.QuerySet["Ask"]):
    def live(self) -> Self:
        """Asks of mentors whose turn it is."""
        return self.filter(state__in=LIVE)

    def due(self, *, at: datetime) -> Self:
        """Asks of which the time to answer has passed."""
        return self.live().filter(due_at__lte=at)

    def to_book(self, *, at: datetime) -> Self:
        """Acceptances that the mentee can still book a time for."""
        accepted = self.filter(state=AskState.ACCEPTED, fulfilled_at=None, request__mentee__is_active=True)
        return accepted.filter(settled_at__gt=at - BOOK_WITHIN)

    def seen_by(self, member: "User") -> Self:
        """Asks that were sent, of a mentee's own requests or to a mentor: those two know of each other."""
        return self.filter(Q(request__mentee=member) | Q(mentor__user=member), sent_at__isnull=False)

    def with_people(self) -> Self:
        """Load what every page and email about an ask shows."""
        return self.select_related("request__mentee", "mentor__user", "suggests__user")


class Ask(models.Model):
    """One mentor's turn in a request.

    Attributes:
        position: from 0, in the mentee's order.
        words: the mentee's, to this mentor only; may be empty.
        sent_at: when their turn came; None if it never did.
        due_at: the mentor's deadline, and while they have asked back the mentee's.
        left: the mentor's time that was left when they asked back.
        message: the mentor's words with their answer; may be empty.
        suggests: who fits better, as the mentor thinks; asked only if the mentee wants it.
        settled_at: when the ask ended, however it did.
        fulfilled_at: when the mentee used the acceptance, with `booking`; of a mentorship, when it began.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="asks", db_index=False)
    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="received_asks")
    position = models.PositiveSmallIntegerField(_("turn"))
    words = models.TextField(_("to this mentor only"), max_length=LONGEST_WORDS, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=AskState.choices, default=AskState.WAITING)
    sent_at = models.DateTimeField(_("asked"), null=True, blank=True)
    due_at = models.DateTimeField(_("to be answered by"), null=True, blank=True)
    question = models.TextField(_("question"), max_length=LONGEST_MESSAGE, blank=True)
    asked_at = models.DateTimeField(_("asked back"), null=True, blank=True)
    left = models.DurationField(_("time left to answer"), null=True, blank=True)
    reply = models.TextField(_("reply"), max_length=LONGEST_ASK, blank=True)
    replied_at = models.DateTimeField(_("replied"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=10, choices=DeclineReason.choices, blank=True)
    message = models.TextField(_("message"), max_length=LONGEST_MESSAGE, blank=True)
    suggests = models.ForeignKey(
        Mentor,
        verbose_name=_("suggests"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="suggested_by_asks",
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    fulfilled_at = models.DateTimeField(_("time booked"), null=True, blank=True)
    booking = models.OneToOneField(
        Booking, on_delete=models.SET_NULL, null=True, blank=True, related_name="accepted_ask"
    )

    objects = AskQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name = _("ask")
        verbose_name_plural = _("asks")
        indexes = [
            models.Index(fields=["due_at"], name="ask_due", condition=Q(state__in=["sent", "asked_back"])),
            models.Index(
                fields=["settled_at"], name="ask_to_book", condition=Q(state="accepted", fulfilled_at__isnull=True)
            ),
        ]
        constraints = [
            # Judged at the end of a statement, so that one can change the order of those who haven't been asked.
            models.UniqueConstraint(
                fields=["request", "position"], name="ask_one_a_place", deferrable=Deferrable.IMMEDIATE
            ),
            models.UniqueConstraint(fields=["request", "mentor"], name="ask_mentor_once"),
            models.UniqueConstraint(
                fields=["request"], name="ask_one_at_a_time", condition=Q(state__in=["sent", "asked_back"])
            ),
            models.UniqueConstraint(fields=["request"], name="ask_accepted_once", condition=Q(state="accepted")),
            models.CheckConstraint(name="ask_few_mentors", condition=Q(position__lt=MOST_PLACES)),
            models.CheckConstraint(name="ask_reason_known", condition=Q(reason__in=["", *DeclineReason])),
            models.CheckConstraint(name="ask_declined_has_reason", condition=Q(state="declined") ^ Q(reason="")),
            models.CheckConstraint(
                name="ask_suggests_who_fits_better", condition=Q(suggests=None) | Q(reason=DeclineReason.BETTER)
            ),
            models.CheckConstraint(name="ask_suggests_another", condition=~Q(suggests=F("mentor"))),
            models.CheckConstraint(
                name="ask_sent_is_dated",  # and names every state there is
                condition=Q(state="waiting", sent_at=None, due_at=None)
                | Q(state="full", sent_at=None, due_at=None)
                | Q(state__in=["away", "withdrawn"])
                | Q(
                    state__in=["sent", "asked_back", "accepted", "declined", "expired", "undone"],
                    sent_at__isnull=False,
                    due_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="ask_settled_is_dated",
                condition=Q(state__in=["waiting", "sent", "asked_back"]) ^ Q(settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="ask_words_not_too_long", condition=LessThanOrEqual(Length("words"), LONGEST_WORDS)
            ),
            models.CheckConstraint(
                name="ask_question_not_too_long", condition=LessThanOrEqual(Length("question"), LONGEST_MESSAGE)
            ),
            models.CheckConstraint(
                name="ask_reply_not_too_long", condition=LessThanOrEqual(Length("reply"), LONGEST_ASK)
            ),
            models.CheckConstraint(
                name="ask_message_not_too_long", condition=LessThanOrEqual(Length("message"), LONGEST_MESSAGE)
            ),
            models.CheckConstraint(name="ask_question_is_dated", condition=Q(question="") | Q(asked_at__isnull=False)),
            models.CheckConstraint(name="ask_reply_is_dated", condition=Q(reply="") ^ Q(replied_at__isnull=False)),
            models.CheckConstraint(
                name="ask_reply_needs_question", condition=Q(replied_at=None) | Q(asked_at__isnull=False)
            ),
            models.CheckConstraint(
                name="ask_clock_stops_for_question",
                condition=Q(state="asked_back", asked_at__isnull=False, replied_at=None, left__isnull=False)
                | (~Q(state="asked_back") & Q(left=None)),
            ),
            models.CheckConstraint(
                name="ask_fulfilled_was_accepted", condition=Q(fulfilled_at=None) | Q(state="accepted")
            ),
            models.CheckConstraint(
                name="ask_booking_fulfils", condition=Q(booking=None) | Q(fulfilled_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    def other_than(self, member: "User") -> "User":
        """The other one of the mentee and the mentor who was asked."""
        return self.mentor.user if member.pk == self.request.mentee_id else self.request.mentee

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    def is_readable(self, *, at: datetime) -> bool:
        """Whether the mentor still reads what the mentee wrote: to answer it, or as a time is or can be booked."""
        if self.book_by is not None:
            return self.fulfilled_at is not None or self.book_by > at
        return self.is_live and self.due_at is not None and self.due_at > at

    @property
    def has_lapsed(self) -> bool:
        """Whether the request ended because its mentee let the mentor's question lie."""
        is_unanswered = self.state == AskState.WITHDRAWN and self.asked_at is not None and self.replied_at is None
        return is_unanswered and bool(self.due_at and self.settled_at and self.due_at <= self.settled_at)

    @property
    def book_by(self) -> datetime | None:
        """Until when the mentee can use an acceptance; None without one."""
        if self.state != AskState.ACCEPTED or self.settled_at is None:
            return None
        return self.settled_at + BOOK_WITHIN
