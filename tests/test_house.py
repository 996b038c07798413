"""The house rules that no linter knows, read off the source. What each forbids, it says with what to do instead."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from kedr.core.tenancy import Owned

ROOT = Path(__file__).parents[1]
KEDR = ROOT / "kedr"

ROOMS = {
    "__init__", "apps", "rules", "models", "access", "queries", "actions", "forms", "views", "api", "jobs", "urls",
    "middleware", "management", "migrations", "tests", "templates", "static",
}  # fmt: skip
# Composition root, the ground floor and the converters of formats have rooms of their own.
ROOMS_OF_THEIR_OWN = {"core", "config", "interop"}
MORE_ROOMS = {
    "reports": {"table", "html", "xlsx", "ods", "csv", "pdf"},  # a report, and what it leaves the house as
    "notices": {"channels"},  # the ways out of the house
}
WRITES = {
    "save", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create", "update", "delete",
    "asave", "acreate", "aupdate", "adelete",
}  # fmt: skip
DOORS = {
    "in_school",
    "none",
    "create",
    "bulk_create",
    "bulk_update",
}  # new rows carry their school, known ones their key


def sources() -> list[Path]:
    return [path for path in sorted(KEDR.rglob("*.py")) if "migrations" not in path.parts]


def product() -> list[Path]:
    return [path for path in sources() if "tests" not in path.parts]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def is_action_file(path: Path) -> bool:
    return path.name == "actions.py" or "actions" in path.parts


def too_big(source: str, *, lines: int = 400, function: int = 50) -> list[str]:
    """Files and functions over the bound."""
    found = ["file"] if source.count("\n") > lines else []
    for made in functions(ast.parse(source)):
        if (made.end_lineno or 0) - made.lineno + 1 > function:
            found.append(made.name)
    return found


def writes(source: str) -> list[str]:
    """Calls that change rows through the ORM, and statements that do through SQL."""
    tree, found = ast.parse(source), []
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name, value=value)) if name in WRITES and _is_rows(value):
                found.append(f"{name}, line {node.lineno}")
            case ast.Call(func=ast.Name(id="insert")) | ast.Call(func=ast.Attribute(attr="executemany")):
                found.append(f"insert, line {node.lineno}")
            case ast.Constant(value=str(text)) if re.match(r"\s*(INSERT INTO|UPDATE|DELETE FROM)\s", text):
                found.append(f"SQL, line {node.lineno}")
    return found


def _is_rows(node: ast.AST) -> bool:
    """A queryset or a manager, not a dict or a set: something called `objects`, or filtered from it."""
    return any(isinstance(part, ast.Attribute) and part.attr == "objects" for part in ast.walk(node))


def unguarded_actions(source: str, public: set[str] | None = None) -> list[str]:
    """Public actions that are not keyword-only, not atomic or not audited.

    An action may hand its work to private functions of its file: the file as a whole is looked at for the last two.
    """
    tree, found = ast.parse(source), []
    atomic = re.search(r"\batomic\b", source)
    audited = re.search(r"\brecord\(", source)
    for made in tree.body:
        if not isinstance(made, ast.FunctionDef) or made.name.startswith("_"):
            continue
        if public is not None and made.name not in public:
            continue
        if made.args.args or made.args.posonlyargs:
            found.append(f"{made.name}: arguments by keyword only")
        if not atomic:
            found.append(f"{made.name}: transaction.atomic")
        if not audited:
            found.append(f"{made.name}: audit.record")
    return found


def exports(package: Path) -> set[str]:
    """What a folder's __init__ shows to the rest of the house: its __all__."""
    for node in ast.parse((package / "__init__.py").read_text()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def open_queries(source: str) -> list[str]:
    """ORM queries on owned tables that do not begin with in_school."""
    owned = {model.__name__ for model in apps.get_models() if issubclass(model, Owned)}
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(attr=door, value=ast.Attribute(attr="objects", value=ast.Name(id=model))):
                if model in owned and door not in DOORS:
                    found.append(f"{model}.objects.{door}, line {node.lineno}")
    return found


@pytest.mark.parametrize("path", sources(), ids=named)
def test_files_and_functions_stay_small(path: Path) -> None:
    assert not too_big(path.read_text()), "split it: a file has one room's work, a function one step"


@pytest.mark.parametrize("path", product(), ids=named)
def test_only_actions_write(path: Path) -> None:
    if is_action_file(path) or path.is_relative_to(KEDR / "core") or path.name == "models.py":
        return
    assert not writes(path.read_text()), "move the write into the app's actions"


PUBLIC_ACTIONS = [path for path in product() if path.name == "actions.py" or path.parent.name == "actions"]


@pytest.mark.parametrize("path", PUBLIC_ACTIONS, ids=named)
def test_public_actions_are_keyword_only_atomic_and_audited(path: Path) -> None:
    if path.is_relative_to(KEDR / "audit"):
        return
    public = None if path.name in ("actions.py", "__init__.py") else exports(path.parent)
    assert not unguarded_actions(path.read_text(), public)


@pytest.mark.parametrize("path", product(), ids=named)
def test_no_model_signals(path: Path) -> None:
    assert "django.db.models.signals" not in path.read_text(), "call the lower app, or publish a typed event"


@pytest.mark.parametrize("path", product(), ids=named)
def test_queries_begin_with_a_school(path: Path) -> None:
    assert not open_queries(path.read_text()), "Model.objects.in_school(school_id)"


@pytest.mark.parametrize("app", sorted(p for p in KEDR.iterdir() if (p / "apps.py").exists()), ids=named)
def test_an_app_has_only_the_rooms_of_the_house(app: Path) -> None:
    if app.name in ROOMS_OF_THEIR_OWN:
        return
    rooms = {path.stem for path in app.iterdir() if path.name != "__pycache__"}
    rooms -= MORE_ROOMS.get(app.name, set())
    assert rooms <= ROOMS, f"no such room: {rooms - ROOMS}"
    text = (app / "__init__.py").read_text().strip()
    assert text.startswith('"""'), "the app says in one sentence what it owns"


@pytest.mark.parametrize(
    "path", [p for p in product() if p.name in ("rules.py",) or p.parent.name == "rules"], ids=named
)
def test_rules_know_no_django_and_no_clock(path: Path) -> None:
    text = path.read_text()
    assert "django" not in text
    assert not re.search(r"\b(now|today)\(\)", text), "time comes in as an argument"


@pytest.mark.parametrize("path", [p for p in product() if is_action_file(p)], ids=named)
def test_actions_read_no_clock(path: Path) -> None:
    assert not re.search(r"\b(now|today|time)\(\)", path.read_text()), "time comes in as `at`"


@pytest.mark.parametrize("path", [p for p in product() if "views" in (p.stem, p.parent.name)], ids=named)
def test_views_touch_no_tables(path: Path) -> None:
    assert ".objects" not in path.read_text(), "door → form → action or query → response"


STATIC = [path for ext in ("js", "css", "html") for path in sorted(KEDR.rglob(f"*.{ext}"))]


@pytest.mark.parametrize("path", STATIC, ids=named)
def test_pages_name_no_foreign_host_and_carry_nothing_inline(path: Path) -> None:
    text = path.read_text()
    hosts = set(re.findall(r"(?:https?:)?//([a-z0-9.-]+\.[a-z]{2,})", text)) - {"www.w3.org"}
    assert not hosts
    assert text.count("\n") <= 400
    if path.suffix == ".html":
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style", text), "the CSP forbids it"
        assert not re.search(r"<script(?![^>]*(src=|application/json))", text), "the CSP forbids it"


def test_the_tests_of_the_house_catch_planted_breaches() -> None:
    assert too_big("def f():\n" + "    x = 1\n" * 60) == ["f"]
    assert too_big("x = 1\n" * 401) == ["file"]
    assert writes("Mark.objects.in_school(1).filter(id=2).update(value='5')")
    assert writes("insert('journal_mark', [], [])")
    assert writes("cursor.execute('UPDATE journal_mark SET value = 5')")
    assert not writes("colours.update(red=1)")
    assert unguarded_actions("def give_mark(actor, at):\n    pass") == [
        "give_mark: arguments by keyword only",
        "give_mark: transaction.atomic",
        "give_mark: audit.record",
    ]
    assert open_queries("Mark.objects.filter(id=1)")
    assert not open_queries("Mark.objects.in_school(1).filter(id=1)")
