"""Photos, mounted at MEDIA_URL without a language prefix."""

from django.urls import path

from mentors import views

app_name = "media"
urlpatterns = [path("<path:name>", views.photo, name="photo")]
