"""What is typed on the pages of accounts."""

from django import forms

from kedr.accounts import rules

_LONG = {"max_length": "Слишком длинно. Проверьте, то ли вы вставили."}


def _text(empty: str, **more: int) -> forms.CharField:
    return forms.CharField(max_length=more.get("most", rules.LONGEST), error_messages={"required": empty, **_LONG})


def _password(empty: str) -> forms.CharField:
    return forms.CharField(max_length=rules.LONGEST, strip=False, error_messages={"required": empty, **_LONG})


class SignInForm(forms.Form):
    login = _text("Введите логин.", most=60)
    password = _password("Введите пароль.")

    def clean_login(self) -> str:
        return rules.normal_login(self.cleaned_data["login"])


class CodeForm(forms.Form):
    code = _text("Введите код.", most=40)


class ConfirmForm(forms.Form):
    password = _password("Введите пароль.")


class FirstPasswordForm(forms.Form):
    new = _password("Введите новый пароль.")


class PasswordForm(FirstPasswordForm):
    old = _password("Введите нынешний пароль.")


class InvitationForm(forms.Form):
    code = _text("Введите код с листка.", most=60)

    def clean_code(self) -> str:
        code = rules.normal_invitation(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError("В коде 12 знаков: буквы и цифры. Сверьте его с листком.")
        return code


class JoinForm(forms.Form):
    login = _text("Придумайте логин.", most=60)
    password = _password("Придумайте пароль.")
