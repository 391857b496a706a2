"""A member's to-dos from mentorships."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.hooks import Person, ToDo
from accounts.models import User
from mentorships.models import Agreement, Mentorship, MentorshipState
from mentorships.policy import FORMING_FOR, LAST_CALL, QUIET_FOR
from mentorships.presenters import MentorshipPresenter


def to_do(member: User, *, most: int, now: datetime) -> Iterator[ToDo]:
    """Agreements to sign, first meetings to book, and quiet mentorships: two queries."""
    open_states = (MentorshipState.FORMING, MentorshipState.ACTIVE)
    rows = Mentorship.objects.of(member).filter(state__in=open_states)  # as few as there are places
    rows = rows.with_people().with_meetings(at=now)
    return islice(_waiting(list(rows), member, now=now), most)


def _waiting(rows: list[Mentorship], member: User, *, now: datetime) -> Iterator[ToDo]:
    latest = {each.mentorship_id: each for each in Agreement.objects.filter(mentorship__in=rows).newest()}
    for row in rows:
        agreement = latest[row.pk]
        agreement.mentorship = row
        shown = MentorshipPresenter(row, member, now, agreement)
        is_forming = row.state == MentorshipState.FORMING
        last = row.state_since + FORMING_FOR if is_forming else row.ends_at or now
        if not agreement.is_signed_by(member):
            yield _of(
                shown,
                title=_("You and %(name)s: what do you agree on?"),
                text=_("It’s one page. Sign it, or change a line."),
                label=_("Read and sign"),
                page=reverse("mentorships:agreement", args=[row.uuid]),
                by=last,
            )
        elif is_forming and agreement.is_signed and shown.is_mentee and row.clock().last_meeting is None:
            yield _of(
                shown,
                title=_("Book your first meeting with %(name)s"),
                text=_("You’ve both signed. With the first meeting, your mentorship is under way."),
                label=_("Pick a time"),
                page=row.mentor.get_absolute_url(),
                by=last,
            )
        elif shown.is_quiet:
            yield _of(
                shown,
                title=_("How is it going with %(name)s?"),
                text=_("You haven’t met for a while, and nothing is booked."),
                label=_("Say how it’s going"),
                page=row.get_absolute_url(),
                by=(row.asked_at or now) + QUIET_FOR + LAST_CALL,
            )


def _of(shown: MentorshipPresenter, *, title: str, text: str, label: str, page: str, by: datetime) -> ToDo:
    other = shown.other
    return ToDo(
        person=Person(other.display_name, shown.hue, shown.photo),
        title=title % {"name": other.display_name},
        text=text,
        page=page,
        by=by,
        label=label,
    )
