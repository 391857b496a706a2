"""Hostile responses from services that the operator has set up."""

import pytest

from integrations import http
from integrations.errors import Reason, Unavailable
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


@pytest.mark.parametrize(("status", "reason"), [(429, Reason.BUSY), (500, Reason.SILENT), (503, Reason.SILENT)])
def test_request_to_a_failing_service_is_retried(host: Host, status: int, reason: Reason) -> None:
    host.put(b"", status=status)
    with pytest.raises(Unavailable) as caught:
        http.send("zoom", "GET", host.url())
    assert caught.value.reason == reason
