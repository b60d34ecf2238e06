"""Stories at the desk: enrolling, resetting, suspending, setting up; and what the book says."""

import logging

import pytest

from shop.people_errors import (
    LastCoordinator,
    LockedOut,
    NotLetIn,
    NotYourself,
    OnlyCoordinators,
    PassphraseTooShort,
    PersonKnown,
    PersonUnknown,
    SecretNeeded,
    SetUpAlready,
    SetUpCodeWrong,
)
from shop.private.credentials import default_hasher
from shop.private.people import SHOP_NAME
from shop.verify import verify
from tests.people import C1, V1, V2, Who
from tests.unit.private.a_shop import PHONE, Desk

C2 = Who("c2", ("coordinator", "reviewer"), "seven slow boats upstream")
FRESH = "585027"


def test_the_book_holds_code_and_roles_and_nothing_else(shop: Desk) -> None:
    first = shop.entries("PersonEnrolled")[0]
    assert {key: first.body[key] for key in first.body if key != "command"} == {
        "person": "v1",
        "roles": ["volunteer"],
    }
    assert first.actor == "setup"


def test_a_reset_is_recorded_and_ends_log_ins_and_lock_outs(shop: Desk) -> None:
    token = shop.log_in(V1)
    for _ in range(5):
        with pytest.raises(NotLetIn):
            shop.log_in(V1, "1")
    shop.people.reset(shop.id(), "v1", FRESH, "c1")
    assert shop.people.session(token) is None
    with pytest.raises(NotLetIn):
        shop.log_in(V1)
    assert shop.log_in(V1, FRESH)
    entry = shop.entries("PersonEnrolled")[-1]
    assert (entry.actor, entry.body["person"], entry.body["why"]) == ("c1", "v1", "reset")
    assert entry.body["roles"] == ["volunteer"]


def test_the_same_reset_form_twice_is_one_reset(shop: Desk) -> None:
    form = shop.id()
    shop.people.reset(form, "v1", FRESH, "c1")
    shop.people.reset(form, "v1", "903518", "c1")
    assert len(shop.entries("PersonEnrolled")) == 3
    assert shop.log_in(V1, FRESH)


def test_who_is_suspended_is_out_at_once(shop: Desk) -> None:
    token = shop.log_in(V1)
    shop.people.suspend(shop.id(), "v1", "moved away", "c1")
    assert shop.people.session(token) is None
    with pytest.raises(NotLetIn):
        shop.log_in(V1)
    assert shop.entries("PersonSuspended")[0].body["reason"] == "moved away"
    shop.people.change(shop.id(), "v1", None, ("volunteer",), "", "c1")
    assert shop.people.session(token) is None, "coming back does not revive an old log-in"
    assert shop.log_in(V1)


def test_other_roles_end_a_log_in_and_ask_for_the_right_sort_of_secret(shop: Desk) -> None:
    token = shop.log_in(V1)
    with pytest.raises(SecretNeeded):
        shop.people.change(shop.id(), "v1", None, ("volunteer", "reviewer"), "", "c1")
    words = "plum rain on the roof"
    shop.people.change(shop.id(), "v1", None, ("volunteer", "reviewer"), words, "c1")
    assert shop.people.session(token) is None
    person = shop.people.session(shop.log_in(V1, words))
    assert person is not None
    assert person.roles == ("volunteer", "reviewer")


def test_the_last_coordinator_can_neither_go_nor_be_sent(shop: Desk) -> None:
    for by in ("c1", "setup"):
        with pytest.raises(LastCoordinator):
            shop.people.suspend(shop.id(), "c1", "", by)
    with pytest.raises(LastCoordinator):
        shop.people.change(shop.id(), "c1", None, ("reviewer",), "", "c1")
    shop.enrol(C2)
    shop.people.suspend(shop.id(), "c1", "", "c2")
    with pytest.raises(LastCoordinator):
        shop.people.suspend(shop.id(), "c2", "", "c2")


def test_only_coordinators_say_who_may_sign(shop: Desk) -> None:
    for by in ("v1", "nobody", ""):
        with pytest.raises(OnlyCoordinators):
            shop.people.suspend(shop.id(), "v1", "", by)
        with pytest.raises(OnlyCoordinators):
            shop.people.enrol(shop.id(), "v2", "", V2.roles, V2.secret, by)
    with pytest.raises(NotLetIn):
        shop.log_in(V2)


def test_nobody_resets_the_own_secret_without_knowing_it(shop: Desk) -> None:
    with pytest.raises(NotYourself):
        shop.people.reset(shop.id(), "c1", "eight words nobody would guess", "c1")
    roles = ("coordinator", "approver")
    with pytest.raises(NotYourself):
        shop.people.change(shop.id(), "c1", None, roles, "eight words nobody would", "c1")
    assert shop.log_in(C1)


def test_a_code_belongs_to_one_person(shop: Desk) -> None:
    with pytest.raises(PersonKnown):
        shop.people.enrol(shop.id(), "V1", "", ("volunteer",), FRESH, "c1")
    with pytest.raises(PersonUnknown):
        shop.people.reset(shop.id(), "v2", FRESH, "c1")
    with pytest.raises(PersonUnknown):
        shop.people.change(shop.id(), "v2", None, ("volunteer",), FRESH, "c1")


def test_nothing_is_written_when_the_secret_is_refused(shop: Desk) -> None:
    before = shop.shop.counter.ledger.head_seq
    with pytest.raises(PassphraseTooShort):
        shop.people.enrol(shop.id(), "c2", "", C2.roles, "short", "c1")
    assert shop.shop.counter.ledger.head_seq == before


def test_ones_own_secret_is_changed_with_the_present_one(shop: Desk) -> None:
    here, other = shop.log_in(V1), shop.log_in(V1)
    with pytest.raises(NotLetIn):
        shop.people.change_own(shop.id(), "v1", "999991", FRESH, PHONE)
    fresh = shop.people.change_own(shop.id(), "v1", V1.secret, FRESH, PHONE)
    assert shop.people.session(fresh)
    assert shop.people.session(here) is None
    assert shop.people.session(other) is None
    for _ in range(5):
        with pytest.raises(NotLetIn):
            shop.people.change_own(shop.id(), "v1", "999991", "613850", PHONE)
    with pytest.raises(LockedOut):
        shop.people.change_own(shop.id(), "v1", FRESH, "613850", PHONE)


def test_the_shop_is_set_up_once(empty: Desk) -> None:
    people = empty.people
    assert people.open_for_setup()
    with pytest.raises(SetUpCodeWrong):
        people.set_up(empty.id(), "新化小店", "c1", "组长", C1.secret, "AAAA-AAAA")
    typed = people.setup_code.lower().replace("-", " ")
    people.set_up(empty.id(), "新化小店", "c1", "组长", C1.secret, typed)
    assert people.setup_code == ""
    assert empty.log_in(C1)
    assert people.members()[0].name == "组长"
    assert empty.entries("SettingChanged")[0].body["key"] == SHOP_NAME
    for typed_again in (None, typed):
        with pytest.raises(SetUpAlready):
            people.set_up(empty.id(), "x", "c2", "", C2.secret, typed_again)


def test_a_lost_private_file_lets_the_shop_be_set_up_again(shop: Desk) -> None:
    shop.private.close()
    (shop.folder / "private.db").write_bytes(b"not a database" * 400)
    shop._open()
    assert (shop.folder / "private.db.damaged").exists()
    assert shop.people.open_for_setup()
    shop.people.set_up(shop.id(), "", "c1", "", C1.secret, None)
    assert shop.log_in(C1)
    assert shop.people.known("v1"), "who is enrolled stands in the book"


def test_private_db_is_ours_alone_and_keeps_its_rules(shop: Desk) -> None:
    path = shop.folder / "private.db"
    assert path.stat().st_mode & 0o777 == 0o600
    assert shop.private.rows("PRAGMA journal_mode")[0][0] == "wal"
    assert shop.private.rows("PRAGMA synchronous")[0][0] == 2
    strict = shop.private.rows("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'")
    assert all(flag for name, flag in strict if not name.startswith("sqlite_"))


def test_no_secret_and_no_name_reaches_book_or_log(
    empty: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    name = "陈小明甲乙"
    empty.people.enrol(empty.id(), "c1", name, C1.roles, C1.secret, "setup")
    empty.people.enrol(empty.id(), "v1", "", V1.roles, V1.secret, "c1")
    empty.log_in(C1)
    empty.log_in(V1)
    with pytest.raises(NotLetIn):  # a PIN typed into the wrong field
        empty.people.log_in("604913", "604913", PHONE)
    with pytest.raises(NotLetIn):
        empty.log_in(V1, "604913")
    empty.people.reset(empty.id(), "v1", FRESH, "c1")
    verify(empty.shop.connection)
    empty.shop.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    book = (empty.folder / "book.db").read_bytes()
    for secret in (C1.secret, V1.secret, FRESH, "604913", name, "argon2"):
        assert secret.encode() not in book
        assert secret not in caplog.text
    assert b'"person":"c1"' in book


def test_with_the_cost_of_a_real_shop(tmp_path_factory: pytest.TempPathFactory) -> None:
    from tests.unit.private.a_shop import desk

    with desk(tmp_path_factory.mktemp("real"), default_hasher()) as real:
        real.enrol(V1)
        assert real.log_in(V1)
        with pytest.raises(NotLetIn):
            real.log_in(V1, "271829")
        kept = real.private.rows("SELECT hash FROM credential")[0][0]
        assert kept.startswith("$argon2id$v=19$m=12288,t=3,p=1$")


def test_a_cheaper_hash_is_made_anew_at_the_next_log_in(shop: Desk) -> None:
    from argon2 import PasswordHasher

    shop.hasher = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    shop.restart()
    token = shop.log_in(V1)
    assert "m=16,t=2" in shop.private.rows("SELECT hash FROM credential WHERE person = 'v1'")[0][0]
    assert shop.people.session(token)
