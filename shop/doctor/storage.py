"""The shop's folder, its disk and its book, as the doctor judges them.

Sources: RELIABILITY rules of the shop (a mount without barriers loses confirmed sales at a power
cut), SQLite's notes on file systems.
"""

from __future__ import annotations

from dataclasses import dataclass

from shop.doctor.line import N_, Line

MIB = 1 << 20
#: A year of a busy shop is about 300 MiB; below the second the next copy or update may fail.
FREE_MIB_LOOK, FREE_MIB_BAD = 512, 64
#: A card that needs so long for one synced page is worn out or full.
WRITE_MS_LOOK = 2_000
#: What a power cut wipes out, and what keeps no owners or no order of writes.
_FLEETING, _POOR = ("tmpfs", "ramfs"), ("vfat", "exfat", "ntfs", "ntfs3", "fuseblk")


@dataclass(frozen=True, slots=True)
class FolderFacts:
    """The shop's folder.

    Attributes:
        path: of it.  exists: it is there.  owner: the account's name.  mode: permission bits.
        ours: this account may look into it.
    """

    path: str
    exists: bool
    owner: str = ""
    mode: int = 0o700
    ours: bool = True


def folder_line(facts: FolderFacts) -> Line:
    """Judge the folder: there, its owner's alone, and readable by who asks."""
    params = {"path": facts.path, "owner": facts.owner, "mode": f"{facts.mode & 0o777:o}"}
    if not facts.exists:
        text = N_("%(path)s is not there yet")
        return Line("folder", "look", text, N_("start the shop once: it makes it"), params)
    if not facts.ours:
        text = N_("%(path)s belongs to %(owner)s")
        return Line("folder", "look", text, N_("run the doctor as %(owner)s or with sudo"), params)
    if facts.mode & 0o077:
        text = N_("%(path)s can be read by others (mode %(mode)s)")
        return Line("folder", "bad", text, N_("chmod 700 %(path)s"), params)
    return Line("folder", "ok", N_("%(path)s of %(owner)s"), "", params)


@dataclass(frozen=True, slots=True)
class MountFacts:
    """The file system of the folder: where it hangs, its kind, its options, free bytes."""

    point: str
    kind: str
    options: frozenset[str]
    free_bytes: int


def mount_line(facts: MountFacts) -> Line:
    """Judge how the file system is mounted."""
    params = {"point": facts.point, "kind": facts.kind}
    if "ro" in facts.options:
        text = N_("%(point)s is mounted read-only: nothing can be recorded")
        remedy = N_("see dmesg: a card that fails turns read-only; replace it, or remount it")
        return Line("mount", "bad", text, remedy, params)
    if facts.options & {"nobarrier", "barrier=0"}:
        text = N_("%(point)s is mounted without barriers: a power cut loses confirmed sales")
        remedy = N_("take nobarrier out of /etc/fstab and restart")
        return Line("mount", "bad", text, remedy, params)
    if facts.kind in _FLEETING:
        text = N_("%(point)s is memory (%(kind)s): the book is gone at the next power cut")
        remedy = N_("set book.path to a place on the card, or mount a partition there")
        return Line("mount", "bad", text, remedy, params)
    if facts.kind in _POOR:
        text = N_("%(point)s is %(kind)s: it keeps no owners, and little order at a power cut")
        remedy = N_("put the book on an ext4 partition")
        return Line("mount", "bad", text, remedy, params)
    if facts.kind == "overlay":
        text = N_("%(point)s is an overlay: what is written may be gone at the next start")
        remedy = N_("give the shop's folder a partition of its own")
        return Line("mount", "look", text, remedy, params)
    return Line("mount", "ok", N_("%(point)s (%(kind)s)"), "", params)


def space_line(facts: MountFacts) -> Line:
    """Judge the room that is left."""
    free_mib = facts.free_bytes // MIB
    params = {"mib": free_mib}
    text, remedy = N_("%(mib)d MiB free"), N_("remove old copies and logs, or take a larger card")
    if free_mib < FREE_MIB_BAD:
        return Line("space", "bad", text, remedy, params)
    return Line("space", "look" if free_mib < FREE_MIB_LOOK else "ok", text,
                remedy if free_mib < FREE_MIB_LOOK else "", params)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WriteFacts:
    """One page written to an unnamed file and synced: how long it took, or why it failed."""

    took_ms: int
    error: str = ""


def write_line(facts: WriteFacts) -> Line:
    """Judge whether the card takes a write, and says so in time."""
    params = {"ms": facts.took_ms, "why": facts.error}
    if facts.error:
        text = N_("a synced write fails: %(why)s")
        remedy = N_("free space, remount, or replace the card: until then nothing can be recorded")
        return Line("write", "bad", text, remedy, params)
    if facts.took_ms > WRITE_MS_LOOK:
        text, remedy = (
            N_("a synced write took %(ms)d ms"),
            N_("the card wears out: copy the book now"),
        )
        return Line("write", "look", text, remedy, params)
    return Line("write", "ok", N_("a synced write works"), "", params)


@dataclass(frozen=True, slots=True)
class BookFacts:
    """The book.

    Attributes:
        path: of it.  exists: it is there.  error: why it cannot be read; "" where it can.
        demo: it is a demo's.  entries: how many.  newest_ms: wall time of the newest, UTC ms.
        checked: so many of the newest entries were held against the chain.
    """

    path: str
    exists: bool = True
    error: str = ""
    demo: bool = False
    entries: int = 0
    newest_ms: int | None = None
    checked: int = 0


def book_line(facts: BookFacts) -> Line:
    """Judge the book by its newest entries; `tongxin verify` walks all of it."""
    params = {
        "path": facts.path, "why": facts.error, "entries": facts.entries, "checked": facts.checked,
    }  # fmt: skip
    if not facts.exists:
        text = N_("there is no book at %(path)s yet")
        return Line("book", "look", text, N_("start the shop once: it makes it"), params)
    if facts.error:
        text = N_("the book does not hold: %(why)s")
        remedy = N_(
            "stop the shop, run tongxin verify, restore the last copy, tell the coordinator"
        )
        return Line("book", "bad", text, remedy, params)
    if facts.demo:
        text = N_("%(path)s is a demo's book")
        return Line("book", "bad", text, N_("name another file under book.path"), params)
    return Line("book", "ok", N_("%(entries)d entries, the newest %(checked)d hold"), "", params)
