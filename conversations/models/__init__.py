"""Conversations of two members, their messages, and what each of the two has read."""

from conversations.models.conversations import Conversation, Preferences, ReadMark, WordsByEmail
from conversations.models.messages import Message

__all__ = ["Conversation", "Message", "Preferences", "ReadMark", "WordsByEmail"]
