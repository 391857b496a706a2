"""What an answer can do to whoever asks a service that the operator has set up."""

import pytest

from integrations import http
from tests.calendars.hosts import Host, hosting


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("to", ["the same host", "another host"])
def test_redirect_is_not_followed_with_the_token(host: Host, status: int, to: str) -> None:
    with hosting() as other:
        target = (host if to == "the same host" else other).url("/elsewhere")
        host.put(b"", status=status, headers={"Location": target})
        response = http.send("zoom", "GET", host.url(), headers={"Authorization": "Bearer token"})
        assert response.status_code == status
        assert [path for path, _headers in host.asked] == ["/calendar.ics"]
        assert other.asked == []
