"""Pages of review on the real counter: who may do what, what is refused, where every figure leads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from shop.money import format_yuan
from shop.queries import review
from tests.unit.web.real_shop import RealShop
from tests.unit.web.review_shop import Desk, a_week, signed, with_bulletin


@pytest.fixture(scope="module")
def read_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealShop]:
    """Two weeks published, one waiting; these tests only read."""
    made = with_bulletin(tmp_path_factory.mktemp("review"))
    yield made
    made.connection.close()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[RealShop]:
    made = signed(tmp_path / "book.db")
    yield made
    made.connection.close()


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def form_of(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def state(shop: RealShop) -> str:
    with shop.reading() as book:
        return review.all_periods(book)[0].state.value


def test_from_the_draft_to_the_bulletin_on_pages(shop: RealShop) -> None:
    a_week(shop, off=2)
    a_week(shop, box_off=-900)
    reviewer = Desk(shop, "r1")
    page = reviewer.get("/office/periods/")
    assert "To be reviewed" in words(page)
    page = reviewer.get("/office/periods/draft")
    assert "−9.00" in words(page)
    typed = form_of(page)
    refused = reviewer.post("/office/periods/draft", decision="accept", **typed)
    assert refused.status_code == 409
    assert "1 flags have no reason" in words(refused.get_data(as_text=True))
    assert state(shop) == "draft"
    typed["why-over_short:2"] = "other"
    refused = reviewer.post("/office/periods/draft", decision="accept", **typed)
    assert "say in words" in words(refused.get_data(as_text=True))
    assert refused.status_code == 400
    typed["note-over_short:2"] = "coins fell behind the box"
    done = reviewer.post("/office/periods/draft", decision="accept", **typed)
    assert done.status_code == 303
    page = reviewer.get("/office/periods/1")
    assert "Approve and close" not in page
    assert "coins fell behind the box" in page
    approver = Desk(shop, "a1")
    assert "Approve and close" in approver.get("/office/periods/1")
    assert approver.post("/office/periods/1/publish").status_code == 409, "too early"
    assert approver.post("/office/periods/1/close").status_code == 303
    assert state(shop) == "closed"
    assert Desk(shop, "c1").post("/office/periods/1/publish").headers["Location"] == "/bulletin/1"
    assert state(shop) == "published"


@pytest.mark.parametrize(
    ("who", "path", "said"),
    [
        ("c1", "/office/periods/1/close", "Only approver may do this"),
        ("r1", "/office/periods/1/close", "Only approver may do this"),
        ("a1", "/office/periods/1/publish", "is not closed yet"),
    ],
)
def test_a_page_says_what_the_shop_refuses(shop: RealShop, who: str, path: str, said: str) -> None:
    from tests.unit.web.review_shop import reviewed

    reviewed(shop, a_week(shop))
    before = shop.counter.ledger.head_seq
    answer = Desk(shop, who).post(path)
    assert answer.status_code in (403, 409, 422)
    assert said in words(answer.get_data(as_text=True))
    assert shop.counter.ledger.head_seq == before


def test_volunteers_and_strangers_do_not_see_them(read_only: RealShop) -> None:
    for path in ("", "draft", "1", "1/part/undeclared"):
        assert Desk(read_only, None).client.get(f"/office/periods/{path}").status_code == 303
        assert Desk(read_only, "v1").client.get(f"/office/periods/{path}").status_code == 403
    for path in ("", "recount"):
        assert Desk(read_only, "v1").client.get(f"/office/trend/{path}").status_code == 403


def test_any_figure_of_the_bulletin_leads_down_to_entries(read_only: RealShop) -> None:
    """Bulletin → part of the period → part of the cut → entries, each with the same figure."""
    desk = Desk(read_only, "c1")
    bulletin = desk.get("/bulletin/1")
    lines = re.findall(
        r'<th scope="row"><a href="(/office/periods/1/part/\w+)">[^<]+</a></th>'
        r'<td class="num">([^<]+)</td>',
        bulletin,
    )
    assert {path.rpartition("/")[2] for path, _ in lines} >= {
        "value_gone", "undeclared", "cash_over_short", "goods_money",
    }  # fmt: skip
    for path, figure in lines:
        if figure == "few":  # told with others; the part has it all the same
            assert 'class="table entries"' in desk.get(path)
            continue
        page = desk.get(path)
        assert f'<p class="amount lead">{figure}</p>' in page, path
        by_round = re.findall(r'href="(/office/statements/\w+/part/\w+)">[^<]+</a></th><td class="num">([^<]+)<', page)  # fmt: skip
        assert len(by_round) == 2
        total = sum(fen(one) for _, one in by_round)
        assert total == fen(figure)
        for cut, share in by_round:
            entries = desk.get(cut)
            assert f'<p class="amount lead">{share}</p>' in entries
            if fen(share):
                assert 'class="table entries"' in entries
    assert '<a href="/office/periods/1#waterfall">' in bulletin, (
        "lines told together lead there too"
    )
    stranger = Desk(read_only, None).get("/bulletin/1")
    assert "/office/" not in stranger


def fen(text: str) -> int:
    plain = text.replace(",", "").replace("\u2212", "-").replace("+", "")
    return round(float(plain) * 100)


def test_the_counts_of_a_cut_stand_behind_its_own_part(read_only: RealShop) -> None:
    with read_only.reading() as book:
        cuts = review.all_periods(book)[0].cuts
    desk = Desk(read_only, "c1")
    for cut in cuts:
        assert desk.get(f"/office/statements/{cut}/part/undeclared").count("Shelf counted") == 3


def test_periods_are_listed_by_state_and_evidence_never_by_honesty(read_only: RealShop) -> None:
    page = words(Desk(read_only, "c1").get("/office/periods/"))
    assert "Objection to be answered" in page
    assert "80%" in page, "3 of 3 items, QR backed, no machine"
    assert "Of every 100" not in page
    for word in ("rank", "best", "worst", "theft", "stolen"):
        assert word not in page.lower()


def test_over_time_no_dot_without_a_band_and_no_line(read_only: RealShop) -> None:
    page = Desk(read_only, "c1").get("/office/trend/")
    chart = page[page.index('<svg class="chart trend"') : page.index("</svg>", page.index('<svg class="chart trend"'))]  # fmt: skip
    assert chart.count('class="dot"') == chart.count('class="near"') == chart.count('class="wide"')
    assert "polyline" not in chart
    assert "贴了新海报" in chart
    assert "begins at 80, not at 0" in page
    assert "±5.00" in page


def test_a_change_is_noted_before_its_effect_is_known(shop: RealShop) -> None:
    desk = Desk(shop, "c1")
    assert desk.post("/office/trend/", text="").status_code == 400
    a_week(shop)
    assert desk.post("/office/trend/", text="a new box").status_code == 303
    assert "a new box" in desk.get("/office/trend/")


def test_the_recount_list_says_where_the_doubt_is(read_only: RealShop) -> None:
    page = words(Desk(read_only, "c1").get("/office/trend/recount"))
    assert re.search(r"大米 5 千克 \d\d%", page)


def test_a_period_shows_its_vintages(shop: RealShop) -> None:
    from shop import commands
    from tests.unit.web.review_shop import published

    cut = a_week(shop)
    published(shop, cut)
    shop.say(commands.ReceiveGoods, item="EGG", quantity=3, for_cut=cut, by="v1")
    page = words(Desk(shop, "c1").get("/office/periods/1"))
    assert "As it became known later" in page
    assert "as closed" in page
    assert "Goods received" in page
    assert "Restated" in words(Desk(shop, "c1").get("/office/periods/"))
    page = words(Desk(shop, None).get("/bulletin/1"))
    assert "As it became known later" in page
    with shop.reading() as book:
        figures = review.figures_of(book, review.all_periods(book)[0])
    gone = figures["exact"]["value_gone_fen"]
    assert format_yuan(gone) in page, "what was published stays"


def test_what_is_not_there(read_only: RealShop) -> None:
    desk = Desk(read_only, "c1")
    for path in (
        "/office/periods/9",
        "/office/periods/1/part/nonsense",
        "/bulletin/2",
        "/bulletin/x",
    ):
        assert desk.client.get(path).status_code == 404
    assert desk.client.get("/office/periods/2").headers["Location"] == "/office/periods/draft"


def test_an_empty_shop_says_what_comes_first(tmp_path: Path) -> None:
    empty = signed(tmp_path / "empty.db")
    desk = Desk(empty, "c1")
    assert "count first" in words(desk.get("/office/periods/"))
    assert "Nothing has been published yet" in words(desk.get("/bulletin/"))
    for path in ("/office/trend/", "/office/trend/recount"):
        assert "first statement" in words(desk.get(path))
    assert desk.client.get("/office/periods/draft").status_code == 303
    empty.connection.close()
