"""django-mailer, with the club's emails."""

from time import perf_counter

from django.core.management import call_command
from mailer.backend import DbBackend
from mailer.engine import send_all
from mailer.models import Message, MessageLog

from bench.peers import talk
from bookings.models import Booking
from core import clock
from notifications import mail
from notifications.models import Notice
from notifications.services import build, reading_as


def prepare() -> None:
    """Create django-mailer's tables."""
    call_command("migrate", "mailer", verbosity=0)


def write(count: int, booking: int) -> float:
    """Render that many emails and queue them; returns the milliseconds taken."""
    about = Booking.objects.select_related("mentee").get(pk=booking)
    Message.objects.all().delete()
    MessageLog.objects.all().delete()
    backend = DbBackend()
    begun = perf_counter()
    for _ in range(count):
        now = clock.now()
        row = Notice(kind="booking_confirmed", recipient=about.mentee, due_at=now, created_at=now)
        row.about = about
        with reading_as(row):
            message = mail.message(build(row, now=now), to=about.mentee.email, reader=about.mentee)
        backend.send_messages([message])
    return (perf_counter() - begun) * 1000


def deliver(count: int) -> float:
    """Send the queue in this process; returns the milliseconds taken."""
    begun = perf_counter()
    send_all()
    return (perf_counter() - begun) * 1000


talk.serve(prepare=prepare, write=write, deliver=deliver)
