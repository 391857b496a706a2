"""Storage for uploads in an S3 bucket. Imported only if the settings name one."""

import mimetypes
from typing import Any

from django.conf import settings
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage


class BucketStorage(S3Storage):
    """A private bucket.

    The URL of a public file (`settings.PUBLIC_MEDIA`) is below MEDIA_URL and never changes, so that pages with it can
    be cached. The URL of any other file is signed and expires after `querystring_expire` seconds.
    """

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        if name.startswith(settings.PUBLIC_MEDIA):
            return f"{settings.MEDIA_URL}{filepath_to_uri(name)}"
        return self.signed_url(name)

    def signed_url(self, name: str) -> str:
        """A URL in the bucket itself that is valid for `querystring_expire` seconds."""
        address: str = super().url(name)
        return address

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        """Add the content type, guessed from the name; Python 3.11 lists WebP only among unofficial types."""
        kind, _encoding = mimetypes.guess_type(name, strict=False)
        parameters: dict[str, Any] = self.object_parameters | {"ContentType": kind or "application/octet-stream"}
        return parameters
