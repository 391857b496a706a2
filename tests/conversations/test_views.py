"""The pages of conversations, for the two and no one else."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import blocking
from accounts.models import User
from bookings.models import Booking
from conversations.models import Conversation, Message, Preferences, ReadMark
from conversations.policy import EDIT_FOR, LONGEST_WORDS, PER_PAGE
from conversations.services import preferences, reading
from core import clock
from tests.bookings.moments import NOW
from tests.factories import ConversationFactory, MessageFactory, UserFactory
from tests.pages import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]
Say = Callable[..., Message]


def read_page(thread: Conversation, member: User, query: str = "") -> str:
    answer = signed_in(member).get(thread.get_absolute_url() + query)
    assert answer.status_code == 200
    return answer.content.decode()


def fill(thread: Conversation, author: User, number: int) -> None:
    """Many messages by one of the two, in one statement."""
    Message.objects.bulk_create(
        Message(conversation=thread, number=each, author=author, text=f"Note {each}.", form_key=uuid4(), written_at=NOW)
        for each in range(1, number + 1)
    )
    Conversation.objects.filter(pk=thread.pk).update(messages_written=number, last_at=NOW)


def test_member_writes_and_comes_back_to_the_message(thread: Conversation, ann: User) -> None:
    browser = signed_in(ann)
    form = {"text": "Hello **Ben**", "form_key": str(uuid4()), "seen": "0"}
    for _again in range(2):
        answer = browser.post(thread.get_absolute_url(), form)
        assert answer.status_code == 302
        assert answer["Location"] == f"{thread.get_absolute_url()}#message-1"
    assert Message.objects.get().text == "Hello **Ben**"
    page = browser.get(thread.get_absolute_url()).content.decode()
    assert "<strong>Ben</strong>" in page
    assert 'name="form_key"' in page


def test_text_stays_in_the_form_when_it_is_refused(thread: Conversation, ann: User, ben: User) -> None:
    blocking.block(member=ann, by=ben, now=NOW)
    answer = signed_in(ann).post(thread.get_absolute_url(), {"text": "What I wrote", "form_key": str(uuid4())})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "What I wrote" in page
    assert "This conversation is closed." in page
    assert "Ben" not in page.partition("This conversation is closed.")[2].partition("</div>")[0]
    long = signed_in(ben).post(thread.get_absolute_url(), {"text": "x" * (LONGEST_WORDS + 1), "form_key": str(uuid4())})
    assert long.status_code == 400


def test_words_are_kept_over_a_sign_in(thread: Conversation, ann: User) -> None:
    browser = Client()
    form = {"text": "Typed for an hour", "form_key": str(uuid4()), "seen": "0"}
    assert "login" in browser.post(thread.get_absolute_url(), form)["Location"]
    browser.force_login(ann)
    page = browser.get(thread.get_absolute_url()).content.decode()
    assert "Typed for an hour" in page
    assert form["form_key"] in page


def test_newest_50_are_shown_and_older_ones_by_a_link(thread: Conversation, ann: User) -> None:
    fill(thread, ann, PER_PAGE + 5)
    newest = read_page(thread, ann)
    assert ("Note 6." in newest, "Note 5." in newest, "Note 55." in newest) == (True, False, True)
    assert "?before=6" in newest
    older = read_page(thread, ann, "?before=6")
    assert ("Note 5." in older, "Note 1." in older, "Note 6." in older) == (True, True, False)
    assert 'id="write"' not in older
    assert "Note 55." in read_page(thread, ann, "?before=x")


def test_script_gets_what_is_new_and_says_what_is_read(thread: Conversation, say: Say, ann: User, ben: User) -> None:
    say(by=ann, text="One")
    say(by=ann, text="Two")
    browser = signed_in(ben)
    lines = browser.get(reverse("conversations:new", args=[thread.uuid]), {"after": "1"}).content.decode()
    assert ("One" in lines, "Two" in lines, "<html" in lines) == (False, True, False)
    assert not browser.get(reverse("conversations:new", args=[thread.uuid]), {"after": "2"}).content.strip()
    assert reading.number_unread(ben) == 2  # reading a page changes nothing
    read = reverse("conversations:read", args=[thread.uuid])
    assert browser.post(read, {"number": "1", "quiet": "1"}).content == b"1"
    assert browser.post(read, {"number": "2"})["Location"] == thread.get_absolute_url()
    assert reading.number_unread(ben) == 0


def test_masthead_counts_what_is_unread_in_one_query_and_else_in_none(say: Say, ann: User, ben: User) -> None:
    browser = signed_in(ben)
    address = reverse("accounts:me")
    with CaptureQueriesContext(connection) as without:
        assert "unread message" not in browser.get(address).content.decode()
    say(by=ann)
    say(by=ann)
    with CaptureQueriesContext(connection) as asked:
        assert "2 unread" in " ".join(browser.get(address).content.decode().split())
    assert len(asked) == len(without) + 1
    with CaptureQueriesContext(connection) as by_visitor:
        Client().get(reverse("directory:topics"))
    assert not [query for query in by_visitor if "conversations_" in query["sql"]]


def test_list_has_the_latest_first_in_the_same_queries_for_many(thread: Conversation, say: Say, ann: User) -> None:
    say(by=ann, text="The first words")
    browser, counts = signed_in(ann), []
    for turn in range(2):
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(reverse("conversations:list")).content.decode()
        counts.append(len(asked))
        for number in range(3):
            starts_at = NOW + timedelta(days=20 + 3 * turn + number)
            row = ConversationFactory(booking__mentee=ann, booking__starts_at=starts_at)
            MessageFactory(conversation=row, author=row.other_than(ann), written_at=NOW + timedelta(hours=number))
    assert counts[0] + 1 == counts[1]  # the masthead's, now that something is unread
    assert "The first words" in page
    shown = browser.get(reverse("conversations:list")).context["rows"]
    dates = [mark.conversation.last_at for mark, _other, _picture in shown]
    assert dates == sorted(dates, reverse=True)
    assert "No conversations yet" in signed_in(UserFactory()).get(reverse("conversations:list")).content.decode()


@pytest.mark.parametrize(("status", "is_shown"), [("listed", True), ("left", False)])
def test_mentor_looks_as_in_the_directory(say: Say, ann: User, ben: User, status: str, *, is_shown: bool) -> None:
    say(by=ann)
    mentor = ben.mentor
    mentor.status, mentor.photo = status, f"mentors/{'c' * 32}-480.webp"
    mentor.save(update_fields=["status", "photo"])
    photo = mentor.own_photo_url(192)
    for page in (reverse("conversations:list"), Conversation.objects.get().get_absolute_url()):
        for member, shows in ((ann, is_shown), (ben, False)):
            assert (f'src="{photo}"' in signed_in(member).get(page).content.decode()) is shows, page


def test_page_takes_seven_queries_beside_those_of_any_page(thread: Conversation, ann: User, ben: User) -> None:
    browser = signed_in(ann)
    with CaptureQueriesContext(connection) as bare:
        browser.get(reverse("conversations:preferences"))  # one of its own
    fill(thread, ben, PER_PAGE)
    blocking.block(member=UserFactory(), by=ann, now=NOW)
    with CaptureQueriesContext(connection) as asked:
        browser.get(thread.get_absolute_url())
    assert len(asked) <= len(bare) - 1 + 7


def test_author_edits_corrects_and_removes(thread: Conversation, say: Say, ann: User, ben: User) -> None:
    row = say(by=ann, text="Tuesday")
    browser = signed_in(ann)
    edit, remove = (reverse(f"conversations:{name}", args=[row.uuid]) for name in ("edit", "remove"))
    assert "15 minutes" in browser.get(edit).content.decode()
    assert browser.post(edit, {"text": "Wednesday"})["Location"] == f"{thread.get_absolute_url()}#message-1"
    clock.move_to(NOW + EDIT_FOR + timedelta(seconds=1))
    assert "Wednesday" in browser.get(edit).content.decode()
    browser.post(edit, {"text": "Thursday"})
    page = read_page(thread, ben)
    assert ("Wednesday" in page, "Thursday" in page, "Corrected on" in page, "edited" in page) == (True,) * 4
    assert browser.get(remove).status_code == 200
    browser.post(remove)
    page = " ".join(read_page(thread, ben).split())
    assert ("Wednesday" in page, "Removed by Ann Lee." in page) == (False, True)
    assert browser.get(edit).status_code == 404
    assert signed_in(ben).post(remove).status_code == 404


def test_booking_leads_to_the_conversation(booking: Booking, ann: User, ben: User) -> None:
    browser = signed_in(ann)
    page = browser.get(booking.get_absolute_url()).content.decode()
    assert "Add a note or a link before the call" in page
    write = reverse("bookings:write", args=[booking.uuid])
    assert browser.get(write)["Location"] == booking.get_absolute_url()
    assert not Conversation.objects.exists()
    opened = browser.post(write)["Location"]
    thread = Conversation.objects.get()
    assert opened == thread.get_absolute_url()
    assert "Nothing written yet" in read_page(thread, ann)
    browser.post(opened, {"text": "Hi", "form_key": str(uuid4()), "seen": "0"})
    assert "1 new message" in " ".join(signed_in(ben).get(booking.get_absolute_url()).content.decode().split())
    Booking.objects.filter(pk=booking.pk).update(status="cancelled", cancelled_at=NOW)
    refused = signed_in(ben).post(write, follow=True).content.decode()
    assert "new booking" in refused


def test_member_chooses_emails_and_mutes_one(thread: Conversation, ann: User) -> None:
    browser, address = signed_in(ann), reverse("conversations:preferences")
    assert "checked" in browser.get(address).content.decode()
    browser.post(address, {"emails": "daily", "takes_words": "on"})
    assert Preferences.objects.get() == Preferences(member=ann, emails="daily", takes_words=True)
    browser.post(address, {"emails": "none"})
    assert preferences.chosen(User.objects.get(pk=ann.pk))["emails"] == "none"
    assert browser.post(address, {"emails": "owl"}).status_code == 400
    mute = reverse("conversations:mute", args=[thread.uuid])
    for muted in (True, False):
        browser.post(mute, {"muted": "yes" if muted else "no"})
        assert ReadMark.objects.get(member=ann).muted is muted


def test_who_writes_very_much_waits_and_keeps_the_text(
    thread: Conversation, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from conversations.views import conversations as views
    from core.ratelimit import Limit

    monkeypatch.setattr(views, "MESSAGES", Limit("message", times=1, seconds=600))
    browser = signed_in(ann)
    sent = [
        browser.post(thread.get_absolute_url(), {"text": f"Words {number}", "form_key": str(uuid4())})
        for number in range(2)
    ]
    assert [answer.status_code for answer in sent] == [302, 400]
    assert "Words 1" in sent[1].content.decode()
    assert "wait a few minutes" in sent[1].content.decode()


def test_first_message_is_shown_with_a_caution_to_the_reader_alone(
    thread: Conversation, say: Say, ann: User, ben: User
) -> None:
    say(by=ann, text="Write to me at https://bit.ly/abc")
    assert "Take care" in read_page(thread, ben)
    assert "Take care" not in read_page(thread, ann)
