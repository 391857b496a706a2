"""What data protection provides to the apps below it."""

from datetime import datetime

from accounts.hooks import erased
from accounts.models import User
from data_protection.services import exporting


@erased
def delete_exports(user: User, now: datetime) -> None:
    """Delete the copies of their data that an erased member asked for."""
    exporting.delete_files_later(user, now=now)
