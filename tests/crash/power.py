"""A disk whose power may be cut: an apsw VFS held in memory, with a volatile write cache.

Each file has what a sync has forced out (`durable`) and what was written since (`pending`). A
power cut keeps the durable bytes and, by a seeded coin per 512-byte sector, keeps or drops each
pending write: so writes are lost, torn and re-ordered. Directory operations are ordered as ext4
orders them: a sync commits all that came before it. The same seed gives the same cut.
"""

from __future__ import annotations

import random
from typing import Any

import apsw

SECTOR = 512


class Inode:
    """One file: what survives, what may, and what the running process sees."""

    def __init__(self, image: bytes = b"") -> None:
        self.durable = bytearray(image)
        self.view = bytearray(image)
        self.pending: list[tuple[int, bytes | None]] = []  # (offset, data) or (size, None)
        self.entry_durable = bool(image)


class Disk:
    """The medium: outlives each machine that is plugged into it.

    Args:
        rng: decides what survives.  image: the book it begins with.
        honest: False is a card that says it has synced and has not.
    """

    def __init__(self, rng: random.Random, image: bytes, honest: bool = True) -> None:
        self.rng, self.honest = rng, honest
        self.files = {"book.db": Inode(image)}
        self.deleted: dict[str, Inode] = {}
        self.left: int | None = None
        self.passing: int | None = None
        self.syncs = 0

    def tick(self) -> None:
        """Count one operation; at the last one the power goes, or an error comes and passes."""
        if self.left is not None:
            if self.left <= 0:
                raise apsw.IOError("the power is gone")
            self.left -= 1
        if self.passing is not None:
            self.passing -= 1
            if self.passing < 0:
                self.passing = None
                raise apsw.IOError("an I/O error that passes")

    def synced(self, inode: Inode) -> None:
        self.syncs += 1
        if self.honest:
            inode.durable, inode.pending = bytearray(inode.view), []
            self.deleted.clear()
            for one in self.files.values():
                one.entry_durable = True

    def cut(self) -> None:
        """Power gone and back: what was pending is there or not, sector by sector."""
        for name, inode in list(self.files.items()):
            if not inode.entry_durable and self.rng.random() < 0.5:
                del self.files[name]
                continue
            self.files[name] = Inode(self._survives(inode))
            self.files[name].entry_durable = True
        for name, inode in self.deleted.items():
            if name not in self.files and self.rng.random() < 0.5:
                self.files[name] = Inode(bytes(inode.durable))
        self.deleted, self.left = {}, None

    def _survives(self, inode: Inode) -> bytes:
        image = bytearray(inode.durable)
        for offset, data in inode.pending:
            if data is None:
                if self.rng.random() < 0.5:
                    image = image[:offset] + bytes(max(0, offset - len(image)))
                continue
            for start in range(0, len(data), SECTOR):
                if self.rng.random() < 0.5:
                    continue
                part = data[start : start + SECTOR]
                place = offset + start
                image += bytes(max(0, place + len(part) - len(image)))
                image[place : place + len(part)] = part
        return bytes(image)


class File:
    """An open file on the disk, as SQLite asks for it."""

    def __init__(self, disk: Disk, name: str, flags: list[int]) -> None:
        if name not in disk.files:
            if not flags[0] & apsw.SQLITE_OPEN_CREATE:
                raise apsw.CantOpenError("no such file")
            disk.tick()
            disk.files[name] = Inode()
        self.disk, self.name, self.inode = disk, name, disk.files[name]
        self.temporary = bool(flags[0] & apsw.SQLITE_OPEN_DELETEONCLOSE)

    def xRead(self, amount: int, offset: int) -> bytes:
        return bytes(self.inode.view[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:
        self.disk.tick()
        view = self.inode.view
        view += bytes(max(0, offset + len(data) - len(view)))
        view[offset : offset + len(data)] = data
        self.inode.pending.append((offset, bytes(data)))

    def xTruncate(self, size: int) -> None:
        self.disk.tick()
        del self.inode.view[size:]
        self.inode.pending.append((size, None))

    def xSync(self, flags: int) -> bool:
        self.disk.tick()
        self.disk.synced(self.inode)
        return True

    def xFileSize(self) -> int:
        return len(self.inode.view)

    def xClose(self) -> None:
        if self.temporary:
            self.disk.files.pop(self.name, None)

    def xLock(self, level: int) -> None: ...

    def xUnlock(self, level: int) -> None: ...

    def xCheckReservedLock(self) -> bool:
        return False

    def xSectorSize(self) -> int:
        return SECTOR

    def xDeviceCharacteristics(self) -> int:
        return 0

    def xFileControl(self, op: int, pointer: int) -> bool:
        return False

    def excepthook(self, *error: Any) -> None: ...


class Machine(apsw.VFS):
    """One boot of a machine with this disk in it."""

    def __init__(self, disk: Disk, name: str) -> None:
        self.disk, self.plug = disk, name
        super().__init__(name, base="")

    def xOpen(self, name: Any, flags: list[int]) -> Any:
        plain = name.filename() if isinstance(name, apsw.URIFilename) else name
        return File(self.disk, plain or f"temporary{id(flags)}", flags)

    def xDelete(self, name: str, sync_folder: bool) -> None:
        self.disk.tick()
        inode = self.disk.files.pop(name, None)
        if inode is None:
            raise apsw.IOError("no such file")
        if not sync_folder:
            self.disk.deleted[name] = inode

    def xAccess(self, name: str, flags: int) -> bool:
        return name in self.disk.files

    def xFullPathname(self, name: str) -> str:
        return name

    def excepthook(self, *error: Any) -> None: ...
