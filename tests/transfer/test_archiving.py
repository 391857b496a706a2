"""The whole club as tables, which can be imported again."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.redirects.models import Redirect
from django.contrib.sites.models import Site
from django.core.files.storage import default_storage

from bookings.models import WeeklyHours
from mentors.models import Category, Mentor, Topic
from outbox.services import drain
from tests.factories import MentorFactory, UserFactory
from tests.pages import signed_in
from tests.security.staff import staff
from tests.transfer.tables import NOW, checked, imported, some_topics, team_member
from transfer.errors import TransferRefused
from transfer.models import Archive, BatchState, TableKind
from transfer.services import archiving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]

HEADLINE = '=HYPERLINK("http://evil.example")'


def club() -> None:
    """A small club with awkward texts."""
    topics = some_topics()
    Topic.objects.filter(slug="leadership").update(synonyms="boss, chief")
    mentor = MentorFactory(
        user__email="ana@example.org", user__display_name="Ana Groß", user__time_zone="Europe/Vienna",
        headline="-5 to 9", years_of_practice=12,
        bio="'quoted'\n- one; two\n\"three\"", topics=[*topics.values()], languages=["de", "en"], country="AT",
        links=["https://example.org/?a=1;b=2"], role="@home", company="+1",
    )  # fmt: skip
    WeeklyHours.objects.create(mentor=mentor, weekday=6, starts="22:00", ends="00:00")
    site, _made = Site.objects.get_or_create(pk=1, defaults={"domain": "example.org", "name": "Club"})
    Redirect.objects.create(site=site, old_path="/mentor.php?id=1", new_path="/mentors/")


def made() -> dict[str, bytes]:
    """The tables of an export."""
    archive = archiving.ask(by=team_member(), now=NOW)
    drain(now=NOW)
    archive.refresh_from_db()
    with default_storage.open(archive.file) as file, zipfile.ZipFile(io.BytesIO(file.read())) as tables:
        return {name: tables.read(name) for name in tables.namelist()}


def state() -> list[object]:
    """What the tables are about, without keys."""
    mentors = Mentor.objects.order_by("user__email")
    fields = ("user__email", "user__display_name", "user__time_zone", "headline", "bio", "role", "company", "country",
              "links", "languages", "years_of_practice", "text_language")  # fmt: skip
    return [
        list(mentors.values_list(*fields)),
        [sorted(mentor.topics.values_list("slug", flat=True)) for mentor in mentors],
        list(WeeklyHours.objects.values_list("mentor__user__email", "weekday", "starts", "ends")),
        list(Topic.objects.order_by("slug").values_list("slug", "name", "synonyms", "i18n", "category__slug")),
        list(Redirect.objects.values_list("old_path", "new_path")),
    ]


def test_tables_imported_again_change_nothing() -> None:
    club()
    before = state()
    for name, table in made().items():
        batch = checked(table, TableKind(name.removesuffix(".csv")))
        assert (batch.state, batch.counts.get("same", 0)) == (BatchState.CHECKED, batch.total), batch.rows.values()
    assert state() == before


def test_tables_make_the_same_club_elsewhere() -> None:
    club()
    before, tables = state(), made()
    Mentor.objects.all().delete()
    UserFactory._meta.model.objects.all().delete()
    Topic.objects.all().delete()
    Redirect.objects.all().delete()
    assert Category.objects.exists()
    for name in ("topics", "mentors", "hours", "redirects"):
        imported(tables[f"{name}.csv"], TableKind(name))
    assert state() == before


def test_no_cell_can_become_a_formula() -> None:
    club()
    Mentor.objects.update(headline=HEADLINE)
    table = made()["mentors.csv"].decode("utf-8-sig")
    assert f'"\'{HEADLINE.replace(chr(34), chr(34) * 2)}"' in table
    assert ",'@home," in table
    assert ",'+1," in table


def test_export_is_downloaded_with_the_right_for_seven_days() -> None:
    archive = archiving.ask(by=team_member(), now=NOW)
    with pytest.raises(TransferRefused):
        archiving.ask(by=team_member(), now=NOW)
    drain(now=NOW)
    Archive.objects.update(expires_at=archive.asked_at + timedelta(days=36500))
    page = f"/admin/transfer/archive/{archive.pk}/download/"
    for role, status in (("helper", 403), ("Readers", 403), ("Administrators", 200)):
        answer: Any = signed_in(staff(role)).get(page)
        if status == 200:
            assert b"".join(answer.streaming_content).startswith(b"PK")
        assert answer.status_code == status, role
    archive.refresh_from_db()
    Archive.objects.update(expires_at=NOW + timedelta(days=7))
    assert archiving.forget(now=NOW + timedelta(days=7) - timedelta(seconds=1)) == 0
    assert archiving.forget(now=NOW + timedelta(days=7)) == 1
    assert not default_storage.exists(archive.file)
    assert signed_in(staff("Administrators")).get(page).status_code == 404


def test_worker_that_fails_lets_the_team_ask_again() -> None:
    archive = archiving.ask(by=team_member(), now=NOW)
    archiving.give_up(archive.pk, now=NOW)
    archiving.make(archive.pk, now=NOW)
    archive.refresh_from_db()
    assert (archive.file, archive.failed_at) == ("", NOW)
    assert archiving.ask(by=team_member(), now=NOW).pk != archive.pk
