"""A session that can't be saved because of the database isn't one that was deleted."""

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.db import InternalError, connection, transaction
from django.test import Client

from core.sessions import SessionStore
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_database_that_takes_nothing_is_what_it_is() -> None:
    session = SessionStore()
    session.create()
    session["words"] = "kept"
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        with pytest.raises(InternalError, match="read-only"):
            session.save()
        transaction.set_rollback(True)


def test_session_that_was_deleted_meanwhile_is_said_to_be() -> None:
    session = SessionStore()
    session.create()
    session.delete(session.session_key)
    with pytest.raises(UpdateError):
        session.save()


def test_members_have_these_sessions(client: Client) -> None:
    client.force_login(UserFactory())
    assert isinstance(client.session, SessionStore)
