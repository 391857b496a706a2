"""Who is in the demo club. Everybody is invented, and always the same: one fixed seed."""

import random
from dataclasses import replace
from functools import lru_cache, partial
from importlib import import_module

from demo.composing import bio, company, hours, offer, overrides, session_types
from demo.places import Place, places
from demo.records import DemoCategory, DemoMentee, DemoMentor, DemoPerson, Profile
from demo.topics import categories
from mentors.slugs import candidates

SEED = 2020
GERMAN = ("DE", "AT", "CH")
MENTEES, PAUSED, HIDDEN = 180, 4, 6


@lru_cache(maxsize=1)
def mentors() -> list[DemoMentor]:
    """The 120 mentors; the first is the one of the demo login."""
    pick = random.Random(SEED)  # noqa: S311  (a fixed cast, no secret)
    cast = [
        (category, language, profile)
        for language in ("en", "de")
        for category in categories()
        for profile in _profiles(category, language)
    ]
    pick.shuffle(cast)
    cast.sort(key=lambda each: each[2].role != "Group Product Manager, grocery delivery")
    people = _people(pick, [(language, _presentation(profile, language, pick)) for _, language, profile in cast])
    taken: set[str] = set()
    sentences = {language: _deck(language, pick) for language in ("en", "de")}
    states = ["listed"] * (len(cast) - PAUSED - HIDDEN - 1) + ["paused"] * PAUSED + ["hidden"] * HIDDEN
    pick.shuffle(states)
    states.insert(0, "listed")
    found = []
    for number, ((category, _, profile), person) in enumerate(zip(cast, people, strict=True)):
        slug = next(each for each in candidates(person.display_name) if each not in taken)
        taken.add(slug)
        found.append(_mentor(pick, number, category, profile, person, slug, states[number], sentences[person.language]))
    return found


@lru_cache(maxsize=1)
def mentees() -> list[DemoMentee]:
    """The members who only book; the first is the one of the demo login."""
    pick = random.Random(SEED + 1)  # noqa: S311  (a fixed cast, no secret)
    languages = ["en"] + ["de" if pick.random() < 0.3 else "en" for _ in range(MENTEES - 1)]
    used = {mentor.person.display_name for mentor in mentors()}
    people = _people(pick, [(language, pick.choice(("woman", "man"))) for language in languages], used=used)
    texts = {code: import_module(f"demo.texts.{code}.working").INTRODUCTIONS for code in ("en", "de")}
    return [
        DemoMentee(person=person, introduction=pick.choice(texts[person.language]) if pick.random() < 0.7 else "")
        for person in people
    ]


def _profiles(category: DemoCategory, language: str) -> tuple[Profile, ...]:
    module = import_module(f"demo.texts.{language}.{category.slug.replace('-', '_')}")
    found: tuple[Profile, ...] = module.PROFILES
    return found


def _presentation(profile: Profile, language: str, pick: random.Random) -> str:
    """German roles say who holds them; English ones leave it open."""
    if language == "en":
        return pick.choice(("woman", "man"))
    first = profile.role.replace(",", " ").split()[0]
    return "woman" if first.endswith("in") else "man"


def _people(pick: random.Random, wanted: list[tuple[str, str]], *, used: set[str] | None = None) -> list[DemoPerson]:
    """One person for each (language, presentation), spread over the places, no full name twice."""
    used = set() if used is None else set(used)
    pools = {
        "de": [place for place in places() if place.country in GERMAN],
        "en": [place for place in places() if place.country not in GERMAN],
    }
    pools["de"] = pools["de"][:1] * 3 + pools["de"][1:]  # Germany is larger
    turns = {"de": 0, "en": 0}
    people = []
    for language, presentation in wanted:
        pool = pools[language]
        place = pool[turns[language] % len(pool)]
        city, zone = place.cities[turns[language] // len(pool) % len(place.cities)]
        turns[language] += 1
        name = _name(pick, place, presentation, used)
        used.add(name)
        spoken = tuple(dict.fromkeys((*place.languages[: pick.randint(1, 3)], language)))
        people.append(DemoPerson(name, place.country, city, zone, spoken, language))
    return people


def _name(pick: random.Random, place: Place, presentation: str, used: set[str]) -> str:
    """A name that nobody has, with the first name that the fewest have."""
    firsts = place.women if presentation == "woman" else place.men
    taken = {first: sum(name.startswith(f"{first} ") for name in used) for first in firsts}
    firsts = tuple(first for first in firsts if taken[first] == min(taken.values()))
    names = [f"{first} {family}" for first in firsts for family in place.families]
    free = [name for name in names if name not in used]
    if not free:  # a double name is always free
        free = [f"{first} {one}-{other}" for first in firsts for one in place.families for other in place.families
                if one != other and "-" not in one + other and f"{first} {one}-{other}" not in used]  # fmt: skip
    if not free:
        initials = "ABCDEFGHIJKLMNOPRSTVW"
        free = [f"{first} {initial}. {family}" for first in firsts for initial in initials for family in place.families
                if f"{first} {initial}. {family}" not in used]  # fmt: skip
    return pick.choice(free)


def _deck(language: str, pick: random.Random) -> list[str]:
    """Each shared sentence four times at most."""
    sentences = import_module(f"demo.texts.{language}.working").HOW_I_WORK
    deck: list[str] = [sentence for sentence in sentences for _ in range(4)]
    pick.shuffle(deck)
    return deck


def _topics(pick: random.Random, category: DemoCategory) -> tuple[str, ...]:
    own = [topic.slug for topic in pick.sample(category.topics, pick.choice((1, 2, 2, 3)))]
    if pick.random() < 0.2:
        own.append(pick.choice(pick.choice(categories()).topics).slug)
    return tuple(dict.fromkeys(own))


def _mentor(
    pick: random.Random,
    number: int,
    category: DemoCategory,
    profile: Profile,
    person: DemoPerson,
    slug: str,
    status: str,
    sentences: list[str],
) -> DemoMentor:
    shown = number == 0
    open_hours = ((0, "08:00", "10:00"), (1, "16:00", "19:00"), (2, "12:00", "14:00"), (3, "16:00", "19:00"),
                  (4, "09:00", "11:30")) if shown else hours(pick)  # fmt: skip
    words = partial(offer, number=number, language=person.language, to_bring=profile.bring)
    types = (
        (
            words("talk", name="A first question", minutes=30, on_request=False),
            words("hour", name="A longer look", minutes=60, on_request=True),
        )
        if shown
        else session_types(pick, number, person.language, profile.bring)
    )
    limited = pick.random()
    jitsi = pick.random() < 0.2
    mentor = DemoMentor(
        person=person,
        slug=slug,
        category=category.slug,
        company=company(pick, profile.role, person),
        role=profile.role,
        years=pick.randint(6, 34),
        headline=profile.headline,
        bio=bio(pick, profile, person.language, sentences),
        topics=("discovery", "saying-no", "first-product-job") if shown else _topics(pick, category),
        hours=open_hours,
        overrides=() if shown else overrides(pick),
        step_minutes=30 if shown else pick.choice((15, 30, 30, 30, 60)),
        notice_hours=pick.choice((4, 12, 24, 24, 24, 48)),
        horizon_days=pick.choice((28, 42, 42, 60, 90)),
        buffer_minutes=pick.choice((0, 0, 0, 10, 15)),
        daily_limit=pick.choice((2, 3)) if limited < 0.25 else None,
        weekly_limit=pick.choice((4, 6)) if limited > 0.8 and not shown else None,
        session_types=types,
        meeting="jitsi" if jitsi else "own",
        meeting_url="" if jitsi else f"https://zoom.example/j/{pick.randrange(10**9, 10**10)}",
        status=status,
    )
    # Who is hidden has not said yet where they meet; with that, the club would list them.
    return replace(mentor, meeting="", meeting_url="") if status == "hidden" else mentor
