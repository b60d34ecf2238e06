"""The demo: a month in its book, twins in place of devices, people who come by themselves."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from shop.demo.people import VOLUNTEER
from shop.demo.volunteers import Volunteers
from shop.errors import DemoBook
from shop.world.intents import Restock, WriteOff
from tests.e2e.demo import demo
from tests.e2e.service import read_form, until, words


def test_it_opens_with_a_history_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with demo(tmp_path, "--days", "8", "--seed", "7", "--quiet-street") as show:
        (place,) = tmp_path.glob("tongxin-demo-*")
        assert (place / "book.db").stat().st_mode & 0o077 == 0
        pages = show.pages
        until(
            lambda: {one["state"] for one in pages.json("/health")["devices"]} == {"up"},
            "both twins answer to the real drivers",
        )
        for path in ("/", "/kiosk", "/street/", "/volunteer/", "/office/"):
            assert "Demo" in pages.get(path) or "演示" in pages.get(path), path
        pages.log_in("c1", "rice salt soap honey")
        assert "/office/statements/" in pages.get("/office/statements"), "a week was closed"
        assert "/bulletin/1" in pages.get("/bulletin/"), "and published"
        assert "账本指纹" in pages.get("/bulletin/1")
        port = int(pages.address.rpartition(":")[2])
        volunteers = Volunteers(port, VOLUNTEER.code, VOLUNTEER.secret)
        assert volunteers.do(Restock(0, "SALT", 3)), "the form takes what they put on the shelf"
        assert volunteers.do(WriteOff(0, "TOFU", 1, "spoiled"))
        assert "Traceback" not in show.stop()
    assert not list(tmp_path.glob("tongxin-demo-*"))
    assert "Traceback" not in (tmp_path / "errors").read_text()


def test_a_port_that_is_taken_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-P", "-m", "shop.cli", "demo", "--port", port],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "name another with --port" in done.stderr


def test_its_book_is_never_a_real_one(tmp_path: Path) -> None:
    from shop.book import open_book

    folder = tmp_path / "kept"
    with demo(tmp_path, "--days", "1", "--quiet-street", "--dir", str(folder)) as show:
        assert str(folder) in show.stop()
    with pytest.raises(DemoBook):
        open_book(folder / "book.db")
    again = subprocess.run(
        [sys.executable, "-P", "-m", "shop.cli", "demo", "--dir", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert again.returncode == 1
    assert "is not empty" in again.stderr


def test_hands_on_the_street_buy_through_the_lines(tmp_path: Path) -> None:
    with demo(tmp_path, "--days", "1", "--seed", "7", "--quiet-street") as show:
        pages = show.pages
        until(lambda: {one["state"] for one in pages.json("/health")["devices"]} == {"up"}, "up")

        def act(what: str, of: str) -> str:
            token = read_form(pages.get("/street/")).fields["csrf_token"]
            return words(pages.post(f"/street/{what}", {"csrf_token": token, "of": of})[1])

        act("pick", "SALT")
        assert "您扫了加碘食盐" in act("scan", "0")
        until(lambda: pages.phase() == "basket" and "2.00" in pages.screen(), "salt is shown")
        for _ in range(2):
            assert "1.00 元落进了钱箱" in act("drop", "100")
        until(lambda: pages.phase() == "thanks", "paid in full, 5 s of quiet")
        assert "带着 1 件东西走了，其中 0 件没有扫" in act("out", "")

        act("plug", "scanner")
        act("pick", "SOAP")
        assert "没有反应" in act("scan", "0")
        until(lambda: "down" in pages.get("/health"), "the pulled cable is noticed")
        act("plug", "scanner")
        until(lambda: "down" not in pages.get("/health"), "and so is its return")

        act("jam", "")
        assert "掉了出来" in act("drop", "100"), "a jammed box takes nothing"
        act("jam", "")
        act("plug", "coins")
        assert "落进了钱箱" in act("drop", "50"), "its cable is out, but it has its own power"
        act("plug", "coins")
        until(lambda: "0.50" in pages.screen(), "what fell meanwhile is credited once")
        act("reset", "")
        until(lambda: "down" not in pages.get("/health"), "it came back")
        show.stop()


@pytest.mark.slow
def test_residents_come_scan_and_pay_by_themselves(tmp_path: Path) -> None:
    with demo(tmp_path, "--days", "1", "--seed", "7", "--speed", "10000") as show:
        phases = set()

        def seen() -> bool:
            phases.add(show.pages.phase())
            return {"basket", "thanks"} <= phases

        for _ in range(6):
            try:
                until(seen, "a resident has bought something")
                break
            except AssertionError:
                continue
        assert {"basket", "thanks"} <= phases
        show.stop()
