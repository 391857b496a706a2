"""The demo's mailbox: every email that the club has sent, readable by everyone. Production refuses to have one."""

import email
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlencode

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Mail:
    """One email in the mailbox; `key` is its file's name without the extension."""

    key: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def to(self) -> str:
        return str(self.message["To"])

    @property
    def at(self) -> datetime:
        at = parsedate_to_datetime(self.message["Date"])
        return at if at.tzinfo else at.replace(tzinfo=UTC)  # "-0000": UTC, and nothing about where (RFC 5322, 3.3)

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        return part.get_content() if part else ""

    @property
    def html(self) -> str:
        part = self.message.get_body(("html",))
        return part.get_content() if part else ""

    @property
    def files(self) -> list[str]:
        return [name for part in self.message.iter_attachments() if (name := part.get_filename())]


@login_not_required
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All emails, newest first; `?to=` shows only those to one address."""
    wanted = request.GET.get("to", "").strip().lower()
    mails = [mail for path in _paths() if (mail := _read(path)) and wanted in mail.to.lower()]
    page = Paginator(mails, PER_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "pages/mailbox.html",
        {"page": page, "to": wanted, "query": urlencode({"to": wanted}) if wanted else ""},
    )


@login_not_required
@never_cache
@require_safe
def detail(request: HttpRequest, key: str) -> HttpResponse:
    """One email as its recipient sees it."""
    return TemplateResponse(request, "pages/mail.html", {"mail": _find(key)})


@login_not_required
@never_cache
@require_safe
@xframe_options_sameorigin
@csp_replace({"default-src": [NONE], "style-src": [UNSAFE_INLINE], "frame-ancestors": [SELF], "script-src": [NONE]})  # type: ignore[arg-type]
def body(request: HttpRequest, key: str) -> HttpResponse:
    """The HTML of an email, for a frame; its styles are inline, as email requires."""
    return HttpResponse(_find(key).html.replace("<head>", '<head><base target="_top">', 1))


@login_not_required
@never_cache
@require_safe
def attachment(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """A file that was attached to an email."""
    for part in _find(key).message.iter_attachments():
        if part.get_filename() == name:
            response = HttpResponse(part.get_payload(decode=True), content_type="application/octet-stream")
            response["Content-Disposition"] = "attachment"
            return response
    raise Http404


def _paths() -> list[Path]:
    return sorted(Path(settings.MAILBOX_DIR).glob("*.log"), key=lambda path: path.stat().st_mtime_ns, reverse=True)


def _find(key: str) -> Mail:
    """The email with that key; only files that the folder lists are opened."""
    for path in _paths():
        if path.stem == key and (mail := _read(path)):
            return mail
    raise Http404


def _read(path: Path) -> Mail | None:
    """Parse a file of Django's file backend, which writes each message and then a line of dashes."""
    content = path.read_bytes().rpartition(b"\n" + b"-" * 79)[0]
    if not content:
        return None
    message = email.message_from_bytes(content, policy=default)
    return Mail(path.stem, message) if isinstance(message, EmailMessage) else None
