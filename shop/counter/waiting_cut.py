"""A cut that waits until nobody is at the till: a visit lies in one cut whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shop.commands import OpenCut
from shop.counter import desk, well_formed
from shop.counter.reply import Reply
from shop.errors import InputRefused, LedgerError, TillBusy
from shop.queries import cuts
from shop.till import Phase, events

if TYPE_CHECKING:
    from shop.counter.counter import Counter


class WaitingCut:
    """Keeps the one command that waits; it opens between two visits at the latest.

    Args:
        counter: whose till it waits for.
    """

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._command: OpenCut | None = None

    def ask(self, command: OpenCut) -> Reply:
        """Answer a command to open a cut while a resident is at the till.

        Raises:
            TillBusy: another one waits already.
            InputRefused: it could not be opened in any case.
        """
        connection = self._counter.ledger.connection
        well_formed.check(command)
        repeated = desk.repeated(connection, command)
        if repeated:
            return repeated
        if cuts.open_cut_id(connection):
            return desk.handle(self._counter, command)
        if self._command is not None and self._command != command:
            raise TillBusy()
        self._command = command
        return Reply(waiting=True)

    def open_between_visits(self) -> None:
        """Let it open between a visit that has been thanked and the next one."""
        if self._command is not None and self._counter.phase is Phase.THANKS:
            self._counter.step(events.VisitEnds())
            self.open_if_free()

    def open_if_free(self) -> None:
        """Open it if nobody is at the till; a book that is lost lets it wait on."""
        command = self._command
        if command is None or self._counter.till.visit is not None:
            return
        self._command = None
        try:
            with self._counter.writing():
                desk.handle(self._counter, command)
        except LedgerError:
            self._command = command
        except InputRefused:
            return  # another round was opened meanwhile: this one is not needed
