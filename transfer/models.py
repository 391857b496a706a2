"""Imports with their rows, what is remembered for the next one, who came with one, and exports of the whole club."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mentors.models import Topic
from transfer.policy import GIVE_UP_AFTER, KEPT_FOR, UNDO_FOR


class TableKind(models.TextChoices):
    """What a table holds."""

    AREAS = "areas", _("areas")
    TOPICS = "topics", _("topics")
    MENTORS = "mentors", _("mentors")
    HOURS = "hours", _("weekly hours")
    REDIRECTS = "redirects", _("old addresses")


class BatchState(models.TextChoices):
    READING = "reading", _("reading the file")
    MAPPING = "mapping", _("columns to be matched")
    CHECKING = "checking", _("checking")
    CHECKED = "checked", _("ready to import")
    RUNNING = "running", _("importing")
    DONE = "done", _("imported")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")
    REFUSED = "refused", _("can’t be read")
    GIVEN_UP = "given_up", _("given up")


AT_WORK = (BatchState.READING, BatchState.CHECKING, BatchState.RUNNING, BatchState.UNDOING)
IN_CHUNKS = (BatchState.CHECKING, BatchState.RUNNING, BatchState.UNDOING)
OPEN = (BatchState.READING, BatchState.MAPPING, BatchState.CHECKING, BatchState.CHECKED)


class BatchQuerySet(models.QuerySet["Batch"]):
    def for_update(self) -> Self:
        """Current rows, locked until the transaction ends. Lock order: batch, member, mentor, jobs."""
        return self.select_for_update(of=("self",), no_key=True)

    def forgotten(self, *, at: datetime) -> Self:
        """Those that no one has confirmed for a week."""
        return self.filter(state__in=OPEN, moved_at__lte=at - GIVE_UP_AFTER)


class Batch(models.Model):
    """One import: a file, how its columns are understood, and what became of its rows.

    Attributes:
        file: its name in the storage until it is read; "" from then on.
        columns: the headings in the file's order, each with an example: [[heading, example], …].
        mapping: for each column the name of a field, "" if it is left out.
        position: how many rows the current step has handled.
        line: the last of them.
        counts: how many rows had which outcome, kept longer than the rows.
        unknown: words that are no topic, with the number of rows that have them.
        moved_at: when it came into its state.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("what’s in it"), max_length=10, choices=TableKind.choices)
    state = models.CharField(_("state"), max_length=10, choices=BatchState.choices, default=BatchState.READING)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    file_name = models.CharField(_("file"), max_length=100)
    file = models.CharField(max_length=100, blank=True)
    problem = models.TextField(_("why it can’t be read"), blank=True)
    columns = models.JSONField(default=list, blank=True)
    mapping = models.JSONField(default=list, blank=True)
    total = models.PositiveIntegerField(_("rows"), default=0)
    position = models.PositiveIntegerField(default=0)
    line = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True)
    unknown = models.JSONField(default=dict, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded"))
    moved_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    done_at = models.DateTimeField(_("imported"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], name="batch_one_at_work", condition=Q(state__in=["running", "undoing"])
            ),
            models.CheckConstraint(name="batch_kind_known", condition=Q(kind__in=[*TableKind])),
            models.CheckConstraint(name="batch_state_known", condition=Q(state__in=[*BatchState])),
            models.CheckConstraint(name="batch_refused_says_why", condition=~Q(state="refused") ^ ~Q(problem="")),
            models.CheckConstraint(
                name="batch_ended_is_dated",
                condition=Q(state__in=["done", "undone", "refused", "given_up"]) ^ Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="batch_done_was_confirmed",
                condition=Q(state__in=["reading", "mapping", "checking", "checked", "refused", "given_up"])
                ^ Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(name="batch_position_within", condition=Q(position__lte=F("total"))),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_at_work(self) -> bool:
        """Whether a worker has to do something before anyone else can."""
        return self.state in AT_WORK

    @property
    def undo_until(self) -> datetime | None:
        """Until when it can be undone; None if it isn't done."""
        return self.done_at + UNDO_FOR if self.done_at and self.state == BatchState.DONE else None


class Outcome(models.TextChoices):
    """What an import makes of a row, or would make of it."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    SAME = "same", _("left alone")
    REFUSED = "refused", _("refused")


class RowQuerySet(models.QuerySet["Row"]):
    def made(self) -> Self:
        """Those by which something was made or changed."""
        return self.exclude(made={})


class Row(models.Model):
    """One row of an import.

    Attributes:
        number: its line in the file, the first after the headings being 2.
        cells: what the file says, in its order.
        key: what it is about: an address, the short name of a topic, or an old address of a page.
        says: what there is to say about its cells: [[heading, sentence], …].
        changes: what is different from what was there: [[field, before, after], …], as texts.
        planned: the new values, for rows below that have to fit.
        member: whom it is about, if they have an account.
        made: what the import has done, to undo it: {"target": key, "new": bool, "before": {…}, "after": {…}}; {} if
            nothing.
        left: why an undo has left it; "" if it hasn't.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField(_("line"))
    cells = models.JSONField(default=list)
    key = models.CharField(max_length=500, blank=True, db_index=True)
    outcome = models.CharField(_("result"), max_length=8, choices=Outcome.choices, blank=True)
    says = models.JSONField(default=list, blank=True)
    changes = models.JSONField(default=list, blank=True)
    planned = models.JSONField(default=dict, blank=True)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made = models.JSONField(default=dict, blank=True)
    left = models.TextField(blank=True)
    undone = models.BooleanField(default=False)

    objects = RowQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("row")
        verbose_name_plural = _("rows")
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="row_line_once"),
            models.CheckConstraint(name="row_outcome_known", condition=Q(outcome__in=["", *Outcome])),
            models.CheckConstraint(name="row_undone_or_left", condition=Q(undone=False) | Q(left="")),
            models.CheckConstraint(name="row_undone_was_made", condition=Q(undone=False) | ~Q(made={})),
        ]

    def __str__(self) -> str:
        return str(self.number)


class RememberedColumn(models.Model):
    """Which field a heading stood for the last time; "" if the column was left out."""

    kind = models.CharField(max_length=10, choices=TableKind.choices)
    heading = models.CharField(max_length=200)
    field = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("remembered column")
        verbose_name_plural = _("remembered columns")
        constraints = [models.UniqueConstraint(fields=["kind", "heading"], name="remembered_column_once")]

    def __str__(self) -> str:
        return self.heading


class TopicWord(models.Model):
    """Which topic the team means by a word of an old table; None to leave it out."""

    word = models.CharField(max_length=200, unique=True)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("word for a topic")
        verbose_name_plural = _("words for topics")
        constraints = [models.CheckConstraint(name="topic_word_is_not_blank", condition=~Q(word=""))]

    def __str__(self) -> str:
        return self.word


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def to_invite(self) -> Self:
        """Those who haven't been invited, and haven't found their way by themselves."""
        return self.filter(invited_at=None, member__last_login=None, member__is_active=True)


class Arrival(models.Model):
    """That a member came with an import. Until they have signed in, no one finds them."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="arrival")
    batch = models.ForeignKey(Batch, on_delete=models.SET_NULL, null=True, related_name="arrivals")
    arrived_at = models.DateTimeField()
    invited_at = models.DateTimeField(null=True, blank=True)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        verbose_name = _("member from the old site")
        verbose_name_plural = _("members from the old site")
        constraints = [
            models.CheckConstraint(
                name="arrival_before_invitation", condition=Q(invited_at=None) | Q(invited_at__gte=F("arrived_at"))
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PhotoUpload(models.Model):
    """A ZIP with photos for the mentors of an import, until a worker has taken them out.

    Attributes:
        position: how many of its files are done.
        says: what there is to say about its files: [[name, sentence], …].
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="photo_uploads")
    file = models.CharField(max_length=100, blank=True)
    uploaded_at = models.DateTimeField()
    position = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    says = models.JSONField(default=list, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["uploaded_at"]
        verbose_name = _("upload of photos")
        verbose_name_plural = _("uploads of photos")
        constraints = [
            models.CheckConstraint(name="photo_upload_done_keeps_no_file", condition=Q(done_at=None) ^ Q(file=""))
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ArchiveQuerySet(models.QuerySet["Archive"]):
    def waiting(self) -> Self:
        """Those that are being made."""
        return self.filter(made_at=None, failed_at=None)

    def available(self, *, at: datetime) -> Self:
        """Those that can be downloaded."""
        return self.filter(expires_at__gt=at).exclude(file="")

    def expired(self, *, at: datetime) -> Self:
        """Those whose file is to be deleted, or that were never finished."""
        return self.filter(Q(expires_at__lte=at) | Q(asked_at__lte=at - KEPT_FOR))


class Archive(models.Model):
    """An export of the whole club, as tables that can be imported again.

    Attributes:
        file: its name in the storage; "" until it is made.
        size: in bytes.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked for"))
    made_at = models.DateTimeField(_("made"), null=True, blank=True)
    failed_at = models.DateTimeField(_("failed"), null=True, blank=True)
    expires_at = models.DateTimeField(_("kept until"), null=True, blank=True)
    file = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)

    objects = ArchiveQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = _("export of the club")
        verbose_name_plural = _("exports of the club")
        constraints = [
            models.UniqueConstraint(
                models.Value(1), name="archive_one_at_a_time", condition=Q(made_at=None, failed_at=None)
            ),
            models.CheckConstraint(name="archive_made_has_file", condition=Q(made_at=None) ^ ~Q(file="")),
            models.CheckConstraint(
                name="archive_made_expires",
                condition=Q(made_at=None, expires_at=None)
                | Q(made_at__isnull=False, expires_at__isnull=False, expires_at__gt=F("made_at")),
            ),
            models.CheckConstraint(name="archive_made_or_failed", condition=Q(made_at=None) | Q(failed_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
