"""The one screen: whole views with a version; who watches gets the newest."""

from __future__ import annotations

import threading
from dataclasses import replace

from shop.screen import Screen
from tests.unit.counter.a_shop import Shop

VIEW = Shop().view


def changed(due_fen: int) -> object:
    return replace(VIEW, due_fen=due_fen)


def test_each_change_is_a_version_and_carries_its_press() -> None:
    screen = Screen("boot", VIEW)
    assert (screen.shown.version, screen.shown.press) == (0, "boot.0")
    assert screen.publish(changed(1)).press == "boot.1"
    assert screen.publish(changed(1)).version == 1  # the same again is not news
    assert screen.publish(changed(2)).version == 2


def test_who_has_seen_it_waits_and_who_has_not_does_not() -> None:
    screen = Screen("boot", VIEW)
    assert screen.wait(0, 0) is None
    screen.publish(changed(1))
    screen.publish(changed(2))
    seen = screen.wait(0, 0)
    assert seen is not None
    assert (seen.version, seen.view.due_fen) == (2, 2)  # the newest, not each in between
    assert screen.wait(2, 0) is None
    assert screen.wait(99, 0) is not None  # a version of another start


def test_a_change_wakes_all_who_watch() -> None:
    screen = Screen("boot", VIEW)
    seen: list[int] = []
    watchers = [
        threading.Thread(target=lambda: seen.append(screen.wait(0, 10).version)) for _ in range(5)
    ]
    for watcher in watchers:
        watcher.start()
    screen.publish(changed(1))
    for watcher in watchers:
        watcher.join(10)
    assert seen == [1] * 5


def test_each_start_of_the_program_has_a_name_of_its_own() -> None:
    shop = Shop()
    first = shop.counter.screen.boot
    shop.start()
    assert shop.counter.screen.boot != first
