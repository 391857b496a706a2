"""URLs at which mail providers report bounces and complaints, and readers end an optional kind of email."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("stop/<slug:kind>/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("<slug:name>/", views.told, name="told"),
]
