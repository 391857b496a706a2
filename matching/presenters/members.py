"""What a member's page shows of their own round: their pair, and whom they've chosen."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from accounts.models import User
from matching.models import Answer, Exclusion, ExclusionReason, Pair, Participant, Role, RoundState
from matching.presenters.rounds import sentences
from matching.services.preferring import Choice
from mentors.models import Mentor


@dataclass(frozen=True, slots=True)
class PairPresenter:
    """A pair as one of its two people sees it.

    Attributes:
        other: the one on the other side.
        reasons: sentences, without what one said of the other.
    """

    pair: Pair
    role: Role
    other: Participant
    reasons: list[str]

    @classmethod
    def of(cls, pair: Pair, member: User, reasons: list[str] | None = None) -> Self:
        role = pair.side_of(member)
        return cls(pair, role, pair.mentor if role == Role.MENTEE else pair.mentee, reasons or [])

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
        return self.pair.round.state == RoundState.PROPOSED and not self.answer and not self.pair.is_off

    @property
    def has_declined(self) -> bool:
        """Whether the other one has said no, and the reader hasn't."""
        return self.pair.is_off and self.answer != Answer.NO


def presented(pairs: Iterable[Pair], member: User) -> list[PairPresenter]:
    """A member's pairs in a round: two queries."""
    rows = list(pairs)
    said = sentences(rows, to_the_team=False)
    return [PairPresenter.of(pair, member, said[pair.pk]) for pair in rows]


def preferred(participant: Participant) -> tuple[dict[int, str], list[tuple[Participant, Choice]]]:
    """What a participant has said of whom, by key and as a list, the first choice first; two queries."""
    rows = participant.preferences.select_related("about__member").order_by("rank", "pk")
    chosen = [(row.about, Choice.RATHER_NOT if row.rather_not else Choice(str(row.rank))) for row in rows]
    theirs = Exclusion.objects.filter(by=participant.member_id, why=ExclusionReason.MANAGER)
    if participant.is_mentor:
        excluded = theirs.filter(mentor=participant).select_related("mentee__member")
        chosen += [(row.mentee, Choice.NEVER) for row in excluded]
    else:
        excluded = theirs.filter(mentee=participant).select_related("mentor__member")
        chosen += [(row.mentor, Choice.NEVER) for row in excluded]
    return {person.pk: choice for person, choice in chosen}, chosen
