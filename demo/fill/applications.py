"""Applications in every state, with their steps and reviews."""

import random
from datetime import datetime, timedelta
from importlib import import_module

from accounts.models import User
from demo.candidates import APPROVED_DAYS_AGO, applicants
from demo.fill.members import Cast
from demo.texts.en import applications as texts
from mentors.models import Application, ApplicationState, ApplicationStep, Mentor, Recommendation, Review, Topic
from mentors.services import assign_readers

DAY = timedelta(days=1)
PATHS: dict[str, tuple[ApplicationState, ...]] = {
    ApplicationState.DRAFT: (),
    ApplicationState.WITHDRAWN: (ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN),
    ApplicationState.SUBMITTED: (ApplicationState.SUBMITTED,),
    ApplicationState.IN_REVIEW: (ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW),
    ApplicationState.MORE_INFORMATION: (
        ApplicationState.SUBMITTED,
        ApplicationState.IN_REVIEW,
        ApplicationState.MORE_INFORMATION,
    ),
    ApplicationState.DECLINED: (ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW, ApplicationState.DECLINED),
    ApplicationState.APPROVED: (ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW, ApplicationState.APPROVED),
}
OWN_STEPS = (ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN)


def write_applications(mentors: list[Mentor], cast: Cast, topics: dict[str, Topic], *, now: datetime) -> None:
    """Write the queue; the hidden mentors came in through approved applications."""
    pick = random.Random(2023)  # noqa: S311  (a fixed cast, no secret)
    written: list[tuple[Application, int]] = []
    for demo, user in zip(applicants(), cast.applicants, strict=True):
        row = _row(user, demo.state, demo.days, now=now)
        row.letter, row.role, row.company = demo.letter, demo.role, demo.company
        row.years_of_practice, row.hours_per_week = demo.years, demo.hours_per_week
        row.languages, row.country = list(demo.person.languages), demo.person.country
        row.text_language = demo.person.language
        row.save()
        row.topics.set([topics[slug] for slug in demo.topics])
        written.append((row, demo.days))
    hidden = [mentor for mentor in mentors if mentor.status == "hidden"]
    for mentor, days in zip(hidden, APPROVED_DAYS_AGO, strict=False):
        row = _row(mentor.user, ApplicationState.APPROVED, days, now=now)
        row.letter = mentor.bio.split("\n\n")[0]
        row.role, row.company, row.years_of_practice = mentor.role, mentor.company, mentor.years_of_practice
        row.languages, row.country, row.hours_per_week = mentor.languages, mentor.country, 2
        row.text_language = mentor.text_language
        row.save()
        row.topics.set(mentor.topics.all())
        Mentor.objects.filter(pk=mentor.pk).update(approved_at=row.decided_at)
        written.append((row, days))
    ApplicationStep.objects.bulk_create(
        step for row, days in written for step in _steps(row, cast.team, days, now=now, pick=pick)
    )
    Review.objects.bulk_create(review for row, _ in written for review in _reviews(row, cast.team, pick))
    assign_readers(now=now - DAY)


def _at(state: str, days: int, position: int, *, now: datetime) -> datetime:
    """When an application took its step at `position`: the last one `days` ago, those before two days apart."""
    return now - days * DAY - 2 * DAY * (len(PATHS[state]) - 1 - position) - timedelta(hours=2)


def _row(user: User, state: str, days: int, *, now: datetime) -> Application:
    sent = _at(state, days, 0, now=now) if PATHS[state] else None
    last = _at(state, days, len(PATHS[state]) - 1, now=now)
    begun = (sent or last) - DAY
    return Application(
        applicant=user,
        state=state,
        conduct_agreed_at=sent,
        created_at=begun,
        changed_at=last,
        submitted_at=sent,
        waiting_since=sent if state in (ApplicationState.SUBMITTED, ApplicationState.IN_REVIEW) else None,
        decided_at=last if state in (ApplicationState.APPROVED, ApplicationState.DECLINED) else None,
    )


def _steps(
    row: Application, team: list[User], days: int, *, now: datetime, pick: random.Random
) -> list[ApplicationStep]:
    steps, origin = [], ApplicationState.DRAFT
    answers = import_module(f"demo.texts.{row.applicant.language}.applications")
    words = {
        ApplicationState.MORE_INFORMATION: answers.QUESTIONS,
        ApplicationState.APPROVED: answers.APPROVALS,
        ApplicationState.DECLINED: answers.REFUSALS,
    }
    for position, to in enumerate(PATHS[row.state]):
        steps.append(
            ApplicationStep(
                application=row,
                from_state=origin,
                to_state=to,
                by=row.applicant if to in OWN_STEPS else pick.choice(team),
                at=_at(row.state, days, position, now=now),
                message=pick.choice(words[to]) if to in words else "",
            )
        )
        origin = to
    return steps


def _reviews(row: Application, team: list[User], pick: random.Random) -> list[Review]:
    """Two for what is decided, one or two for what is being looked at."""
    if ApplicationState.IN_REVIEW not in PATHS[row.state]:
        return []
    liked = row.state != ApplicationState.DECLINED
    return [
        Review(
            application=row,
            reviewer=reviewer,
            seniority=pick.randint(3, 5),
            practice=pick.randint(3, 5) if liked else pick.randint(1, 3),
            altruism=pick.randint(4, 5) if liked else 1,
            recommendation=pick.choice((Recommendation.APPROVE, Recommendation.APPROVE, Recommendation.UNSURE))
            if liked
            else Recommendation.DECLINE,
            notes=pick.choice(texts.LIKED if liked else texts.DISLIKED),
            changed_at=row.changed_at + timedelta(hours=1),
        )
        for reviewer in pick.sample(team, 2 if row.decided_at else pick.choice((1, 2)))
    ]
