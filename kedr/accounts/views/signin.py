"""Coming in and going out."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from kedr.accounts import access, actions, queries, rules
from kedr.accounts.forms import CodeForm, FirstPasswordForm, SignInForm
from kedr.accounts.views import browser
from kedr.core.errors import Refusal
from kedr.core.look import Look
from kedr.core.pages import actor_of, now_of, page, public
from kedr.core.words import count

WRONG = "Логин или пароль не подошли. Проверьте раскладку клавиатуры и Caps Lock."


@public
def signin(request: HttpRequest) -> HttpResponse:
    """The page of login and password; a signed-in reader is sent on."""
    to = browser.local(request.POST.get("next") or request.GET.get("next"))
    if getattr(request, "actor", None):
        return redirect(to)
    if request.method != "POST":
        return _signin_page(request, SignInForm(), to)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _signin_page(request, form, to)
    return _judge(request, form, to)


def _judge(request: HttpRequest, form: SignInForm, to: str) -> HttpResponse:
    login, at, address = form.cleaned_data["login"], now_of(request), browser.address_of(request)
    buckets = rules.buckets(login, address, browser.known_device(request, login))
    if wait := actions.count_attempt(buckets=buckets, at=at):
        return _signin_page(request, form, to, wait_words(wait), status=429)
    user = access.account_by_password(login, form.cleaned_data["password"])
    if user is None:
        actions.refuse_sign_in(login=login, address=address, way="password", at=at)
        return _signin_page(request, form, to, WRONG)
    actions.clear_attempts(buckets=buckets)
    if queries.has_code_app(user.id):
        response = redirect("accounts:code")
        browser.keep_step(response, actions.await_code(user=user, at=at, data={"to": to}))
        return response
    try:
        done = actions.admit(
            user=user, way="password", to=to, address=address, device=browser.device_words(request), at=at
        )
    except actions.NoRole:
        return page(request, "accounts/no_role.html", {"name": user.name}, status=403)
    return _go_on(request, done, to)


def _go_on(request: HttpRequest, done: actions.Opened | actions.HalfDone, to: str) -> HttpResponse:
    """Into the house, or to choose a password in place of a one-time one."""
    if isinstance(done, actions.Opened):
        return browser.let_in(request, redirect(to), done)
    response = redirect("accounts:first_password")
    browser.keep_step(response, done.key)
    return response


def _signin_page(request: HttpRequest, form: SignInForm, to: str, error: str = "", status: int = 200) -> HttpResponse:
    context = {"form": form, "to": to, "error": error, "can_passkey": can_passkey(request)}
    return page(request, "accounts/signin.html", context, status=status)


@public
def code(request: HttpRequest) -> HttpResponse:
    """The second step: a code of the app, or a recovery code."""
    at, address = now_of(request), browser.address_of(request)
    step = access.step_to_take(browser.step_key_of(request), "code", at)
    if step is None:
        return redirect("accounts:signin")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "accounts/code.html", {"form": form, "error": ""})
    buckets = [rules.Bucket(f"code:{step.user_id}", rules.SECOND_FACTOR)]
    if wait := actions.count_attempt(buckets=buckets, at=at):
        return page(request, "accounts/code.html", {"form": form, "error": wait_words(wait)}, status=429)
    try:
        done = actions.sign_in_with_code(
            step=step, code=form.cleaned_data["code"], address=address, device=browser.device_words(request), at=at
        )
    except actions.NoRole:
        return page(request, "accounts/no_role.html", {"name": ""}, status=403)
    except Refusal as refusal:
        actions.refuse_sign_in(user_id=step.user_id or 0, address=address, way="code", at=at)
        return page(request, "accounts/code.html", {"form": form, "error": refusal.sentence})
    actions.clear_attempts(buckets=buckets)
    return _go_on(request, done, browser.local(step.data["to"]))


@public
def first_password(request: HttpRequest) -> HttpResponse:
    """After a one-time password: choose one's own; nothing opens before."""
    at = now_of(request)
    step = access.step_to_take(browser.step_key_of(request), "first_password", at)
    if step is None:
        return redirect("accounts:signin")
    form = FirstPasswordForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "least": access.least_password(step.user_id or 0)}
    if not form.is_valid():
        return page(request, "accounts/first_password.html", context)
    try:
        opened = actions.choose_password(
            step=step, password=form.cleaned_data["new"], address=browser.address_of(request),
            device=browser.device_words(request), at=at,
        )  # fmt: skip
    except actions.NoRole:
        return page(request, "accounts/no_role.html", {"name": ""}, status=403)
    except Refusal as refusal:
        form.add_error("new", refusal.sentence)
        return page(request, "accounts/first_password.html", context)
    return browser.let_in(request, redirect(browser.local(step.data["to"])), opened)


@public
@require_POST
def passkey_start(request: HttpRequest) -> HttpResponse:
    """The challenge for a sign-in with a passkey, as JSON."""
    key, options = actions.begin_passkey_sign_in(
        origin=browser.origin_of(request),
        to=browser.local(request.GET.get("next")),
        at=now_of(request),
    )
    response = JsonResponse(options)
    browser.keep_step(response, key)
    return response


@public
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """The browser's answer to the challenge; the session opens and the page is told where to go."""
    at = now_of(request)
    step = access.step_to_take(browser.step_key_of(request), "passkey", at)
    try:
        if step is None:
            raise actions.WrongPasskey
        opened = actions.sign_in_with_passkey(
            step=step,
            origin=browser.origin_of(request),
            answer=browser.json_of(request),
            address=browser.address_of(request),
            device=browser.device_words(request),
            at=at,
        )
    except Refusal as refusal:
        return JsonResponse({"code": refusal.code, "sentence": refusal.sentence}, status=400)
    return browser.let_in(request, JsonResponse({"to": browser.local(step.data["to"])}), opened)


@require_POST
def signout(request: HttpRequest) -> HttpResponse:
    """End this session; the browser forgets what it kept of it."""
    actor = actor_of(request)
    actions.sign_out(actor=actor, key=browser.key_of(request), at=now_of(request))
    response = redirect("accounts:signin")
    response.delete_cookie(browser.SESSION)
    # what a family kept for reading without a network goes too; a teacher's marks not sent yet stay
    response["Clear-Site-Data"] = '"cache", "storage"' if actor.role not in rules.STAFF else '"cache"'
    return response


@public
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Set «Оформление» for this browser, and for the signed-in reader's next ones."""
    chosen = Look.of(request.POST.dict()).to_cookie()
    if getattr(request, "actor", None):
        actions.keep_look(actor=actor_of(request), look=chosen, at=now_of(request))
    response = redirect(browser.local(request.POST.get("back")))
    browser.keep_look(response, chosen)
    return response


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent from a page that stood open over a sign-in or a sign-out, or from another site."""
    refusal = Refusal("Страница устарела. Вернитесь назад, обновите её и попробуйте ещё раз.")
    if not hasattr(request, "actor"):
        request.actor = None  # type: ignore[attr-defined]
    return page(request, "core/refused.html", {"refusal": refusal, "section": ""}, status=403)


def can_passkey(request: HttpRequest) -> bool:
    """Browsers give passkeys to names only, not to bare addresses."""
    return not rules.network_of(request.get_host().rsplit(":", 1)[0])


def wait_words(wait: timedelta) -> str:
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    return f"Слишком много попыток. Подождите {count(minutes, 'минуту', 'минуты', 'минут')} и попробуйте ещё раз."
