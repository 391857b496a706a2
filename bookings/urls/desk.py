"""URLs of the desk, included by bookings/urls/__init__.py."""

from datetime import date

from django.urls import path, register_converter

from bookings.views import desk, schedule


class DayConverter:
    """A date, written as 2026-12-24."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

urlpatterns = [
    path("desk/", desk.home, name="desk"),
    path("desk/requests/", desk.requests, name="requests"),
    path("desk/hours/", schedule.hours, name="hours"),
    path("desk/dates/", schedule.dates, name="dates"),
    path("desk/dates/<day:first>/<day:last>/clear/", schedule.clear_dates, name="clear_dates"),
    path("desk/session-types/", desk.session_types, name="session_types"),
    path("desk/meeting-place/", desk.meeting_place, name="meeting_place"),
    path("desk/pause/", desk.pause, name="pause"),
    path("desk/still-with-us/", desk.renew, name="renew"),
    path("desk/leave/", desk.leave, name="leave"),
]
