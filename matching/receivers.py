"""What matching provides to the apps below it."""

from datetime import datetime

from accounts.hooks import closed
from accounts.models import User
from matching.services import forget_need


@closed
def forget_what_they_looked_for(user: User, now: datetime) -> None:
    """Forget what a member looked for, and whom they left out."""
    forget_need(by=user)
