"""A decision is sent ten minutes after it was made, and undone until then."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction

from accounts.models import User
from core.db import violates
from mentors import services
from mentors.models import Application, ApplicationState, ApplicationStep, Decision, Mentor
from mentors.services import UNDO_FOR, ApplicationRefused, carry_out, undo
from notifications.models import Notice
from outbox.models import Job
from outbox.registry import handlers
from tests.factories import ApplicationFactory, UserFactory
from tests.mentors.readings import NO, NOW, WHY, carried_out, judge, read_by_two
from tests.pages import signed_in

QUEUE = "/admin/mentors/application/"
SECOND = timedelta(seconds=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]


@pytest.fixture
def application() -> Application:
    row: Application = ApplicationFactory(submitted=True, applicant__display_name="Amara Njeri")
    return read_by_two(row)


def decide(application: Application, verb: str = "approve") -> Decision:
    words: dict[str, Any] = {"application": application, "by": UserFactory(staff=True), "message": "Because."}
    return services.approve(**words, now=NOW) if verb == "approve" else services.decline(**words, reasons=WHY, now=NOW)


@pytest.mark.parametrize(("verb", "state"), [("approve", "approved"), ("decline", "declined")])
def test_decision_takes_effect_ten_minutes_later(application: Application, verb: str, state: str) -> None:
    decision = decide(application, verb)
    job = Job.objects.get(kind="mentors.carry_out")
    assert (job.due_at, job.payload) == (NOW + timedelta(minutes=10), {"decision": decision.pk})
    with pytest.raises(ApplicationRefused, match="isn’t time yet"):
        carry_out(decision=decision, now=decision.due_at - SECOND)
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED
    assert not Notice.objects.exists()
    assert not Mentor.objects.exists()
    for _again in range(2):
        handlers[job.kind](job.payload, decision.due_at)
    application.refresh_from_db()
    assert (application.state, application.decided_at) == (state, decision.due_at)
    step = ApplicationStep.objects.get()
    assert (step.by, step.at, step.message) == (decision.by, decision.due_at, "Because.")
    assert Notice.objects.get().kind == f"application_{state}"
    assert Mentor.objects.count() == (verb == "approve")


def test_anyone_who_may_decide_undoes_it(application: Application) -> None:
    decision = decide(application)
    undo(decision=decision, by=UserFactory(staff=True), now=decision.due_at - SECOND)
    handlers["mentors.carry_out"]({"decision": decision.pk}, decision.due_at)
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED
    assert not Notice.objects.exists()
    with pytest.raises(ApplicationRefused, match="undone this already"):
        undo(decision=decision, by=UserFactory(staff=True), now=NOW)
    carried_out(decide(application, "decline"))
    assert Application.objects.get().state == ApplicationState.DECLINED


def test_what_was_sent_isnt_undone(application: Application) -> None:
    decision = decide(application)
    carried_out(decision)
    with pytest.raises(ApplicationRefused, match="too late"):
        undo(decision=decision, by=UserFactory(staff=True), now=decision.due_at)


def test_only_those_who_may_decide_undo(application: Application) -> None:
    decision, aside = decide(application), UserFactory(staff=True)
    application.recusals.create(reader=aside, since=NOW)
    for other, sentence in (
        (application.applicant, "own application"),
        (UserFactory(is_staff=True), "club team"),
        (aside, "know this person"),
    ):
        with pytest.raises(ApplicationRefused, match=sentence):
            undo(decision=decision, by=other, now=NOW)


def test_nothing_else_happens_until_it_is_sent(application: Application) -> None:
    decide(application)
    staff = UserFactory(staff=True)
    words = {"application": application, "by": staff, "now": NOW}
    actions: list[Callable[[], object]] = [
        lambda: judge(application, staff),
        lambda: services.take_up(**words),
        lambda: services.ask_back(message="How?", **words),
        lambda: services.decline(message="No.", reasons=WHY, **words),
        lambda: services.step_aside(**words),
    ]
    for act in actions:
        with pytest.raises(ApplicationRefused, match="decided, and we’ll send the email at"):
            act()
    assert not Application.objects.waiting().exists()


@pytest.mark.parametrize("act", ["withdraw", "answer"])
def test_applicant_who_is_faster_ends_it(application: Application, act: str) -> None:
    if act == "answer":
        services.ask_back(application=application, by=UserFactory(staff=True), message="How?", now=NOW)
    decision = decide(application)
    more = {"message": "Since May."} if act == "answer" else {}
    getattr(services, act)(application=application, by=application.applicant, now=NOW, **more)
    decision.refresh_from_db()
    assert decision.undone_at == NOW
    assert carry_out(decision=decision, now=decision.due_at) is None


def test_applicant_learns_of_it_when_it_is_sent(application: Application) -> None:
    client, decision = signed_in(application.applicant), decide(application, "decline")
    assert "We have your letter" in client.get(application.get_absolute_url()).content.decode()
    carried_out(decision)
    assert "Not this time" in client.get(application.get_absolute_url()).content.decode()


def test_button_undoes_it_and_says_so_in_the_history() -> None:
    staff = UserFactory(staff=True)
    row = read_by_two(ApplicationFactory(submitted=True), staff)
    client, page = signed_in(staff), f"{QUEUE}{row.pk}/change/"
    answer = client.post(
        f"{QUEUE}{row.pk}/decline/",
        {"message": "Not yet.", **NO},
        follow=True,
    ).content.decode()
    assert "you can undo it until then" in answer
    assert "Declined, and not sent yet" in answer
    assert "Decline …" not in answer
    client.get(f"{QUEUE}{row.pk}/undo/")
    assert Decision.objects.pending().exists()
    assert "Nothing was sent" in client.post(f"{QUEUE}{row.pk}/undo/", follow=True).content.decode()
    assert not Decision.objects.pending().exists()
    assert [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")] == ["declined", "Decision undone."]
    assert "Decline …" in client.get(page).content.decode()


def test_decision_that_waits_is_hidden_from_those_who_havent_read_it(application: Application) -> None:
    decide(application, "decline")
    html = signed_in(UserFactory(staff=True)).get(f"{QUEUE}{application.pk}/change/").content.decode()
    assert "This has just been decided" in html
    assert "Because." not in html
    assert "Declined" not in html
    User.objects.filter(pk=application.applicant_id).update(is_staff=True, is_superuser=True)
    theirs = signed_in(User.objects.get(pk=application.applicant_id)).get(f"{QUEUE}{application.pk}/change/")
    assert "decided" not in theirs.content.decode().split("<main")[-1]


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("decision_never_at_once", {"due_at": NOW}),
        ("decision_done_when_due", {"done_at": NOW + UNDO_FOR - SECOND}),
        ("decision_is_done_or_undone", {"done_at": NOW + UNDO_FOR, "undone_at": NOW}),
        ("decision_undone_after_it_was_made", {"undone_at": NOW - SECOND}),
        ("decision_is_yes_or_no", {"to_state": "withdrawn"}),
        ("decision_has_words", {"message": ""}),
    ],
)
def test_decision_keeps_its_rules(application: Application, name: str, changes: dict[str, object]) -> None:
    decide(application)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Decision.objects.update(**changes)
    assert violates(caught.value, name)


def test_one_decision_waits_at_a_time(application: Application) -> None:
    decision = decide(application)
    undo(decision=decision, by=UserFactory(staff=True), now=NOW)
    decide(application)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Decision.objects.update(undone_at=None)
    assert violates(caught.value, "decision_one_pending")
