"""Codes, PINs and passphrases: what is taken, and how the rest is refused."""

import pytest

from shop.people_errors import CodeUnusable, PassphraseTooShort, PinEasy, PinShape, RolesUnusable
from shop.private.rules import ROLES, check_code, check_roles, check_secret, code_of, kind_for


@pytest.mark.parametrize(
    "pin",
    ["000000", "123456", "654321", "012345", "890123", "987654", "121212", "123123", "112211",
     "100100", "520520", "147258", "010101", "111112", "135791"],
)  # fmt: skip
def test_a_pin_that_strangers_try_first_is_refused(pin: str) -> None:
    with pytest.raises(PinEasy):
        check_secret("pin", pin, "v1")


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "12a456", "²³⁴¹¹¹x", "27 18"])
def test_a_pin_is_six_digits(pin: str) -> None:
    with pytest.raises(PinShape):
        check_secret("pin", pin, "v1")


def test_a_pin_typed_in_full_width_or_in_two_groups_is_the_same() -> None:
    assert check_secret("pin", "２７１ ８２８", "v1") == "271828"


@pytest.mark.parametrize(
    "passphrase", ["green tea at dawn", "correct horse", "清晨 河边 三只 白鹭", "Ab3$kfj2Lm9!"]
)
def test_four_words_or_twelve_signs_are_enough(passphrase: str) -> None:
    assert check_secret("passphrase", passphrase, "c1") == passphrase


@pytest.mark.parametrize(
    "passphrase",
    ["", "short", "a b c d", "one two three"[:11], "aaaaaaaaaaaaaaaa", "tea tea tea tea",
     "chenchenchenchen"],
)  # fmt: skip
def test_a_passphrase_that_can_be_guessed_is_refused_kindly(passphrase: str) -> None:
    with pytest.raises(PassphraseTooShort, match="A little more, please"):
        check_secret("passphrase", passphrase, "c1")


@pytest.mark.parametrize("code", ["v1", "小二", "7", "v2-2", "V1 "])
def test_a_nickname_or_a_number_is_a_code(code: str) -> None:
    assert check_code(code) == code_of(code)


@pytest.mark.parametrize(
    "code", ["", " ", "-", "till", "Setup", "volunteer", "a b", "x" * 17, "<b>", "li\n2"]
)
def test_other_codes_are_refused(code: str) -> None:
    with pytest.raises(CodeUnusable):
        check_code(code)


def test_roles_come_once_and_in_order() -> None:
    assert check_roles(("approver", "volunteer", "approver")) == ("volunteer", "approver")
    for bad in ((), ("boss",)):
        with pytest.raises(RolesUnusable):
            check_roles(bad)


def test_only_volunteers_have_a_pin() -> None:
    assert [kind_for((role,)) for role in ROLES] == ["pin", *["passphrase"] * 3]
    assert kind_for(("volunteer", "reviewer")) == "passphrase"
