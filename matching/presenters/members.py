"""What a member's page shows of their own round: their pair, and who they've chosen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from accounts.models import Block, User
from matching.models import Answer, Exclusion, ExclusionReason, Pair, Participant, Role, RoundState
from matching.presenters.rounds import sentences
from matching.services.preferring import Choice
from matching.services.rounds import refusal_to_answer
from mentors.models import Mentor


@dataclass(frozen=True, slots=True)
class PairPresenter:
    """A pair as one of its two people sees it.

    Attributes:
        other: the one on the other side.
        reasons: sentences, without what one said of the other.
        now: when they see it.
    """

    pair: Pair
    role: Role
    other: Participant
    reasons: list[str]
    now: datetime

    @classmethod
    def of(cls, pair: Pair, member: User, reasons: list[str] | None = None, *, now: datetime) -> Self:
        role = pair.side_of(member)
        other = pair.mentor if role == Role.MENTEE else pair.mentee
        return cls(pair, role, other, reasons or [], now)

    @property
    def reader(self) -> User:
        return self.pair.member_on(self.role)

    @property
    def name(self) -> str:
        return self.other.member.display_name

    @property
    def first_name(self) -> str:
        return self.other.member.get_short_name()

    @property
    def hue(self) -> int:
        mentor = self._profile
        return mentor.hue if mentor else self.other.member.hue

    @property
    def photo(self) -> str:
        mentor = self._profile
        return mentor.photo_url(192) if mentor else ""

    @property
    def page(self) -> str:
        """The address of the mentor's profile; "" for a mentee, or without one."""
        mentor = self._profile
        return mentor.get_absolute_url() if mentor and mentor.is_shown else ""

    @property
    def _profile(self) -> Mentor | None:
        return getattr(self.other.member, "mentor", None) if self.other.is_mentor else None

    @property
    def answer(self) -> str:
        return self.pair.answer_of(self.role)

    @property
    def can_answer(self) -> bool:
        """Whether a yes or a no is still wanted from the reader."""
        return not self.answer and not refusal_to_answer(self.pair, yes=True, by=self.reader, now=self.now)

    @property
    def other_answer(self) -> str:
        return self.pair.answer_of(Role.MENTOR if self.role == Role.MENTEE else Role.MENTEE)

    @property
    def is_waiting(self) -> bool:
        """Whether the reader has said yes, and the other one can still answer."""
        return self.answer == Answer.YES and not refusal_to_answer(
            self.pair, yes=True, by=self.other.member, now=self.now
        )

    @property
    def has_lapsed(self) -> bool:
        is_called_off = self.pair.round.state == RoundState.WITHDRAWN
        return bool(self.pair.lapsed_at) or (
            not is_called_off and not self.pair.is_off and self.pair.is_over(at=self.now)
        )

    @property
    def has_declined(self) -> bool:
        """Whether the other one has said no, and the reader hasn't."""
        return self.pair.is_off and self.answer != Answer.NO


def presented(pairs: Iterable[Pair], member: User, *, now: datetime) -> list[PairPresenter]:
    """A member's pairs in a round: two queries."""
    rows = list(pairs)
    said = sentences(rows, to_the_team=False)
    return [PairPresenter.of(pair, member, said[pair.pk], now=now) for pair in rows]


def preferred(participant: Participant) -> tuple[dict[int, str], list[tuple[Participant, Choice]]]:
    """What a participant has said of others, by key and as a list, the first choice first; two queries.

    Those whom a block keeps from them are left out, as if they had left the round.
    """
    apart = Block.objects.apart_from(participant.member)
    rows = participant.preferences.select_related("about__member").order_by("rank", "pk")
    chosen = [(row.about, Choice.RATHER_NOT if row.rather_not else Choice(str(row.rank))) for row in rows]
    theirs = Exclusion.objects.filter(by=participant.member_id, why=ExclusionReason.MANAGER)
    if participant.is_mentor:
        excluded = theirs.filter(mentor=participant).select_related("mentee__member")
        chosen += [(row.mentee, Choice.NEVER) for row in excluded]
    else:
        excluded = theirs.filter(mentee=participant).select_related("mentor__member")
        chosen += [(row.mentor, Choice.NEVER) for row in excluded]
    chosen = [(person, choice) for person, choice in chosen if person.member_id not in apart]
    return {person.pk: choice for person, choice in chosen}, chosen
