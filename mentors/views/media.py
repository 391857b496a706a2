"""Photos, served by Django: few and small, and each only as long as its mentor's page is there."""

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from mentors.models import Mentor
from mentors.photos import NAME

A_DAY = "public, max-age=86400"  # how long a photo may still be seen after its mentor has hidden it
A_WHILE = "public, max-age=3000"  # less than a signed address lasts (settings: querystring_expire)
NOBODY = "private, no-store"


@login_not_required
@require_safe
def photo(request: HttpRequest, name: str) -> HttpResponseBase:
    """One size of a photo that the reader may see, from disk, or by a redirect to a signed address of the bucket.

    Only names that `photos.store` makes are looked up, so no path can lead elsewhere.
    """
    if not NAME.fullmatch(name):
        raise Http404
    mentor = get_object_or_404(Mentor.objects.with_photo(name, reader=request.user))
    signed_url = getattr(default_storage, "signed_url", None)
    if signed_url is not None:
        cached = A_WHILE if mentor.is_shown else NOBODY
        return HttpResponseRedirect(signed_url(name), headers={"Cache-Control": cached})
    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        raise Http404 from None
    headers = {
        "Cache-Control": A_DAY if mentor.is_shown else NOBODY,
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(file, content_type="image/webp", headers=headers)
