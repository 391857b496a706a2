"""Addresses of the desk; bookings/urls.py takes them in."""

from datetime import date

from django.urls import path, register_converter

from bookings.desk import calendars, schedule, views


class DayConverter:
    """A date as 2026-12-24."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

urlpatterns = [
    path("desk/", views.home, name="desk"),
    path("desk/requests/", views.requests, name="requests"),
    path("desk/hours/", schedule.hours, name="hours"),
    path("desk/dates/", schedule.dates, name="dates"),
    path("desk/dates/<day:day>/clear/", schedule.clear_date, name="clear_date"),
    path("desk/session-types/", views.session_types, name="session_types"),
    path("desk/meeting-place/", views.meeting_place, name="meeting_place"),
    path("desk/calendars/", calendars.calendars, name="calendars"),
    path("desk/calendars/google/", calendars.add_google, name="add_google"),
    path("desk/calendars/<uuid:calendar>/read/", calendars.read_calendar, name="read_calendar"),
    path("desk/calendars/<uuid:calendar>/remove/", calendars.remove_calendar, name="remove_calendar"),
    path("desk/pause/", views.pause, name="pause"),
    path("desk/leave/", views.leave, name="leave"),
]
