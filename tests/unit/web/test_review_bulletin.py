"""The public bulletin: what it tells, how a villager objects, what is never on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from shop import commands
from shop.main.door import Door
from shop.queries import journal
from tests.unit.web.real_shop import RealShop
from tests.unit.web.review_shop import Desk, a_week, published, signed, with_bulletin
from web import bulletin
from web.rate_limit import RateLimit


@pytest.fixture(autouse=True)
def _fresh_limit() -> None:
    bulletin.LIMIT.forget()


@pytest.fixture(scope="module")
def read_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealShop]:
    made = with_bulletin(tmp_path_factory.mktemp("bulletin"))
    yield made
    made.connection.close()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[RealShop]:
    made = signed(tmp_path / "book.db")
    published(made, a_week(made, off=1))
    yield made
    made.connection.close()


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_it_tells_everything_a_bulletin_must(read_only: RealShop) -> None:
    page = words(Desk(read_only, None, "zh_CN").get("/bulletin/1"))
    for word in (
        "公示", "同心小店", "每拿走 100 元的商品，收到", "（90%）", "有效购物篮", "拿走", "收到",
        "其中现金", "其中扫码", "赊账（到期前算诚信）", "报损", "破损", "钱箱长短款", "r1", "a1",
        "复核人", "审核人", "账本指纹", "异议", "10 天内答复", "tongxin verify", "运输路上压碎",
    ):  # fmt: skip
        assert word in page, word
    assert re.search(r"收到 \d{2,3} 元 \(\d{2,3}–\d{2,3}\)", page)


def test_english_is_whole(read_only: RealShop) -> None:
    page = Desk(read_only, None).get("/bulletin/1")
    own = re.sub(r'<p class="said">.*?</p>|<span class="what">.*?</span>', "", page, flags=re.S)
    own = re.sub(r"同心小店|中文", "", own)
    assert not re.search(r"[\u4e00-\u9fff]", own)


def test_nothing_on_it_is_about_a_person_or_accuses(read_only: RealShop) -> None:
    page = words(Desk(read_only, None).get("/bulletin/1")).lower()
    for word in ("theft", "thief", "stolen", "steal", "nickname"):
        assert word not in page
    assert not re.search(r"\ba0\b", page), "the nickname of a pay-later note"
    assert "few" in page, "two pay-later notes are not told apart"


def test_an_objection_is_taken_from_anybody_and_shown(shop: RealShop) -> None:
    stranger = Desk(shop, None)
    answer = stranger.post("/bulletin/1", text="少找了我五毛\r\n谢谢")
    assert answer.status_code == 303
    page = stranger.get("/bulletin/1")
    assert "少找了我五毛\n谢谢" in page
    with shop.reading() as book:
        entry = journal.latest(book, "ObjectionRaised")
    assert entry is not None
    assert entry.actor == "public"
    assert set(entry.body) == {"period", "text", "command"}
    assert "127.0.0.1" not in str(entry)


def test_it_is_escaped(shop: RealShop) -> None:
    Desk(shop, None).post("/bulletin/1", text="<script>alert(1)</script>")
    assert "<script>alert" not in Desk(shop, None).get("/bulletin/1")


@pytest.mark.parametrize("text", ["", "   ", "长" * 1001, "bell\x07"])
def test_what_cannot_be_said(shop: RealShop, text: str) -> None:
    before = shop.counter.ledger.head_seq
    answer = Desk(shop, None).post("/bulletin/1", text=text)
    assert answer.status_code == 400
    assert shop.counter.ledger.head_seq == before
    assert "error" in answer.get_data(as_text=True) or "notice" in answer.get_data(as_text=True)


def test_a_thousand_characters_fit(shop: RealShop) -> None:
    assert Desk(shop, None).post("/bulletin/1", text="长" * 1000).status_code == 303


def test_the_same_form_twice_is_one_objection(shop: RealShop) -> None:
    id_ = shop.fresh_id()
    for _ in range(2):
        assert Desk(shop, None).post("/bulletin/1", text="一次", id=id_).status_code == 303
    assert Desk(shop, None).get("/bulletin/1").count("一次") == 1


def test_a_flood_is_stopped_kindly(shop: RealShop) -> None:
    stranger = Desk(shop, None)
    for n in range(3):
        assert stranger.post("/bulletin/1", text=f"no. {n}").status_code == 303
    answer = stranger.post("/bulletin/1", text="no. 4")
    assert answer.status_code == 429
    page = answer.get_data(as_text=True)
    assert "wait an hour" in page
    assert "no. 4" in page, "what was typed stays"
    shop.clock.advance(61 * 60_000)
    assert stranger.post("/bulletin/1", text="no. 4").status_code == 303


def test_the_limit_forgets_with_the_hour() -> None:
    limit = RateLimit(of_one=2, of_all=3, within_ms=1000)
    assert [limit.take("a", 0), limit.take("a", 0), limit.take("a", 0)] == [True, True, False]
    assert [limit.take("b", 999), limit.take("c", 999)] == [True, False]
    assert limit.take("a", 1000)


def test_after_seven_days_the_form_is_gone_and_the_words_stay(shop: RealShop) -> None:
    shop.clock.advance(8 * 24 * 3600 * 1000)
    page = Desk(shop, None).get("/bulletin/1")
    assert "<textarea" not in page
    answer = Desk(shop, None).post("/bulletin/1", text="late")
    assert answer.status_code == 409
    assert "7 days for objecting are over" in words(answer.get_data(as_text=True))


def test_coordinators_answer_and_the_answer_is_public(shop: RealShop) -> None:
    Desk(shop, None).post("/bulletin/1", text="为什么？")
    desk = Desk(shop, "c1")
    page = desk.get("/office/periods/1")
    path = re.search(r'action="(/office/periods/1/answers/\w+)"', page)
    assert path is not None
    refused = desk.post(path[1], answer="", outcome="noted")
    assert refused.status_code == 400
    assert desk.post(path[1], answer="因为下雨。", outcome="explained").status_code == 303
    assert "因为下雨。" in Desk(shop, None).get("/bulletin/1")
    assert desk.post(path[1], answer="again", outcome="noted").status_code == 409
    assert "answers" not in Desk(shop, "r1").get("/office/periods/1").replace("answered", "")


def test_too_few_to_say_says_why(tmp_path: Path) -> None:
    few = signed(tmp_path / "few.db")
    published(few, a_week(few, visits=6))
    page = words(Desk(few, None).get("/bulletin/1"))
    assert "Too few to say" in page
    assert "fewer than 30 baskets that count" in page
    assert "yuan were received" not in page
    with few.reading() as book:
        closing = journal.latest(book, "PeriodClosed")
    assert closing is not None
    for sum_ in ("value_gone_fen", "goods_money_fen"):
        fen = closing.body["figures"]["exact"][sum_]
        assert fen > 0
        assert f" {fen // 100}.{fen % 100:02} " not in page, sum_
    assert "stay away too" in page
    few.connection.close()


def test_the_qr_code_leads_to_where_villagers_reach_the_shop(shop: RealShop) -> None:
    page = Desk(shop, None).get("/bulletin/1")
    assert 'class="qr-code"' in page
    assert "http://localhost/bulletin/1" in page
    shop.say(commands.ChangeSetting, key="public.address", value="http://192.168.4.1:8080/")
    assert "http://192.168.4.1:8080/bulletin/1" in Desk(shop, None).get("/bulletin/1")


def test_no_style_and_no_script_stands_in_it(read_only: RealShop) -> None:
    page = Desk(read_only, None).get("/bulletin/1")
    assert " style=" not in page
    assert "<script" not in page


def test_the_front_page_tells_the_published_rate_and_no_other(tmp_path: Path) -> None:
    shop = signed(tmp_path / "front.db")

    def told() -> int | None:
        return Door.honesty_percent(SimpleNamespace(reading=shop.reading))  # type: ignore[arg-type]

    of = a_week(shop, off=2)
    assert told() is None, "one closed round, reviewed by nobody"
    published(shop, of)
    with shop.reading() as book:
        entry = journal.latest(book, "BulletinPublished")
    assert entry is not None
    assert told() == entry.body["figures"]["percent"] is not None
    published(shop, a_week(shop, visits=6), name="2")
    assert told() is None, "the newest says too few"
    shop.connection.close()
