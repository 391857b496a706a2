"""Both libraries connect to the configured Redis, with its database, password and certificates."""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from kombu import Connection
from kombu.exceptions import OperationalError
from kombu.transport.redis import Channel

from core.redis_urls import RedisURL

CA = "/srv/club/redis-ca.pem"


def dialled_by_redis(url: str) -> dict[str, object]:
    return dict(redis.ConnectionPool.from_url(url).connection_kwargs)


def dialled_by_kombu(url: str) -> dict[str, object]:
    """The parameters that kombu passes to redis-py, without connecting."""
    with closing(Connection(url)) as connection:
        channel = Channel.__new__(Channel)  # its own __init__ connects
        channel.connection = connection.transport  # type: ignore[assignment]
        return dict(channel._connparams())  # type: ignore[attr-defined]


TCP = {"host": "h", "port": 6379, "db": 0, "password": "p:w/d@"}


@pytest.mark.parametrize(
    ("text", "password", "broker", "cache"),
    [
        ("redis://:p%3Aw%2Fd%40@h:6379/0", "", TCP, 1),
        ("redis://:p%3Aw%2Fd%40@h:6379", "", TCP, 1),
        ("redis://:p%3Aw%2Fd%40@h:6379/", "", TCP, 1),
        ("redis://h:6379/0", "p:w/d@", TCP, 1),
        ("redis://h:6379?db=3", "p:w/d@", TCP | {"db": 3}, 1),
        ("redis://h:6380/1", "p:w/d@", TCP | {"port": 6380, "db": 1}, 2),
        ("redis://me:p%3Aw%2Fd%40@[::1]:6379/0", "another", TCP | {"host": "::1", "username": "me"}, 1),
        (" redis://h:6379/0\n", "p:w/d@", TCP, 1),
        ("unix:///var/run/redis%20club.sock?db=2", "p:w/d@", {"path": "/var/run/redis club.sock", "db": 2}, 1),
        ("redis+socket:///tmp/r.sock", "p:w/d@", {"path": "/tmp/r.sock", "db": 0}, 1),
        ("redis+socket:///tmp/r.sock?virtual_host=1", "p:w/d@", {"path": "/tmp/r.sock", "db": 1}, 2),
    ],
)
def test_all_clients_connect_to_the_same_server(
    text: str, password: str, broker: dict[str, object], cache: int
) -> None:
    url = RedisURL.parse(text, password=password)
    whole = {"password": "p:w/d@"} | broker
    for dialled in (dialled_by_redis(url.for_redis()), dialled_by_kombu(url.for_kombu())):
        assert {name: dialled.get(name) for name in whole} == whole
    other = dialled_by_redis(url.beside().for_redis())
    assert {name: other.get(name) for name in whole} == whole | {"db": cache}


@pytest.mark.parametrize(
    ("query", "ca", "reqs", "trusted"),
    [
        ("", CA, "required", CA),
        ("", "", "required", None),
        ("?ssl_cert_reqs=required&ssl_ca_certs=/etc/own.pem", CA, "required", "/etc/own.pem"),
        ("?ssl_cert_reqs=CERT_REQUIRED", CA, "required", CA),
        ("?ssl_cert_reqs=none", "", "none", None),
    ],
)
def test_certificates_are_verified_unless_disabled(query: str, ca: str, reqs: str, trusted: str | None) -> None:
    url = RedisURL.parse(f"rediss://:pw@h:6380/0{query}", ca=ca)
    constants = {"required": ssl.CERT_REQUIRED, "none": ssl.CERT_NONE}
    dialled = dialled_by_kombu(url.for_kombu())
    assert (dialled["ssl_cert_reqs"], dialled.get("ssl_ca_certs")) == (constants[reqs], trusted)
    for made in (url, url.beside()):
        dialled = dialled_by_redis(made.for_redis())
        assert (dialled["ssl_cert_reqs"], dialled.get("ssl_ca_certs")) == (reqs, trusted)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "amqp://h",
        "h:6379",
        "redis://",
        "redis:///0",
        "redis://h:port/0",
        "redis://h:6379/club",
        "redis://h:6379/0?db=x",
        "redis://h/0#1",
        "redis://h/0?ssl_cert_reqs=none",  # TLS options without TLS
        "rediss://h/0?ssl_cert_reqs=perhaps",
        "redis://h/0?timeout=5",
        "sentinel://h1:26379,h2:26379/club/0",
        "unix://",
    ],
)
def test_invalid_url_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        RedisURL.parse(text)


@pytest.fixture
def tls(tmp_path: Path) -> Iterator[tuple[str, Path, list[bytes]]]:
    """A server with a self-signed certificate: its URL, the certificate, and the data it received."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "redis")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    ca, private = tmp_path / "ca.pem", tmp_path / "key.pem"
    ca.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(ca, private)
    told: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):  # the server is closed
                while True:
                    plain, _address = server.accept()
                    with plain, suppress(ssl.SSLError, OSError), context.wrap_socket(plain, server_side=True) as client:
                        while data := client.recv(4096):
                            told.append(data)
                            client.sendall(b"+OK\r\n" * data.count(b"*"))

        threading.Thread(target=serve, daemon=True).start()
        yield f"rediss://:the-password@127.0.0.1:{server.getsockname()[1]}/0", ca, told
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("library", ["redis-py", "kombu"])
def test_untrusted_server_receives_no_data(tls: tuple[str, Path, list[bytes]], library: str) -> None:
    text, ca, told = tls

    def ask(url: RedisURL) -> None:
        if library == "redis-py":
            with redis.Redis.from_url(url.for_redis(), retry=None, protocol=2) as client:
                client.ping()
        else:
            with closing(Connection(url.for_kombu(), transport_options={"max_retries": 0})) as connection:
                connection.ensure_connection(max_retries=1, interval_start=0)

    with pytest.raises((redis.ConnectionError, OperationalError), match=r"(?i)certificate"):
        ask(RedisURL.parse(text))
    assert told == []
    ask(RedisURL.parse(text, ca=str(ca)))
    assert b"the-password" in b"".join(told)
