from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "kedr.notices"
