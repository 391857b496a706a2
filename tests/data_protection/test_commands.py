"""What an admin does on the server: look first, then erase."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from accounts.models import User
from data_protection import journal
from tests.data_protection.full_member import NAME
from tests.factories import BookingFactory, UserFactory

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("erase", *arguments, stdout=out)
    return out.getvalue()


def test_erase_shows_first_what_goes_and_stays() -> None:
    member = UserFactory(display_name=NAME, email="zyphora@example.org")
    BookingFactory(mentee=member)
    shown = said("Zyphora@example.org")
    assert f"{NAME} <zyphora@example.org>" in shown
    assert "Your bookings: 0 deleted, 1 blanked, 0 left" in shown
    assert "Nothing has changed" in shown
    assert User.objects.get(pk=member.pk).erased_at is None
    assert "Erased." in said("zyphora@example.org", "--now")
    assert User.objects.get(pk=member.pk).erased_at is not None
    with pytest.raises(CommandError, match="no account"):
        said("zyphora@example.org")


def test_erase_refuses_the_team() -> None:
    with pytest.raises(CommandError, match="rights"):
        said(UserFactory(staff=True).email, "--now")


def test_migrate_erases_again_whom_the_journal_names(settings: LazySettings) -> None:
    member = UserFactory()
    journal.add(member.uuid)
    assert len(Path(settings.ERASURE_JOURNAL).read_text().split()) == 1
    out = StringIO()
    call_command("migrate", stdout=out, verbosity=0)
    assert "Erased again, as the journal of erasures says: 1." in out.getvalue()
    assert User.objects.get(pk=member.pk).erased_at is not None
