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
    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
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
    letters = [email.message_from_bytes(content, policy=default) for content in received]
    received.clear()
    return {
        "arrived": len(letters),
        "ids": len({str(letter["Message-ID"]) for letter in letters}),
        "said": sorted({said(letter) for letter in letters}),
    }


def said(letter: EmailMessage) -> str:
    text = letter.get_body(("plain",))
    whole = f"{letter['To']}\n{letter['Subject']}\n{text.get_content() if text else ''}"
    parts = [part.get_content_type() for part in letter.walk()]
    return hashlib.sha256(f"{whole}\n{parts}".encode()).hexdigest()


talk.serve(start=start, taken=taken)
