"""axe-core in a page: what it finds wrong, in words."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "axe"


@lru_cache(maxsize=1)
def script() -> str:
    """The vendored axe-core, if it is the one that was vendored."""
    content = (HERE / "axe.min.js").read_bytes()
    assert hashlib.sha256(content).hexdigest() in (HERE / "README.md").read_text("utf-8")
    return content.decode("utf-8")


def violations(page: Any, contrast_seven: bool = False) -> list[str]:
    """What axe finds on a page of a context that was made with bypass_csp=True."""
    if not page.evaluate("() => 'axe' in window"):
        page.add_script_tag(content=script())
    options = {"rules": {"color-contrast-enhanced": {"enabled": contrast_seven}}}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{fault['id']}: {node['html'][:120]}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]
