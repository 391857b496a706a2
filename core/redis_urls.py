"""Redis URLs, parsed once and written for each library that connects.

kombu (Celery's library) and redis-py need different URLs for the same server: a Unix socket is `redis+socket://` to one
and `unix://` to the other, and kombu doesn't verify certificates unless the URL says so.
"""

from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

SOCKETS = ("unix", "redis+socket")
DATABASE = ("db", "virtual_host")  # redis-py's name and kombu's
TLS = ("ssl_cert_reqs", "ssl_ca_certs", "ssl_certfile", "ssl_keyfile", "ssl_check_hostname")


@dataclass(frozen=True, slots=True)
class RedisURL:
    """One database of one Redis; `place` is `host:port` or the path of a socket, `tls` the options of TLS."""

    scheme: str
    place: str
    username: str
    password: str
    database: int
    tls: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, text: str, *, password: str = "", ca: str = "") -> Self:
        """Parse a URL as people and hosting companies write it.

        Args:
            password: used if the URL has none.
            ca: the file with the certificates to trust instead of the system's, unless the URL names one.

        Raises:
            ValueError: it isn't a Redis URL; the message doesn't repeat it, since it may contain a password.
        """
        parts = urlsplit(text.strip())
        if parts.scheme not in (*SOCKETS, "redis", "rediss") or parts.fragment:
            raise ValueError("it begins with redis://, rediss:// or unix://")
        options = dict(parse_qsl(parts.query))
        numbers = [options.pop(name) for name in DATABASE if name in options]
        if parts.scheme in SOCKETS:
            place = unquote(parts.path)
        else:
            place = parts.netloc.rpartition("@")[2]
            numbers.append(parts.path.strip("/"))
        try:
            port = parts.port
        except ValueError:  # its message would contain part of the password
            raise ValueError("its port is a number, and a / in its password is written %2F") from None
        if not (parts.hostname or parts.scheme in SOCKETS) or not place or not (port is None or port):
            raise ValueError("it names a host, or the path of a socket")
        number = next(filter(None, numbers), "0")
        if not number.isdecimal():
            raise ValueError("it ends with the number of a database, such as /0")
        unknown = sorted(options.keys() - (TLS if parts.scheme == "rediss" else ()))
        if unknown:
            raise ValueError(f"the option {unknown[0]} is unknown")
        if parts.scheme == "rediss":
            chosen = options.get("ssl_cert_reqs", "required").lower().removeprefix("cert_")
            if chosen not in ("required", "optional", "none"):
                raise ValueError("ssl_cert_reqs is required, optional or none")
            options["ssl_cert_reqs"] = chosen
            if ca:
                options.setdefault("ssl_ca_certs", ca)
        return cls(
            scheme=parts.scheme,
            place=place,
            username=unquote(parts.username or ""),
            password=unquote(parts.password or "") or password,
            database=int(number),
            tls=tuple(sorted(options.items())),
        )

    def beside(self) -> Self:
        """The cache's database on the same server, so that clearing the cache never clears the queue."""
        return self.with_database(2 if self.database == 1 else 1)

    def with_database(self, number: int) -> Self:
        return replace(self, database=number)

    def for_redis(self) -> str:
        """The URL for redis-py: the cache, the health check."""
        if self.scheme in SOCKETS:
            return f"unix://{self._login()}{quote(self.place)}?db={self.database}"
        return self._tcp()

    def for_kombu(self) -> str:
        """The URL for kombu: the broker."""
        if self.scheme in SOCKETS:
            return f"redis+socket://{self._login()}{quote(self.place)}?virtual_host={self.database}"
        return self._tcp()

    def _tcp(self) -> str:
        options = f"?{urlencode(self.tls)}" if self.tls else ""
        return f"{self.scheme}://{self._login()}{self.place}/{self.database}{options}"

    def _login(self) -> str:
        if not self.username and not self.password:
            return ""
        return f"{quote(self.username, safe='')}:{quote(self.password, safe='')}@"
