"""Writing, answering, reading; reporting a letter and judging it."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse

from kedr.audit.actions import Change, record
from kedr.core.actor import Actor, Role
from kedr.core.clock import day_of
from kedr.core.errors import NotFound, Refusal
from kedr.letters.access import FAMILY, JUDGES, STAFF, family_rule, letter_to_report, reports_to_judge, talk_to_read
from kedr.letters.models import Letter, Talk
from kedr.letters.queries.book import correspondent
from kedr.letters.rules import LETTERS_A_DAY, TITLE_LENGTH, check_text
from kedr.notices import actions as notices
from kedr.notices.queries import addressees
from kedr.people.models import Post

EVERYBODY = FAMILY | STAFF
DAY = timedelta(days=1)


class WrongLetter(Refusal):
    """The letter cannot be sent; `field` names the input."""

    code = "wrong_letter"

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def write_letter(
    *, actor: Actor, at: datetime, school_id: int, to_id: int, pupil_id: int, subject: str, text: str
) -> int:
    """Begin a talk with somebody of the actor's address book, about a pupil or 0; its id.

    Raises NotFound, WrongLetter.
    """
    on = day_of(at)
    if correspondent(actor, school_id, to_id, pupil_id, on) is None:
        raise NotFound("Этому человеку вы писать не можете.")
    if not 0 < len(subject) <= TITLE_LENGTH:
        raise WrongLetter(f"Напишите тему: до {TITLE_LENGTH} знаков.", "subject")
    _check(actor, at, school_id, text)
    talk = Talk.objects.create(
        school_id=school_id, subject=subject, pupil_id=pupil_id, one_id=actor.person_id, other_id=to_id, last_at=at,
        one_read_at=at,
    )  # fmt: skip
    _send(actor, at, talk, text, on)
    return talk.id


@transaction.atomic
def answer_letter(*, actor: Actor, at: datetime, school_id: int, talk_id: int, text: str) -> None:
    """Go on with a talk. Raises NotFound, WrongLetter."""
    talk = talk_to_read(actor, school_id, talk_id)
    on = day_of(at)
    if actor.role in FAMILY and family_rule(school_id, on) == "off":
        raise WrongLetter("Школа выключила переписку. Позвоните или придите в школу.", "text")
    _check(actor, at, school_id, text)
    talk.last_at = at
    _mark_read(talk, actor, at)
    talk.save(update_fields=["last_at", "one_read_at", "other_read_at"])
    _send(actor, at, talk, text, on)


@transaction.atomic
def read_talk(*, actor: Actor, at: datetime, school_id: int, talk_id: int) -> None:
    """The reader has the letters before their eyes."""
    talk = talk_to_read(actor, school_id, talk_id)
    _mark_read(talk, actor, at)
    talk.save(update_fields=["one_read_at", "other_read_at"])


@transaction.atomic
def report_letter(*, actor: Actor, at: datetime, school_id: int, letter_id: int) -> None:
    """Ask the head to look at a letter one has got; once. Raises NotFound."""
    row = letter_to_report(actor, school_id, letter_id)
    if row.reported_at is not None:
        return
    row.reported_at = at
    row.save(update_fields=["reported_at"])
    record(
        actor=actor,
        at=at,
        school_id=school_id,
        changes=[Change("letter.report", "letter", row.id, about_id=row.talk_id)],
    )
    on = day_of(at)
    heads = Post.objects.in_school(school_id).filter(kind="head", starts_on__lte=on).exclude(ends_on__lte=on)
    judges = addressees(school_id, list(heads.values_list("person_id", flat=True)), list(JUDGES), on)
    path = reverse("letters:reported", args=[school_id])
    words = [
        notices.Letter(one.user_id, one.grant_id, "letter", "Жалоба на письмо", "Посмотрите и решите.", path)
        for one in judges
    ]
    notices.tell(actor=actor, at=at, school_id=school_id, letters=words)


@transaction.atomic
def judge_letter(*, actor: Actor, at: datetime, school_id: int, letter_id: int, is_hidden: bool) -> None:
    """Hide a reported letter, or leave it. Raises NotFound."""
    reports_to_judge(actor, school_id)
    row = Letter.objects.in_school(school_id).filter(id=letter_id, judged_at=None).exclude(reported_at=None).first()
    if row is None:
        raise NotFound("Письма нет.")
    row.judged_at, row.judged_by, row.is_hidden = at, actor.person_id, is_hidden
    row.save(update_fields=["judged_at", "judged_by", "is_hidden"])
    change = Change("letter.hide" if is_hidden else "letter.leave", "letter", row.id, about_id=row.talk_id)
    record(actor=actor, at=at, school_id=school_id, changes=[change])


def _check(actor: Actor, at: datetime, school_id: int, text: str) -> None:
    if fault := check_text(text):
        raise WrongLetter(fault, "text")
    if actor.role in FAMILY:
        sent = Letter.objects.in_school(school_id).filter(from_id=actor.person_id, sent_at__gt=at - DAY).count()
        if sent >= LETTERS_A_DAY:
            raise WrongLetter("За сутки вы отправили очень много писем. Напишите завтра или позвоните в школу.", "text")


def _mark_read(talk: Talk, actor: Actor, at: datetime) -> None:
    if talk.one_id == actor.person_id:
        talk.one_read_at = at
    else:
        talk.other_read_at = at


def _send(actor: Actor, at: datetime, talk: Talk, text: str, on: date) -> None:
    row = Letter.objects.create(
        school_id=talk.school_id, talk_id=talk.id, from_id=actor.person_id, text=text, sent_at=at
    )
    change = Change("letter.send", "letter", row.id, about_id=talk.id)  # its words stay between the two
    record(actor=actor, at=at, school_id=talk.school_id, changes=[change])
    to_id = talk.other_id if talk.one_id == actor.person_id else talk.one_id
    path = reverse("letters:talk", args=[talk.school_id, talk.id])
    roles: list[Role] = list(EVERYBODY)
    words = [
        notices.Letter(
            one.user_id, one.grant_id, "letter", f"Письмо: {talk.subject}"[:150], f"Пишет {actor.name}.", path,
            talk.pupil_id,
        )
        for one in addressees(talk.school_id, [to_id], roles, on)[:1]
    ]  # fmt: skip
    notices.tell(actor=actor, at=at, school_id=talk.school_id, letters=words)
