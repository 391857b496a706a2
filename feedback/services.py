"""Asking for feedback, taking it, showing it, thanking for it, answering it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Avg, Count
from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.models import Booking, NoShow
from core import tokens
from core.db import violates
from core.errors import Refused
from core.http import absolute
from core.text import visible_length
from feedback.models import Feedback, FeedbackRequest
from mentors.models import Mentor
from notifications.services import notify, notify_team

if TYPE_CHECKING:
    from accounts.models import User

OPEN_FOR = timedelta(days=30)
ASK_AGAIN_AFTER = timedelta(days=3)
CODE_LASTS = timedelta(minutes=15)
MAILED, SHARED, CONSENT = "feedback", "feedback-shared", "feedback-consent"
FEWEST_TO_AVERAGE = 5  # one answer among fewer could be told apart


class FeedbackRefused(Refused):
    """The link is used, expired or wrong, or the feedback is not this person's to show."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opened.

    Attributes:
        proven: whether the link came by email to the mentee; a shared one asks for a code first.
    """

    request: FeedbackRequest
    proven: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """How many answers a mentor has had, and their average; None while there are too few."""

    number: int
    average: float | None


def ask(*, now: datetime) -> int:
    """Write a request and its two emails for each booking that has ended and has none; return how many."""
    asked = 0
    ended = Booking.objects.held(at=now).filter(
        ends_at__gt=now - OPEN_FOR, feedback_request=None, mentee__is_active=True
    )
    ended = ended.exclude(no_shows__in=NoShow.objects.undecided())  # the session may turn out not to have happened
    for booking in ended.select_related("mentee").order_by("ends_at"):
        with transaction.atomic():
            row = FeedbackRequest(booking=booking, created_at=now, expires_at=now + OPEN_FOR)
            if not FeedbackRequest.objects.bulk_create([row], ignore_conflicts=True):
                continue
            request = FeedbackRequest.objects.get(booking=booking)
            if request.uuid == row.uuid:
                notify(booking.mentee, "feedback_asked", about=request, now=now)
                again_at = now + ASK_AGAIN_AFTER
                notify(booking.mentee, "feedback_asked_again", about=request, due_at=again_at, now=now)
                asked += 1
    return asked


def link(request: FeedbackRequest, purpose: str) -> str:
    """The absolute address of a request's form, for the email (MAILED) or for the mentor to pass on (SHARED)."""
    return absolute(reverse("feedback:give", args=[tokens.derive(purpose, request.uuid, request.revision)]))


def open_link(token: str, *, now: datetime) -> Opened:
    """What a token opens.

    Raises:
        FeedbackRefused: wrong, used or expired; the message never says which.
    """
    identifier = tokens.identify(token)
    rows = FeedbackRequest.objects.open(at=now).with_people()
    request = rows.filter(uuid=identifier).first() if identifier else None
    if request is not None:
        for purpose in (MAILED, SHARED):
            if tokens.matches(token, purpose, request.uuid, request.revision):
                return Opened(request, proven=purpose == MAILED)
    raise FeedbackRefused(_("This link no longer works."))


def send_code(request: FeedbackRequest, *, now: datetime) -> str:
    """Email a code to the mentee; return the nonce it is derived from, for the visitor's session."""
    nonce = secrets.token_urlsafe(16)
    notify(request.booking.mentee, "feedback_code", about=request, now=now, data={"nonce": nonce})
    return nonce


def code_matches(code: str, nonce: str) -> bool:
    """Whether what someone typed is the code of `nonce`, ignoring spaces and hyphens."""
    typed = "".join(code.split()).replace("-", "")
    return secrets.compare_digest(typed.encode(), tokens.derived_code("feedback", nonce).encode())


def give(
    *,
    request: FeedbackRequest,
    usefulness: int,
    helped: str,
    better: str,
    platform_message: str,
    may_publish: bool,
    now: datetime,
) -> Feedback:
    """Take a mentee's feedback, once. The booking is locked, so that no one reports a no-show meanwhile.

    Raises:
        FeedbackRefused: it was already given, or the request has expired.
    """
    try:
        with transaction.atomic():
            Booking.objects.for_update().get(pk=request.booking_id)
            if not FeedbackRequest.objects.open(at=now).filter(pk=request.pk).exists():
                raise FeedbackRefused(_("This link no longer works."))
            feedback = Feedback.objects.create(
                request=request,
                given_to=request.booking.mentor,
                usefulness=usefulness,
                helped=helped,
                better=better,
                platform_message=platform_message,
                language=request.booking.mentee.language,
                may_publish=may_publish,
                created_at=now,
            )
            notify(request.booking.mentor.user, "feedback_received", about=feedback, now=now, by=request.booking.mentee)
            if platform_message:
                notify_team("platform_message", about=feedback, now=now, by=request.booking.mentee)
    except IntegrityError as error:
        if violates(error, "feedback_feedback_request_id_key"):
            raise FeedbackRefused(_("This link no longer works.")) from error
        raise
    return feedback


def publish(*, feedback: Feedback, by: "User", shown: bool, now: datetime) -> None:
    """Show a mentee's words on the mentor's profile, or take them down.

    Raises:
        FeedbackRefused: the mentee has not agreed, or `by` is not the mentor.
    """
    with transaction.atomic():
        row = Feedback.objects.select_for_update(of=("self",), no_key=True).get(pk=feedback.pk)
        if row.given_to.user_id != by.pk:
            raise FeedbackRefused(_("Only the mentor can decide this."))
        if shown and not row.may_publish:
            raise FeedbackRefused(_("The mentee would rather keep this between the two of you."))
        if shown != bool(row.published_at):  # asking for the same again keeps the date
            Feedback.objects.filter(pk=row.pk).update(published_at=now if shown else None)


def totals(mentor: Mentor) -> Totals:
    """A mentor's answers in two numbers."""
    found = Feedback.objects.filter(given_to=mentor).aggregate(number=Count("pk"), average=Avg("usefulness"))
    return Totals(found["number"], found["average"] if found["number"] >= FEWEST_TO_AVERAGE else None)


def refusal_to_ask(feedback: Feedback, *, by: "User") -> str:
    """Why `by` cannot ask the mentee whether their words may be shown; "" if they can. Safe to show."""
    if feedback.given_to.user_id != by.pk:
        return _("Only the mentor can decide this.")
    if feedback.may_publish or not feedback.helped:
        return _("There’s nothing to ask for here.")
    if feedback.consent_asked_at is not None:
        return _("You’ve already asked. Once is enough.")
    return ""


def ask_to_show(*, feedback: Feedback, by: "User", now: datetime) -> None:
    """Ask the mentee by email, once, whether their words may be shown on the mentor's profile.

    Raises:
        FeedbackRefused: see `refusal_to_ask`.
    """
    with transaction.atomic():
        row = Feedback.objects.select_for_update(of=("self",), no_key=True).get(pk=feedback.pk)
        if reason := refusal_to_ask(row, by=by):
            raise FeedbackRefused(reason)
        Feedback.objects.filter(pk=row.pk).update(consent_asked_at=now)
        notify(row.request.booking.mentee, "feedback_consent_asked", about=row, now=now, by=by)


def consent_link(feedback: Feedback) -> str:
    """The absolute address of the page on which the mentee agrees."""
    return absolute(reverse("feedback:consent", args=[tokens.derive(CONSENT, feedback.uuid)]))


def open_consent(token: str) -> Feedback:
    """The feedback that a link asks about.

    Raises:
        FeedbackRefused: the link is wrong, or its mentee is no longer a member; the message never says which.
    """
    identifier = tokens.identify(token)
    asked = Feedback.objects.filter(consent_asked_at__isnull=False, request__booking__mentee__is_active=True)
    row = asked.select_related("given_to__user").filter(uuid=identifier).first() if identifier else None
    if row is None or not tokens.matches(token, CONSENT, row.uuid):
        raise FeedbackRefused(_("This link no longer works."))
    return row


def consent(*, feedback: Feedback, now: datetime) -> None:
    """Show the mentee's words, now that both agree. Safe to repeat: what the mentor has taken down since stays so."""
    with transaction.atomic():
        row = Feedback.objects.select_for_update(of=("self",), no_key=True).get(pk=feedback.pk)
        if not row.may_publish:
            Feedback.objects.filter(pk=row.pk).update(may_publish=True, published_at=now)


def thank(*, feedback: Feedback, by: "User", text: str, now: datetime) -> None:
    """Thank a mentee for their feedback, once, by email.

    Args:
        text: one line, at most 300 characters.

    Raises:
        FeedbackRefused: `by` is not the mentor, they have thanked already, or there are no words.
    """
    with transaction.atomic():
        row = Feedback.objects.select_for_update(of=("self",), no_key=True).get(pk=feedback.pk)
        if row.given_to.user_id != by.pk:
            raise FeedbackRefused(_("Only the mentor can decide this."))
        if row.thanked_at:
            raise FeedbackRefused(_("You’ve already sent your thanks."))
        if not visible_length(text):
            raise FeedbackRefused(_("Write a line first."))
        Feedback.objects.filter(pk=row.pk).update(thanks=text, thanked_at=now)
        notify(row.request.booking.mentee, "feedback_thanked", about=row, now=now, by=by)


def reply(*, feedback: Feedback, by: "User", text: str, now: datetime) -> None:
    """Answer a message about the platform, by email.

    Raises:
        FeedbackRefused: there is no message to answer, it was already answered, or the answer is empty.
    """
    text = text.strip()
    with transaction.atomic():
        row = Feedback.objects.select_for_update(of=("self",), no_key=True).get(pk=feedback.pk)
        if not by.is_staff:
            raise FeedbackRefused(_("Only the club team can answer."))
        if not row.platform_message or row.reply:
            raise FeedbackRefused(_("There’s nothing left to answer."))
        if not text:
            raise FeedbackRefused(_("Write an answer first."))
        Feedback.objects.filter(pk=row.pk).update(reply=text, replied_at=now)
        notify(row.request.booking.mentee, "platform_message_answered", about=row, now=now, by=by)
