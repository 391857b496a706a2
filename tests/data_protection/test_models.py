"""What the database refuses."""

from typing import Any

import pytest
from django.db import IntegrityError

from accounts.models import FORMER, User
from data_protection.models import Erasure, InactivityWarning, RetentionRun
from tests.data_protection.full_member import DAY, NOW
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def erasure(**more: Any) -> Erasure:
    asked = {"member": UserFactory(), "reason": "asked", "asked_at": NOW, "due_at": NOW}
    return Erasure.objects.create(**(asked | more))


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"reason": "why not"}, "erasure_reason_known"),
        ({"due_at": NOW - DAY}, "erasure_due_later"),
        ({"undone_at": NOW, "done_at": NOW}, "erasure_done_or_undone"),
        ({"held_at": NOW}, "erasure_held_says_why"),
        ({"ground": "A case."}, "erasure_held_says_why"),
    ],
)
def test_erasure_that_makes_no_sense_is_refused(change: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        Erasure.objects.filter(pk=erasure().pk).update(**change)


@pytest.mark.parametrize(
    ("state", "constraint"), [({}, "erasure_one_at_a_time"), ({"done_at": NOW}, "erasure_done_once")]
)
def test_second_erasure_is_refused(state: dict[str, Any], constraint: str) -> None:
    first = erasure(**state)
    with pytest.raises(IntegrityError, match=constraint):
        erasure(member=first.member, **state)


def test_warning_is_one_of_two_and_sent_once() -> None:
    warning = InactivityWarning.objects.create(member=UserFactory(), number=1, sent_at=NOW)
    with pytest.raises(IntegrityError, match="inactivity_warning_once"):
        InactivityWarning.objects.create(member=warning.member, number=1, sent_at=NOW)


def test_third_warning_is_refused() -> None:
    with pytest.raises(IntegrityError, match="inactivity_warning_one_or_two"):
        InactivityWarning.objects.create(member=UserFactory(), number=3, sent_at=NOW)


def test_run_ends_after_it_began() -> None:
    with pytest.raises(IntegrityError, match="retention_run_ends_later"):
        RetentionRun.objects.create(started_at=NOW, ended_at=NOW - DAY)


@pytest.mark.parametrize("left", [{"display_name": "Ann"}, {"introduction": "Me."}, {"is_active": True}])
def test_erased_account_has_no_name_words_or_rights(left: dict[str, Any]) -> None:
    member = UserFactory()
    gone = {"erased_at": NOW, "display_name": FORMER, "introduction": "", "is_active": False}
    with pytest.raises(IntegrityError, match="user_erased_is_no_one"):
        User.objects.filter(pk=member.pk).update(**(gone | left))
