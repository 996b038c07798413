"""The `kedr` command: Django's management commands with our settings, and the one that needs neither."""

import os
import sys


def main() -> None:
    if sys.argv[1:2] == ["verify-archive"]:  # an archive outlives the database it was made from
        from kedr.interop.archive.verify import main as verify

        raise SystemExit(verify(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kedr.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
