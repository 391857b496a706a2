"""Mail providers that report bounces and complaints, and which of their reports suppress an address.

All of them sign their calls, or send a secret that only they and the club know. A bounce in django-anymail's sense may
be temporary; each provider has its own way to say that it is permanent.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from notifications.models import ProblemKind
from notifications.suppression import AddressReport

POLICY = re.compile(r"\b5\.7\.\d{1,3}\b")  # refused by policy (RFC 3463 section 3.8)
SHARED_SECRET = "WEBHOOK_SECRET"  # noqa: S105  # the name of a setting
MOST_EVENTS = 1000  # per call; no provider sends as many


class Forged(Exception):
    """The call is not authenticated as the provider's."""


class Unreadable(Exception):
    """The call is authentic, but not in the documented format."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider.

    Attributes:
        view: django-anymail's view, which checks signatures and parses the provider's format. Imported lazily, as the
            one for Amazon loads all of boto3.
        key: the key in `settings.ANYMAIL` that authenticates calls; without it the provider's URL is a 404.
        is_final: whether a bounce, as the provider sent it, is permanent.
        signed_at: when the call was signed, if the signature covers only this time and not the content.
    """

    view: str
    key: str
    is_final: Callable[[Any], bool]
    signed_at: Callable[[Any], float] | None = None

    @property
    def is_set_up(self) -> bool:
        return bool(settings.ANYMAIL.get(self.key))


PROVIDERS = {
    "amazon-ses": Provider(
        view="amazon_ses.AmazonSESTrackingWebhookView",
        key=SHARED_SECRET,
        is_final=lambda told: told["bounce"]["bounceType"] == "Permanent",
    ),
    "brevo": Provider(
        view="brevo.BrevoTrackingWebhookView",
        key=SHARED_SECRET,
        is_final=lambda told: told["event"] in ("hard_bounce", "invalid_email"),
    ),
    "mailersend": Provider(
        view="mailersend.MailerSendTrackingWebhookView",
        key="MAILERSEND_SIGNING_SECRET",
        is_final=lambda told: told["data"]["type"] == "hard_bounced",
    ),
    "mailgun": Provider(
        view="mailgun.MailgunTrackingWebhookView",
        key="MAILGUN_WEBHOOK_SIGNING_KEY",
        is_final=lambda told: told["event-data"]["severity"] == "permanent",
        signed_at=lambda told: float(told["signature"]["timestamp"]),
    ),
    "postmark": Provider(
        view="postmark.PostmarkTrackingWebhookView",
        key=SHARED_SECRET,
        is_final=lambda told: "HardBounce" in (told.get("Type"), told.get("SuppressionReason")),
    ),
}


def read(name: str, request: HttpRequest) -> list[AddressReport]:
    """Check a provider's call, and read its reports about addresses.

    Raises:
        Forged: the signature or the secret is missing or wrong.
        Unreadable: it is signed, but cannot be parsed.
    """
    provider = PROVIDERS[name]
    # anymail's checks and parsers trust the format of a call: a malformed one can raise any error.
    try:
        view = import_string(f"anymail.webhooks.{provider.view}")()
        view.run_validators(request)
    except Exception as error:
        raise Forged(type(error).__name__) from error
    try:
        events = view.parse_events(request)[:MOST_EVENTS]
        return list(_news(name, provider, events))
    except Exception as error:
        raise Unreadable(type(error).__name__) from error


def _news(name: str, provider: Provider, events: Iterable[AnymailTrackingEvent]) -> Iterator[AddressReport]:
    for event in events:
        what = _what(provider, event)
        said_at: datetime | None = event.timestamp
        if what is None or said_at is None or said_at.tzinfo is None or not event.recipient:
            continue
        if provider.signed_at:
            said_at = min(said_at, datetime.fromtimestamp(provider.signed_at(event.esp_event), tz=UTC))
        yield AddressReport(
            address=str(event.recipient), what=what, said_at=said_at, event=_called(name, event), reason=_reply(event)
        )


def _what(provider: Provider, event: AnymailTrackingEvent) -> ProblemKind | None:
    """The problem that an event reports about an address; None if it isn't about the address."""
    kind, reason = event.event_type, event.reject_reason
    if kind == EventType.COMPLAINED or (kind == EventType.REJECTED and reason == RejectReason.SPAM):
        return ProblemKind.COMPLAINED
    if kind == EventType.REJECTED and reason in (RejectReason.INVALID, RejectReason.BOUNCED):
        return ProblemKind.BOUNCED
    if kind == EventType.BOUNCED and provider.is_final(event.esp_event):
        return None if POLICY.search(_reply(event)) else ProblemKind.BOUNCED
    return None


def _reply(event: AnymailTrackingEvent) -> str:
    """The mail server's reply, or the provider's description if that is unknown."""
    return str(event.mta_response or event.description or "")


def _called(name: str, event: AnymailTrackingEvent) -> str:
    """An identifier of an event: the provider's, or a hash of its content if the provider has none."""
    said = f"{event.event_type} {event.recipient} {event.timestamp}"
    return f"{name}:{event.event_id or sha256(said.encode()).hexdigest()}"
