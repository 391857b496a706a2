"""A mail server in a separate process that accepts everything and reports what it received."""

import email
import hashlib
import socket
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from bench.peers import talk

received: list[bytes] = []


class Handler:
    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # as aiosmtpd asks
        received.append(envelope.content)
        return "250 OK"


def start() -> int:
    """Start listening; returns the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    Controller(Handler(), hostname="127.0.0.1", port=port).start()
    return port


def taken() -> dict[str, Any]:
    """What arrived since the last call: the numbers of emails and of Message-IDs, and digests of their content."""
    messages = [email.message_from_bytes(content, policy=default) for content in received]
    received.clear()
    return {
        "arrived": len(messages),
        "ids": len({str(message["Message-ID"]) for message in messages}),
        "said": sorted({said(message) for message in messages}),
    }


def said(message: EmailMessage) -> str:
    text = message.get_body(("plain",))
    whole = f"{message['To']}\n{message['Subject']}\n{text.get_content() if text else ''}"
    parts = [part.get_content_type() for part in message.walk()]
    return hashlib.sha256(f"{whole}\n{parts}".encode()).hexdigest()


talk.serve(start=start, taken=taken)
