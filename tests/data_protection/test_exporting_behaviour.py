"""A member takes a copy of their data: all of it, and nothing that is someone else's."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from core.privacy import declared, kinds
from data_protection.errors import ExportRefused
from data_protection.models import Export
from data_protection.services import exporting
from mentors.photos import sizes_of
from notifications.models import Notice
from outbox.services import run
from tests.data_protection.full_member import DAY, NAME, NOW, PHOTO, WORD, make_member
from tests.factories import AskFactory, BookingFactory, FeedbackFactory, MentorFactory, UserFactory

pytestmark = pytest.mark.django_db


def made(member: User) -> Export:
    """An export after the worker has made it."""
    export = exporting.ask(by=member, now=NOW)
    exporting.make(export.pk, now=NOW)
    export.refresh_from_db()
    return export


def opened(export: Export) -> zipfile.ZipFile:
    with default_storage.open(export.file) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def records(export: Export) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads(opened(export).read("data.json"))["records"]
    return found


def test_copy_has_everything_that_is_exported() -> None:
    member = make_member()
    Export.objects.all().delete()
    archive = opened(made(member))
    data = json.loads(archive.read("data.json"))
    assert set(archive.namelist()) == {
        "index.html",
        "style.css",
        "data.json",
        "schema.json",
        "bookings.ics",
        f"photos/{PHOTO.removeprefix('mentors/')}",
    }
    assert set(data["records"]) == set(kinds)
    shown = {label for label, kind in kinds.items() if any(person.export for person in kind.people)}
    empty = {label for label, rows in data["records"].items() if label in shown and not rows}
    assert empty == {"usersessions.UserSession", "sessions.Session"}  # who isn't signed in
    assert data["records"]["accounts.User"][0]["display_name"] == NAME
    page = archive.read("index.html").decode()
    assert NAME in page
    assert WORD in page
    assert archive.read("bookings.ics").count(b"BEGIN:VEVENT") == len(data["records"]["bookings.Booking"]) == 10


def test_schema_describes_every_field_of_the_data() -> None:
    member = make_member()
    Export.objects.all().delete()
    archive = opened(made(member))
    data, schema = (json.loads(archive.read(name)) for name in ("data.json", "schema.json"))
    described = schema["properties"]["records"]["properties"]
    for label, rows in data["records"].items():
        assert described[label]["title"]
        assert described[label]["description"]
        for row in rows:
            assert set(row) <= set(described[label]["items"]["properties"])
            assert set(row) - {"id"} <= {name for name, line in declared[label].items() if line.export}


def test_copy_has_nothing_that_is_someone_elses() -> None:
    mentor, mentee = MentorFactory(bookable=True), UserFactory()
    held = BookingFactory(mentor=mentor, mentee=mentee, starts_at=NOW - DAY)
    FeedbackFactory(request__booking=held, helped="For you.", platform_message="For the club.")
    asked = AskFactory(mentor=mentor, request__mentee=mentee)
    AskFactory(mentor=mentor, state="waiting", sent_at=None, due_at=None)  # of whom they don't know yet
    theirs, own = records(made(mentor.user)), records(made(mentee))
    assert [row["helped"] for row in theirs["feedback.Feedback"]] == ["For you."]
    assert "platform_message" not in theirs["feedback.Feedback"][0]
    assert own["feedback.Feedback"][0]["platform_message"] == "For the club."
    assert [row["id"] for row in theirs["matching.Ask"]] == [str(asked.uuid)]
    assert "reason" not in own["matching.Ask"][0]
    everything = json.dumps(theirs)
    assert mentee.email not in everything
    assert mentee.display_name in everything
    assert "password" not in json.dumps(own["accounts.User"])


def test_copy_is_in_the_members_language() -> None:
    member = UserFactory(language="de")
    with translation.override("en"):
        page = opened(made(member)).read("index.html").decode()
    assert '<html lang="de">' in page


def test_long_history_takes_a_fixed_number_of_queries(django_assert_max_num_queries: Any) -> None:
    mentor, mentee = MentorFactory(bookable=True), UserFactory()
    for number in range(30):
        BookingFactory(mentor=mentor, mentee=mentee, starts_at=NOW - (number + 1) * DAY)
    export = exporting.ask(by=mentee, now=NOW)
    with django_assert_max_num_queries(2 * len(kinds) + 30):
        exporting.make(export.pk, now=NOW)


def test_one_at_a_time_and_three_a_day() -> None:
    member = UserFactory()
    for _number in range(3):
        export = exporting.ask(by=member, now=NOW)
        with pytest.raises(ExportRefused):
            exporting.ask(by=member, now=NOW)
        exporting.make(export.pk, now=NOW)
    with pytest.raises(ExportRefused, match="three copies"):
        exporting.ask(by=member, now=NOW)
    assert exporting.ask(by=member, now=NOW + DAY + timedelta(seconds=1))


def test_email_has_a_link_and_the_file_goes_after_a_week() -> None:
    member = UserFactory()
    export = exporting.ask(by=member, now=NOW)
    while run(now=NOW):
        pass
    export.refresh_from_db()
    assert [notice.kind for notice in Notice.objects.filter(recipient=member)] == ["export_ready"]
    assert export.expires_at == NOW + 7 * DAY
    assert exporting.forget(now=NOW + 7 * DAY - timedelta(seconds=1)) == 0
    assert default_storage.exists(export.file)
    assert exporting.forget(now=NOW + 7 * DAY) == 1
    assert not default_storage.exists(export.file)
    assert not Export.objects.exists()


def test_download_is_the_members_own_and_only_signed_in(client: Client) -> None:
    member = UserFactory()
    export = made(member)
    page = reverse("data_protection:download", args=[export.uuid])
    assert client.get(page).status_code == 302
    client.force_login(UserFactory(staff=True))
    assert client.get(page).status_code == 404
    client.force_login(member)
    answer = client.get(page)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/zip"
    assert "no-store" in answer.headers["Cache-Control"]
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert len(content) == export.size
    default_storage.delete(export.file)
    assert client.get(page).status_code == 404


def test_copy_of_a_member_who_is_gone_leaves_no_file() -> None:
    member = UserFactory()
    export = exporting.ask(by=member, now=NOW)
    User.objects.filter(pk=member.pk).update(is_active=False)
    exporting.make(export.pk, now=NOW)
    exporting.give_up(export.pk, now=NOW)
    export.refresh_from_db()
    assert (export.file, export.failed_at) == ("", NOW)


def test_photo_that_is_gone_is_left_out() -> None:
    member = make_member()
    Export.objects.all().delete()
    for size in sizes_of(PHOTO):
        default_storage.delete(size)
    assert not any(name.startswith("photos/") for name in opened(made(member)).namelist())


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"made_at": NOW, "expires_at": NOW + DAY}, "export_made_has_file"),
        ({"file": "exports/x.zip"}, "export_made_has_file"),
        ({"made_at": NOW, "file": "x", "expires_at": NOW}, "export_made_expires"),
        ({"made_at": NOW, "file": "x"}, "export_made_expires"),
        ({"made_at": NOW, "file": "x", "expires_at": NOW + DAY, "failed_at": NOW}, "export_made_or_failed"),
    ],
)
def test_export_is_made_or_not(change: dict[str, Any], constraint: str) -> None:
    export = exporting.ask(by=UserFactory(), now=NOW)
    with pytest.raises(IntegrityError, match=constraint):
        Export.objects.filter(pk=export.pk).update(**change)


def test_second_export_that_waits_is_refused_by_the_database() -> None:
    export = exporting.ask(by=UserFactory(), now=NOW)
    with pytest.raises(IntegrityError, match="export_one_at_a_time"):
        Export.objects.create(member=export.member, asked_at=NOW)
