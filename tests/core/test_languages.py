from typing import Any

import pytest
from django.db import connection

from core import languages


@pytest.mark.parametrize(
    ("code", "expected"),
    [("en", "en_US"), ("de", "de_DE"), ("fr", "fr_FR"), ("pt-br", "pt_BR"), ("zh-hans", "zh_CN"), ("zh-hant", "zh_TW")],
)
def test_language_is_shared_with_a_territory(code: str, expected: str) -> None:
    assert languages.with_territory(code) == expected


def test_search_knows_the_stems_of_the_languages_that_postgresql_knows(settings: Any) -> None:
    assert languages.search_configs() == ("simple", "english", "german")
    settings.LANGUAGES = [("pt-br", "Português"), ("nb", "Norsk"), ("ja", "日本語")]
    assert languages.search_configs() == ("simple", "portuguese", "norwegian")


@pytest.mark.django_db
def test_every_stemmer_is_one_of_postgresql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cfgname FROM pg_ts_config WHERE cfgname <> 'simple'")
        assert {name for (name,) in cursor.fetchall()} >= languages.STEMMED


def test_translated_field_has_a_name_in_each_language(settings: Any) -> None:
    settings.LANGUAGES = [("en", "English"), ("pt-br", "Português")]
    assert languages.translations_of("name") == ["name_en", "name_pt_br"]
