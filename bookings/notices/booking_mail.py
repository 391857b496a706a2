"""Shared parts of the emails about a booking."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from bookings import ical
from bookings.models import Booking, BookingStatus
from core.dates import short_datetime
from core.http import absolute
from notifications.mail_content import Attachment, Link, NoticeContext, NoticeObsolete, Quote, loads_about

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class BookingMail:
    """A booking as its recipient sees it."""

    booking: Booking
    reader: "User"
    context: NoticeContext

    @property
    def is_mentor(self) -> bool:
        return self.reader.pk == self.booking.mentor.user_id

    @property
    def name(self) -> str:
        """The other person's full name, for the subject; elsewhere the email uses their first name."""
        return self.booking.other_than(self.reader).display_name

    @property
    def words(self) -> dict[str, str]:
        """Values for the placeholders in sentences: the other's first name, and the time in the reader's zone."""
        return {
            "name": self.booking.other_than(self.reader).get_short_name(),
            "when": short_datetime(self.booking.starts_at),
        }

    @property
    def subject_words(self) -> dict[str, str]:
        return self.words | {"name": self.name}

    @property
    def page(self) -> str:
        return absolute(self.booking.get_absolute_url())

    @property
    def action(self) -> Link:
        return Link(_("Open the booking"), self.page)

    @property
    def join(self) -> Link:
        """The address of the join page, which always shows the current link."""
        return Link(_("Join the meeting"), ical.join_page(self.booking))

    @property
    def topic(self) -> Quote:
        return Quote(self.booking.topic, self.booking.mentee.display_name, self.booking.mentee.language)

    def said(self, text: str) -> Quote | None:
        """What the other person wrote to the reader, if anything."""
        other = self.booking.other_than(self.reader)
        return Quote(text, other.display_name, other.language) if text else None

    @property
    def facts(self) -> tuple[tuple[str, str | Link | Quote], ...]:
        """The facts: who, what and where, and for the mentor the mentee's introduction."""
        booking = self.booking
        facts: list[tuple[str, str | Link | Quote]] = [
            (_("With"), self.name),
            (_("What"), Quote(booking.session_type.name, language=booking.mentor.text_language)),
        ]
        if booking.is_confirmed:
            facts.append((_("Where"), Link(self.join.url, self.join.url)))
        if self.is_mentor and booking.mentee.introduction:
            introduction = Quote(booking.mentee.introduction, language=booking.mentee.language)
            facts.append((_("About %(name)s") % self.words, introduction))
        return tuple(facts)

    @property
    def preparation(self) -> tuple[tuple[str, str | Link | Quote], ...]:
        """What the mentee is asked to bring, and what the two have noted to prepare."""
        booking = self.booking
        facts: list[tuple[str, str | Link | Quote]] = []
        if booking.session_type.to_bring and not self.is_mentor:
            to_bring = Quote(booking.session_type.to_bring, language=booking.mentor.text_language)
            facts.append((_("What to bring"), to_bring))
        if booking.preparation:
            facts.append((_("To prepare"), booking.preparation))
        if booking.preparation_link:
            facts.append((_("Link to prepare"), Link(booking.preparation_link, booking.preparation_link)))
        return tuple(facts)

    @property
    def calendar_links(self) -> tuple[Link, ...]:
        return (
            Link(_("Add to Google Calendar"), ical.google_link(self.booking, reader=self.reader)),
            Link(_("Add to Outlook"), ical.outlook_link(self.booking, reader=self.reader)),
            Link(_("Move booking"), absolute(reverse("bookings:move", args=[self.booking.uuid]))),
            Link(_("Cancel booking"), absolute(reverse("bookings:cancel", args=[self.booking.uuid]))),
        )

    @property
    def mentor_link(self) -> tuple[Link, ...]:
        """Where a mentee can find another time, if the mentor takes bookings."""
        mentor = self.booking.mentor
        if self.is_mentor or not mentor.is_listed:
            return ()
        return (Link(_("Find another time with %(name)s") % self.words, absolute(mentor.get_absolute_url())),)

    @property
    def invitation(self) -> tuple[Attachment, ...]:
        """The calendar file with the invitation or its cancellation."""
        method = ical.CANCEL if self.booking.status == BookingStatus.CANCELLED else ical.REQUEST
        content = ical.invitation(self.booking, reader=self.reader, now=self.context.now)
        return (Attachment("invite.ics", content, "text/calendar", method),)


def another_mentor() -> Link:
    """Where a mentee looks on when a mentor can't meet them."""
    return Link(_("Find another mentor"), absolute(reverse("directory:list")))


@loads_about
def with_people() -> QuerySet[Booking]:
    return Booking.objects.with_people()


def booking_mail(context: NoticeContext, *statuses: BookingStatus) -> BookingMail:
    """Build the email's view of the booking for its reader.

    Raises:
        NoticeObsolete: the booking is no longer in one of `statuses`, or the reader is no longer part of it.
    """
    booking: Booking = context.about
    if not Booking.mentor.is_cached(booking):  # it was not loaded by a batch
        booking = with_people().get(pk=booking.pk)
    reader = context.recipient
    if reader is None or reader.pk not in (booking.mentee_id, booking.mentor.user_id):
        raise NoticeObsolete("the reader has no part in the booking")
    if booking.status not in statuses:
        raise NoticeObsolete(f"the booking is {booking.status} by now")
    return BookingMail(booking, reader, context)
