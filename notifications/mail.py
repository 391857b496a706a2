"""A letter as a MIME message."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from core.http import absolute
from notifications.letters import Letter

if TYPE_CHECKING:
    from accounts.models import User


def message(letter: Letter, *, to: str, reader: "User | None") -> EmailMultiAlternatives:
    """Text and HTML from the same parts, in the active language and zone; calendar files as a body and as a file."""
    context = {
        "letter": letter,
        "reader": reader,
        "club": settings.CLUB_NAME,
        "home": absolute(reverse("pages:home")),
        "zone": timezone.get_current_timezone_name(),
        "preferences": absolute(reverse(settings.NOTICE_PREFERENCES)) if reader else "",
        "quoted": _quoted(letter.quote.text) if letter.quote else "",
    }
    mail = EmailMultiAlternatives(
        subject=" ".join(letter.subject.split()),
        body=render_to_string("notifications/mail.txt", context).strip() + "\n",
        to=[to],
        reply_to=list(letter.reply_to),
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )
    mail.attach_alternative(render_to_string("notifications/mail.html", context), "text/html")
    for file in letter.attachments:
        if file.method:
            mail.attach_alternative(file.content.decode(), f"{file.mimetype}; method={file.method}")
        mail.attach(file.name, file.content, file.mimetype)
    return mail


def _quoted(text: str) -> str:
    """Somebody's words, marked line by line as in any mail."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())
