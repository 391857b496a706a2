"""Announcements of the club team, and whom each was sent to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslationField
from modeltrans.manager import MultilingualManager
from modeltrans.utils import build_localized_fieldname

from announcements.policy import LONGEST_BODY, LONGEST_SUBJECT, WEEK
from core import languages
from core.db import HasBlankText, TsTzRange
from mentors.models import Topic
from notifications.models import Notice, NoticeState


class Audience(models.TextChoices):
    EVERYONE = "everyone", _("mentors and mentees")
    MENTORS = "mentors", _("mentors")
    MENTEES = "mentees", _("mentees")


class LastSeen(models.TextChoices):
    """When members were last there, by their sign-in."""

    ANY = "any", _("at any time")
    MONTH = "month", _("in the last month")
    QUARTER = "quarter", _("in the last three months")
    YEAR = "year", _("in the last year")
    NOT_QUARTER = "not_quarter", _("not in the last three months")


class AnnouncementState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    CANCELLED = "cancelled", _("cancelled")


@dataclass(frozen=True, slots=True)
class Text:
    """What an announcement says in one language."""

    language: str
    subject: str
    body: str


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def for_update(self) -> Self:
        """Current rows, locked until the transaction ends. Lock order: announcement, members, jobs."""
        return self.select_for_update(of=("self",), no_key=True)

    def sending(self) -> Self:
        return self.filter(state=AnnouncementState.SENDING)


class Announcement(models.Model):
    """An email of the team to many members, at most one a week and member."""

    subject = models.CharField(_("subject"), max_length=LONGEST_SUBJECT, blank=True)
    body = models.TextField(_("text"), max_length=LONGEST_BODY, blank=True)
    i18n = TranslationField(fields=("subject", "body"))
    audience = models.CharField(_("to"), max_length=10, choices=Audience.choices, default=Audience.EVERYONE)
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), related_name="+", blank=True)
    languages = ArrayField(models.CharField(max_length=10), verbose_name=_("languages"), default=list, blank=True)
    last_seen = models.CharField(_("last seen"), max_length=12, choices=LastSeen.choices, default=LastSeen.ANY)
    state = models.CharField(
        _("status"), max_length=10, choices=AnnouncementState.choices, default=AnnouncementState.DRAFT
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    created_at = models.DateTimeField(_("written"))
    changed_at = models.DateTimeField(_("changed"))
    confirmed_at = models.DateTimeField(_("sent since"), null=True, blank=True)
    closes_at = models.DateTimeField(_("sent until"), null=True, blank=True)  # then the rest gets nothing
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    chosen = models.PositiveIntegerField(_("chosen"), default=0, db_default=0)  # people, once it was confirmed
    delivered = models.PositiveIntegerField(_("emails sent"), default=0, db_default=0)

    objects = MultilingualManager.from_queryset(AnnouncementQuerySet)()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        constraints = [
            models.CheckConstraint(name="announcement_state_known", condition=Q(state__in=AnnouncementState.values)),
            models.CheckConstraint(name="announcement_audience_known", condition=Q(audience__in=Audience.values)),
            models.CheckConstraint(name="announcement_last_seen_known", condition=Q(last_seen__in=LastSeen.values)),
            models.CheckConstraint(name="announcement_has_no_blank_translation", condition=~HasBlankText("i18n")),
            models.CheckConstraint(
                name="announcement_confirmed_is_dated",
                condition=Q(state=AnnouncementState.DRAFT, confirmed_at=None, closes_at=None)
                | ~Q(state=AnnouncementState.DRAFT)
                & Q(confirmed_at__isnull=False, closes_at__isnull=False, closes_at__gt=F("confirmed_at")),
            ),
            models.CheckConstraint(
                name="announcement_ended_is_dated",
                condition=Q(state__in=(AnnouncementState.SENT, AnnouncementState.CANCELLED)) ^ Q(ended_at=None),
            ),
            models.CheckConstraint(name="announcement_not_more_than_chosen", condition=Q(delivered__lte=F("chosen"))),
        ]

    def __str__(self) -> str:
        text = self.text_in(settings.LANGUAGE_CODE)
        return text.subject if text else str(_("Announcement without a text"))

    @property
    def is_draft(self) -> bool:
        return self.state == AnnouncementState.DRAFT

    @property
    def is_sending(self) -> bool:
        return self.state == AnnouncementState.SENDING

    def texts(self) -> list[Text]:
        """What it says in each language that has both a subject and a text, the club's own language first."""
        found = []
        for code in languages.codes():
            subject, body = (self._in(name, code) for name in ("subject", "body"))
            if subject and body:
                found.append(Text(code, subject, body))
        return found

    def text_in(self, language: str) -> Text | None:
        """What a reader of a language gets: that text, or else the first there is; None if nothing is written."""
        found = self.texts()
        return next((text for text in found if text.language == language), found[0] if found else None)

    def _in(self, name: str, code: str) -> str:
        return str(getattr(self, build_localized_fieldname(name, code)) or "").strip()

    def half_written(self) -> list[str]:
        """The languages that have a subject without a text, or a text without a subject."""
        return [code for code in languages.codes() if bool(self._in("subject", code)) != bool(self._in("body", code))]


class RecipientQuerySet(models.QuerySet["Recipient"]):
    def waiting(self) -> Self:
        """Those who haven't been sent it yet."""
        return self.filter(handed_at=None)

    def in_their_week(self, *, at: datetime) -> Self:
        """Those whose week with an announcement isn't over."""
        return self.filter(week_ends_at__gt=at)

    def got_one_since(self, *, at: datetime) -> Self:
        """Those whose email was handed to the mail server after a time."""
        return self.filter(notice__state=NoticeState.SENT, notice__settled_at__gt=at)


class Recipient(models.Model):
    """A member who was chosen for an announcement when it was confirmed.

    The email is handed over at `handed_at`. From then on their week is taken until `week_ends_at`, or free again if the
    email wasn't sent after all.
    """

    announcement = models.ForeignKey(
        Announcement, on_delete=models.CASCADE, related_name="recipients", verbose_name=_("announcement"),
        db_index=False,  # `recipient_once` begins with it
    )  # fmt: skip
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("member")
    )
    chosen_at = models.DateTimeField(_("chosen"))
    handed_at = models.DateTimeField(_("sent"), null=True, blank=True)
    week_ends_at = models.DateTimeField(_("the next one from"), null=True, blank=True)
    notice = models.OneToOneField(
        Notice, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("email")
    )

    objects = RecipientQuerySet.as_manager()

    class Meta:
        verbose_name = _("recipient of an announcement")
        verbose_name_plural = _("recipients of announcements")
        indexes = [
            models.Index(fields=["announcement", "id"], name="recipient_waiting", condition=Q(handed_at=None)),
            models.Index(fields=["chosen_at"], name="recipient_chosen"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["announcement", "member"], name="recipient_once"),
            models.CheckConstraint(
                name="recipient_week_is_seven_days",
                condition=Q(week_ends_at=None) | Q(handed_at__isnull=False, week_ends_at=F("handed_at") + WEEK),
            ),
            ExclusionConstraint(
                name="recipient_one_a_week",
                expressions=[("member", "="), (TsTzRange("handed_at", "week_ends_at"), "&&")],
                condition=Q(week_ends_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id} → {self.member_id}"
