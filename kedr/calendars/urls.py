from django.urls import path

import kedr.core.addresses  # noqa: F401 registers <id:…>
from kedr.calendars import views

app_name = "calendars"
urlpatterns = [
    path("calendar/<slug:secret>.ics", views.feed, name="feed"),
    path("s/<id:school>/calendar/", views.home, name="home"),
    path("s/<id:school>/calendar/<id:person>/", views.calendar, name="calendar"),
]
