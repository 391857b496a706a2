import pytest

from core.links import clean_link


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("HTTPS://Example.ORG/Path?q=A#f", "https://example.org/Path?q=A#f"),
        ("example.org/ann", "https://example.org/ann"),
        ("http://example.org:8080/", "http://example.org:8080/"),
        ("https://social.example/@ann@example.org", "https://social.example/@ann@example.org"),
        ("https://straße.example/ü", "https://straße.example/ü"),
        ("https://пример.example", "https://пример.example"),
    ],
)
def test_link_is_kept_with_its_host_in_lower_case(typed: str, link: str) -> None:
    assert clean_link(typed) == link


@pytest.mark.parametrize(
    "typed",
    [
        "https://paypal.com@evil.example/", "https://ann:secret@example.org/", "https://paypal.com%40evil.example",
        "https://paypal.com\\@evil.example/", "https://paypal.com\uff20evil.example/",
        "https://paypal.com\u2044a.evil.example", "https://p\u0430ypal.example/", "https://a.example\t.evil.example",
        "https://example.org/\u202egpj.exe", "javascript:alert(1)", "data:text/html,x", "mailto:ann@example.org",
        "ftp://example.org", "https:///example.org", "https://", "https://localhost", "https://[::1]/", "https://[",
        "https://example.org:0/", "https://example.org:99999/", "https://a..example/",
    ],
)  # fmt: skip
def test_misleading_link_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # urllib and idna raise several
        clean_link(typed)


def test_schemes_can_be_restricted() -> None:
    with pytest.raises(ValueError, match="one host"):
        clean_link("http://example.org", schemes=("https",))
