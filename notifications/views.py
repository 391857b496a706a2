"""The endpoint for mail providers."""

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core import clock
from notifications import suppression
from notifications.webhooks import PROVIDERS, SHARED_SECRET, Forged, Unreadable, read

logger = structlog.get_logger(__name__)


@csrf_exempt
@login_not_required
@require_POST
def told(request: HttpRequest, name: str) -> HttpResponse:
    """Receive reports about our emails; 200 if they were understood, whether or not they suppress anything.

    Not rate-limited: a provider can report hundreds of emails at once, and rejecting a forged call costs one HMAC.
    """
    provider = PROVIDERS.get(name)
    if provider is None or not provider.is_set_up:
        raise Http404
    if settings.ANYMAIL.get(SHARED_SECRET) and "Authorization" not in request.headers:
        # Amazon sends its secret only when it is asked for it.
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
