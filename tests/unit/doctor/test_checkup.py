"""The whole doctor on a shop's machine: bounded, changing nothing, exit 1 where something is bad."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shop.book import create_book, open_book
from shop.cli import tongxin
from shop.doctor.line import Line
from shop.main.book_tail import TAIL_ENTRIES, book_facts
from shop.main.checkup import checks, run
from shop.main.machine import Machine
from tests.unit.counter.a_shop import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A shop's folder with a book, and settings that name it."""
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    create_book(state / "book.db")
    settings = tmp_path / "tongxin.toml"
    settings.write_text('[book]\npath = "state/book.db"\n', "utf-8")
    return settings


def doctor(settings: Path, *options: str, lang: str = "en") -> Result:
    return CliRunner().invoke(
        tongxin, ["doctor", "--config", str(settings), *options], env={"TONGXIN_LANG": lang}
    )


def lines_of(settings: Path) -> dict[str, Line]:
    return {line.key: line for line in run(checks(settings, Machine(run=False)))}


def test_a_fresh_shop_has_nothing_bad(shop: Path) -> None:
    found = lines_of(shop)
    assert [line.key for line in found.values() if line.level == "bad"] == []
    assert {"settings", "program", "folder", "mount", "space", "write", "book", "clock"} <= set(
        found
    )
    done = doctor(shop)
    assert done.exit_code == 0, done.output
    assert done.output.startswith("ok    settings: read:")


def test_what_is_bad_says_what_to_do_and_ends_in_1(shop: Path) -> None:
    (shop.parent / "state").chmod(0o755)
    with shop.open("a") as file:
        file.write('[devices.scanner]\ndriver = "scanner"\nport = "/dev/tongxin-nowhere"\n')
    done = doctor(shop)
    assert done.exit_code == 1
    assert "BAD   folder:" in done.output
    assert "→ chmod 700" in done.output
    assert "BAD   device scanner: /dev/tongxin-nowhere is not there" in done.output


def test_settings_that_cannot_be_read_are_the_first_thing(shop: Path) -> None:
    shop.write_text("[web]\nport = 99999\n", "utf-8")
    done = doctor(shop)
    assert done.exit_code == 1
    first = done.output.splitlines()[0]
    assert first.startswith("BAD   settings:")
    assert "web.port" in first
    assert "clock" in done.output, "the machine is looked at all the same"


def test_json_has_one_record_for_each_line(shop: Path) -> None:
    records = [json.loads(line) for line in doctor(shop, "--json").output.splitlines()]
    assert {"check": "program", "level": "ok"}.items() <= records[1].items()
    assert all(set(one) == {"check", "level", "text", "remedy"} for one in records)
    assert len(records) == len(lines_of(shop))


def test_it_speaks_chinese_first(shop: Path) -> None:
    (shop.parent / "state").chmod(0o755)
    assert "其他账户" in doctor(shop, lang="zh_CN").output


def test_it_changes_nothing(shop: Path) -> None:
    def seen() -> dict[str, tuple[int, int, int]]:
        found = {}
        for path in sorted(shop.parent.rglob("*")):
            held = path.stat()
            size_or_dir = 0 if path.is_dir() else held.st_size
            found[str(path)] = (held.st_mode, size_or_dir, 0 if path.is_dir() else held.st_mtime_ns)
        return found

    before = seen()
    doctor(shop)
    assert seen() == before


def test_it_runs_beside_the_shop(shop: Path) -> None:
    connection = open_book(shop.parent / "state/book.db")
    try:
        connection.execute("BEGIN IMMEDIATE")
        assert lines_of(shop)["book"].level == "ok"
    finally:
        connection.close()


class TestNothingHangsIt:
    def test_a_check_that_hangs_is_a_line_and_the_others_stand(self) -> None:
        hangs = threading.Event()

        def hanging() -> list[Line]:
            hangs.wait(60)
            return []

        card = [("card", hanging)] * 40
        begun = time.monotonic()
        found = run([*card, ("clock", lambda: [Line("clock", "ok", "fine")])], 1)
        took_s = time.monotonic() - begun
        hangs.set()
        assert [(line.key, line.level) for line in found[-2:]] == [("card", "bad"), ("clock", "ok")]
        assert took_s < 30, "they are waited for together, not one after the other"
        assert "within 1 s" in found[0].said(str)[0]

    def test_a_check_that_fails_is_a_line(self) -> None:
        def failing() -> list[Line]:
            raise ZeroDivisionError("a bug")

        (line,) = run([("card", failing)])
        assert line.level == "look"
        assert "ZeroDivisionError" in line.said(str)[0]


class TestPayment:
    def test_keys_that_others_can_read(self, shop: Path) -> None:
        for name, mode in (("private.pem", 0o644), ("public.pem", 0o644)):
            (shop.parent / name).write_text("x", "utf-8")
            (shop.parent / name).chmod(mode)
        with shop.open("a") as file:
            file.write(
                '[gateways.alipay]\nprovider = "alipay"\nappid = "2021"\n'
                f'private_key_file = "{shop.parent}/private.pem"\n'
                f'public_key_file = "{shop.parent}/public.pem"\n'
            )
        levels = {
            line.params["path"]: line.level
            for line in run(checks(shop, Machine(run=False)))
            if line.key == "payment alipay"
        }
        assert levels == {
            f"{shop.parent}/private.pem": "bad",
            f"{shop.parent}/public.pem": "ok",
        }


class TestDevices:
    def test_a_pty_that_another_program_holds(self, shop: Path) -> None:
        master, slave = os.openpty()
        name = os.ttyname(slave)
        child = os.fork()
        if child == 0:
            threading.Event().wait(60)
            os._exit(0)
        try:
            with shop.open("a") as file:
                file.write(f'[devices.scanner]\ndriver = "scanner"\nport = "{name}"\n')
            line = lines_of(shop)["device scanner"]
        finally:
            os.kill(child, 9)
            os.waitpid(child, 0)
            os.close(slave)
            os.close(master)
        assert line.level == "bad"
        assert str(child) in line.said(str)[0]

    def test_a_file_in_a_device_s_place(self, shop: Path) -> None:
        (shop.parent / "tty").touch()
        with shop.open("a") as file:
            file.write(f'[devices.scanner]\ndriver = "scanner"\nport = "{shop.parent}/tty"\n')
        assert "no device file" in lines_of(shop)["device scanner"].said(str)[0]

    def test_pins_that_are_not_there_are_worth_a_look(
        self, shop: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def nothing() -> None:
            raise OSError("can not open gpiochip")

        monkeypatch.setattr("shop.main.checkup.board_pins", nothing)
        with shop.open("a") as file:
            file.write('[panel]\npins = "board"\ngreen = 13\n')
        line = lines_of(shop)["panel"]
        assert line.level == "look"
        assert "can not open gpiochip" in line.said(str)[0]


class TestTheBook:
    def book(self, path: Path, visits: int = 3) -> Path:
        shop = Shop(box="claimed")
        for _ in range(visits):
            shop.scan("rice")
            shop.wait(200)
        path.write_bytes(bytes(shop.connection.serialize()))
        return path

    def test_its_newest_entries_are_held_against_the_chain(self, tmp_path: Path) -> None:
        found = book_facts(self.book(tmp_path / "book.db"))
        assert found.error == ""
        assert found.checked == found.entries > 3
        assert found.newest_ms is not None

    def test_one_changed_letter_among_them_is_found(self, tmp_path: Path) -> None:
        path = self.book(tmp_path / "book.db")
        raw = path.read_bytes()
        assert b'"rice"' in raw
        path.write_bytes(raw.replace(b'"rice"', b'"mice"', 1))
        assert book_facts(path).error

    def test_a_file_that_is_no_book(self, tmp_path: Path) -> None:
        (tmp_path / "book.db").write_bytes(b"not a book at all" * 100)
        assert book_facts(tmp_path / "book.db").error

    def test_an_empty_book_holds(self, tmp_path: Path) -> None:
        create_book(tmp_path / "book.db")
        assert book_facts(tmp_path / "book.db").entries == 0
        assert TAIL_ENTRIES > 100
