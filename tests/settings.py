"""The settings of the test run: plain http, a cheap password hash, static files by their own names."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("KEDR_DEMO", "1")

from kedr.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

_folder = tempfile.TemporaryDirectory(prefix="kedr-tests-")
VAR = Path(_folder.name)  # what a test leaves on the disk goes with the run

# Two runs on one PostgreSQL at the same time each want a test database of their own.
if suffix := os.environ.get("DJANGO_TEST_DB_SUFFIX"):
    DATABASES["default"]["TEST"] = {"NAME": f"test_kedr_{suffix}"}  # noqa: F405
