"""Calendar addresses: the same in every language, because calendar apps keep them for years."""

from django.urls import URLPattern

app_name = "calendar"
urlpatterns: list[URLPattern] = []
