"""Webhook calls of mail providers, as documented, with valid signatures."""

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

SECRET = "club:a secret of more than twenty letters"
KEYS = {
    "WEBHOOK_SECRET": SECRET,
    "MAILGUN_WEBHOOK_SIGNING_KEY": "mailgun-signing-key",
    "MAILERSEND_SIGNING_SECRET": "mailersend-signing-secret",
}
AUTHORIZED = {"authorization": "Basic " + base64.b64encode(SECRET.encode()).decode()}
NO_SUCH_USER = "550 5.1.1 The email account that you tried to reach does not exist"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a provider, ready to be sent or tampered with."""

    provider: str
    body: bytes
    headers: dict[str, str]
    content_type: str = "application/json"

    def send(self, client: Client | None = None, **change: Any) -> HttpResponse:
        headers = change.get("headers", self.headers)
        return (client or Client(enforce_csrf_checks=True)).post(  # type: ignore[return-value]
            reverse("notifications:webhook", args=[self.provider]),
            change.get("body", self.body),
            content_type=change.get("content_type", self.content_type),
            headers=headers,
        )


def mailgun(
    address: str, kind: str = "bounced", *, at: datetime, reply: str = NO_SUCH_USER, signed_at: datetime | None = None
) -> Call:
    """See Mailgun's "Tracking Failures" and "Securing Webhooks": the signature covers only its time and token."""
    token = uuid.uuid4().hex
    timestamp = str(int((signed_at or at).timestamp()))
    signature = hmac.new(b"mailgun-signing-key", f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    told: dict[str, Any] = {"event": "complained" if kind == "complained" else "failed", "recipient": address}
    if kind != "complained":
        told |= {
            "severity": "permanent" if kind == "bounced" else "temporary",
            "reason": "generic",
            "delivery-status": {"code": 550, "message": reply, "description": ""},
        }
    told |= {"id": "G9Bn5sl1TC6nu79C8C0bwg", "timestamp": at.timestamp(), "message": {"headers": {"message-id": "x@y"}}}
    body = {"signature": {"timestamp": timestamp, "token": token, "signature": signature}, "event-data": told}
    return Call("mailgun", json.dumps(body).encode(), AUTHORIZED)


def mailersend(address: str, kind: str = "bounced", *, at: datetime, reply: str = NO_SUCH_USER) -> Call:
    """See MailerSend's "Webhooks: Payload example" and "Security": HMAC-SHA256 over the body."""
    what = {"bounced": "hard_bounced", "passing": "soft_bounced", "complained": "spam_complaint"}[kind]
    body = json.dumps(
        {
            "type": f"activity.{what}",
            "created_at": at.isoformat(),
            "data": {
                "object": "activity",
                "id": uuid.uuid4().hex[:24],
                "type": what,
                "created_at": at.isoformat(),
                "email": {"object": "email", "message": {"id": "x"}, "recipient": {"email": address}, "tags": None},
                "morph": {"object": "recipient_bounce", "reason": reply},
            },
        }
    ).encode()
    signature = hmac.new(b"mailersend-signing-secret", body, hashlib.sha256).hexdigest()
    return Call("mailersend", body, AUTHORIZED | {"Signature": signature})


def postmark(address: str, kind: str = "bounced", *, at: datetime, reply: str = NO_SUCH_USER) -> Call:
    """See Postmark's "Bounce webhook" and "Spam complaint webhook"."""
    body = {
        "RecordType": "SpamComplaint" if kind == "complained" else "Bounce",
        "ID": uuid.uuid4().int >> 65,
        "Type": {"bounced": "HardBounce", "passing": "SoftBounce", "complained": "SpamComplaint"}[kind],
        "Email": address,
        "BouncedAt": at.isoformat().replace("+00:00", "Z"),
        "Details": reply,
        "MessageID": str(uuid.uuid4()),
    }
    return Call("postmark", json.dumps(body).encode(), AUTHORIZED)


def brevo(address: str, kind: str = "bounced", *, at: datetime, reply: str = NO_SUCH_USER) -> Call:
    """See Brevo's "Transactional webhooks": events have no id."""
    event = {"bounced": "hard_bounce", "passing": "soft_bounce", "complained": "spam"}[kind]
    body = {"event": event, "email": address, "ts_epoch": int(at.timestamp() * 1000), "reason": reply, "id": 1}
    return Call("brevo", json.dumps(body).encode(), AUTHORIZED)


def amazon_ses(address: str, kind: str = "bounced", *, at: datetime, reply: str = NO_SUCH_USER) -> Call:
    """See "Amazon SNS notification examples for Amazon SES"; SNS posts its JSON as text."""
    if kind == "complained":
        told: dict[str, Any] = {
            "notificationType": "Complaint",
            "complaint": {"complainedRecipients": [{"emailAddress": address}], "complaintFeedbackType": "abuse"},
        }
    else:
        told = {
            "notificationType": "Bounce",
            "bounce": {
                "bounceType": "Permanent" if kind == "bounced" else "Transient",
                "bounceSubType": "General",
                "bouncedRecipients": [{"emailAddress": address, "diagnosticCode": f"smtp; {reply}"}],
            },
        }
    told["mail"] = {"messageId": "x", "destination": [address]}
    identifier = str(uuid.uuid4())
    body = {
        "Type": "Notification",
        "MessageId": identifier,
        "TopicArn": "arn:aws:sns:eu-west-1:123456789012:club",
        "Message": json.dumps(told),
        "Timestamp": at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
    }
    headers = {"x-amz-sns-message-type": "Notification", "x-amz-sns-message-id": identifier}
    return Call("amazon-ses", json.dumps(body).encode(), AUTHORIZED | headers, "text/plain; charset=UTF-8")


CALLS: dict[str, Callable[..., Call]] = {
    "amazon-ses": amazon_ses,
    "brevo": brevo,
    "mailersend": mailersend,
    "mailgun": mailgun,
    "postmark": postmark,
}
