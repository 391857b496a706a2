"""Renders mail content as a MIME message, and sends it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING

from anymail.exceptions import AnymailSerializationError, AnymailUnsupportedFeature
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.template.loader import render_to_string
from django.urls import reverse

from core.http import absolute
from notifications.mail_content import MailContent
from notifications.smtp_errors import Unsendable

if TYPE_CHECKING:
    from accounts.models import User

_kept: ContextVar[EmailBackend | None] = ContextVar("kept", default=None)


def message(content: MailContent, *, to: str, reader: "User | None", unsubscribe: str = "") -> EmailMultiAlternatives:
    """A message with text and HTML, in the active language and zone; a calendar file is both a body and a file.

    Args:
        unsubscribe: for an optional notice, the URL at which one POST unsubscribes from its kind (RFC 8058).
    """
    context = {
        "content": content,
        "reader": reader,
        "club": settings.CLUB_NAME,
        "home": absolute(reverse("pages:home")),
        "preferences": absolute(reverse(settings.NOTICE_PREFERENCES)) if reader else "",
        "unsubscribe": unsubscribe,
        "quoted": _words(content),
        "sections": [(section, _words(section)) for section in content.sections],
    }
    mail = EmailMultiAlternatives(
        subject=" ".join(content.subject.split()),
        body=render_to_string("notifications/mail.txt", context).strip() + "\n",
        to=[to],
        reply_to=list(content.reply_to),
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )
    if unsubscribe:
        mail.extra_headers["List-Unsubscribe"] = f"<{unsubscribe}>"
        mail.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.attach_alternative(render_to_string("notifications/mail.html", context), "text/html")
    for file in content.attachments:
        mimetype = f"{file.mimetype}; method={file.method}" if file.method else file.mimetype
        if file.method:
            mail.attach_alternative(file.content.decode(), mimetype)
        mail.attach(file.name, file.content, mimetype)
    return mail


@contextmanager
def one_connection() -> Iterator[None]:
    """Send all emails inside over one SMTP connection, opened for the first one and again after a failure."""
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
        Unsendable: it can't be written as an email, or addressed.
        Exception: any error of the server or the provider; see `smtp_errors`.
    """
    try:
        _send(mail)
    except OSError:  # first, because some of ssl's errors are ValueErrors, too
        raise
    except (ValueError, AnymailSerializationError, AnymailUnsupportedFeature) as error:
        raise Unsendable(f"{type(error).__name__}: {error}") from error


def _send(mail: EmailMultiAlternatives) -> None:
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


def _words(content: MailContent) -> list[tuple[str, str]]:
    return [(quote.author, _quoted(quote.text)) for quote in content.words]


def _quoted(text: str) -> str:
    """Quote a text line by line, as usual in email."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())
