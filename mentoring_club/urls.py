"""Every address of the club. Every language but the first has its pages under its code, German ones under /de/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from directory import sitemap
from mentoring_club import health, metrics, views

urlpatterns = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("metrics", metrics.metrics),
    path("calendar/", include("bookings.urls.feeds")),
    path("mail/", include("notifications.urls")),
    path("media/", include("mentors.media_urls")),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
]

urlpatterns += i18n_patterns(
    # Each app names its addresses in full, so that one namespace is one app. What is read most comes first: an address
    # is looked for from the top, about a hundred patterns.
    path("", include("directory.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("mentors.urls")),
    path("", include("bookings.urls")),
    path("", include("calendars.urls")),
    path("", include("feedback.urls")),
    path("", include("mentoring_club.page_urls")),
    prefix_default_language=False,
)

if settings.MAILBOX_DIR:
    urlpatterns += [path("mailbox/", include("mentoring_club.mailbox_urls"))]

handler400 = "mentoring_club.views.bad_request"
handler403 = "mentoring_club.views.forbidden"
handler404 = "mentoring_club.views.not_found"
handler500 = "mentoring_club.views.server_error"
