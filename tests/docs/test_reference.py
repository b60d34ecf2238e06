"""The reference pages say what the code says."""

import pytest

from tests.docs.reference import FOLDER, PAGES


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_page_is_what_the_code_says(name: str):
    written = (FOLDER / name).read_text("utf-8")
    assert written == PAGES[name]().rstrip() + "\n", "run python -m tests.docs.reference"
