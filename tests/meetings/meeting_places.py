"""Fixtures for tests of meetings: Zoom and Google on localhost."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.conf import LazySettings

from accounts import social_tokens
from accounts.models import User
from core import clock
from meetings.models import MeetingPreference
from mentors.models import Mentor
from tests.meetings.provider_servers import Google, Zoom, serving


@pytest.fixture
def zoom(settings: LazySettings) -> Iterator[Zoom]:
    """Zoom, with its own account, so that no other test's token is in the cache."""
    account = f"account-{uuid.uuid4()}"
    service = Zoom(account=account)
    with serving(service):
        settings.ZOOM_ACCOUNT_ID, settings.ZOOM_CLIENT_ID, settings.ZOOM_CLIENT_SECRET = account, "client", "secret"
        settings.ZOOM_HOSTS = ["me"]
        settings.ZOOM_URL, settings.ZOOM_OAUTH_URL = f"{service.url}/v2", f"{service.url}/oauth/token"
        yield service


@pytest.fixture
def google(settings: LazySettings) -> Iterator[Google]:
    service = Google()
    with serving(service):
        settings.GOOGLE_CALENDAR = True
        settings.SOCIALACCOUNT_PROVIDERS = {"google": {"APPS": [{"client_id": "client", "secret": "secret"}]}}
        settings.GOOGLE_CALENDAR_URL = f"{service.url}/calendar/v3"
        settings.GOOGLE_TOKEN_URL = f"{service.url}/token"
        yield service


def meet_at(mentor: Mentor, place: str, url: str = "") -> None:
    """Set where the mentor meets, with or without their own link."""
    MeetingPreference.objects.update_or_create(mentor=mentor, defaults={"place": place, "url": url})
    mentor.refresh_from_db()


def connect(user: User, *, hours: int = 1) -> SocialToken:
    """Grant the club access to the member's Google calendar."""
    account = SocialAccount.objects.create(user=user, provider="google", uid=str(user.pk))
    until = clock.now() + timedelta(hours=hours)
    row = SocialToken(account=account, token="google-token-0", token_secret="refresh", expires_at=until)
    social_tokens.seal(row)
    row.save()
    return row
