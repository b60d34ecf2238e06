"""The coin acceptor: a coin in the box is in the book, once, whatever happens to the cable.

Protocol facts: HARDWARE.md 2.1 and 2.2 (ccTalk), 6 (epochs, identity, when to persist), 7 (what
each failure leads to). The machine itself is `counting_machine`, shared with the bill validator.
"""

from __future__ import annotations

from hardware.codecs import cctalk
from hardware.drivers.coin_state import CoinConfig
from hardware.drivers.counting_machine import CountingMachine
from hardware.drivers.counting_setup import on_coin


class CoinAcceptor(CountingMachine):
    """The driver of one ccTalk coin acceptor.

    Args:
        config: its name, address and coin values.
    """

    def __init__(self, config: CoinConfig) -> None:
        super().__init__(config, {cctalk.COIN_ID: on_coin})
