"""The templates' environment: autoescape, strict names, the filters and globals of every page."""

import html
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from kedr.core import words
from kedr.core.clock import wall
from kedr.core.look import CHOICES, COOKIE, Look


class _Page(Template):
    """A template that puts values out by `_out`: a page has hundreds of them."""

    @classmethod
    def from_code(cls, *args: Any, **options: Any) -> Template:
        made = super().from_code(*args, **options)
        made.root_render_func.__globals__["escape"] = _out
        return made


def _out(value: object) -> str:
    """`escape` without wrapping each piece into a Markup, only to join them all: a tenth of a page's work."""
    if type(value) is str:
        return _escaped(value)
    if type(value) is Markup:
        return value
    return str(value) if type(value) is int else escape(value)


# Half of what a page says is said on it twice, or was on the page before: subjects, rooms, kinds of work, hours.
_escaped = lru_cache(maxsize=4096)(html.escape)


class _Environment(Environment):
    template_class = _Page


def environment(**options: Any) -> Environment:
    env = _Environment(
        **{**options, "undefined": StrictUndefined, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    )
    env.globals.update(
        static=_static,
        url=_url,
        svg_icon=_icon,
        release=settings.RELEASE,
        look_of=_look_of,
        look_fields=_look_fields(env),
    )
    env.filters.update(
        comma=words.comma,
        day_month=words.day_month,
        full_day=words.full_day,
        weekday=words.weekday,
        weekday_short=words.weekday_short,
        short_date=words.short_date,
        clock=words.clock,
        plain=words.plain,
        moment=lambda at: words.moment(wall(at)),
        count=words.count,
    )
    return env


_static = cache(static)  # a file's address does not change while the process lives


@cache
def _icon(name: str, size: str = "") -> Markup:
    """An icon of the sprite; `size` "20" is the larger one."""
    kind = "i i-20" if size == "20" else "i"
    return Markup(f'<svg class="{kind}" aria-hidden="true"><use href="{_static("core/icons.svg")}#{name}"/></svg>')  # noqa: S704 names from templates


def _look_fields(env: Environment) -> Callable[[Look], Markup]:
    @cache
    def fields(look: Look) -> Markup:
        """The form of «Оформление»: a twelfth of a page's work, so it is kept for each set of choices."""
        return Markup(env.get_template("core/look.html").render(look=look, choices=CHOICES))  # noqa: S704 our template

    return fields


def _look_of(request: HttpRequest) -> Look:
    return Look.from_cookie(request.COOKIES.get(COOKIE))


def _url(name: str, /, *args: Any, **query: Any) -> str:
    return reverse(name, args=args, query=query) if query else _address(name, args)


@lru_cache(maxsize=4096)
def _address(name: str, args: tuple[Any, ...]) -> str:
    """The addresses of a page are asked for again and again: a lesson's, a pupil's."""
    return reverse(name, args=args)
