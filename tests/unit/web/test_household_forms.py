"""A household's form sent twice: its answer may have been lost on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import texts
from tests.people import C1, enrol, log_in
from tests.unit.web.real_shop import RealShop, village
from web import create_app


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[RealShop]:
    texts.compile_all()
    made = village(tmp_path / "book.db")
    enrol(made, C1)
    yield made
    made.connection.close()


def test_a_repeated_form_names_its_own_household_and_no_other(shop: RealShop) -> None:
    app = create_app(shop)  # type: ignore[arg-type]
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    office = app.test_client()
    log_in(office, C1)
    path = "/office/households/register"
    sent = []
    for code, name, phone in [("H-01", "甲", "111 11"), ("H-02", "乙", "222 22")]:
        page = office.get(path).get_data(as_text=True)
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
        sent.append({**hidden, "code": code, "name": name, "phone": phone})
        assert office.post(path, data=sent[-1]).status_code == 303
    assert office.post(path, data=sent[0]).status_code == 303
    names = shop.people.names
    assert names.all("household") == {"H-01": "甲", "H-02": "乙"}
    assert names.phones() == {"H-01": "111 11", "H-02": "222 22"}
