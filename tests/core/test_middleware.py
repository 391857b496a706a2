import pytest
from django.test import Client

from tests.pages import seen


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("length", "heading"),
    [("-1", "We couldn’t read that"), *((length, "Write to us") for length in ("", "x", "²", "9" * 5000))],
)
def test_invalid_content_length_gets_a_response(client: Client, length: str, heading: str) -> None:
    """Django treats an invalid length as zero, so the form comes back empty."""
    assert seen(client.post("/contact/", {"message": "Hello"}, CONTENT_LENGTH=length)) == (400, heading)


@pytest.mark.django_db
@pytest.mark.parametrize("cookie", ["", "../../etc/passwd", "x" * 4000, "Europe/Berlin\x00", "localtime"])
def test_unknown_zone_falls_back_to_the_clubs(client: Client, cookie: str) -> None:
    client.cookies["zone"] = cookie
    assert client.get("/help/").context["ZONE_NAME"] == "Europe/Berlin"
