"""Photos, served by Django: few, small, and immutable under their names."""

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from mentors.photos import NAME

FOR_EVER = "public, max-age=31536000, immutable"
A_WHILE = "public, max-age=3000"  # less than a signed address lasts (settings: querystring_expire)


@login_not_required
@require_safe
def photo(request: HttpRequest, name: str) -> HttpResponseBase:
    """One size of a photo, from disk, or by a redirect to a signed address of the bucket.

    Only names that `photos.store` makes are looked up, so no path can lead elsewhere.
    """
    if not NAME.fullmatch(name):
        raise Http404
    signed_url = getattr(default_storage, "signed_url", None)
    if signed_url is not None:
        return HttpResponseRedirect(signed_url(name), headers={"Cache-Control": A_WHILE})
    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        raise Http404 from None
    headers = {
        "Cache-Control": FOR_EVER,
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(file, content_type="image/webp", headers=headers)
