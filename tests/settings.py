"""The settings of the test run: plain http, a cheap password hash, static files by their own names."""

import os

os.environ.setdefault("KEDR_DEMO", "1")

from kedr.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
