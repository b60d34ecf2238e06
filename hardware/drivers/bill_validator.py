"""The ccTalk bill validator: a note is in the book before it is taken, and is money once stacked.

Protocol facts: HARDWARE.md 2.1 and 2.2 (ccTalk), 6 (epochs, identity, order for money), 7 (what
each failure leads to). The machine itself is `counting_machine`, shared with the coin acceptor;
`bill_escrow` rules what happens to a note between slot and stacker.
"""

from __future__ import annotations

from hardware.codecs import cctalk
from hardware.drivers.bill_escrow import on_route
from hardware.drivers.bill_setup import on_bill, on_mode, on_scale
from hardware.drivers.bill_state import BillConfig
from hardware.drivers.counting_machine import CountingMachine


class BillValidator(CountingMachine):
    """The driver of one ccTalk bill validator.

    Args:
        config: its name, address, checksum mode and note values.
    """

    def __init__(self, config: BillConfig) -> None:
        answers = {
            cctalk.BILL_ID: on_bill,
            cctalk.COUNTRY_SCALING: on_scale,
            cctalk.SET_BILL_MODE: on_mode,
            cctalk.ROUTE_BILL: on_route,
        }
        super().__init__(config, answers)
