"""«Уведомления на почту»: where to, when, what for which child."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from kedr.core import clock
from kedr.core.actor import Actor, Role
from kedr.core.errors import Refusal
from kedr.core.pages import actor_of, now_of, page
from kedr.diary.access import own_children
from kedr.notices.actions import WrongMail, choose_mail, confirm_address, forget_address, name_address
from kedr.notices.channels import MAIL
from kedr.notices.queries import ChildName, mail_settings
from kedr.notices.rules import MODES
from kedr.portal.forms.mail import read_choices, read_hours

DONE = {
    "code": "Мы отправили код на этот адрес. Введите его здесь: так мы узнаем, что почта ваша.",
    "confirmed": "Почта подтверждена. Выберите, что присылать.",
    "saved": "Сохранено.",
    "forgotten": "Адрес убран: писем больше не будет. Уведомления остались в «Кедре».",
}
NO_MAIL = "Письмо не ушло: почтовый сервер не ответил. Проверьте адрес и попробуйте ещё раз чуть позже."
OTHER_CODE = "Код не подошёл. Проверьте цифры: он в последнем письме от «Кедра»."


@require_http_methods(["GET", "POST"])
def mail(request: HttpRequest) -> HttpResponse:
    """The reader's own; a post names an address, brings its code, chooses, or takes the address back."""
    actor = actor_of(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return redirect(f"{request.path}?done={_act(request, actor)}")
        except WrongMail as error:
            refusal = error
    children = []
    if actor.role == Role.GUARDIAN:
        children = [
            ChildName(child.id, child.first_name)
            for child in own_children(actor, actor.school_id, clock.day_of(now_of(request)))
        ]
    context = {
        "section": "letters",
        "shown": mail_settings(actor, children),
        "modes": MODES,
        "is_open": MAIL.is_open(),
        "done": DONE.get(request.GET.get("done", ""), "") if refusal is None else "",
        "refusal": refusal,
        "field_name": getattr(refusal, "field", ""),
        "sent": request.POST if refusal else {},
    }
    return page(request, "portal/mail.html", context, status=400 if refusal else 200)


def _act(request: HttpRequest, actor: Actor) -> str:
    """What was asked for, done; its word for the page."""
    about: dict[str, Any] = {"actor": actor, "at": now_of(request)}
    sent: Mapping[str, str] = request.POST
    match sent.get("act"):
        case "address":
            code = name_address(**about, address=sent.get("address", ""))
            _send_code(sent.get("address", "").strip(), code)
            return "code"
        case "code":
            if not confirm_address(**about, code=sent.get("code", "")):
                raise WrongMail(OTHER_CODE, "code")
            return "confirmed"
        case "forget":
            forget_address(**about)
            return "forgotten"
        case _:
            quiet_from, quiet_until = read_hours(sent)
            choose_mail(**about, modes=read_choices(sent), quiet_from=quiet_from, quiet_until=quiet_until)
            return "saved"


def _send_code(address: str, code: str) -> None:
    """At once and not through the outbox: the reader waits for it."""
    body = (
        f"Код для уведомлений «Кедра»: {code[:3]} {code[3:]}\n\n"
        "Введите его на странице «Уведомления на почту». Код действует сутки.\n"
        "Если вы не просили писем, ничего не делайте: без кода их не будет.\n"
    )
    try:
        MAIL.send_text(address, "Код для уведомлений «Кедра»", body)
    except OSError as error:  # smtplib's errors are of this kind too
        raise WrongMail(NO_MAIL, "address") from error
