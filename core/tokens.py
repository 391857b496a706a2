"""Tokens for links, derived and never stored.

A token is an HMAC-SHA256 (RFC 2104) over its purpose, the identifier of what it opens and a counter that revokes it.
It consists of the identifier, so that the row can be found, and 160 bits of the MAC.
"""

import base64
import hmac
import re
import uuid

from django.conf import settings
from django.utils.crypto import salted_hmac

MAC_BYTES = 20
CODE_DIGITS = 6
SHAPE = re.compile(r"[A-Za-z0-9_-]{48}", re.ASCII)


def derive(purpose: str, identifier: uuid.UUID, revision: int = 0) -> str:
    """The token, 48 URL-safe characters, that opens `identifier` for `purpose`.

    Args:
        purpose: what the link does, for example "feedback"; a token of one purpose never opens another.
        revision: the row's counter; raising it revokes every older token.
    """
    return _encode(identifier.bytes + _mac(purpose, identifier, revision))


def identify(token: str) -> uuid.UUID | None:
    """The identifier inside a token, not yet verified; None if the text is not shaped like a token."""
    raw = _decode(token)
    return None if raw is None else uuid.UUID(bytes=raw[:16])


def matches(token: str, purpose: str, identifier: uuid.UUID, revision: int = 0) -> bool:
    """Whether `token` opens `identifier` for `purpose` at `revision`, compared in constant time.

    Tokens made under one of `SECRET_KEY_FALLBACKS` still open.
    """
    raw = _decode(token)
    if raw is None or raw[:16] != identifier.bytes:
        return False
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(hmac.compare_digest(raw[16:], _mac(purpose, identifier, revision, secret)) for secret in secrets)


def derived_code(purpose: str, nonce: str) -> str:
    """Six digits for a person to enter, derived from a random nonce; reading the row does not reveal them.

    Digits are quick to enter on a phone, which can also fill them in. There are only a million codes, so callers
    must limit the guesses.
    """
    number = int.from_bytes(salted_hmac(f"core.tokens.{purpose}", nonce, algorithm="sha256").digest(), "big")
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def _mac(purpose: str, identifier: uuid.UUID, revision: int, secret: str | None = None) -> bytes:
    message = f"{purpose}:{identifier}:{revision}"
    mac = salted_hmac("core.tokens", message, secret=secret, algorithm="sha256")
    return mac.digest()[:MAC_BYTES]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _decode(token: str) -> bytes | None:
    return base64.urlsafe_b64decode(token) if SHAPE.fullmatch(token) else None
