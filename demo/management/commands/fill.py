"""`manage.py fill --mentors N --bookings M`: a club of any size, for measuring."""

import sys
from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from core import clock
from demo import bulk
from demo.fill import fill_once

BAR = 40  # characters


class Command(BaseCommand):
    help = (
        "Add mentors to the demo club, in bulk, each with profile, hours and six weeks of openings, and two years of"
        " bookings with mentees, feedback, emails, jobs and calendars."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mentors", type=int, required=True, help="how many to add")
        parser.add_argument("--bookings", type=int, default=0, help="how many of theirs to add")

    def handle(self, *args: Any, mentors: int, bookings: int = 0, **options: Any) -> None:
        if settings.ENVIRONMENT == "production":
            raise CommandError("This adds invented people; it does not run in production.")
        if mentors < 1:
            raise CommandError("--mentors takes a number from 1.")
        if bookings < 0:
            raise CommandError("--bookings takes a number from 0.")
        fill_once(say=self.stdout.write)
        begun = perf_counter()
        try:
            bulk.fill(
                mentors,
                booked=bookings,
                now=clock.now(),
                progress=lambda done: self._show(done, mentors, "mentors"),
                booking=lambda done: self._show(done, bookings, "bookings"),
            )
        except ValueError as error:
            raise CommandError(str(error)) from error
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        seconds = perf_counter() - begun
        self.stdout.write(f"{mentors} mentors and {bookings} bookings in {seconds:.1f} s.")

    def _show(self, done: int, wanted: int, what: str) -> None:
        """Draw the bar anew on a terminal, and nothing into a file."""
        if sys.stdout.isatty():
            full = done * BAR // wanted
            end = "\n" if done == wanted else ""
            self.stdout.write(f"\r{'█' * full}{'·' * (BAR - full)} {done} of {wanted} {what}", ending=end)
            self.stdout.flush()
