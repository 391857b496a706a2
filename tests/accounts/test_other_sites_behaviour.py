"""Signing in through another site is offered where the operator has set its keys, and nowhere else."""

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from tests.factories import UserFactory


@pytest.mark.django_db
@pytest.mark.parametrize("keys", [True, False])
def test_members_find_the_page_of_other_sites_where_there_are_some(
    client: Client, settings: LazySettings, keys: bool
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"github": {}} if keys else {}
    client.force_login(UserFactory())
    page = client.get(reverse("accounts:me")).content.decode()
    assert page.count(f'href="{reverse("socialaccount_connections")}"') == (2 if keys else 0)


@pytest.mark.django_db
def test_password_that_is_no_must_is_not_called_optional(client: Client) -> None:
    """It stands behind "I have a password": to say there that one need not fill it in would only confuse."""
    assert "field__optional" not in client.get(reverse("account_login")).content.decode()
