"""What the club team sees of bookings: to look at, never to change."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from bookings.models import Booking, Meeting, OutsideCalendar
from core.admin import TeamAdmin
from core.admin_columns import in_short, moment


class ReadOnlyAdmin(TeamAdmin):
    """Rows that the team looks at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Booking)
class BookingAdmin(ReadOnlyAdmin):
    """Who talks to whom, when. The words of the two stay between them, unless an abuse matter needs them."""

    list_display = (
        moment("starts_at", _("starts")),
        "mentor_name",
        "mentee_name",
        "status",
        "session_type",
        moment("created_at", _("booked")),
    )
    list_filter = ("status", "session_type__on_request")
    list_select_related = ("mentor__user", "mentee", "session_type")
    search_fields = (
        "uuid",
        "mentor__user__display_name",
        "mentor__user__email",
        "mentee__display_name",
        "mentee__email",
    )
    search_help_text = _("A name, a mail address, or the identifier in a booking's address.")
    date_hierarchy = "starts_at"
    ordering = ("-starts_at",)
    show_full_result_count = False
    fields = (
        ("mentor", "mentee"),
        "session_type",
        ("starts_at", "ends_at"),
        ("status", "created_at"),
        "expires_at",
        "topic",
        ("answered_at", "answer"),
        ("cancelled_at", "canceller"),
        "cancel_word",
        "meeting_url",
        "identifier",
    )
    readonly_fields = ("canceller", "identifier")

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

    @admin.display(description=_("identifier in the address"))
    def identifier(self, row: Booking) -> str:
        return str(row.uuid)


@admin.register(Meeting)
class MeetingAdmin(ReadOnlyAdmin):
    """Which rooms wait, and which were refused and why. The link stays between the two."""

    list_display = (
        "provider",
        "state",
        "problem",
        moment("starts_at", _("starts")),
        moment("changed_at", _("changed")),
    )
    list_filter = ("state", "provider", "problem")
    ordering = ("-changed_at",)
    search_fields = ("booking__uuid",)
    search_help_text = _("The identifier in a booking's address.")
    show_full_result_count = False
    fields = (
        ("provider", "state", "problem"),
        ("starts_at", "ends_at"),
        ("identifier", "host"),
        ("changed_at", "asked_at"),
        "booking_identifier",
    )
    readonly_fields = ("booking_identifier",)
    list_select_related = ("booking",)

    @admin.display(description=_("identifier in the address"))
    def booking_identifier(self, row: Meeting) -> str:
        return str(row.booking.uuid)


@admin.register(OutsideCalendar)
class OutsideCalendarAdmin(ReadOnlyAdmin):
    """Which calendars elsewhere can be read, and since when not. Their addresses are nobody's business here."""

    list_display = (
        "mentor_name",
        "host",
        "trouble",
        moment("failing_since", _("in trouble since")),
        moment("read_at", _("last read")),
        moment("next_read_at", _("to be read")),
    )
    list_filter = ("kind", "trouble", ("failing_since", admin.EmptyFieldListFilter))
    list_select_related = ("mentor__user",)
    search_fields = ("uuid", "host", "mentor__user__display_name", "mentor__user__email")
    search_help_text = _("A mentor’s name or mail address, or a server.")
    ordering = ("-failing_since", "-created_at")
    show_full_result_count = False
    fields = (
        ("mentor", "kind", "host"),
        ("created_at", "read_at", "next_read_at"),
        ("trouble", "failing_since", "failures", "warned_at"),
        "unclear",
    )

    def title_of(self, row: OutsideCalendar) -> str:
        return f"{self.mentor_name(row)}, {row.host}"

    @admin.display(description=_("mentor"), ordering="mentor__user__display_name")
    def mentor_name(self, row: OutsideCalendar) -> str:
        return row.mentor.user.display_name
