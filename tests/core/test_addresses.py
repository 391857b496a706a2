"""Normalising email addresses."""

import pytest

from core.addresses import as_stored, mailable, mailto, readable, sender


@pytest.mark.parametrize(
    ("typed", "sent", "shown"),
    [
        ("Ann@Example.ORG", "ann@example.org", "ann@example.org"),
        ("a@straße.example", "a@xn--strae-oqa.example", "a@straße.example"),
        ("a@xn--strae-oqa.example", "a@xn--strae-oqa.example", "a@straße.example"),
        ("a@STRASSE.example", "a@strasse.example", "a@strasse.example"),
        ("idn@Müller.example", "idn@xn--mller-kva.example", "idn@müller.example"),
        ("idn@mu\u0308ller.example", "idn@xn--mller-kva.example", "idn@müller.example"),
        ("a@例え。jp", "a@xn--r8jz45g.jp", "a@例え.jp"),
        ("a@אב.example", "a@xn--4dbc.example", "a@אב.example"),
    ],
)
def test_address_is_normalised(typed: str, sent: str, shown: str) -> None:
    assert (mailable(typed), readable(sent), mailable(shown)) == (sent, shown, sent)


@pytest.mark.parametrize(
    "typed",
    [
        "", "ann", "ann@", "@example.org", "bidi@example.org\u200f", "bidi@\u202eexample.org", "bi\u200fdi@example.org",
        "ü@example.org", "\u212aate@example.org", "a@[192.0.2.1]", "a@b..example", "a@-b.example", "a@xn--a.example",
        "a@☃.example", "a@1אב.example", "a@two_words.example", "a b@example.org", f"{'a' * 65}@example.org",
    ],
)  # fmt: skip
def test_invalid_address_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # idna raises several
        mailable(typed)


def test_undecodable_domain_is_shown_unchanged() -> None:
    assert readable("a@xn--a.example") == "a@xn--a.example"
    assert readable("") == ""


def test_sender_keeps_its_name() -> None:
    assert sender("Club für alle <club@müller.example>") == "Club für alle <club@xn--mller-kva.example>"
    assert sender("club@example.org") == "club@example.org"


def test_mailto_is_a_uri() -> None:
    assert mailto("ann+b@xn--mller-kva.example") == "mailto:ann+b@xn--mller-kva.example"
    assert mailto("a?b&c/d%@example.org") == "mailto:a%3Fb%26c%2Fd%25@example.org"


@pytest.mark.parametrize(
    ("word", "stored"),
    [
        ("Müller.example", "xn--mller-kva.example"),
        ("@müller", "@xn--mller-kva"),
        ("Ann@müller.example", "ann@xn--mller-kva.example"),
        ("Müller", "Müller"),
        ("Ann@example.org", "Ann@example.org"),
        ("ü@example.org", "ü@example.org"),
        ("a@☃..example", "a@☃..example"),
    ],
)
def test_search_term_has_its_domain_in_ascii(word: str, stored: str) -> None:
    assert as_stored(word) == stored
