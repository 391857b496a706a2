"""Putting a mentor together: words in varied order, hours as people really have them."""

import random
from functools import partial
from importlib import import_module

from demo.records import DemoPerson, DemoSessionType, Profile

_BRING = {
    "en": ("What to bring", "Please bring", "For our first session"),
    "de": ("Was du mitbringst", "Zum ersten Gespräch", "Bitte mitbringen"),
}
_NOT_ME = {
    "en": ("Not the right person for", "Where I can't help", "Better ask someone else"),
    "de": ("Nicht die richtige Person für", "Wobei ich nicht helfen kann", "Frag dafür lieber andere"),
}
_ALONE = ("independent", "freelance", "own", "self-employed", "selbstständig", "eigene", "founder", "inhaber", "former",
          "naturopathic", "herbalist", "osteopath", "acupuncturist", "teacher", "guide", "counsellor", "trainer",
          "lehrerin", "heilpraktiker")  # fmt: skip
_CITY = ("city", "public sector", "bauordnungsamt", "stadt", "nahverkehr")
_FIRST = ("Tern", "Lantern", "Hazel", "Ferry", "Marrow", "Copper", "Juniper", "Plover", "Quarry", "Saltmarsh",
          "Thistle", "Orchard", "Kestrel", "Pebble", "Meridian", "Alder", "Bramble", "Cobalt", "Driftwood")  # fmt: skip
_SECOND = ("& Tide", "& Daughters", "House", "Works", "Collective", "& Finch", "Union", "Group", "Mutual", "& Partners",
           "Trust", "Cooperative")  # fmt: skip
_GERMAN = ("Kranich & Söhne", "Nordlicht Verbund", "Haus Lindenhof", "Werkstatt Siebenstern", "Moosbacher Gruppe",
           "Eisvogel eG", "Gebrüder Tannwald", "Holunder & Partner", "Brachvogel AG", "Sternschanze Verbund",
           "Kupferbach GmbH", "Wacholder Genossenschaft", "Habichtswald & Co.", "Zeidler & Töchter",
           "Mühlgraben Verbund", "Schleusentor AG")  # fmt: skip

_HOURS = (
    ((1, "17:30", "19:30"), (3, "17:30", "19:30")),
    ((0, "08:00", "10:00"), (2, "08:00", "09:30"), (4, "08:00", "09:30")),
    ((1, "12:00", "13:30"), (4, "12:00", "13:30"), (2, "18:00", "19:00")),
    ((5, "09:00", "12:30"),),
    ((2, "22:00", "00:30"), (6, "20:00", "22:00")),
    ((0, "09:00", "12:00"), (3, "14:00", "17:00")),
    ((0, "19:00", "21:00"), (1, "19:00", "21:00"), (2, "19:00", "21:00")),
    ((4, "13:00", "17:00"),),
    ((1, "07:00", "08:30"), (3, "07:00", "08:30"), (6, "16:00", "18:00")),
    ((2, "09:00", "11:00"), (2, "15:00", "17:00")),
    ((5, "10:00", "12:00"), (6, "10:00", "12:00")),
    ((0, "16:30", "18:00"), (2, "16:30", "18:00"), (3, "20:00", "21:30")),
)


def bio(pick: random.Random, profile: Profile, language: str, sentences: list[str]) -> str:
    """A profile's words as Markdown; takes shared sentences off the end of `sentences` while there are any."""
    label = pick.randrange(3)
    heading = pick.choice(("### {}\n\n", "**{}**\n\n"))
    bring = heading.format(_BRING[language][label]) + profile.bring
    not_me = heading.format(_NOT_ME[language][label]) + profile.poor_choice
    parts = pick.choice(([profile.story, bring, not_me], [profile.story, not_me, bring], [profile.story, bring]))
    if not_me not in parts:
        parts.append(not_me)
    if sentences and pick.random() < 0.75:
        parts.insert(1, sentences.pop())
    return "\n\n".join(parts)


def company(pick: random.Random, role: str, person: DemoPerson) -> str:
    """Where somebody with this role could work; nothing for those who work for themselves."""
    words = role.lower()
    if any(word in words for word in _ALONE):
        return ""
    if any(word in words for word in _CITY):
        return f"Stadt {person.city}" if person.language == "de" else f"City of {person.city}"
    if person.language == "de":
        return pick.choice(_GERMAN)
    return f"{pick.choice(_FIRST)} {pick.choice(_SECOND)}"


def hours(pick: random.Random) -> tuple[tuple[int, str, str], ...]:
    """Weekly hours: now and then two habits together."""
    first = pick.choice(_HOURS)
    if pick.random() < 0.2:
        days = {day for day, _, _ in first}
        more = [span for span in pick.choice(_HOURS) if span[0] not in days]
        return tuple(sorted((*first, *more)))
    return first


def overrides(pick: random.Random) -> tuple[tuple[int, tuple[tuple[str, str], ...]], ...]:
    """Dates that differ, counted from today: a few days off, an afternoon more."""
    chance = pick.random()
    if chance < 0.2:
        start = pick.randint(8, 30)
        return tuple((start + day, ()) for day in range(pick.randint(2, 7)))
    if chance < 0.35:
        return ((pick.randint(3, 20), (("15:00", "18:00"),)),)
    return ()


def offer(
    kind: str, *, number: int, name: str, minutes: int, on_request: bool, language: str, to_bring: str
) -> DemoSessionType:
    """A session type with the words of its kind, in turn by the number of the mentor; every third asks nothing."""
    texts = import_module(f"demo.texts.{language}.offers")
    descriptions, questions = texts.DESCRIPTIONS[kind], texts.QUESTIONS[kind]
    question = questions[number % len(questions)] if number % 3 < 2 else ""
    return DemoSessionType(
        name=name,
        minutes=minutes,
        on_request=on_request,
        description=descriptions[number % len(descriptions)],
        question=question,
        to_bring="" if kind == "quick" else to_bring,
    )


def session_types(pick: random.Random, number: int, language: str, to_bring: str) -> tuple[DemoSessionType, ...]:
    """One to three; about a third of the mentors want to be asked first."""
    words = partial(offer, number=number, language=language, to_bring=to_bring)
    names = {
        "en": ("A conversation", "A quick question", "A full hour"),
        "de": ("Ein Gespräch", "Eine kurze Frage", "Eine ganze Stunde"),
    }[language]
    asked = pick.random() < 0.3
    found = [words("talk", name=names[0], minutes=pick.choice((30, 30, 45)), on_request=asked)]
    if pick.random() < 0.3:
        found.append(words("quick", name=names[1], minutes=15, on_request=False))
    if pick.random() < 0.4:
        on_request = asked or pick.random() < 0.5
        found.append(words("hour", name=names[2], minutes=60, on_request=on_request))
    return tuple(found)
