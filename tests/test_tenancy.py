"""The tables keep the rules that let one schema run on SQLite, PostgreSQL and a cluster spread by school."""

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from kedr.audit.models import Event
from kedr.core.tenancy import Owned, SchoolFK, new_id
from kedr.core.tenancy.constraints import ReferenceFK, SameSchool
from kedr.journal.models import Mark, Work
from kedr.people.models import Enrolment, Person
from kedr.schools.models import PeriodScheme, SchoolClass
from tests.cast import Cast

MODELS = [model for model in apps.get_models() if model.__module__.startswith("kedr.")]
OWNED = [model for model in MODELS if issubclass(model, Owned)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_model_says_what_kind_of_table_it_is_and_what_a_row_is(model: type[models.Model]) -> None:
    assert getattr(model, "tenancy", "") in ("owned", "reference", "account", "rollup")
    assert (model.__doc__ or "")[:9] != f"{model.__name__}("  # Django's own stand-in


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model.__name__)
def test_an_owned_table_is_keyed_by_school_first(model: type[models.Model]) -> None:
    meta = model._meta
    assert meta.pk is not None
    assert [field.attname for field in meta.pk_fields] == ["school_id", "id"]
    for constraint in meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            assert constraint.fields[0] == "school_id", constraint.name
            assert "id" not in constraint.fields, constraint.name
    for index in meta.indexes:
        first = index.fields[0] if index.fields else str(index.expressions[0])
        assert "school_id" in first, index.name


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model.__name__)
def test_links_of_an_owned_table_stay_in_the_school(model: type[models.Model]) -> None:
    tied = {c.column for c in model._meta.constraints if isinstance(c, (SameSchool, ReferenceFK))}
    assert "school_id" in tied
    for field in model._meta.get_fields():
        if isinstance(field, SchoolFK):
            assert field.column_name in tied, field.name
            assert issubclass(field.related_model, Owned)
        elif isinstance(field, models.ForeignKey):
            assert getattr(field.related_model, "tenancy", "") == "reference", f"{field.name}: SchoolFK"
            assert not getattr(field, "db_index", True), f"{field.name}: an index of one column is of no use here"
        assert not isinstance(field, models.ManyToManyField), field.name


@pytest.mark.parametrize("model", [m for m in MODELS if m not in OWNED], ids=lambda model: model.__name__)
def test_nothing_outside_a_school_points_into_one(model: type[models.Model]) -> None:
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey):
            assert not issubclass(field.related_model, Owned), field.name


def test_the_database_refuses_a_link_to_another_school(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(
            school_id=1, person_id=cast.foreign_pupil.id, class_id=cast.school_class.id, starts_on="2026-09-01"
        )
    with pytest.raises(ValueError, match="another school"):
        Enrolment(school_id=1, school_class=cast.school_class, person=cast.foreign_pupil)


def test_a_row_is_of_a_school_that_exists(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(school_id=99, last_name="А", first_name="Б", sex="f")


def test_clearing_a_link_keeps_the_school(cast: Cast) -> None:
    school_class = cast.school_class
    school_class.home_room = None
    assert school_class.school_id == 1


def test_a_first_save_is_one_statement(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        person = Person.objects.create(school_id=1, last_name="А", first_name="Б", sex="f")
    with django_assert_num_queries(1):
        person.first_name = "В"
        person.save()


def test_three_thousand_links_are_prefetched(cast: Cast) -> None:
    """A list of tuples is refused by SQLite over a thousand and crawls on PostgreSQL; ours is a list of ids."""
    people = Person.objects.bulk_create(
        Person(school_id=1, last_name=str(n), first_name="Имя", sex="f") for n in range(3000)
    )
    Enrolment.objects.bulk_create(
        Enrolment(school_id=1, person_id=p.id, class_id=cast.school_class.id, starts_on="2026-09-01") for p in people
    )
    rows = Enrolment.objects.in_school(1).prefetch_related("person")
    assert len({row.person.last_name for row in rows if row.person.last_name.isdigit()}) == 3000


def test_joins_and_aggregates_stay_in_the_school(cast: Cast) -> None:
    assert Enrolment.objects.in_school(1).filter(school_class__grade=8).count() == 3
    assert Enrolment.objects.in_school(1).select_related("person").first().person.school_id == 1  # type: ignore[union-attr]
    per_class = Enrolment.objects.in_school(1).values("class_id").annotate(n=models.Count("person_id"))
    assert list(per_class.values_list("n", flat=True)) == [3]
    assert SchoolClass.objects.in_school(1).exclude(letter="А").count() == 1
    assert (
        SchoolClass.objects.in_school(2).select_related("scheme").get().scheme
        == PeriodScheme.objects.in_school(2).get()
    )


def test_ids_grow_and_never_repeat() -> None:
    ids = [new_id() for _ in range(20_000)]
    assert ids == sorted(set(ids))
    assert ids[-1] < 2**63


def test_the_record_can_only_grow(cast: Cast) -> None:
    Event.objects.create(
        school_id=1, at="2026-11-11T12:00:00+07:00", verb="test", target_kind="test", target_id=1, user_id=1,
        person_id=0, role="", name="",
    )  # fmt: skip
    events = Event.objects.filter(school_id=1)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        events.update(verb="other")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        events.delete()


def test_a_mark_is_one_of_its_cell(cast: Cast) -> None:
    work = Work.objects.create(
        school_id=1, lesson_id=cast.lessons[0].id, course_id=cast.algebra.id, kind_id=cast.kinds["ОУ"].id,
        held_on=cast.lessons[0].held_on, weight=1,
    )  # fmt: skip
    cell = {
        "school_id": 1, "lesson_id": work.lesson_id, "work_id": work.id, "pupil_id": cast.pupils[0].id,
        "held_on": work.held_on, "value": "5", "set_at": "2026-11-11T12:00:00+07:00", "set_by": 1,
    }  # fmt: skip
    Mark.objects.create(**cell)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mark.objects.create(**cell)
