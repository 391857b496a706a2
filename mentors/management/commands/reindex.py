"""Rebuild the search documents of all mentors."""

from typing import Any

from django.core.management.base import BaseCommand

from mentors.models import Mentor
from mentors.services import index


class Command(BaseCommand):
    help = "Writes the search documents of all mentors anew, after topics were renamed or the search has changed."

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        for mentor in Mentor.objects.select_related("user").prefetch_related("topics").iterator(chunk_size=500):
            index(mentor)
            done += 1
        self.stdout.write(f"{done} mentors indexed")
