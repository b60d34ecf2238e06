"""The checks of the tidy test: each takes one file's text and tells its faults."""

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES = 250
FILE_LINES_EVER = 600
FUNCTION_LINES = 60

# Files longer than FILE_LINES, with the length they may not exceed. It only ever shrinks.
LONG_FILES: dict[str, int] = {}

# The only floats of shop/: the honesty estimate is statistics, the world draws chances.
FLOATS_IN = ("shop/reconcile/estimate/", "shop/world/", "shop/world.py")

# Triggers are made for each table of a fixed list; no input comes near them.
BUILT_SQL_IN = ("shop/migrations.py",)

TEXT_SUFFIXES = {
    "", ".py", ".md", ".toml", ".json", ".in", ".lock", ".sh", ".txt", ".html", ".css", ".js",
    ".svg", ".po", ".pot", ".sql", ".service", ".timer", ".rules", ".conf", ".csv", ".yml",
}  # fmt: skip

# Put together from pieces, so that this file does not find itself.
FOREIGN = re.compile(
    "|".join(
        re.escape(head + tail)
        for head, tail in [
            ("/wo", "rk/"),
            ("/ro", "ot/"),
            ("/opt/py", "pi"),
            ("/opt/whe", "els"),
            ("py", "pi.org"),
            ("python", "hosted.org"),
            ("registry.np", "mjs"),
        ]
    )
)
LEFTOVER = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b")


def tracked() -> list[str]:
    """The files git knows, or all files where there is no git."""
    if shutil.which("git") and (ROOT / ".git").exists():
        # The checkout may belong to another: git would refuse it without this.
        argv = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
        done = subprocess.run(argv, cwd=ROOT, capture_output=True, check=True)
        names = done.stdout.decode().split("\0")
        return [name for name in names if name and (ROOT / name).is_file()]
    return [
        path.relative_to(ROOT).as_posix()
        for path in sorted(ROOT.rglob("*"))
        if path.is_file()
        and not any(part.startswith((".venv", ".git", "__pyc", ".mypy", ".ruff", ".pytest",
                                     ".import", ".hypo")) for part in path.parts)
    ]  # fmt: skip


def is_code(name: str) -> bool:
    """Whether the file is Python of the product."""
    return name.endswith(".py") and name.startswith(("shop/", "hardware/", "web/"))


def file_too_long(name: str, text: str) -> Iterator[str]:
    """Files of at most 250 lines; a longer one must be listed and may not grow."""
    lines = text.count("\n")
    limit = min(LONG_FILES.get(name, FILE_LINES), FILE_LINES_EVER)
    if lines > limit:
        yield f"{name}: {lines} lines, at most {limit}"


def function_too_long(name: str, text: str) -> Iterator[str]:
    """Functions of at most 60 lines."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{name}:{node.lineno}: {node.name} has {lines} lines"


def uses_float(name: str, text: str) -> Iterator[str]:
    """Money and goods are integers: no float in shop/ but where chance is computed."""
    if not name.startswith("shop/") or name.startswith(FLOATS_IN):
        return
    for node in ast.walk(ast.parse(text)):
        literal = isinstance(node, ast.Constant) and isinstance(node.value, float | complex)
        call = isinstance(node, ast.Call) and ast.unparse(node.func) == "float"
        if literal or call:
            yield f"{name}:{node.lineno}: a float"


def is_built(node: ast.expr, built_names: set[str]) -> bool:
    """Whether a string is put together from anything but literals and CONSTANTS."""

    def fixed(part: ast.expr) -> bool:
        return (isinstance(part, ast.Constant)) or (
            isinstance(part, ast.Name) and part.id.isupper()
        )

    if isinstance(node, ast.Name):
        return node.id in built_names
    if isinstance(node, ast.JoinedStr):
        values = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        return not all(fixed(value) for value in values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        sides = (node.left, node.right)
        return any(not fixed(side) and not isinstance(side, ast.BinOp) for side in sides) or any(
            is_built(side, built_names) for side in sides
        )
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in {"format", "join", "replace"}
    return False


def builds_sql(name: str, text: str) -> Iterator[str]:
    """SQL is literal: values go in as parameters."""
    if name in BUILT_SQL_IN:
        return
    tree = ast.parse(text)
    built_names = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and is_built(node.value, set())
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"execute", "executemany", "executescript"}
            and node.args
            and is_built(node.args[0], built_names)
        ):
            yield f"{name}:{node.lineno}: SQL put together from values"


def naive_time(name: str, text: str) -> Iterator[str]:
    """No time without its zone."""
    for node in ast.walk(ast.parse(text)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner, method = ast.unparse(node.func.value), node.func.attr
        if owner.split(".")[-1] not in {"datetime", "date"}:
            continue
        zoned = any(word.arg == "tz" for word in node.keywords)
        bare = {"now": not node.args, "fromtimestamp": len(node.args) < 2}.get(method, False)
        if method in {"utcnow", "utcfromtimestamp", "today"} or (bare and not zoned):
            yield f"{name}:{node.lineno}: {owner}.{method} without a zone"


def no_docstring(name: str, text: str) -> Iterator[str]:
    """Public modules, classes and functions say what they mean."""
    tree = ast.parse(text)
    if text.strip() and not ast.get_docstring(tree):
        yield f"{name}: no docstring"
    for node in tree.body:
        public = isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if public and not node.name.startswith("_") and not ast.get_docstring(node):
            yield f"{name}:{node.lineno}: {node.name} has no docstring"


def leftover(name: str, text: str) -> Iterator[str]:
    """What is still to be done stands in an issue, not in the code."""
    for number, line in enumerate(text.splitlines(), 1):
        if LEFTOVER.search(line):
            yield f"{name}:{number}: {line.strip()}"


def foreign(name: str, text: str) -> Iterator[str]:
    """No path of one machine and no package registry's host."""
    for number, line in enumerate(text.splitlines(), 1):
        if FOREIGN.search(line):
            yield f"{name}:{number}: {line.strip()[:100]}"


def not_utf8(name: str, content: bytes) -> Iterator[str]:
    """Text is UTF-8, without a byte order mark and with Unix line ends."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        yield f"{name}: not UTF-8 ({error.reason} at byte {error.start})"
        return
    if text.startswith("\ufeff"):
        yield f"{name}: starts with a byte order mark"
    if "\r\n" in text:
        yield f"{name}: Windows line ends"


def not_a_package(names: list[str]) -> Iterator[str]:
    """A folder with code has an __init__.py: without it the import contracts do not see it."""
    code = [name for name in names if is_code(name)]
    for folder in sorted({name.rpartition("/")[0] for name in code}):
        if f"{folder}/__init__.py" not in code:
            yield f"{folder}: no __init__.py"


CODE_CHECKS = [
    file_too_long, function_too_long, uses_float, builds_sql, naive_time, no_docstring, leftover,
]  # fmt: skip
