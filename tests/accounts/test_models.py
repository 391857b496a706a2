"""Constraints of the member, broken past the forms and services."""

import pytest
from django.db import IntegrityError

from accounts.models import User
from tests.factories import UserFactory


def test_member_without_a_name_is_called_by_the_address() -> None:
    assert str(User(email="ann@example.org")) == "ann@example.org"
    assert str(User(email="ann@example.org", display_name="Ann")) == "Ann"


@pytest.mark.django_db
def test_member_has_a_zone() -> None:
    UserFactory()
    with pytest.raises(IntegrityError, match="user_has_zone"):
        User.objects.update(time_zone="")
