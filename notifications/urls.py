"""URLs for mail providers' reports of bounces and complaints, and for unsubscribing."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("stop/<slug:kind>/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("<slug:name>/", views.webhook, name="webhook"),
]
