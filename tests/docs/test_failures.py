"""The table of failures is what the tests prove, and no row of it is a promise alone."""

import pytest

from tests.docs.failures import DEVICES, PAGE, all_proofs, page, proofs
from tests.failures import ROWS


def test_the_page_is_what_the_tests_prove():
    assert PAGE.read_text("utf-8") == page(all_proofs()), "run python -m tests.docs.failures"


def test_every_row_is_proven_of_some_device():
    proven = {proof.row for proof in all_proofs()}
    assert [row for row in ROWS if row not in proven] == []


def test_a_proof_names_a_row_and_devices_that_exist():
    for proof in all_proofs():
        assert proof.row in ROWS, proof
        assert set(proof.devices) <= set(DEVICES), proof


class TestReadingMarks:
    def test_on_a_function_a_class_and_one_case(self):
        text = (
            '@proves("silent", "panel")\ndef test_one(): ...\n'
            '@proves("stop", "panel", "camera")\nclass TestTwo:\n'
            '    @pytest.mark.parametrize("x", [pytest.param(1, marks=proves("jam", "escpos"))])\n'
            "    def test_three(self, x): ...\n"
        )
        found = [(one.row, one.devices, one.test) for one in proofs(text, "a.py")]
        assert found == [
            ("silent", ("panel",), "test_one"),
            ("stop", ("panel", "camera"), "TestTwo"),
            ("jam", ("escpos",), "TestTwo.test_three"),
        ]

    @pytest.mark.parametrize(
        "text",
        [
            '@proves(ROW, "panel")\ndef test_one(): ...\n',
            '@proves("silent")\ndef test_one(): ...\n',
            'WITHOUT = proves("silent", "panel")\n',
        ],
    )
    def test_a_mark_that_cannot_be_read_is_noticed(self, text: str):
        with pytest.raises(ValueError, match=r"a\.py:1"):
            list(proofs(text, "a.py"))

    def test_a_proof_changes_the_page(self):
        found = all_proofs()
        more = next(proofs('@proves("clock", "camera")\ndef test_x_y(): ...\n', "tests/b.py"))
        assert page([*found, more]) != page(found)
        assert "- camera: x y (`b.py`)" in page([*found, more])
