"""Pages of exports, of what to bring and of the packing list, on the real counter."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from shop import commands
from shop.book import read_book
from shop.queries import demand
from shop.queries.people import Person
from shop.verify import verify
from tests import texts
from tests.browser.volunteer_gallery import typical
from tests.unit.export import books
from tests.unit.web.real_shop import RealShop, let_in
from web import create_app, exports
from web.access import User
from web.shop import WebSettings

#: The morning after the simulated month.
AFTER_MS = 1_767_542_400_000 + 31 * 86_400_000 + 9 * 3_600_000


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealShop]:
    texts.compile_all()
    path = tmp_path_factory.mktemp("supply") / "month.db"
    books.month_at(path)
    made = RealShop(path, start_ms=AFTER_MS)
    made.say(
        commands.ListItem, item="NOODLE", name="挂面 <800克>", codes=("6900000000101",),
        case_codes={"16900000000108": 12},
    )  # fmt: skip
    made.say(commands.ReceiveGoods, item="MILK", quantity=300, expires_on="2026-02-08")
    yield made
    made.connection.close()


def client_of(shop: RealShop, *roles: str, state_dir: Path | None = None) -> FlaskClient:
    app = create_app(shop, WebSettings(state_dir=state_dir))  # type: ignore[arg-type]
    let_in(app)
    if roles:
        person = Person("L02", roles, active=True, seq=1, at_ms=0)
        app.login_manager.request_loader(lambda _request: User("test", person))  # type: ignore[attr-defined]
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.set_cookie("lang", "en")
    return client


@pytest.fixture
def client(shop: RealShop) -> FlaskClient:
    return client_of(shop)


def get(client: FlaskClient, path: str) -> Any:
    """Read an answer to its end, as a server does: its file is closed then."""
    return client.get(path, buffered=True)


def words(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


# ---------------------------------------------------------------- exports


@pytest.mark.parametrize("what", exports.FILES)
def test_every_file_comes_whole_under_a_sensible_name(client: FlaskClient, what: str) -> None:
    answer = get(client, f"/office/exports/{what}")
    assert answer.status_code == 200
    assert answer.content_length == len(answer.data) > 100
    name = unquote(answer.headers["Content-Disposition"].rsplit("''", 1)[1])
    assert re.fullmatch(r"同心小店-[a-z-]+-2026-02-05\.(csv|xlsx|beancount|db)", name)
    assert answer.headers["Cache-Control"] == "no-store"


def test_every_button_leads_to_a_file(client: FlaskClient) -> None:
    page = get(client, "/office/exports/").get_data(as_text=True)
    found = set(re.findall(r'(?:href|action)="/office/exports/([a-z-]+)"', page))
    assert found == set(exports.FILES)


def test_the_run_of_cuts_that_was_chosen(client: FlaskClient) -> None:
    answer = get(client, "/office/exports/statement-csv?first=2&last=3")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert ["Cut", "3", ""][:2] == rows[2][:2]
    assert "-2-3-" in unquote(answer.headers["Content-Disposition"])
    assert get(client, "/office/exports/statement?first=3&last=2").status_code == 422
    assert get(client, "/office/exports/statement?first=0&last=99").status_code == 422
    assert get(client, "/office/exports/nothing").status_code == 404


def test_a_copy_is_the_book(client: FlaskClient, shop: RealShop, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_bytes(get(client, "/office/exports/copy").data)
    with shop.reading() as book:
        assert verify(read_book(tmp_path / "copy.db")).head == verify(book).head


def test_nothing_is_left_behind(shop: RealShop, tmp_path: Path) -> None:
    client = client_of(shop, state_dir=tmp_path)
    for what in ("copy", "journal", "statement"):
        get(client, f"/office/exports/{what}")
    get(client, "/office/exports/statement?first=99")
    assert [path.name for path in tmp_path.iterdir()] == ["web.secret"]


@pytest.mark.parametrize("roles", [("volunteer",), ("reviewer",), ("approver",)])
def test_only_coordinators_take_the_book_along(shop: RealShop, roles: tuple[str, ...]) -> None:
    client = client_of(shop, *roles)
    for what in ("", *exports.FILES):
        assert get(client, f"/office/exports/{what}").status_code == 403
    assert client.get("/office/restock/").status_code == 403


def test_one_at_a_time(client: FlaskClient) -> None:
    assert exports._ONE_AT_A_TIME.acquire(blocking=False)
    try:
        answer = get(client, "/office/exports/journal")
        assert answer.status_code == 503
        assert "try again in a minute" in answer.get_data(as_text=True)
    finally:
        exports._ONE_AT_A_TIME.release()
    assert get(client, "/office/exports/journal").status_code == 200


def test_a_full_disk_is_said(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(exports, "write_export", full)
    answer = get(client, "/office/exports/journal")
    assert answer.status_code == 503
    assert "no room" in answer.get_data(as_text=True)
    monkeypatch.undo()
    assert get(client, "/office/exports/journal").status_code == 200


# ---------------------------------------------------------------- what to bring


def test_the_proposal_gives_its_reasons(client: FlaskClient) -> None:
    page = words(client, "/office/restock/")
    assert "go in a week in stock" in page
    assert "will likely pass their date unsold" in page
    assert "挂面 &lt;800克&gt;" in page


def test_how_goods_are_brought_is_changed_whole(shop: RealShop) -> None:
    client = client_of(shop)
    form = {"id": shop.fresh_id(), "method": "ewma", "lead_days": "3", "review_days": "14"}
    assert client.post("/office/restock/", data=form).status_code == 303
    with shop.reading() as book:
        assert demand.policy(book) == demand.Policy("ewma", 3, 14)
    assert "17 days" in words(client, "/office/restock/")
    bad = {**form, "id": shop.fresh_id(), "review_days": "0", "method": "guess"}
    assert client.post("/office/restock/", data=bad).status_code == 400
    with shop.reading() as book:
        assert demand.policy(book) == demand.Policy("ewma", 3, 14)


@pytest.mark.parametrize(
    "value", ["", "mean", "mean x 1", "guess 1 7", "mean 99 7", "mean 1 0", 7, None]
)
def test_a_setting_nobody_could_mean_is_the_usual_one(
    value: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demand, "setting", lambda *_: value)
    assert demand.policy(sqlite3.connect(":memory:")) == demand.Policy()


def test_the_packing_list_says_what_to_bring_and_not_what_is_there(shop: RealShop) -> None:
    client = client_of(shop, "volunteer")
    page = words(client, "/volunteer/packing")
    assert "Pack from the top" in page
    assert "Likely there" not in page
    assert "good until Feb 8, 2026" in page


def test_the_packing_list_is_shut_while_counts_are_blind(tmp_path: Path) -> None:
    texts.compile_all()
    shop = typical(tmp_path)
    shop.say(commands.OpenCut)
    page = words(client_of(shop), "/volunteer/packing")
    assert "A round is being counted" in page
    assert "data-pack" not in client_of(shop).get("/volunteer/packing").get_data(as_text=True)
    shop.connection.close()


def test_a_shop_without_anything(tmp_path: Path) -> None:
    texts.compile_all()
    shop = RealShop(tmp_path / "empty.db")
    client = client_of(shop)
    assert "No cut is closed yet" in words(client, "/office/exports/")
    assert get(client, "/office/exports/statement").status_code == 422
    assert "No goods are listed yet" in words(client, "/office/restock/")
    assert "nothing to bring" in words(client, "/volunteer/packing")
    shop.connection.close()
