"""Pictures of the fund's pages and the public board: empty, typical, crowded.

`python -m tests.browser.fund_gallery FOLDER [WORD]`
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.browser.volunteer_gallery import served, take
from tests.unit.web.fund_shop import crowded_fund, empty_fund, typical_fund
from tests.unit.web.real_shop import RealShop

MAKERS: dict[str, Any] = {"empty": empty_fund, "typical": typical_fund, "crowded": crowded_fund}


def pages(shop: RealShop) -> dict[str, str]:
    """Name every page of the fund that a shop can show now."""
    found = {
        "board": "/proceeds", "fund": "/office/fund", "draft": "/office/proceeds",
        "households": "/office/households/", "register": "/office/households/register",
        "bank": "/office/fund/bank", "expense": "/office/fund/expense",
        "part": "/office/fund/part/banked_cash", "receive": "/volunteer/receive?item=EGG",
    }  # fmt: skip
    from shop.queries import proceeds

    with shop.reading() as book:
        shared = proceeds.shared_out(book, 1)
    if shared:
        found |= {
            "shared": f"/office/proceeds/{shared[0].seq}", "pay": "/office/fund/pay/H-03",
            "household": "/office/households/H-03", "before": f"/office/fund?until={shared[0].seq}",
        }  # fmt: skip
    return found


def main(folder: Path, word: str = "") -> None:
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temp, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        for kind, make in MAKERS.items():
            shop = make(Path(temp))
            with served(shop) as base:
                for name, path in pages(shop).items():
                    full = f"{kind}-{name}"
                    if word in full:
                        for lang in ("zh_CN", "en"):
                            take(browser, base, full, path, folder, ["desk", "phone"], lang)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
