"""The demo's people without a shop: what they read off the screen, and in which order they act."""

import threading
from collections.abc import Callable

import pytest

from shop.demo import residents
from shop.demo.kiosk import Kiosk, NoScreen, Seen, _Reader
from shop.demo.residents import Residents
from shop.demo.volunteers import Volunteers
from shop.world.intents import Deed

PAGE = """
<form class="till" data-phase="basket"><input type="hidden" name="press" value="B.3">
<li class="line chosen"><b class="name clip">加碘食盐 400克</b>
<button name="do" value="quantity:L1:2">+</button></li>
<li class="line"><b class="name clip">香皂 一块</b><a href="/kiosk?line=L2" data-view>×1</a></li>
<button name="do" value="cash">Cash</button><button name="do" value="leave">Leave</button></form>
"""


def test_they_read_phase_buttons_and_lines_off_the_page() -> None:
    reader = _Reader()
    reader.feed(PAGE)
    seen = reader.seen
    assert (seen.phase, seen.press) == ("basket", "B.3")
    assert seen.lines == {"加碘食盐 400克": "L1", "香皂 一块": "L2"}
    assert seen.shows("cash")
    assert not seen.shows("done")


def test_no_page_is_told_as_such() -> None:
    with pytest.raises(NoScreen):
        Kiosk(1).look()
    from shop.world.intents import Restock

    with pytest.raises(NoScreen):
        Volunteers(1, "v1", "274819").do(Restock(0, "SALT", 3))


class Fakes:
    """A shop that is only a list of what was done to it."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.enough = threading.Event()
        self.phase = "idle"

    def note(self, what: str) -> bool:
        self.done.append(what)
        if len(self.done) > 60:
            self.enough.set()
        return True

    def scan(self, code: str) -> bool:
        return self.note(f"scan {code}")

    def drop(self, fen: int) -> bool:
        return self.note(f"drop {fen}")

    def phone(self) -> int:
        self.note("phone")
        return 0

    def look(self) -> Seen:
        return Seen(self.phase, "B.1", {"done", "leave", "add"}, {})

    def press(self, button: str, value: object = None, line: str | None = None) -> bool:
        return self.note(f"press {button}")

    def do(self, deed: Deed) -> bool:
        return self.note(type(deed).__name__)


def played(monkeypatch: pytest.MonkeyPatch, seed: int, acts: Callable[[], int]) -> list[str]:
    """Let them come, without any waiting, until they have done sixty things."""
    fakes = Fakes()
    monkeypatch.setattr(Residents, "_pause", lambda self, ms: self._going.is_set())
    people = Residents(seed, 1, fakes, fakes, fakes, acts, fakes.note)  # type: ignore[arg-type]
    people.start()
    assert fakes.enough.wait(20)
    people.stop()
    return fakes.done[:60]


def test_the_same_seed_is_the_same_day(monkeypatch: pytest.MonkeyPatch) -> None:
    first = played(monkeypatch, 7, lambda: 0)
    assert first == played(monkeypatch, 7, lambda: 0)
    assert first != played(monkeypatch, 8, lambda: 0)
    kinds = {what.split()[0] for what in first}
    assert {"resident_came", "resident_left", "scan", "press"} <= kinds


def test_they_stand_back_while_somebody_acts_on_the_street(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fakes = Fakes()
    acts = iter(range(1_000_000))
    monkeypatch.setattr(residents, "LOOK_MS", 1)
    monkeypatch.setattr(residents, "GAP_MS_MIN", 1)
    people = Residents(
        7,
        10**6,
        fakes,
        fakes,
        fakes,
        lambda: next(acts),
        fakes.note,  # type: ignore[arg-type]
    )
    people.start()
    assert not fakes.enough.wait(1)
    people.stop()
    assert not [what for what in fakes.done if what.startswith(("scan", "drop", "press"))]
