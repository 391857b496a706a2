import time
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from club_pages.errors import PageRefused
from club_pages.models import PageName, PageVersion, changes
from club_pages.registry import fill, placeholders
from club_pages.services import writing
from club_pages.shipped import texts_of
from tests.bookings.moments import NOW
from tests.factories import PageVersionFactory, UserFactory
from tests.races import all_at_once

pytestmark = pytest.mark.django_db
TEXTS = {"en": "Hello.\n", "de": "Hallo.\n"}


def write(page: PageName = PageName.ABOUT, *, based_on: int = 0, **texts: str) -> PageVersion:
    writer = UserFactory(staff=True)
    return writing.write(page=page, texts=texts or TEXTS, based_on=based_on, by=writer, now=NOW)


@pytest.mark.parametrize("page", PageName)
def test_page_says_what_is_shipped_until_the_team_writes_something_else(page: PageName, client: Client) -> None:
    shipped = client.get(reverse(f"pages:{page}")).context["page"]
    assert shipped.saved_at is None
    write(page)
    ours, german = (client.get(path) for path in (reverse(f"pages:{page}"), f"/de{reverse(f'pages:{page}')}"))
    assert "<p>Hello.</p>" in ours.content.decode()
    assert "<p>Hallo.</p>" in german.content.decode()
    assert ours.context["page"].sections == []


def test_shipped_texts_differ_by_language_and_keep_their_placeholders() -> None:
    for page in PageName:
        texts = texts_of(page)
        assert len(set(texts.values())) == len(texts) == 2
        assert "&" not in "".join(texts.values())
    assert "{limits}" in texts_of(PageName.HELP)["de"]
    assert "/de/contact/" in texts_of(PageName.CONDUCT)["de"]


def test_placeholders_say_what_is_set(settings: LazySettings) -> None:
    settings.CLUB_NAME, settings.MAX_COMING_BOOKINGS = "The *Circle*", 7
    settings.IMPRINT = "Ann Lee\n1. High_Street_\n# 5 <b>"
    assert fill("{club_name} {limits} {nothing}").startswith(r"The \*Circle\* - 7 upcoming bookings")
    assert fill("{nothing}") == "{nothing}"
    assert {"club_name", "deadline_hours", "limits", "terms", "reconfirm_terms", "providers", "imprint"} <= set(
        placeholders
    )
    page = Client().get(reverse("pages:imprint")).content.decode()
    assert "<p>Ann Lee<br>\n1. High_Street_<br>\n# 5 &lt;b&gt;</p>" in page


def test_every_version_is_kept_and_an_older_one_can_be_restored() -> None:
    first, second = write(), write(based_on=1, en="Bye.", de="Tschüss.")
    restored = writing.restore(version=first, by=second.saved_by, now=NOW + timedelta(days=1))
    assert (restored.number, restored.restored_from, restored.texts()) == (3, 1, TEXTS)
    assert second.texts() == {"en": "Bye.\n", "de": "Tschüss.\n"}
    assert PageVersion.objects.count() == 3
    assert str(restored) == "About the club, version 3"


@pytest.mark.parametrize(
    ("based_on", "texts", "says"),
    [
        (0, TEXTS | {"en": "Other."}, "Someone has saved another version"),
        (2, TEXTS | {"en": "Other."}, "Someone has saved another version"),
        (1, TEXTS, "says already"),
        (1, {"en": "Only English."}, "in every language"),
        (1, TEXTS | {"de": " \r\n "}, "in every language"),
    ],
)
def test_version_that_makes_no_sense_is_refused(based_on: int, texts: dict[str, str], says: str) -> None:
    write()
    with pytest.raises(PageRefused, match=says):
        write(based_on=based_on, **texts)


def test_shipped_text_saved_unchanged_is_refused() -> None:
    with pytest.raises(PageRefused, match="says already"):
        write(
            PageName.CONDUCT, **{code: text.replace("\n", "\r\n") for code, text in texts_of(PageName.CONDUCT).items()}
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told() -> None:
    """Both have version 0 before them; the constraint lets one in, whichever reads what when."""
    writers = [UserFactory(staff=True), UserFactory(staff=True)]
    texts = [TEXTS | {"en": "One."}, TEXTS | {"en": "Two."}]
    works = [
        lambda by=by, said=said: writing.write(page=PageName.ABOUT, texts=said, based_on=0, by=by, now=NOW)
        for by, said in zip(writers, texts, strict=True)
    ]
    outcomes = all_at_once(*works)
    assert sorted(type(each).__name__ for each in outcomes) == ["PageRefused", "PageVersion"]
    assert PageVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("page_version_once", {"number": 1}),
        ("page_version_page_known", {"page": "press"}),
        ("page_version_counts_from_one", {"number": 0}),
        ("page_version_has_text", {"text": ""}),
        ("page_version_has_no_blank_translation", {"i18n": {"text_de": " \n"}}),
        ("page_version_only_conduct_asks", {"asks_again": True}),
        ("page_version_restores_older", {"restored_from": 2}),
    ],
)
def test_database_refuses(name: str, change: dict[str, object]) -> None:
    PageVersionFactory()
    row = PageVersionFactory()
    with pytest.raises(IntegrityError, match=name):
        PageVersion.objects.filter(pk=row.pk).update(**change)


def test_changes_are_told_line_by_line() -> None:
    before, after = "\n".join("abcdefghij"), "\n".join("abcdXfghij")
    assert [sign + line for sign, line in changes(before, after)] == ["…", " c", " d", "-e", "+X", " f", " g"]
    assert list(changes(before, before)) == []


def test_comparing_texts_of_many_lines_alike_takes_no_minute() -> None:
    before, after = ("\n".join(str(number * step % 150) for number in range(13_000)) for step in (1, 7))
    since = time.process_time()
    assert list(changes(before, after))
    assert time.process_time() - since < 2
