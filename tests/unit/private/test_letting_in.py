"""Stories at the door: wrong tries, waiting, restarts, and who is out at once."""

import pytest

from shop.people_errors import LockedOut, NotLetIn
from shop.private.lockout import MINUTE_MS, SOURCE_FREE
from shop.private.locks import ROWS_MAX, source_of
from shop.private.logins import ABSOLUTE_MS, LOGINS_MAX
from tests.people import C1, V1, Who
from tests.unit.private.a_shop import OTHER_PHONE, PHONE, Desk

NOBODY = Who("nobody", ("volunteer",), "271828")


def wrong(shop: Desk, who: Who, times: int, source: str = PHONE) -> None:
    for _ in range(times):
        with pytest.raises(NotLetIn):
            shop.log_in(who, "999991", source)


def test_who_knows_the_pin_is_let_in(shop: Desk) -> None:
    person = shop.people.session(shop.log_in(V1))
    assert person is not None
    assert (person.code, person.roles) == ("v1", ("volunteer",))


def test_a_code_is_the_same_in_capitals_and_full_width(shop: Desk) -> None:
    assert shop.people.log_in(" Ｖ1 ", "271 828", PHONE)


def test_the_fifth_wrong_pin_makes_one_wait_even_with_the_right_one(shop: Desk) -> None:
    wrong(shop, V1, 5)
    with pytest.raises(LockedOut) as refused:
        shop.log_in(V1)
    assert refused.value.params["minutes"] == 1
    shop.pass_ms(MINUTE_MS)
    assert shop.log_in(V1)
    wrong(shop, V1, 4)  # being let in has cleared the count


def test_the_wait_holds_for_every_phone_and_doubles(shop: Desk) -> None:
    wrong(shop, V1, 5)
    with pytest.raises(LockedOut):
        shop.log_in(V1, source=OTHER_PHONE)
    shop.pass_ms(MINUTE_MS)
    wrong(shop, V1, 1)
    shop.pass_ms(MINUTE_MS)
    with pytest.raises(LockedOut):
        shop.log_in(V1)


def test_a_restart_does_not_clear_a_lock_out(shop: Desk) -> None:
    wrong(shop, V1, 5)
    shop.restart()
    with pytest.raises(LockedOut):
        shop.log_in(V1)
    assert shop.people.members()[0].wait_minutes == 1


def test_a_restart_does_not_clear_the_count_either(shop: Desk) -> None:
    wrong(shop, V1, 4)
    shop.restart()
    wrong(shop, V1, 1)
    with pytest.raises(LockedOut):
        shop.log_in(V1)


def test_a_try_is_counted_before_it_is_looked_at(
    shop: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(*_: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr("shop.private.credentials.Credentials.fits", power_cut)
    for _ in range(5):
        with pytest.raises(KeyboardInterrupt):
            shop.log_in(V1)
    monkeypatch.undo()
    shop.restart()
    with pytest.raises(LockedOut):
        shop.log_in(V1)


def test_a_code_that_nobody_has_behaves_the_same(shop: Desk) -> None:
    wrong(shop, NOBODY, 5)
    with pytest.raises(LockedOut):
        shop.log_in(NOBODY)


def test_an_unknown_code_is_hashed_as_long_as_a_known_one(
    shop: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    hasher = shop.people._credentials._hasher
    verify = hasher.verify

    class Watched:
        def verify(self, hash: str, secret: str) -> bool:
            looked.append(hash)
            return verify(hash, secret)

    monkeypatch.setattr(shop.people._credentials, "_hasher", Watched())
    wrong(shop, NOBODY, 1)
    wrong(shop, V1, 1)
    same_cost = {hash.split("$")[3] for hash in looked}
    assert len(looked) == 2
    assert len(same_cost) == 1


def test_one_phone_that_tries_everybody_has_to_wait(shop: Desk) -> None:
    for n in range(SOURCE_FREE + 1):
        with pytest.raises(NotLetIn):
            shop.people.log_in(f"guess{n}", "271829", PHONE)
    with pytest.raises(LockedOut):
        shop.log_in(V1)
    assert shop.log_in(V1, source=OTHER_PHONE)


def test_an_ipv6_network_counts_as_one_address() -> None:
    assert source_of("2001:db8::1") == source_of("2001:db8::ffff:2")
    assert source_of("fe80::1%wlan0") == source_of("fe80::2")
    assert source_of("::ffff:192.168.4.20") == "192.168.4.20"
    assert source_of("::1") == "::1"
    assert source_of(None) == source_of("no address") == "unknown"


def test_made_up_codes_never_push_out_a_real_lock_out(shop: Desk) -> None:
    wrong(shop, V1, 5)
    for n in range(ROWS_MAX + 20):
        with pytest.raises(NotLetIn):
            shop.people.log_in(f"guess{n}", "1", f"10.0.{n // 250}.{n % 250}")
    rows = shop.private.rows("SELECT sort, count(*) FROM tries GROUP BY sort")
    assert dict(rows) == {"person": 1, "stranger": ROWS_MAX, "source": ROWS_MAX}
    with pytest.raises(LockedOut):
        shop.log_in(V1, source=OTHER_PHONE)


def test_a_log_in_ends_with_the_day_and_with_log_out(shop: Desk) -> None:
    token, other = shop.log_in(V1), shop.log_in(V1)
    assert token != other
    shop.people.log_out(token)
    assert shop.people.session(token) is None
    shop.pass_ms(ABSOLUTE_MS - 1)
    assert shop.people.session(other)
    shop.pass_ms(1)
    assert shop.people.session(other) is None


def test_a_log_in_survives_a_restart_but_not_a_clock_set_back(shop: Desk) -> None:
    token = shop.log_in(V1)
    shop.restart()
    assert shop.people.session(token)
    shop.shop.clock.set_wall(shop.shop.clock.now().wall_ms - 3600_000)
    assert shop.people.session(token) is None


def test_the_oldest_log_in_makes_room(shop: Desk) -> None:
    tokens = []
    for _ in range(LOGINS_MAX + 1):
        tokens.append(shop.log_in(V1))
        shop.pass_ms(1000)
    held = [shop.people.session(token) is not None for token in tokens]
    assert held == [False, *[True] * LOGINS_MAX]


def test_tokens_and_secrets_are_not_kept_as_they_are(shop: Desk) -> None:
    token = shop.log_in(C1)
    shop.private.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = (shop.folder / "private.db").read_bytes()
    assert token.encode() not in kept
    assert C1.secret.encode() not in kept
    assert b"$argon2id$" in kept
