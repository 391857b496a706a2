"""allauth's hooks: its mail goes out as notices."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """How the club uses allauth."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """How the club uses sign-in with other sites."""
