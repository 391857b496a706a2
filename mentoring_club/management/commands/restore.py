"""`manage.py restore`: restore the club from one file."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from core import encryption
from mentoring_club.backup import archive, postgres


class Command(BaseCommand):
    help = "Restore a backup into an empty database and an empty place for files."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        started = time.perf_counter()
        try:
            manifest = archive.restore(file)
        except (archive.Unfit, encryption.Damaged, postgres.Failed, OSError) as error:
            raise CommandError(f"{error} Nothing was restored.") from error
        self.stdout.write(
            f"Restored the club {manifest['club']} of {manifest['made_at']}, {len(manifest['sha256']) - 1} uploaded "
            f"files, in {time.perf_counter() - started:.1f} s. Now run: migrate"
        )
