"""Foreign keys that Django's own ForeignKey cannot say: composite ones, and plain ones of a composite-keyed table."""

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table


class _ForeignKeyConstraint(models.BaseConstraint):
    """A named FOREIGN KEY from `column` to a table; checked at once, deferrable inside a transaction.

    INITIALLY IMMEDIATE makes a violation an IntegrityError of the statement on every database, not of
    the commit.
    """

    def __init__(self, *, column: str, to: str, name: str) -> None:
        super().__init__(name=name)
        self.column = column
        self.to = to

    def columns(self) -> tuple[list[str], list[str]]:
        """The columns of this table and of the one it points to."""
        raise NotImplementedError

    def _clause(self, schema_editor: BaseDatabaseSchemaEditor) -> str:
        quote = schema_editor.quote_name
        # By name, not through the app registry: a migration's registry may not hold the target yet.
        table = self.to.replace(".", "_").lower()
        ours, theirs = (", ".join(map(quote, side)) for side in self.columns())
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({ours}) REFERENCES {quote(table)} ({theirs})"
            " DEFERRABLE INITIALLY IMMEDIATE"
        )

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        if schema_editor.connection.vendor == "sqlite":
            return self._clause(schema_editor)
        self.create_sql(model, schema_editor)
        return None

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        # At the end of the migration: the table it points to may come later in it.
        schema_editor.deferred_sql.append(
            Statement(
                "ALTER TABLE %(table)s ADD %(clause)s",
                table=Table(model._meta.db_table, schema_editor.quote_name),
                clause=self._clause(schema_editor),
            )
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s",
            table=Table(model._meta.db_table, schema_editor.quote_name),
            name=schema_editor.quote_name(self.name),
        )

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = DEFAULT_DB_ALIAS) -> None:
        ours, theirs = self.columns()
        values = [getattr(instance, column) for column in ours]
        if None in values:
            return
        target = apps.get_model(self.to)._base_manager.using(using)
        if not target.filter(**dict(zip(theirs, values, strict=True))).exists():
            raise ValidationError({self.column: "Такой записи нет."})

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.name, self.column, self.to))

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "column": self.column, "to": self.to}


class SameSchool(_ForeignKeyConstraint):
    """FOREIGN KEY (school_id, column) REFERENCES to (school_id, id): the row is of the same school."""

    def columns(self) -> tuple[list[str], list[str]]:
        return ["school_id", self.column], ["school_id", "id"]


class ReferenceFK(_ForeignKeyConstraint):
    """FOREIGN KEY (column) REFERENCES to (id), to a reference table."""

    def columns(self) -> tuple[list[str], list[str]]:
        return [self.column], ["id"]
