"""How long words are, may be changed, wait for an email, and are kept."""

from datetime import timedelta

LONGEST_WORDS = 3_000  # characters
EDIT_FOR = timedelta(minutes=15)

EMAIL_AFTER = timedelta(minutes=10)  # that a message is unseen
EMAIL_AGAIN = timedelta(hours=24)
MOST_EMAILS = 2  # about one conversation, until its reader was there
A_DAY = timedelta(days=1)
MOST_IN_EMAIL = 20  # messages whose words are in one email

OPEN_AFTER = timedelta(days=14)  # the end of what connects the two
KEPT_AFTER = timedelta(days=365)  # it can no longer be written in
TOLD_BEFORE = timedelta(days=30)  # it is deleted

PER_PAGE = 50  # messages
LIST_PAGE = 30  # conversations
