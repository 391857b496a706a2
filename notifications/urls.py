"""URLs at which mail providers report bounces and complaints."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("<slug:name>/", views.told, name="told"),
]
