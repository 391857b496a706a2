import pytest
from django.conf import LazySettings

from core.encryption import fingerprint, seal, unseal

SECRET = "https://calendar.example.org/private-ä/basic.ics"


def test_sealed_text_can_be_unsealed() -> None:
    sealed = seal("tests", SECRET)
    assert unseal("tests", sealed) == SECRET
    assert "calendar" not in sealed
    assert sealed.isascii()


def test_sealing_twice_looks_different() -> None:
    assert seal("tests", SECRET) != seal("tests", SECRET)


def test_another_purpose_cannot_unseal_it() -> None:
    assert unseal("others", seal("tests", SECRET)) is None


@pytest.mark.parametrize("number", [0, 20, 60, -5])
def test_damaged_text_is_not_unsealed(number: int) -> None:
    sealed = seal("tests", SECRET)
    other = "A" if sealed[number] != "A" else "B"
    assert unseal("tests", "".join(other if i == number % len(sealed) else c for i, c in enumerate(sealed))) is None


@pytest.mark.parametrize("text", ["", "ä", "AAAA", "no base64!"])
def test_other_text_is_not_unsealed(text: str) -> None:
    assert unseal("tests", text) is None


def test_fallback_key_still_unseals(settings: LazySettings) -> None:
    sealed, old = seal("tests", SECRET), settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    assert unseal("tests", sealed) is None
    settings.SECRET_KEY_FALLBACKS = [old]
    assert unseal("tests", sealed) == SECRET


def test_fingerprint_is_stable_and_depends_on_the_key(settings: LazySettings) -> None:
    first = fingerprint("tests", SECRET)
    assert (first, len(first)) == (fingerprint("tests", SECRET), 64)
    assert len({first, fingerprint("others", SECRET), fingerprint("tests", SECRET + "x")}) == 3
    settings.SECRET_KEY = "another"
    assert fingerprint("tests", SECRET) != first
