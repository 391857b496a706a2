"""The tables of the club, as resources of django-import-export: their columns, how they are read and written."""

from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from import_export import resources
from import_export.fields import Field

from core import languages
from mentors.models import CategoryGroup, CategoryIcon, Mentor
from transfer import cells
from transfer.cells import plain
from transfer.models import TableKind


class Column(Field):
    """A column of a table.

    Args:
        title: what the team calls it.
        guesses: headings that mean it, in English and German.
        needed: whether there is no row without it.
        several: whether several columns of a file can be it, such as two for links.
    """

    def __init__(
        self,
        attribute: str,
        column_name: str,
        title: "str | Promise | _In",
        widget: Any,
        *guesses: str,
        needed: bool = False,
        several: bool = False,
    ) -> None:
        super().__init__(attribute=attribute, column_name=column_name, widget=widget)
        self.title, self.needed, self.several = title, needed, several
        self.guesses = frozenset(map(_bare, (column_name, *guesses)))


def _bare(heading: str) -> str:
    return "".join(letter for letter in plain(heading) if letter.isalnum())


class Table(resources.Resource):
    """A table, with a way to find its columns."""

    def columns(self) -> "dict[str, Column]":
        """The columns by their names."""
        return {field.column_name: field for field in self.get_import_fields()}

    def guess(self, heading: str) -> str:
        """The name of the column that a heading means; "" if none."""
        bare, columns = _bare(heading), self.columns()
        exactly = (name for name in columns if bare == _bare(name))
        return next(exactly, "") or next((name for name, column in columns.items() if bare in column.guesses), "")


EMAIL_GUESSES = ("e-mail", "mail", "email address", "e-mail address", "e-mail-adresse", "mailadresse", "mail address",
                 "emailadresse", "username", "benutzername", "kontakt")  # fmt: skip


class MentorTable(Table):
    """Mentors, one in each row."""

    email = Column("user__email", "email", _("email address"), cells.Address(), *EMAIL_GUESSES, needed=True)
    name = Column(
        "user__display_name", "name", _("name"), cells.Name(),
        "full name", "vollständiger name", "display name", "mentor", "mentorin", "vor- und nachname", "anzeigename",
    )  # fmt: skip
    headline = Column(
        "headline", "headline", _("headline"), cells.Line(120),
        "tagline", "slogan", "kurzbeschreibung", "motto", "in one line", "in einem satz", "überschrift", "titelzeile",
    )  # fmt: skip
    bio = Column(
        "bio", "bio", _("about them"), cells.Words(6000),
        "about", "about me", "about you", "biography", "beschreibung", "über mich", "über dich", "profil", "profile",
        "description", "vorstellung", "text", "biografie",
    )  # fmt: skip
    role = Column(
        "role", "role", _("role"), cells.Line(80),
        "job", "job title", "position", "beruf", "rolle", "funktion", "title", "was du machst", "what you do",
    )  # fmt: skip
    company = Column(
        "company", "company", _("company"), cells.Line(80),
        "organisation", "organization", "firma", "unternehmen", "employer", "arbeitgeber",
    )  # fmt: skip
    city = Column("city", "city", _("city"), cells.Line(80), "ort", "stadt", "location", "wohnort", "town")
    country = Column("country", "country", _("country"), cells.Country(), "land")
    years = Column(
        "years_of_practice", "years_of_practice", _("years of experience"), cells.Years(),
        "years", "years of experience", "experience", "erfahrung", "berufserfahrung", "jahre", "jahre erfahrung",
        "jahre berufserfahrung",
    )  # fmt: skip
    topics = Column(
        "topics", "topics", _("topics"), cells.TopicNames(),
        "topic", "thema", "themen", "expertise", "skills", "fachgebiete", "schwerpunkte", "themenfelder", "areas",
        "mentoring topics", several=True,
    )  # fmt: skip
    languages = Column(
        "languages", "languages", _("languages"), cells.Languages(),
        "language", "sprachen", "sprache", "spoken languages", "languages spoken", "gesprochene sprachen", several=True,
    )  # fmt: skip
    links = Column(
        "links", "links", _("links"), cells.Links(),
        "link", "website", "webseite", "homepage", "url", "linkedin", "linkedin profile", "linkedin-profil", "xing",
        "profil-link", "github", several=True,
    )  # fmt: skip
    time_zone = Column(
        "user__time_zone", "time_zone", _("time zone"), cells.Zone(),
        "timezone", "zeitzone", "zone", "tz",
    )  # fmt: skip
    account_language = Column(
        "user__language", "account_language", _("language of their emails"), cells.OneLanguage(of_the_club=True),
        "locale", "preferred language", "bevorzugte sprache", "kontosprache",
    )  # fmt: skip
    text_language = Column(
        "text_language", "text_language", _("language of their texts"), cells.OneLanguage(), "textsprache",
        "sprache der texte", "language of these texts",
    )  # fmt: skip
    photo = Column(
        "", "photo", _("file name of their photo"), cells.Line(200),
        "foto", "bild", "image", "picture", "avatar", "photo file", "fotodatei", "dateiname", "file name",
        "profile picture", "profilbild",
    )  # fmt: skip
    approved = Column(
        "approved_at", "approved", _("approved by the club"), cells.YesOrDay(),
        "vetted", "approved on", "geprüft", "geprüft am", "freigegeben", "aufgenommen", "aufgenommen am", "accepted",
        "bestätigt",
    )  # fmt: skip
    slug = Column("slug", "slug", _("short name in its address"), cells.Line(80), "kürzel")

    def dehydrate_photo(self, mentor: Mentor) -> str:
        """The name of their photo in an export."""
        return f"{mentor.slug}.webp" if mentor.photo else ""


class TopicTable(Table):
    """Topics with their names, synonyms and texts in every language."""

    slug = Column("slug", "slug", _("short name in its address"), cells.Line(50), "kürzel", "key", "id", "adresse")
    area = Column(
        "category__slug", "area", _("area"), cells.Line(80),
        "category", "bereich", "kategorie", "field", "gebiet", "oberthema", "group", "gruppe",
    )  # fmt: skip
    offered = Column(
        "is_active", "offered", _("offered"), cells.YesOrNo(), "is_active", "active", "aktiv", "angeboten", "sichtbar"
    )


TEXTS = {
    "name": (_("name"), 80, ("name", "title", "titel", "thema", "topic", "bezeichnung")),
    "synonyms": (_("synonyms"), 500, ("synonyms", "synonym", "synonyme", "keywords", "stichwörter", "suchwörter")),
    "about": (_("about it"), 1500, ("about", "description", "beschreibung", "text")),
    "questions": (_("questions people come with"), 1000, ("questions", "fragen")),
}
AREA_TEXTS = {
    "name": TEXTS["name"],
    "description": (_("description in one line"), 300, ("description", "in one line", "in einem satz")),
} | TEXTS
ALSO_CALLED = {"en": ("en", "english", "englisch"), "de": ("de", "german", "deutsch")}


def _translated(texts: dict[str, Any]) -> dict[str, Column]:
    """A column for each text in each language; without a language, it's in the club's first one."""
    found = {}
    for field, (title, longest, headings) in texts.items():
        for code, name in zip(languages.codes(), languages.translations_of(field), strict=True):
            also = ALSO_CALLED.get(code, (code,))
            guesses = [f"{heading} {spoken}" for heading in headings for spoken in also]
            if code == settings.LANGUAGE_CODE:
                guesses += headings
            widget = cells.Words(longest) if field in ("about", "questions") else cells.Line(longest)
            found[name] = Column(name, name, _In(title, code), widget, *guesses)
    return found


class _In:
    """A title with its language, in the reader's language."""

    def __init__(self, title: str | Promise, code: str) -> None:
        self.title, self.code = title, code

    def __str__(self) -> str:
        return f"{self.title} ({dict(languages.choices())[self.code]})"


TopicTable.fields.update(_translated(TEXTS))


class AreaTable(Table):
    """Areas, which group topics, with their texts in every language."""

    slug = Column("slug", "slug", _("short name in its address"), cells.Line(50), "kürzel", "key", "id", "adresse")
    group = Column("group", "group", _("group"), cells.Choice(CategoryGroup), "gruppe", "heading", "überschrift")
    icon = Column("icon", "icon", _("icon"), cells.Choice(CategoryIcon), "symbol", "drawing", "zeichnung")
    position = Column("position", "position", _("position"), cells.Number(999), "order", "reihenfolge", "nr")


AreaTable.fields.update(_translated(AREA_TEXTS))


class HoursTable(Table):
    """Weekly hours, one span in each row."""

    email = Column("mentor__user__email", "email", _("email address"), cells.Address(), *EMAIL_GUESSES, needed=True)
    weekday = Column(
        "weekday", "weekday", _("day of the week"), cells.Weekday(), "day", "tag", "wochentag", needed=True
    )
    starts = Column(
        "starts", "from", _("from"), cells.TimeOfDay(), "start", "starts", "von", "beginn", "ab", needed=True
    )
    ends = Column("ends", "to", _("to"), cells.TimeOfDay(), "end", "ends", "until", "bis", "ende", needed=True)


class RedirectTable(Table):
    """Addresses of the old site, and where they lead."""

    old = Column(
        "old_path", "old", _("old address"), cells.Path(), "old path", "old url", "old address", "alt", "alte adresse",
        "alte url", "from", "von", needed=True,
    )  # fmt: skip
    new = Column(
        "new_path", "new", _("new address"), cells.Path(leads=True), "new path", "new url", "new address", "neu",
        "neue adresse", "neue url", "to", "nach", "ziel", "target", needed=True,
    )  # fmt: skip


TABLES: dict[str, type[Table]] = {
    TableKind.AREAS: AreaTable,
    TableKind.TOPICS: TopicTable,
    TableKind.MENTORS: MentorTable,
    TableKind.HOURS: HoursTable,
    TableKind.REDIRECTS: RedirectTable,
}


def table_of(kind: str) -> Table:
    """The table of a kind."""
    return TABLES[kind]()
