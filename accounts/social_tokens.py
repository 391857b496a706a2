"""Tokens by which other sites let the club in for good: allauth keeps them, and here they are sealed and opened."""

from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialToken

from core import encryption

PURPOSE = "token of another site"


def seal(row: Any) -> None:
    """Seal what a row holds, before it is saved: who reads the table, or a backup, gets into nobody's calendar."""
    for name in ("token", "token_secret"):
        value = getattr(row, name)
        if value and encryption.unseal(PURPOSE, value) is None:
            setattr(row, name, encryption.seal(PURPOSE, value))


def opened(row: Any) -> tuple[str, str]:
    """The access token and the refresh token of a row; "" for what is missing, or sealed with a key that is gone."""
    access, refresh = (encryption.unseal(PURPOSE, value) if value else "" for value in (row.token, row.token_secret))
    return access or "", refresh or ""


def renew(row: Any, *, access: str, until: datetime) -> None:
    """Keep a new access token in the place of the old one."""
    SocialToken.objects.filter(pk=row.pk).update(token=encryption.seal(PURPOSE, access), expires_at=until)
