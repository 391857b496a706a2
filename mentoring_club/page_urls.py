"""The club's own pages."""

from django.conf import settings
from django.urls import path
from django.views.generic import TemplateView

from mentoring_club import pages, pwa, views

app_name = "pages"
urlpatterns = [
    path("", views.home, name="home"),
    path("about/", pages.about, name="about"),
    path("help/", pages.help_page, name="help"),
    path("contact/", pages.contact, name="contact"),
    path("conduct/", pages.conduct, name="conduct"),
    path("conduct/agree/", pages.agree, name="agree"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("imprint/", pages.imprint, name="imprint"),
    path("zone/", pages.zone, name="zone"),
    path("offline/", pwa.offline, name="offline"),
]
if settings.DEBUG:
    from django.contrib.auth.decorators import login_not_required

    styleguide = login_not_required(TemplateView.as_view(template_name="pages/styleguide.html"))
    urlpatterns += [path("styleguide/", styleguide, name="styleguide")]
