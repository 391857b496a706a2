"""The texts that come with the software: what a page says until the team writes something else."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from club_pages.models import PageName
from club_pages.registry import placeholders
from core import languages

# What members agree to when they sign up. Raise it whenever `templates/pages/texts/conduct.txt` or the privacy notice
# says something else: a test compares them.
VERSIONS = {"conduct": "2026-11-30", "privacy": "2026-11-30"}


def text_of(page: PageName) -> str:
    """The shipped text in Markdown, in the active language, with its placeholders still in it."""
    marks = {name: f"{{{name}}}" for name in placeholders}
    return render_to_string(f"pages/texts/{page}.txt", marks | {"MENTORSHIPS": settings.MENTORSHIPS}).strip() + "\n"


def texts_of(page: PageName) -> dict[str, str]:
    """The same in every language, by its code."""
    found = {}
    for code in languages.codes():
        with translation.override(code):
            found[code] = text_of(page)
    return found
