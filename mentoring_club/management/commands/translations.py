"""`manage.py translations`: compile, update or check the translated texts."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.languages import codes
from mentoring_club import translations


class Command(BaseCommand):
    help = "Compile the translations; --update takes new texts into the .po files, --check says what is missing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--update", action="store_true", help="take new texts into the .po files")
        parser.add_argument("--check", action="store_true", help="fail when a text is missing, fuzzy or outdated")

    def handle(self, *args: Any, **options: Any) -> None:
        languages = [code for code in codes() if code != settings.LANGUAGE_CODE]
        if options["update"]:
            for language in languages:
                translations.update(language)
        if options["check"]:
            found = [f"{code}: {problem}" for code in languages for problem in translations.problems(code)]
            if found:
                raise CommandError("\n".join(found))
        translations.compile_all()
