"""`tongxin case` and `tongxin statement`, through a real book."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shop.cli.case import case
from shop.cli.statement import statement
from shop.errors import ConfigError, LedgerError
from tests.cases.a_case import good, write
from tests.cases.files import NAMES, OWN, shared


def run(command, *args: object) -> Result:
    return CliRunner().invoke(command, [str(arg) for arg in args], catch_exceptions=False)


def one_of(path: Path, name: str, folder: Path) -> Path:
    cases = json.loads(path.read_text("utf-8"))
    return write(folder, next(c for c in cases if c["input"]["id"].startswith(name)))


def test_our_own_cases_come_out_of_the_real_book():
    result = run(case, OWN, "--check")
    assert result.exit_code == 0, result.stderr
    ids = [one["id"] for one in json.loads(result.stdout)]
    assert len(ids) == 14
    assert "G2-all-gap-parts" in ids


@pytest.mark.parametrize("name", NAMES)
def test_the_shared_cases_come_out_of_the_real_book(name):
    result = run(case, shared(name), "--check")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)


def test_without_check_nothing_is_compared(tmp_path):
    wrong = good()
    wrong["expected"] = {"gap": -1}
    result = run(case, write(tmp_path, wrong))
    assert result.exit_code == 0
    assert json.loads(result.stdout)[0]["got"]["gap"] == 0


def test_a_differing_key_fails_and_is_named(tmp_path):
    wrong = good()
    wrong["expected"] = {"gap": -1, "stats": {"H": 1.0}}
    result = run(case, write(tmp_path, wrong), "--check")
    assert result.exit_code == 1
    assert "T1: gap: expected -1, got 0" in result.stderr
    assert "T1: stats.loss_share: expected" in result.stderr
    assert json.loads(result.stdout)


def test_skipped_keys_are_not_compared(tmp_path):
    wrong = json.loads(OWN.read_text("utf-8"))[0]
    wrong["expected"]["stats"] = {"H": 1.0}
    wrong["expected"]["rates"]["collection"] = 0.5
    path = write(tmp_path, wrong)
    assert run(case, path, "--check", "--skip", "stats, rates.collection").exit_code == 0
    assert run(case, path, "--check", "--skip", "stats").exit_code == 1


def test_a_case_that_expects_nothing_cannot_be_checked(tmp_path):
    asks = good()
    del asks["expected"]
    assert run(case, write(tmp_path, asks)).exit_code == 0
    result = run(case, write(tmp_path, asks), "--check")
    assert result.exit_code == 2
    assert "T1 expects nothing" in result.stderr


def test_the_book_of_a_case_gives_the_same_figures(tmp_path):
    path = one_of(OWN, "G2", tmp_path)
    book = tmp_path / "kept.db"
    made = json.loads(run(case, path, "--book", book).stdout)[0]["got"]
    told = json.loads(run(statement, "--book", book, "--json").stdout)
    meta = told.pop("meta")
    assert told == made
    assert meta["number"] == 1
    assert not meta["demo"]
    left = sorted(file.name for file in tmp_path.iterdir())
    assert left == ["case.json", "kept.db"]


def test_no_book_is_left_when_the_case_is_bad(tmp_path):
    bad = good()
    bad["input"]["open"].pop("TEA")
    with pytest.raises(ConfigError, match=r"open\.TEA"):
        run(case, write(tmp_path, bad), "--book", tmp_path / "kept.db")
    assert [file.name for file in tmp_path.iterdir()] == ["case.json"]


def test_no_book_is_left_when_the_shop_refuses(tmp_path):
    bad = good()
    bad["input"]["iou_book"] = {"open": 100, "written_off": 500}
    with pytest.raises(ConfigError, match="T1: ForgiveIou"):
        run(case, write(tmp_path, bad), "--book", tmp_path / "kept.db")
    assert [file.name for file in tmp_path.iterdir()] == ["case.json"]


def test_a_book_is_never_overwritten(tmp_path):
    book = tmp_path / "kept.db"
    book.write_text("mine")
    with pytest.raises(LedgerError, match="exists already"):
        run(case, write(tmp_path, good()), "--book", book)
    assert book.read_text() == "mine"


def test_a_list_of_cases_leaves_no_one_book(tmp_path):
    other = good()
    other["input"]["id"] = "T2"
    with pytest.raises(ConfigError, match="allowed is one case of kind reconcile"):
        run(case, write(tmp_path, [good(), other]), "--book", tmp_path / "kept.db")


def test_the_same_case_makes_the_same_book(tmp_path):
    path = write(tmp_path, good())
    heads = []
    for name in ("a.db", "b.db"):
        run(case, path, "--book", tmp_path / name)
        told = run(statement, "--book", tmp_path / name, "--json")
        heads.append(json.loads(told.stdout)["meta"]["head"])
    assert heads[0] == heads[1] != ""


def test_the_statement_in_words(tmp_path, monkeypatch):
    run(case, one_of(OWN, "G2", tmp_path), "--book", tmp_path / "kept.db")
    monkeypatch.setenv("TONGXIN_LANG", "en")
    text = run(statement, "--book", tmp_path / "kept.db").stdout
    assert text.splitlines()[0] == "Of every 100 yuan of goods taken, 78 yuan came in."
    assert "344.00" in text


def test_an_earlier_cut_is_asked_for_by_number_or_id(tmp_path):
    book = tmp_path / "kept.db"
    run(case, write(tmp_path, good()), "--book", book)
    cut = json.loads(run(statement, "--book", book, "--json").stdout)["meta"]["cut"]
    for name in ("1", cut):
        assert run(statement, "--book", book, "--json", "--cut", name).exit_code == 0
    result = run(statement, "--book", book, "--cut", "7")
    assert result.exit_code == 1
    assert "no closed cut 7: the cuts have the numbers 1 to 1" in result.stderr


def test_a_book_without_a_closed_cut_says_so(tmp_path):
    from shop.book import create_book

    create_book(tmp_path / "new.db")
    result = run(statement, "--book", tmp_path / "new.db")
    assert result.exit_code == 1
    assert "no cut has been closed" in result.stderr


def test_no_book_at_all_says_so(tmp_path):
    with pytest.raises(LedgerError, match="no book at"):
        run(statement, "--book", tmp_path / "none.db")
    (tmp_path / "text.db").write_text("hello " * 100)
    with pytest.raises(LedgerError):
        run(statement, "--book", tmp_path / "text.db")
