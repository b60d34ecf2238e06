"""A demo's script: what may stand in it, and what is said of a line that may not."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.demo.hands import ACTS
from shop.demo.script import AT_MS_MAX, ScriptError, Step, ills, read, read_file

GOOD = """
# a morning
0:05 scan SALT     # by its name
0:06 scan 6901028075831
0:08 press cash
0:10 drop 500
0:12 slot jam
0:12 cable box drop=1 noise=1% dup=0.5 split=20 echo slow
1:02 slot clear
1:03 phone
1:04 end
"""


def test_a_script_is_read_line_by_line() -> None:
    steps = read(GOOD, ACTS)
    assert steps[0] == Step(5_000, "scan", ("SALT",))
    assert steps[4] == Step(12_000, "slot", ("jam",))
    assert steps[-1] == Step(64_000, "end", ())
    assert len(steps) == 9


def test_the_script_of_the_how_to_is_one(root: Path) -> None:
    page = (root / "docs/how-to/make-things-go-wrong.md").read_text("utf-8")
    script = page.split("```tongxin-script\n")[1].split("```")[0]
    steps = read(script, ACTS)
    assert steps[-1].verb == "end"
    assert {step.verb for step in steps} >= {"scan", "cable", "slot", "hopper", "notice"}
    for switch, acts in ACTS.items():  # and the page names all that can be done
        assert f"`{switch}`" in page
        assert all(act in page for act in acts)


def test_what_ails_a_cable_is_in_percent() -> None:
    faults, echo, slow = ills(("drop=1", "noise=0.5%", "echo"))
    assert (faults.drop, faults.noise, faults.dup) == (Fraction(1, 100), Fraction(1, 200), 0)
    assert (echo, slow) == (True, False)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("scan SALT", "begins with a moment"),
        ("0:5 scan SALT", "begins with a moment"),
        ("0:05", "choose one of scan"),
        ("0:05 dance", "choose one of scan"),
        ("0:05 slot", "followed by one of jam, clear"),
        ("0:05 slot pull", "followed by one of jam, clear"),
        ("0:05 drop much", "an amount in fen"),
        ("0:05 cable box", "what ails it"),
        ("0:05 cable wall good", "one of scanner, box, printer"),
        ("0:05 cable box wet", "a cable is good"),
        ("0:05 end now", "choose one of"),
        ("121:00 end", "two hours"),
        ("0:09 phone\n0:05 end", "before the line above"),
    ],
)
def test_a_line_that_is_none_is_told_with_its_number(line: str, said: str) -> None:
    with pytest.raises(ScriptError, match=said) as caught:
        read(f"0:01 phone\n{line}", ACTS)
    assert str(caught.value).startswith("line ")


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "script"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ScriptError, match="UTF-8"):
        read_file(path, ACTS)
    with pytest.raises(ScriptError, match="cannot be read"):
        read_file(tmp_path / "none", ACTS)


@given(st.text())
def test_any_text_is_a_script_or_refused(text: str) -> None:
    try:
        steps = read(text, ACTS)
    except ScriptError:
        return
    assert all(0 <= step.at_ms <= AT_MS_MAX for step in steps)
