"""`manage.py createadmin`: the first admin of a club."""

from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from accounts.models import User
from core import clock


class Command(BaseCommand):
    help = "Make an admin of the club. Asks for what is not given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", default="")
        parser.add_argument("--name", default="")
        parser.add_argument("--no-password", action="store_true", help="sign in with codes by mail only")

    def handle(self, *args: Any, email: str, name: str, no_password: bool, **options: Any) -> None:
        email = email or input("Mail address: ").strip()
        name = name or input("Name: ").strip()
        password = None if no_password else getpass("Password (empty for codes by mail only): ") or None
        try:
            validate_email(email)
            if password:
                validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if len(name) < 2:
            raise CommandError("Say a name of at least two letters.")
        with transaction.atomic():
            if User.objects.filter(email__iexact=email).exists():
                raise CommandError(f"There is already an account with {email}.")
            user = User.objects.create_superuser(email, password, display_name=name, date_joined=clock.now())
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        self.stdout.write(f"{email} is an admin now. Sign in at /accounts/login/ and set up a second factor.")
