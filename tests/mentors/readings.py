"""Readers and their assessments, for the tests of vetting."""

from datetime import UTC, datetime, timedelta

from accounts.models import User
from mentors.models import Application, Criterion, Decision, Mentor, Recommendation, Review
from mentors.services import UNDO_FOR, Grades, Reasons, approve, carry_out, review
from tests.factories import UserFactory

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
NO = {  # what the form of a no asks for besides the message
    "criterion": "practice",
    "advice": "A year.",
    "again_on": str(datetime.now(UTC).date() + timedelta(days=99)),
}
WHY = Reasons(Criterion.PRACTICE, "A year of work in this field.")


def judge(
    application: Application,
    by: User | None = None,
    grade: int = 4,
    recommendation: str = "approve",
    *,
    notes: str = "",
    now: datetime = NOW,
) -> Review:
    """Save an assessment, by someone new on the team unless said otherwise."""
    return review(
        application=application,
        by=by or UserFactory(staff=True),
        grades=Grades(seniority=grade, practice=grade, altruism=grade),
        recommendation=Recommendation(recommendation),
        notes=notes,
        now=now,
    )


def read_by_two(application: Application, *readers: User) -> Application:
    """An application that two of the team have read and like: `readers` first, and then someone new."""
    for reader in (*readers, None, None)[:2]:
        judge(application, reader)
    return application


def carried_out(decision: Decision) -> Application:
    """The application after a decision on it has taken effect."""
    carry_out(decision=decision, now=decision.due_at)
    decision.application.refresh_from_db()
    return decision.application


def approved(application: Application, *, message: str = "Yes.", now: datetime = NOW) -> Mentor:
    """The mentor that someone has become at `now`, whom two of the team had read."""
    by, made_at = UserFactory(staff=True), now - UNDO_FOR
    decision = approve(application=read_by_two(application), by=by, message=message, now=made_at)
    return Mentor.objects.get(user=carried_out(decision).applicant)
