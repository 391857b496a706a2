"""The member, and whom a member has blocked."""

from accounts.models.blocks import Block
from accounts.models.members import LONGEST_NAME, TITLES, User, UserQuerySet, display

__all__ = ["LONGEST_NAME", "TITLES", "Block", "User", "UserQuerySet", "display"]
