"""Says of an SQL statement whether every owned table in it is tied to one school.

A region may one day be spread over machines by school: then a statement that does not fix the school goes to all of
them or is refused. Nobody has to remember that: the guard reads every statement of the test run. `-- cross_school` in
a statement says that it means to look over all schools.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import sqlglot
from django.apps import apps
from sqlglot import exp

READ_OR_WRITE = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


class SchoolNotFixed(AssertionError):
    """A statement on owned tables does not say which school it is about."""


@lru_cache
def owned_tables() -> frozenset[str]:
    return frozenset(
        model._meta.db_table
        for model in apps.get_models()
        if any(field.attname == "school_id" for field in model._meta.local_concrete_fields)
    )


@lru_cache(maxsize=4096)
def loose_tables(sql: str) -> tuple[str, ...]:
    """The owned tables of a statement whose school is not fixed; empty when all is well."""
    if not sql.lstrip("( \n").upper().startswith(READ_OR_WRITE) or "cross_school" in sql:
        return ()
    tree = sqlglot.parse_one(sql.replace("%s", "?"), dialect="postgres")
    if isinstance(tree, exp.Insert):
        table = tree.find(exp.Table)
        columns = {column.name for column in tree.this.find_all(exp.Identifier)}
        return (table.name,) if table and table.name in owned_tables() and "school_id" not in columns else ()
    scopes: list[Any] = [tree] if isinstance(tree, (exp.Update, exp.Delete)) else []
    scopes += list(tree.find_all(exp.Select))
    return tuple(alias for scope in scopes for alias in _loose_in(scope))


def _loose_in(scope: Any) -> list[str]:
    """One SELECT, UPDATE or DELETE by itself: its tables, tied to each other and to a value by its conditions."""
    aliases = {source.alias_or_name: source for source in _sources(scope)}
    owned = {a for a, s in aliases.items() if isinstance(s, exp.Table) and s.name in owned_tables()}
    fixed = {a for a, s in aliases.items() if isinstance(s, exp.Subquery)}  # looked at as a scope of its own
    ties: list[tuple[str, str]] = []
    only = next(iter(owned)) if len(aliases) == 1 and owned else ""
    for condition in _conditions(scope):
        for left, right in _pairs(condition):
            column = _school_column(left, only)
            if column is None:
                continue
            other = _school_column(right, only)
            if other is None:
                fixed.add(column)
            elif other in aliases:
                ties.append((column, other))
            else:  # a column of the statement around this one
                fixed.add(column)
    changed = True
    while changed:
        changed = False
        for one, two in ties:
            if (one in fixed) != (two in fixed):
                fixed |= {one, two}
                changed = True
    return sorted(owned - fixed)


def _sources(scope: Any) -> Iterator[Any]:
    if isinstance(scope, (exp.Update, exp.Delete)):
        yield scope.this
    source = scope.args.get("from_") or scope.args.get("from")
    if source is not None:
        yield source.this
    for join in scope.args.get("joins") or []:
        yield join.this


def _conditions(scope: Any) -> Iterator[Any]:
    """What must all hold: the parts of WHERE and of every ON, taken apart at AND."""
    where = scope.args.get("where")
    roots = [where.this] if where is not None else []
    roots += [join.args["on"] for join in scope.args.get("joins") or [] if join.args.get("on") is not None]
    while roots:
        root: Any = roots.pop().unnest()
        if isinstance(root, exp.And):
            roots += [root.left, root.right]
        elif isinstance(root, exp.Or) and _same_school_either_way(root):
            first = root.left.unnest()
            yield first.left if isinstance(first, exp.And) else first
        else:
            yield root


def _same_school_either_way(root: exp.Or) -> bool:
    """`(school = 1 AND id IN …) OR (school = 2 AND id IN …)`: the prefetch of SchoolFK over more schools than one."""
    return all("school_id" in side.sql() for side in (root.left, root.right))


def _pairs(condition: Any) -> Iterator[tuple[Any, Any]]:
    match condition:
        case exp.EQ(this=exp.Tuple() as left, expression=exp.Tuple() as right):
            yield from zip(left.expressions, right.expressions, strict=True)
        case exp.EQ():
            yield condition.left.unnest(), condition.right.unnest()
            yield condition.right.unnest(), condition.left.unnest()
        case exp.In(this=exp.Tuple() as left) if condition.expressions:
            first = condition.expressions[0]
            if isinstance(first, exp.Tuple):
                yield from zip(left.expressions, first.expressions, strict=True)
        case exp.In() if condition.expressions:
            yield condition.this, condition.expressions[0]


def _school_column(node: Any, only: str) -> str | None:
    if isinstance(node, exp.Column) and node.name == "school_id":
        return node.table or only or None
    return None


def guard(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """An execute_wrapper: refuses the statement before it runs."""
    loose = loose_tables(str(sql))
    if loose:
        raise SchoolNotFixed(f"{', '.join(loose)}: name the school, or say `-- cross_school`\n{sql}")
    return execute(sql, params, many, context)
