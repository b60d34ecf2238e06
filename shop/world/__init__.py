"""The seeded village for simulation and demo: it yields intents and keeps its own truth.

Pure: chance is handed in, time is virtual, and the book is never read.
"""

from shop.world.chance import Chance
from shop.world.day import DAY_MS, World
from shop.world.intents import Intent, Visit
from shop.world.tally import Outcome, Tally
from shop.world.truth import Truth
from shop.world.village import SHARES, Habit, Village, Ways

__all__ = [
    "DAY_MS",
    "SHARES",
    "Chance",
    "Habit",
    "Intent",
    "Outcome",
    "Tally",
    "Truth",
    "Village",
    "Visit",
    "Ways",
    "World",
]
