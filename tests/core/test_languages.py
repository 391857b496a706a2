from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from core import languages


@pytest.mark.parametrize(
    ("code", "expected"),
    [("en", "en_US"), ("de", "de_DE"), ("fr", "fr_FR"), ("pt-br", "pt_BR"), ("zh-hans", "zh_CN"), ("zh-hant", "zh_TW")],
)
def test_language_is_shared_with_a_territory(code: str, expected: str) -> None:
    assert languages.with_territory(code) == expected


def test_search_stems_languages_that_postgresql_supports(settings: Any) -> None:
    assert languages.search_configs() == ("simple", "english", "german")
    settings.LANGUAGES = [("pt-br", "Português"), ("nb", "Norsk"), ("ja", "日本語")]
    assert languages.search_configs() == ("simple", "portuguese", "norwegian")


@pytest.mark.parametrize(
    ("code", "start"), [("en", '<html lang="en" dir="ltr">'), ("ar", '<html lang="ar" dir="rtl">')]
)
@pytest.mark.parametrize("template", ["layouts/base.html", "500.html", "notifications/mail.html"])
def test_page_declares_the_direction_of_its_language(rf: RequestFactory, template: str, code: str, start: str) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    with translation.override(code):
        assert start in render_to_string(template, request=request)


@pytest.mark.django_db
def test_every_stemmer_exists_in_postgresql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cfgname FROM pg_ts_config WHERE cfgname <> 'simple'")
        assert {name for (name,) in cursor.fetchall()} >= languages.STEMMED


def test_translated_field_has_a_name_in_each_language(settings: Any) -> None:
    settings.LANGUAGES = [("en", "English"), ("pt-br", "Português")]
    assert languages.translations_of("name") == ["name_en", "name_pt_br"]


@pytest.mark.parametrize(
    ("language", "order"),
    [("en", ["Åland Islands", "Albania", "Nauru", "Zambia"]), ("de", ["Åland", "Oman", "Österreich", "Pakistan"])],
)
def test_countries_are_named_and_sorted_by_the_readers_language(language: str, order: list[str]) -> None:
    with translation.override(language):
        names = [name for _code, name in languages.country_names()]
    places = [next(place for place, name in enumerate(names) if name.startswith(start)) for start in order]
    assert places[-3:] == sorted(places[-3:])
    assert not {"Naoero", "Bahamas (The)", "Swasiland"} & set(names)


@pytest.mark.parametrize(("code", "expected"), [("de", 'lang="de"'), ("en", ""), ("", "")])
def test_text_in_another_language_has_a_lang_attribute(code: str, expected: str) -> None:
    with translation.override("en"):
        assert languages.attribute(code) == expected
