"""`manage.py fill --mentors N`: a club of any size, for measuring."""

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
    help = "Add mentors to the demo club, in bulk, each with profile, hours and six weeks of openings."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mentors", type=int, required=True, help="how many to add")

    def handle(self, *args: Any, mentors: int, **options: Any) -> None:
        if settings.ENVIRONMENT == "production":
            raise CommandError("This adds invented people; it does not run in production.")
        if mentors < 1:
            raise CommandError("--mentors takes a number from 1.")
        fill_once(say=self.stdout.write)
        begun = perf_counter()
        bulk.fill(mentors, now=clock.now(), progress=lambda done: self._show(done, mentors))
        seconds = perf_counter() - begun
        self.stdout.write(f"\n{mentors} mentors in {seconds:.1f} s, {mentors / seconds:.0f} a second.")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _show(self, done: int, wanted: int) -> None:
        """Draw the bar anew on a terminal, and nothing into a file."""
        if sys.stdout.isatty():
            full = done * BAR // wanted
            self.stdout.write(f"\r{'█' * full}{'·' * (BAR - full)} {done} of {wanted}", ending="")
            self.stdout.flush()
