"""A backup from before an erasure, restored by the command: whom the journal names is erased again."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pytest_django.fixtures import Settings

from accounts.models import User
from tests.data_protection.full_member import ADDRESS, make_member
from tests.data_protection.traces import KEPT, in_files, in_tables
from tests.operating.test_backup import KEY, connected, files, fresh, manage, name_of_database, python

__all__ = ["fresh"]  # the fixture
DO_THE_JOBS = """
import django
django.setup()
from core import clock
from outbox.services import run
while run(now=clock.now()):
    pass
"""


def traces(database: str, media: Path) -> set[str]:
    """The tables and files in which the member's name, address or words are."""
    opened = connected(database)
    try:
        with opened.cursor() as cursor:
            return in_tables(cursor) | in_files(media)
    finally:
        opened.close()


@pytest.mark.parametrize("is_kept", [True, False], ids=["with the journal", "without it"])
def test_erased_member_stays_erased(
    transactional_db: None,
    fresh: str,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_kept: bool,
) -> None:
    """Without the journal they would be back, which shows that the backup has them."""
    media, journal = tmp_path / "media", tmp_path / "journal"
    settings.MEDIA_ROOT = str(media)
    monkeypatch.setenv("ERASURE_JOURNAL", str(journal))
    member = make_member()
    User.objects.filter(pk=member.pk).update(is_staff=False)
    default_storage.save("mentors/other-96.webp", ContentFile(b"someone else"))
    done = manage("backup", str(tmp_path / "backups"), database=name_of_database(), media=media)
    assert done.returncode == 0, done.stderr
    (path,) = (tmp_path / "backups").iterdir()
    done = manage("erase", ADDRESS, "--now", database=name_of_database(), media=media)
    assert "Erased." in done.stdout, done.stderr
    assert member.email not in journal.read_text()
    if not is_kept:
        journal.unlink()
    done = manage("restore", str(path), database=fresh, media=tmp_path / "new")
    assert done.returncode == 0, done.stderr
    assert f"journal of erasures says: {int(is_kept)}." in done.stdout
    python("-c", DO_THE_JOBS, database=fresh, media=tmp_path / "new", key=KEY)
    left = traces(fresh, tmp_path / "new")
    if is_kept:
        assert left == KEPT
    else:
        assert {"accounts_user", "bookings_booking", "django_session", "django_redirect"} <= left
    assert "mentors/other-96.webp" in files(tmp_path / "new")
