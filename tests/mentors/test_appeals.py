"""Appeals against a no: by the applicant, once and in time; decided by someone who had no part in it."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from mentors import services
from mentors.models import (
    Appeal,
    Application,
    ApplicationState,
    Assignment,
    Review,
    appeal_by,
)
from mentors.services import ApplicationRefused, appealing
from notifications.models import Notice
from notifications.services import build
from tests.factories import AppealFactory, ApplicationFactory, UserFactory
from tests.mentors.readings import NOW, WHY, carried_out, judge, read_by_two
from tests.pages import signed_in
from tests.races import WAIT_SECONDS, all_at_once
from tests.security.staff import staff

DAY = timedelta(days=1)
LATER = NOW + DAY
WORDS = {"words": "I have twelve years of it, and you missed that."}


@pytest.fixture
def declined() -> Application:
    """Two have read it, and one of them has said no."""
    row = ApplicationFactory(submitted=True)
    first, second = UserFactory(staff=True), UserFactory(staff=True)
    read_by_two(row, first, second)
    return carried_out(services.decline(application=row, by=first, message="No.", reasons=WHY, now=NOW))


def appealed(row: Application) -> Appeal:
    return services.appeal(application=row, by=row.applicant, now=LATER, **WORDS)


def decided(row: Appeal, *, reopen: bool = True, by: Any = None) -> Appeal:
    by = by or UserFactory(staff=True)
    return services.decide_appeal(appeal=row, by=by, reopen=reopen, reason="You do.", now=LATER)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"words": ""},
        {"verdict": "upheld"},
        {"decided_at": LATER},
        {"decided_at": LATER, "verdict": "upheld"},
        {"decided_at": LATER, "verdict": "perhaps", "reason": "x"},
        {"reason": "x"},
        {"decided_at": NOW - 9999 * DAY, "verdict": "upheld", "reason": "x"},
    ],
)
def test_database_keeps_appeals_whole(change: dict[str, Any]) -> None:
    row = AppealFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        AppealFactory(application=row.application)


@pytest.mark.django_db
def test_email_of_a_no_and_the_page_say_until_when(declined: Application) -> None:
    last = appeal_by(declined.decided_at or NOW)
    letter = build(Notice.objects.get(kind="application_declined"), now=LATER)
    assert "12 January 2027" in str(letter) or f"{last:%B} {last.day}, {last.year}" in str(letter)
    client, page = signed_in(declined.applicant), declined.get_absolute_url()
    assert "Send the appeal" in client.get(page).content.decode()
    client.post(page, {"action": "appeal", "words": " "})
    assert not Appeal.objects.exists()
    client.post(page, {"action": "appeal", **WORDS})
    row = Appeal.objects.get()
    assert (row.application, row.words) == (declined, WORDS["words"])
    assert set(Notice.objects.filter(kind__contains="appeal").values_list("kind", flat=True)) == {
        "application_appealed", "application_appeal_for_team",
    }  # fmt: skip
    again = client.get(page).content.decode()
    assert WORDS["words"] in again
    assert "Send the appeal" not in again
    client.post(page, {"action": "appeal", "words": "Once more."})
    assert Appeal.objects.get().words == WORDS["words"]


@pytest.mark.django_db
def test_appeal_is_of_ones_own_no_in_time_and_before_one_applies_again(declined: Application) -> None:
    ask = services.appeal
    with pytest.raises(ApplicationRefused):
        ask(application=declined, by=UserFactory(), now=LATER, **WORDS)
    with pytest.raises(ApplicationRefused, match="over"):
        ask(application=declined, by=declined.applicant, now=appeal_by(declined.decided_at or NOW), **WORDS)
    waiting = ApplicationFactory(submitted=True)
    with pytest.raises(ApplicationRefused, match="Only a no"):
        ask(application=waiting, by=waiting.applicant, now=LATER, **WORDS)
    ApplicationFactory(applicant=declined.applicant)
    with pytest.raises(ApplicationRefused, match="applied again"):
        ask(application=declined, by=declined.applicant, now=LATER, **WORDS)


@pytest.mark.django_db
def test_readers_the_decider_and_the_applicant_do_not_decide(declined: Application) -> None:
    row = appealed(declined)
    judges = [review.reviewer for review in declined.reviews.all()]
    for by in (*judges, declined.applicant, staff("helper"), staff("Safeguarding")):
        with pytest.raises(ApplicationRefused):
            decided(row, by=by)
    row.refresh_from_db()
    assert not row.is_decided
    assert decided(row, by=staff("Readers"), reopen=False).is_decided
    with pytest.raises(ApplicationRefused, match="has been decided"):
        decided(row)


@pytest.mark.django_db
def test_upheld_appeal_leaves_the_no_and_tells_why(declined: Application) -> None:
    decided(appealed(declined), reopen=False)
    declined.refresh_from_db()
    assert (declined.state, declined.reopened_at) == (ApplicationState.DECLINED, None)
    assert "You do." in str(build(Notice.objects.get(kind="application_upheld"), now=LATER))
    assert "the decision stays" in signed_in(declined.applicant).get(declined.get_absolute_url()).content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("no_second_factor")
def test_reopened_application_is_read_by_others_who_see_no_earlier_grades(declined: Application) -> None:
    earlier = [review.reviewer for review in declined.reviews.all()]
    readers = [staff("Readers"), staff("Readers")]
    decided(appealed(declined), by=readers[0])
    declined.refresh_from_db()
    assert (declined.state, declined.again_on, declined.waiting_since) == ("in_review", None, LATER)
    assert services.readings_of(declined).missing == 2
    assigned = {each.reader for each in Assignment.objects.waiting().filter(application=declined)}
    assert assigned & set(earlier) == set()
    assert list(Review.objects.shown_to(readers[0])) == []
    for by in earlier:
        with pytest.raises(ApplicationRefused, match="before the appeal"):
            judge(declined, by, now=LATER + DAY)
    shown = signed_in(readers[1]).get(reverse("admin:mentors_application_change", args=[declined.pk]))
    assert "No." not in [step.message for step in shown.context["steps"]]
    for by in readers:
        judge(declined, by, now=LATER + DAY)
    assert services.readings_of(declined).missing == 0
    assert {review.reviewer for review in Review.objects.shown_to(readers[0])} == set(readers)
    second = services.decline(application=declined, by=readers[0], message="Still no.", reasons=WHY, now=LATER + DAY)
    carried_out(second)
    letter = Notice.objects.filter(kind="application_declined").latest("created_at")
    assert "appeal" not in str(build(letter, now=LATER + DAY))


@pytest.mark.django_db
def test_application_is_not_reopened_beside_another(declined: Application) -> None:
    row = appealed(declined)
    ApplicationFactory(applicant=declined.applicant)
    with pytest.raises(ApplicationRefused, match="applied again"):
        decided(row)
    row.refresh_from_db()
    assert not row.is_decided
    decided(row, reopen=False)


@pytest.mark.django_db
@pytest.mark.usefixtures("no_second_factor")
def test_team_decides_in_the_admin(client: Client) -> None:
    row = AppealFactory()
    reader, part = staff("Readers"), staff("Readers")
    grades = {"seniority": 3, "practice": 3, "altruism": 3, "recommendation": "decline", "changed_at": NOW}
    Review.objects.create(application=row.application, reviewer=part, **grades)
    page = reverse("admin:mentors_appeal_change", args=[row.pk])
    form = {"outcome": "uphold", "answer": "We looked again."}
    assert 'name="outcome"' not in signed_in(part).get(page).content.decode()
    assert signed_in(part).post(page, form).status_code == 403
    assert 'name="outcome"' in signed_in(reader).get(page).content.decode()
    signed_in(reader).post(page, form)
    row.refresh_from_db()
    assert (row.verdict, row.reason, row.decided_by) == ("upheld", "We looked again.", reader)
    listed = signed_in(reader).get(reverse("admin:mentors_appeal_changelist") + "?waiting=yes")
    assert list(listed.context["cl"].result_list) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_decide_once() -> None:
    row, judges = AppealFactory(), [UserFactory(staff=True), UserFactory(staff=True)]
    results = all_at_once(
        *[lambda by=by, to=to: decided(row, by=by, reopen=to) for by, to in zip(judges, (0, 1), strict=True)]
    )
    assert sorted(type(result).__name__ for result in results) == ["Appeal", "ApplicationRefused"]
    assert Notice.objects.filter(kind__in=("application_upheld", "application_reopened")).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin of the test above: both have read the appeal before either writes."""
    row, judges = AppealFactory(), [UserFactory(staff=True), UserFactory(staff=True)]
    met, original = threading.Barrier(2, timeout=WAIT_SECONDS), appealing.refusal_to_decide

    def look(each: Application) -> Application:
        return Application.objects.select_related("applicant").get(pk=each.pk)

    def refusal(appeal: Appeal, *, by: Any) -> str:
        said = original(appeal, by=by)
        met.wait()
        return said

    monkeypatch.setattr(appealing, "locked", look)
    monkeypatch.setattr(appealing, "refusal_to_decide", refusal)
    monkeypatch.setattr(type(Appeal.objects.all()), "select_for_update", lambda rows, **_how: rows)
    results = all_at_once(*[lambda by=by: decided(row, by=by, reopen=False) for by in judges])
    assert [type(result).__name__ for result in results] == ["Appeal", "Appeal"]
    assert Notice.objects.filter(kind="application_upheld").count() == 2
