from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "kedr.journal"
