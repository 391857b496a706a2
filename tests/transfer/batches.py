"""Imports at the steps at which something can be done with them."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from core import clock
from tests.architecture.world import checked_table
from tests.factories import UserFactory
from transfer.models import Arrival, Batch


def checked_batch() -> Batch:
    return checked_table(UserFactory())


def done_batch() -> Batch:
    row = checked_batch()
    at = clock.now()
    Batch.objects.filter(pk=row.pk).update(state="done", confirmed_at=at, done_at=at, ended_at=at)
    newcomer = UserFactory()
    User.objects.filter(pk=newcomer.pk).update(last_login=None)
    Arrival.objects.create(member=newcomer, batch=row, arrived_at=at)
    return row


def a_zip() -> SimpleUploadedFile:
    archive = io.BytesIO()
    zipfile.ZipFile(archive, "w").close()
    return SimpleUploadedFile("photos.zip", archive.getvalue())
