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
    name_en: str
    name_de: str
    about_en: str
    about_de: str
    topics: tuple[DemoTopic, ...]
