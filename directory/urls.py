"""Addresses of the directory app, named in full."""

from django.urls import URLPattern

app_name = "directory"
urlpatterns: list[URLPattern] = []
