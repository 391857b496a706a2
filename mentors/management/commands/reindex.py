"""Rebuild the search documents of all mentors."""

from typing import Any

from django.core.management.base import BaseCommand

from mentors.models import Mentor
from mentors.services import reindex


class Command(BaseCommand):
    help = "Writes the search documents of all mentors anew, after a language was added or the search has changed."

    def handle(self, *args: Any, **options: Any) -> None:
        last: int | None = 0
        while last is not None:
            last = reindex(after=last)
        self.stdout.write(f"{Mentor.objects.count()} mentors indexed")
