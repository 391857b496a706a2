"""Who is signed in, on each request."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend

from accounts.models import User


class WithProfile(ModelBackend):
    """Loads a member together with their mentor profile, which the head of each page asks for."""

    def get_user(self, user_id: int) -> User | None:
        user = next(iter(User.objects.select_related("mentor").filter(pk=user_id).order_by()), None)
        return user if self.user_can_authenticate(user) else None


class PasswordBackend(WithProfile):
    """As Django's, which the permissions of the team come from."""


class SignInBackend(WithProfile, AuthenticationBackend):
    """As allauth's, with an email address."""
