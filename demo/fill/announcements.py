"""An announcement that the club team sent five weeks ago: by now, only how many got it is known."""

from datetime import datetime, timedelta

from announcements.models import Announcement, AnnouncementState, Audience
from announcements.policy import A_MINUTE, MINUTE, WINDOW
from announcements.services.audience import Choice, people
from demo.fill.members import Cast

BEFORE = timedelta(days=35)
SUBJECTS = {"en": "Your calendar now says when you’re busy", "de": "Dein Kalender sagt jetzt, wann du beschäftigt bist"}
TEXTS = {
    "en": (
        "Dear mentors,\n\nyou can now **connect the calendar that you keep elsewhere**: when it says busy, no one can "
        "book you. It takes two minutes:\n\n1. Open your desk.\n2. Choose “Other calendars”.\n3. Paste the address, or "
        "connect Google.\n\nThank you for the hours you give!\n\nThe club team"
    ),
    "de": (
        "Liebe Mentor:innen,\n\nihr könnt jetzt **den Kalender verbinden, den ihr anderswo führt**: Wenn dort "
        "„beschäftigt“ steht, kann euch niemand buchen. Es dauert zwei Minuten:\n\n1. Öffne deinen Bereich.\n"
        "2. Wähle „Andere Kalender“.\n3. Füge die Adresse ein, oder verbinde Google.\n\nDanke für die Zeit, die ihr "
        "gebt!\n\nDas Club-Team"
    ),
}


def write_announcement(cast: Cast, *, now: datetime) -> None:
    """To all mentors, sent within the minutes that so many emails take."""
    began = (now - BEFORE).replace(hour=10, minute=0)  # in the daytime of most
    number = people(Choice(Audience.MENTORS), now=began).count()
    Announcement.objects.create(
        subject=SUBJECTS["en"],
        body=TEXTS["en"],
        subject_de=SUBJECTS["de"],
        body_de=TEXTS["de"],
        audience=Audience.MENTORS,
        state=AnnouncementState.SENT,
        written_by=cast.team[0],
        confirmed_by=cast.team[0],
        created_at=began - timedelta(hours=2),
        changed_at=began - timedelta(hours=1),
        confirmed_at=began,
        closes_at=began + WINDOW,
        ended_at=began + MINUTE * (number // A_MINUTE + 1),
        chosen=number,
        delivered=number,
    )
