"""The base of every table a school owns."""

from typing import Any, Self

from django.db import models
from django.db.models.base import ModelBase

from kedr.core.tenancy.constraints import ReferenceFK, SameSchool
from kedr.core.tenancy.ids import new_id
from kedr.core.tenancy.links import SchoolFK


class OwnedQuerySet[M: models.Model](models.QuerySet[M]):
    def in_school(self, school_id: int) -> Self:
        """The rows of one school: every query on owned tables begins here."""
        return self.filter(school_id=school_id)


class OwnedManager[M: models.Model](models.Manager[M]):
    def get_queryset(self) -> OwnedQuerySet[M]:
        return OwnedQuerySet(self.model, using=self._db)

    def in_school(self, school_id: int) -> OwnedQuerySet[M]:
        return self.get_queryset().in_school(school_id)


class _OwnedBase(ModelBase):
    """Adds the foreign key constraints of an owned table, so that no model can forget one."""

    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any], **kwargs: Any) -> Any:
        meta = attrs.get("Meta")
        if bases and bases != (models.Model,) and not getattr(meta, "abstract", False):
            prefix = f"{attrs['__module__'].split('.')[1]}_{name.lower()}"
            ours: list[models.BaseConstraint] = [
                ReferenceFK(column="school_id", to="schools.School", name=f"{prefix}_school_fk")
            ]
            for link, field in attrs.items():
                if isinstance(field, SchoolFK):
                    column = field.column_name or f"{link}_id"
                    to: Any = field.remote_field.model
                    label = to if isinstance(to, str) else to._meta.label
                    if "." not in label:  # "Work": a table of the same app
                        label = f"{prefix.split('_')[0]}.{name if label == 'self' else label}"
                    ours.append(SameSchool(column=column, to=label, name=f"{prefix}_{column}_fk"))
            declared = getattr(meta, "constraints", [])
            attrs["Meta"] = type("Meta", (meta,) if meta else (), {"constraints": [*declared, *ours]})
        return super().__new__(mcs, name, bases, attrs, **kwargs)


class Owned(models.Model, metaclass=_OwnedBase):
    """A row of one school, keyed (school_id, id)."""

    tenancy = "owned"

    pk = models.CompositePrimaryKey("school_id", "id")
    # A plain column: a ForeignKey inside a composite key breaks later makemigrations.
    school_id = models.BigIntegerField(editable=False)
    id = models.BigIntegerField(default=new_id, editable=False)

    objects = OwnedManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        # No automatic key tells Django that the row is new: without this a first save is UPDATE, then INSERT.
        if self._state.adding and not (kwargs.get("force_update") or kwargs.get("update_fields")):
            kwargs.setdefault("force_insert", True)
        super().save(*args, **kwargs)
