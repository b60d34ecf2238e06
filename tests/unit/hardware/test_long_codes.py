"""Codes that hold fields: cartons and goods by weight (GS1), payment QR codes (EMV)."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.codecs import aim, emv, gs1

PIX = (
    "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000"
    "5204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D"
)


class TestGs1:
    def test_a_bag_of_rice_by_weight(self) -> None:
        reading = gs1.decode("]C10109521234543213310300150015211103")
        assert reading.gtin == "09521234543213"
        assert reading.weight_g == 1500
        assert reading.until == "2021-11-03"

    def test_fields_of_any_length_end_at_the_separator(self) -> None:
        reading = gs1.decode("]C101069012345678921726123110ABC123\x1d3103000500")
        assert (reading.gtin, reading.weight_g) == ("06901234567892", 500)
        assert gs1.Element("10", "BATCH/LOT", "ABC123") in reading.elements

    def test_a_link_on_the_pack(self) -> None:
        link = "https://id.gs1.org/01/09506000134352/10/ABC?17=201225"
        assert gs1.looks_like_gs1(link)
        assert gs1.decode(link).gtin == "09506000134352"

    @pytest.mark.parametrize(
        "text", ["", "hello", "]C1", "]C1\x1d\x1d", "]C10109521234543210", "]C115211399"]
    )
    def test_what_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError):
            gs1.decode(text)

    def test_plain_codes_do_not_wake_the_parser(self) -> None:
        assert not gs1.looks_like_gs1("6901028075831", "]E0")
        assert not gs1.looks_like_gs1("https://qr.alipay.com/fkx012345")
        assert gs1.looks_like_gs1("0109501101020917", "]e0")
        loaded = "import hardware.codecs.gs1, sys; sys.exit('biip' in sys.modules)"
        assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0

    @given(st.text("0123456789ABC\x1d]Ced", max_size=40))
    def test_any_text_is_read_or_refused(self, text: str) -> None:
        try:
            gs1.decode(text)
        except ValueError:
            pass


class TestEmv:
    def test_a_payment_code_says_whom_it_pays(self) -> None:
        fields = {field.id: field for field in emv.decode(PIX)}
        assert fields["59"].value == "Fulano de Tal"
        assert fields["26"].fields[0] == emv.Field("00", "br.gov.bcb.pix")

    @given(st.integers(0, len(PIX) - 1), st.sampled_from("0123456789Zx长"))
    def test_one_changed_character_is_always_found(self, at: int, by: str) -> None:
        changed = PIX[:at] + by + PIX[at + 1 :]
        if changed.upper() != PIX.upper():
            with pytest.raises(ValueError):
                emv.decode(changed)

    def test_lengths_count_characters_and_the_crc_bytes(self) -> None:
        text = "0002015904长沙大米6304"
        assert emv.decode(text + emv.crc(text))[1] == emv.Field("59", "长沙大米")

    @pytest.mark.parametrize("text", ["", "0002", "000201", "00020163", "x" * 600])
    def test_what_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError):
            emv.decode(text)

    @given(st.text("0123456", max_size=60))
    def test_right_crc_and_wrong_lengths_are_read_or_refused(self, text: str) -> None:
        whole = f"0002{text}6304"
        try:
            emv.decode(whole + emv.crc(whole))
        except ValueError:
            pass


def test_the_scanner_s_mark_is_taken_off_and_nothing_else() -> None:
    assert aim.split("]E06901028075831") == ("]E0", "6901028075831")
    assert aim.split("6901028075831") == (None, "6901028075831")
    assert aim.split("]E") == (None, "]E")
