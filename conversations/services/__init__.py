"""Changes to conversations, called as `services.writing.write(…)`."""

from conversations.services import changing, clocks, opening, preferences, reading, writing

__all__ = ["changing", "clocks", "opening", "preferences", "reading", "writing"]
