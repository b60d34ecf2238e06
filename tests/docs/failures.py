"""Writes the table of failures from the tests that prove it.

    python -m tests.docs.failures

The marks are read from the text of the tests, not by running them: a device's test is listed
also where its library or its pty is missing, and it takes a second.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shop.config.devices_table import DRIVERS
from tests.failures import ROWS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "failures.md"
#: What has no driver of its own on a port.
OTHERS = ("wechat", "alipay", "panel", "camera")
DEVICES = (*DRIVERS, *OTHERS)
_HEAD = """# What can fail, and which tests prove what the shop does then

<!-- Written by `python -m tests.docs.failures`: mark a test with `@proves`, then write it anew. -->

A number says how many tests prove a row for that device; below they are named. They drive the real
driver against the device's twin, the panel on mock pins, or the till with what a device said: none of
this was tried on the devices themselves.
"""


@dataclass(frozen=True, slots=True)
class Proof:
    """One mark on one test.

    Attributes:
        row: the key of `tests.failures.ROWS`.  devices: of which it is proven.
        file: of the test, from the checkout.  test: its name, with its class.
    """

    row: str
    devices: tuple[str, ...]
    file: str
    test: str


def proofs(text: str, file: str) -> Iterator[Proof]:
    """Yield the marks in the text of one test file.

    Raises:
        ValueError: a mark whose words are not plain text, or that stands on no test.
    """

    def walk(body: list[ast.stmt], inside: str) -> Iterator[Proof]:
        for node in body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                continue
            name = f"{inside}{node.name}"
            for part in node.decorator_list:
                for call in filter(_is_mark, ast.walk(part)):
                    seen.add(call)
                    yield _proof(call, file, name)
            if isinstance(node, ast.ClassDef):
                yield from walk(node.body, f"{name}.")

    tree, seen = ast.parse(text), set[ast.AST]()
    yield from walk(tree.body, "")
    for node in filter(_is_mark, ast.walk(tree)):
        if node not in seen:
            raise ValueError(f"{file}:{node.lineno}: this mark stands on no test")


def _is_mark(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "proves"


def _proof(call: ast.AST, file: str, test: str) -> Proof:
    assert isinstance(call, ast.Call)
    words = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
    texts = [word for word in words if isinstance(word, str)]
    if len(texts) != len(call.args) or call.keywords or len(texts) < 2:
        raise ValueError(f"{file}:{call.lineno}: a mark names its row and its devices as text")
    return Proof(texts[0], tuple(texts[1:]), file, test)


def all_proofs() -> list[Proof]:
    """Return the marks of all tests, in the order of file and line."""
    found: list[Proof] = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text("utf-8")
        if "proves(" in text:
            found += proofs(text, path.relative_to(ROOT).as_posix())
    return found


def page(found: list[Proof]) -> str:
    """Return the page: the table of numbers, then each row with its tests."""
    devices = [name for name in DEVICES if any(name in proof.devices for proof in found)]
    out = [_HEAD, "| failure | " + " | ".join(devices) + " |", "|---" * (len(devices) + 1) + "|"]
    for key, row in ROWS.items():
        own = [proof for proof in found if proof.row == key]
        cells = [str(sum(name in proof.devices for proof in own) or "") for name in devices]
        out.append(f"| {row.failure} | " + " | ".join(cells) + " |")
    for key, row in ROWS.items():
        out += ["", f"## {row.failure}", "", f"{row.behaviour}.", ""]
        own = [proof for proof in found if proof.row == key]
        for name in devices:
            tests = [proof for proof in own if name in proof.devices]
            out += [f"- {name}: " + "; ".join(_said(proof) for proof in tests)] if tests else []
    return "\n".join(out).rstrip() + "\n"


def _said(proof: Proof) -> str:
    name = proof.test.split(".")[-1].removeprefix("test_").replace("_", " ")
    return f"{name} (`{proof.file.removeprefix('tests/')}`)"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(all_proofs()), encoding="utf-8")


if __name__ == "__main__":
    main()
