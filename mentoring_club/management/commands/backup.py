"""`manage.py backup`: back the club up into one file."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from core import clock
from mentoring_club.backup import archive, postgres


class Command(BaseCommand):
    help = "Write database and uploaded files into one file in FOLDER, encrypted when BACKUP_KEY is set."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        started = time.perf_counter()
        try:
            path = archive.write(folder, now=clock.now())
        except (postgres.Failed, OSError) as error:
            raise CommandError(str(error)) from error
        size = path.stat().st_size / 1_000_000
        self.stdout.write(f"{path} ({size:.1f} MB, {time.perf_counter() - started:.1f} s)")
        if not settings.BACKUP_KEY:
            self.stderr.write("It is not encrypted, and everybody's data is in it: set BACKUP_KEY.")
