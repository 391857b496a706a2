"""What reports and measures share in the admin: they're opened with a reason, and show who has opened them."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from core.admin import OnceAdmin
from core.admin_columns import in_short
from core.admin_lists import LongList
from core.private_words import who_opened


class CaseAdmin(LongList, OnceAdmin):
    """A case. Until someone has opened it, they see that there is one, and can neither answer nor decide."""

    actions = None

    @admin.display(description=_("opened by"), empty_value="–")
    def openings(self, row: Model) -> str:
        """Who has opened it, when and why, the latest first: for everyone who may open it."""
        entries = [
            (entry.user.display_name, in_short(entry.action_time), entry.change_message) for entry in who_opened(row)
        ]
        return format_html_join("", "<p>{}, {}: {}</p>", entries)

    def is_wanted(self, row: Model) -> bool:
        """Whoever reports or appeals wants the team to read it."""
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        permitted: bool = super().has_change_permission(request, obj)
        return permitted and (obj is None or self.is_opened(request, obj))
