from django.urls import path

import kedr.core.addresses  # noqa: F401 registers <id:…>
from kedr.accounts.views import account, logins, signin

app_name = "accounts"
urlpatterns = [
    path("signin/", signin.signin, name="signin"),
    path("signin/code/", signin.code, name="code"),
    path("signin/password/", signin.first_password, name="first_password"),
    path("signin/passkey/start/", signin.passkey_start, name="signin_passkey_start"),
    path("signin/passkey/", signin.passkey, name="signin_passkey"),
    path("signout/", signin.signout, name="signout"),
    path("look/", signin.look, name="look"),
    path("s/<id:school>/logins/", logins.logins, name="logins"),
    path("s/<id:school>/logins/<id:user>/", logins.login, name="login"),
    path("s/<id:school>/logins/<id:user>/password/", logins.give_password, name="give_password"),
    path("account/", account.account, name="account"),
    path("account/confirm/", account.confirm, name="confirm"),
    path("account/password/", account.password, name="password"),
    path("account/roles/", account.roles, name="roles"),
    path("account/sessions/end/", account.end_session, name="end_session"),
    path("account/sessions/end-others/", account.end_others, name="end_others"),
    path("account/code-app/", account.code_app, name="code_app"),
    path("account/code-app/start/", account.code_app_start, name="code_app_start"),
    path("account/code-app/off/", account.code_app_off, name="code_app_off"),
    path("account/recovery-codes/", account.recovery_codes, name="recovery_codes"),
    path("account/passkeys/", account.passkey_add, name="passkey_add"),
    path("account/passkeys/start/", account.passkey_start, name="passkey_start"),
    path("account/passkeys/<id:passkey>/remove/", account.passkey_remove, name="passkey_remove"),
]
