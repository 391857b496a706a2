"""`manage.py createadmin`: the first admin of a club."""

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from accounts import services
from accounts.models import User
from accounts.validators import clean_name
from core import clock
from core.addresses import readable
from core.http import absolute


class Command(BaseCommand):
    help = "Create an admin of the club. Asks for what isn't given; with --no-input it asks for nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", default="", help="email address of the admin")
        parser.add_argument("--name", default="", help="their name, as members see it")
        parser.add_argument("--no-password", action="store_true", help="sign in with codes by email only")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
        parser.add_argument(
            "--promote", action="store_true", help="the address belongs to a member: make them an admin"
        )
        parser.add_argument("--no-input", action="store_true", help="ask for nothing; implies --no-password")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"] or self._ask("Email address: ", "--email", options)
        try:
            if options["promote"]:
                user = services.promote(email=email, now=clock.now())
            else:
                name = clean_name(options["name"] or self._ask("Name: ", "--name", options))
                password = self._password(options)
                if password:
                    validate_password(password, User(email=email, display_name=name))
                user = services.create_admin(email=email, name=name, password=password, now=clock.now())
        except services.MemberRefused as refusal:
            raise CommandError(refusal.message) from refusal
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{user.display_name} <{readable(user.email)}> is now an admin of the club.")
        self.stdout.write(f"Next: sign in at {absolute(reverse('account_login'))}", ending="")
        self.stdout.write(
            ", set up a second factor there,\nthen" if settings.STAFF_NEEDS_SECOND_FACTOR else ", then", ending=""
        )
        self.stdout.write(f" look after the club at {absolute(reverse('admin:index'))}.")

    def _ask(self, question: str, flag: str, options: dict[str, Any]) -> str:
        if options["no_input"]:
            raise CommandError(f"Give {flag}.")
        try:
            return input(question).strip()
        except EOFError as no_terminal:
            raise CommandError(f"Give {flag}: there is no one to ask.") from no_terminal

    def _password(self, options: dict[str, Any]) -> str | None:
        if options["password_stdin"]:
            return sys.stdin.readline().rstrip("\n") or None
        if options["no_password"] or options["no_input"]:
            return None
        return getpass("Password (empty: sign in with codes by email only): ") or None
