"""Photos from a ZIP: only those that a row names, through the processing of every upload, and nothing else."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from mentors.models import Mentor
from mentors.photos import sizes_of
from outbox.models import Job
from outbox.registry import failure_handlers
from outbox.services import drain
from tests.architecture.world import checked_table
from tests.factories import UserFactory
from tests.mentors.pictures import picture
from tests.transfer.tables import ANA, BEN, HEADINGS, NOW, csv_of, imported, some_topics, undone
from transfer.errors import TransferRefused
from transfer.models import Batch, PhotoUpload
from transfer.services.adding_photos import end_uploads, upload_photos

pytestmark = pytest.mark.django_db


def zipped(files: dict[str, bytes]) -> io.BytesIO:
    """A ZIP with these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    out.seek(0)
    return out


def with_photos(batch: Batch, files: dict[str, bytes]) -> PhotoUpload:
    """An upload that a worker has been through."""
    upload = upload_photos(batch=batch, file=zipped(files), by=UserFactory(), now=NOW)
    drain(now=NOW)
    upload.refresh_from_db()
    return upload


def test_photo_is_found_by_its_name_wherever_it_is_in_the_zip_and_gone_with_an_undo() -> None:
    some_topics()
    batch = imported(csv_of(HEADINGS, ANA, [*BEN[:-1], "Ben.JPG"]))
    upload = with_photos(
        batch,
        {
            "../../etc/ANA.jpg": picture(),
            "photos\\ben.jpg": b"no picture",
            "stranger.jpg": picture(),
            "__MACOSX/._ana.jpg": b"x",
        },
    )
    assert (upload.added, upload.position, upload.file) == (1, 4, "")
    assert [name for name, _sentence in upload.says] == ["ben.jpg", "stranger.jpg"]
    ana = Mentor.objects.get(slug="ana-gross")
    assert all(default_storage.exists(name) for name in sizes_of(ana.photo.name))
    assert not Mentor.objects.get(slug="ben-ito").photo
    assert not list(default_storage.listdir("imports")[1])
    undone(batch)
    drain(now=NOW)
    assert not Mentor.objects.exists()
    assert not default_storage.exists(ana.photo.name)


def test_file_of_a_zip_that_unpacks_to_gigabytes_is_never_unpacked() -> None:
    some_topics()
    batch = imported(csv_of(HEADINGS, ANA))
    upload = with_photos(batch, {"ana.jpg": b"\0" * 60_000_000})
    assert upload.added == 0
    assert "5 MB" in upload.says[0][1]


def test_broken_and_unusual_files_of_a_zip_keep_no_other_from_being_added() -> None:
    some_topics()
    batch = imported(csv_of(HEADINGS, ANA, [*BEN[:-1], "ben.jpg"]))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("ben.jpg", b"a" * 99, zipfile.ZIP_DEFLATED)
        archive.writestr("x/ben.jpg", b"a" * 99, zipfile.ZIP_LZMA)
        archive.writestr("ana.jpg", picture())
    packed = zlib.compress(b"a" * 99, wbits=-15)
    broken = out.getvalue().replace(packed, b"\xff" * len(packed), 1)
    upload = upload_photos(batch=batch, file=io.BytesIO(broken), by=UserFactory(), now=NOW)
    drain(now=NOW)
    upload.refresh_from_db()
    assert (upload.added, upload.file, len(upload.says)) == (1, "", 2)


def test_zip_whose_job_is_abandoned_is_deleted_and_the_page_says_so() -> None:
    some_topics()
    batch = imported(csv_of(HEADINGS, ANA))
    upload = upload_photos(batch=batch, file=zipped({"ana.jpg": picture()}), by=UserFactory(), now=NOW)
    failure_handlers["transfer.add_photos"]({"upload": upload.pk}, OSError(), NOW)
    name = upload.file
    upload.refresh_from_db()
    assert (upload.done_at, upload.file, len(upload.says)) == (NOW, "", 1)
    drain(now=NOW)
    assert not default_storage.exists(name)


def test_photo_of_their_own_stays() -> None:
    some_topics()
    batch = imported(csv_of(HEADINGS, ANA))
    Mentor.objects.update(photo="mentors/own.webp")
    with_photos(batch, {"ana.jpg": picture()})
    assert Mentor.objects.get().photo.name == "mentors/own.webp"


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"GIF89a", "isn’t a ZIP"), (b"a" * (7 * 1024 * 1024 + 1), "larger than 7 MB")]
)
def test_what_is_no_zip_is_refused(content: bytes, sentence: str) -> None:
    some_topics()
    batch = imported(csv_of(HEADINGS, ANA))
    with pytest.raises(TransferRefused, match=sentence):
        upload_photos(batch=batch, file=SimpleUploadedFile("x.zip", content), by=UserFactory(), now=NOW)
    assert not PhotoUpload.objects.exists()


MANY = 20_000


def crowded(*, claimed: int) -> bytes:
    """A ZIP of nothing but a table of contents, whose end says how many entries it has."""
    contents = (struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, *[0] * 7, 1, *[0] * 6) + b"a") * MANY
    return contents + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, claimed, claimed, len(contents), 0, 0)


def with_end_64(content: bytes) -> bytes:
    """The same, whose true size is in a record for large files."""
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, len(content) - 22, 0)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(content) - 22, 1)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 0, 0, 0)
    return content[:-22] + record + locator + end


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "very many entries": (lambda: crowded(claimed=MANY), "more than 2000"),
    "said to be one": (lambda: crowded(claimed=1), "more than 2000"),
    "with a comment": (lambda: crowded(claimed=1)[:-2] + b"\5\0hello", "more than 2000"),
    "for large files": (lambda: with_end_64(crowded(claimed=1)), "isn’t a ZIP"),
    "the sign in the end itself": (lambda: crowded(claimed=1)[:-6] + b"PK\5\6\0\0", "more than 2000"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_zip_of_very_many_entries_is_refused_before_they_are_read(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """zipfile would read each of them, however many the end says there are."""
    made, sentence = HOSTILE[name]
    content = made()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert len(archive.infolist()) == MANY  # it isn't refused by mistake
    monkeypatch.delattr(zipfile, "ZipFile")
    with pytest.raises(TransferRefused, match=sentence):
        upload_photos(batch=checked_table(UserFactory()), file=io.BytesIO(content), by=UserFactory(), now=NOW)
    assert not PhotoUpload.objects.exists()


def test_zip_that_is_as_full_as_it_may_be_is_taken() -> None:
    batch = imported(csv_of(HEADINGS, ANA))
    files = {f"photos/of the people of the old club/{number:04}.jpg": b"" for number in range(2_000)}
    assert upload_photos(batch=batch, file=zipped(files), by=UserFactory(), now=NOW).total == 2_000
    with pytest.raises(TransferRefused, match="more than 2000"):
        upload_photos(batch=batch, file=zipped(files | {"x": b""}), by=UserFactory(), now=NOW)


def test_zip_is_deleted_when_someone_in_it_is_erased() -> None:
    some_topics()
    batch = imported(csv_of(HEADINGS, ANA))
    upload = upload_photos(batch=batch, file=zipped({"ana.jpg": picture()}), by=UserFactory(), now=NOW)
    end_uploads([batch.pk], now=NOW)
    drain(now=NOW)
    assert not default_storage.exists(upload.file)
    assert not Mentor.objects.get().photo
    assert not Job.objects.filter(done_at=None).exists()
