"""Which companies the list can be narrowed by."""

from collections.abc import Callable

import pytest
from django.test import Client

from directory import companies
from directory.companies import FEW, MOST, key, offered
from mentors.models import Mentor
from tests.directory.conftest import on_cards
from tests.pages import markup


@pytest.mark.parametrize("spelling", ["Orchard Trust", "ORCHARD  trust", " orchard\u00a0trust ", "Ｏrchard Trust"])
def test_spellings_of_a_company_have_one_key(spelling: str) -> None:
    assert key(spelling) == "orchard trust"


def test_letters_that_tell_companies_apart_stay() -> None:
    assert key("Müller") != key("Muller")
    assert key("任天堂") == "任天堂"


def test_company_goes_by_the_spelling_that_most_chose() -> None:
    written = ["ACME", "Acme", "Acme", "acme", "", " ", "Lone Wolf"]
    assert offered(written) == {"acme": "Acme"}
    assert offered(["b", "B"]) == {"b": "B"}  # of equals always the same one


def test_largest_are_offered() -> None:
    small = [f"Company {number}" for number in range(MOST + 5) for _mentor in range(FEW)]
    found = offered([*small, "Large", "Large", "Large"])
    assert len(found) == MOST
    assert next(iter(found)) == "large"
    assert companies.offered(["Alone"]) == {}


def test_list_is_narrowed_to_a_company_in_any_spelling(client: Client, listed: Callable[..., Mentor]) -> None:
    listed("Amara", company="Orchard Trust")
    listed("Bruno", company="ORCHARD TRUST")
    listed("Chloé", company="Acme")
    page = markup(client.get("/mentors/"))
    assert 'value="orchard trust"' in page
    assert 'value="acme"' not in page
    assert sorted(on_cards(client, "company=orchard+trust")[0]) == ["Amara", "Bruno"]
    chosen = markup(client.get("/mentors/?company=orchard+trust"))
    assert "Orchard Trust" in chosen or "ORCHARD TRUST" in chosen
    assert sorted(on_cards(client, "company=acme")[0]) == ["Amara", "Bruno", "Chloé"]  # not offered, so not narrowed
