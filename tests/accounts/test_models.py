"""Constraints of the member, broken past the forms and services."""

import pytest
from django.db import IntegrityError

from accounts.models import User
from tests.factories import UserFactory
from tests.factories.members import LONG_AGO


def test_member_without_a_name_is_called_by_the_address() -> None:
    assert str(User(email="ann@example.org")) == "ann@example.org"
    assert str(User(email="ann@example.org", display_name="Ann")) == "Ann"


@pytest.mark.django_db
def test_member_has_a_zone() -> None:
    UserFactory()
    with pytest.raises(IntegrityError, match="user_has_zone"):
        User.objects.update(time_zone="")


@pytest.mark.django_db
def test_address_of_a_member_is_stored_as_it_is_sent() -> None:
    UserFactory()
    with pytest.raises(IntegrityError, match="user_email_is_ascii"):
        User.objects.update(email="a@straße.example")


@pytest.mark.django_db
def test_member_is_found_by_any_spelling_of_the_address() -> None:
    member = User.objects.create_user("Idn@Müller.example", display_name="Ida", date_joined=LONG_AGO)
    assert member.email == "idn@xn--mller-kva.example"
    for typed in ("idn@müller.example", "IDN@xn--mller-kva.example"):
        assert User.objects.get_by_natural_key(typed) == member
    member.display_name = ""
    assert str(member) == "idn@müller.example"
