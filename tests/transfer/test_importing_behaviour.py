"""Imports from beginning to end: what is made, what is left alone the second time, and what an undo takes back."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from accounts.services import give_up_address
from bookings.models import WeeklyHours
from bookings.services.status import list_ready_mentors
from meetings.models import MeetingPreference
from mentors.models import Mentor, MentorStatus, Topic
from mentors.services import start_application
from notifications.models import Notice
from outbox.services import drain
from tests.factories import MentorFactory, UserFactory
from tests.transfer.tables import (
    ANA,
    BEN,
    HEADINGS,
    NOW,
    checked,
    csv_of,
    imported,
    some_topics,
    team_member,
    undone,
    uploaded,
)
from transfer.errors import TransferRefused
from transfer.models import Arrival, Batch, BatchState, Row, TableKind
from transfer.services import advancing, inviting, uploading, words

pytestmark = pytest.mark.django_db

HOURS = [["Mail", "Tag", "Von", "Bis"], ["ana.gross@example.org", "Montag", "9", "12:30"],
         ["ana.gross@example.org", "Mo", "12:00", "13:00"], ["nobody@example.org", "Di", "9", "10"]]  # fmt: skip


def german(slug: str, field: str) -> str | None:
    """A text of a topic in German."""
    text: str | None = getattr(Topic.objects.get(slug=slug), f"{field}_de")
    return text


def says(batch: Batch, line: int) -> str:
    return " ".join(sentence for _title, sentence in batch.rows.get(number=line).says)


def test_mentors_are_made_hidden_and_with_what_the_table_says() -> None:
    topics = some_topics()
    batch = imported(csv_of(HEADINGS, ANA, BEN, encoding="cp1252"))
    assert (batch.counts["new"], batch.total, list(batch.unknown)) == (2, 2, ["Leadershipp"])
    ana = Mentor.objects.get(slug="ana-gross")
    assert (ana.status, ana.approved_at) == (MentorStatus.HIDDEN, None)
    assert (ana.user.email, ana.user.time_zone) == ("ana.gross@example.org", "Europe/Vienna")
    assert ana.headline == "Erste Führungsrolle"
    assert ana.bio == "Ich höre zu.\nUnd frage."
    assert ana.languages == ["de", "en"]
    assert ana.links == ["https://example.org/ana"]
    assert set(ana.topics.all()) == set(topics.values())
    assert not ana.user.has_usable_password()
    assert Batch.objects.get().file == ""
    assert "“Leadershipp” isn’t a topic" in says(batch, 3)
    assert not Notice.objects.exists()


def test_same_table_again_changes_nothing_and_its_other_values_update() -> None:
    some_topics()
    imported(csv_of(HEADINGS, ANA))
    before = Mentor.objects.values().get()
    again = imported(csv_of(HEADINGS, ANA))
    assert (again.state, again.counts["same"]) == (BatchState.CHECKED, 1)
    with pytest.raises(TransferRefused):
        advancing.confirm(batch=again, by=team_member(), now=NOW)
    assert Mentor.objects.values().get() == before
    third = imported(csv_of(HEADINGS, [*ANA[:2], "Ruhe im Sturm", *ANA[3:]]))
    assert third.counts["changed"] == 1
    assert third.rows.get().changes == [["headline", "Erste Führungsrolle", "Ruhe im Sturm"]]
    assert Mentor.objects.get().headline == "Ruhe im Sturm"


def test_undo_removes_what_was_made_and_restores_what_was_changed() -> None:
    some_topics()
    cleo = MentorFactory(user__email="cleo@example.org", headline="Listening", user__last_login=NOW)
    row = ["cleo@example.org", "", "Asking", "", "Führung", "", "", "", ""]
    topics = set(cleo.topics.all())
    team = team_member()
    batch = imported(csv_of(HEADINGS, ANA, BEN, row), by=team)
    cleo.refresh_from_db()
    assert (cleo.headline, [topic.slug for topic in cleo.topics.all()]) == ("Asking", ["leadership"])
    batch = undone(batch)
    assert (batch.counts["undone"], batch.counts["left"]) == (3, 0)
    assert set(User.objects.all()) == {cleo.user, team}
    cleo.refresh_from_db()
    assert (cleo.headline, set(cleo.topics.all())) == ("Listening", topics)


def test_undo_leaves_what_someone_has_changed_and_says_so() -> None:
    some_topics()
    dora = ["dora@example.org", "Dora", *ANA[2:]]
    batch = imported(csv_of(HEADINGS, ANA, BEN, dora))
    User.objects.filter(email="ana.gross@example.org").update(last_login=NOW)
    Mentor.objects.filter(user__email="ben@example.org").update(bio="My own words")
    inviting.invite(batch=batch, by=batch.by, now=NOW)
    batch = undone(batch)
    assert (batch.counts["undone"], batch.counts["left"]) == (0, 3)
    assert list(batch.rows.values_list("left", flat=True)) == [
        "They’ve signed in since.",
        "They’ve been invited since.",
        "They’ve been invited since.",
    ]
    assert Mentor.objects.count() == 3


def test_undo_leaves_a_profile_that_was_changed() -> None:
    some_topics()
    batch = imported(csv_of(HEADINGS, ANA))
    Mentor.objects.update(bio="My own words")
    batch = undone(batch)
    assert batch.rows.get().left == "Their profile was changed since."
    assert Mentor.objects.exists()


def test_undo_ends_after_seven_days() -> None:
    some_topics()
    batch = imported(csv_of(HEADINGS, ANA))
    late = NOW + timedelta(days=7)
    assert advancing.refusal_to_undo(batch, now=late - timedelta(seconds=1)) is None
    with pytest.raises(TransferRefused, match="too late"):
        advancing.undo(batch=batch, by=batch.by, now=late)


def test_unknown_topic_gets_near_proposals_and_a_choice_is_remembered() -> None:
    topics = some_topics()
    batch = checked(csv_of(HEADINGS, BEN))
    assert [topic.slug for topic in words.proposals("Leadershipp")] == ["leadership"]
    advancing.choose_topics(
        batch=batch, choices={"Leadershipp": topics["leadership"]}, by=batch.by, now=NOW
    )  # fmt: skip
    drain(now=NOW)
    batch.refresh_from_db()
    assert (batch.state, batch.unknown) == (BatchState.CHECKED, {})
    advancing.confirm(batch=batch, by=batch.by, now=NOW)
    drain(now=NOW)
    assert list(Mentor.objects.get().topics.all()) == [topics["leadership"]]
    assert checked(csv_of(HEADINGS, BEN)).unknown == {}


def test_matched_columns_are_remembered() -> None:
    rows = [["Wer", "Anschrift", "Bemerkung"], ["Ana", "ana@example.org", "x"]]
    first = checked(csv_of(["Name", "Email", "Was"], ["Ana", "ana@example.org", "x"]))
    assert first.mapping == ["name", "email", ""]
    batch = uploaded(csv_of(*rows), by=first.by)
    assert batch.mapping == ["", "", ""]
    uploading.save_mapping(batch=batch, mapping=["name", "email", ""], by=first.by, now=NOW)
    assert checked(csv_of(*rows)).mapping == ["name", "email", ""]


def test_twins_closed_accounts_and_rows_without_an_address_are_refused_and_nothing_of_them_is_made() -> None:
    UserFactory(email="gone@example.org", is_active=False)
    batch = imported(
        csv_of(["Email", "Name", "Headline"], ["a@example.org", "A. Row"], ["A@EXAMPLE.org", "Twin"], ["", "No One"],
               ["not an address", "B"], ["gone@example.org", "G"], ["c@example.org", ""], ["Email", "Name", "Headline"],
               ["d@example.org", "Dot", "x" * 200], ["e@example.org", "http://evil.example"])
    )  # fmt: skip
    assert batch.counts == {"new": 2, "refused": 7, "noted": 1}
    assert "Row 2 is about the same" in says(batch, 3)
    assert "needed" in says(batch, 4)
    assert "closed" in says(batch, 6)
    assert "needs a name" in says(batch, 7)
    assert "repeats the headings" in says(batch, 8)
    assert "200 characters" in says(batch, 9)
    assert Mentor.objects.count() == 2


def test_hours_are_added_once_and_undone() -> None:
    some_topics()
    imported(csv_of(HEADINGS, ANA))
    batch = imported(csv_of(*HOURS), TableKind.HOURS)
    assert batch.counts == {"new": 1, "refused": 2, "noted": 0}
    [span] = WeeklyHours.objects.all()
    assert (span.weekday, f"{span.starts:%H:%M}", f"{span.ends:%H:%M}") == (0, "09:00", "12:30")
    assert "overlaps" in says(batch, 3)
    assert imported(csv_of(*HOURS), TableKind.HOURS).counts["same"] == 1
    undone(batch)
    assert not WeeklyHours.objects.exists()


def test_topics_in_every_language_are_made_changed_and_undone() -> None:
    some_topics()
    head = ["Area", "Name (en)", "Name (de)", "Synonyms (de)", "Offered"]
    batch = imported(
        csv_of(head, ["Karriere", "Salary talks", "Gehalt", "Lohn, Verdienst", "ja"],
               ["career", "Leadership", "Führung", "Chef sein", ""], ["Karrire", "X", "", "", ""]),
        TableKind.TOPICS,
    )  # fmt: skip
    assert batch.counts == {"new": 1, "changed": 1, "refused": 1, "noted": 0}
    assert "Did you mean “Career”?" in says(batch, 4)
    assert (german("salary-talks", "name"), german("salary-talks", "synonyms")) == ("Gehalt", "Lohn, Verdienst")
    assert german("leadership", "synonyms") == "Chef sein"
    undone(batch)
    assert set(Topic.objects.values_list("slug", flat=True)) == {"leadership", "applying"}
    assert german("leadership", "synonyms") is None


def test_approval_needs_the_right_to_vet_and_no_one_is_listed_before_they_sign_in() -> None:
    some_topics()
    head = [*HEADINGS, "Geprüft am"]
    helper = UserFactory(is_staff=True)
    batch = checked(csv_of(head, [*ANA, "31.03.2024"]), by=helper)
    assert "vets applications" in says(batch, 2)
    uploading.give_up(batch=batch, by=helper, now=NOW)
    imported(csv_of(head, [*ANA, "31.03.2024"]))
    imported(csv_of(*HOURS[:2]), TableKind.HOURS)
    ana = Mentor.objects.get()
    assert ana.approved_at is not None
    assert (ana.approved_at.year, ana.status) == (2024, MentorStatus.HIDDEN)
    assert list_ready_mentors(now=NOW) == 0
    Mentor.objects.update(photo=f"mentors/{'a' * 32}-480.webp")
    MeetingPreference.objects.create(mentor=ana, place="own", url="https://meet.example.org/ana")
    assert list_ready_mentors(now=NOW) == 0
    User.objects.filter(pk=ana.user_id).update(last_login=NOW)
    assert list_ready_mentors(now=NOW) == 1
    ana.refresh_from_db()
    assert ana.status == MentorStatus.LISTED


def test_who_is_not_vetted_can_apply() -> None:
    some_topics()
    imported(csv_of(HEADINGS, ANA))
    assert start_application(by=Mentor.objects.get().user, now=NOW).state == "draft"


def test_address_of_someone_who_came_is_not_free_for_a_stranger() -> None:
    some_topics()
    imported(csv_of(HEADINGS, ANA))
    give_up_address(email="ana.gross@example.org")
    assert User.objects.filter(email="ana.gross@example.org", is_active=True).exists()


def test_stranger_who_typed_a_mentors_address_into_the_sign_up_form_gets_nothing_of_the_import() -> None:
    some_topics()
    stranger = UserFactory(email="Ana.Gross@example.org", display_name="Eve", last_login=None)
    EmailAddress.objects.filter(user=stranger).update(verified=False)
    stranger.set_password("of the stranger")
    stranger.save()
    batch = imported(csv_of([*HEADINGS, "Geprüft am"], [*ANA, "31.03.2024"]))
    assert batch.counts["new"] == 1
    ana = Mentor.objects.get().user
    assert (ana.email, ana.pk != stranger.pk, ana.has_usable_password()) == ("ana.gross@example.org", True, False)
    assert Arrival.objects.get().member == ana
    stranger.refresh_from_db()
    assert not stranger.is_active


def test_everyone_is_invited_once_and_only_when_the_team_says_so() -> None:
    some_topics()
    batch = imported(csv_of(HEADINGS, ANA, BEN))
    User.objects.filter(email="ben@example.org").update(last_login=NOW)
    assert inviting.invite(batch=batch, by=batch.by, now=NOW) == 1
    with pytest.raises(TransferRefused):
        inviting.invite(batch=batch, by=batch.by, now=NOW)
    assert [notice.recipient.email for notice in Notice.objects.filter(kind="invited_from_old_site")] == [
        "ana.gross@example.org"
    ]
    assert Arrival.objects.filter(invited_at=NOW).count() == 1


@pytest.mark.parametrize(
    ("state", "then"), [("reading", "refused"), ("checking", "mapping"), ("running", "done"), ("undoing", "done")]
)
def test_import_whose_job_is_abandoned_can_be_gone_on_with(state: str, then: str) -> None:
    at = NOW if state in ("running", "undoing") else None
    batch = Batch.objects.create(
        kind="mentors", state=state, file_name="old.csv", uploaded_at=NOW, moved_at=NOW, confirmed_at=at
    )
    advancing.stop(batch.pk, now=NOW)
    batch.refresh_from_db()
    assert batch.state == then


def test_import_that_no_one_confirms_is_given_up_after_a_week() -> None:
    batch = checked(csv_of(HEADINGS, BEN))
    assert uploading.give_up_forgotten(now=NOW + timedelta(days=6)) == 0
    assert uploading.give_up_forgotten(now=NOW + timedelta(days=7)) == 1
    batch.refresh_from_db()
    assert (batch.state, Mentor.objects.exists()) == (BatchState.GIVEN_UP, False)
    assert Row.objects.exists()
