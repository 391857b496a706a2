"""What a page of the club shows: the team's newest version, or else the text that comes with the software."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.utils import translation
from django.utils.safestring import SafeString

from club_pages.models import PageName, PageVersion, changes
from club_pages.registry import fill
from club_pages.shipped import text_of, texts_of
from core import languages, markdown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page as it is read.

    Attributes:
        intro: what stands above the first heading.
        saved_at: when the team saved it; None for the text that comes with the software.
    """

    title: str
    intro: SafeString
    sections: list[markdown.Section]
    saved_at: datetime | None = None

    @classmethod
    def of(cls, page: PageName) -> Self:
        """What a page says now, in the active language."""
        version = PageVersion.objects.of(page).first()
        if version is None:
            return cls.from_text(page, text_of(page))
        return cls.from_text(page, version.text_i18n, version.saved_at)

    @classmethod
    def from_text(cls, page: PageName, text: str, saved_at: datetime | None = None) -> Self:
        intro, sections = markdown.sections(fill(text))
        return cls(str(page.label), intro, sections, saved_at)


@dataclass(frozen=True, slots=True)
class ListedPage:
    """A page in the team's list. `version` is None for the text that comes with the software."""

    page: PageName
    version: PageVersion | None


def listed() -> list[ListedPage]:
    """Every page with its current version, in one query."""
    current = {row.page: row for row in PageVersion.objects.current().select_related("saved_by")}
    return [ListedPage(page, current.get(page)) for page in PageName]


@dataclass(frozen=True, slots=True)
class InOneLanguage:
    """A text in one language, as it is read and as it was changed.

    Attributes:
        changes: a sign and a line: what the version before didn't say, or said.
    """

    code: str
    language: str
    shown: ShownPage
    source: str
    changes: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """One version of a page, for the team: who wrote it when, and what changed."""

    version: PageVersion
    by: "User | None"
    texts: list[InOneLanguage]
    is_current: bool

    @classmethod
    def of(cls, version: PageVersion) -> Self:
        page = PageName(version.page)
        rows = PageVersion.objects.of(page)
        before = rows.filter(number__lt=version.number).first()
        former = before.texts() if before else texts_of(page)
        texts = list(previews(page, version.texts(), former))
        return cls(version, version.saved_by, texts, not rows.filter(number__gt=version.number).exists())


def previews(page: PageName, texts: dict[str, str], before: dict[str, str]) -> "Iterator[InOneLanguage]":
    """What a page would look like in each language, and what would change."""
    for code, name in languages.choices():
        text = texts.get(code, "")
        with translation.override(code):
            shown = ShownPage.from_text(page, text)
        yield InOneLanguage(code, name, shown, text, list(changes(before.get(code, ""), text)))
