"""Nothing that somebody hands in leads away from the club: ASVS 5.0, clauses 1.2.2 and 3.7.2; and its host: 4.1."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.codes import newest_code
from tests.factories import UserFactory

ELSEWHERE = [
    "https://evil.example/",
    "http://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "////evil.example",
    "/\\evil.example/",
    "\\\\evil.example",
    "/\t/evil.example/",
    "\t//evil.example",
    " https://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "http://testserver:80@evil.example/",
    "http://[::1",
    "evil.example",
    "/\r\nLocation: https://evil.example",
    "admin:index",
]
READERS = ["account_login", "account_signup", "account_request_login_code", "pages:zone", "account_logout"]


def leads_away(answer: object) -> bool:
    target = urlsplit(answer["Location"])  # type: ignore[index]
    return bool(target.netloc or target.scheme) or answer["Location"].startswith(("//", "/\\"))  # type: ignore[index]


@pytest.mark.django_db
@pytest.mark.parametrize("target", ELSEWHERE)
def test_next_leads_nowhere_else(target: str) -> None:
    """3.7.2: wherever `next` is read, in the address or the form."""
    user = UserFactory(email="ann@example.org")
    zone = reverse("pages:zone")
    for client in (Client(), member(user)):
        assert not leads_away(client.post(zone, {"zone": "Europe/Paris", "next": target}))
        assert not leads_away(client.post(zone, {"zone": "Europe/Paris"}, headers={"referer": target.strip()}))
        assert client.get(zone, {"next": target}).context["next"] == "/"
    assert not leads_away(member(user).post(reverse("account_logout"), {"next": target}))
    assert not leads_away(member(user).get(reverse("account_login"), {"next": target}))
    staff = member(UserFactory(staff=True))
    for client in (staff, member(user), Client()):
        assert not leads_away(client.get(reverse("admin:login"), {"next": target}))


@pytest.mark.django_db
@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_by_code_leads_nowhere_else(target: str) -> None:
    """3.7.2: the whole way from the first form to the last answer."""
    UserFactory(email="ann@example.org")
    client = Client()
    first = client.post(reverse("account_login") + "?" + "next=x", {"login": "ann@example.org", "next": target})
    if first.status_code == 302:
        assert not leads_away(first)
        last = client.post(first["Location"], {"code": newest_code(), "next": target})
        assert last.status_code == 302
        assert not leads_away(last)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "evil.example:80"]
)
def test_other_hosts_are_refused(client: Client, host: str) -> None:
    """4.1.3: a host that is not the club's opens nothing, and is named in no page."""
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()


@pytest.mark.django_db
def test_forwarded_host_is_not_believed(client: Client) -> None:
    """4.1.3: only `Host` says where one is; addresses in pages come from SITE_URL."""
    answer = client.get("/mentors/", headers={"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"})
    assert answer.status_code == 200
    assert "evil.example" not in answer.content.decode()


def member(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
