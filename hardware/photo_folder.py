"""The folder of the photos: written whole or not at all, readable to the shop alone, emptied.

A photo that the book does not know yet has a mark beside it, written first. So a program that
dies between the two tells the photo at its next start.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

#: A wish's id, as a file name: nothing else ever becomes a path.
_JOB = re.compile(r"[0-9A-Za-z_-]{1,64}")
_SUFFIXES = ("jpg", "png")
_MARK = ".untold"
_DAY_MS = 86_400_000
#: Longest word a mark may hold.
_WHY_BYTES_MAX = 20


@dataclass(frozen=True, slots=True)
class Kept:
    """One photo: whose wish it was, its file's name, its digest, and what it was taken for."""

    job: str
    file: str
    sha256: str
    why: str


class PhotoFolder:
    """The photos of one shop.

    Args:
        path: of the folder; made when the first photo comes.
        keep_days: older ones go.  files_max, bytes_max: of more than these the oldest go.
    """

    def __init__(self, path: Path, keep_days: int, files_max: int, bytes_max: int) -> None:
        self._path, self._keep_days = path, keep_days
        self._files_max, self._bytes_max = files_max, bytes_max

    def kept(self, job: str) -> Path | None:
        """Return the photo of a wish, if there is one."""
        if not _JOB.fullmatch(job):
            return None
        paths = (self._path / f"{job}.{suffix}" for suffix in _SUFFIXES)
        return next((path for path in paths if path.is_file()), None)

    def put(self, job: str, why: str, photo: bytes, suffix: str) -> Kept:
        """Keep a photo that the book does not know yet.

        Raises:
            OSError: it cannot be written.  ValueError: its wish has no usable id.
        """
        if not _JOB.fullmatch(job):
            raise ValueError(f"no file can be called {job!r}")
        self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(self._path / f"{job}{_MARK}", why.encode("utf-8"))
        _write(self._path / f"{job}.{suffix}", photo)
        return Kept(job, f"{job}.{suffix}", hashlib.sha256(photo).hexdigest(), why)

    def told(self, job: str) -> None:
        """The book knows it: take its mark away."""
        (self._path / f"{job}{_MARK}").unlink(missing_ok=True)

    def untold(self) -> Iterator[Kept]:
        """Yield the photos that the book may not know; marks without a photo go."""
        for mark in sorted(self._path.glob(f"*{_MARK}")):
            job = mark.name.removesuffix(_MARK)
            photo = self.kept(job)
            if photo is None:
                mark.unlink(missing_ok=True)
                continue
            why = mark.read_bytes()[:_WHY_BYTES_MAX].decode("utf-8", "replace")
            yield Kept(job, photo.name, hashlib.sha256(photo.read_bytes()).hexdigest(), why)

    def clear(self, now_ms: int | None) -> int:
        """Delete photos that are too old, and the oldest of too many; return how many went.

        One that the book does not know yet stays.

        Args:
            now_ms: UTC milliseconds; None where the clock cannot be trusted: none is too old.
        """
        found = []
        for path in self._path.glob("*"):
            with suppress(FileNotFoundError):
                if path.suffix == ".new":
                    path.unlink()  # half written when the power went
                elif path.suffix.removeprefix(".") in _SUFFIXES:
                    stat = path.stat()
                    found.append((stat.st_mtime_ns // 1_000_000, stat.st_size, path))
        found.sort(key=lambda one: (one[0], one[2].name))
        count, size = len(found), sum(one[1] for one in found)
        gone = 0
        for at_ms, bytes_, path in found:
            old = now_ms is not None and now_ms - at_ms > self._keep_days * _DAY_MS
            if not (old or count > self._files_max or size > self._bytes_max):
                continue
            if path.with_suffix(_MARK).exists():
                continue
            path.unlink(missing_ok=True)
            count, size, gone = count - 1, size - bytes_, gone + 1
        return gone


def _write(path: Path, data: bytes) -> None:
    """Write a file whole: under another name first, then moved to its own."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(fd, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
