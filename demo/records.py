"""The shapes of the demo club's content."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """What one mentor says: a trade, a point of view, a story, what to bring, and for whom it is a poor choice."""

    role: str
    headline: str
    story: str
    bring: str
    poor_choice: str


@dataclass(frozen=True, slots=True)
class DemoTopic:
    """One thing that mentors help with, named in both languages."""

    slug: str
    name_en: str
    name_de: str


@dataclass(frozen=True, slots=True)
class DemoCategory:
    """A group of topics, with one sentence about it in both languages."""

    slug: str
    group: str
    icon: str
    name_en: str
    name_de: str
    about_en: str
    about_de: str
    topics: tuple[DemoTopic, ...]


Clock = str  # "HH:MM" on the mentor's wall


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A member who does not exist."""

    display_name: str
    country: str
    city: str
    time_zone: str
    languages: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class DemoSessionType:
    """What a mentor offers."""

    name: str
    minutes: int
    on_request: bool
    description: str
    question: str
    to_bring: str


@dataclass(frozen=True, slots=True)
class DemoMentor:
    """A mentor with profile, hours and rules.

    Attributes:
        hours: (weekday from Monday = 0, from, to).
        overrides: (days from today, spans), no spans for a closed day.
        meeting: "own" with `meeting_url`, or "jitsi".
    """

    person: DemoPerson
    slug: str
    category: str
    company: str
    role: str
    years: int
    headline: str
    bio: str
    topics: tuple[str, ...]
    hours: tuple[tuple[int, Clock, Clock], ...]
    overrides: tuple[tuple[int, tuple[tuple[Clock, Clock], ...]], ...]
    step_minutes: int
    notice_hours: int
    horizon_days: int
    buffer_minutes: int
    daily_limit: int | None
    weekly_limit: int | None
    session_types: tuple[DemoSessionType, ...]
    meeting: str
    meeting_url: str
    status: str


@dataclass(frozen=True, slots=True)
class DemoMentee:
    """A member who books."""

    person: DemoPerson
    introduction: str


@dataclass(frozen=True, slots=True)
class DemoApplicant:
    """Somebody who asks to become a mentor; `days` since the team, or they, had the last word."""

    person: DemoPerson
    letter: str
    role: str
    company: str
    years: int
    topics: tuple[str, ...]
    hours_per_week: int
    state: str
    days: int
