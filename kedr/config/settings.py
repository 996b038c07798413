"""All settings, from the environment. Every variable begins with KEDR_; docs/run.md lists them."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.utils.csp import CSP

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("KEDR_VAR", ROOT / "var"))
VAR.mkdir(parents=True, exist_ok=True)

# `demo` and tests run on plain http on loopback; everything else is production.
DEMO = os.environ.get("KEDR_DEMO") == "1"
DEBUG = False
SECRET_KEY = os.environ.get("KEDR_SECRET_KEY") or ("demo-key-of-no-value-" * 3 if DEMO else "")
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("KEDR_FORMER_SECRET_KEYS", "").split(",") if key]
ALLOWED_HOSTS = os.environ.get("KEDR_HOSTS", "127.0.0.1,localhost").split(",")
RELEASE = os.environ.get("KEDR_RELEASE", "dev")  # part of every ETag


def database(url: str) -> dict[str, object]:
    """The address of a database as Django wants it.

    `sqlite:///relative/path`, `sqlite:////absolute/path`, `postgresql://user:password@host:port/name`; a Unix socket's
    folder goes into `?host=`.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path[1:],
            "CONN_MAX_AGE": None,  # closing the last connection checkpoints the log: 5 ms
            "OPTIONS": {
                # A read that turns into a write fails at once under DEFERRED; IMMEDIATE waits its turn.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
                    "PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or parse_qs(parts.query).get("host", [""])[0],
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "DISABLE_SERVER_SIDE_CURSORS": True,  # behind pgbouncer in transaction mode
        # Planning a join costs more than running it, so statements are planned once. KEDR_PREPARE=0 behind a pooler
        # that hands each transaction another connection (pgbouncer before 1.21).
        "OPTIONS": {
            "server_side_binding": True,
            "prepare_threshold": 2 if os.environ.get("KEDR_PREPARE", "1") == "1" else None,
            "options": "-c jit=off",
        },
    }


def mailer(url: str) -> dict[str, Any]:
    """A mail server by its URL."""
    parts = urlsplit(url)
    is_ssl = parts.scheme == "smtps"
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or (465 if is_ssl else 587),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_ssl": is_ssl,
            "use_tls": parts.scheme == "smtp",
            "timeout": 20,
        },
    }


DATABASES = {"default": database(os.environ.get("KEDR_DATABASE", f"sqlite:///{VAR / 'kedr.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django_tasks_db",
    "kedr.core",
    "kedr.audit",
    "kedr.accounts",
    "kedr.notices",
    "kedr.schools",
    "kedr.files",
    "kedr.people",
    "kedr.curriculum",
    "kedr.timetable",
    "kedr.journal",
    "kedr.diary",
    "kedr.letters",
    "kedr.reports",
    "kedr.calendars",
    "kedr.interop",
    "kedr.portal",
]

MIDDLEWARE = [
    "kedr.core.middleware.RequestRecord",
    "kedr.core.middleware.Bounds",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "kedr.core.middleware.Compress",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "kedr.accounts.middleware.ActorMiddleware",
    "kedr.core.middleware.Refusals",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "kedr.config.urls"
WSGI_APPLICATION = "kedr.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": [ROOT / "kedr" / app / "templates" for app in (
            "core", "accounts", "notices", "journal", "diary", "letters", "reports", "calendars", "portal", "interop",
        )],
        "OPTIONS": {"environment": "kedr.config.jinja.environment"},
    },
]  # fmt: skip

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "/signin/"
CSRF_FAILURE_VIEW = "kedr.accounts.views.signin.csrf_failure"
# Whose X-Forwarded-For is believed: without it everybody behind the proxy would be one address to the rate limits.
PROXIES = os.environ.get("KEDR_PROXIES", "127.0.0.1,::1").split(",")

# smtp://user:password@host:587 (STARTTLS), smtps://… (TLS from the start); smtp+plain://127.0.0.1:25 for a server of
# one's own beside Kedr. Without it notices stay in the inbox.
MAIL = os.environ.get("KEDR_MAIL", "")
SITE = os.environ.get("KEDR_SITE", "http://localhost:8000" if DEMO else f"https://{ALLOWED_HOSTS[0]}")  # in letters
MAILERS = {"default": mailer(MAIL) if MAIL else {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
SILENCED_SYSTEM_CHECKS = [] if MAIL else ["mail.E001"]  # a server without mail is a good one
MAIL_FROM = os.environ.get("KEDR_MAIL_FROM", "kedr@localhost")

LANGUAGE_CODE = "ru"
TIME_ZONE = os.environ.get("KEDR_TIME_ZONE", "Asia/Tomsk")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {"staticfiles": {"BACKEND": "kedr.core.storage.HashedFiles"}}

SESSION_COOKIE_NAME = "kedr" if DEMO else "__Host-kedr"
CSRF_COOKIE_NAME = "kedr-csrf" if DEMO else "__Host-kedr-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = False if DEMO else os.environ.get("KEDR_SSL_REDIRECT", "1") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if DEMO else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEMO
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
FILES_ROOT = VAR / "files"  # what people put in: copied together with the database
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "kedr.core.logs.JsonLines"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["out"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["out"], "level": "WARNING", "propagate": False},
        "fido2": {"level": "WARNING"},  # it logs whose key was used
    },
}

if not SECRET_KEY:
    raise SystemExit("Set KEDR_SECRET_KEY (50 random characters), or KEDR_DEMO=1 for the demo on loopback.")
