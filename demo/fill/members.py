"""The members of the demo club."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission

from accounts.models import User
from demo.candidates import applicants
from demo.people import mentees, mentors
from demo.records import DemoPerson
from mentors.slugs import base

PASSWORD = "a good hour"  # noqa: S105  (printed by the demo, worth nothing elsewhere)
MENTEE, MENTOR, ADMIN = "mentee@example.org", "mentor@example.org", "admin@example.org"
TEAM = (("Paula Rautenstrauch", "paula@example.org"), ("Osman Birkenfeld", "osman@example.org"))
NAMESPACE = UUID("6f1d52f4-95c5-4f8a-8f0a-2f6f4c1f2020")


@dataclass(frozen=True, slots=True)
class Cast:
    """The members by what they do, in the order of the demo's people."""

    mentors: list[User]
    mentees: list[User]
    applicants: list[User]
    team: list[User]


def write_members(*, now: datetime) -> Cast:
    """Write every member with a confirmed address; only the demo logins have a password."""
    known, nothing = make_password(PASSWORD), make_password(None)
    taken = {MENTEE, MENTOR, ADMIN, *(address for _, address in TEAM)}

    def member(person: DemoPerson, number: int, *, address: str = "", introduction: str = "") -> User:
        if not address:
            plain = base(person.display_name)
            address = next(
                each
                for each in (f"{plain}{'' if n == 1 else n}@example.org" for n in range(1, 99))
                if each not in taken
            )
        taken.add(address)
        return User(
            uuid=uuid5(NAMESPACE, address),
            email=address,
            password=known if address in (MENTEE, MENTOR) else nothing,
            display_name=person.display_name,
            introduction=introduction,
            time_zone=person.time_zone,
            language=person.language,
            old_enough_at=now - timedelta(days=100 + number),
            date_joined=now - timedelta(days=100 + number),
        )

    of_mentors = [
        member(mentor.person, number, address="" if number else MENTOR) for number, mentor in enumerate(mentors())
    ]
    of_mentees = [
        member(mentee.person, number, address="" if number else MENTEE, introduction=mentee.introduction)
        for number, mentee in enumerate(mentees())
    ]
    asking = [member(applicant.person, number) for number, applicant in enumerate(applicants())]
    joined = now - timedelta(days=400)
    admin = User(
        email=ADMIN, password=known, display_name="Hedda Marquardsen", is_staff=True, is_superuser=True,
        old_enough_at=joined, date_joined=joined,
    )  # fmt: skip
    team = [
        User(email=address, password=nothing, display_name=name, is_staff=True, old_enough_at=joined,
             date_joined=joined)
        for name, address in TEAM
    ]  # fmt: skip
    everybody = User.objects.bulk_create([*of_mentors, *of_mentees, *asking, admin, *team])
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in everybody
    )
    vetting = Permission.objects.filter(content_type__app_label__in=("mentors", "feedback"))
    for user in team:
        user.user_permissions.set(vetting)
    return Cast(of_mentors, of_mentees, asking, [admin, *team])
