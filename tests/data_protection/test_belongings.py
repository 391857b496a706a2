"""Every model with something personal in it knows its person, and the lines can be carried out."""

import pytest
from django.apps import apps
from django.db.models import ForeignKey, OneToOneField

from accounts.models import User
from core.privacy import declared, kinds
from data_protection.belongings import belongings, fields_to_blank, listed_kinds
from tests.factories import UserFactory

PERSONAL = sorted(label for label, lines in declared.items() if any(line.personal for line in lines.values()))
# Lines about a person of the team in rows that are no one's: who did it is blanked, wherever it stands.
ONLY_NAMED = {"announcements.Announcement", "matching.Round", "transfer.Archive", "transfer.Batch"}
BY_A_JOB = {"transfer.PhotoUpload"}  # whose uploads an import with the member's row has


@pytest.mark.parametrize("label", PERSONAL)
def test_every_personal_model_knows_its_person_or_says_why_not(label: str) -> None:
    assert (label in kinds) + (label in ONLY_NAMED | BY_A_JOB) == 1


def test_nothing_is_about_a_person_that_is_not_personal() -> None:
    assert set(kinds) <= set(PERSONAL)


@pytest.mark.parametrize("label", sorted(kinds))
def test_kind_is_explained_or_part_of_one_that_is(label: str) -> None:
    kind = kinds[label]
    texts = [bool(kind.title), bool(kind.why), bool(kind.goes)]
    assert texts == [not kind.part_of] * 3
    assert not kind.part_of or not kinds[kind.part_of].part_of


@pytest.mark.django_db
def test_every_way_to_a_person_can_be_asked() -> None:
    member = UserFactory()
    found = {each.label: each.rows.count() for each in belongings(member)}
    assert set(found) == set(kinds)
    assert {label for label, number in found.items() if number} == {"accounts.User", "account.EmailAddress"}


@pytest.mark.parametrize("label", sorted(kinds))
def test_every_relation_to_a_member_is_a_way_or_is_blanked(label: str) -> None:
    """So that a new column that names a member can't be forgotten."""
    ways = {person.path for person in kinds[label].people if isinstance(person.path, str)}
    for column in apps.get_model(label)._meta.concrete_fields:
        if isinstance(column, ForeignKey | OneToOneField) and column.related_model is User:
            assert column.name in ways or declared[label][column.name].erasure in ("blank", "with the row")


@pytest.mark.parametrize("label", sorted(kinds))
def test_what_is_blanked_is_declared(label: str) -> None:
    lines, everything = declared[label], fields_to_blank(label)
    for person in kinds[label].people:
        assert set(person.blanks or ()) <= set(lines)
        assert set(person.hides) <= {name for name, line in lines.items() if line.export}
        if person.erases == "blank":
            assert person.blanks or everything


def test_kinds_are_told_in_a_fixed_order() -> None:
    labels = [label for label, _kind in listed_kinds()]
    assert labels[0] == "accounts.User"
    assert labels.index("mentors.Mentor") < labels.index("bookings.Booking") < labels.index("data_protection.Export")
