"""Fetching files from hostile URLs."""

import gzip
import resource
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from integrations.fetch import FetchFailed, File, Resolver, certificates, fetch, resolve
from tests.calendars.hosts import Host, Page, hosting, silent
from tests.calendars.samples import sample

BODY = sample("google")
MEGABYTE = 1024 * 1024


class Names:
    """A resolver: each name has a list of answers, of which the last repeats."""

    def __init__(self, **answers: list[list[str]]) -> None:
        self.answers = {name.replace("_", "."): given for name, given in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        given = self.answers.get(host)
        if given is None:
            return [host]
        return given.pop(0) if len(given) > 1 else given[0]


def get(host: Host, url: str = "", names: Resolver | None = None, **more: object) -> File:
    return fetch(url or host.url(), allowed={host.endpoint}, resolver=names or Names(), **more)


def problem(host: Host, url: str = "", names: Resolver | None = None, **more: object) -> str:
    with pytest.raises(FetchFailed) as caught:
        get(host, url, names, **more)
    return caught.value.problem


def test_file_has_its_validators(host: Host) -> None:
    host.put(BODY, headers={"ETag": '"one"', "Last-Modified": "Mon, 23 Nov 2026 08:00:00 GMT"})
    assert get(host) == File(BODY, '"one"', "Mon, 23 Nov 2026 08:00:00 GMT")
    asked = host.asked[0][1]
    assert "if-none-match" not in asked
    assert asked["host"] == f"127.0.0.1:{host.port}"


def test_validators_are_sent_and_an_unchanged_file_has_no_body(host: Host) -> None:
    host.pages["/calendar.ics"] = lambda headers: Page(status=304 if headers.get("if-none-match") == '"one"' else 200)
    assert get(host, etag='"one"', last_modified="Mon, 23 Nov 2026 08:00:00 GMT").body is None
    assert host.asked[0][1]["if-modified-since"] == "Mon, 23 Nov 2026 08:00:00 GMT"


@pytest.mark.parametrize("mark", ["x" * 201, "a\tb"])
def test_implausible_validators_are_dropped(host: Host, mark: str) -> None:
    host.put(BODY, headers={"ETag": mark})
    assert get(host).etag == ""


@pytest.mark.parametrize(
    ("status", "expected"),
    [(401, "refused"), (403, "refused"), (404, "gone"), (410, "gone"), (429, "overloaded"), (500, "overloaded"),
     (503, "overloaded"), (204, "strange"), (206, "strange"), (400, "strange"), (418, "strange")],
)  # fmt: skip
def test_status_maps_to_a_problem(host: Host, status: int, expected: str) -> None:
    host.put(b"", status=status)
    assert problem(host) == expected


@pytest.mark.parametrize(("said", "seconds"), [("120", 120.0), ("soon", None), ("9" * 40, None), ("-1", None)])
def test_retry_after_is_passed_on(host: Host, said: str, seconds: float | None) -> None:
    host.put(b"", status=429, headers={"Retry-After": said})
    with pytest.raises(FetchFailed) as caught:
        get(host)
    assert (caught.value.wait.total_seconds() if caught.value.wait else None) == seconds


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{other}/secret", "http://[::ffff:127.0.0.1]:{other}/secret", "http://localhost:{other}/secret",
        "http://169.254.169.254/latest/meta-data/", "http://[::1]:{other}/", "http://0.0.0.0:{other}/",
        "http://2130706433:{other}/", "http://0x7f.1:{other}/", "//127.0.0.1:{other}/secret",
        "http://calendar.example:25/", "file:///etc/passwd", "gopher://127.0.0.1:{other}/", "http://", "http:///x",
    ],
)  # fmt: skip
def test_redirect_into_our_own_network_is_not_followed(host: Host, target: str) -> None:
    """The other server would answer, but gets no request."""
    with hosting() as other:
        other.put(BODY, "/secret")
        host.put(b"", status=302, headers={"Location": target.format(other=other.port)})
        assert problem(host, names=resolve) in ("address", "name", "strange")
        assert other.asked == []


def test_name_in_our_own_network_is_not_reached(host: Host) -> None:
    names = Names(inside_example=[["10.1.2.3"]], mixed_example=[["127.0.0.1", "10.1.2.3"]], none_example=[[]])
    for name in ("inside.example", "mixed.example", "none.example"):
        assert problem(host, host.url(host=name), names) == "address"
    assert host.asked == []


def test_connection_goes_to_the_checked_address(host: Host) -> None:
    """DNS rebinding: the name resolves to our host at first and to another later."""
    names = Names(calendar_example=[["127.0.0.1"], ["10.0.0.1"]])
    host.put(BODY)
    assert get(host, host.url(host="calendar.example"), names).body == BODY
    assert names.asked == ["calendar.example"]
    assert host.asked[0][1]["host"] == f"calendar.example:{host.port}"


def test_name_is_checked_again_after_a_redirect(host: Host) -> None:
    names = Names(calendar_example=[["127.0.0.1"], ["10.0.0.1"]])
    host.put(b"", status=302, headers={"Location": "/again"})
    assert problem(host, host.url(host="calendar.example"), names) == "address"
    assert names.asked == ["calendar.example"] * 2


def test_next_address_of_a_name_is_tried(host: Host) -> None:
    host.put(BODY)
    names = Names(calendar_example=[["::1", "127.0.0.1"]])
    allowed = {host.endpoint, ("::1", host.port)}
    assert fetch(host.url(host="calendar.example"), allowed=allowed, resolver=names).body == BODY


def test_unknown_name_fails(host: Host) -> None:
    assert problem(host, "http://nobody.invalid/", names=resolve) == "name"


@pytest.mark.parametrize("address", ["ftp://example.org/", "https://", "http://x:99999/", "http://[::1/", "nonsense"])
def test_invalid_url_fails(host: Host, address: str) -> None:
    assert problem(host, address) in ("address", "strange")


@pytest.mark.parametrize(("number", "fits"), [(5, True), (6, False)])
def test_five_redirects_are_followed(host: Host, number: int, fits: bool) -> None:
    for step in range(number):
        host.put(b"", f"/{step}", status=302, headers={"Location": f"/{step + 1}"})
    host.put(BODY, f"/{number}")
    if fits:
        assert get(host, host.url("/0")).body == BODY
    else:
        assert problem(host, host.url("/0")) == "redirects"


def test_password_is_not_sent_to_another_server(host: Host) -> None:
    with hosting() as other:
        other.put(BODY)
        host.put(b"", status=302, headers={"Location": other.url(), "Set-Cookie": "session=mine"})
        url = host.url().replace("http://", "http://amara:secret@")
        assert fetch(url, allowed={host.endpoint, other.endpoint}).body == BODY
        assert host.asked[0][1]["authorization"].startswith("Basic ")
        assert "authorization" not in other.asked[0][1]
        assert "secret" not in str(other.asked)


def test_proxies_and_passwords_from_the_environment_are_not_used(
    host: Host, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    host.put(BODY)
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login amara password secret\n")
    (tmp_path / "empty.pem").touch()
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "empty.pem"))
    with hosting() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        assert get(host).body == BODY
        assert proxy.asked == []
        assert "authorization" not in host.asked[0][1]
        assert certificates.__wrapped__().get_ca_certs()
        with pytest.raises(ssl.SSLError):
            httpx.create_ssl_context()  # a client that uses the environment has no certificates here,
        httpx.get(host.url(), verify=False)  # noqa: S501  # and connects to the proxy
        assert len(proxy.asked) == 1


def test_slow_response_times_out(host: Host) -> None:
    host.put(BODY, drip=0.05)
    begun = time.monotonic()
    assert problem(host, seconds=0.6) == "slow"
    assert time.monotonic() - begun < 5


def test_silent_server_times_out(host: Host) -> None:
    with silent() as endpoint, pytest.raises(FetchFailed, match="slow"):
        fetch(f"http://127.0.0.1:{endpoint[1]}/", allowed={endpoint}, seconds=0.3)


def test_hanging_resolver_times_out(host: Host) -> None:
    """The real resolver runs in a thread, which is abandoned if it hangs."""
    done = threading.Event()

    def hang(*_arguments: object, **_more: object) -> list[object]:
        done.wait(20)
        return []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("socket.getaddrinfo", hang)
        begun = time.monotonic()
        assert problem(host, names=resolve, seconds=0.3) == "slow"
        assert time.monotonic() - begun < 5
    done.set()


def test_closed_port_fails(host: Host) -> None:
    with silent() as endpoint:
        pass
    with pytest.raises(FetchFailed, match="unreachable"):
        fetch(f"http://127.0.0.1:{endpoint[1]}/", allowed={endpoint})


def test_server_without_tls_fails(host: Host) -> None:
    assert problem(host, host.url().replace("http:", "https:")) == "unreachable"


@pytest.mark.parametrize(("size", "fits"), [(5 * MEGABYTE, True), (5 * MEGABYTE + 1, False), (20 * MEGABYTE, False)])
def test_more_than_five_megabytes_are_refused(host: Host, size: int, fits: bool) -> None:
    host.put(b"x" * size)
    if fits:
        assert len(get(host).body or b"") == size
    else:
        assert problem(host) == "large"


def test_compressed_file_is_decompressed(host: Host) -> None:
    host.put(gzip.compress(BODY), headers={"Content-Encoding": "gzip"})
    assert get(host).body == BODY
    assert host.asked[0][1]["accept-encoding"] == "gzip"


def bomb() -> Iterator[bytes]:
    """Two hundred megabytes of zeros in two hundred kilobytes."""
    pack = zlib.compressobj(wbits=31)
    for _ in range(200):
        yield pack.compress(bytes(MEGABYTE))
    yield pack.flush()


def test_compression_bomb_is_refused(host: Host) -> None:
    host.put(b"".join(bomb()), headers={"Content-Encoding": "gzip"})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert problem(host) == "large"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024  # kilobytes


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "gzip, gzip", "gzip"])
def test_unrequested_compression_is_refused(host: Host, coding: str) -> None:
    host.put(BODY, headers={"Content-Encoding": coding})
    assert problem(host) == "strange"


def test_truncated_response_fails(host: Host) -> None:
    host.put(BODY, claims=len(BODY) + 100)
    assert problem(host) == "strange"
    host.put(gzip.compress(BODY)[:-20], headers={"Content-Encoding": "gzip"})
    assert problem(host) == "strange"


def test_endless_headers_are_refused(host: Host) -> None:
    host.put(BODY, headers={"X-Long": "x" * 500_000})
    assert problem(host) == "strange"


def test_log_names_no_address(host: Host, caplog: pytest.LogCaptureFixture) -> None:
    """httpx would log each URL at INFO."""
    host.put(BODY)
    with caplog.at_level("DEBUG"):
        get(host)
        problem(host, host.url("/private-4711"))
    assert [record.name for record in caplog.records if record.name.startswith("http")] == []
    assert "4711" not in caplog.text
