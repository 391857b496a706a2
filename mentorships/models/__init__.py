"""What mentors offer, the mentorships that come of it, what two people agree on, and when they met."""

from mentorships.models.agreements import Agreement
from mentorships.models.contacts import Contact
from mentorships.models.continuations import Continuation, ContinueAs
from mentorships.models.mentorships import EndKind, LoggedMeeting, Mentorship, MentorshipState, sessions
from mentorships.models.offers import Offer

__all__ = [
    "Agreement",
    "Contact",
    "Continuation",
    "ContinueAs",
    "EndKind",
    "LoggedMeeting",
    "Mentorship",
    "MentorshipState",
    "Offer",
    "sessions",
]
