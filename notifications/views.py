"""The door for mail providers."""

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
    """Hear what became of our mails: 200 when it was understood, whether or not it suppresses anything.

    Not limited in number: a provider tells of hundreds of mails at once, and what is not signed costs one HMAC.
    """
    provider = PROVIDERS.get(name)
    if provider is None or not provider.is_set_up:
        raise Http404
    if settings.ANYMAIL.get(SHARED_SECRET) and "Authorization" not in request.headers:
        # Amazon shows its secret only to who asks for it.
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
