"""Coordinators' pages on the real counter: every figure agrees and leads to its entries."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from shop import commands, queries
from shop.errors import ChainBroken
from shop.export.statement_json import statement_json
from shop.inputs import DoorMoved
from shop.reconcile.statement import draw
from tests import texts
from tests.browser.volunteer_gallery import typical
from tests.unit.web.real_shop import RealShop, let_in, village
from web import create_app
from web.entry_lines import KINDS_OF


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealShop]:
    """One week's book; these pages only read."""
    texts.compile_all()
    made = typical(tmp_path_factory.mktemp("office"))
    yield made
    made.connection.close()


@pytest.fixture
def client(shop: RealShop) -> FlaskClient:
    app = create_app(shop)  # type: ignore[arg-type]
    let_in(app)
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.set_cookie("lang", "en")
    return client


def text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


def cut_of(shop: RealShop) -> str:
    return str(shop.cut)  # type: ignore[attr-defined]


def test_the_sentence_leads_and_the_waterfall_adds_up(client: FlaskClient, shop: RealShop) -> None:
    page = text(client, f"/office/statements/{cut_of(shop)}")
    assert "Of every 100 yuan of goods taken, 80 yuan were received" in page
    assert "QR as claimed" in page
    for amount in ("452.50", "\u221271.00", "+5.00", "359.00"):
        assert amount in page
    assert "axis is cut" in page
    assert "90%)" in page


def test_the_json_is_the_same_statement(client: FlaskClient, shop: RealShop) -> None:
    value = client.get(f"/office/statements/{cut_of(shop)}.json").get_json()
    with shop.reading() as book:
        drawn = draw(queries.facts.of_cut(book, cut_of(shop)))
    assert value == json.loads(json.dumps(statement_json(drawn)))
    assert value["value_gone"] == 45_250
    assert value["meta"]["percent"] == 80
    assert value["goods_money"] == 35_900


@pytest.mark.parametrize("part", sorted(KINDS_OF))
def test_every_bar_leads_to_its_entries(client: FlaskClient, shop: RealShop, part: str) -> None:
    answer = client.get(f"/office/statements/{cut_of(shop)}/part/{part}")
    if part == "box_loss":  # this box is short by a little more than a miscount, or by less
        assert answer.status_code in (200, 404)
    else:
        assert answer.status_code == 200


def test_the_entries_of_a_sale_part_are_its_sales(client: FlaskClient, shop: RealShop) -> None:
    page = text(client, f"/office/statements/{cut_of(shop)}/part/underpaid")
    assert page.count("Sale declared") == 1
    assert "30.00" in page


def test_items_sort_by_the_column_asked_for(client: FlaskClient, shop: RealShop) -> None:
    def order(query: str) -> list[str]:
        page = client.get(f"/office/statements/{cut_of(shop)}?{query}").get_data(as_text=True)
        return re.findall(r'<th scope="row" class="name" title="([^"]+)"', page)

    up, down = order("sort=gone&down=0"), order("sort=gone&down=1")
    assert sorted(up) == sorted(down)
    assert up != down
    assert order("sort=<script>") == order("sort=value")


def test_every_page_of_the_office_opens(client: FlaskClient, shop: RealShop) -> None:
    for path in (
        "",
        "statements",
        "goods",
        "devices",
        "book",
        "book?before=20",
        "statements?before=3",
    ):
        text(client, f"/office/{path}")
    assert "Not answering" in text(client, "/office/devices")
    assert "126.50" in text(client, "/office/")


def test_what_is_not_there_is_404(client: FlaskClient) -> None:
    for path in ("statements/NIX", "statements/NIX.json", "statements/NIX/part/undeclared"):
        assert client.get(f"/office/{path}").status_code == 404


def test_an_unknown_part_is_404(client: FlaskClient, shop: RealShop) -> None:
    assert client.get(f"/office/statements/{cut_of(shop)}/part/nonsense").status_code == 404


def test_nothing_about_a_person_and_no_ranking(client: FlaskClient, shop: RealShop) -> None:
    for path in ("", "statements", f"statements/{cut_of(shop)}"):
        page = text(client, f"/office/{path}").casefold()
        for word in ("theft", "thief", "stolen", "rank", "worst", "best", "小二"):
            assert word not in page, (path, word)


def test_no_style_and_no_script_stands_in_a_page(client: FlaskClient, shop: RealShop) -> None:
    for path in ("/office/", f"/office/statements/{cut_of(shop)}", "/volunteer/", "/volunteer/cut"):
        page = client.get(path).get_data(as_text=True)
        assert " style=" not in page
        assert "<style" not in page
        assert not re.search(r"<script(?![^>]*\bsrc=)", page)
        assert not re.search(r"\son[a-z]+=", page)


def test_the_book_is_checked_at_a_button(
    client: FlaskClient, shop: RealShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = client.post("/office/book/verify").get_data(as_text=True)
    assert re.search(r"\d+ entries checked", checked)

    def broken() -> Any:
        raise ChainBroken(7, "its digest does not fit")

    monkeypatch.setattr(shop, "verify", broken)
    assert "does not hold at entry 7" in client.post("/office/book/verify").get_data(as_text=True)


def test_the_book_is_checked_once_at_a_time(
    client: FlaskClient, shop: RealShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = []

    def while_it_is_checked() -> Any:
        second.append(client.post("/office/book/verify"))
        raise ChainBroken(7, "its digest does not fit")

    monkeypatch.setattr(shop, "verify", while_it_is_checked)
    for _ in range(2):  # the first one has let go again
        assert "at entry 7" in client.post("/office/book/verify").get_data(as_text=True)
    assert [answer.status_code for answer in second] == [503, 503]
    assert "checked already" in second[0].get_data(as_text=True)


def test_an_empty_shop_says_what_comes_first(tmp_path: Path) -> None:
    empty = RealShop(tmp_path / "empty.db")
    app = create_app(empty)  # type: ignore[arg-type]
    let_in(app)
    client = app.test_client()
    client.set_cookie("lang", "en")
    for path in ("", "statements", "goods", "devices", "book"):
        text(client, f"/office/{path}")
    assert "first statement" in text(client, "/office/statements")
    empty.connection.close()


def test_a_cut_without_any_movement_has_nothing_to_say(tmp_path: Path) -> None:
    quiet = RealShop(tmp_path / "quiet.db")
    quiet.say(commands.OpenCut)
    from tests.browser.volunteer_gallery import open_cut_of

    cut = open_cut_of(quiet)
    quiet.say(commands.CountBox, cut=cut, fen=0)
    quiet.say(commands.CloseCut, cut=cut)
    app = create_app(quiet)  # type: ignore[arg-type]
    let_in(app)
    client = app.test_client()
    client.set_cookie("lang", "en")
    assert "nothing to say" in text(client, f"/office/statements/{cut}")
    quiet.connection.close()


def test_a_box_that_was_moved_is_an_alarm_until_it_is_counted(tmp_path: Path) -> None:
    shop = village(tmp_path / "book.db")
    app = create_app(shop)  # type: ignore[arg-type]
    let_in(app)
    client = app.test_client()
    client.set_cookie("lang", "en")
    for page in ("/office/", "/office/devices"):
        assert "The box was moved" not in text(client, page)
    shop.ask(DoorMoved("tilt", True))
    for page in ("/office/", "/office/devices"):
        assert "The box was moved" in text(client, page)
        assert 'role="alert"' in client.get(page).get_data(as_text=True)
    shop.connection.close()
