"""Every page is reached from the README, and every link leads to a file."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def links(page: Path) -> list[Path]:
    """Return the files a page links to."""
    found = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    return [(page.parent / link).resolve() for link in found if "://" not in link]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path):
    assert [str(link) for link in links(page) if not link.exists()] == []


def test_every_page_is_linked_from_the_readme():
    reached = set(links(ROOT / "README.md"))
    pages = [page for page in PAGES[2:] if page.parent.name != "adr"]
    assert [str(page.relative_to(ROOT)) for page in pages if page not in reached] == []
