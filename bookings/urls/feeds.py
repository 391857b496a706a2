"""URLs of calendar feeds: the same in every language, because calendar apps keep them for years."""

from django.urls import path

from bookings.views import feeds

app_name = "calendar"
urlpatterns = [path("<str:token>.ics", feeds.feed, name="feed")]
