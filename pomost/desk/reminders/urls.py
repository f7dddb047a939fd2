"""Addresses outside the admin: whoever follows them is not logged in."""

from django.urls import path

from pomost.desk.reminders import views

urlpatterns = [
    path("calendar/<str:token>.ics", views.calendar_feed, name="calendar_feed"),
    path("digest/off/<str:token>/", views.digest_off, name="digest_off"),
]
