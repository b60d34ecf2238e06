"""Reading the files into flat settings: each key is known and where it stands, none checked."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from shop.config.devices_table import DEVICE_NAME
from shop.config.gateways_table import GATEWAY_NAME
from shop.config.table import SECTIONS
from shop.errors import ConfigError

#: A settings file is a page of text; more is not one.
FILE_BYTES_MAX = 256 * 1024
PROFILES_MAX = 8

#: Sections of things with names of the shop's own → what such a name may be.
NAMED = {"devices": DEVICE_NAME, "gateways": GATEWAY_NAME}

#: What is set, flat: "web.port" → (value, file).
Given = dict[str, tuple[object, str]]


def shipped_profiles() -> tuple[str, ...]:
    """Return the names of the profiles that come with the program."""
    folder = resources.files("shop.profiles")
    return tuple(
        sorted(
            entry.name.removesuffix(".toml")
            for entry in folder.iterdir()
            if entry.name.endswith(".toml")
        )
    )


def profile_text(name: str) -> str:
    """Return the TOML of a shipped profile."""
    return (resources.files("shop.profiles") / f"{name}.toml").read_text("utf-8")


def named_profiles(file: str, value: object) -> list[str]:
    """Return the profiles that a file names, all of them shipped."""
    known = shipped_profiles()
    names = [value] if isinstance(value, str) else value
    allowed = "a list of " + ", ".join(f'"{name}"' for name in known)
    if not isinstance(names, list) or len(names) > PROFILES_MAX:
        raise ConfigError(file, "profile", value, allowed)
    for name in names:
        if name not in known:
            raise ConfigError(file, "profile", name, allowed + _nearest(str(name), known))
    return names


def read(path: Path) -> dict[str, Any]:
    """Return what a TOML file says."""
    file = str(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise ConfigError(file, "file", error.strerror, "a file that can be read") from error
    if len(data) > FILE_BYTES_MAX:
        raise ConfigError(file, "file", "too long", f"at most {FILE_BYTES_MAX} bytes")
    try:
        return tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ConfigError(file, f"line {line}", "not UTF-8", "text in UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise _syntax(file, data.decode("utf-8"), str(error)) from error
    except RecursionError as error:
        raise ConfigError(file, "file", "nested too deep", "sections of plain values") from error


def _syntax(file: str, text: str, why: str) -> ConfigError:
    said, _, where = why.partition(" (at ")
    line = where.removeprefix("line ").split(",")[0]
    lines = text.splitlines() or [""]
    number = int(line) if line.isdigit() else len(lines)
    shown = lines[min(number, len(lines)) - 1].strip()
    return ConfigError(file, f"line {number}", shown, f"TOML ({said[:1].lower()}{said[1:]})")


def flat(file: str, content: Mapping[str, Any], base: Path | None) -> Iterator[Any]:
    """Yield the settings of one file by their full names, each known, none checked yet."""
    for section, table in content.items():
        if section in NAMED:
            yield from _flat_named(file, section, table, base)
        elif section in SECTIONS:
            names = [key.name for key in SECTIONS[section]]
            for name, value in _table(file, section, table).items():
                full = f"{section}.{name}"
                if name not in names:
                    raise unknown(file, full, value, [f"{section}.{known}" for known in names])
                yield full, (_placed(full, value, base), file)
        else:
            known = [*SECTIONS, *NAMED, "profile"]
            raise unknown(file, section, table, known, "one of the sections")


def _flat_named(file: str, section: str, table: object, base: Path | None) -> Iterator[Any]:
    """Yield the settings of things that a file names: devices, payment providers."""
    for named, keys in _table(file, section, table).items():
        full = f"{section}.{named}"
        try:
            NAMED[section].take(named)
        except ValueError:
            raise ConfigError(file, full, named, NAMED[section].allowed) from None
        for name, value in _table(file, full, keys).items():
            yield f"{full}.{name}", (_placed(f"{full}.{name}", value, base), file)


def _placed(full: str, value: object, base: Path | None) -> object:
    """Return a path as it is seen from anywhere; a relative one counts from its file's folder."""
    is_path = full == "book.path" or (full.startswith("gateways.") and full.endswith("_file"))
    if is_path and isinstance(value, str) and value and base:
        return str(base.absolute() / Path(value).expanduser())
    return value


def _table(file: str, key: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ConfigError(file, key, value, f"a section: [{key}]")
    return value


def unknown(
    file: str, key: str, value: object, known: Iterable[str], what: str = "one of the known keys"
) -> ConfigError:
    """Return the error for a key nobody knows, with the nearest known one."""
    names = list(known)
    short = [name.rpartition(".")[2] for name in names]
    return ConfigError(file, key, value, f"{what} {', '.join(short)}{_nearest(key, names)}")


def _nearest(name: str, known: Iterable[str]) -> str:
    """Say which known name was probably meant; compared by what stands after the last dot."""
    by_end = {full.rpartition(".")[2]: full for full in known}
    near = difflib.get_close_matches(name.rpartition(".")[2], list(by_end), 1, 1 / 2)
    return f": did you mean {by_end[near[0]]}?" if near else ""
