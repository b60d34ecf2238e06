"""`tongxin bench`: the list it prints, and what a missed goal does. Nothing here holds a time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shop.bench import run
from shop.bench.figures import Figure
from shop.bench.goals import BY_NAME, GOALS
from shop.cli.bench import bench

KEYS = ["name", "value", "unit", "floor", "ratio", "goal", "ok"]
MS = 1_000_000
GOOD = Figure("durable_sale", 1_234_567, 617_283)
SLOW = Figure("kiosk_command", 11 * MS, 2 * MS)


def told(monkeypatch: pytest.MonkeyPatch, figures: list[Figure], *args: str) -> Result:
    """Run the command as if these figures had been measured."""
    monkeypatch.setattr(run, "measure", lambda only, folder: figures)
    return CliRunner().invoke(bench, args, catch_exceptions=False)


def test_json_is_a_list_of_figures_with_seven_keys(monkeypatch):
    said = told(monkeypatch, [GOOD, SLOW], "--json")
    figures = json.loads(said.stdout)
    assert [list(figure) for figure in figures] == [KEYS, KEYS]
    assert figures[0] == {
        "name": "durable_sale",
        "value": 1.235,
        "unit": "ms",
        "floor": 0.617,
        "ratio": 2.0,
        "goal": "≤2 ms and ≤3× the floor",
        "ok": True,
    }


def test_a_scaled_value_says_so_in_its_unit():
    scaled = Figure("simulate_year", 20_000 * MS, MS, "", "per year, scaled from 60 days")
    assert scaled.as_json()["unit"] == "s (per year, scaled from 60 days)"


def test_a_missed_goal_is_said_and_fails_only_when_asked(monkeypatch):
    said = told(monkeypatch, [GOOD, SLOW])
    assert said.exit_code == 0
    assert "≤10 ms: MISSED" in said.stdout
    assert told(monkeypatch, [GOOD, SLOW], "--strict").exit_code == 1
    assert told(monkeypatch, [GOOD], "--strict").exit_code == 0


def test_json_says_that_a_goal_is_missed(monkeypatch):
    [figure] = json.loads(told(monkeypatch, [SLOW], "--json").stdout)
    assert figure["ok"] is False


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.name)
def test_every_goal_can_be_missed_and_met(goal):
    floor = goal.scale
    assert goal.met(0, floor)
    if goal.most is not None:
        most = int(goal.most * goal.scale)
        assert not goal.met(most + 1, most)
        assert goal.ratio_most is not None or goal.met(most, 1)
    if goal.ratio_most is not None:
        assert not goal.met(int(goal.ratio_most * floor) + 1, floor)
    assert goal.text
    assert goal.floor


def test_the_goals_are_those_of_the_issues():
    texts = {name: goal.text for name, goal in BY_NAME.items()}
    assert texts == {
        "durable_sale": "≤2 ms and ≤3× the floor",
        "durable_sale_coins": "≤2 ms and ≤3× the floor",
        "kiosk_command": "≤10 ms",
        "scan_to_screen": "≤5 ms",
        "scan_to_screen_p99": "≤50 ms",
        "start_to_ready": "≤1.5 s",
        "rss": "≤70 MiB",
        "statement_month": "≤150 ms",
        "statement_age": "≤1.2× the floor",
        "balances_age": "≤1.2× the floor",
        "cpu_polling": "≤3 % of a core",
        "simulate_year": "≤30 s",
    }


def test_only_knows_no_other_figure():
    said = CliRunner().invoke(bench, ["--only", "horsepower"])
    assert said.exit_code == 2
    assert "durable_sale" in said.stderr


def test_the_reference_explains_every_figure_and_its_goal(root: Path):
    text = (root / "docs/reference/bench.md").read_text("utf-8")
    headings = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert [name for name in headings if "_" in name or name == "rss"] == list(BY_NAME)
    for goal in GOALS:
        part = text.split(f"## {goal.name}\n")[1].split("\n## ")[0]
        assert f"Goal: {goal.text}." in part
        assert "Floor: " in part
