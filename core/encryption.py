"""Encryption of secrets stored in tables, and of backup files.

Secrets are encrypted with a key derived from SECRET_KEY, so that a leaked table or backup reveals nothing. After
SECRET_KEY has changed, the old one still decrypts as long as it is in SECRET_KEY_FALLBACKS.

Files are encrypted in pieces, so that a file of any size needs little memory. The construction is libsodium's
secretstream (XChaCha20-Poly1305): each piece is authenticated with all before it, so that none can be changed, dropped,
repeated or moved, and the last is marked, so that truncation is detected. The key is derived from BACKUP_KEY by
Argon2id (RFC 9106) with a salt per file.
"""

import base64
import binascii
import hashlib
import hmac
import io
from typing import BinaryIO

import nacl.exceptions
from django.conf import settings
from nacl import bindings, pwhash, utils
from nacl.secret import SecretBox

MAGIC = b"mentoring-club-sealed-1\n"
PIECE = 1024 * 1024  # bytes
SALT = pwhash.argon2id.SALTBYTES
HEADER = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
MORE = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
MESSAGE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL


def seal(purpose: str, text: str) -> str:
    """`text` encrypted and authenticated (XSalsa20-Poly1305) under a key for `purpose`, as ASCII."""
    return base64.urlsafe_b64encode(SecretBox(_key(purpose, settings.SECRET_KEY)).encrypt(text.encode())).decode()


def unseal(purpose: str, sealed: str) -> str | None:
    """Decrypt what was sealed for `purpose`; None if none of our keys fits."""
    try:
        raw = base64.urlsafe_b64decode(sealed)
    except (ValueError, binascii.Error):
        return None
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return SecretBox(_key(purpose, secret)).decrypt(raw).decode()
        except (nacl.exceptions.CryptoError, ValueError):
            continue
    return None


def fingerprint(purpose: str, text: str) -> str:
    """64 hexadecimal digits that identify a secret and cannot be guessed back to it."""
    return hmac.new(_key(f"{purpose} fingerprint", settings.SECRET_KEY), text.encode(), hashlib.sha256).hexdigest()


def fingerprints(purpose: str, text: str) -> set[str]:
    """What `fingerprint` gives with SECRET_KEY, and gave with each of SECRET_KEY_FALLBACKS."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    keys = (_key(f"{purpose} fingerprint", secret) for secret in secrets)
    return {hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for key in keys}


def _key(purpose: str, secret: str) -> bytes:
    return hmac.new(secret.encode(), f"core.encryption {purpose}".encode(), hashlib.sha256).digest()


class Damaged(Exception):
    """The file was changed, or the key is wrong."""


class Sealer(io.RawIOBase):
    """Encrypts bytes and writes them to `target`; without `finish` the file counts as truncated."""

    def __init__(self, target: BinaryIO, key: str) -> None:
        salt = utils.random(SALT)
        self._target, self._waiting = target, bytearray()
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        header = bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, _derived(key, salt))
        target.write(MAGIC + salt + header)

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        self._waiting += data
        while len(self._waiting) > PIECE:
            self._push(bytes(self._waiting[:PIECE]), MESSAGE)
            del self._waiting[:PIECE]
        return len(data)

    def finish(self) -> None:
        self._push(bytes(self._waiting), FINAL)
        self._waiting.clear()

    def _push(self, piece: bytes, tag: int) -> None:
        push = bindings.crypto_secretstream_xchacha20poly1305_push
        self._target.write(push(self._state, piece, MAGIC, tag))


class Opener(io.RawIOBase):
    """Decrypts a file whose MAGIC has already been read.

    Raises:
        Damaged: when reading, at the first piece that was changed, or if the last piece is missing.
    """

    def __init__(self, source: BinaryIO, key: str) -> None:
        start = source.read(SALT + HEADER)
        if len(start) < SALT + HEADER:
            raise Damaged("The file is cut off.")
        self._source, self._plain, self._ended = source, b"", False
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        derived = _derived(key, start[:SALT])
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(self._state, start[SALT:], derived)
        self._first = True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        while not self._plain and not self._ended:
            self._pull()
        taken = self._plain[: len(buffer)]
        buffer[: len(taken)] = taken
        self._plain = self._plain[len(taken) :]
        return len(taken)

    def _pull(self) -> None:
        piece = self._source.read(PIECE + MORE)
        if not piece:
            raise Damaged("The file is cut off.")
        try:
            pull = bindings.crypto_secretstream_xchacha20poly1305_pull
            self._plain, tag = pull(self._state, piece, MAGIC)
        except (nacl.exceptions.CryptoError, ValueError) as error:
            text = "BACKUP_KEY is another than the backup's, or the file is damaged."
            raise Damaged(text if self._first else "The file is damaged or cut off.") from error
        self._first, self._ended = False, tag == FINAL
        if self._ended and self._source.read(1):
            raise Damaged("The file is damaged: something follows its end.")


def _derived(key: str, salt: bytes) -> bytes:
    size = bindings.crypto_secretstream_xchacha20poly1305_KEYBYTES
    return pwhash.argon2id.kdf(
        size, key.encode(), salt, pwhash.argon2id.OPSLIMIT_INTERACTIVE, pwhash.argon2id.MEMLIMIT_INTERACTIVE
    )
