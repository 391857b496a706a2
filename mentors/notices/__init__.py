"""Emails about applications, appeals and topics, one module per subject."""

from mentors.notices import appeals, topics
from mentors.notices.applications import approval, paragraphs, prefilled, question, refusal

__all__ = ["appeals", "approval", "paragraphs", "prefilled", "question", "refusal", "topics"]
