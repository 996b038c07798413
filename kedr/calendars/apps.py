from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "kedr.calendars"
