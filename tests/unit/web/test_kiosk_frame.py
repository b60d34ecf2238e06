"""The frame of all pages: headers, secret, languages, how errors are said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests import texts
from tests.unit.web.kiosk_fake import FakeShop
from web import create_app, formats, security


@pytest.fixture
def client() -> FlaskClient:
    texts.compile_all()
    return create_app(FakeShop()).test_client()


def test_every_answer_carries_the_policy(client: FlaskClient) -> None:
    for address in ("/kiosk", "/welcome", "/health", "/nowhere", "/static/js/kiosk.js"):
        with client.get(address) as answer:
            headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_static_files_are_kept_by_their_digest(client: FlaskClient) -> None:
    html = client.get("/kiosk").get_data(as_text=True)
    address = re.search(r'href="(/static/css/kiosk\.css\?v=\w+)"', html)
    assert address
    for where, kept in ((address[1], True), ("/static/css/kiosk.css", False)):
        with client.get(where) as answer:
            assert ("immutable" in answer.headers["Cache-Control"]) is kept
    assert client.get("/kiosk").headers["Cache-Control"] == "no-store"


def test_the_secret_is_made_once_and_only_ours(tmp_path: Path) -> None:
    first = security.secret(tmp_path)
    assert len(first) == 32
    assert security.secret(tmp_path) == first
    assert (tmp_path / "web.secret").stat().st_mode & 0o777 == 0o600
    (tmp_path / "web.secret").write_bytes(b"half")
    assert len(security.secret(tmp_path)) == 32
    assert security.secret(None) != security.secret(None)


def test_the_language_is_chosen_by_hand_and_chinese_is_first(client: FlaskClient) -> None:
    asked = {"Accept-Language": "en"}
    assert 'lang="zh-CN"' in client.get("/kiosk", headers=asked).get_data(as_text=True)
    answer = client.get("/language/en?then=/kiosk")
    assert answer.location == "/kiosk"
    assert "Max-Age=600" in answer.headers["Set-Cookie"], "the next resident finds Chinese again"
    assert "Welcome!" in client.get("/kiosk").get_data(as_text=True)
    assert 'lang="zh-CN"' in client.get("/welcome").get_data(as_text=True)
    client.get("/language/en?then=/welcome")
    assert "For volunteers" in client.get("/welcome").get_data(as_text=True)


@pytest.mark.parametrize(
    "then",
    ["//evil.example", "https://evil.example", "/\\evil.example", "", "/\t/evil.example",
     "/\n/evil.example", "/kiosk\r\nSet-Cookie: a=b", "/\x00", "/\u2028/evil.example"],
)  # fmt: skip
def test_the_language_link_leads_nowhere_else(client: FlaskClient, then: str) -> None:
    assert client.get("/language/en", query_string={"then": then}).location == "/"
    assert "Set-Cookie" not in client.get("/language/xx?then=/kiosk").headers
    assert client.get("/language/en?then=/login/volunteer").location == "/login/volunteer"


def test_errors_say_the_way_out_to_people_and_to_scripts(client: FlaskClient) -> None:
    page = client.get("/nowhere")
    assert page.status_code == 404
    assert "请从首页开始" in page.get_data(as_text=True)
    script = client.get("/nowhere", headers={"Accept": "application/json"})
    assert script.content_type == "application/problem+json"
    assert script.json is not None
    assert script.json["status"] == 404
    wrong = client.get("/kiosk/press")
    assert wrong.status_code == 405
    assert "POST" in wrong.headers["Allow"]
    too_large = client.post("/kiosk/press", data={"do": "x" * 5_000_000})
    assert too_large.status_code == 413


def test_forms_need_their_token(client: FlaskClient) -> None:
    assert client.post("/login/volunteer").status_code == 400
    assert client.post("/volunteer/cut/open").location.startswith("/login/volunteer")


def test_health_says_when_the_shop_does_not_sell(client: FlaskClient) -> None:
    assert client.get("/health").json == {"selling": True, "devices": [], "refused": {}}


def test_figures_are_written_as_on_price_tags() -> None:
    assert formats.yuan(123_450) == "1,234.50"
    assert formats.yuan(-5) == "−0.05"
    assert formats.signed(500) == "+5.00"
    assert formats.short_yuan(2500) == "25"
    assert formats.short_yuan(450) == "4.5"
    assert formats.short_yuan(100_000) == "1,000"
    assert formats.in_pieces(2150) == ((2000, 1), (100, 1), (50, 1))
    assert formats.in_pieces(-3) == ()


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


PAIRS = [
    *(("ink", ground) for ground in ("paper", "card", "sunken")),
    *(("ink-2", ground) for ground in ("paper", "card")),
    ("seal-ink", "seal"), ("leaf-ink", "leaf"), ("blue-ink", "blue"),
    ("amber", "amber-soft"), ("leaf", "leaf-soft"), ("seal", "card"),
]  # fmt: skip


@pytest.mark.parametrize(("front", "ground"), PAIRS)
@pytest.mark.parametrize("light", ["day", "dim"])
def test_what_is_written_stands_out_seven_to_one(front: str, ground: str, light: str) -> None:
    css = (Path(security.__file__).parent / "static/css/tokens.css").read_text("utf-8")
    day, _, rest = css.partition('[data-light="dim"]')
    part = day if light == "day" else rest.partition("@media")[0]
    colours = dict(re.findall(r"--([\w-]+): (#\w{6});", part))
    one, two = sorted((luminance(colours[front]), luminance(colours[ground])))
    assert (two + 0.05) / (one + 0.05) >= 7
