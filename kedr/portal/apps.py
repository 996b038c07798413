from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "kedr.portal"
