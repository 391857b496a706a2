"""A real SMTP server on localhost that answers as told."""

import asyncio
import email
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from tests.ports import free_port


class Sink:
    """Stores what arrives; `answers` maps a recipient to the reply to RCPT TO, `after_data` is the reply to the text.

    It takes `seconds` for each text. Two replies are special: `HANGS` sends nothing for a minute, `DROPS` accepts the
    text and closes the connection.
    """

    HANGS, DROPS = "(hangs)", "250 (drops)"

    def __init__(self) -> None:
        self.port = 0
        self.forget()

    def forget(self) -> None:
        """Reset everything."""
        self.messages: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.after_data = "250 OK"
        self.seconds = 0.0
        self.connections = 0

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer == self.HANGS:
            await asyncio.sleep(60)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        if self.DROPS in [self.answers.get(address) for address in envelope.rcpt_tos]:
            server.transport.abort()
        await asyncio.sleep(self.seconds)
        return self.after_data


@contextmanager
def running() -> Iterator[Sink]:
    """The server on a free port of 127.0.0.1."""
    sink = Sink()
    sink.port = free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
