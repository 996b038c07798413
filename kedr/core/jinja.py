"""The templates' environment: autoescape, strict names, the filters and globals of every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from kedr.core import words
from kedr.core.look import CHOICES, COOKIE, Look


def environment(**options: Any) -> Environment:
    env = Environment(
        **{**options, "undefined": StrictUndefined, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    )
    env.globals.update(static=static, url=_url, release=settings.RELEASE, look_of=_look_of, look_choices=CHOICES)
    env.filters.update(
        comma=words.comma,
        day_month=words.day_month,
        weekday=words.weekday,
        weekday_short=words.weekday_short,
        short_date=words.short_date,
        clock=words.clock,
        count=words.count,
    )
    return env


def _look_of(request: HttpRequest) -> Look:
    return Look.from_cookie(request.COOKIES.get(COOKIE))


def _url(name: str, /, *args: Any, **query: Any) -> str:
    return reverse(name, args=args, query=query or None)
