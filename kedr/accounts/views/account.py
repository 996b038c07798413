"""«Вход и безопасность» and the switch of roles."""

import base64
import io
from collections.abc import Callable

import qrcode
import qrcode.image.svg
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from kedr.accounts import access, actions, queries, rules
from kedr.accounts.forms import CodeForm, ConfirmForm, PasswordForm
from kedr.accounts.views import browser
from kedr.accounts.views.signin import can_passkey, wait_words
from kedr.core import clock
from kedr.core.addresses import asked_id
from kedr.core.errors import Refusal
from kedr.core.pages import actor_of, now_of, page
from kedr.core.seal import unseal

DONE = {
    "password": "Пароль изменён. Остальные сеансы завершены.",
    "codes-off": "Вход с кодом выключен. Теперь достаточно пароля.",
    "passkey": "Ключ входа добавлен. В следующий раз войдите без пароля.",
    "passkey-off": "Ключ входа удалён.",
    "session": "Сеанс завершён.",
    "sessions": "Остальные сеансы завершены.",
    "proved": "Пароль подошёл. Теперь можно менять настройки входа.",
}

type View = Callable[..., HttpResponse]


def proved(view: View) -> View:
    """Asks for the password first when it was last given more than ten minutes ago."""

    def wrapped(request: HttpRequest, **kwargs: object) -> HttpResponse:
        if access.is_proved(actor_of(request), browser.key_of(request), now_of(request)):
            return view(request, **kwargs)
        if request.accepts("text/html"):
            return redirect("accounts:confirm")
        return JsonResponse({"code": "confirm", "to": "/account/confirm/"}, status=403)

    return wrapped


def account(request: HttpRequest) -> HttpResponse:
    """How the account is kept, and where it is open."""
    shown = queries.security(actor_of(request), browser.key_of(request), now_of(request))
    done = DONE.get(request.GET.get("done", ""), "")
    context = {"shown": shown, "done": done, "can_passkey": can_passkey(request)}
    return page(request, "accounts/account.html", context)


def confirm(request: HttpRequest) -> HttpResponse:
    """Give the password again before a change of security."""
    actor, at = actor_of(request), now_of(request)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "accounts/confirm.html", {"form": form, "error": ""})
    error = _password_error(request, form.cleaned_data["password"])
    if error:
        return page(request, "accounts/confirm.html", {"form": form, "error": error})
    response = redirect(browser.local(request.GET.get("next"), "/account/?done=proved"))
    browser.keep_key(response, actions.prove(actor=actor, key=browser.key_of(request), at=at))
    return response


def password(request: HttpRequest) -> HttpResponse:
    """Change the password; asks for the present one."""
    actor, at = actor_of(request), now_of(request)
    least = access.least_password(actor.user_id)
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "accounts/password.html", {"form": form, "least": least})
    if error := _password_error(request, form.cleaned_data["old"]):
        form.add_error("old", error)
        return page(request, "accounts/password.html", {"form": form, "least": least})
    try:
        made = actions.change_password(
            actor=actor, key=browser.key_of(request), password=form.cleaned_data["new"], at=at
        )
    except actions.WeakPassword as refusal:
        form.add_error("new", refusal.sentence)
        return page(request, "accounts/password.html", {"form": form, "least": least})
    response = redirect("/account/?done=password")
    browser.keep_key(response, made)
    return response


def _password_error(request: HttpRequest, typed: str) -> str:
    """Why the present password was not taken; "" when it was."""
    actor, at = actor_of(request), now_of(request)
    buckets = [rules.Bucket(f"password:{actor.user_id}", rules.SECOND_FACTOR)]
    if wait := actions.count_attempt(buckets=buckets, at=at):
        return wait_words(wait)
    if not access.is_own_password(actor, typed):
        return "Пароль не подошёл. Введите тот, с которым вы входите."
    actions.clear_attempts(buckets=buckets)
    return ""


@require_POST
@proved
def end_session(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    ended = access.session_to_end(actor, browser.hex_of(request.POST.get("session", "")))
    actions.end_session(actor=actor, sign_in=ended, at=now_of(request))
    return redirect("/account/?done=session")


@require_POST
@proved
def end_others(request: HttpRequest) -> HttpResponse:
    actions.end_other_sessions(actor=actor_of(request), key=browser.key_of(request), at=now_of(request))
    return redirect("/account/?done=sessions")


@require_POST
@proved
def code_app_start(request: HttpRequest) -> HttpResponse:
    response = redirect("accounts:code_app")
    browser.keep_step(response, actions.begin_code_app(actor=actor_of(request), at=now_of(request)))
    return response


@proved
def code_app(request: HttpRequest) -> HttpResponse:
    """Show the secret as a QR code, and take the first code of the app."""
    actor, at = actor_of(request), now_of(request)
    step = access.step_to_take(browser.step_key_of(request), "code_app", at)
    if step is None or step.user_id != actor.user_id:
        return redirect("accounts:account")
    form = CodeForm(request.POST if request.method == "POST" else None)
    error = ""
    if form.is_valid():
        try:
            codes = actions.turn_on_code_app(actor=actor, step=step, code=form.cleaned_data["code"], at=at)
        except actions.WrongCode as refusal:
            error = refusal.sentence
        else:
            return _codes_page(request, codes)
    secret = unseal(step.data["secret"])
    login = queries.security(actor, browser.key_of(request), at).login
    context = {"form": form, "error": error, "secret": secret, "qr": _qr(rules.totp_address(secret, login))}
    return page(request, "accounts/code_app.html", context)


@require_POST
@proved
def code_app_off(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actions.turn_off_code_app(actor=actor, user_id=actor.user_id, at=now_of(request))
    return redirect("/account/?done=codes-off")


@require_POST
@proved
def recovery_codes(request: HttpRequest) -> HttpResponse:
    return _codes_page(request, actions.renew_recovery_codes(actor=actor_of(request), at=now_of(request)))


def _codes_page(request: HttpRequest, codes: list[str]) -> HttpResponse:
    text = "Запасные коды входа в Кедр. Каждый подойдёт один раз.\r\n\r\n" + "\r\n".join(codes) + "\r\n"
    file = "data:text/plain;charset=utf-8;base64," + base64.b64encode(text.encode()).decode()
    return page(request, "accounts/recovery_codes.html", {"codes": codes, "file": file})


@require_POST
@proved
def passkey_start(request: HttpRequest) -> HttpResponse:
    key, options = actions.begin_passkey(actor=actor_of(request), origin=browser.origin_of(request), at=now_of(request))
    response = JsonResponse(options)
    browser.keep_step(response, key)
    return response


@require_POST
@proved
def passkey_add(request: HttpRequest) -> HttpResponse:
    actor, at = actor_of(request), now_of(request)
    step = access.step_to_take(browser.step_key_of(request), "passkey_add", at)
    try:
        if step is None:
            raise actions.WrongPasskey
        actions.add_passkey(
            actor=actor,
            step=step,
            origin=browser.origin_of(request),
            answer=browser.json_of(request),
            name=browser.device_words(request),
            at=at,
        )
    except Refusal as refusal:
        return JsonResponse({"code": refusal.code, "sentence": refusal.sentence}, status=400)
    return JsonResponse({"to": "/account/?done=passkey"})


@require_POST
@proved
def passkey_remove(request: HttpRequest, passkey: int) -> HttpResponse:
    actor = actor_of(request)
    actions.remove_passkey(actor=actor, passkey=access.passkey_to_remove(actor, passkey), at=now_of(request))
    return redirect("/account/?done=passkey-off")


def roles(request: HttpRequest) -> HttpResponse:
    """The reader's roles; a post goes on in another one."""
    actor, at = actor_of(request), now_of(request)
    if request.method != "POST":
        return page(request, "accounts/roles.html", {"roles": queries.roles(actor, at)})
    grant = access.role_to_take(actor, asked_id(request.POST.get("grant")) or 0, clock.day_of(at))
    response = redirect("/")
    if cut := actions.switch_role(actor=actor, key=browser.key_of(request), grant=grant, at=at):
        browser.keep_key(response, cut)
    return response


def _qr(text: str) -> str:
    """A picture for <img>: the CSP lets pictures be in the address itself."""
    out = io.BytesIO()
    qrcode.make(text, image_factory=qrcode.image.svg.SvgPathFillImage, box_size=10, border=3).save(out)
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()
