"""The member, and whom a member has blocked."""

from accounts.models.blocks import Block
from accounts.models.members import FORMER, LONGEST_NAME, TITLES, User, UserQuerySet, display, erased_address

__all__ = ["FORMER", "LONGEST_NAME", "TITLES", "Block", "User", "UserQuerySet", "display", "erased_address"]
