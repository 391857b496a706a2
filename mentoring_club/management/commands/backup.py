"""`manage.py backup`: back the club up into one file, once or periodically."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError, connection

from core import clock
from mentoring_club.backup import archive, postgres
from mentoring_club.backup.interruption import tidy

HOUR = 60 * 60.0
SECONDS_AFTER_FAILURE = 10 * 60.0


class Command(BaseCommand):
    help = "Write database and uploaded files into one file in FOLDER, encrypted when BACKUP_KEY is set."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", default=settings.BACKUP_FOLDER or None)
        parser.add_argument("--keep", type=int, metavar="NUMBER", help="delete all but the newest NUMBER of backups")
        parser.add_argument("--every", type=float, metavar="HOURS", help="stay, and write one every so many hours")

    def handle(self, *args: Any, folder: Path | None, keep: int | None, every: float | None, **options: Any) -> None:
        if folder is None:
            raise CommandError("Name a folder, or set BACKUP_FOLDER.")
        with tidy():
            if every is None:
                self._write(folder, keep)
            else:
                self._go_on(folder, keep, every * HOUR)

    def _go_on(self, folder: Path, keep: int | None, seconds: float) -> None:
        while True:
            newest = max((path.stat().st_mtime for path in archive.complete(folder)), default=0.0)
            time.sleep(max(0.0, newest + seconds - time.time()))
            try:
                self._write(folder, keep)
            except CommandError as error:
                self.stderr.write(str(error))
                time.sleep(SECONDS_AFTER_FAILURE)
            finally:
                connection.close()

    def _write(self, folder: Path, keep: int | None) -> None:
        started, now = time.perf_counter(), clock.now()
        try:
            path = archive.write(folder, now=now)
            if keep is not None:
                archive.prune(folder, keep=keep)
        except (archive.Unfit, postgres.Failed, DatabaseError, OSError) as error:
            raise CommandError(str(error)) from error
        cache.set("backup", now, timeout=None)  # for /metrics
        size = path.stat().st_size / 1_000_000
        self.stdout.write(f"{path} ({size:.1f} MB, {time.perf_counter() - started:.1f} s)")
        if not settings.BACKUP_KEY:
            self.stderr.write("It is not encrypted, and everybody's data is in it: set BACKUP_KEY.")
