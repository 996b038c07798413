from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "kedr.audit"
