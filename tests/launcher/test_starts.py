"""The launcher, started as a person starts it."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.launcher.conftest import Checkout, make_wheel


def test_the_first_start_makes_everything_and_the_second_nothing(
    checkout: Checkout, tmp_path: Path
) -> None:
    first = checkout.told("demo", "--days", "3")
    assert first["args"] == ["demo", "--days", "3"]
    assert first["python"] == str(checkout.folder / ".venv/bin/python")
    assert checkout.has("probe_run")
    assert not checkout.has("probe_test"), "only the tests need it"

    shutil.rmtree(checkout.wheels)
    done = checkout.start("demo")
    assert done.returncode == 0
    assert done.stderr == "", "nothing to say when nothing is to be done"


def test_it_works_from_anywhere_through_a_link_and_hands_nothing_over(
    checkout: Checkout, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "shop" / "cli").mkdir(parents=True)  # must not stand in for the real one
    (elsewhere / "shop" / "cli" / "__main__.py").write_text("raise SystemExit(9)\n")
    link = tmp_path / "link"
    link.symlink_to(checkout.launcher)
    os.chmod(checkout.launcher, 0o755)
    checkout.told()
    done = subprocess.run(
        [checkout.python, str(link), "run"],
        env=checkout.env,
        cwd=elsewhere,
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["cwd"] == str(elsewhere)
    assert told["file"].startswith(str(checkout.folder))
    extra = set(told["env"]) - set(checkout.env)
    assert extra <= {"LC_CTYPE", "PWD", "SHLVL", "_"}, f"the hand-over set {extra}"


def test_a_shop_with_a_payment_provider_gets_its_lock_and_keeps_it_in_a_new_venv(
    checkout: Checkout,
) -> None:
    checkout.write("requirements/pay.lock", make_wheel(checkout.wheels, "probe_pay"))
    checkout.told("run")
    assert not checkout.has("probe_pay"), "other shops carry nothing of it"
    checkout.write("requirements/with-pay", "")
    checkout.told("run")
    assert checkout.has("probe_pay")
    shutil.rmtree(checkout.folder / ".venv")
    checkout.told("run")
    assert checkout.has("probe_pay")


def test_the_tests_get_their_own_lock(checkout: Checkout) -> None:
    checkout.told("run")
    checkout.told("test", "-k", "cut")
    assert checkout.has("probe_run")
    assert checkout.has("probe_test")


def test_a_changed_lock_is_installed(checkout: Checkout) -> None:
    checkout.told()
    checkout.write("requirements/run.lock", make_wheel(checkout.wheels, "probe_more"))
    checkout.told()
    assert checkout.has("probe_more")


@pytest.mark.parametrize("left", ["in pip", "before the stamp", "no python", "an empty folder"])
def test_a_start_that_was_killed_midway_is_repaired(checkout: Checkout, left: str) -> None:
    checkout.told()
    venv = checkout.folder / ".venv"
    if left == "in pip":
        (venv / "tongxin-busy").touch()
        (venv / "tongxin-run.stamp").unlink()
        next(venv.glob("lib/*/site-packages/probe_run.py")).unlink()
    elif left == "before the stamp":
        (venv / "tongxin-made.stamp").unlink()
    elif left == "no python":
        (venv / "bin/python").unlink()
    else:
        shutil.rmtree(venv)
        venv.mkdir()
    checkout.told()
    assert checkout.has("probe_run")
    assert not (venv / "tongxin-busy").exists()


def test_a_killed_pip_leaves_its_mark(checkout: Checkout, tmp_path: Path) -> None:
    """The real thing: SIGKILL while pip runs, then start again."""
    process = checkout.popen("run", start_new_session=True)
    busy = checkout.folder / ".venv" / "tongxin-busy"
    for _ in range(600):
        if busy.exists() or process.poll() is not None:
            break
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert busy.exists()
    checkout.told("run")
    assert checkout.has("probe_run")


def test_two_starts_at_once_wait_for_each_other(checkout: Checkout) -> None:
    processes = [checkout.popen("run") for _ in range(3)]
    ends = [(process.communicate(timeout=120), process.returncode) for process in processes]
    assert [code for _, code in ends] == [0, 0, 0], ends
    made = sum(err.startswith("tongxin: making .venv") for (_, err), _ in ends)
    assert made == 1


def test_a_moved_checkout_is_made_anew(
    checkout: Checkout, make_checkout: Callable[[str], Checkout], tmp_path: Path
) -> None:
    checkout.told()
    moved = tmp_path / "moved"
    checkout.folder.rename(moved)
    checkout.folder = moved
    assert checkout.told()["file"].startswith(str(moved))


def test_without_a_network_one_line_says_so(checkout: Checkout) -> None:
    del checkout.env["PIP_NO_INDEX"], checkout.env["PIP_FIND_LINKS"]
    checkout.env |= {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1"}
    done = checkout.start()
    assert done.returncode == 1
    said = [line for line in done.stderr.splitlines() if not line.endswith((".venv", "network)"))]
    assert len(said) == 1, done.stderr
    assert "connect to the network and start again" in said[0]
    assert done.stdout == ""


def test_a_package_that_is_not_the_locked_one_is_refused(checkout: Checkout) -> None:
    lock = checkout.folder / "requirements/run.lock"
    name, _, _digest = lock.read_text().partition("sha256:")
    lock.write_text(f"{name}sha256:{'0' * 64}\n")
    done = checkout.start()
    assert done.returncode == 1
    assert "does not match its hash" in done.stderr.splitlines()[-1]
    assert not checkout.has("probe_run")


def test_a_failed_update_leaves_the_shop_as_it_was(checkout: Checkout) -> None:
    lock = checkout.folder / "requirements/run.lock"
    good = lock.read_text()
    checkout.told()
    lock.write_text(good.replace("==1.0", "==2.0"))
    assert checkout.start().returncode == 1
    lock.write_text(good)
    done = checkout.start()
    assert done.returncode == 0
    assert done.stderr == ""


def test_texts_are_compiled_once_and_again_when_they_change(checkout: Checkout) -> None:
    po = "shop/locale/en/LC_MESSAGES/messages.po"
    checkout.write(po, 'msgid ""\n')
    mo = (checkout.folder / po).with_suffix(".mo")
    checkout.told()
    assert mo.exists()
    mo.write_text("untouched")
    checkout.told()
    assert mo.read_text() == "untouched"
    checkout.write(po, 'msgid "x"\n')
    checkout.told()
    assert mo.read_text() == "compiled"
    mo.unlink()
    checkout.told()
    assert mo.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_of_another_owner_is_one_line(checkout: Checkout) -> None:
    checkout.folder.chmod(0o555)
    try:
        done = checkout.start()
    finally:
        checkout.folder.chmod(0o755)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "owner of this folder" in done.stderr
