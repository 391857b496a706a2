"""Who is suggested to whom, in which order and for what reasons."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.db import violates
from matching.models import Need, Request, Weights
from matching.services.weights import set_weights, weights_now
from matching.suggestions import Suggestions, common_ground, explain, suggestions
from mentors.models import Mentor
from outbox.services import drain
from tests.bookings.moments import NOW as RELAYED
from tests.factories import (
    BookingFactory,
    DismissalFactory,
    FeedbackFactory,
    NeedFactory,
    RequestFactory,
    TopicFactory,
    UserFactory,
)
from tests.matching.conftest import NOW
from tests.matching.relays import send

Listed = Callable[..., Mentor]
BERLIN = ZoneInfo("Europe/Berlin")
DAYTIME = [f"{day}-{part}" for day in ("mon", "tue", "wed", "thu", "fri") for part in ("morning", "afternoon")]


def found(need: Need, most: int = 3) -> Suggestions:
    return suggestions(Need.objects.of(need.member).get(), most=most, zone=BERLIN, now=NOW)


def names(need: Need, most: int = 3) -> list[str]:
    return [each.name for each in found(need, most).shown]


def test_topics_in_their_order_and_words_of_the_goal_decide(listed: Listed) -> None:
    pay, lead = TopicFactory(name="Pay"), TopicFactory(name="Lead")
    listed("Nothing In Common")
    listed("Second Topic", topics=[lead])
    listed("First Topic", topics=[pay])
    listed("First Topic And Words", topics=[pay], bio="I negotiated salaries for the union.")
    listed("Both Topics", topics=[pay, lead])
    need = NeedFactory(goal="How do I negotiate?", topics=[pay, lead])
    assert names(need, 5) == ["Both Topics", "First Topic And Words", "First Topic", "Second Topic"]
    assert (found(need).has_more, found(need, 4).has_more) == (True, False)


def test_reasons_are_facts(listed: Listed) -> None:
    pay, lead = TopicFactory(name="Pay"), TopicFactory(name="Lead")
    mentor = listed("Amara", topics=[pay, lead], bio="I negotiated salaries.", languages=["en", "de"])
    for number in range(8):
        listed(f"Someone {number}")
    for day in range(1, 4):
        FeedbackFactory(
            request__booking=BookingFactory(mentor=mentor, starts_at=NOW - timedelta(days=100 + day)), usefulness=5
        )
    need = NeedFactory(
        goal="How do I negotiate well with work?", topics=[pay, lead], languages=["de"], level="beginning",
        hours=["tue-morning", "sun-evening"],
    )  # fmt: skip
    assert found(need).shown[0].reasons == [
        "You asked for Pay and Lead, and that’s what they help with.",
        "You both write about “negotiate”.",  # not “work”, which everyone writes about
        "One of your usual times fits: Tuesday morning.",
        "You both speak German.",
        "With 12 years of experience, they’re the right distance ahead of you.",
        "Those who talked to them found it very useful.",
        "Few people have asked them lately, so they have time for you.",
    ]


def test_no_one_is_suggested_without_a_language_or_a_time_in_common(listed: Listed) -> None:
    topic = TopicFactory()
    listed("French", topics=[topic], languages=["fr"])
    listed("English", topics=[topic], languages=["en"])
    assert names(NeedFactory(topics=[topic], languages=["fr", "sw"])) == ["French"]
    assert sorted(names(NeedFactory(topics=[topic]))) == ["English", "French"]
    assert names(NeedFactory(topics=[topic], hours=["sun-evening"])) == []
    assert len(names(NeedFactory(topics=[topic], hours=["sun-evening", "mon-afternoon"]))) == 2


def test_usual_times_go_by_the_members_own_clock(listed: Listed) -> None:
    """Nine to five in Berlin is evening and night in Auckland, twelve hours ahead in November."""
    mentor = listed("Amara", topics=[(topic := TopicFactory())])
    assert mentor.user.time_zone == "Europe/Berlin"
    need = NeedFactory(topics=[topic], hours=["tue-evening"])
    auckland = suggestions(Need.objects.of(need.member).get(), most=3, zone=ZoneInfo("Pacific/Auckland"), now=NOW)
    assert ([each.name for each in auckland.shown], names(need)) == (["Amara"], [])


def test_oneself_the_company_left_out_and_those_left_out_are_not_suggested(listed: Listed) -> None:
    topic = TopicFactory()
    own, left_out = listed("Myself", topics=[topic]), listed("Left Out", topics=[topic])
    listed("Colleague", topics=[topic], company="Kestrel  House")
    listed("Another", topics=[topic])
    need = NeedFactory(member=own.user, topics=[topic], not_company="kestrel house")
    DismissalFactory(member=own.user, mentor=left_out)
    DismissalFactory(mentor=Mentor.objects.get(user__display_name="Another"))  # by someone else
    assert names(need, 9) == ["Another"]


def test_reason_for_leaving_someone_out_changes_what_follows(listed: Listed) -> None:
    """Whoever finds mentors too far ahead is shown those less far ahead."""
    topic = TopicFactory()
    listed("Senior", topics=[topic], years_of_practice=25)
    listed("Junior", topics=[topic], years_of_practice=4)
    need = NeedFactory(topics=[topic], level="experienced")
    assert names(need) == ["Senior", "Junior"]
    for _each in range(2):
        DismissalFactory(member=need.member, reason="senior", mentor=listed(topics=[TopicFactory()]))
    need.level = "beginning"
    need.save()
    assert names(need) == ["Junior", "Senior"]


def test_weights_of_the_team_decide(listed: Listed) -> None:
    pay = TopicFactory(name="Pay")
    listed("By Topic", topics=[pay], bio="Other things.")
    listed("By Words", bio="Negotiate, negotiate, negotiate.")
    need = NeedFactory(goal="How do I negotiate?", topics=[pay])
    assert names(need) == ["By Topic", "By Words"]
    set_weights(weights_now() | {"topics": 0, "words": 100})
    assert names(need) == ["By Words", "By Topic"]


def test_weights_are_one_row(db: None) -> None:
    set_weights(weights_now() | {"topics": 1})
    set_weights(weights_now() | {"words": 2})
    assert (weights_now()["topics"], weights_now()["words"]) == (1, 2)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Weights.objects.create(pk=2)
    assert violates(caught.value, "weights_one_row")


def test_whoever_is_asked_much_for_little_time_comes_after_an_equal(listed: Listed) -> None:
    topic = TopicFactory()
    busy = listed("Busy", topics=[topic])
    listed("Quiet", topics=[topic])
    BookingFactory.create_batch(9, mentor=busy, cancelled=True, created_at=NOW)
    assert names(NeedFactory(topics=[topic])) == ["Quiet", "Busy"]


def test_who_says_only_a_goal_that_no_one_speaks_of_still_sees_someone(listed: Listed) -> None:
    listed("Amara")
    need = NeedFactory(goal="Xqzzyv")
    assert names(need) == ["Amara"]
    assert found(need).shown[0].reasons == ["Few people have asked them lately, so they have time for you."]


def test_any_pair_is_explained_as_it_is_ranked(listed: Listed) -> None:
    topic = TopicFactory()
    mentor = listed("Amara", topics=[topic])
    need = Need.objects.of(NeedFactory(topics=[topic], hours=["sun-evening"]).member).get()
    told = explain(need, mentor, zone=BERLIN, now=NOW)
    assert told is not None
    assert (told.ruled_out, told.left_out) == (True, False)
    assert [(title, value) for title, value, _weight in told.rows[:4]] == [
        ("topics", 1.0), ("words of the goal", 0.0), ("years of experience", None), ("free at the same time", 0.0)
    ]  # fmt: skip
    Mentor.objects.update(status="hidden")
    cache.clear()
    assert explain(need, mentor, zone=BERLIN, now=NOW) is None


@pytest.mark.parametrize("hours", [[], DAYTIME])
def test_suggestions_make_the_same_number_of_queries_for_one_and_twelve(listed: Listed, hours: list[str]) -> None:
    counts = []
    for number in (1, 12):
        topic = TopicFactory()
        for _each in range(number):
            listed(topics=[topic])
        cache.clear()
        need = NeedFactory(member=UserFactory(), goal="I help with work", topics=[topic], hours=hours)
        found(need, 12)  # makes the index, and draws the cards
        with CaptureQueriesContext(connection) as asked:
            assert len(found(need, 12).shown) >= number
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 21


def asking(need: Need, **changes: Any) -> Request:
    return RequestFactory(mentee=need.member, **changes)


def test_mentor_is_told_what_they_have_in_common_in_facts(listed: Listed) -> None:
    pay, lead = TopicFactory(name="Pay"), TopicFactory(name="Lead")
    mentor = listed("Amara", topics=[pay, lead], bio="I negotiated salaries.", languages=["en", "de"])
    need = NeedFactory(
        goal="How do I negotiate well with my awful boss?", topics=[pay, TopicFactory(name="Sleep")], level="beginning",
        languages=["de"], hours=["tue-morning", "wed-morning", "sun-evening"], unwanted="crypto", not_company="Acme",
    )  # fmt: skip
    request = asking(need)
    DismissalFactory(member=need.member, mentor=mentor, reason="senior")
    DismissalFactory(member=need.member)
    assert common_ground(request, mentor, now=NOW) == [
        "You both speak German.",
        "They’re looking for help with Pay, which is what you offer.",
        "2 of their usual times fit yours.",
    ]
    request.languages = ["en"]
    assert common_ground(request, mentor, now=NOW)[0] == "You both speak English."
    Need.objects.update(hours=["tue-morning"])
    assert common_ground(request, mentor, now=NOW)[-1] == "One of their usual times fits yours."


def test_nothing_is_said_where_nothing_is_known(listed: Listed) -> None:
    mentor = listed("Amara", languages=["en"])
    assert common_ground(RequestFactory(), mentor, now=NOW) == []
    assert common_ground(RequestFactory(languages=["en"]), mentor, now=NOW) == ["You both speak English."]
    assert common_ground(asking(NeedFactory(languages=["fr"])), mentor, now=NOW) == []


def test_mail_to_the_mentor_says_what_fits(listed: Listed) -> None:
    mentor = listed("Amara", languages=["de"])
    request = send(UserFactory(), mentor, languages=["de"])
    drain(now=RELAYED)
    [asked] = [message for message in mail.outbox if message.to == [mentor.user.email]]
    assert "What fits You both speak German." in " ".join(str(asked.body).replace(":", "").split())
    assert request.is_live
