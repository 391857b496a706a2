"""Emails about rounds, and when they aren't sent any more."""

from datetime import UTC, datetime

import pytest

from matching.models import Answer, Pair, Participant, Round, RoundState
from matching.services.rounds import answer
from notifications.mail_content import MailContent, NoticeObsolete
from notifications.services import build, notify
from tests.factories import TopicFactory
from tests.matching.rounds import NOW, a_round, computed, mentee, mentor, proposed

pytestmark = pytest.mark.django_db


def content(pair: Pair, kind: str, *, to_mentor: bool = False) -> MailContent:
    reader = pair.mentor.member if to_mentor else pair.mentee.member
    return build(notify(reader, kind, about=pair, now=NOW), now=NOW)


def test_question_names_the_other_and_the_reasons_but_not_what_they_think() -> None:
    topic = TopicFactory(name="Sourdough")
    row = a_round(name="Spring")
    one, ana = mentee(row, topics=[topic]), mentor(row, topics=[topic], user__display_name="Ana Sol")
    one.preferences.create(about=ana, rank=1)
    computed(row)
    Round.objects.update(state=RoundState.PROPOSED, proposed_at=datetime(2026, 6, 2, tzinfo=UTC))
    mail = content(Pair.objects.get(), "round_pair")
    assert mail.subject == "Spring: you and Ana Sol?"
    assert mail.heading == "We’ve found you a mentor"
    assert mail.lines[1:] == ("Topics in common: Sourdough.", "Both speak English.")
    assert content(Pair.objects.get(), "round_pair", to_mentor=True).heading == "We’ve found you a mentee"


def test_question_is_not_asked_once_it_is_answered_or_withdrawn() -> None:
    pair = proposed(a_round())
    answer(pair=pair, yes=True, by=pair.mentee.member, now=NOW)
    with pytest.raises(NoticeObsolete):
        content(Pair.objects.get(), "round_pair")
    assert content(Pair.objects.get(), "round_pair", to_mentor=True)
    Round.objects.update(state=RoundState.WITHDRAWN)
    for kind in ("round_pair", "round_declined", "round_agreed"):
        with pytest.raises(NoticeObsolete):
            content(Pair.objects.get(), kind, to_mentor=True)


def test_mentee_of_a_pair_is_led_to_the_mentors_page() -> None:
    said = {"answer": Answer.YES, "answered_at": NOW}
    pair = proposed(
        a_round(), **{f"{side}_{name}": each for side in ("mentee", "mentor") for name, each in said.items()}
    )
    assert content(pair, "round_agreed").action.url.endswith(pair.mentor.member.mentor.get_absolute_url())
    assert content(pair, "round_agreed", to_mentor=True).action.url.endswith(pair.get_absolute_url())


def test_those_without_a_pair_are_led_on_by_their_role() -> None:
    row = a_round()
    one, ana = mentee(row), mentor(row)
    for person, words in ((one, "couldn’t find a mentor"), (ana, "enough mentors")):
        mail = build(notify(person.member, "round_without_pair", about=person, now=NOW), now=NOW)
        assert words in mail.lines[0]
    Round.objects.update(state=RoundState.WITHDRAWN)
    one = Participant.objects.get(pk=one.pk)
    with pytest.raises(NoticeObsolete):
        build(notify(one.member, "round_without_pair", about=one, now=NOW), now=NOW)
