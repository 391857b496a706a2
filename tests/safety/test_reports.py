"""Telling the team what happened, and the team's answer."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Group

from accounts.models import User
from core.groups import SAFEGUARDING
from notifications.models import Notice
from safety.errors import ReportRefused
from safety.models import Place, Report, ReportKind
from safety.services.reports import answer, report
from tests.bookings.moments import NOW
from tests.factories import ReportFactory, UserFactory
from tests.races import all_at_once
from tests.security.staff import staff

pytestmark = pytest.mark.django_db

WORDS = "They wanted to sell me a course for 900 euros."
DAY = timedelta(days=1)


def tell(about: User, by: User | None, **changes: Any) -> Report:
    said: dict[str, Any] = {"place": Place.PROFILE, "kind": ReportKind.SELLING, "words": WORDS, "language": "en"}
    return report(about=about, by=by, **(said | {"now": NOW} | changes))


def told() -> set[tuple[str, str]]:
    """Kind and address of each email."""
    return {(row.kind, row.recipient.email if row.recipient else row.address) for row in Notice.objects.all()}


def test_reporter_gets_the_number_and_the_team_learns_that_something_waits(settings: LazySettings) -> None:
    about, by = UserFactory(), UserFactory()
    row = tell(about, by)
    assert row.due_at == NOW + 2 * DAY
    assert told() == {("report_received", by.email), ("report_for_team", settings.TEAM_EMAIL)}


def test_visitor_leaves_an_address() -> None:
    about = UserFactory()
    with pytest.raises(ReportRefused, match="Please give an email address"):
        tell(about, None)
    row = tell(about, None, address="vi@example.org", language="de")
    assert ("report_received", "vi@example.org") in told()
    assert Notice.objects.get(address="vi@example.org").language == "de"
    assert row.by is None


@pytest.mark.parametrize("kind", [ReportKind.HARASSMENT, ReportKind.DANGER])
def test_confidential_ones_are_told_to_safeguarding_alone(kind: ReportKind, settings: LazySettings) -> None:
    about, by, safe = staff("helper"), UserFactory(), staff("helper")
    for member in (about, safe):
        member.groups.set(Group.objects.filter(name=SAFEGUARDING))
    tell(about, by, kind=kind)
    assert told() == {("report_received", by.email), ("report_for_team", safe.email)}
    safe.groups.clear()
    about.groups.clear()
    tell(about, by, kind=kind, words=WORDS * 2)
    assert ("report_for_team", settings.TEAM_EMAIL) in told()  # someone has to know that it waits


@pytest.mark.parametrize("words", ["", "Too short.", "x" * 4001, " \u200b" * 40])
def test_words_are_needed_and_have_an_end(words: str) -> None:
    with pytest.raises(ReportRefused, match="in 20 to 4000 characters"):
        tell(UserFactory(), UserFactory(), words=words)


def test_nobody_reports_themselves() -> None:
    ann = UserFactory()
    with pytest.raises(ReportRefused, match="You can’t report yourself"):
        tell(ann, ann)


def test_form_that_is_sent_twice_makes_one_report() -> None:
    about, by = UserFactory(), UserFactory()
    first = tell(about, by)
    assert tell(about, by, now=NOW + timedelta(minutes=1)) == first
    assert tell(about, UserFactory()) != first
    assert tell(about, by, now=NOW + 2 * DAY) != first


@pytest.mark.django_db(transaction=True)
def test_form_that_is_sent_twice_at_once_makes_one_report() -> None:
    about, by = UserFactory(), UserFactory()
    all_at_once(*[lambda: tell(about, by)] * 4)
    assert Report.objects.count() == 1


def test_answer_is_given_once_by_someone_who_may_see_it() -> None:
    row, team, secret = ReportFactory(), staff("Administrators"), ReportFactory(kind="danger")
    done = answer(report=row, by=team, text=" Thank you. ", now=NOW)
    assert (done.answer, done.answered_by, done.answered_at) == ("Thank you.", team, NOW)
    assert told() == {("report_answered", row.by.email)}
    with pytest.raises(ReportRefused, match="has been answered"):
        answer(report=row, by=team, text="Again.", now=NOW)
    for other, by in ((secret, team), (secret, staff("admin")), (ReportFactory(), staff("helper"))):
        with pytest.raises(ReportRefused, match="isn’t yours to answer"):
            answer(report=other, by=by, text="Thank you.", now=NOW)
    with pytest.raises(ReportRefused, match="someone else on the team answers"):
        answer(report=ReportFactory(by=team), by=team, text="Thank you.", now=NOW)
    with pytest.raises(ReportRefused, match="Please write an answer"):
        answer(report=ReportFactory(), by=team, text=" ", now=NOW)


def test_report_is_overdue_when_its_time_has_passed() -> None:
    row, done = ReportFactory(), ReportFactory(answer="Thank you.", answered_at=NOW)
    at = row.due_at
    assert list(Report.objects.overdue(at=at - timedelta(minutes=1))) == []
    assert list(Report.objects.overdue(at=at)) == [row]
    assert (row.is_overdue(at=at), done.is_overdue(at=at)) == (True, False)
