"""What happens to a line in the storm, and how its box is held against the book at the end."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

from hardware.drivers.base import Command
from hardware.twins.line import SimulatedLine
from shop.effects import AcceptMoney
from tests.simulation.storm_book import BAD, GOOD, StormBook, Tally


@dataclass
class Weather:
    """One line in the storm: what happens to it between two residents, by a seeded chance."""

    book: StormBook
    line: SimulatedLine
    rng: random.Random

    def begins(self) -> None:
        self.line.to_host.faults = self.line.to_device.faults = BAD

    def ends(self, for_ms: int = 120_000) -> None:
        """The cable, the disk and the program are well again; all that is owed is settled."""
        self.line.to_host.faults = self.line.to_device.faults = GOOD
        self.book.calm()
        self.passes(for_ms // 2)
        self.line.tell(Command(AcceptMoney(True)))
        self.passes(for_ms // 2)

    def passes(self, for_ms: int) -> None:
        """Let time pass for the line and for the counter, which has its say."""
        self.line.run(for_ms)
        self.book.pass_time(self.line.now_ms)
        for wish in self.book.wishes():
            self.line.tell(Command(wish))

    def unplug(self, for_ms: int) -> None:
        self.book.happened["unplug"] += 1
        self.line.unplug()
        self.passes(for_ms)
        self.line.replug()

    def restart(self) -> None:
        """The program dies; what only it knew is gone."""
        self.book.restart()
        self.line.restart_host()
        self.line.tell(Command(AcceptMoney(True)))


def tally_of(device: str, book: StormBook, serial: str, box: Counter[int]) -> Tally:
    """Hold a box against the book, piece by piece: what is credited lies there, once."""
    noted = book.noted(serial)
    assert len(noted.keys) == len(set(noted.keys))
    assert noted.fen <= box, (noted.fen - box, "credited, and not in the box")
    unseen = noted.insertions - noted.fen.total() - noted.unrecognised - noted.lost
    to_check = noted.lost + noted.unrecognised + max(0, unseen)
    return Tally(device, box.total(), noted.fen.total(), to_check, book.happened)


def tally_of_notes(device: str, book: StormBook, serial: str, box: Counter[int]) -> Tally:
    """The same for notes: each that is no money has a mark that a person must look for it."""
    noted = book.noted(serial)
    assert len(noted.keys) == len(set(noted.keys))
    assert noted.fen <= box, (noted.fen - box, "credited, and not in the stacker")
    left = box - noted.fen
    unmarked = left - Counter({fen: n for fen, n in noted.unsure.items() if fen is not None})
    others = noted.lost + noted.unrecognised + book.unrecognised + noted.unsure[None]
    assert unmarked.total() <= others, (unmarked, "in the stacker, and nobody looks for them")
    return Tally(device, box.total(), noted.fen.total(), left.total(), book.happened)
