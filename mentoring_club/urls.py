"""All URLs of the club. Pages in other languages than the first begin with its code, such as /de/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from directory import sitemap
from directory.views import picture
from mentoring_club import health, metrics, pwa, views

urlpatterns = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("health/club", health.club),
    path("metrics", metrics.metrics),
    path("calendar/", include("bookings.urls.feeds")),
    path("mail/", include("notifications.urls")),
    path("media/", include("mentors.media_urls")),
    path("picture.jpg", picture, name="club_picture"),
    path("mentors/<slug:slug>/picture.jpg", picture, name="mentor_picture"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("sitemap-pages.xml", sitemap.pages, name="sitemap_pages"),
    path("sitemap-mentors-<int:part>.xml", sitemap.mentors, name="sitemap_mentors"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("manifest.webmanifest", pwa.manifest, name="manifest"),
    path("service-worker.js", pwa.service_worker, name="service_worker"),
]

urlpatterns += i18n_patterns(
    # Each app's URLs start at the site's root, so that each namespace is one app. The busiest come first, as Django
    # tries about a hundred patterns in order.
    path("", include("mentorships.urls")),
    path("", include("matching.urls")),  # before the directory: `for-you` is no mentor's address
    path("", include("directory.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("mentors.urls")),
    path("", include("bookings.urls")),
    path("", include("conversations.urls")),
    path("", include("calendars.urls")),
    path("", include("feedback.urls")),
    path("", include("data_protection.urls")),
    path("", include("safety.urls")),
    path("", include("insights.urls")),
    path("", include("mentoring_club.page_urls")),
    prefix_default_language=False,
)

if settings.MAILBOX_DIR:
    urlpatterns += [path("mailbox/", include("mentoring_club.mailbox_urls"))]

handler400 = "mentoring_club.views.bad_request"
handler403 = "mentoring_club.views.forbidden"
handler404 = "mentoring_club.views.not_found"
handler500 = "mentoring_club.views.server_error"
