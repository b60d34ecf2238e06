"""Settings: what a file may say, and what is answered when it says something else."""

import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from shop.cli.config_cmd import config as config_command
from shop.config import find, load, shipped_profiles
from shop.config.devices_table import DEVICE, DRIVERS
from shop.config.gateways_table import GATEWAY, PROVIDERS
from shop.config.table import SECTIONS
from shop.errors import ConfigError
from shop.till.state import Rules

COINS = '[devices.coins]\ndriver = "cctalk-coin"\nport = "/dev/ttyUSB0"\n'
SCANNER = '[devices.scanner]\ndriver = "scanner"\nport = "/dev/ttyACM0"\n'
PULSES = '[devices.pulses]\ndriver = "pulse-coin"\nport = "gpio:17"\n'
WECHAT = """[gateways.wechat]
provider = "wechat"
mchid = "1900000001"
appid = "wx0000000000000001"
serial = "5F00"
private_key_file = "keys/wechat.pem"
apiv3_key_file = "keys/wechat.apiv3"
public_key_file = "keys/wechat_public.pem"
public_key_id = "PUB_KEY_ID_01"
"""
ALIPAY = """[gateways.alipay]
provider = "alipay"
appid = "2021000000000001"
private_key_file = "/etc/keys/alipay.pem"
public_key_file = "/etc/keys/alipay_public.pem"
"""


@pytest.fixture(autouse=True)
def no_system_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("shop.config.merge.SYSTEM_FILE", tmp_path / "etc" / "tongxin.toml")
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)


def written(tmp_path: Path, text: str, name: str = "tongxin.toml") -> Path:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_with_no_file_there_is_a_shop_with_an_open_box_and_no_device() -> None:
    config = load(None)
    assert (config.till.box, config.devices, config.files) == ("claimed", (), ())
    assert config.web.host == "127.0.0.1", "nothing but this machine reaches an unset shop"


def test_the_state_goes_where_systemd_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", "/srv/shop:/srv/other")
    assert load(None).book.path == Path("/srv/shop/book.db")


def test_somebody_not_root_has_it_in_their_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_DATA_HOME", "/home/somebody/data")
    assert load(None).book.path == Path("/home/somebody/data/tongxin/book.db")


def test_profiles_then_the_file_then_conf_d(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'profile = ["pi4-kiosk", "cctalk-box"]\n[till]\nchange = "tray"\n[web]\nport = 1\n',
    )
    written(tmp_path, "[web]\nport = 2\n", "conf.d/10.toml")
    written(tmp_path, "[web]\nport = 3\n", "conf.d/20.toml")
    config = load(path)
    assert (config.till.box, config.till.change, config.web.port) == ("machine", "tray", 3)
    assert [device.name for device in config.devices] == ["coins", "scanner"]
    assert config.origins["till.box"] == "profile cctalk-box"
    assert config.origins["till.change"] == str(path)
    assert config.origins["web.port"].endswith("20.toml")
    assert "till.quiet_ms" not in config.origins, "a default has no file"


def test_a_device_of_a_profile_can_be_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, 'profile = "cctalk-box"\n[devices.coins]\nenabled = false\n')
    assert load(path).devices == ()


def test_a_relative_book_stands_beside_its_file(tmp_path: Path) -> None:
    assert load(written(tmp_path, '[book]\npath = "b.db"\n')).book.path == tmp_path / "b.db"


def test_what_is_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find(None, {}) is None
    written(tmp_path, "")
    assert find(None, {}) == Path("tongxin.toml")
    assert find(None, {"TONGXIN_CONFIG": "a.toml"}) == Path("a.toml")
    assert find(Path("b.toml"), {"TONGXIN_CONFIG": "a.toml"}) == Path("b.toml")


BAD = [
    ("[web]\nprot = 1\n", r"web\.prot = 1: .*did you mean web\.port\?"),
    ("[wbe]\nport = 1\n", r"wbe = .*did you mean web\?"),
    ("[web]\nport = '8080'\n", r"web\.port = '8080': .*whole number from 0 to 65535"),
    ("[web]\nport = true\n", r"web\.port = True"),
    ("[web]\nport = 70000\n", r"web\.port = 70000"),
    ('[web]\nkiosk_hosts = ["kiosk.local"]\n', r"kiosk_hosts = .*address or a network"),
    ("web = 3\n", r"web = 3: .*section"),
    ("[web\n", r"line 1 = '\[web': allowed is TOML"),
    ("[web]\nport = 1\nport = 2\n", r"line 3 = "),
    ("x = " + "[" * 5000, r"nested too deep"),
    ('profile = ["pi4"]\n', r"profile = 'pi4': .*did you mean pi4-kiosk\?"),
    ("profile = 4\n", r"profile = 4"),
    ('profile = ["../../etc/passwd"]\n', r"profile = "),
    ('[book]\nsynchronous = "OFF"\n', r'book\.synchronous = .*"FULL"'),
    ("[till]\nbasket_ms = 5000\n", r"till\.basket_ms = 5000: .*from 30000"),
    ("[till]\nprice_tiles_fen = [100, 100]\n", r"none twice"),
    ('[shop]\ntimezone = "Asia/Xingsha"\n', r"IANA"),
    ('[shop]\ntimezone = "../../etc/passwd"\n', r"IANA"),
    ('[shop]\nname = "a\\nb"\n', r"one line"),
    ('[devices.scanner]\ndriver = "scanner"\n', r"devices\.scanner\.port = None: .*must be set"),
    ('[devices.scanner]\nport = "/dev/a"\n', r"devices\.scanner\.driver = None"),
    ('[devices.scanner]\ndriver = "scaner"\nport = "/dev/a"\n', r'"scanner" or "cctalk-coin"'),
    (SCANNER + "address = 2\n", r"devices\.scanner\.address = 2: .*keys of the scanner"),
    (SCANNER + SCANNER.replace("scanner]", "second]"), r"devices\.second\.port"),
    ('[devices."Bad name"]\ndriver = "scanner"\n', r"small letters"),
    (COINS + "coin_fen = { CN100A = 0 }\n", r"coin_fen = .*CN100A = 100"),
    (COINS + "coin_fen = { yuan = 100 }\n", r"coin_fen = .*CN100A = 100"),
    ("[devices]\nscanner = 3\n", r"section"),
    ("[panel]\nbuzzer = 5\nrelay = 5\n", r"panel\.relay = 5: .*panel\.buzzer has it"),
    ("[panel]\nbuzzer = 28\n", r"-1 for none"),
    (PULSES.replace("gpio:17", "/dev/a"), r'pulses\.port = .*"gpio:17", for pulse-coin'),
    (SCANNER.replace("/dev/ttyACM0", "gpio:17"), r"serial port, for scanner"),
    (PULSES + "[panel]\nrelay = 17\n", r"pulses\.port = 17: .*panel\.relay has it"),
    ("".join(SCANNER.replace("scanner]", f"d{n}]") for n in range(17)), r"at most 16 devices"),
    ('[devices.h]\ndriver = "cctalk-hopper"\nport = "/dev/a"\n', r"h\.coin_fen = None: .*must be"),
    (WECHAT.replace('"wechat"', '"wechatpay"'), r'provider = .*"wechat" or "alipay"'),
    (WECHAT.replace("mchid", "mchID"), r"mchID = .*did you mean gateways\.wechat\.mchid\?"),
    (WECHAT.replace('serial = "5F00"\n', ""), r"wechat\.serial = None: .*it must be set"),
    (WECHAT + 'base_url = "http://pay.example"\n', r"base_url = .*https://"),
    (WECHAT + "native = 1\n", r"native = 1: allowed is true or false"),
    (ALIPAY + 'seller_id = "me"\n', r"seller_id = .*2088"),
    (SCANNER.replace("scanner]", "alipay]") + ALIPAY, r"alipay = .*a name of its own"),
    ("".join(ALIPAY.replace("alipay]", f"g{n}]") for n in range(5)), r"at most 4 gateways"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), BAD)
def test_a_bad_file_is_told_what_is_allowed(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError, match=said) as caught:
        load(path)
    assert str(caught.value).startswith(str(path)), "the error names the file"
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_text_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "t.toml"
    with pytest.raises(ConfigError, match="file that can be read"):
        load(path)
    path.write_bytes(b"a = 1\nb = '\xff\xfe'\n")
    with pytest.raises(ConfigError, match="line 2"):
        load(path)
    path.write_bytes(b"#" * 300_000)
    with pytest.raises(ConfigError, match="at most 262144 bytes"):
        load(path)


@pytest.mark.parametrize("profile", shipped_profiles())
def test_each_shipped_profile_works_by_itself(tmp_path: Path, profile: str) -> None:
    load(written(tmp_path, f'profile = ["{profile}"]\n'))


def test_payment_providers_are_read_and_their_keys_lie_in_files(tmp_path: Path) -> None:
    config = load(written(tmp_path, WECHAT + "code_pay = true\n" + ALIPAY + "native = false\n"))
    alipay, wechat = config.gateways
    assert (alipay.name, alipay.provider, alipay.native, alipay.code_pay) == (
        "alipay", "alipay", False, False,
    )  # fmt: skip
    assert (wechat.native, wechat.code_pay, wechat.base_url) == (True, True, "")
    assert wechat.options["private_key_file"] == str(tmp_path / "keys" / "wechat.pem")
    assert alipay.options["private_key_file"] == "/etc/keys/alipay.pem"
    assert load(written(tmp_path, ALIPAY + "enabled = false\n")).gateways == ()


def test_the_example_works(root: Path) -> None:
    config = load(root / "tongxin.example.toml")
    assert {device.driver for device in config.devices} == {"scanner", "cctalk-coin"}


def test_the_table_has_every_rule_of_the_till_and_every_key_a_meaning() -> None:
    assert [key.name for key in SECTIONS["till"]] == [field.name for field in fields(Rules)]
    for keys in [*SECTIONS.values(), DEVICE, *DRIVERS.values(), GATEWAY, *PROVIDERS.values()]:
        assert len({key.name for key in keys}) == len(keys)
        for key in keys:
            assert key.meaning
            assert key.kind.allowed


@pytest.mark.parametrize(
    "keys", [*SECTIONS.values(), *DRIVERS.values(), GATEWAY, *PROVIDERS.values()]
)
def test_every_default_is_allowed(keys: tuple[object, ...]) -> None:
    for key in keys:
        if key.needed:  # type: ignore[attr-defined]
            continue
        value = key.default_value  # type: ignore[attr-defined]
        as_toml = list(value) if isinstance(value, tuple) else value
        assert key.kind.take(as_toml) == value  # type: ignore[attr-defined]


def test_the_command_shows_what_is_in_force_and_where_from(tmp_path: Path) -> None:
    text = 'profile = ["cctalk-box"]\n[web]\nport = 81\n[devices.coins.coin_fen]\n"CN.10A" = 10\n'
    path = written(tmp_path, text)
    done = CliRunner().invoke(config_command, ["--config", str(path)])
    assert done.exit_code == 0, done.output
    shown = tomllib.loads(done.output)
    assert shown["web"]["port"] == 81
    assert shown["devices"]["coins"]["coin_fen"] == {"CN.10A": 10}
    (line,) = [line for line in done.output.splitlines() if line.startswith("port = 81")]
    assert line.endswith(f"# {path}")
    again = load(written(tmp_path, done.output, "again.toml"))
    assert again.effective == load(path).effective, "what is shown can be pasted"


def test_without_a_word_there_is_no_camera_and_no_receipt() -> None:
    config = load(None)
    assert (config.camera.use, config.slips.receipt) == ("none", "never")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[camera]\nuse = "web"\n', "board"),
        ('[camera]\nfolder = "photos"\n', "absolute"),
        ("[camera]\nkeep_days = 0\n", "from 1 to 366 days"),
        ('[slips]\nreceipt = "sometimes"\n', "always"),
        ("[panel]\ngreen = 17\n[camera]\nlamp_pin = 17\n", "panel.green has it"),
    ],
)
def test_camera_and_slips_say_what_they_allow(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        load(written(tmp_path, text))
