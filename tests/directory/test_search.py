"""Whatever someone types into the search is a query that PostgreSQL can read."""

import sys
import unicodedata

import pytest
from django.db import connection
from django.test import Client

from directory.search import words_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["ʻIolani", "Марʼяна", "abcː", "ŉabc", "a ʼʼʼ", "ˆˆˆ"])
def test_modified_letters_are_searched_for(client: Client, typed: str) -> None:
    for path in ("/mentors/", "/completions/"):
        assert client.get(path, {"q": typed}).status_code == 200


def test_no_letter_becomes_a_sign_of_a_query() -> None:
    letters = (unicodedata.normalize("NFKC", chr(code)).lower() for code in range(1, sys.maxunicode))
    words = {" & ".join(found) for letter in letters if (found := words_in(letter))}
    assert len(words) > 100_000
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(to_tsquery('simple', unaccent(word || ':*'))) FROM unnest(%s::text[]) word", [[*words]]
        )
        assert cursor.fetchone() == (len(words),)
