"""Topics, and mentors with everything that makes them bookable."""

import io
from dataclasses import asdict
from datetime import datetime, time, timedelta
from pathlib import Path
from uuid import uuid5
from zoneinfo import ZoneInfo

from PIL import Image

from bookings.models import BookingRules, DateOverride, OverrideSpan, SessionType, WeeklyHours
from core import faces
from demo.fill.members import NAMESPACE, Cast
from demo.people import mentors as demo_mentors
from demo.records import DemoMentor
from demo.synonyms import synonyms
from demo.texts.de import topics as german
from demo.texts.en import topics as english
from demo.texts.lines import by_heading
from demo.topics import categories
from directory.picture import arches
from meetings.models import MeetingPreference
from mentors import photos
from mentors.models import Category, Mentor, MentorStatus, Topic
from mentors.photo_worker import SIZES
from mentors.services.profiles import index

PORTRAITS = Path(__file__).resolve().parent.parent / "portraits"  # by slug of the mentor


def write_topics() -> dict[str, Topic]:
    """Categories and topics; the topics by slug."""
    topics, others, written = [], synonyms(), [by_heading(texts.TEXT) for texts in (english, german)]
    for position, category in enumerate(categories()):
        row = Category.objects.create(
            slug=category.slug, name=category.name_en, synonyms=others[category.slug][0],
            description=category.about_en, group=category.group, icon=category.icon, position=position,
            i18n={
                "name_de": category.name_de, "synonyms_de": others[category.slug][1],
                "description_de": category.about_de,
            },
        )  # fmt: skip
        for topic in category.topics:
            (about, *questions), (about_de, *questions_de) = (text.get(topic.slug, ("",)) for text in written)
            translated = {"about_de": about_de, "questions_de": "\n".join(questions_de)} if about_de else {}
            topics.append(
                Topic(
                    slug=topic.slug,
                    name=topic.name_en,
                    synonyms=others[topic.slug][0],
                    about=about,
                    questions="\n".join(questions),
                    category=row,
                    i18n={"name_de": topic.name_de, "synonyms_de": others[topic.slug][1], **translated},
                )
            )
    return {topic.slug: topic for topic in Topic.objects.bulk_create(topics)}


def write_profiles(cast: Cast, topics: dict[str, Topic], *, now: datetime) -> list[Mentor]:
    """The mentors in the order of the demo's people, with hours, rules, session types, portrait and search document."""
    people = demo_mentors()
    rows = Mentor.objects.bulk_create(
        Mentor(
            uuid=uuid5(NAMESPACE, demo.slug),
            user=user,
            slug=demo.slug,
            status=demo.status,
            headline=demo.headline,
            bio=demo.bio,
            company=demo.company,
            role=demo.role,
            city=demo.person.city,
            country=demo.person.country,
            languages=list(demo.person.languages),
            text_language=demo.person.language,
            years_of_practice=demo.years,
            photo=_store(demo),
            approved_at=now - timedelta(days=50 + number),
            changed_at=now - timedelta(days=number % 40),
            probation_ended_at=None if number == 0 or demo.status == MentorStatus.HIDDEN else now - timedelta(days=30),
        )
        for number, (demo, user) in enumerate(zip(people, cast.mentors, strict=True))
    )
    pairs = list(zip(people, rows, strict=True))
    through = Mentor.topics.through
    through.objects.bulk_create(
        through(mentor_id=row.pk, topic_id=topics[slug].pk) for demo, row in pairs for slug in demo.topics
    )
    _write_hours(pairs, now=now)
    index(*rows)
    return rows


def _write_hours(pairs: list[tuple[DemoMentor, Mentor]], *, now: datetime) -> None:
    WeeklyHours.objects.bulk_create(
        WeeklyHours(mentor=row, weekday=weekday, starts=_time(starts), ends=_time(ends))
        for demo, row in pairs
        for weekday, starts, ends in demo.hours
    )
    BookingRules.objects.bulk_create(
        BookingRules(
            mentor=row,
            step_minutes=demo.step_minutes,
            notice_hours=demo.notice_hours,
            horizon_days=demo.horizon_days,
            buffer_minutes=demo.buffer_minutes,
            daily_limit=demo.daily_limit,
            weekly_limit=demo.weekly_limit,
        )
        for demo, row in pairs
    )
    MeetingPreference.objects.bulk_create(
        MeetingPreference(mentor=row, place=demo.meeting, url=demo.meeting_url) for demo, row in pairs
    )
    SessionType.objects.bulk_create(
        SessionType(mentor=row, position=position, **asdict(each))
        for demo, row in pairs
        for position, each in enumerate(demo.session_types)
    )
    spans = []
    for demo, row in pairs:
        today = now.astimezone(ZoneInfo(demo.person.time_zone)).date()
        for days, times in demo.overrides:
            override = DateOverride.objects.create(mentor=row, date=today + timedelta(days=days))
            spans += [OverrideSpan(override=override, starts=_time(start), ends=_time(end)) for start, end in times]
    OverrideSpan.objects.bulk_create(spans)


def _time(text: str) -> time:
    return time.fromisoformat(text)


def _store(demo: DemoMentor) -> str:
    """Store the portrait in all sizes, or one drawn from their name; its name for the row."""
    path = PORTRAITS / f"{demo.slug}.webp"
    return photos.store([(size, _resized(path, size) if path.exists() else _drawn(demo, size)) for size in SIZES])


def _resized(path: Path, size: int) -> bytes:
    with Image.open(path) as image:
        if image.width == size:
            return path.read_bytes()
        return _saved(image.resize((size, size), Image.Resampling.LANCZOS))


def _drawn(demo: DemoMentor, size: int) -> bytes:
    """A picture for someone who would rather not show their face."""
    return _saved(arches(faces.face(faces.number_of(uuid5(NAMESPACE, demo.slug))), size))


def _saved(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=82)
    return out.getvalue()
