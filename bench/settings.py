"""The settings of the measured server: those of `make serve`, plain http on loopback, with the floor's own address."""

import os

os.environ.setdefault("KEDR_DEMO", "1")

from kedr.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
