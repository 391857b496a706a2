"""What the two do: note a meeting elsewhere, pause, resume, and finish."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from mentorships.errors import MentorshipRefused
from mentorships.models import EndKind, LoggedMeeting, Mentorship, MentorshipState
from mentorships.policy import LOGGED_WITHIN, LONGEST_MEETING, LONGEST_PAUSE, MET_ENOUGH, SHORTEST_MEETING
from mentorships.services.agreeing import start_if_ready
from mentorships.services.states import end, locked, move
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User


def log_meeting(*, mentorship: Mentorship, by: "User", day: date, minutes: int, now: datetime) -> LoggedMeeting:
    """Note that the two met elsewhere. A day that one of them has noted before isn't noted again.

    Args:
        day: by the clock of `by`.
        minutes: from 5 to 480.

    Raises:
        MentorshipRefused: the day is to come, or too long ago, or the mentorship has ended. Safe to show.
    """
    zone = ZoneInfo(by.time_zone)
    begin, noon, end_of_day = (datetime.combine(day, at, tzinfo=zone) for at in (time.min, time(12), time.max))
    with transaction.atomic():
        row = locked(mentorship, by)
        if not row.is_live:
            raise MentorshipRefused(_("This mentorship has ended."))
        if not SHORTEST_MEETING <= minutes <= LONGEST_MEETING:
            text = _("Please say how many minutes you talked, from %(least)d to %(most)d.")
            raise MentorshipRefused(text % {"least": SHORTEST_MEETING, "most": LONGEST_MEETING})
        if begin > now:
            raise MentorshipRefused(_("That day is still to come. Please note a meeting after it."))
        if end_of_day < max(row.began_at, now - LOGGED_WITHIN):
            raise MentorshipRefused(_("That day is too long ago, or before your mentorship began."))
        if there := row.logged.filter(met_at__range=(begin, end_of_day)).first():
            return there
        made = LoggedMeeting.objects.create(
            mentorship=row, met_at=min(noon, now), minutes=minutes, logged_by=by, logged_at=now
        )
        start_if_ready(row, now=now)
    return made


def pause(*, mentorship: Mentorship, by: "User", weeks: int, now: datetime) -> None:
    """Rest for some weeks; the planned end moves along. Pausing what is paused does nothing.

    Args:
        weeks: from 1 to 8.

    Raises:
        MentorshipRefused: it isn't under way. Safe to show.
    """
    with transaction.atomic():
        row = locked(mentorship, by)
        if row.state == MentorshipState.PAUSED:
            return
        if row.state != MentorshipState.ACTIVE:
            raise MentorshipRefused(_("Only a mentorship that’s under way can pause."))
        if not timedelta() < timedelta(weeks=weeks) <= LONGEST_PAUSE:
            raise MentorshipRefused(_("A pause takes one to eight weeks."))
        move(row, MentorshipState.PAUSED, paused_until=now + timedelta(weeks=weeks), now=now)
        notify(row.other_than(by), "mentorship_paused", about=row, now=now, by=by)


def resume(*, mentorship: Mentorship, by: "User", now: datetime) -> None:
    """End a pause. Resuming what is under way does nothing.

    Raises:
        MentorshipRefused: it is coming to an end, or over. Safe to show.
    """
    with transaction.atomic():
        row = locked(mentorship, by)
        if row.state == MentorshipState.ACTIVE:
            return
        if row.state != MentorshipState.PAUSED or row.ends_at is None:
            raise MentorshipRefused(_("This mentorship isn’t paused any more."))
        move(row, MentorshipState.ACTIVE, ends_at=row.ends_at + (now - row.state_since), now=now)
        notify(row.other_than(by), "mentorship_resumed", about=row, now=now, by=by)


def finish(*, mentorship: Mentorship, by: "User", seen: str, now: datetime) -> None:
    """Take the next step towards the end: one that is being formed ends, one under way is wrapped up, then ends.

    Nothing is asked, and the other isn't told who it was. If the state has changed since, nothing happens: both have
    pressed the button.

    Args:
        seen: the state that its page showed.
    """
    with transaction.atomic():
        row = locked(mentorship, by)
        if row.state != seen or not row.is_live:
            return
        if row.state == MentorshipState.FORMING:
            end(row, EndKind.CLOSED, now=now)
            tell_both(row, "mentorship_ended", now=now)
        elif row.state == MentorshipState.WRAPPING_UP:
            end(row, kind_of_end(row, now=now), now=now)
            tell_both(row, "mentorship_ended", now=now)
        else:
            move(row, MentorshipState.WRAPPING_UP, now=now)
            tell_both(row, "mentorship_wrapping_up", now=now)


def kind_of_end(row: Mentorship, *, now: datetime) -> EndKind:
    """Completed after two meetings, however it came to its end."""
    return EndKind.COMPLETED if row.met(at=now) >= MET_ENOUGH else EndKind.LAPSED


def tell_both(row: Mentorship, kind: str, *, now: datetime, **data: object) -> None:
    """Write the same notice to the mentee and the mentor, in an order in which no two wait for each other."""
    for member in sorted((row.mentee, row.mentor.user), key=lambda member: member.pk):
        notify(member, kind, about=row, data=dict(data), now=now)
