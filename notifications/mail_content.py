"""What a notice says, before it is rendered as an email: the same parts for text and HTML."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import markdown
from outbox.lanes import Lane

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Quote:
    """What one person wrote to another, and its language; "" if unknown."""

    text: str
    author: str = ""
    language: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attached file. A calendar file (`method` is set) is also an alternative body (RFC 6047 section 2.4)."""

    name: str
    content: bytes
    mimetype: str
    method: str = ""


@dataclass(frozen=True, slots=True)
class Markdown:
    """What the club team has written, as CommonMark, and the language it is in. Its links become links."""

    text: str
    language: str = ""

    @property
    def as_html(self) -> SafeString:
        return markdown.render(self.text)

    @property
    def as_text(self) -> str:
        return markdown.as_text(self.text)


@dataclass(frozen=True, slots=True)
class MailContent:
    """The parts of an email, in the language that is active while the builder runs.

    Attributes:
        subject: one line; line breaks are removed.
        lines: paragraphs of plain text under the heading.
        body: a whole text by the team, in place of lines; the heading is in its language.
        starts_at, ends_at: the time that it is about, aware; shown large, in the recipient's zone.
        code: something to enter.
        action: the main link; below the time, or else after lines, quote and facts, which say why.
        quote, quotes: what one person wrote, or several.
        facts: pairs of label and value. Only a `Link` becomes a link, whatever a member's text looks like; such text is
            a `Quote` if it may be in another language.
        more: paragraphs after the facts.
        links: less important links at the end.
        reply_to: addresses for replies.
        sections: several notices in one email: of each its heading, lines, quotes, facts, action and `more`.
    """

    subject: str
    heading: str
    lines: tuple[str, ...] = ()
    body: Markdown | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    code: str = ""
    action: Link | None = None
    quote: Quote | None = None
    quotes: tuple[Quote, ...] = ()
    facts: tuple[tuple[str, str | Link | Quote], ...] = ()
    more: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    reply_to: tuple[str, ...] = ()
    sections: tuple["MailContent", ...] = ()

    @property
    def words(self) -> tuple[Quote, ...]:
        """All that is quoted, in order."""
        return (self.quote, *self.quotes) if self.quote else self.quotes


def together(parts: "Sequence[MailContent]") -> MailContent:
    """One email of one or more notices."""
    if len(parts) == 1:
        return parts[0]
    return MailContent(
        subject=f"{parts[0].subject} (+{len(parts) - 1})",
        heading=_("What’s new for you"),
        sections=tuple(parts),
        attachments=tuple(file for part in parts for file in part.attachments),
    )


class NoticeObsolete(Exception):
    """Raised by a builder when the notice no longer makes sense: it is dropped, and the reason is kept."""


@dataclass(frozen=True, slots=True)
class NoticeContext:
    """The input of a builder: the row that the notice is about, its recipient, its data, and the time of sending."""

    about: Any
    recipient: "User | None"
    data: dict[str, Any]
    now: datetime


Builder = Callable[[NoticeContext], MailContent]


@dataclass(frozen=True, slots=True)
class Budget:
    """How many notices of one kind, caused by one person, a recipient gets in `period`; further ones wait."""

    times: int
    period: timedelta = timedelta(days=1)


FEW = Budget(12)
MANY = Budget(60)  # about bookings, of which one person can have many, or caused by no particular person
TEAM = Budget(500)  # to the club team


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice.

    Attributes:
        title: what the team calls it.
        label: the preference by which members switch an optional kind off; "" if it is not optional.
        asked: someone is waiting for it right now, so it is sent even to an address that bounces.
        budget: how many a recipient gets. None if `asked`: a late one is worthless, so requests are limited instead.
        quiet: how long it waits for further changes of the same row. A waiting notice is updated instead of writing
            another. None: each is separate.
        keeps: keys of `data` that are kept when a waiting notice is updated.
        bulk: it is sent to thousands, and no one is waiting for it: any other email comes first.
        daily: a name that several kinds share, of which a member gets one email a day: the first at once, and what
            comes within a day of it in the next one. "": none.
    """

    name: str
    build: Builder
    title: str | Promise
    label: str | Promise = ""
    asked: bool = False
    budget: Budget | None = FEW
    quiet: timedelta | None = None
    keeps: tuple[str, ...] = ()
    bulk: bool = False
    daily: str = ""

    @property
    def optional(self) -> bool:
        return bool(self.label)

    @property
    def lane(self) -> Lane:
        if self.asked:
            return Lane.CODES
        return Lane.BULK if self.bulk else Lane.MAIL


kinds: dict[str, Kind] = {}


def notice(
    name: str,
    *,
    title: str | Promise,
    label: str | Promise = "",
    asked: bool = False,
    budget: Budget = FEW,
    quiet: timedelta | None = None,
    keeps: tuple[str, ...] = (),
    bulk: bool = False,
    daily: str = "",
) -> Callable[[Builder], Builder]:
    """Register the builder of a kind of notice; see `Kind` for the arguments."""

    def register(build: Builder) -> Builder:
        if name in kinds:
            raise RuntimeError(f"two builders for {name}")
        kinds[name] = Kind(
            name=name,
            build=build,
            title=title,
            label=label,
            asked=asked,
            budget=None if asked else budget,
            quiet=quiet,
            keeps=keeps,
            bulk=bulk,
            daily=daily,
        )
        return build

    return register


loaders: list[Callable[[], QuerySet[Any]]] = []


def loads_about(rows: Callable[[], QuerySet[Any]]) -> Callable[[], QuerySet[Any]]:
    """Register how a batch loads the rows of a model that notices are about, with everything its builders read."""
    loaders.append(rows)
    return rows


def title_of(name: str) -> str:
    """The title of a kind; its name if the kind no longer exists."""
    return str(kinds[name].title) if name in kinds else name


def optional_kinds() -> list[Kind]:
    """The kinds that a member can switch off."""
    return [kind for kind in kinds.values() if kind.optional]


def lane_of(name: str) -> Lane:
    """The lane of a kind, even if it no longer exists."""
    return kinds[name].lane if name in kinds else Lane.MAIL
