"""Assessments and decisions at the same moment. Each race has a twin with the protection off."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from mentors import services
from mentors.models import Application, ApplicationState, ApplicationStep, Assignment, Decision, Mentor, Review
from mentors.services import assigning, readings, vetting
from mentors.services import deciding as deciding_services
from notifications.models import Notice
from tests.factories import ApplicationFactory, UserFactory
from tests.mentors.readings import NOW, WHY, carried_out, judge, read_by_two
from tests.races import WAIT_SECONDS, all_at_once, meet_after

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def application() -> Application:
    return read_by_two(ApplicationFactory(submitted=True))


@pytest.fixture
def together_without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make two threads wait for each other after they have seen an application undecided, which neither has locked."""
    monkeypatch.setattr(vetting, "locked", lambda row: Application.objects.select_related("applicant").get(pk=row.pk))
    meet_after(monkeypatch, vetting, "check_undecided")


def deciding(application: Application, service: Callable[..., Any] = services.decline) -> Callable[[], Any]:
    by = UserFactory(staff=True)
    more = {"reasons": WHY} if service is services.decline else {}
    return lambda: service(application=application, by=by, message="Because.", now=NOW, **more)


def disagreeing(application: Application) -> Callable[[], Review]:
    by = UserFactory(staff=True)
    return lambda: judge(application, by, 1, "decline")


def summary(results: list[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_decision_and_assessment_at_once_know_of_each_other(application: Application) -> None:
    """Either the third assessment is too late, or the decision knows it."""
    decided, judged = all_at_once(deciding(application), disagreeing(application))
    assert isinstance(decided, Decision)
    late = isinstance(judged, services.ApplicationRefused)
    assert Review.objects.count() == (2 if late else 3)


def test_without_the_lock_an_assessment_is_saved_of_what_is_decided(
    application: Application, together_without_locks: None
) -> None:
    decided, judged = all_at_once(deciding(application), disagreeing(application))
    assert summary([decided, judged]) == ["Decision", "Review"]


def test_changed_assessment_and_decision_at_once_keep_the_rule(application: Application) -> None:
    """Two who agreed no longer do: the decision comes first, or takes a third reader."""
    reader = application.reviews.first().reviewer
    results = all_at_once(deciding(application), lambda: judge(application, reader, 1, "decline"))
    kinds = summary(results)
    assert kinds in (["ApplicationRefused", "Decision"], ["ReadingsMissing", "Review"])
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
    assert Decision.objects.pending().exists()
    assert services.readings_of(application).are_far_apart


def test_without_the_lock_the_constraint_lets_one_decide(
    application: Application, together_without_locks: None
) -> None:
    """The twin of `test_two_reviewers_at_once_decide_once`."""
    results = all_at_once(deciding(application), deciding(application))
    assert summary(results) == ["ApplicationRefused", "Decision"]
    assert "Someone has just decided this." in map(str, results)


def both(decision: Decision) -> list[Callable[[], Any]]:
    """Someone undoes a decision at the moment when it's carried out."""
    by = UserFactory(staff=True)
    return [
        lambda: services.undo(decision=decision, by=by, now=decision.due_at),
        lambda: services.carry_out(decision=decision, now=decision.due_at),
    ]


def test_decision_is_undone_or_carried_out(application: Application) -> None:
    decision = deciding(application, services.approve)()
    undone, step = all_at_once(*both(decision))
    application.refresh_from_db()
    decision.refresh_from_db()
    if step is None:
        assert isinstance(undone, Decision)
        assert (decision.done_at, application.state) == (None, ApplicationState.SUBMITTED)
    else:
        assert str(undone) == "It’s too late to undo this: the email is on its way."
        assert (decision.undone_at, application.state) == (None, ApplicationState.APPROVED)
    assert Mentor.objects.count() == Notice.objects.count() == (step is not None)


def test_without_the_locks_the_constraint_stops_whoever_is_second(
    application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = deciding(application, services.approve)()
    unlocked: Callable[[Application], Application] = lambda row: Application.objects.select_related(  # noqa: E731
        "applicant"
    ).get(pk=row.pk)
    meet_after(monkeypatch, Decision, "is_pending")
    monkeypatch.setattr(type(Decision.objects.all()), "for_update", lambda rows: rows)
    monkeypatch.setattr(vetting, "locked", unlocked)
    monkeypatch.setattr(deciding_services, "locked", unlocked)
    undone, step = all_at_once(*both(decision))
    assert summary([undone, step]) in (["ApplicationRefused", "ApplicationStep"], ["Decision", "IntegrityError"])


def test_two_reviewers_at_once_decide_once(application: Application) -> None:
    results = all_at_once(deciding(application, services.approve), deciding(application))
    assert summary(results) == ["ApplicationRefused", "Decision"]
    decided = carried_out(Decision.objects.get())
    assert ApplicationStep.objects.count() == Notice.objects.count() == 1
    assert Mentor.objects.count() == (decided.state == ApplicationState.APPROVED)


def test_two_of_one_name_approved_at_once_get_two_addresses() -> None:
    rows = [ApplicationFactory(submitted=True, applicant__display_name="Mei Ling") for _ in range(2)]
    made = [deciding(read_by_two(row), services.approve)() for row in rows]
    all_at_once(*[lambda each=each: services.carry_out(decision=each, now=each.due_at) for each in made])
    assert sorted(Mentor.objects.values_list("slug", flat=True)) == ["mei-ling", "mei-ling-2"]


def test_two_first_saves_at_once_make_one_draft() -> None:
    member = UserFactory()
    draft = services.Content(letter="Dear")
    all_at_once(*[lambda: services.save_draft(by=member, content=draft, now=NOW)] * 4)
    assert Application.objects.filter(applicant=member).count() == 1


def assigners(application: Application) -> list[Callable[[], Any]]:
    """Two who assign readers at once, of a team of four."""
    UserFactory.create_batch(4, staff=True)
    return [lambda: services.assign_readers(now=NOW)] * 2


def test_two_who_assign_at_once_assign_each_reader_once() -> None:
    row = ApplicationFactory(submitted=True)
    assert all_at_once(*assigners(row)) == [None, None]
    assert Assignment.objects.in_force().filter(application=row).count() == settings.VETTING_READERS


def test_without_the_lock_the_constraint_stops_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: both have counted the readers and chosen the same before either writes."""
    row, met, original = (
        ApplicationFactory(submitted=True),
        threading.Barrier(2, timeout=WAIT_SECONDS),
        assigning.by_load,
    )

    def by_load(readers: Any) -> list[Any]:
        chosen = list(original(readers))
        met.wait()
        return chosen

    monkeypatch.setattr(assigning, "by_load", by_load)
    monkeypatch.setattr(type(Application.objects.all()), "select_for_update", lambda rows, **_how: rows)
    results = all_at_once(*assigners(row))
    assert summary(results) == ["IntegrityError", "NoneType"]
