"""Simulated shops: the seeded village at the real counter with a real book, in virtual time."""

from shop.simulate.report import report, summary
from shop.simulate.run import START_MS, Plan, ReplayNeeded, Simulation

__all__ = ["START_MS", "Plan", "ReplayNeeded", "Simulation", "report", "summary"]
