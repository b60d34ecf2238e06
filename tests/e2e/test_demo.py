"""The demo: a month in its book, twins in place of devices, people who come by themselves."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shop.book import open_book
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

        act("turn", "scanner")
        act("pick", "SOAP")
        assert "没有反应" in act("scan", "0")
        until(lambda: "down" in pages.get("/health"), "the pulled cable is noticed")
        act("turn", "scanner")
        until(lambda: "down" not in pages.get("/health"), "and so is its return")

        act("turn", "slot")
        assert "掉了出来" in act("drop", "100"), "a jammed box takes nothing"
        act("turn", "slot")
        for _ in range(2):  # it would look again within 30 s; a new opening looks at once
            act("turn", "box")
        until(lambda: "落进了钱箱" in act("drop", "50"), "it opens again")
        act("turn", "box")
        assert "落进了钱箱" in act("drop", "50"), "its cable is out, but it has its own power"
        act("turn", "box")
        until(lambda: "1.00" in pages.screen(), "what fell meanwhile is credited once")
        act("turn", "power")
        until(lambda: "down" not in pages.get("/health"), "it came back")
        show.stop()


#: One click or line for each thing that goes wrong while people shop.
TROUBLES = """
0:02 scan SALT
0:03 press cash
0:04 drop 500
0:11 press change     # 3.00 of change falls
0:17 hopper empty
0:18 scan SALT
0:19 press cash
0:20 drop 500
0:27 press change     # none is left: the shop owes it
0:41 press owe        # the hopper has tried for ten seconds
0:42 scanner pull
0:44 scanner put_back
0:46 slot jam
0:48 notice late
0:49 scan SALT
0:50 press qr
0:53 phone            # the money has gone, nobody has told the shop
0:55 press paid
1:09 slot clear
1:10 end
"""


@pytest.mark.slow
def test_a_script_of_troubles_is_played_and_the_book_has_what_happened(tmp_path: Path) -> None:
    pytest.importorskip("wechatpayv3", reason="no library of a provider: no late payment")
    script = tmp_path / "troubles.txt"
    script.write_text(TROUBLES, "utf-8")
    folder = tmp_path / "kept"
    argv = ("--days", "0", "--seed", "7", "--script", str(script), "--dir", str(folder))
    with demo(tmp_path, *argv) as show:
        said, _ = show.process.communicate(timeout=120)
        assert show.process.returncode == 0, said
    book = open_book(folder / "book.db", demo=True)
    bodies = [
        (kind, json.loads(body))
        for kind, body in book.execute("SELECT kind, body FROM journal ORDER BY seq")
    ]
    book.close()

    def of(kind: str) -> list[Any]:
        return [body for each, body in bodies if each == kind]

    assert [(one["fen"], one["evidence"]) for one in of("ChangeGiven")] == [(300, "credited")]
    assert [one["fen"] for one in of("ChangeOwed")] == [300]
    told = {(one["device"], one["what"]) for one in of("DeviceNoted")}
    assert {("scanner", "down"), ("hopper", "fault:empty"), ("coins", "fault:jam")} <= told
    claims = [one for one in of("TenderReceived") if one["evidence"] == "claimed"]
    assert [one["fen"] for one in claims] == [200]
    assert [one["fen"] for one in of("TenderMatched")] == [200]
    assert len(of("SaleDeclared")) == 3


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
