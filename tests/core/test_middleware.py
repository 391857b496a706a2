import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize("length", ["", "x", "²", "-1", "9" * 5000])
def test_length_that_is_no_number_gets_an_answer(client: Client, length: str) -> None:
    assert client.post("/contact/", {"message": "Hello"}, CONTENT_LENGTH=length).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("cookie", ["", "../../etc/passwd", "x" * 4000, "Europe/Berlin\x00", "localtime"])
def test_zone_that_does_not_exist_is_the_clubs(client: Client, cookie: str) -> None:
    client.cookies["zone"] = cookie
    assert client.get("/help/").context["ZONE_NAME"] == "Europe/Berlin"
