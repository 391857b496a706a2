"""django-appointment with the same people, hours and bookings as the club."""

from datetime import date, datetime, time, timedelta
from time import perf_counter
from typing import Any

from appointment.models import Appointment, AppointmentRequest, Config, Service, StaffMember, WorkingHours
from appointment.services import get_available_slots_for_staff
from appointment.utils.db_helpers import get_weekday_num_from_date
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.peers import talk

MINUTES = timedelta(minutes=30)


def fill(names: list[str], booked: list[str]) -> dict[str, int]:
    """Create people who each offer one service; the last one has hours and bookings.

    Args:
        booked: starts, as ISO 8601 in UTC.
    """
    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)  # django-appointment ships no migrations
    Config.get_instance()
    Config.objects.update(slot_duration=30, lead_time=time(9), finish_time=time(17), appointment_buffer_time=0)
    service = Service.objects.create(name="A conversation", duration=MINUTES, price=0)
    users = User.objects.bulk_create(
        User(username=f"member{number}", first_name=name.split()[0], last_name=" ".join(name.split()[1:]))
        for number, name in enumerate(names)
    )
    staff = StaffMember.objects.bulk_create(StaffMember(user=user) for user in users)
    service.staffmember_set.add(*staff)
    chosen = staff[-1]
    for weekday in range(1, 6):  # Sunday is 0
        WorkingHours.objects.create(staff_member=chosen, day_of_week=weekday, start_time=time(9), end_time=time(17))
    for start in map(datetime.fromisoformat, booked):
        request = AppointmentRequest.objects.create(
            date=start.date(),
            start_time=start.time(),
            end_time=(start + MINUTES).time(),
            service=service,
            staff_member=chosen,
        )
        Appointment.objects.create(client=users[0], appointment_request=request)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {"staff": chosen.pk, "service": service.pk}


def calendar(staff: int, service: int, first: str, days: int, times: int) -> dict[str, Any]:
    """The free times of some days, computed day by day as django-appointment's own view does."""

    def free() -> list[datetime]:
        member, offer = StaffMember.objects.get(pk=staff), Service.objects.get(pk=service)
        start = date.fromisoformat(first)
        found = []
        for day in (start + timedelta(days=number) for number in range(days)):
            weekday = get_weekday_num_from_date(day)
            found += get_available_slots_for_staff(day, member, weekday, service=offer)
        return found

    with CaptureQueriesContext(connection) as asked:
        found = [start.isoformat() for start in free()]
    begun = perf_counter()
    for _ in range(times):
        free()
    return {"free": found, "queries": len(asked), "ms": (perf_counter() - begun) * 1000 / times}


talk.serve(fill=fill, calendar=calendar)
