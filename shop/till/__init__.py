"""The resident's dialogue 扫 → 付 → 取: a pure table of transitions, no I/O, no clock."""

from shop.till.state import Phase, Rules, Till
from shop.till.step import next_deadline_ms, step
from shop.till.view import LineView, View, look

__all__ = ["LineView", "Phase", "Rules", "Till", "View", "look", "next_deadline_ms", "step"]
