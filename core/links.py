"""Links that members enter, checked so that their host is plain to see."""

import re
import unicodedata
from urllib.parse import urlsplit

import idna

HIDES_THE_HOST = re.compile(r"[\s\\\x00-\x20\x7f]")
SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN")  # whose letters look alike


def clean_link(text: str, *, schemes: tuple[str, ...] = ("https", "http")) -> str:
    """A web address with its scheme and host in lower case; https:// is put before one without a scheme.

    Raises:
        ValueError: it is invalid, contains a user name or password (https://paypal.com@evil.com), or its host could be
            mistaken for another.
    """
    address = text if "://" in text else f"https://{text}"
    if HIDES_THE_HOST.search(address) or any(unicodedata.category(letter) == "Cf" for letter in address):
        raise ValueError("characters that no address has")
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port
    if parts.scheme not in schemes or "@" in parts.netloc or "%" in parts.netloc or port == 0:
        raise ValueError("not a link to one host")
    if "." not in host.strip(".") or ":" in host:
        raise ValueError("not a name of a host")
    idna.encode(host, uts46=True, std3_rules=True)
    for label in idna.decode(host, uts46=True).split("."):
        if len({script for letter in label if (script := _script(letter))}) > 1:
            raise ValueError("letters that look alike")
    netloc = host if port is None else f"{host}:{port}"
    return parts._replace(netloc=netloc).geturl()


def _script(letter: str) -> str:
    name = unicodedata.name(letter, "").partition(" ")[0]
    return name if name in SCRIPTS else ""
