"""A conversation for the walk through all pages."""

from bookings.models import Booking
from tests.factories import ConversationFactory, MessageFactory

SAID = "Please read [my notes](https://example.org/notes) **first**.\n\n- one\n- two"


def conversation_pages(booking: Booking) -> list[str]:
    """The addresses of the conversation of a booking, as its mentee comes by them."""
    row, at = ConversationFactory(booking=booking), booking.created_at
    heard = MessageFactory(conversation=row, author=booking.mentor.user, text=SAID, needs_care=True, written_at=at)
    later = {"correction": "Page three.", "corrected_at": at, "written_at": at}
    said = MessageFactory(conversation=row, author=booking.mentee, text="Page two. 🎈", **later)
    return [
        *("/conversations/", "/conversations/emails/", f"/conversations/{row.uuid}/"),
        *(f"/conversations/messages/{said.uuid}/{what}/" for what in ("edit", "remove")),
        *(f"/conversations/{row.uuid}/block/", f"/conversations/messages/{heard.uuid}/report/"),
    ]
