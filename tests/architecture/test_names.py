"""Names that imports cannot see keep the order of the layers: URL names, templates, related names."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import ForeignObjectRel

from tests.architecture.files import LAYERS, python, templates, text

URL_NAME = re.compile(r"""["'](\w+):(\w+)["']""")
TEMPLATE = re.compile(r"""{%\s*(?:include|extends)\s+["']([\w-]+)/([\w/.-]+)["']""")
SHARED = {"layouts", "components", "club", "django", "unfold"}

MENTOR_IS_SHOWN = "a mentor's and a topic's public page is the directory's: get_absolute_url has one home"
NEXT_STEP = "after an approval the next step stands at the desk; the page and the mail lead there"
GOES_LIVE = "whoever has done the last step is shown their card, as the directory draws it"
LEAVES = "who leaves does so where their profile is; what becomes of their bookings is asked there"
FIND_ANOTHER = "who is refused, or done, is led back to the list of mentors"
BLOCKED_WHERE_MET = "the button stands where one meets the person, and what it leads to is the safety app's"
URL_EXCEPTIONS = {
    ("mentors", "directory:mentor"): MENTOR_IS_SHOWN,
    ("mentors", "directory:topic"): MENTOR_IS_SHOWN,
    ("mentors", "directory:list"): FIND_ANOTHER,
    ("mentors", "bookings:desk"): NEXT_STEP,
    ("mentors", "bookings:hours"): NEXT_STEP,
    ("mentors", "bookings:leave"): LEAVES,
    ("mentors", "directory:live"): GOES_LIVE,
    ("bookings", "directory:live"): GOES_LIVE,
    ("mentors", "bookings:meeting_place"): NEXT_STEP,
    ("bookings", "directory:list"): FIND_ANOTHER,
    ("feedback", "directory:list"): FIND_ANOTHER,
    ("directory", "matching:new_request"): "whoever finds no time that suits can ask, and others after this mentor",
    ("directory", "insights:impact"): "the sitemap has every public page",
    ("conversations", "safety:blocks"): BLOCKED_WHERE_MET,
    ("conversations", "safety:block_in_conversation"): BLOCKED_WHERE_MET,
    ("conversations", "safety:report_message"): BLOCKED_WHERE_MET,
    ("conversations", "bookings:list"): "whoever has no one to write to yet finds the button on a booking",
    ("conversations", "data_protection:data"): "what will be deleted can be copied first",
    ("directory", "safety:blocks"): BLOCKED_WHERE_MET,
    ("directory", "safety:block_mentor"): BLOCKED_WHERE_MET,
    ("directory", "safety:report_mentor"): BLOCKED_WHERE_MET,
    ("bookings", "safety:report_in_booking"): BLOCKED_WHERE_MET,
    ("directory", "safety:report_quote"): BLOCKED_WHERE_MET,
    ("matching", "safety:report_in_request"): BLOCKED_WHERE_MET,
    ("matching", "safety:report_in_round"): BLOCKED_WHERE_MET,
    ("matching", "safety:block_in_request"): BLOCKED_WHERE_MET,
    ("matching", "safety:block_in_round"): BLOCKED_WHERE_MET,
    ("mentorships", "safety:report_in_mentorship"): BLOCKED_WHERE_MET,
    ("mentorships", "safety:block_in_mentorship"): BLOCKED_WHERE_MET,
    ("mentorships", "directory:list"): FIND_ANOTHER,
    ("feedback", "safety:report_feedback"): BLOCKED_WHERE_MET,
    ("bookings", "safety:block_in_booking"): BLOCKED_WHERE_MET,
    ("directory", "matching:for_you"): "whoever doesn’t know where to begin in the list is offered three",
}
TEMPLATE_EXCEPTIONS = {
    ("bookings", "directory/_offer.html"): "the form says what was picked in the words of the page it was picked on",
    ("bookings", "directory/_card.html"): "who isn’t in the directory yet sees their card as it will be drawn there",
}


def below(app: str) -> set[str]:
    """The app and those it may know."""
    return set(LAYERS[: LAYERS.index(app) + 1])


def url_names(app: str) -> Iterator[tuple[str, str]]:
    """URL names that the app's code or templates use: as ("mentors", "directory:mentor")."""
    for path in (*python(app), *templates(app)):
        for space, name in URL_NAME.findall(text(path)):
            if space in LAYERS:
                yield app, f"{space}:{name}"


@pytest.mark.parametrize("app", LAYERS)
def test_url_names_come_from_below(app: str) -> None:
    above = {used for used in url_names(app) if used[1].partition(":")[0] not in below(app)}
    assert above == {used for used in URL_EXCEPTIONS if used[0] == app}


@pytest.mark.parametrize("app", LAYERS)
def test_templates_come_from_below(app: str) -> None:
    used = {(app, f"{folder}/{name}") for path in templates(app) for folder, name in TEMPLATE.findall(text(path))}
    above = {(app, name) for _, name in used if name.partition("/")[0] not in below(app) | SHARED | {"account", "mfa"}}
    assert above == {used for used in TEMPLATE_EXCEPTIONS if used[0] == app}


def accessors_from_above(app: str) -> set[str]:
    """Related names that models above `app` hang on models of `app` and below."""
    found = set()
    for label in below(app) & {config.label for config in apps.get_app_configs()}:
        for model in apps.get_app_config(label).get_models():
            for relation in model._meta.get_fields():
                if isinstance(relation, ForeignObjectRel) and relation.related_model._meta.app_label in LAYERS:
                    higher = relation.related_model._meta.app_label not in below(app)
                    name = relation.get_accessor_name()
                    if higher and name and not name.endswith("+"):
                        found.add(name)
    own = {field.name for label in below(app) for field in fields_of(label)}
    return found - own  # a name that is also a field down here cannot be told apart


def fields_of(label: str) -> list:
    models = apps.get_app_config(label).get_models()
    return [field for model in models for field in model._meta.concrete_fields]


@pytest.mark.parametrize("app", [layer for layer in LAYERS if layer not in ("core", "directory")])
def test_related_names_come_from_below(app: str) -> None:
    names = accessors_from_above(app)
    use = re.compile(
        rf"\.({'|'.join(names)})\b(?!\.models| import)|[\"'(]({'|'.join(names)})__|__({'|'.join(names)})\b"
    )
    found = set()
    for path in (*python(app), *templates(app)):
        for number, line in enumerate(text(path).splitlines(), 1):
            code = line.partition("  #")[0]
            if names and not code.lstrip().startswith(("from ", "import ")) and use.search(code):
                found.add(f"{path}:{number}: {line.strip()}")
    assert found == set()


def test_related_names_are_found() -> None:
    assert {"mentor", "applications", "calendar_feed"} <= accessors_from_above("accounts")
    assert {"weekly_hours", "rules", "free_time"} <= accessors_from_above("mentors")
