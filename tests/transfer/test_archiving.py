"""The whole club as tables, which can be imported again."""

import io
import zipfile
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.redirects.models import Redirect
from django.contrib.sites.models import Site
from django.core.files.storage import default_storage
from django.core.management import call_command

from accounts.models import User
from bookings.models import WeeklyHours
from mentors import photos
from mentors.models import Category, Mentor, Topic
from outbox.services import drain
from tests.factories import MentorFactory
from tests.mentors.pictures import picture
from tests.pages import signed_in
from tests.security.staff import staff
from tests.transfer.tables import NOW, csv_of, imported, some_topics, team_member, undone
from transfer.errors import TransferRefused
from transfer.models import Archive, TableKind
from transfer.services import archiving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]

HEADLINE = '=HYPERLINK("http://evil.example")'


def club() -> None:
    """A small club with awkward texts."""
    topics = some_topics()
    Topic.objects.filter(slug="leadership").update(synonyms="boss, chief")
    mentor = MentorFactory(
        slug="ana-from-vienna", user__email="ana@example.org", user__display_name="Ana Groß",
        user__time_zone="Europe/Vienna", headline="-5 to 9", years_of_practice=12,
        bio="'quoted'\n- one; two\n\"three\"", topics=[*topics.values()], languages=["de", "en"], country="AT",
        links=["https://example.org/?a=1;b=2"], role="@home", company="+1",
    )  # fmt: skip
    WeeklyHours.objects.create(mentor=mentor, weekday=6, starts="22:00", ends="00:00")
    site, _made = Site.objects.get_or_create(pk=1, defaults={"domain": "example.org", "name": "Club"})
    Redirect.objects.create(site=site, old_path="/mentor.php?id=1", new_path="/mentors/")


def archived() -> bytes:
    """An export."""
    archive = archiving.ask(by=User.objects.filter(is_staff=True).first() or team_member(), now=NOW)
    drain(now=NOW)
    archive.refresh_from_db()
    with default_storage.open(archive.file) as file:
        content: bytes = file.read()
    return content


def made() -> dict[str, bytes]:
    """What is in an export."""
    with zipfile.ZipFile(io.BytesIO(archived())) as tables:
        return {name: tables.read(name) for name in tables.namelist()}


def state() -> list[object]:
    """What the tables are about, without keys."""
    mentors = Mentor.objects.order_by("user__email")
    fields = ("slug", "user__email", "user__display_name", "user__time_zone", "headline", "bio", "role", "company",
              "country", "links", "languages", "years_of_practice", "text_language")  # fmt: skip
    return [
        list(mentors.values_list(*fields)),
        [bool(mentor.photo) for mentor in mentors],
        [sorted(mentor.topics.values_list("slug", flat=True)) for mentor in mentors],
        list(WeeklyHours.objects.values_list("mentor__user__email", "weekday", "starts", "ends")),
        list(Category.objects.values_list("slug", "name", "i18n", "position", "icon", "group")),
        list(Topic.objects.order_by("slug").values_list("slug", "name", "synonyms", "i18n", "category__slug")),
        list(Redirect.objects.values_list("old_path", "new_path")),
    ]


def imported_from(archive: bytes, by: User, folder: Path) -> list[str]:
    """What the command says of an export."""
    (folder / "club.zip").write_bytes(archive)
    said = StringIO()
    call_command("import_club", str(folder / "club.zip"), by=by.email, stdout=said)
    drain(now=NOW)
    return said.getvalue().splitlines()


def test_export_makes_the_same_club_elsewhere_and_changes_nothing_the_second_time(tmp_path: Path) -> None:
    club()
    Mentor.objects.update(photo=photos.store(photos.square(io.BytesIO(picture()), size=1)))
    team = team_member(email="team@example.org")
    before, tables, whole = state(), made(), archived()
    assert imported_from(whole, team, tmp_path) == [
        "areas.csv: 0 new, 0 changed, 1 left alone, 0 refused",
        "topics.csv: 0 new, 0 changed, 2 left alone, 0 refused",
        "mentors.csv: 0 new, 0 changed, 1 left alone, 0 refused",
        "hours.csv: 0 new, 0 changed, 1 left alone, 0 refused",
        "redirects.csv: 0 new, 0 changed, 1 left alone, 0 refused",
    ]
    assert state() == before
    Mentor.objects.all().delete()
    User.objects.exclude(pk=team.pk).delete()
    Topic.objects.all().delete()
    Category.objects.all().delete()
    Redirect.objects.all().delete()
    assert imported_from(whole, team, tmp_path)[2:] == [
        "mentors.csv: 1 new, 0 changed, 0 left alone, 0 refused",
        "hours.csv: 1 new, 0 changed, 0 left alone, 0 refused",
        "redirects.csv: 1 new, 0 changed, 0 left alone, 0 refused",
        "photos.zip: 1 of 1 photos added",
    ]
    assert state() == before
    again = made()
    with zipfile.ZipFile(io.BytesIO(again.pop("photos.zip"))) as taken_along:
        assert taken_along.namelist() == ["ana-from-vienna.webp"]
    tables.pop("photos.zip")
    assert again == tables
    assert len(imported_from(whole, team, tmp_path)) == len(tables)
    assert state() == before
    Redirect.objects.all().delete()
    assert imported_from(archived(), team, tmp_path)[-1] == "redirects.csv: no rows"


def test_undo_of_areas_leaves_those_with_topics_and_no_two_get_one_name() -> None:
    some_topics()
    Category.objects.update(description="Old words")
    head = ["name", "name_de", "group", "icon", "position", "description"]
    batch = imported(
        csv_of(head, ["Career", "Karriere", "Work", "rocket-launch", "7", "New words"],
               ["Design", "Gestaltung", "Beruf", "Pinsel", "", ""], ["Money", "Geld", "x", "y", "z", ""],
               ["Design", "Entwurf", "", "", "", ""]),
        TableKind.AREAS,
    )  # fmt: skip
    assert batch.counts == {"changed": 1, "new": 2, "refused": 1, "noted": 1}
    assert list(Category.objects.order_by("position").values_list("slug", "icon", "description")) == [
        ("design", "paint-brush", ""),
        ("money", "chat-bubble-left-right", ""),
        ("career", "rocket-launch", "New words"),
    ]
    Topic.objects.create(slug="layout", name="Layout", name_de="Layout", category=Category.objects.get(slug="design"))
    batch = undone(batch)
    assert list(batch.rows.exclude(left="").values_list("key", "left")) == [("design", "This area is in use by now.")]
    assert Category.objects.get(slug="career").description == "Old words"
    assert not Category.objects.filter(slug="money").exists()


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
