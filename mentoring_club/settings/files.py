"""Static files and uploads, on disk or in an S3 bucket.

The only public uploads are profile photos, whose names begin with `PUBLIC_MEDIA`. Anything else (nothing today) is
private: in a bucket it has signed URLs only, on disk no URL at all.
"""

from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from mentoring_club.settings.environment import BASE_DIR, ENVIRONMENT, PRODUCTION, env

STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / "var" / "static"))
BRANDING_DIR = env.str("BRANDING_DIR", default="")
if BRANDING_DIR and not Path(BRANDING_DIR).is_dir():
    raise ImproperlyConfigured("BRANDING_DIR is a folder whose files take the place of those in static/.")
STATICFILES_DIRS = [*([Path(BRANDING_DIR)] if BRANDING_DIR else []), BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = ENVIRONMENT in {"development", "test"}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS  # else each start, and each test client, scans all files

MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media"))
MEDIA_URL = (env.str("MEDIA_URL", default="") or "/media").rstrip("/") + "/"
if MEDIA_URL != "/media/" and not (MEDIA_URL.startswith("https://") and urlsplit(MEDIA_URL).hostname):
    raise ImproperlyConfigured("MEDIA_URL is /media/, or an address where the photos can be read: https://….")
PUBLIC_MEDIA = ("mentors/",)
IMAGE_ORIGINS = []  # origins of photos besides the club itself
if MEDIA_URL != "/media/":
    IMAGE_ORIGINS.append("{0.scheme}://{0.netloc}".format(urlsplit(MEDIA_URL)))

# Not in MEDIA_ROOT, and not in backups: it says whom a restored backup must not bring back.
ERASURE_JOURNAL = env.str("ERASURE_JOURNAL", default=str(BASE_DIR / "var" / "erasures.journal"))

MEDIA_STORAGE: dict[str, object] = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
S3_BUCKET = env.str("S3_BUCKET", default="")
if S3_BUCKET:
    region = env.str("S3_REGION", default="")
    endpoint = env.str("S3_ENDPOINT_URL", default="").rstrip("/")
    if region and not endpoint:
        endpoint = f"https://s3.{region}.amazonaws.com"
    if not endpoint:
        raise ImproperlyConfigured("Set S3_REGION, or S3_ENDPOINT_URL for a bucket that is not Amazon's.")
    if PRODUCTION and not endpoint.startswith("https://"):
        raise ImproperlyConfigured("S3_ENDPOINT_URL begins with https:// in production: photos are read from there.")
    key, secret = env.str("S3_ACCESS_KEY_ID", default=""), env.str("S3_SECRET_ACCESS_KEY", default="")
    if bool(key) != bool(secret):
        raise ImproperlyConfigured(
            "Set both S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, or none where the machine has a role."
        )
    IMAGE_ORIGINS.append("{0.scheme}://{0.netloc}".format(urlsplit(endpoint)))
    MEDIA_STORAGE = {
        "BACKEND": "core.buckets.BucketStorage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": endpoint,
            "region_name": region or None,
            "access_key": key or None,
            "secret_key": secret or None,
            "addressing_style": "path",
            "signature_version": "s3v4",
            "file_overwrite": False,
            "querystring_expire": 60 * 60,
            "object_parameters": {"CacheControl": "public, max-age=86400"},
        },
    }
STORAGES = {
    "default": MEDIA_STORAGE,
    "staticfiles": {
        "BACKEND": "core.storage.ClubStaticFilesStorage"
        if ENVIRONMENT in {"production", "demo"} or env.bool("STATIC_MANIFEST", default=False)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
LARGEST_REQUEST = 8 * 1024 * 1024  # so that the form can say that a photo is too large
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
