"""Saving what a page says: always as a new version."""

from datetime import datetime

import structlog
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from modeltrans.utils import build_localized_fieldname

from accounts.models import User
from club_pages.errors import PageRefused
from club_pages.models import PageName, PageVersion
from club_pages.services import consenting
from club_pages.shipped import texts_of
from core import languages
from core.db import violates
from outbox.services import enqueue

logger = structlog.get_logger("club.pages")


def write(
    *,
    page: PageName,
    texts: dict[str, str],
    based_on: int,
    asks_again: bool = False,
    restored_from: int | None = None,
    by: User,
    now: datetime,
) -> PageVersion:
    """Let a page say something else from now on.

    Args:
        texts: Markdown in every language of the club, by its code.
        based_on: the number of the version that the writer had before them; 0 for the shipped text.
        asks_again: whether members have to agree to it; only for the code of conduct.
        restored_from: the number of an older version, if this is its text.

    Raises:
        PageRefused: someone has saved another version since, a language is missing, or nothing has changed.
    """
    tidied = {code: text.replace("\r\n", "\n").strip() + "\n" for code, text in texts.items() if text.strip()}
    if set(tidied) != set(languages.codes()):
        raise PageRefused(_("Please write the page in every language."))
    try:
        with transaction.atomic():
            latest = PageVersion.objects.of(page).first()
            if (latest.number if latest else 0) != based_on:
                raise PageRefused(_outdated())
            if tidied == (latest.texts() if latest else texts_of(page)):
                raise PageRefused(_("That’s what the page says already."))
            version = PageVersion(
                page=page,
                number=based_on + 1,
                asks_again=asks_again and page == PageName.CONDUCT,
                restored_from=restored_from,
                saved_by=by,
                saved_at=now,
            )
            for code, text in tidied.items():
                setattr(version, build_localized_fieldname("text", code), text)
            version.save()
            if version.asks_again:
                enqueue(consenting.ASK_EVERYONE, {"version": version.number}, now=now)
            logger.info("club_pages.saved", page=str(page), number=version.number, by=str(by.uuid))
    except IntegrityError as error:
        # The database judges last: of two who had the same version before them, one is told.
        if violates(error, "page_version_once"):
            raise PageRefused(_outdated()) from error
        raise
    return version


def restore(*, version: PageVersion, by: User, now: datetime) -> PageVersion:
    """Let a page say again what an older version says.

    Raises:
        PageRefused: it is what the page says already, or someone has just saved another version.
    """
    page = PageName(version.page)
    latest = PageVersion.objects.of(page).first()
    based_on = latest.number if latest else 0
    return write(page=page, texts=version.texts(), based_on=based_on, restored_from=version.number, by=by, now=now)


def _outdated() -> str:
    return _("Someone has saved another version since you opened this page. Copy your text, then open it again.")
