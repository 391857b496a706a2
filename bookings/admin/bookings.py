"""The club team's read-only view of bookings."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking
from core import clock
from core.admin import ReadOnlyAdmin
from core.admin_columns import in_short, moment
from core.admin_lists import LongList

AHEAD = ("today", "next-week", "coming")


class WhenFilter(admin.SimpleListFilter):
    """By the start, in the reader's zone. Django's own hierarchy of dates reads a million rows to name their years."""

    title = _("start")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("today", _("today")),
            ("next-week", _("the next 7 days")),
            ("coming", _("all upcoming")),
            ("last-week", _("the last 7 days")),
            ("last-month", _("the last 30 days")),
            ("past", _("all past")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Booking]) -> QuerySet[Booking]:
        now = clock.now()
        first, last = self._period(now).get(self.value() or "", (None, None))
        if first:
            queryset = queryset.filter(starts_at__gte=first)
        return queryset.filter(starts_at__lt=last) if last else queryset

    def _period(self, now: datetime) -> dict[str, tuple[datetime | None, datetime | None]]:
        today = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        return {
            "today": (today, today + timedelta(days=1)),
            "next-week": (now, now + timedelta(days=7)),
            "coming": (now, None),
            "last-week": (now - timedelta(days=7), now),
            "last-month": (now - timedelta(days=30), now),
            "past": (None, now),
        }


@admin.register(Booking)
class BookingAdmin(LongList, ReadOnlyAdmin):
    """Who meets whom, and when. Never shows the meeting link."""

    list_display = (
        moment("starts_at", _("starts")),
        "mentor_name",
        "mentee_name",
        "status",
        "session_type",
        moment("created_at", _("booked")),
    )
    list_filter = (WhenFilter, "status")
    list_select_related = ("mentor__user", "mentee", "session_type", "meeting")
    search_fields = (
        "uuid",
        "mentor__user__display_name",
        "mentor__user__email",
        "mentee__display_name",
        "mentee__email",
    )
    search_help_text = _("A name, an email address, or the identifier in a booking’s URL.")
    ordering = ("-starts_at",)
    indexed_orders = ("starts_at",)
    fields = (
        ("mentor", "mentee"),
        "session_type",
        ("starts_at", "ends_at"),
        ("status", "created_at"),
        "expires_at",
        "topic",
        ("answered_at", "answer"),
        ("cancelled_at", "canceller"),
        "cancel_message",
        ("prepared_at", "preparer"),
        "preparation",
        "preparation_link",
        "identifier",
    )
    readonly_fields = ("canceller", "preparer", "identifier")
    private = ("topic", "answer", "cancel_message", "preparation", "preparation_link")

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """The next one first where the list begins now or today."""
        return ("starts_at",) if request.GET.get(WhenFilter.parameter_name) in AHEAD else self.ordering

    def title_of(self, row: Booking) -> str:
        names = {"mentor": self.mentor_name(row), "mentee": self.mentee_name(row)}
        return _("%(mentor)s and %(mentee)s, %(time)s") % (names | {"time": in_short(row.starts_at)})

    @admin.display(description=_("mentor"), ordering="mentor__user__display_name")
    def mentor_name(self, row: Booking) -> str:
        return row.mentor.user.display_name

    @admin.display(description=_("mentee"), ordering="mentee__display_name")
    def mentee_name(self, row: Booking) -> str:
        return row.mentee.display_name

    @admin.display(description=_("cancelled by"))
    def canceller(self, row: Booking) -> str:
        return row.cancelled_by.display_name if row.cancelled_by else ""

    @admin.display(description=_("preparation changed by"))
    def preparer(self, row: Booking) -> str:
        return row.prepared_by.display_name if row.prepared_by else ""

    @admin.display(description=_("identifier in the URL"))
    def identifier(self, row: Booking) -> str:
        return str(row.uuid)
