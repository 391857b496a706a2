"""Addresses of the accounts app, named in full."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("me/trust-address/", views.trust_address, name="trust_address"),
]
