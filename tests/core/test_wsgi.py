"""Only UTF-8 reaches Django, whatever a header declares."""

import pkgutil
from collections.abc import Iterable
from encodings import __path__ as codecs
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest

from core.wsgi import readable_only
from mentoring_club.wsgi import application

CODECS = [*sorted(module.name for module in pkgutil.iter_modules(codecs)), "nosuch", "latin-1", "utf-8-sig", ""]
READ = ["", "text/plain", "text/plain; charset=utf-8", 'text/plain; charset="UTF-8"', "a/b; boundary=x; Charset=utf8"]


def ask(**environ: Any) -> str:
    """The response's status."""
    setup_testing_defaults(environ)
    statuses: list[str] = []

    def django(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [])
        return []

    list(readable_only(django)(environ, lambda status, _headers: statuses.append(status)))
    return statuses[0]


@pytest.mark.parametrize("form", ["{}", '"{}"', " {} "])
def test_other_codecs_are_refused(form: str) -> None:
    answers = {name: ask(CONTENT_TYPE=f"text/plain; charset={form.format(name)}") for name in CODECS if name != "utf_8"}
    assert len(answers) > 100
    assert set(answers.values()) == {"400 Bad Request"}


@pytest.mark.parametrize("parameter", ["charset*=nosuch''%41", "boundary*=nosuch''%41", "charset*=punycode''a"])
def test_undecodable_parameters_are_refused(parameter: str) -> None:
    assert ask(CONTENT_TYPE=f"text/plain; {parameter}") == "400 Bad Request"


@pytest.mark.parametrize("content_type", READ)
def test_utf8_is_accepted(content_type: str) -> None:
    assert ask(CONTENT_TYPE=content_type) == "200 OK"


@pytest.mark.parametrize("number", [*range(32), 127])
def test_cookies_with_escaped_control_characters_are_refused(number: int) -> None:
    assert ask(HTTP_COOKIE=f'a=b; sessionid="\\{number:03o}aaaaaaaaaaaaaaaaa"') == "400 Bad Request"


def test_cookies_may_be_quoted() -> None:
    assert ask(HTTP_COOKIE='messages="a \\"quoted\\" one\\054 with a comma"; zone=Europe/Berlin') == "200 OK"


def test_whole_application_is_protected() -> None:
    environ: dict[str, Any] = {"PATH_INFO": "/", "CONTENT_TYPE": "x/y; charset=zlib", "wsgi.input": BytesIO()}
    setup_testing_defaults(environ)
    found: list[tuple[str, dict[str, str]]] = []
    body = application(environ, lambda status, headers: found.append((status, dict(headers))))
    (status, headers), text = found[0], b"".join(body)
    assert status == "400 Bad Request"
    assert text.startswith(b"We could not read this request")
    assert {"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"} <= set(headers)
