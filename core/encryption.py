"""Secrets of others that a table must hold, because they are used again: sealed with a key made of SECRET_KEY.

Who reads the table, or a backup of it, reads nothing. After a change of SECRET_KEY the old one opens them as long as it
stands in SECRET_KEY_FALLBACKS.
"""

import base64
import binascii
import hashlib
import hmac

import nacl.exceptions
from django.conf import settings
from nacl.secret import SecretBox


def seal(purpose: str, text: str) -> str:
    """`text` encrypted and authenticated (XSalsa20-Poly1305) under a key for `purpose`, as ASCII."""
    return base64.urlsafe_b64encode(SecretBox(_key(purpose, settings.SECRET_KEY)).encrypt(text.encode())).decode()


def unseal(purpose: str, sealed: str) -> str | None:
    """What was sealed for `purpose`; None when no key of ours opens it."""
    try:
        raw = base64.urlsafe_b64decode(sealed)
    except (ValueError, binascii.Error):
        return None
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return SecretBox(_key(purpose, secret)).decrypt(raw).decode()
        except (nacl.exceptions.CryptoError, ValueError):
            continue
    return None


def fingerprint(purpose: str, text: str) -> str:
    """64 hexadecimal digits by which a secret is known again, and not found out by trying."""
    return hmac.new(_key(f"{purpose} fingerprint", settings.SECRET_KEY), text.encode(), hashlib.sha256).hexdigest()


def _key(purpose: str, secret: str) -> bytes:
    return hmac.new(secret.encode(), f"core.encryption {purpose}".encode(), hashlib.sha256).digest()
