"""What a member finds in the mailbox."""

from accounts.codes import code_of
from notifications.models import Notice


def newest_code() -> str:
    """The code in the mail that was written last."""
    return code_of(Notice.objects.latest("created_at").data["nonce"])
