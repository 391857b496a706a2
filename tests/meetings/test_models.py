"""Constraints of meetings."""

import pytest
from django.db import IntegrityError

from integrations.errors import Reason
from meetings.models import MeetingPreference, MeetingProblem
from tests.factories import MeetingPreferenceFactory


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"url": ""}, "meeting_preference_own_has_link"),
        ({"url": "javascript:alert(1)"}, "meeting_preference_link_is_https"),
    ],
)
def test_preference_keeps_its_constraints(change: dict[str, str], constraint: str) -> None:
    MeetingPreferenceFactory()
    with pytest.raises(IntegrityError, match=constraint):
        MeetingPreference.objects.update(**change)


def test_every_reason_has_a_message() -> None:
    assert {*Reason} <= {*MeetingProblem.values}
