"""Tokens for lasting access to other sites: allauth stores them, this module encrypts and decrypts them."""

from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialToken

from core import encryption

PURPOSE = "token of another site"


def seal(row: Any) -> None:
    """Encrypt the tokens of a row before it is saved, so that a leaked table or backup opens no one's calendar."""
    for name in ("token", "token_secret"):
        value = getattr(row, name)
        if value and encryption.unseal(PURPOSE, value) is None:
            setattr(row, name, encryption.seal(PURPOSE, value))


def opened(row: Any) -> tuple[str, str]:
    """The access and the refresh token of a row; "" if one is missing, or encrypted with a key that is gone."""
    access, refresh = (encryption.unseal(PURPOSE, value) if value else "" for value in (row.token, row.token_secret))
    return access or "", refresh or ""


def renew(row: Any, *, access: str, until: datetime) -> None:
    """Replace the access token."""
    SocialToken.objects.filter(pk=row.pk).update(token=encryption.seal(PURPOSE, access), expires_at=until)
