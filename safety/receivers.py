"""What safety provides to the apps below it."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.hooks import Hold, Person, ToDo, ToRead, holds_back, reads, waits
from accounts.models import User
from bookings.hooks import Gate, gate, trouble
from core.dates import short_datetime
from mentors.models import Mentor
from safety.models import Measure, MeasureKind, Report


@gate
def decided(member: User, now: datetime) -> Gate:
    """What the team has decided about a member's bookings: a pause, fewer a week, or a word to read first."""
    refusal, numbers = "", []
    for row in Measure.objects.in_force(at=now).filter(member=member).order_by("kind", "-until"):
        if row.kind == MeasureKind.PAUSE and row.until:
            text = _("The club team has paused your bookings until %(until)s. The email about it says why.")
            refusal = text % {"until": short_datetime(row.until)}
        elif row.kind == MeasureKind.WORD:
            refusal = refusal or _("The club team has written to you. Please read it on your home page first.")
        elif row.weekly:
            numbers.append(row.weekly)
    return Gate(refusal, min(numbers, default=None))


@trouble
def last_report(mentor: Mentor) -> datetime | None:
    """When a mentor was last reported."""
    last: datetime | None = Report.objects.filter(about=mentor.user_id).aggregate(at=Max("made_at"))["at"]
    return last


@waits
def words_to_read(member: User, now: datetime, most: int) -> Iterator[ToDo]:
    """What the team has said to the member, until they acknowledge it. It comes before everything else."""
    rows = Measure.objects.in_force(at=now).filter(member=member, kind=MeasureKind.WORD).order_by("taken_at")
    for row in rows[:most]:
        yield ToDo(
            person=Person(settings.CLUB_NAME, 0, ""),
            title=_("The club team has written to you"),
            text=_("Please read it. Until then, you can’t book."),
            page=row.get_absolute_url(),
            by=row.taken_at,
            label=_("Read it"),
        )


@reads
def words_to_confirm(member: User, now: datetime) -> Iterator[ToRead]:
    """The same words, on every page of the member's."""
    rows = Measure.objects.in_force(at=now).filter(member=member, kind=MeasureKind.WORD).order_by("taken_at")
    for row in rows:
        text = _("The club team has written to you. Until you’ve read it, you can’t book.")
        yield ToRead(text=text, label=_("Read it"), page=row.get_absolute_url())


@holds_back
def open_case(member: User) -> Hold | None:
    """A report about the member that no one has answered, or an appeal of theirs that no one has decided."""
    reported = Report.objects.waiting().filter(about=member).exists()
    if reported or Measure.objects.appealed().filter(member=member).exists():
        return Hold(
            _("The club team is looking into something that concerns you. Once it has decided, this can continue.")
        )
    return None
