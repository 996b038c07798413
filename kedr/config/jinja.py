"""The templates' environment: the core's, with the navigation of all apps."""

from typing import Any

from jinja2 import Environment

from kedr.config.navigation import navigation
from kedr.core.jinja import environment as core_environment


def environment(**options: Any) -> Environment:
    env = core_environment(**options)
    env.globals.update(navigation=navigation)
    return env
