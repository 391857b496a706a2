"""Constraints of the member, broken past the forms and services."""

import pytest
from django.db import IntegrityError

from accounts.models import User
from tests.factories import UserFactory


@pytest.mark.django_db
def test_member_has_a_zone() -> None:
    UserFactory()
    with pytest.raises(IntegrityError, match="user_has_zone"):
        User.objects.update(time_zone="")
