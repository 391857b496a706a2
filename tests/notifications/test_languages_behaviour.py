"""Every kind of notice in every language of the club."""

import re

import pytest
from django.conf import settings
from django.core import mail

from notifications.mail_content import kinds
from notifications.services import deliver
from tests.notifications import samples

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_kind_is_sent_in_the_readers_language(language: str) -> None:
    rows = samples.notices(language=language)
    assert sorted(row.kind for row in rows) == sorted(kinds)
    for row in rows:
        deliver(row.uuid, now=samples.NOW)
        row.refresh_from_db()
        assert (row.kind, row.state, row.reason) == (row.kind, "sent", "")
    spoken = [re.findall(r'<html lang="(.*?)"', str(message.alternatives[0].content)) for message in mail.outbox]
    assert spoken == [[language]] * len(kinds)
