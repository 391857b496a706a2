"""A member's to-dos from mentorships."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.hooks import Person, ToDo
from accounts.models import User
from mentorships.models import Agreement, CardsRead, Goal, GoalState, Mentorship, MentorshipState
from mentorships.policy import FORMING_FOR, LAST_CALL, QUIET_FOR
from mentorships.presenters import MentorshipPresenter


def to_do(member: User, *, most: int, now: datetime) -> Iterator[ToDo]:
    """Agreements to sign, first meetings to book, quiet mentorships, goals that rest, cards to read: four queries."""
    open_states = (MentorshipState.FORMING, MentorshipState.ACTIVE)
    rows = Mentorship.objects.of(member).filter(state__in=open_states)  # as few as there are places
    rows = rows.with_people().with_meetings(at=now)
    return islice(_waiting(list(rows), member, now=now), most)


def _waiting(rows: list[Mentorship], member: User, *, now: datetime) -> Iterator[ToDo]:
    latest = {each.mentorship_id: each for each in Agreement.objects.filter(mentorship__in=rows).newest()}
    stale, read = _stale(rows, member, now=now), _read(rows, member)
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
        if is_forming and shown.is_mentee not in read:
            read.add(shown.is_mentee)
            yield _of(
                shown,
                title=_("Before you begin with %(name)s: three short cards"),
                text=_("Three minutes on listening, boundaries and a good end. You can begin without them, too."),
                label=_("Read the cards"),
                page=reverse("mentorships:mentee_cards" if shown.is_mentee else "mentorships:mentor_cards"),
                by=last,
            )
        for goal in stale.get(row.pk, ()):
            goal.mentorship = row
            yield ToDo(
                person=_person(shown),
                title=_("Still this goal?"),
                text=_("It hasn’t changed for a month. Keep it, change it or drop it: dropping is fine."),
                page=goal.get_absolute_url(),
                by=row.ends_at or now,
                label=_("Keep it"),
                action=reverse("mentorships:settle_goal", args=[row.uuid, goal.uuid]),
                fields=(("state", GoalState.OPEN.value), ("next", "/")),
                otherwise=_("Change or drop it"),
                quote=goal.text,
                quote_language=member.language,
            )


def _read(rows: list[Mentorship], member: User) -> set[bool]:
    """In which roles a member has read the cards, as a mentee (True) or a mentor, if one is about to begin."""
    if not any(row.state == MentorshipState.FORMING for row in rows):
        return set()
    return {not as_mentor for as_mentor in CardsRead.objects.of(member).values_list("as_mentor", flat=True)}


def _stale(rows: list[Mentorship], member: User, *, now: datetime) -> dict[int, list[Goal]]:
    """A member's own goals of mentorships that are under way, by mentorship, that haven't changed for a month."""
    active = [row for row in rows if row.state == MentorshipState.ACTIVE]
    found: dict[int, list[Goal]] = {}
    if active:
        for goal in Goal.objects.unchanged(at=now).filter(mentorship__in=active, owner=member):
            found.setdefault(goal.mentorship_id, []).append(goal)
    return found


def _of(shown: MentorshipPresenter, *, title: str, text: str, label: str, page: str, by: datetime) -> ToDo:
    return ToDo(
        person=_person(shown),
        title=title % {"name": shown.other.display_name},
        text=text,
        page=page,
        by=by,
        label=label,
    )


def _person(shown: MentorshipPresenter) -> Person:
    return Person(shown.other.display_name, shown.hue, shown.photo)
