"""Two mentors and two mentees do what they like in any order as time passes: rules hold, and silence ends it all.

Each run goes back to a savepoint. It takes half a second, so `make test` tries few of them and `make test-long` many.
"""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts.blocking import block
from accounts.models import User
from matching.errors import RequestRefused
from matching.models import Ask, DeclineReason, Request, RequestKind
from matching.services import asks, relaying
from mentors.models import Mentor
from mentorships.errors import MentorshipRefused
from mentorships.models import ContinueAs, Mentorship, MentorshipState
from mentorships.policy import MORE_WEEKS
from mentorships.services import advancing, agreeing, changing, continuing, offering
from notifications.mail_content import NoticeContext, NoticeObsolete, kinds
from notifications.models import Notice
from tests.bookings.moments import NOW
from tests.factories import MentorFactory, OfferFactory, UserFactory
from tests.matching.relays import send
from tests.mentorships.test_services import LINES

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ENDED_WITHIN = 400 * DAY
# In which states a mentorship can be when an email of a kind is sent.
IN_TIME = {
    "mentorship_to_sign": {"forming", "active", "paused"},
    "mentorship_forming": {"forming"},
    "mentorship_quiet": {"active"},
    "mentorship_paused": {"paused"},
    "mentorship_resumed": {"active"},
    "mentorship_pause_ends": {"paused"},
    "mentorship_wrapping_up": {"wrapping_up"},
    "mentorship_continues": {"active"},
    "mentorship_closes": {"wrapping_up"},
    "mentorship_ended": {"ended"},
}
WHO = st.integers(0, 1)


class Club(RuleBasedStateMachine):
    """What the four may do, and what must hold after each step."""

    def __init__(self, mentors: list[Mentor], mentees: list[User]) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.mentors, self.mentees, self.now = mentors, mentees, NOW
        self.most = [1, 1]  # mentorships of each mentor: those they have places for, or that were there before

    def teardown(self) -> None:
        """Silence alone ends whatever there is."""
        try:
            last = self.now + ENDED_WITHIN
            while self.now < last and self.is_anything_open():
                self.let_time_pass(7)
                self.keeps_its_rules()
            assert not self.is_anything_open()
        finally:
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    def is_anything_open(self) -> bool:
        return Mentorship.objects.live().exists() or Request.objects.all().unfinished().exists()

    def live(self, who: int, *, as_mentor: bool) -> tuple[Mentorship, User] | None:
        """A mentorship of one of the four, and them."""
        member = self.mentors[who].user if as_mentor else self.mentees[who]
        row = Mentorship.objects.of(member).live().with_people().first()
        return (row, member) if row else None

    @rule(days=st.integers(1, 40))
    def let_time_pass(self, days: int) -> None:
        self.now += days * DAY
        relaying.expire(now=self.now)
        relaying.pass_on(now=self.now)
        while advancing.advance(now=self.now):
            pass

    @rule(who=WHO, first=WHO, both=st.booleans(), kind=st.sampled_from(RequestKind))
    def ask(self, who: int, first: int, both: bool, kind: RequestKind) -> None:
        chosen = [self.mentors[first], *([self.mentors[1 - first]] if both else [])]
        with suppress(RequestRefused):
            send(self.mentees[who], *chosen, kind=kind, now=self.now)

    @rule(who=WHO, yes=st.booleans())
    def answer(self, who: int, yes: bool) -> None:
        mentor = self.mentors[who]
        ask = Ask.objects.live().filter(mentor=mentor).with_people().first()
        if ask is None:
            return
        with suppress(RequestRefused):
            if yes:
                asks.accept(ask=ask, by=mentor.user, message="", now=self.now)
            else:
                asks.decline(ask=ask, by=mentor.user, reason=DeclineReason.TIME, message="", now=self.now)

    @rule(who=WHO, as_mentor=st.booleans())
    def sign(self, who: int, as_mentor: bool) -> None:
        if found := self.live(who, as_mentor=as_mentor):
            row, member = found
            with suppress(MentorshipRefused):
                agreeing.sign(mentorship=row, by=member, version=row.agreements.last().version, now=self.now)

    @rule(who=WHO, as_mentor=st.booleans(), weeks=st.sampled_from([8, 24]))
    def change_a_line(self, who: int, as_mentor: bool, weeks: int) -> None:
        if found := self.live(who, as_mentor=as_mentor):
            row, member = found
            version, lines = row.agreements.last().version, LINES | {"weeks": weeks}
            with suppress(MentorshipRefused):
                agreeing.revise(mentorship=row, by=member, version=version, lines=lines, now=self.now)

    @rule(who=WHO, as_mentor=st.booleans())
    def meet(self, who: int, as_mentor: bool) -> None:
        if found := self.live(who, as_mentor=as_mentor):
            row, member = found
            changing.log_meeting(mentorship=row, by=member, day=self.now.date(), minutes=60, now=self.now)

    @rule(who=WHO, as_mentor=st.booleans(), weeks=st.integers(1, 8))
    def pause_or_resume(self, who: int, as_mentor: bool, weeks: int) -> None:
        if found := self.live(who, as_mentor=as_mentor):
            row, member = found
            with suppress(MentorshipRefused):
                if row.state == MentorshipState.PAUSED:
                    changing.resume(mentorship=row, by=member, now=self.now)
                else:
                    changing.pause(mentorship=row, by=member, weeks=weeks, now=self.now)

    @rule(who=WHO, as_mentor=st.booleans())
    def finish(self, who: int, as_mentor: bool) -> None:
        if found := self.live(who, as_mentor=as_mentor):
            row, member = found
            changing.finish(mentorship=row, by=member, seen=row.state, now=self.now)

    @rule(who=WHO, as_mentor=st.booleans(), said=st.sampled_from(ContinueAs), weeks=st.sampled_from(MORE_WEEKS))
    def say_whether_to_extend(self, who: int, as_mentor: bool, said: ContinueAs, weeks: int) -> None:
        if found := self.live(who, as_mentor=as_mentor):
            row, member = found
            with suppress(MentorshipRefused):
                continuing.answer(mentorship=row, by=member, answer=said, weeks=weeks, now=self.now)

    @rule(who=WHO, places=st.integers(1, 2), is_open=st.booleans())
    def offer(self, who: int, places: int, is_open: bool) -> None:
        words = {"is_open": is_open, "places": places}
        offering.save_offer(mentor=self.mentors[who], words=words, now=self.now)
        self.most[who] = max(places, self.number(who))

    @rule(who=WHO, other=WHO, as_mentor=st.booleans())
    def keep_apart(self, who: int, other: int, as_mentor: bool) -> None:
        two = (self.mentors[who].user, self.mentees[other])
        blocked, by = two[::-1] if as_mentor else two
        block(member=blocked, by=by, now=self.now)

    def number(self, who: int) -> int:
        return Mentorship.objects.live().filter(mentor=self.mentors[who]).count()

    @invariant()
    def keeps_its_rules(self) -> None:
        for who in (0, 1):
            assert self.number(who) <= self.most[who]
            assert Mentorship.objects.live().filter(mentee=self.mentees[who]).count() <= 1
        for notice in Notice.objects.filter(kind__in=IN_TIME).select_related("recipient"):
            row = Mentorship.objects.with_people().get(pk=notice.about_id)
            with suppress(NoticeObsolete):
                kinds[notice.kind].build(
                    NoticeContext(about=row, recipient=notice.recipient, data=notice.data, now=self.now)
                )
                assert row.state in IN_TIME[notice.kind]


@pytest.mark.parametrize("runs", [6, pytest.param(2_000, marks=pytest.mark.long)])
def test_whatever_the_two_do_the_rules_hold_and_silence_ends_it(caplog: pytest.LogCaptureFixture, runs: int) -> None:
    mentors = [OfferFactory(mentor=MentorFactory(bookable=True)).mentor for _two in range(2)]
    mentees = UserFactory.create_batch(2)
    run_state_machine_as_test(
        lambda: Club(mentors, mentees), settings=settings(max_examples=runs, stateful_step_count=20, deadline=None)
    )
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
