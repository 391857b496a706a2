"""Every kind of notice in every language of the club."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from notifications.mail_content import kinds, optional_kinds
from notifications.services import deliver
from tests.notifications import samples

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_kind_is_sent_in_the_readers_language_and_optional_ones_end_with_one_click(language: str) -> None:
    rows = samples.notices(language=language)
    assert sorted(row.kind for row in rows) == sorted(kinds)
    for row in rows:
        deliver(row.uuid, now=samples.NOW)
        row.refresh_from_db()
        assert (row.kind, row.state, row.reason) == (row.kind, "sent", "")
    spoken = [re.findall(r'<html lang="(.*?)"', str(message.alternatives[0].content)) for message in mail.outbox]
    assert spoken == [[language]] * len(kinds)
    optional = {kind.name for kind in optional_kinds()}
    for row, message in zip(rows, mail.outbox, strict=True):
        link = message.extra_headers.get("List-Unsubscribe", "")
        assert (bool(link), message.extra_headers.get("List-Unsubscribe-Post", "")) == (
            (True, "List-Unsubscribe=One-Click") if row.kind in optional else (False, "")
        )
        if link:  # RFC 8058: one POST from someone without a cookie, answered without a redirect
            form = "application/x-www-form-urlencoded"
            answer = Client(enforce_csrf_checks=True).post(link.strip("<>"), "List-Unsubscribe=One-Click", form)
            assert answer.status_code == 200
            row.recipient.refresh_from_db()
            assert row.kind in row.recipient.muted_notices
