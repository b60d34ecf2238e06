"""The whole shop, put together: the code it prints, and the name it was given on a page."""

from pathlib import Path

from shop.config import load
from shop.main import compose
from tests.people import C1, CHEAP


def test_a_shop_is_called_what_its_first_coordinator_said(tmp_path: Path) -> None:
    file = tmp_path / "tongxin.toml"
    file.write_text('[book]\npath = "book.db"\n[web]\nport = 0\n', "utf-8")
    shop = compose(load(file), hasher=CHEAP)
    shop.start()
    try:
        assert shop.door.name == "同心小店"
        code = shop.people.setup_code
        assert len(code) == len("ABCD-2345")
        id = shop.door.fresh_id()
        shop.people.set_up(id, "新化小店", C1.code, "", C1.secret, code)
        assert shop.people.setup_code == ""
        assert shop.door.name == "新化小店"
    finally:
        shop.stop()
    again = compose(load(file), hasher=CHEAP)
    try:
        assert again.door.name == "新化小店"
        assert again.people.log_in(C1.code, C1.secret, "192.168.4.20")
    finally:
        again.stop()
