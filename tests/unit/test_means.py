"""What the till may count on, from the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from shop.config import load
from shop.config.devices_table import DRIVERS
from shop.errors import ConfigError
from shop.main.means import means_of
from shop.main.pages import KINDS, kinds_of
from shop.till.means import Hopper
from web.kiosk_words import TROUBLES

HOPPER = """
[devices.hopper]
driver = "cctalk-hopper"
port = "/dev/tongxin-box"
coin_fen = 50
coins_max = 20
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "tongxin.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_hopper_pays_what_its_coins_are_worth(tmp_path: Path) -> None:
    settings = '[till]\nbox = "machine"\nchange = "hopper"\n' + HOPPER
    means = means_of(load(written(tmp_path, settings)))
    assert means.hoppers == (Hopper("hopper", 50, 20),)
    assert not means.wall_code


def test_change_out_of_a_hopper_needs_one(tmp_path: Path) -> None:
    config = load(written(tmp_path, '[till]\nchange = "hopper"\n'))
    with pytest.raises(ConfigError, match="cctalk-hopper"):
        means_of(config)


def test_a_hopper_pays_no_coins_for_a_word(tmp_path: Path) -> None:
    """At an open box whoever says 50 yuan would get 46 of them in coins."""
    config = load(written(tmp_path, '[till]\nchange = "hopper"\n' + HOPPER))
    with pytest.raises(ConfigError, match=r"till\.box.*machine"):
        means_of(config)


def test_residents_have_a_word_for_every_device(tmp_path: Path) -> None:
    assert KINDS.keys() == DRIVERS.keys()
    assert set(KINDS.values()) <= TROUBLES.keys()
    wallet = (
        '[gateways.shop-account]\nprovider = "alipay"\nappid = "2021000000000001"\n'
        'private_key_file = "/keys/own.pem"\npublic_key_file = "/keys/theirs.pem"\n'
    )
    config = load(written(tmp_path, HOPPER.replace("devices.hopper", "devices.yuan") + wallet))
    assert kinds_of(config) == {"yuan": "hopper", "shop-account": "alipay"}
