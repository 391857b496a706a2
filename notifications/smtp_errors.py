"""What a mail server, or a provider, means when it refuses a mail."""

import re
import smtplib

from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused

# The address is not known, not possible, or closed (RFC 3463 sections 3.2 and 3.3; 5.1.10 is RFC 7505's "takes no
# mail"). Without such a code a 550 may mean the sender as well: it is no word about the address.
UNKNOWN = re.compile(r"\b5\.(1\.(1|2|3|6|10)|2\.1)\b")


def permanent(error: Exception) -> bool:
    """Whether a refusal is for good: a 5xx reply (RFC 5321 section 4.2.1), or a 4xx answer of a provider's API."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _reply in error.recipients.values())
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return False  # the operator's mistake, not the reader's
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= 500
    if isinstance(error, AnymailRecipientsRefused):
        return True  # the provider will not send to this address
    if isinstance(error, AnymailAPIError):
        status = error.status_code or 0
        return 400 <= status < 500 and status not in (401, 403, 408, 425, 429)
    return False


def unknown_there(error: Exception) -> str:
    """The words with which a server, or a provider, says that there is no such address; "" when it does not."""
    if isinstance(error, AnymailRecipientsRefused):
        return str(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        for _code, reply in error.recipients.values():
            text = reply.decode(errors="replace")
            if UNKNOWN.search(text):
                return text
    return ""
