"""Email addresses: stored and sent with their domain in ASCII, shown as people write it.

Domains are encoded by IDNA 2008 (RFC 5891, mapped by UTS 46). Python's own codec is IDNA 2003, which maps a domain
with ß to a different one, and so to a different mailbox.
"""

import re
from email.utils import parseaddr
from urllib.parse import quote

import idna

LOCAL_PART = re.compile(r"[!-~]{1,64}")  # what every mail server accepts; anything else needs SMTPUTF8 (RFC 6531)


def mailable(address: str) -> str:
    """Normalise an address: in lower case, its domain as A-labels.

    Raises:
        ValueError: email can't be sent there.
    """
    local, _at, domain = address.strip().rpartition("@")
    if not LOCAL_PART.fullmatch(local):
        raise ValueError(f"not a mail address: {address!r}")
    encoded = idna.encode(domain, uts46=True, std3_rules=True).decode("ascii")
    return f"{local}@{encoded}".lower()


def same_mailbox(address: str) -> str:
    """As `mailable`, but an invalid address is only put in lower case: for lookups."""
    try:
        return mailable(address)
    except ValueError:
        return address.strip().lower()


def as_stored(word: str) -> str:
    """A search term, with its domain in ASCII if it is an address, part of one, or a domain."""
    local, at, domain = word.rpartition("@")
    if domain.isascii() or not (at or "." in domain):
        return word
    try:
        return f"{local}{at}{idna.encode(domain, uts46=True).decode()}".lower()
    except ValueError:
        return word


def sender(text: str) -> str:
    """Normalise the address in a sender as an operator writes it, with or without a name.

    Raises:
        ValueError: email can't be sent there.
    """
    _name, address = parseaddr(text)
    return text.replace(address, mailable(address))


def readable(address: str) -> str:
    """The address as people write it, with its domain in their letters."""
    local, at, domain = address.rpartition("@")
    try:
        return f"{local}{at}{idna.decode(domain)}" if "xn--" in domain else address
    except ValueError:
        return address


def mailto(address: str) -> str:
    """The URI of a mailbox (RFC 6068 section 2)."""
    local, _at, domain = address.rpartition("@")
    return "mailto:" + quote(local, safe="!$'*+") + "@" + domain
