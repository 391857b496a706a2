"""Addresses of the accounts app, named in full."""

from django.urls import URLPattern

app_name = "accounts"
urlpatterns: list[URLPattern] = []
