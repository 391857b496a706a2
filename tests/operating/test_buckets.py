"""Photos in a bucket: against a real S3 server, and against the settings."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import boto3
import httpx
import pytest
from botocore.exceptions import ClientError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from mentors import photos
from tests.check import PRODUCTION
from tests.factories import MentorFactory
from tests.pages import NOT_FOUND, seen
from tests.ports import free_port
from tests.production import start

BUCKET = {"S3_BUCKET": "club", "S3_ENDPOINT_URL": "https://s3.example.org", "S3_REGION": "eu-central-1",
          "S3_ACCESS_KEY_ID": "key", "S3_SECRET_ACCESS_KEY": "secret"}  # fmt: skip
PRINT = """
from mentoring_club.settings import *
import json
print(json.dumps([MEDIA_URL, CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"], STORAGES["default"]]))
"""


def load(**change: str) -> "subprocess.CompletedProcess[str]":
    """What production's settings say about photos, read in a process of their own."""
    return start(PRODUCTION | change, PRINT)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of an S3 server with an empty bucket `club`."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=8)) as client:
            client.get(url)
        client = boto3.client("s3", endpoint_url=url, region_name="eu-central-1",
                              aws_access_key_id="key", aws_secret_access_key="secret")  # fmt: skip
        client.create_bucket(Bucket="club", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        client.close()
        yield url
    finally:
        process.terminate()
        process.wait(timeout=60)


@pytest.fixture
def bucket(server: str, settings: Settings) -> str:
    """The club's files are in the bucket, with the storage that the settings make of the environment."""
    _url, _images, storage = json.loads(load(**BUCKET).stdout)
    storage["OPTIONS"]["endpoint_url"] = server
    settings.STORAGES = settings.STORAGES | {"default": storage}
    return server


def squares() -> list[tuple[int, bytes]]:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(out, "JPEG")
    return photos.square(io.BytesIO(out.getvalue()), size=len(out.getvalue()))


@pytest.mark.usefixtures("bucket")
def test_photo_is_stored_and_deleted_in_all_sizes() -> None:
    name = photos.store(squares())
    assert [default_storage.exists(each) for each in photos.sizes_of(name)] == [True] * 3
    with default_storage.open(name) as file, Image.open(file) as image:
        assert (image.format, image.size) == ("WEBP", (480, 480))
    photos.delete(name)
    assert [default_storage.exists(each) for each in photos.sizes_of(name)] == [False] * 3


@pytest.mark.django_db
def test_photo_keeps_its_address_and_leads_to_a_signed_one(bucket: str) -> None:
    name = photos.store(squares())
    MentorFactory(photo=name)
    assert default_storage.url(name) == f"/media/{name}"
    answer = Client().get(f"/media/{name}")
    assert (answer.status_code, answer["Cache-Control"]) == (302, "public, max-age=3000")
    target = urlsplit(answer["Location"])
    assert f"{target.scheme}://{target.netloc}{target.path}" == f"{bucket}/club/{name}"
    query = parse_qs(target.query)
    assert query["X-Amz-Expires"] == ["3600"]
    assert len(query["X-Amz-Signature"][0]) == 64
    photo = httpx.get(answer["Location"])
    assert (photo.status_code, photo.headers["Content-Type"]) == (200, "image/webp")
    assert photo.headers["Cache-Control"] == "public, max-age=86400"
    assert photo.content[8:12] == b"WEBP"


@pytest.mark.django_db
@pytest.mark.usefixtures("bucket")
def test_other_names_are_not_led_to_the_bucket() -> None:
    default_storage.save("exports/ann.zip", ContentFile(b"private"))
    assert seen(Client().get("/media/exports/ann.zip")) == NOT_FOUND


def test_photo_may_be_read_at_an_address_of_its_own(bucket: str, settings: Settings) -> None:
    settings.MEDIA_URL = "https://photos.example.org/"
    assert default_storage.url("mentors/x-480.webp") == "https://photos.example.org/mentors/x-480.webp"


def test_what_is_private_is_signed(bucket: str, settings: Settings) -> None:
    settings.MEDIA_URL = "https://photos.example.org/"
    name = default_storage.save("exports/ann.zip", ContentFile(b"private"))
    address = default_storage.url(name)
    assert address.startswith(f"{bucket}/club/{name}?")
    assert "X-Amz-Signature=" in address
    assert httpx.get(address).content == b"private"


def test_bucket_that_is_gone_is_an_error_and_not_a_missing_photo(bucket: str, settings: Settings) -> None:
    settings.STORAGES["default"]["OPTIONS"]["bucket_name"] = "nobodys"
    settings.STORAGES = dict(settings.STORAGES)
    with pytest.raises(ClientError, match="NoSuchBucket"):
        default_storage.save("mentors/x-480.webp", ContentFile(b"x"))


def test_browsers_may_read_photos_from_the_bucket_and_from_nowhere_else() -> None:
    url, images, _storage = json.loads(load(**BUCKET).stdout)
    assert (url, images) == ("/media/", ["'self'", "blob:", "https://s3.example.org"])
    url, images, storage = json.loads(load().stdout)
    assert (url, images) == ("/media/", ["'self'", "blob:"])
    assert storage == {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    url, images, _storage = json.loads(load(MEDIA_URL="https://photos.example.org/club").stdout)
    assert (url, images) == ("https://photos.example.org/club/", ["'self'", "blob:", "https://photos.example.org"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({**BUCKET, "S3_REGION": "", "S3_ENDPOINT_URL": ""}, "Set S3_REGION"),
        ({**BUCKET, "S3_ENDPOINT_URL": "http://s3.example.org"}, "S3_ENDPOINT_URL begins with https://"),
        ({**BUCKET, "S3_SECRET_ACCESS_KEY": ""}, "Set both S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY"),
        ({"MEDIA_URL": "http://photos.example.org"}, "MEDIA_URL is /media/"),
        ({"MEDIA_URL": "/files/"}, "MEDIA_URL is /media/"),
    ],
)
def test_settings_refuse_half_a_bucket(change: dict[str, str], message: str) -> None:
    done = load(**change)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(f"django.core.exceptions.ImproperlyConfigured: {message}")


def test_amazons_bucket_needs_no_address() -> None:
    done = load(**(BUCKET | {"S3_ENDPOINT_URL": ""}))
    assert '"endpoint_url": "https://s3.eu-central-1.amazonaws.com"' in done.stdout
