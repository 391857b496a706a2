"""What the page says of "continue?"."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from mentorships.models import Continuation, Mentorship
from mentorships.policy import DECIDE_WITHIN
from mentorships.presenters import day
from mentorships.services.continuing import refusal_to_answer

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Question:
    """The question as one of the two sees it. Nothing in it depends on the other one.

    Attributes:
        mine: what the reader has answered.
        until: the last day to answer.
    """

    mine: Continuation | None
    until: str


def question_of(row: Mentorship, reader: "User", *, now: datetime) -> Question | None:
    """What is asked; None if nothing is. One query, and only while it is asked."""
    if refusal_to_answer(row, now=now):
        return None
    mine = row.continuations.filter(member=reader).first()
    return Question(mine, day(row.state_since + DECIDE_WITHIN))
