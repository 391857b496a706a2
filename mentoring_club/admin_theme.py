"""The admin's look: the configuration of unfold."""

from typing import Any

from django.templatetags.static import static


def unfold(*, club_name: str) -> dict[str, Any]:
    """The value of the setting UNFOLD."""
    return {
        "SITE_TITLE": club_name,
        "SITE_HEADER": club_name,
        "SITE_URL": "/",
        "SITE_FAVICONS": [
            {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/favicon.svg")},
        ],
        "SCRIPTS": [lambda request: static("js/admin.js")],
        "STYLES": [lambda request: static("css/admin.css")],
        "SHOW_HISTORY": True,
        "SHOW_VIEW_ON_SITE": True,
        "SIDEBAR": {"navigation": "core.sidebar.navigation"},
        "COLORS": {
            "primary": {
                "50": "oklch(97% .02 185)",
                "100": "oklch(94% .03 185)",
                "200": "oklch(88% .06 185)",
                "300": "oklch(80% .09 185)",
                "400": "oklch(74% .1 185)",
                "500": "oklch(66% .1 185)",  # links on a dark background
                "600": "oklch(45% .08 185)",
                "700": "oklch(40% .07 185)",
                "800": "oklch(34% .06 185)",
                "900": "oklch(29% .05 185)",
                "950": "oklch(21% .04 185)",
            }
        },
    }
