"""The admin's look: what unfold is told."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


def unfold(*, club_name: str) -> dict[str, Any]:
    """The value of the setting UNFOLD."""
    return {
        "SITE_TITLE": club_name,
        "SITE_HEADER": club_name,
        "SITE_URL": "/",
        "SITE_FAVICONS": [
            {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/favicon.svg")},
        ],
        "STYLES": [lambda request: static("css/admin.css")],
        "SHOW_HISTORY": True,
        "SHOW_VIEW_ON_SITE": True,
        "SIDEBAR": {
            "navigation": [
                _group(
                    _("People"),
                    _page(_("Applications"), "draft", "mentors", "application"),
                    _page(_("Mentors"), "school", "mentors", "mentor"),
                    _page(_("Members"), "group", "accounts", "user"),
                ),
                _group(
                    _("Conversations"),
                    _page(_("Bookings"), "event", "bookings", "booking"),
                    _page(_("No-shows"), "event_busy", "bookings", "noshow"),
                    _page(_("Feedback"), "reviews", "feedback", "feedback"),
                ),
                _group(
                    _("Fields of work"),
                    _page(_("Categories"), "category", "mentors", "category"),
                    _page(_("Topics"), "sell", "mentors", "topic"),
                ),
                _group(
                    _("Behind the scenes"),
                    _page(_("Notices"), "mail", "notifications", "notice"),
                    _page(_("Suppressed addresses"), "unsubscribe", "notifications", "suppressedaddress"),
                    _page(_("Jobs"), "manufacturing", "outbox", "job"),
                    _page(_("Groups"), "shield_person", "auth", "group"),
                ),
            ],
        },
        "COLORS": {
            "primary": {
                "50": "oklch(97% .02 185)",
                "100": "oklch(94% .03 185)",
                "200": "oklch(88% .06 185)",
                "300": "oklch(80% .09 185)",
                "400": "oklch(74% .1 185)",
                "500": "oklch(66% .1 185)",  # links on dark ground
                "600": "oklch(45% .08 185)",
                "700": "oklch(40% .07 185)",
                "800": "oklch(34% .06 185)",
                "900": "oklch(29% .05 185)",
                "950": "oklch(21% .04 185)",
            }
        },
    }


def _group(title: Promise, *pages: dict[str, Any]) -> dict[str, Any]:
    return {"title": title, "items": list(pages)}


def _page(title: Promise, icon: str, app: str, model: str) -> dict[str, Any]:
    """One list of the admin, for those who may see it."""
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{app}_{model}_changelist"),
        "permission": _may_see(f"{app}.view_{model}"),
    }


def _may_see(permission: str) -> Callable[[HttpRequest], bool]:
    return lambda request: request.user.has_perm(permission)
