"""Whatever is sent in the place of a passkey is refused in a sentence."""

import json
from base64 import urlsafe_b64encode

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def credential(**response: object) -> str:
    """As a browser sends it, with parts of the response replaced."""
    client_data = {"type": "webauthn.get", "challenge": b64(b"x" * 32), "origin": "http://testserver"}
    usual = {
        "clientDataJSON": b64(json.dumps(client_data).encode()),
        "authenticatorData": b64(bytes(37)),
        "attestationObject": b64(b"\xa3cfmtdnonegattStmt\xa0hauthDataX\x25" + bytes(37)),
        "signature": b64(b"sign"),
        "userHandle": b64(b"1"),
    }
    ids = {"id": b64(b"key"), "rawId": b64(b"key"), "type": "public-key", "clientExtensionResults": {}}
    return json.dumps(ids | {"response": usual | response})


PARTS = ("clientDataJSON", "authenticatorData", "attestationObject", "signature", "userHandle")
BYTES = [b"", b"{}", b"[" * 20_000, b"\x81" * 20_000, b"\x9b" + b"\xff" * 8, b"\xff\xfe", b"null", b"5"]
VALUES: list[object] = [None, 5, [], {}, "é", "a"]
GARBAGE = [
    *("[" * 2_000, '{"a":' * 2_000, "{}", "[]", "5", "null", '"x"', '{"id": 5}', '{"response": {}}', "{", "\x00"),
    *(credential(**{part: b64(data)}) for part in PARTS for data in BYTES),
    *(credential(**{part: value}) for part in PARTS for value in VALUES),
]


@pytest.fixture
def member() -> User:
    user: User = UserFactory()
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone", "credential": json.loads(credential())}
    )
    return user


def refusals(client: Client, address: str, *, login: bool) -> set[int]:
    """The statuses of answers to all of it, each to a challenge that has been made."""
    statuses = set()
    for sent in GARBAGE if login else GARBAGE[::4]:  # strangers may send all of it
        cache.clear()  # limits are another test's matter
        client.get(address, headers={"X-Requested-With": "XMLHttpRequest"} if login else {})
        statuses.add(client.post(address, {"credential": sent, "name": "Phone"}).status_code)
    return statuses


def test_nobody_signs_in_with_garbage(client: Client, member: User) -> None:
    assert refusals(client, reverse("mfa_login_webauthn"), login=True) == {302}
    assert "_auth_user_id" not in client.session


def test_garbage_becomes_no_passkey(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    assert refusals(client, reverse("mfa_add_webauthn"), login=False) == {200}
    assert not Authenticator.objects.exists()


def test_garbage_is_no_second_look(client: Client, member: User) -> None:
    client.force_login(member)
    assert refusals(client, reverse("mfa_reauthenticate_webauthn"), login=False) == {302}
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 302  # which asks who one is
