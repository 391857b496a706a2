"""Telling the team what happened, and the team's answer."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from bookings.models import Booking
from conversations.models import Message
from core.db import advisory_lock
from core.groups import SAFEGUARDING
from core.text import visible_length
from feedback.models import Feedback
from matching.models import Ask, Participant
from mentorships.models import Mentorship
from notifications.services import notify, notify_team
from safety.errors import ReportRefused
from safety.models import Place, Report, ReportKind
from safety.policy import AROUND, LONGEST_WORDS, SHORTEST_WORDS, answer_by

if TYPE_CHECKING:
    from accounts.models import User

THE_SAME = timedelta(days=1)  # a report with the same words by the same person is the form sent twice


def report(
    *,
    about: "User",
    place: Place,
    kind: ReportKind,
    words: str,
    by: "User | None",
    address: str = "",
    language: str,
    booking: Booking | None = None,
    feedback: Feedback | None = None,
    ask: Ask | None = None,
    participant: Participant | None = None,
    mentorship: Mentorship | None = None,
    message: Message | None = None,
    now: datetime,
) -> Report:
    """Tell the team about a member. Whoever reports gets the number by email. Sending the same again does nothing.

    Args:
        place: where it happened; with the booking, the feedback, the ask of a request, the participant of a round, the
            mentorship, or the message.
        words: what happened, 20 to 4,000 characters.
        by: who reports; None for a visitor, who gives an address.

    Raises:
        ReportRefused: themselves, no address, or too few words. Safe to show.
    """
    words = words.strip()
    if by is not None and by.pk == about.pk:
        raise ReportRefused(_("You can’t report yourself."))
    if by is None and not address:
        raise ReportRefused(_("Please give an email address, so that we can answer."))
    if visible_length(words) < SHORTEST_WORDS or len(words) > LONGEST_WORDS:
        text = _("Please tell us what happened, in %(least)d to %(most)d characters.")
        raise ReportRefused(text % {"least": SHORTEST_WORDS, "most": LONGEST_WORDS})
    with transaction.atomic():
        advisory_lock(about)  # so that the same form sent twice at once makes one report
        sent = Report.objects.filter(about=about, by=by, address=address, words=words, made_at__gt=now - THE_SAME)
        if (there := sent.first()) is not None:
            return there
        row = Report.objects.create(
            about=about,
            place=place,
            kind=kind,
            words=words,
            by=by,
            address=address,
            language=language,
            booking=booking,
            feedback=feedback,
            ask=ask,
            participant=participant,
            mentorship=mentorship,
            excerpt=excerpt_of(message) if message else [],
            made_at=now,
            due_at=answer_by(now, ZoneInfo(settings.TIME_ZONE)),
        )
        _tell_reporter(row, "report_received", now=now, by=by)
        tell_team(row, "report_for_team", confidential=row.is_confidential, now=now, by=by)
    return row


def excerpt_of(message: Message) -> list[dict[str, Any]]:
    """A message and up to five on each side as JSON: `number`, `by` (the author's UUID), `at`, `text`, `reported`.

    It is copied: the team needs nothing else of the conversation, and the author can't remove what was reported.
    """
    around = (message.number - AROUND, message.number + AROUND)
    rows = Message.objects.filter(conversation=message.conversation_id, number__range=around).order_by("number")
    return [
        {
            "number": row.number,
            "by": str(row.author.uuid),
            "at": row.written_at.isoformat(),
            "text": row.text + (f"\n\n{row.correction}" if row.correction else ""),
            "reported": row.pk == message.pk,
        }
        for row in rows.select_related("author")
    ]


def answer(*, report: Report, by: "User", text: str, now: datetime) -> Report:
    """Answer whoever reported, for the team. Once.

    Raises:
        ReportRefused: it was answered, or isn't theirs to answer, or there is no answer. Safe to show.
    """
    with transaction.atomic():
        row = Report.objects.select_for_update().get(pk=report.pk)
        if reason := refusal_to_answer(row, by=by):
            raise ReportRefused(reason)
        if not visible_length(text):
            raise ReportRefused(_("Please write an answer."))
        row.answer, row.answered_at, row.answered_by = text.strip(), now, by
        row.save(update_fields=["answer", "answered_at", "answered_by"])
        _tell_reporter(row, "report_answered", now=now, by=by)
    return row


def refusal_to_answer(report: Report, *, by: "User") -> str:
    """Why `by` can't answer a report; "" if they can. Safe to show."""
    if not by.has_perm("safety.change_report") or not Report.objects.open_to(by).filter(pk=report.pk).exists():
        return _("This isn’t yours to answer.")
    if report.by_id == by.pk:
        return _("You’ve reported this, so someone else on the team answers.")
    return _("This has been answered.") if report.answered_at else ""


def tell_team(row: Report, kind: str, *, confidential: bool, now: datetime, by: "User | None") -> None:
    """Email the team that something waits; of what is confidential, only those who may read it.

    If no one is in the group, the team learns that something waits, without a name.
    """
    people = []
    if confidential:
        members = get_user_model().objects.active().filter(is_staff=True, groups__name=SAFEGUARDING)
        people = list(members.exclude(pk=row.about_id))
    for person in people:
        notify(person, kind, about=row, now=now, by=by)
    if not people:
        notify_team(kind, about=row, now=now, by=by)


def _tell_reporter(row: Report, kind: str, *, now: datetime, by: "User | None") -> None:
    if row.by is not None:
        notify(row.by, kind, about=row, now=now, by=by)
    elif row.address:
        notify(None, kind, about=row, address=row.address, language=row.language, now=now, by=by)
