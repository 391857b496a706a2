from datetime import UTC, datetime

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.models import User
from notifications.models import ProblemKind, SuppressedAddress
from tests.factories.base import Factory

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


class UserFactory(Factory[User]):
    """A member whose mail address is confirmed. Traits: staff."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        staff = factory.Trait(is_staff=True, is_superuser=True)

    email = factory.Sequence(lambda n: f"member{n}@example.org")
    display_name = factory.Sequence(lambda n: f"Member {n}")
    password = factory.LazyFunction(lambda: make_password(None))
    time_zone = "Europe/Berlin"
    clock = "24"  # wherever a test sends them
    date_joined = LONG_AGO
    old_enough_at = LONG_AGO

    @factory.post_generation
    def confirmed(self, create: bool, extracted: bool | None, **kwargs: object) -> None:
        if create and extracted is not False:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)


class SuppressedAddressFactory(Factory[SuppressedAddress]):
    """A member's address where mail comes back."""

    class Meta:
        model = SuppressedAddress

    member = factory.SubFactory(UserFactory)
    address = factory.LazyAttribute(lambda mark: mark.member.email)
    what = ProblemKind.BOUNCED
    reason = "550 5.1.1 no such user"
    event = factory.Sequence(lambda n: f"postmark:{n}")
    suppressed_at = LONG_AGO
