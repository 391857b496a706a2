"""What mentors offer, the mentorships that come of it, what two people agree on, want and note, and when they met."""

from mentorships.models.agreements import Agreement
from mentorships.models.contacts import Contact
from mentorships.models.continuations import Continuation, ContinueAs
from mentorships.models.farewells import FAREWELL_LINES, Farewell
from mentorships.models.goals import Goal, GoalState, Step
from mentorships.models.mentorships import EndKind, LoggedMeeting, Mentorship, MentorshipState, sessions
from mentorships.models.notes import AgendaItem, CardsRead, OwnNote, SharedNote
from mentorships.models.offers import Offer

__all__ = [
    "FAREWELL_LINES",
    "AgendaItem",
    "Agreement",
    "CardsRead",
    "Contact",
    "Continuation",
    "ContinueAs",
    "EndKind",
    "Farewell",
    "Goal",
    "GoalState",
    "LoggedMeeting",
    "Mentorship",
    "MentorshipState",
    "Offer",
    "OwnNote",
    "SharedNote",
    "Step",
    "sessions",
]
