"""The webhook for mail providers, and the page to unsubscribe from an optional kind of email."""

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from core import clock
from notifications import services, suppression
from notifications.mail_content import kinds
from notifications.webhooks import PROVIDERS, SHARED_SECRET, Forged, Unreadable, read

logger = structlog.get_logger(__name__)


@csrf_exempt
@login_not_required
@require_POST
def webhook(request: HttpRequest, name: str) -> HttpResponse:
    """Receive reports about our emails; 200 if they could be read, whether or not they suppress an address.

    Not rate-limited: a provider can report hundreds of emails at once, and rejecting a forged call costs one HMAC.
    """
    provider = PROVIDERS.get(name)
    if provider is None or not provider.is_set_up:
        raise Http404
    if settings.ANYMAIL.get(SHARED_SECRET) and "Authorization" not in request.headers:
        # Amazon sends its secret only after a 401.
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="mail"'})
    line = logger.bind(provider=name)
    try:
        _ = request.body
        news = read(name, request)
    except RequestDataTooBig:
        return HttpResponse(status=413)
    except Forged as error:
        line.warning("mail events", outcome="forged", error=str(error))
        return HttpResponse(status=403)
    except Unreadable as error:
        line.warning("mail events", outcome="unreadable", error=str(error))
        return HttpResponse(status=400)
    suppressed = suppression.suppress(news, now=clock.now())
    line.info("mail events", outcome="heard", told=len(news), suppressed=suppressed)
    return HttpResponse()


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, kind: str, token: str) -> HttpResponse:
    """Unsubscribe from an optional kind of email with one POST (RFC 8058), authorised by the token alone."""
    member = services.subscriber(kind=kind, token=token)
    if member is None:
        raise Http404
    if request.method == "POST":
        services.unsubscribe(member=member, kind=kind)
    with translation.override(member.language):
        context = {
            "label": kinds[kind].label,
            "ended": request.method == "POST" or kind in member.muted_notices,
            "preferences": reverse(settings.NOTICE_PREFERENCES),
        }
        page = render_to_string("notifications/unsubscribe.html", context, request)
    return HttpResponse(page, headers={"Content-Language": member.language, "Cache-Control": "private, no-store"})
