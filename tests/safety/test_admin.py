"""The team's queue of reports, measures and appeals."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core import clock
from core.groups import SAFEGUARDING
from core.privacy import rules
from core.private_words import OPENED, open_for
from data_protection.services import retaining
from notifications.models import Notice
from safety.models import Measure, MeasureKind, Report
from tests.bookings.moments import NOW
from tests.factories import MeasureFactory, ReportFactory, UserFactory
from tests.pages import signed_in
from tests.security.staff import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock", "no_second_factor")]

LIST, MEASURES = "/admin/safety/report/", "/admin/safety/measure/"
WORDS = "They wanted to sell me a course for 900 euros."


@pytest.fixture
def team() -> User:
    return staff("Administrators")


@pytest.fixture
def safe() -> User:
    user = staff("helper")
    user.groups.set(Group.objects.filter(name=SAFEGUARDING))
    return user


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_queue_marks_what_is_overdue(team: User) -> None:
    late, fresh = ReportFactory(made_at=NOW - timedelta(days=7)), ReportFactory()
    done = ReportFactory(answer="Thank you.", answered_at=NOW)
    client = signed_in(team)
    shown = page(client, LIST)
    assert all(row.number in shown for row in (late, fresh, done))
    states = [shown.partition(row.number)[2].partition("</tr>")[0] for row in (late, fresh, done)]
    assert ["overdue" in state for state in states] == [True, False, False]
    waiting, overdue = (page(client, f"{LIST}?answer={which}") for which in ("waiting", "overdue"))
    assert [row.number in waiting for row in (late, fresh, done)] == [True, True, False]
    assert [row.number in overdue for row in (late, fresh, done)] == [True, False, False]


def test_confidential_lane_is_not_even_seen_by_admins(team: User, safe: User) -> None:
    row = ReportFactory(kind="harassment")
    taken = MeasureFactory(report=row)
    for reader in (team, staff("admin")):
        client = signed_in(reader)
        assert row.number not in page(client, LIST)
        for path in (f"{LIST}{row.pk}/change/", f"{LIST}{row.pk}/history/", f"{MEASURES}{taken.pk}/change/"):
            assert client.get(path).status_code in (302, 404), path
        assert client.post(f"{LIST}{row.pk}/open/", {"reason": "I would like to know."}).status_code in (302, 403, 404)
        assert row.number not in page(client, f"{MEASURES}add/")
        assert row.number not in page(client, f"/admin/?q={row.number}")
    assert not LogEntry.objects.exists()
    assert row.number in page(signed_in(safe), LIST)


REASON = "I’m looking into this."


def opened(client: Client, path: str, row: Report | Measure) -> Client:
    client.post(f"{path}{row.pk}/open/", {"reason": REASON})
    return client


def test_words_and_names_are_opened_with_a_reason_that_the_report_shows(team: User) -> None:
    about, by = (UserFactory(display_name=name) for name in ("Zoe Quill", "Ines Roth"))
    row, client = ReportFactory(about=about, by=by), signed_in(team)
    told = (WORDS, "Zoe Quill", "Ines Roth", 'name="reply"')
    path = f"{LIST}{row.pk}/change/"
    assert not any(each in page(client, where) for where in (LIST, path) for each in told)
    assert client.post(path, {"reply": "Thank you."}).status_code == 403  # nobody answers what they haven't read
    opened(client, LIST, row)
    assert all(each in page(client, path) for each in told)
    entry = LogEntry.objects.get()
    assert (entry.user, entry.action_flag, entry.change_message) == (team, OPENED, REASON)
    for where in (path, f"{LIST}{row.pk}/history/"):
        shown = page(signed_in(staff("Administrators")), where)  # also to those who haven't opened it
        assert (team.display_name in shown, REASON in shown) == (True, True)


def test_decision_and_appeal_are_opened_in_the_same_way(team: User, safe: User) -> None:
    row = MeasureFactory(report=ReportFactory(kind="danger"), appeal="It was a question.", appealed_at=NOW)
    told, path = (row.rule, row.facts, "It was a question.", 'name="verdict"'), f"{MEASURES}{row.pk}/change/"
    client = signed_in(safe)
    assert not any(each in page(client, where) for where in (MEASURES, path) for each in told)
    opened(client, MEASURES, row)
    assert all(each in page(client, path) for each in told)
    assert REASON in page(client, path)
    assert signed_in(team).get(path).status_code == 302  # who opened what is confidential is, too


def test_who_opened_a_case_is_kept_for_four_years() -> None:
    case, other = ReportFactory(), UserFactory()
    for row in (case, other):
        open_for(row, by=staff("admin"), reason=REASON, now=NOW)
    days = rules["openings"].days
    for day, number in ((days - 1, 2), (days + 1, 1)):
        retaining.run(now=NOW + timedelta(days=day))
        assert LogEntry.objects.count() == number
    assert LogEntry.objects.get().object_id == str(other.pk)


def test_answer_is_emailed_once_and_logged(team: User) -> None:
    row = ReportFactory()
    client = opened(signed_in(team), LIST, row)
    client.post(f"{LIST}{row.pk}/change/", {"reply": "Thank you. We have spoken to them."})
    row.refresh_from_db()
    assert (row.answer, row.answered_by) == ("Thank you. We have spoken to them.", team)
    assert Notice.objects.filter(kind="report_answered", recipient=row.by).count() == 1
    assert LogEntry.objects.exclude(action_flag=OPENED).get().object_id == str(row.pk)
    assert 'name="reply"' not in page(client, f"{LIST}{row.pk}/change/")


def measure(report: Report, **changes: Any) -> dict[str, Any]:
    said = {"report": report.pk, "kind": "word", "rule": "Nothing is sold.", "facts": "You offered a course."}
    return said | {"until_0": "", "until_1": "", "weekly": ""} | changes


def test_measure_is_taken_from_a_report(team: User) -> None:
    row, client = ReportFactory(), signed_in(team)
    assert f"{MEASURES}add/?report={row.pk}" in page(client, f"{LIST}{row.pk}/change/")
    assert "selected" in page(client, f"{MEASURES}add/?report={row.pk}")
    until = clock.now() + timedelta(days=7)
    sent = measure(row, kind="pause", until_0=f"{until:%Y-%m-%d}", until_1="12:00")
    assert client.post(f"{MEASURES}add/", sent).status_code == 302
    taken = Measure.objects.get()
    assert (taken.kind, taken.member, taken.taken_by, taken.report) == (MeasureKind.PAUSE, row.about, team, row)
    assert LogEntry.objects.get().object_id == str(taken.pk)
    assert Notice.objects.filter(kind="measure_taken", recipient=row.about).exists()
    assert f"{MEASURES}{taken.pk}/change/" in page(client, f"{LIST}{row.pk}/change/")


def test_measure_that_is_refused_leaves_no_trace(team: User) -> None:
    client = signed_in(team)
    client.post(f"{MEASURES}add/", measure(ReportFactory(), kind="limit"))
    client.post(f"{MEASURES}add/", measure(ReportFactory(kind="danger")))
    client.post(f"{MEASURES}add/", measure(ReportFactory(about=None)))
    assert not Measure.objects.exists()
    assert not LogEntry.objects.exists()


def test_appeal_is_decided_by_another(team: User) -> None:
    row = MeasureFactory(taken_by=team, appeal="It was a question.", appealed_at=NOW)
    sent = {"verdict": "lift", "reason": "You’re right."}
    taker = opened(signed_in(team), MEASURES, row)
    assert taker.post(f"{MEASURES}{row.pk}/change/", sent).status_code == 403
    other = opened(signed_in(staff("Administrators")), MEASURES, row)
    assert "member" in page(other, f"{MEASURES}?appeal=waiting")
    assert "It was a question." in page(other, f"{MEASURES}{row.pk}/change/")
    other.post(f"{MEASURES}{row.pk}/change/", sent)
    row.refresh_from_db()
    assert (row.lifted_at is None, row.decision) == (False, "You’re right.")
    assert LogEntry.objects.exclude(action_flag=OPENED).count() == 1


def test_list_says_which_measures_are_in_force(team: User) -> None:
    day = timedelta(days=1)
    appeal = {"appeal": "I didn’t.", "appealed_at": NOW}
    told = {
        MeasureFactory(kind="pause", taken_at=NOW - day, until=NOW + day).pk: "in force",
        MeasureFactory(kind="pause", taken_at=NOW - 2 * day, until=NOW - day).pk: "over",
        MeasureFactory(kind="removal").pk: "in force",
        MeasureFactory(acknowledged_at=NOW).pk: "over",
        MeasureFactory(**appeal).pk: "appealed",
        MeasureFactory(**appeal, decision="So it is.", decided_at=NOW, lifted_at=NOW).pk: "lifted",
    }
    clock.move_to(NOW)
    shown = signed_in(team).get(MEASURES).context["cl"]
    assert {row.pk: shown.model_admin.state(row)[0] for row in shown.result_list} == told
    assert {pk for pk, state in told.items() if state == "in force"} == {
        row.pk for row in Measure.objects.in_force(at=NOW).filter(appealed_at=None)
    }


@pytest.mark.parametrize("path", [LIST, MEASURES])
def test_list_asks_the_database_the_same_for_one_and_for_three(team: User, path: str) -> None:
    client, numbers = signed_in(team), []
    for _number in range(3):
        MeasureFactory(report=ReportFactory())
        with CaptureQueriesContext(connection) as asked:
            page(client, path)
        numbers.append(len(asked))
    assert numbers[0] == numbers[2]
