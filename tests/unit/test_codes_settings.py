"""The settings of codes: what may stand there, and that `tongxin config` writes them back."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from shop.cli import tongxin
from shop.config import load
from shop.errors import ConfigError
from shop.instore import CodeRules, Pattern

GIVEN = """
[codes]
in_store = { "21iiiiivvvvvc" = "weight", "2fiiiiivvvvvnnnnnc" = "price" }
eight_digits = "EAN-8"
setup_sheet = [["line end CR LF", "S-CMD-1"], ["serial mode", "S-CMD-2"]]
"""


def test_what_a_shop_says_of_its_codes(tmp_path: Path) -> None:
    file = tmp_path / "tongxin.toml"
    file.write_text(GIVEN, "utf-8")
    codes = load(file).codes
    assert codes.rules.in_store == (
        Pattern("21iiiiivvvvvc", "weight"),
        Pattern("2fiiiiivvvvvnnnnnc", "price"),
    )
    assert codes.rules.eight_digits == "EAN-8"
    assert codes.setup_sheet[1] == ("serial mode", "S-CMD-2")
    shown = CliRunner().invoke(tongxin, ["config", "--config", str(file)])
    assert shown.exit_code == 0, shown.output
    again = tmp_path / "again.toml"
    again.write_text(shown.stdout, "utf-8")
    assert load(again).codes == codes


def test_nothing_is_read_as_a_scale_code_by_itself() -> None:
    assert load().codes.rules == CodeRules()


@pytest.mark.parametrize(
    "line",
    [
        'in_store = { "21iiiiivvvvv" = "weight" }',
        'in_store = { "21iiiiivvvvvc" = "colour" }',
        'in_store = ["21iiiiivvvvvc"]',
        'eight_digits = "EAN-13"',
        'setup_sheet = [["only a name"]]',
        'setup_sheet = [["name", "不是 ASCII"]]',
        'setup_sheet = [["name", ""]]',
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_key(tmp_path: Path, line: str) -> None:
    file = tmp_path / "tongxin.toml"
    file.write_text(f"[codes]\n{line}\n", "utf-8")
    with pytest.raises(ConfigError, match=f"codes.{line.split()[0]}"):
        load(file)
