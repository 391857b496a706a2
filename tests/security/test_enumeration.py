"""Nobody learns who has an account, by what is said or by what is done: ASVS 5.0, clause 6.3.8."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import UserFactory
from tests.pages import TERMS

KNOWN, UNKNOWN, UNCONFIRMED, CLOSED = "known@example.org", "other@example.org", "nobod@example.org", "close@example.org"
FORMS: dict[str, tuple[str, dict[str, str]]] = {
    "sign-in by password": ("account_login", {"login": "?", "password": "not the right one"}),
    "sign-in by code": ("account_login", {"login": "?"}),
    "code": ("account_request_login_code", {"email": "?"}),
    "reset": ("account_reset_password", {"email": "?"}),
    "sign-up": ("account_signup", {"email": "?", "display_name": "Ann", "old_enough": "on", "terms": TERMS}),
    "sign-up with a password": (
        "account_signup",
        {"email": "?", "display_name": "Ann", "old_enough": "on", "terms": TERMS, "password1": "a quiet afternoon"},
    ),
}


class CountingHasher(MD5PasswordHasher):
    """The tests' own hasher, which remembers how often it worked: what takes long in production."""

    worked = Counter[str]()

    def encode(self, password: str, salt: str) -> str:
        type(self).worked["encode"] += 1
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def hasher(settings: LazySettings, tmp_path: Path) -> Any:
    settings.PASSWORD_HASHERS = [f"{CountingHasher.__module__}.CountingHasher"]
    before, cache.key_prefix = cache.key_prefix, str(tmp_path)
    yield
    cache.key_prefix = before


def shown(answer: Any, address: str) -> tuple[object, ...]:
    """What somebody sees of an answer: without the address they typed and what is random in each form."""
    text = re.sub(r'(csrfmiddlewaretoken" value=|form_key" value=)"[^"]*"', "", answer.content.decode())
    cookies = sorted((name, *(morsel[key] for key in ("path", "samesite", "secure", "httponly"))) for name, morsel in
                     answer.cookies.items())  # fmt: skip
    headers = {
        name: value for name, value in answer.items() if name not in ("X-Request-ID", "Content-Length", "Expires")
    }
    return answer.status_code, headers, cookies, text.replace(address, "?")


def attempt(name: str, address: str) -> tuple[list[object], int]:
    """All that somebody sees who fills in a form and follows; how often the hasher worked."""
    page, form = FORMS[name]
    client = Client()
    CountingHasher.worked.clear()
    answer = client.post(reverse(page), {key: value.replace("?", address) for key, value in form.items()})
    worked = CountingHasher.worked.total()
    seen: list[object] = [shown(answer, address)]
    if answer.status_code == 302:
        seen.append(shown(client.get(answer["Location"]), address))
        seen.append(shown(client.post(answer["Location"], {"code": "222222"}), address))
    return seen, worked


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("kind", ["with password", "without password"])
def test_answers_and_work_are_the_same_with_an_account_and_without(name: str, kind: str) -> None:
    """6.3.8: status, headers, cookies, text of this answer and the next, and how often a password is hashed."""
    password = make_password("a good hour" if kind == "with password" else None)
    UserFactory(email=KNOWN, password=password)
    known, unknown = attempt(name, KNOWN), attempt(name, UNKNOWN)
    assert known[0] == unknown[0]
    assert known[1] == unknown[1]


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in FORMS if "sign-up" not in name])
def test_closed_and_unconfirmed_accounts_look_like_none(name: str) -> None:
    """6.3.8: an account that was closed, or whose address nobody confirmed, is not told from none."""
    UserFactory(email=CLOSED, password=make_password("a good hour"), is_active=False)
    UserFactory(email=UNCONFIRMED, password=make_password("a good hour"), confirmed=False)
    unknown = attempt(name, UNKNOWN)
    assert attempt(name, CLOSED) == unknown
    assert attempt(name, UNCONFIRMED)[0] == unknown[0]


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMS)
def test_mail_is_written_by_a_worker_and_never_while_one_waits(name: str, mailoutbox: list[object]) -> None:
    """6.3.8: whether a mail goes out takes no time of the answer; the database is asked about as often."""
    UserFactory(email=KNOWN)
    page, form = FORMS[name]
    asked = []
    for address in (KNOWN, UNKNOWN):
        with CaptureQueriesContext(connection) as queries:
            Client().post(reverse(page), {key: value.replace("?", address) for key, value in form.items()})
        asked.append(len(queries))
    assert mailoutbox == []
    assert abs(asked[0] - asked[1]) <= 12, asked


@pytest.mark.django_db(transaction=True)  # with real transactions: each beginning and end is a question, too
@pytest.mark.parametrize("name", [name for name in FORMS if "sign-up" in name])
def test_sign_up_asks_and_writes_as_much_with_an_account_and_without(name: str) -> None:
    """6.3.8: with an account, for a new address, and for one that somebody signed up with and left."""
    UserFactory(email=KNOWN)
    attempt(name, UNCONFIRMED)  # what is read once
    page, form = FORMS[name]
    asked, written = [], []
    for address in (KNOWN, UNKNOWN, UNKNOWN):
        cache.key_prefix += "."  # without the limit for one address
        with CaptureQueriesContext(connection) as queries:
            Client().post(reverse(page), {key: value.replace("?", address) for key, value in form.items()})
        words = [query["sql"].split() for query in queries]
        asked.append(len(words))
        written.append([(verb, *rest[:2]) for verb, *rest in words if verb in ("INSERT", "UPDATE", "DELETE")])
    assert asked[0] == asked[1] == asked[2]
    assert len(written[0]) >= 6
    assert written[0] == written[1] == written[2]
