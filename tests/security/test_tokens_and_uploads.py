"""What opens something without signing in, and what is taken in: ASVS 5.0, clauses 7.2.3, 6.5, 9.2, 11.4.1 and 5.2."""

import io
import itertools
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.codes import code_of, new_nonce
from bookings.services import feeds
from core import tokens
from feedback import services as feedback_services
from mentors import photos
from notifications.models import Notice
from outbox.models import Job
from tests.factories import FeedbackRequestFactory, MentorFactory, UserFactory

ENDINGS = ["photo.svg", "photo.html", "photo.php", "../../x.jpg", "x.jpg\x00.html", "photo.gif", "a.jpg;.html"]


def test_tokens_have_more_than_128_bits_that_nobody_can_guess() -> None:
    """11.4.1, 7.2.3: 160 bits of an HMAC; of a nonce, 128 random ones."""
    assert tokens.MAC_BYTES * 8 >= 128
    one = uuid.uuid4()
    parts = [tokens._decode(tokens.derive(purpose, one, revision))[16:] for purpose, revision in  # type: ignore[index]
             itertools.product(("feedback", "calendar"), range(50))]  # fmt: skip
    assert len(set(parts)) == 100
    assert all(len(part) == 20 for part in parts)
    assert len({new_nonce() for _ in range(100)}) == 100
    assert all(len(new_nonce()) >= 22 for _ in range(10))  # base64 of 16 bytes


@pytest.mark.django_db
def test_no_row_holds_a_token_or_a_code() -> None:
    """11.4.1, 13.3.1: whoever reads the whole database can open no link and type no code."""
    asked = FeedbackRequestFactory()
    now = asked.created_at
    member = UserFactory(email="ann@example.org")
    made = [
        *(feedback_services.link(asked, purpose).rstrip("/").rpartition("/")[2]
          for purpose in (feedback_services.MAILED, feedback_services.SHARED)),
        feeds.address(feeds.open_feed(by=member)).rpartition("/")[2].removesuffix(".ics"),
    ]  # fmt: skip
    feedback_services.send_code(asked, now=now)
    Client().post(reverse("account_login"), {"login": "ann@example.org"})
    codes = [code_of(row.data["nonce"]) for row in Notice.objects.filter(kind="login_code")]
    assert codes
    rows = "".join(
        str(row) for model in apps.get_models() if model._meta.managed for row in model._base_manager.values_list()
    )
    assert [token for token in made if token in rows or token[24:] in rows] == []
    assert [code for code in codes if code in rows] == []
    assert Job.objects.exists()
    assert {key for payload in Job.objects.values_list("payload", flat=True) for key in payload} == {"notice"}


@pytest.mark.django_db
def test_links_are_used_once_revoked_and_end() -> None:
    """7.2.3, 7.4.1: feedback once and for thirty days, at most; a calendar until its owner renews or closes it."""
    asked = FeedbackRequestFactory()
    token = feedback_services.link(asked, feedback_services.MAILED).rstrip("/").rpartition("/")[2]
    assert feedback_services.open_link(token, now=asked.created_at).proven
    with pytest.raises(feedback_services.FeedbackRefused):
        feedback_services.open_link(token, now=asked.created_at + timedelta(days=31))
    feedback_services.give(
        request=asked, usefulness=5, helped="", better="", platform_message="", may_publish=False, now=asked.created_at
    )
    with pytest.raises(feedback_services.FeedbackRefused):
        feedback_services.open_link(token, now=asked.created_at)
    member = UserFactory()
    old = feeds.address(feeds.open_feed(by=member)).rpartition("/")[2].removesuffix(".ics")
    new = feeds.address(feeds.renew_feed(by=member)).rpartition("/")[2].removesuffix(".ics")
    assert feeds.by_token(old) is None
    assert feeds.by_token(new) is not None
    feeds.close_feed(by=member)
    assert feeds.by_token(new) is None


@pytest.mark.django_db
@pytest.mark.parametrize("name", ENDINGS)
def test_name_and_type_of_an_upload_mean_nothing(settings: LazySettings, tmp_path: Path, name: str) -> None:
    """5.2.2, 5.2.6, 5.3.1, 5.3.2: a name of our own, re-encoded, whatever the browser calls it."""
    settings.MEDIA_ROOT = str(tmp_path)
    mentor = MentorFactory(bookable=True)
    picture = io.BytesIO()
    Image.new("RGB", (300, 300), "teal").save(picture, "JPEG", comment=b"<script>alert(1)</script><?php exit ?>")
    size = picture.tell()
    picture.seek(0)
    squares = photos.square(picture, size=size)
    upload = SimpleUploadedFile(name, picture.getvalue(), content_type="text/html")
    client = Client()
    client.force_login(mentor.user)
    client.post(reverse("mentors:profile"), {"photo": upload, "headline": "x"})
    photos.store(squares)
    stored = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert stored
    for path in stored:
        assert photos.NAME.fullmatch(path.relative_to(tmp_path).as_posix())
        assert path.read_bytes()[8:12] == b"WEBP"
        assert b"script" not in path.read_bytes()
        assert path.stat().st_mode & 0o111 == 0


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"GIF89a<script>", b"%PDF-1.4", b"<?php exit ?>", b""])
def test_other_formats_are_refused_by_what_they_hold(settings: LazySettings, tmp_path: Path, content: bytes) -> None:
    """5.2.2: JPEG, PNG and WebP alone, told by their content."""
    settings.MEDIA_ROOT = str(tmp_path)
    mentor = MentorFactory(bookable=True)
    client = Client()
    client.force_login(mentor.user)
    upload = SimpleUploadedFile("photo.jpg", content, content_type="image/jpeg")
    answer = client.post(reverse("mentors:profile"), {"photo": upload})
    assert answer.status_code in (200, 400)
    assert "photo" in answer.context["form"].errors
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
