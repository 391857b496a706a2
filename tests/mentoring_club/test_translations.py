"""Every language is complete, and the check detects problems."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings

from core import languages
from mentoring_club import translations


@pytest.mark.parametrize("language", [code for code in languages.codes() if code != settings.LANGUAGE_CODE])
def test_every_language_is_complete(language: str) -> None:
    assert translations.problems(language) == []


def test_file_of_a_language_is_where_django_looks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`--update` creates the folder of a new language."""
    monkeypatch.setattr(translations, "LOCALE", tmp_path)
    translations.update("pt-br")
    assert list(tmp_path.rglob("*.po")) == [tmp_path / "pt_BR" / "LC_MESSAGES" / "django.po"]
    assert translations.problems("pt-br")[0].startswith("missing: ")


@pytest.mark.parametrize(
    ("source", "target", "flags", "problem"),
    [
        ("Hello", "", [], "missing: 'Hello'"),
        ("Hello", "Hallo", ["fuzzy"], "fuzzy: 'Hello'"),
        ("Hello %(name)s", "Hallo", [], "different placeholders: 'Hello %(name)s'"),
        ("Hello %(name)s", "Hallo %(nome)s %(name)s", [], "unknown placeholder: 'Hello %(name)s'"),
        ("Bye", "Tschüss", [], "not in the source any more: 'Bye'"),
    ],
)
def test_check_finds_problems(source: str, target: str, flags: list[str], problem: str) -> None:
    wanted, written = Catalog(), Catalog(locale="de")
    if source != "Bye":
        wanted.add(source)
    written.add(source, target, flags=flags)
    assert problem in translations.differences(written, wanted)


def test_texts_in_python_and_templates_are_found() -> None:
    found = {message.id for message in translations.extracted() if message.id}
    assert "You’re getting this email because you have an account with us." in found
    assert "We don’t know the time zone “%(name)s”." in found
