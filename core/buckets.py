"""What members upload, in a bucket that speaks S3. Imported only where the settings name one."""

import mimetypes
from typing import Any

from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage


class BucketStorage(S3Storage):
    """A private bucket.

    The address of a public file (`settings.PUBLIC_MEDIA`) stands under MEDIA_URL and never changes, so that pages with
    it can be cached; that of any other file is signed and ends after `querystring_expire` seconds.
    """

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        if name.startswith(settings.PUBLIC_MEDIA):
            return f"{settings.MEDIA_URL}{filepath_to_uri(name)}"
        return self.signed_url(name)

    def signed_url(self, name: str) -> str:
        """An address in the bucket itself that can be read for `querystring_expire` seconds."""
        address: str = super().url(name)
        return address

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        """The type of a file by its name; Python 3.11 knows WebP only among the unofficial ones."""
        kind, _encoding = mimetypes.guess_type(name, strict=False)
        parameters: dict[str, Any] = self.object_parameters | {"ContentType": kind or "application/octet-stream"}
        return parameters
