"""Mentors who take mentorships, one of them at the demo mentee's side for weeks, and one that is about to start."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from bookings.models import Booking
from demo.fill.members import Cast
from mentors.models import Mentor
from mentorships.models import Agreement, Mentorship, MentorshipState, Offer

EVERY_THIRD = 3
WEEKS_AGO, DAYS_AGO = 5, 2
LENGTH = 12
FOR_WHOM = {
    "en": "People who’ve just taken over their first team, or are about to.",
    "de": "Menschen, die gerade ihr erstes Team übernommen haben oder bald übernehmen.",
}
GOALS = {
    "en": "I’d like to grow from an individual contributor into someone who leads a small team, and to practise the "
    "conversations that scare me: feedback, priorities, and saying no.",
    "de": "Ich möchte von der Fachkraft zur Leitung eines kleinen Teams wachsen und die Gespräche üben, die mir Angst "
    "machen: Feedback, Prioritäten und Nein sagen.",
}
CHANNEL = {"en": "By email", "de": "Per Mail"}


def write_mentorships(bookings: list[Booking], cast: Cast, *, now: datetime) -> None:
    """An offer for every third listed mentor and the demo mentor, and two mentorships."""
    listed = list(Mentor.objects.listed().select_related("user").order_by("pk"))
    shown = next(mentor for mentor in listed if mentor.user_id == cast.mentors[0].pk)
    offers = {mentor.pk: _offer(mentor, now=now) for mentor in [shown, *listed[::EVERY_THIRD]]}
    star = cast.mentees[0]
    began = now - timedelta(weeks=WEEKS_AGO)
    held = [row for row in bookings if row.mentee_id == star.pk and began < row.starts_at < now]
    beside = next(row.mentor for row in held if row.mentor_id != shown.pk)
    offers.setdefault(beside.pk, _offer(beside, now=now))
    Offer.objects.bulk_create(offers.values())
    active = _mentorship(beside, star, began, state=MentorshipState.ACTIVE, ends_at=began + timedelta(weeks=LENGTH))
    newcomer = next(mentee for mentee in cast.mentees[1:] if mentee.language == shown.user.language)
    forming = _mentorship(shown, newcomer, now - timedelta(days=DAYS_AGO))
    Mentorship.objects.bulk_create([active, forming])
    Agreement.objects.bulk_create([_agreement(active, signed=True), _agreement(forming, signed=False)])


def _offer(mentor: Mentor, *, now: datetime) -> Offer:
    words = FOR_WHOM[mentor.text_language]
    return Offer(mentor=mentor, is_open=True, places=2, weeks=LENGTH, for_whom=words, changed_at=now)


def _mentorship(mentor: Mentor, mentee: User, began: datetime, **changes: Any) -> Mentorship:
    goal = GOALS[mentee.language]
    return Mentorship(
        mentor=mentor, mentee=mentee, goal=goal, weeks=LENGTH, rhythm=2, began_at=began, state_since=began, **changes
    )


def _agreement(row: Mentorship, *, signed: bool) -> Agreement:
    at = row.began_at + timedelta(days=1) if signed else None
    return Agreement(
        mentorship=row,
        version=1,
        goal=row.goal[:500],
        rhythm=2,
        weeks=LENGTH,
        channel=CHANNEL[row.mentee.language],
        written_at=row.began_at,
        mentee_signed_at=at,
        mentor_signed_at=at,
    )
