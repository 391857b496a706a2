"""Where mail providers tell what became of our mails."""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("<slug:name>/", views.told, name="told"),
]
