"""Texts of the product: found in code and templates, kept in shop/locale, compiled for tests.

`python -m tests.texts` brings the .po files up to date: new texts come in untranslated, texts
that nobody says any more go. Each text belongs to the domain of the file that says it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LOCALE_DIR = ROOT / "shop" / "locale"
LANGS = ("zh_CN", "en")
DOMAINS = ("kiosk", "office", "shop")
KEYWORDS: dict[str, Any] = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
}
#: What stands before the office: the frame of all pages and the till.
FRAME = {"__init__", "errors", "formats", "languages", "public", "security", "shop", "sse", "qr"}
FRAME_TEMPLATES = ("base", "error", "welcome", "components/", "kiosk/")


def domain_of(path: Path) -> str:
    """Return the domain whose .po file holds the texts of a file."""
    parts = path.relative_to(ROOT).as_posix()
    if parts.startswith("shop/"):
        return "shop"
    if parts.startswith("web/templates/"):
        inside = parts.removeprefix("web/templates/")
        return "kiosk" if inside.startswith(FRAME_TEMPLATES) else "office"
    return "kiosk" if path.stem in FRAME or path.stem.startswith("kiosk") else "office"


def files() -> Iterator[Path]:
    """Yield every file that can say something to a person."""
    for folder, pattern in (("web", "*.py"), ("web/templates", "*.html"), ("shop", "*.py")):
        yield from sorted((ROOT / folder).rglob(pattern))


def texts(path: Path) -> Iterator[tuple[Any, int]]:
    """Yield the message ids that a file says, each with its line."""
    method = "jinja2" if path.suffix == ".html" else "python"
    options = {"trimmed": "true"} if path.suffix == ".html" else {}
    with_texts = extract_from_file(method, str(path), keywords=KEYWORDS, options=options)
    for number, message, *_ in with_texts:
        if isinstance(message, str | tuple):
            yield message, number
    if path.parent == ROOT / "shop" and path.name.endswith("errors.py"):
        yield from _error_texts(path)


def _error_texts(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the `text` of each refusal: a class attribute, not a call."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Assign) or ast.unparse(node.targets[0]) != "text":
            continue
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value, node.lineno


def template(domain: str) -> Catalog:
    """Return all texts of a domain, untranslated."""
    made = Catalog(domain=domain)
    for path in files():
        if domain_of(path) == domain:
            for message, _number in texts(path):
                made.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    return made


def po_path(lang: str, domain: str) -> Path:
    """Return where a domain's translations into a language are kept."""
    return LOCALE_DIR / lang / "LC_MESSAGES" / f"{domain}.po"


def kept(lang: str, domain: str) -> Catalog:
    """Return the translations as they are kept."""
    path = po_path(lang, domain)
    if not path.exists():
        return Catalog(locale=lang, domain=domain)
    with path.open("rb") as file:
        return read_po(file, locale=lang, domain=domain)


def update() -> None:
    """Bring every .po file up to date; English says what the message ids say."""
    for domain in DOMAINS:
        found = template(domain)
        for lang in LANGS:
            catalog = kept(lang, domain)
            catalog.update(found, no_fuzzy_matching=True)
            catalog.obsolete.clear()
            if lang == "en":
                for message in catalog:
                    if message.id:
                        message.string = message.id
            path = po_path(lang, domain)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                write_po(
                    file, catalog, width=0, omit_header=False, sort_output=True, no_location=True
                )
            _plain_header(path, lang)


def _plain_header(path: Path, lang: str) -> None:
    """Keep only the header lines that mean something, so that a repeat changes nothing."""
    plural = "nplurals=1; plural=0;" if lang == "zh_CN" else "nplurals=2; plural=(n != 1);"
    text = path.read_text("utf-8")
    body = text[text.index("\n\n") + 2 :] if "\n\n" in text else ""
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {lang}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {plural}\\n"\n'
    )
    path.write_text(f"{header}\n{body}".rstrip("\n") + "\n", "utf-8")


def compile_all() -> None:
    """Make the .mo files that gettext reads; git does not keep them."""
    for lang in LANGS:
        for domain in DOMAINS:
            path = po_path(lang, domain)
            target = path.with_suffix(".mo")
            newer = target.exists() and target.stat().st_mtime >= path.stat().st_mtime
            if path.exists() and not newer:
                fresh = target.with_suffix(".new")
                with fresh.open("wb") as file:
                    write_mo(file, kept(lang, domain))
                fresh.replace(target)


if __name__ == "__main__":
    update()
    compile_all()
