import uuid

from pytest_django.fixtures import Settings

from core import tokens

SOMETHING = uuid.UUID("12345678-1234-5678-1234-567812345678")


def test_token_matches_only_its_purpose_and_identifier() -> None:
    token = tokens.derive("feedback", SOMETHING, 3)
    assert len(token) == 48
    assert tokens.identify(token) == SOMETHING
    assert tokens.matches(token, "feedback", SOMETHING, 3) is True
    assert tokens.matches(token, "calendar", SOMETHING, 3) is False
    assert tokens.matches(token, "feedback", uuid.uuid4(), 3) is False


def test_raising_the_revision_revokes_tokens() -> None:
    assert tokens.matches(tokens.derive("feedback", SOMETHING, 3), "feedback", SOMETHING, 4) is False


def test_every_changed_character_breaks_a_token() -> None:
    token = tokens.derive("feedback", SOMETHING)
    for position in range(len(token)):
        other = "A" if token[position] != "A" else "B"
        assert tokens.matches(token[:position] + other + token[position + 1 :], "feedback", SOMETHING) is False


def test_malformed_token_is_refused() -> None:
    for text in ("", "x", "ü" * 48, "=" * 48, "A" * 47, "A" * 49, "A" * 100_000, "\x00" * 48, "/" * 48):
        assert tokens.matches(text, "feedback", SOMETHING) is False
        assert tokens.identify(text) is None


def test_token_of_a_fallback_secret_still_matches(settings: Settings) -> None:
    token = tokens.derive("feedback", SOMETHING)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert tokens.matches(token, "feedback", SOMETHING) is True
    settings.SECRET_KEY_FALLBACKS = []
    assert tokens.matches(token, "feedback", SOMETHING) is False


def test_derived_code_is_stable_and_depends_on_the_nonce() -> None:
    codes = {tokens.derived_code("sign-in", str(nonce)) for nonce in range(200)}
    assert tokens.derived_code("sign-in", "1") == tokens.derived_code("sign-in", "1")
    assert len(codes) > 195  # out of a million, a few may collide
    assert all(len(code) == 6 and code.isdecimal() for code in codes)


def test_derived_code_depends_on_its_purpose() -> None:
    assert tokens.derived_code("account", "1") != tokens.derived_code("feedback", "1")
