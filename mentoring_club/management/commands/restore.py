"""`manage.py restore`: restore the club from one file."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from core import clock, encryption
from data_protection.services import erasing
from mentoring_club.backup import archive, postgres
from mentoring_club.backup.interruption import tidy
from mentoring_club.old_data import pending_migrations


class Command(BaseCommand):
    help = "Restore a backup into an empty database and an empty place for files."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="only read it to its end, and say what it is")

    def handle(self, *args: Any, file: Path, check: bool, **options: Any) -> None:
        started = time.perf_counter()
        try:
            with tidy():
                manifest = archive.check(file) if check else archive.restore(file)
        except (archive.Unfit, encryption.Damaged, postgres.Failed, OSError) as error:
            raise CommandError(f"{error} Nothing was restored.") from error
        uploads = sum(name.startswith(archive.MEDIA) for name in manifest["sha256"])
        what = (
            f"the club {manifest['club']} of {manifest['made_at']}, {uploads} uploaded files, "
            f"in {time.perf_counter() - started:.1f} s."
        )
        if check:
            self.stdout.write(f"Complete: {what}")
        elif pending_migrations():
            self.stdout.write(f"Restored {what} Now run: migrate. It erases again who was erased since.")
        else:
            number = erasing.replay(now=clock.now())
            again = f"Erased again, as the journal of erasures says: {number}."
            self.stdout.write(f"Restored {what} {again} Now run: migrate")
