"""The mentor's public profile."""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Greatest, Upper
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from accounts.models import Block
from core import faces
from mentors.errors import NotYourDesk
from mentors.models.topics import Topic
from mentors.photo_worker import SIZES
from mentors.photos import largest_of, photo_path

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


SHORT_TEXTS = Concat(
    "slug", Value(" "), "headline", Value(" "), "company", Value(" "), "role", output_field=models.TextField()
)


class MentorStatus(models.TextChoices):
    HIDDEN = "hidden", _("hidden")
    LISTED = "listed", _("listed")
    PAUSED = "paused", _("paused")
    INACTIVE = "inactive", _("inactive")
    LEFT = "left", _("left the club")


# What mentors say about themselves: each field with its weight in the search, "" if it is not searched.
PROFILE = {
    "headline": "A",
    "topics": "B",
    "role": "C",
    "company": "C",
    "bio": "D",
    "city": "C",
    "country": "C",
    "years_of_practice": "",
    "languages": "C",
    "text_language": "",
    "links": "",
}
SHOWN = (MentorStatus.LISTED, MentorStatus.PAUSED, MentorStatus.INACTIVE)


class MentorQuerySet(models.QuerySet["Mentor"]):
    def of(self, user: "User | AnonymousUser") -> Self:
        """The member's own profile, if they are a mentor."""
        return self.exclude(status=MentorStatus.LEFT).filter(user=user.pk).select_related("user")

    def past_vetting(self) -> Self:
        """Without those who came from another site, and whom the team hasn't approved yet."""
        return self.exclude(status=MentorStatus.HIDDEN, approved_at=None)

    def listed(self) -> Self:
        """Mentors who are in the directory and can be booked."""
        return self.filter(status=MentorStatus.LISTED, user__is_active=True)

    def inactive(self) -> Self:
        """Mentors who have left several requests without an answer; they come last in the directory."""
        return self.filter(status=MentorStatus.INACTIVE, user__is_active=True)

    def for_update(self) -> Self:
        """Current rows with their members, locked until the transaction ends; those who only refer to one don't wait.

        Lock order: mentor, booking, jobs.
        """
        return self.select_for_update(of=("self",), no_key=True).select_related("user")

    def own(self, mentor: "Mentor", *, by: "User") -> "Mentor":
        """The row of `mentor`, for a change by `by`.

        Raises:
            NotYourDesk: it is someone else's.
        """
        row = self.get(pk=mentor.pk)
        if row.user_id != by.pk:
            raise NotYourDesk(gettext("This is another mentor’s desk."))
        return row

    def with_page(self) -> Self:
        """Mentors whose public page exists: listed ones, and those who take no bookings at the moment."""
        return self.filter(status__in=SHOWN, user__is_active=True)

    def on_probation(self) -> Self:
        """Mentors whose first sessions the team keeps an eye on."""
        return self.exclude(status=MentorStatus.LEFT).filter(approved_at__isnull=False, probation_ended_at=None)

    def to_renew(self, *, since: "datetime") -> Self:
        """Those who weren't asked, and gave no sign since then that they are still with the club."""
        sign = Greatest("approved_at", "went_live_at", "back_since", "renewed_at")  # the latest of those set
        return self.alias(sign=sign).filter(renewal_asked_at=None, sign__lte=since)

    def apart_from(self, reader: "User | AnonymousUser") -> frozenset[int]:
        """The keys of mentors whom a block keeps from `reader`; no query for those who have no part in one."""
        people = Block.objects.apart_from(reader)
        return frozenset(self.filter(user__in=people).values_list("pk", flat=True)) if people else frozenset()

    def with_photo(self, name: str, *, reader: "User | AnonymousUser") -> Self:
        """Whose photo it is, by the name of any of its sizes, if `reader` may see it: their own, or with a page.

        Whoever may look mentors up in the admin sees all.
        """
        rows = self.filter(photo=largest_of(name)).select_related("user")
        if reader.is_staff and reader.has_perm("mentors.view_mentor"):
            return rows
        return rows.filter(Q(status__in=SHOWN, user__is_active=True) | Q(user=reader.pk))


class Mentor(models.Model):
    """A member who gives their time, and what their public page says."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentor")
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    status = models.CharField(_("status"), max_length=10, choices=MentorStatus.choices, default=MentorStatus.HIDDEN)
    headline = models.CharField(_("headline"), max_length=120, blank=True)
    bio = models.TextField(_("about you"), max_length=6000, blank=True)
    company = models.CharField(_("company"), max_length=80, blank=True)
    role = models.CharField(_("role"), max_length=80, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    country = CountryField(_("country"), blank=True)
    languages = ArrayField(models.CharField(max_length=3), verbose_name=_("languages"), default=list, blank=True)
    # Of what they write about themselves and what they offer.
    text_language = models.CharField(_("language of the texts"), max_length=10, default=settings.LANGUAGE_CODE)
    years_of_practice = models.PositiveSmallIntegerField(
        _("years of experience"), default=0, validators=[MaxValueValidator(70)]
    )
    links = ArrayField(models.URLField(max_length=300), verbose_name=_("links"), default=list, blank=True, size=5)
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), related_name="mentors", blank=True)
    photo = models.ImageField(_("photo"), upload_to=photo_path, blank=True)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    went_live_at = models.DateTimeField(_("live since"), null=True, blank=True)  # first listed after the approval
    changed_at = models.DateTimeField(_("changed"))
    back_since = models.DateTimeField(_("back since"), null=True, blank=True)  # the last return from a break
    paused_until = models.DateField(_("on pause until"), null=True, blank=True)  # the day they are back, in their zone
    probation_ended_at = models.DateTimeField(_("probation ended"), null=True, blank=True)
    renewed_at = models.DateTimeField(_("said that they’re still with us"), null=True, blank=True)
    renewal_asked_at = models.DateTimeField(_("asked whether they’re still with us"), null=True, blank=True)
    renewal_reminded_at = models.DateTimeField(_("reminded of it"), null=True, blank=True)
    lapsed_at = models.DateTimeField(_("paused without an answer"), null=True, blank=True)

    objects = MentorQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("mentor")
        verbose_name_plural = _("mentors")
        indexes = [
            GinIndex(fields=["languages"], name="mentor_languages"),
            # For the admin's search: `icontains` compares in upper case.
            GinIndex(OpClass(Upper(SHORT_TEXTS), "gin_trgm_ops"), name="mentor_text_parts"),
            models.Index(fields=["status", "country"], name="mentor_status_country"),
            models.Index(fields=["photo"], name="mentor_photo", condition=~Q(photo="")),
        ]
        constraints = [
            models.CheckConstraint(name="mentor_has_address", condition=~Q(slug="")),
            models.CheckConstraint(
                name="mentor_listed_was_approved", condition=~Q(status="listed") | Q(approved_at__isnull=False)
            ),
            models.CheckConstraint(
                name="mentor_back_from_a_pause", condition=Q(paused_until=None) | Q(status="paused")
            ),
            models.CheckConstraint(name="mentor_years_of_practice_believable", condition=Q(years_of_practice__lte=70)),
            models.CheckConstraint(
                name="mentor_probation_follows_approval",
                condition=Q(probation_ended_at=None)
                | Q(approved_at__isnull=False, probation_ended_at__gte=F("approved_at")),
            ),
            models.CheckConstraint(
                name="mentor_reminded_of_what_was_asked",
                condition=Q(renewal_reminded_at=None)
                | Q(renewal_asked_at__isnull=False, renewal_reminded_at__gt=F("renewal_asked_at")),
            ),
            models.CheckConstraint(
                name="mentor_lapsed_after_a_reminder",
                condition=Q(lapsed_at=None)
                | Q(status="paused", renewal_reminded_at__isnull=False, lapsed_at__gt=F("renewal_reminded_at")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user.display_name)

    def get_absolute_url(self) -> str:
        return reverse("directory:mentor", args=[self.slug])

    @property
    def hue(self) -> int:
        """Which face is theirs where there's no photo, by its number in `core.faces`."""
        return faces.number_of(self.uuid)

    @property
    def is_listed(self) -> bool:
        """Whether they can be booked; the same as `listed()`."""
        return self.status == MentorStatus.LISTED and self.user.is_active

    @property
    def is_shown(self) -> bool:
        """Whether there is a public page; the same as `with_page()`."""
        return self.status in SHOWN and self.user.is_active

    @property
    def own_headline(self) -> str:
        """The headline, "" if it only repeats what they do, which is printed beside it."""
        return "" if self.headline.strip().casefold() == self.role.strip().casefold() else self.headline

    def has_gone_live(self) -> bool:
        """Whether they are listed by now, and were hidden when this row was read."""
        return self.status == MentorStatus.HIDDEN and Mentor.objects.listed().filter(pk=self.pk).exists()

    def photo_url(self, size: int) -> str:
        """The photo's address for everyone, at one of the widths in `SIZES`; "" without a photo or a public page."""
        return self.own_photo_url(size) if self.is_shown else ""

    def own_photo_url(self, size: int) -> str:
        """The photo's address for the mentor and the team, who see it without a public page too."""
        if not self.photo.name:
            return ""
        return self.photo.storage.url(self.photo.name.replace(f"-{SIZES[-1]}.", f"-{size}."))


def profile_of(user: "User | AnonymousUser") -> Mentor | None:
    """The member's own profile, if they are a mentor; as it was when they were loaded, unlike `Mentor.objects.of`."""
    mentor: Mentor | None = getattr(user, "mentor", None)
    return None if mentor is None or mentor.status == MentorStatus.LEFT else mentor
