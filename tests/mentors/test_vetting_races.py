"""Assessments and decisions at the same moment. Each race has a twin with the protection off."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from mentors import services
from mentors.models import Application, ApplicationState, ApplicationStep, Review
from mentors.services import readings, vetting
from tests.factories import ApplicationFactory, UserFactory
from tests.mentors.readings import NOW, judge, read_by_two
from tests.races import WAIT_SECONDS, all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def application() -> Application:
    return read_by_two(ApplicationFactory(submitted=True))


@pytest.fixture
def together_without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make two threads wait for each other after they have looked at the application, which neither has locked."""
    met = threading.Barrier(2, timeout=WAIT_SECONDS)

    def look(application: Application) -> Application:
        row = Application.objects.select_related("applicant").get(pk=application.pk)
        met.wait()
        return row

    monkeypatch.setattr(vetting, "locked", look)


def deciding(application: Application, service: Callable[..., Any] = services.decline) -> Callable[[], Any]:
    by = UserFactory(staff=True)
    return lambda: service(application=application, by=by, message="Because.", now=NOW)


def disagreeing(application: Application) -> Callable[[], Review]:
    by = UserFactory(staff=True)
    return lambda: judge(application, by, 1, "decline")


def summary(results: list[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_decision_and_assessment_at_once_know_of_each_other(application: Application) -> None:
    """Either the third assessment is too late, or the decision knows it."""
    decided, judged = all_at_once(deciding(application), disagreeing(application))
    application.refresh_from_db()
    assert isinstance(decided, ApplicationStep)
    assert application.state == ApplicationState.DECLINED
    late = isinstance(judged, services.ApplicationRefused)
    assert Review.objects.count() == (2 if late else 3)


def test_without_the_lock_an_assessment_is_saved_of_what_is_decided(
    application: Application, together_without_locks: None
) -> None:
    decided, judged = all_at_once(deciding(application), disagreeing(application))
    assert summary([decided, judged]) == ["ApplicationStep", "Review"]


def test_changed_assessment_and_decision_at_once_keep_the_rule(application: Application) -> None:
    """Two who agreed no longer do: the decision comes first, or takes a third reader."""
    reader = application.reviews.first().reviewer
    results = all_at_once(deciding(application), lambda: judge(application, reader, 1, "decline"))
    kinds = summary(results)
    assert kinds in (["ApplicationRefused", "ApplicationStep"], ["ReadingsMissing", "Review"])
    assert services.readings_of(application).are_far_apart == (kinds[0] == "ReadingsMissing")


def test_without_the_lock_what_is_far_apart_is_decided(
    application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = application.reviews.first().reviewer
    counted, changed, original = threading.Event(), threading.Event(), readings.override_of

    def count(row: Application, *, reason: str) -> str:
        override = original(row, reason=reason)
        counted.set()
        assert changed.wait(WAIT_SECONDS)
        return override

    def change() -> None:
        assert counted.wait(WAIT_SECONDS)
        judge(application, reader, 1, "decline")
        changed.set()

    monkeypatch.setattr(vetting, "override_of", count)
    monkeypatch.setattr(vetting, "locked", lambda row: Application.objects.select_related("applicant").get(pk=row.pk))
    all_at_once(deciding(application), change)
    application.refresh_from_db()
    assert application.state == ApplicationState.DECLINED
    assert services.readings_of(application).are_far_apart


def test_without_the_lock_two_decide(application: Application, together_without_locks: None) -> None:
    """The twin of `test_two_reviewers_at_once_decide_once` in test_services.py."""
    all_at_once(deciding(application), deciding(application))
    assert ApplicationStep.objects.count() == 2
