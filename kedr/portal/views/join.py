"""«Войти по приглашению»: whoever holds a printed code opens an account, or adds the role to the one they have."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from kedr.accounts import access, actions, rules
from kedr.accounts.forms import InvitationForm, JoinForm
from kedr.accounts.models import Invitation
from kedr.accounts.views import browser
from kedr.accounts.views.signin import wait_words
from kedr.core import clock
from kedr.core.actor import Role
from kedr.core.errors import Refusal
from kedr.core.pages import actor_of, now_of, page, public
from kedr.people.access import Invited, invited_to_join
from kedr.portal.queries.invitations import offered_login


@public
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """The code: filled in by the QR, or typed. A link alone opens nothing: previews of messengers follow it too."""
    if request.method != "POST":
        code = rules.normal_invitation(request.GET.get("code", "")[:60])
        return _code_page(request, InvitationForm(initial={"code": rules.grouped_invitation(code)}))
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _code_page(request, form, status=400)
    code, at, address = form.cleaned_data["code"], now_of(request), browser.address_of(request)
    # the same bounds as for passwords; the bucket of a code keeps its digest only
    buckets = rules.buckets(f"invitation:{access.invitation_digest(code).hex()}", address, "")
    if wait := actions.count_attempt(buckets=buckets, at=at):
        return _code_page(request, form, wait_words(wait), status=429)
    try:
        key = actions.open_invitation(code=code, at=at)
    except access.InvitationOver as refusal:
        return _code_page(request, form, refusal.sentence, status=400)
    except access.NoInvitation as refusal:
        actions.refuse_sign_in(address=address, way="invitation", at=at)
        return _code_page(request, form, refusal.sentence, status=400)
    actions.clear_attempts(buckets=buckets)
    response = redirect("portal:join_account")
    browser.keep_invitation(response, key)
    return response


def _code_page(request: HttpRequest, form: InvitationForm, error: str = "", *, status: int = 200) -> HttpResponse:
    return page(request, "portal/join.html", {"form": form, "error": error}, status=status)


@public
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Whose invitation it is, and a login and a password of one's own; who has signed in is asked to add the role."""
    try:
        invitation, invited = _under_way(request)
    except Refusal as refusal:
        return _code_page(request, InvitationForm(), refusal.sentence, status=400)
    if getattr(request, "actor", None):
        return _account_page(request, invitation, invited)
    if request.method != "POST":
        form = JoinForm(initial={"login": offered_login(invited)})
        return _account_page(request, invitation, invited, form)
    form = JoinForm(request.POST)
    if not form.is_valid():
        return _account_page(request, invitation, invited, form)
    try:
        opened = actions.join(
            invitation=invitation, name=invited.name, login=form.cleaned_data["login"],
            password=form.cleaned_data["password"], address=browser.address_of(request),
            device=browser.device_words(request), at=now_of(request),
        )  # fmt: skip
    except (actions.WrongLogin, actions.LoginTaken) as refusal:
        form.add_error("login", refusal.sentence)
    except actions.WeakPassword as refusal:
        form.add_error("password", refusal.sentence)
    except Refusal as refusal:
        return _account_page(request, invitation, invited, form, refusal)
    else:
        return browser.forget_invitation(browser.let_in(request, redirect("/"), opened))
    return _account_page(request, invitation, invited, form)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """The role of the invitation goes to the account that has signed in."""
    if request.method != "POST":  # signed in anew on the way
        return redirect("portal:join_account")
    try:
        invitation, invited = _under_way(request)
    except Refusal as refusal:
        return _code_page(request, InvitationForm(), refusal.sentence, status=400)
    try:
        made = actions.join_as(
            actor=actor_of(request), key=browser.key_of(request), invitation=invitation, at=now_of(request)
        )
    except Refusal as refusal:
        return _account_page(request, invitation, invited, refusal=refusal)
    response = browser.forget_invitation(redirect("/"))
    if made:
        browser.keep_key(response, made)
    return response


def _under_way(request: HttpRequest) -> tuple[Invitation, Invited]:
    at = now_of(request)
    invitation = access.invitation_to_take(browser.invitation_key_of(request), at)
    if invitation is None:
        raise Refusal("Время вышло. Введите код с листка ещё раз: он не пропал.")
    role, on = Role(invitation.role), clock.day_of(at)
    return invitation, invited_to_join(role, invitation.at_school_id, invitation.person_id, on)


def _account_page(
    request: HttpRequest,
    invitation: Invitation,
    invited: Invited,
    form: JoinForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """Of the person no more than a first name, a school, a child's first name and class."""
    on, actor = clock.day_of(now_of(request)), getattr(request, "actor", None)
    context = {
        "form": form or JoinForm(),
        "invited": invited,
        "is_pupil": invitation.role == Role.PUPIL,
        "has_account": access.has_account(invitation, on),
        "other_kind": access.other_kind(actor, invitation, on) if actor else "",
        "least": rules.LEAST_FAMILY,
        "refusal": refusal,
        "to_signin": reverse("accounts:signin", query={"next": reverse("portal:join_account")}),
    }
    status = 400 if refusal or (form and form.errors) else 200
    return page(request, "portal/join_account.html", context, status=status)
