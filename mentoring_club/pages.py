"""The club's own pages: about, help, contact, conduct, accessibility, privacy, imprint, and the reader's time zone."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.services import set_zone
from club_pages.errors import PageRefused
from club_pages.models import ConsentPlace, PageName
from club_pages.presenters import ShownPage
from club_pages.services import consenting
from core import clock, zones
from core.http import MemberRequest, is_on_site, safe_next
from core.ratelimit import Limit
from data_protection.presenters import processors, register, what_goes_by_the_clock
from mentoring_club.forms import ContactForm
from notifications.services import notify_team

MESSAGES = Limit("contact", times=5, seconds=3600)
ONE_YEAR = 365 * 24 * 60 * 60
COOKIES = {
    settings.SESSION_COOKIE_NAME: gettext_lazy("keeps you signed in, and carries messages to the next page; 30 days"),
    settings.CSRF_COOKIE_NAME: gettext_lazy("protects forms; a year"),
    settings.ZONE_COOKIE_NAME: gettext_lazy("remembers your time zone; a year"),
    settings.DEVICE_COOKIE_NAME: gettext_lazy(
        "remembers that you’ve signed in with this browser, so that we only email you about others; two years"
    ),
}


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the club is."""
    return TemplateResponse(request, "pages/page.html", {"page": ShownPage.of(PageName.ABOUT)})


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Answers to the questions people ask."""
    return TemplateResponse(request, "pages/help.html", {"page": ShownPage.of(PageName.HELP)})


@login_not_required
@require_safe
def conduct(request: HttpRequest) -> HttpResponse:
    """The code of conduct; with a button for members who have to agree to a new version of it."""
    version = consenting.unread(request.user) if isinstance(request.user, User) else None
    context = {
        "page": ShownPage.of(PageName.CONDUCT),
        "is_new": version is not None,
        "version": consenting.terms(ConsentPlace.VISIT) if version else "",
    }
    return TemplateResponse(request, "pages/conduct.html", context)


@require_POST
def agree(request: MemberRequest) -> HttpResponse:
    """The member agrees to the code of conduct as they've seen it."""
    seen = request.POST.get("version", "")
    try:
        consenting.agree(member=request.user, place=ConsentPlace.VISIT, seen=seen, now=clock.now())
    except PageRefused as refusal:
        messages.error(request, refusal.message)
        return redirect("pages:conduct")
    messages.success(request, _("Thank you. That’s noted."))
    return redirect("pages:home")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement (Directive (EU) 2016/2102, article 7, which requires it of public bodies)."""
    return TemplateResponse(request, "pages/accessibility.html", {})


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What the club stores about a person, and why."""
    context = {
        "cookies": COOKIES.items(),
        "register": list(register()),
        "rules": what_goes_by_the_clock(),
        "processors": processors(),
    }
    return TemplateResponse(request, "pages/privacy.html", context)


@login_not_required
@require_safe
def imprint(request: HttpRequest) -> HttpResponse:
    """Who runs this club."""
    return TemplateResponse(request, "pages/page.html", {"page": ShownPage.of(PageName.IMPRINT)})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """A form for messages to the club team, whose address is not shown."""
    member = request.user if isinstance(request.user, User) else None
    form = ContactForm(request.POST if request.method == "POST" else None, member=member)
    if form.is_valid():
        if not MESSAGES.allows_request(request):
            form.add_error(None, _("You’ve written to us several times. Please wait an hour before the next message."))
        else:
            if not form.is_from_robot:
                data = form.notice_data() | {"language": get_language() or ""}
                notify_team("contact", now=clock.now(), data=data, by=member)
            messages.success(request, _("Thank you. The club team has your message and will email you."))
            return redirect("pages:contact")
    return TemplateResponse(request, "pages/contact.html", {"form": form}, status=400 if form.errors else 200)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def zone(request: HttpRequest) -> HttpResponse:
    """Choose a time zone, and remember it in the account or in a cookie."""
    if request.method != "POST":
        here = timezone.get_current_timezone_name()
        context = {"groups": zones.choices(selected=here, at=clock.now()), "next": safe_next(request, default="/")}
        return TemplateResponse(request, "pages/zone.html", context)
    name = zones.meant(request.POST.get("zone", ""))
    if not name:
        messages.error(request, _("We don’t know this time zone. Please choose one from the list."))
        return redirect("pages:zone")
    if isinstance(request.user, User):
        if "quiet" not in request.POST:
            set_zone(user=request.user, time_zone=name)
        return redirect(_back(request))
    response = redirect(_back(request))
    response.set_cookie(
        settings.ZONE_COOKIE_NAME,
        name,
        max_age=ONE_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=False,
        samesite="Lax",
    )
    return response


def _back(request: HttpRequest) -> str:
    """The page to return to: the form's `next`, else the referring page if it is ours, else the home page."""
    referrer = request.headers.get("Referer", "")
    return safe_next(request, default=referrer if is_on_site(request, referrer) else "/")
