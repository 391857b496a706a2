"""Blocks: two members who no longer meet, because one of them wants it so."""

import uuid
from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models.members import User


class BlockQuerySet(models.QuerySet["Block"]):
    def of(self, member: "User") -> Self:
        """Whom a member has blocked, the latest first."""
        return self.filter(blocker=member).select_related("blocked").order_by("-made_at", "-pk")

    def involving(self, member: "User") -> Self:
        """Blocks by a member and of a member."""
        return self.filter(Q(blocker=member) | Q(blocked=member))

    def between(self, one: int, other: int) -> Self:
        """Blocks of two members by their keys, whoever made them."""
        return self.filter(Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one))

    def among(self, members: Collection[int]) -> models.QuerySet["Block", tuple[int, int]]:
        """The keys of those who have blocked each other among some members."""
        return self.filter(blocker__in=members, blocked__in=members).values_list("blocker", "blocked")

    def apart_from(self, reader: "User | AnonymousUser") -> frozenset[int]:
        """The keys of all whom a block keeps from `reader`, in one query; in none for those who have no part in one."""
        if not getattr(reader, "has_blocks", False):
            return frozenset()
        rows = self.filter(Q(blocker=reader.pk) | Q(blocked=reader.pk)).values_list("blocker", "blocked")
        return frozenset(key for row in rows for key in row if key != reader.pk)


class Block(models.Model):
    """That two members neither find nor book each other, since one of them has said so. It works both ways."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    blocker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks", db_index=False
    )
    blocked = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(_("since"))

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="block_once"),
            models.CheckConstraint(name="block_of_someone_else", condition=~Q(blocker=F("blocked"))),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
