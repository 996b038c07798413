"""SchoolFK: a relation between two rows of one school, on stock ForeignObject."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models.expressions import ColPairs
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from django.db.models.fields.related_lookups import RelatedIn, get_normalized_value
from django.db.models.lookups import Exact, In
from django.db.models.sql.where import OR, WhereNode


def _by_school(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    schools: dict[int, set[int]] = {}
    for school_id, row_id in pairs:
        schools.setdefault(school_id, set()).add(row_id)
    return {school_id: sorted(ids) for school_id, ids in schools.items()}


class SchoolIn(RelatedIn):
    """`school_id = X AND column IN (...)` in place of a list of tuples.

    PostgreSQL plans a long tuple list 20 times slower, and SQLite refuses one over about 1,000 rows.
    """

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        if not (isinstance(self.lhs, ColPairs) and self.rhs_is_direct_value()):
            return super().as_sql(compiler, connection)
        school, column = self.lhs.get_cols()
        pairs = (get_normalized_value(value, self.lhs) for value in self.rhs)
        either = WhereNode(connector=OR)
        for school_id, ids in _by_school(pairs).items():
            either.add(WhereNode([Exact(school, school_id), In(column, ids)]), OR)  # type: ignore[list-item]
        return compiler.compile(either)


class SchoolLink(ForwardManyToOneDescriptor):  # type: ignore[type-arg]
    """Keeps a row in its school: only the link is set or cleared, never `school_id`."""

    field: Any

    def get_prefetch_querysets(self, instances: Any, querysets: Any = None) -> Any:
        field = self.field
        queryset = querysets[0] if querysets else self.get_queryset(instance=instances[0])
        wanted = models.Q(pk__in=[])
        pairs = (field.get_local_related_value(instance) for instance in instances)
        for school_id, ids in _by_school(pair for pair in pairs if None not in pair).items():
            wanted |= models.Q(school_id=school_id, id__in=ids)
        queryset = queryset.filter(wanted)
        queryset.query.clear_ordering()
        return (
            queryset,
            field.get_foreign_related_value,
            field.get_local_related_value,
            True,
            field.cache_name,
            False,
        )

    def __set__(self, instance: Any, value: Any) -> None:
        if value is None:
            setattr(instance, self.field.column_name, None)
            self.field.set_cached_value(instance, None)
            return
        if instance.school_id is not None and value.school_id != instance.school_id:
            raise ValueError(f"{self.field}: a row of another school")
        super().__set__(instance, value)


class SchoolFK(models.ForeignObject):  # type: ignore[type-arg]
    """A link to a row of the same school through the column `<name>_id`, declared beside it.

        lesson_id = models.BigIntegerField()
        lesson = SchoolFK("timetable.Lesson")

    The model's metaclass adds the database constraint. Filter by the column (`lesson_id=5`), never by the
    object of another school.
    """

    db_constraint = False  # the SQLite schema editor asks; ours is a constraint of the table
    forward_related_accessor_class = SchoolLink

    def __init__(self, to: Any, column_name: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("on_delete", models.PROTECT)
        kwargs.setdefault("related_name", "+")
        self.column_name = column_name
        super().__init__(
            to,
            from_fields=["school_id", column_name or "?"],
            to_fields=["school_id", "id"],
            serialize=False,
            editable=False,
            **kwargs,
        )

    def contribute_to_class(self, cls: Any, name: str, *args: Any, **kwargs: Any) -> None:
        self.column_name = self.column_name or f"{name}_id"
        self.from_fields = ["school_id", self.column_name]
        super().contribute_to_class(cls, name, *args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for given in ("from_fields", "to_fields", "serialize", "editable"):
            kwargs.pop(given, None)
        return name, path, args, {**kwargs, "column_name": self.column_name}


SchoolFK.register_lookup(SchoolIn)
