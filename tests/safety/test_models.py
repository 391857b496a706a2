"""What the database doesn't take, whoever writes it; and who may see what."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from accounts.models import User
from core.groups import CLUB_TEAM, SAFEGUARDING
from safety.models import Measure, Report
from safety.models.reports import LETTERS
from tests.bookings.moments import NOW
from tests.factories import MeasureFactory, ReportFactory, UserFactory
from tests.security.staff import staff

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=7)


def broken(model: Any, row: Any, constraint: str, changes: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**changes)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("report_of_a_kind", {"kind": "noise"}),
        ("report_of_a_place", {"place": "street"}),
        ("report_has_words", {"words": ""}),
        ("report_excerpt_of_a_message", {"place": "message"}),
        ("report_excerpt_of_a_message", {"excerpt": [{"number": 1}]}),
        ("report_due_later", {"due_at": NOW}),
        ("report_answer_is_dated", {"answer": "Thank you."}),
        ("report_answer_is_dated", {"answered_at": NOW}),
    ],
)
def test_report_keeps_its_rules(constraint: str, changes: dict[str, Any]) -> None:
    broken(Report, ReportFactory(), constraint, changes)


def test_nobody_reports_themselves() -> None:
    row = ReportFactory()
    broken(Report, row, "report_by_another", {"about": row.by})


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("measure_of_a_kind", {"kind": "frown"}),
        ("measure_says_why", {"rule": ""}),
        ("measure_says_why", {"facts": ""}),
        ("measure_ends", {"kind": "pause"}),
        ("measure_ends", {"until": LATER}),
        ("measure_until_later", {"kind": "pause", "until": NOW}),
        ("measure_limit_has_number", {"kind": "limit", "until": LATER}),
        ("measure_limit_has_number", {"weekly": 1}),
        ("measure_word_is_acknowledged", {"kind": "removal", "acknowledged_at": NOW}),
        ("measure_appeal_is_dated", {"appeal": "No."}),
        ("measure_appeal_is_dated", {"appealed_at": NOW}),
        ("measure_decision_of_an_appeal", {"decision": "So it is.", "decided_at": NOW}),
        ("measure_decision_is_dated", {"appeal": "No.", "appealed_at": NOW, "decided_at": NOW}),
        ("measure_lifted_on_appeal", {"lifted_at": NOW}),
    ],
)
def test_measure_keeps_its_rules(constraint: str, changes: dict[str, Any]) -> None:
    broken(Measure, MeasureFactory(), constraint, changes)


def test_whoever_takes_a_measure_never_decides_its_appeal() -> None:
    row = MeasureFactory(appeal="No.", appealed_at=NOW)
    done = {"decision": "Yes.", "decided_at": NOW, "decided_by": row.taken_by}
    broken(Measure, row, "measure_decided_by_another", done)


def reader(*groups: str) -> User:
    user = staff("helper")
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def test_confidential_reports_are_for_safeguarding_and_not_even_for_admins() -> None:
    open_one, secret = ReportFactory(), ReportFactory(kind="harassment")
    taken = MeasureFactory(report=secret)
    plain, alone = MeasureFactory(report=open_one), MeasureFactory()
    for team in (reader(CLUB_TEAM), staff("admin")):
        assert set(Report.objects.open_to(team)) == {open_one}
        assert set(Measure.objects.open_to(team)) == {plain, alone}
    safe = reader(SAFEGUARDING)
    assert set(Report.objects.open_to(safe)) == {open_one, secret}
    assert set(Measure.objects.open_to(safe)) == {plain, alone, taken}


def test_nobody_reads_what_is_said_about_themselves() -> None:
    safe = reader(SAFEGUARDING)
    MeasureFactory(report=ReportFactory(about=safe))
    MeasureFactory(member=safe)
    assert not Report.objects.open_to(safe).exists()
    assert not Measure.objects.open_to(safe).exists()


def test_report_of_someone_who_is_gone_stays_in_the_queue() -> None:
    row = ReportFactory(about=UserFactory())
    Report.objects.filter(pk=row.pk).update(about=None)
    assert set(Report.objects.open_to(reader(CLUB_TEAM))) == {row}


def test_number_is_easy_to_read_out() -> None:
    number = ReportFactory().number
    assert len(number) == 9
    assert set(number.replace("-", "")) <= set(LETTERS)
    assert not set("01ILOU") & set(LETTERS)
