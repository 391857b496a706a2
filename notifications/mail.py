"""Renders mail content as a MIME message, and sends it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from core.http import absolute
from notifications.mail_content import MailContent

if TYPE_CHECKING:
    from accounts.models import User

_kept: ContextVar[EmailBackend | None] = ContextVar("kept", default=None)


def message(content: MailContent, *, to: str, reader: "User | None") -> EmailMultiAlternatives:
    """A message with text and HTML, in the active language and zone; a calendar file is both a body and a file."""
    context = {
        "content": content,
        "reader": reader,
        "club": settings.CLUB_NAME,
        "home": absolute(reverse("pages:home")),
        "zone": timezone.get_current_timezone_name(),
        "preferences": absolute(reverse(settings.NOTICE_PREFERENCES)) if reader else "",
        "quoted": _quoted(content.quote.text) if content.quote else "",
    }
    mail = EmailMultiAlternatives(
        subject=" ".join(content.subject.split()),
        body=render_to_string("notifications/mail.txt", context).strip() + "\n",
        to=[to],
        reply_to=list(content.reply_to),
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )
    mail.attach_alternative(render_to_string("notifications/mail.html", context), "text/html")
    for file in content.attachments:
        if file.method:
            mail.attach_alternative(file.content.decode(), f"{file.mimetype}; method={file.method}")
        mail.attach(file.name, file.content, file.mimetype)
    return mail


@contextmanager
def one_connection() -> Iterator[None]:
    """Send all emails inside over one SMTP connection, which opens with the first and again after a failure."""
    backend = get_connection()
    if not isinstance(backend, EmailBackend):
        yield
        return
    token = _kept.set(backend)
    try:
        yield
    finally:
        _kept.reset(token)
        _hang_up(backend)


def send(mail: EmailMultiAlternatives) -> None:
    """Hand an email to the mail server.

    Raises:
        Exception: any error of the server or the provider; see `smtp_errors`.
    """
    mail.connection = backend = _kept.get()
    if backend is None:
        mail.send()
        return
    try:
        if backend.connection and backend.connection.noop()[0] != 250:
            _hang_up(backend)
    except OSError:  # the server has closed the connection
        _hang_up(backend)
    try:
        backend.open()  # Django leaves a connection open if it was open before `send`
        mail.send()
    except Exception:
        _hang_up(backend)
        raise


def _hang_up(backend: EmailBackend) -> None:
    with suppress(OSError):
        backend.close()


def _quoted(text: str) -> str:
    """Quote a text line by line, as usual in email."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())
