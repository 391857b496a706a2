"""Reporting and blocking from a conversation: what the team sees of it, and what it doesn't."""

import json

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from accounts.models import Block, User
from conversations.models import Conversation, Message
from conversations.services import changing
from core.private_words import OPENED
from data_protection.records import record_of
from safety.models import Report
from safety.services.reports import excerpt_of
from tests.bookings.moments import NOW
from tests.factories import ConversationFactory, MessageFactory, UserFactory
from tests.pages import signed_in
from tests.security.staff import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock", "no_second_factor")]
SAID = {"kind": "selling", "words": "They wanted to sell me a course for 900 euros."}


@pytest.fixture
def thread() -> Conversation:
    """Twenty messages, in turns."""
    row: Conversation = ConversationFactory()
    for number in range(1, 21):
        author = row.one if number % 2 else row.other
        MessageFactory(conversation=row, author=author, text=f"Sentence <{number}>")
    return row


def numbers(row: Report) -> list[int]:
    return [said["number"] for said in row.excerpt]


def report(thread: Conversation, number: int) -> Report:
    message = thread.messages.get(number=number)
    address = reverse("safety:report_message", args=[message.uuid])
    client = signed_in(thread.other_than(message.author))
    assert "five before and after" in client.get(address).content.decode()
    assert client.post(address, SAID)["Location"] == thread.get_absolute_url()
    return Report.objects.latest("pk")


def test_report_copies_the_message_and_five_on_each_side(thread: Conversation) -> None:
    row = report(thread, 11)
    assert (row.about, row.by, row.place) == (thread.one, thread.other, "message")
    assert numbers(row) == list(range(6, 17))
    assert [said["number"] for said in row.excerpt if said["reported"]] == [11]
    assert numbers(report(thread, 2)) == list(range(1, 8))


def test_what_was_reported_stays_when_its_author_removes_it(thread: Conversation) -> None:
    row, message = report(thread, 11), thread.messages.get(number=11)
    changing.remove(message=message, by=message.author, now=NOW)
    row.refresh_from_db()
    assert row.excerpt[5]["text"] == "Sentence <11>"
    later = thread.messages.get(number=13)
    assert excerpt_of(later)[3]["text"] == ""


def test_team_opens_it_with_a_reason_and_reads_nothing_else(thread: Conversation) -> None:
    row, client = report(thread, 11), signed_in(staff("Administrators"))
    page = reverse("admin:safety_report_change", args=[row.pk])
    assert "Sentence" not in client.get(page).content.decode()
    client.post(reverse("admin:safety_report_open", args=[row.pk]), {"reason": "I’m answering this report."})
    shown = client.get(page).content.decode()
    assert [f"Sentence &lt;{number}&gt;" in shown for number in (5, 6, 16, 17)] == [False, True, True, False]
    entry = LogEntry.objects.get(action_flag=OPENED)
    assert (entry.object_id, entry.change_message) == (str(row.pk), "I’m answering this report.")
    for path in (thread.get_absolute_url(), reverse("conversations:new", args=[thread.uuid])):
        assert client.get(path).status_code == 404


def test_only_the_reader_of_a_message_reports_it(thread: Conversation) -> None:
    message = thread.messages.get(number=1)
    address = reverse("safety:report_message", args=[message.uuid])
    for by in (message.author, UserFactory()):
        assert signed_in(by).post(address, SAID).status_code == 404
    changing.remove(message=message, by=message.author, now=NOW)
    assert signed_in(thread.other).post(address, SAID).status_code == 404
    assert not Report.objects.exists()


def test_whoever_reported_gets_the_excerpt_in_their_copy_and_the_other_does_not(thread: Conversation) -> None:
    row = report(thread, 11)
    from data_protection.belongings import WAY, belongings

    mine = [each for each in belongings(thread.other) if each.label == "safety.Report" and each.person.export]
    assert [each.rows.count() for each in mine] == [1]
    setattr(row, f"{WAY}0", True)
    setattr(row, f"{WAY}1", False)
    assert "Sentence" in json.dumps(record_of("safety.Report", row, thread.other))
    theirs = [each for each in belongings(thread.one) if each.label == "safety.Report" and each.person.export]
    assert [each.rows.count() for each in theirs] == [0]


def test_block_from_a_conversation_closes_it_for_both(thread: Conversation) -> None:
    address = reverse("safety:block_in_conversation", args=[thread.uuid])
    assert signed_in(UserFactory()).post(address).status_code == 404
    client = signed_in(thread.one)
    assert client.get(address).status_code == 200
    assert client.post(address)["Location"] == reverse("safety:blocks")
    assert Block.objects.get().blocked == thread.other
    mine, theirs = (_page(member, thread) for member in thread.people)
    assert "You’ve blocked" in mine
    assert ("This conversation is closed." in theirs, "blocked" in theirs.lower().partition("<main")[2]) == (
        True,
        False,
    )
    assert 'id="write"' not in mine + theirs
    assert Message.objects.count() == 20  # both can still read it


def _page(member: User, thread: Conversation) -> str:
    client: Client = signed_in(User.objects.get(pk=member.pk))
    return client.get(thread.get_absolute_url()).content.decode()
