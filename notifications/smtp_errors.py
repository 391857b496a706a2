"""Interprets refusals by mail servers and providers."""

import re
import smtplib

from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused

# The address is unknown, invalid or closed (RFC 3463 sections 3.2 and 3.3; 5.1.10 is RFC 7505's null MX). A 550 without
# such a code may also be about the sender.
UNKNOWN = re.compile(r"\b5\.(1\.(1|2|3|6|10)|2\.1)\b")


class Unsendable(Exception):
    """The email can't be written or addressed, so retrying would fail, too."""


def permanent(error: Exception) -> bool:
    """Whether an error is permanent.

    That is an unsendable email, a 5xx reply (RFC 5321 section 4.2.1), or a 4xx response of a provider's API.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _reply in error.recipients.values())
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return False  # the operator's mistake, not the recipient's
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= 500
    if isinstance(error, Unsendable):
        return True
    if isinstance(error, AnymailRecipientsRefused):
        return True  # the provider will not send to this address
    if isinstance(error, AnymailAPIError):
        status = error.status_code or 0
        return 400 <= status < 500 and status not in (401, 403, 408, 425, 429)
    return False


def unknown_there(error: Exception) -> str:
    """The server's or provider's message if it says that the address does not exist, else ""."""
    if isinstance(error, AnymailRecipientsRefused):
        return str(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        for _code, reply in error.recipients.values():
            text = reply.decode(errors="replace")
            if UNKNOWN.search(text):
                return text
    return ""
