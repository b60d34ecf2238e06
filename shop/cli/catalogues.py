"""Compile the texts (.po) that are named as arguments into the .mo beside them."""

import io
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogue(source: Path) -> Path:
    """Compile one .po; the .mo appears whole, since the shop may be reading the old one."""
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    target = source.with_suffix(".mo")
    draft = target.with_suffix(".new")
    draft.write_bytes(compiled.getvalue())
    draft.replace(target)
    return target


if __name__ == "__main__":
    for name in sys.argv[1:]:
        compile_catalogue(Path(name))
