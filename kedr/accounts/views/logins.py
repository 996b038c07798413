"""Logins of a school's people: the office finds a person and gives a new password."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from kedr.accounts import access, actions, queries
from kedr.accounts.views import browser
from kedr.core import clock
from kedr.core.pages import actor_of, now_of, page

SECTION = {"section": "logins"}


@require_GET
def logins(request: HttpRequest, school: int) -> HttpResponse:
    """Search by name, login or class."""
    access.office_to_help(actor_of(request), school)
    asked = request.GET.get("q", "").strip()[:100]
    found = queries.logins(school, clock.day_of(now_of(request)), asked)
    return page(request, "accounts/logins.html", {**SECTION, "school": school, "asked": asked, "found": found})


@require_GET
def login(request: HttpRequest, school: int, user: int) -> HttpResponse:
    """One account: what will happen, and the button."""
    actor, on = actor_of(request), clock.day_of(now_of(request))
    account = access.account_to_help(actor, school, user, on)
    card = queries.login_card(actor, account, on)
    return page(request, "accounts/login.html", {**SECTION, "school": school, "card": card})


@require_POST
def give_password(request: HttpRequest, school: int, user: int) -> HttpResponse:
    """A new one-time password, shown on this page only. Whoever gives it proves first that they are themselves."""
    actor, at = actor_of(request), now_of(request)
    account = access.account_to_help(actor, school, user, clock.day_of(at))
    if not access.is_proved(actor, browser.key_of(request), at):
        back = reverse("accounts:login", args=[school, user])
        return redirect(reverse("accounts:confirm", query={"next": back}))
    password = actions.give_password(actor=actor, at=at, user=account)
    context = {"school": school, "account": account, "password": password, "host": request.get_host()}
    return page(request, "accounts/new_password.html", {**SECTION, **context})
