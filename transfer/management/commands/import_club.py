"""`manage.py import_club FILE --by ADDRESS`: import an export of a whole club, with its photos."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from core import clock
from core.addresses import same_mailbox
from transfer.errors import TransferRefused
from transfer.models import Batch, Outcome
from transfer.services.whole_club import import_club

MOST_REFUSED = 20  # rows to name for each table; the admin shows all


class Command(BaseCommand):
    help = "Import an export of a whole club: its tables and its photos. Nothing is made twice, and no one is emailed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the ZIP, as it was downloaded")
        parser.add_argument("--by", required=True, help="the email address of an administrator")

    def handle(self, *args: Any, file: Path, by: str, **options: Any) -> None:
        member = User.objects.filter(email__iexact=same_mailbox(by), is_active=True).first()
        if member is None or not member.has_perm("transfer.add_batch"):
            raise CommandError(f"{by} isn't an administrator of this club.")
        try:
            with file.open("rb") as archive:
                for name, made in import_club(archive, by=member, now=clock.now()):
                    if made is None:
                        self.stdout.write(f"{name}: no rows")
                    elif isinstance(made, Batch):
                        self._say_table(name, made)
                    else:
                        self.stdout.write(f"{name}: {made.added} of {made.total} photos added")
        except FileNotFoundError:
            raise CommandError(f"There is no file {file}.") from None
        except TransferRefused as refusal:
            raise CommandError(refusal.message) from refusal

    def _say_table(self, name: str, batch: Batch) -> None:
        if batch.problem:
            self.stdout.write(f"{name}: {batch.problem}")
            return
        counts = ", ".join(f"{batch.counts.get(outcome, 0)} {outcome.label}" for outcome in Outcome)
        self.stdout.write(f"{name}: {counts}")
        for row in batch.rows.filter(outcome=Outcome.REFUSED)[:MOST_REFUSED]:
            self.stdout.write(f"    row {row.number}: {' '.join(sentence for _column, sentence in row.says)}")
