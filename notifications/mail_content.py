"""What a notice says, before it is made into a mail: the same parts for text and HTML."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one person to another."""

    text: str
    author: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes along. A calendar file (`method` set) is an alternative body too (RFC 6047 section 2.4)."""

    name: str
    content: bytes
    mimetype: str
    method: str = ""


@dataclass(frozen=True, slots=True)
class MailContent:
    """The parts of a mail, translated into the language that is active while the builder runs.

    Attributes:
        subject: one line; line breaks are taken out.
        lines: paragraphs of plain text under the heading.
        starts_at, ends_at: the time it is about, shown big, in the recipient's zone, which is named.
        code: something to type.
        action: the one thing to do; comes first.
        facts: label and value pairs.
        more: paragraphs after the facts.
        links: quieter links at the end.
        reply_to: an address that answers go to.
    """

    subject: str
    heading: str
    lines: tuple[str, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    code: str = ""
    action: Link | None = None
    quote: Quote | None = None
    facts: tuple[tuple[str, str], ...] = ()
    more: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    reply_to: tuple[str, ...] = ()


class NoticeObsolete(Exception):
    """The builder's word that the notice has lost its point; it is dropped, and the reason is kept."""


@dataclass(frozen=True, slots=True)
class NoticeContext:
    """What a builder gets: the subject, who reads it, the notice's data, and the time of sending."""

    about: Any
    recipient: "User | None"
    data: dict[str, Any]
    now: datetime


Builder = Callable[[NoticeContext], MailContent]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice.

    Attributes:
        title: what the team calls it.
        label: set for an optional kind that a member can switch off; what the preference is called.
        asked: somebody waits for it at this moment, so it is tried even where mail comes back.
    """

    name: str
    build: Builder
    title: str | Promise
    label: str | Promise = ""
    asked: bool = False

    @property
    def optional(self) -> bool:
        return bool(self.label)


kinds: dict[str, Kind] = {}


def notice(
    name: str, *, title: str | Promise, label: str | Promise = "", asked: bool = False
) -> Callable[[Builder], Builder]:
    """Register the builder of a kind of notice, under the `title` that the team reads.

    With a `label`, members can switch the kind off. For `asked` see `Kind`.
    """

    def register(build: Builder) -> Builder:
        if name in kinds:
            raise RuntimeError(f"two builders for {name}")
        kinds[name] = Kind(name=name, build=build, title=title, label=label, asked=asked)
        return build

    return register


def title_of(name: str) -> str:
    """What the team calls a kind; the name of one that is no more."""
    return str(kinds[name].title) if name in kinds else name


def optional_kinds() -> list[Kind]:
    """The kinds that a member can switch off."""
    return [kind for kind in kinds.values() if kind.optional]
