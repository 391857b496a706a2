"""`manage.py erase ADDRESS`: what an erasure would do, and with --now, do it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.hooks import hold_on
from accounts.models import User
from core import clock
from core.addresses import readable, same_mailbox
from data_protection.errors import ErasureRefused
from data_protection.models import ErasureReason
from data_protection.presenters import fates
from data_protection.services import erasing


class Command(BaseCommand):
    help = "Say what the erasure of a member would delete and keep, and why. With --now, erase them at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="the member's email address")
        parser.add_argument("--now", action="store_true", help="erase them, without seven days to undo it")

    def handle(self, *args: Any, address: str, now: bool, **options: Any) -> None:
        member = User.objects.filter(email__iexact=same_mailbox(address), erased_at=None).first()
        if member is None:
            raise CommandError(f"There is no account with {address}.")
        at = clock.now()
        self.stdout.write(f"{member} <{readable(member.email)}>, a member since {member.date_joined:%Y-%m-%d}")
        for fate in fates(member):
            self.stdout.write(f"{fate.title}: {fate.deleted} deleted, {fate.blanked} blanked, {fate.left} left")
            if fate.blanked or fate.left:
                self.stdout.write(f"    {fate.goes}")
        if ahead := erasing.ahead(member, at=at):
            self.stdout.write(f"Sessions and requests ahead: {ahead}. They are cancelled, and the others told.")
        if hold := hold_on(member):
            self.stdout.write(f"Held back: {hold.ground}")
        if not now:
            self.stdout.write("Nothing has changed. With --now, the member is erased at once.")
            return
        try:
            erasing.erase_now(member=member, reason=ErasureReason.TEAM, by=None, now=at)
        except ErasureRefused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write("Erased.")
