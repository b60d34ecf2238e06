"""Files that only the shop may read: its state folder, and secrets made where first needed."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path

from shop.errors import ConfigError

#: Bytes of a secret: as many as the digest it keys.
SECRET_BYTES = 32


def private_folder(path: Path) -> Path:
    """Make the folder, for its owner alone, and return it.

    Raises:
        ConfigError: it cannot be made or is not ours to write.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError("state folder", str(path), error.strerror, _WRITABLE) from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise ConfigError("state folder", str(path), "not writable", _WRITABLE)
    return path


def secret(path: Path) -> bytes:
    """Return the secret kept at `path`; one is made, readable by its owner alone, if missing.

    It appears whole or not at all, whatever happens to the power, and is never made twice.

    Raises:
        ConfigError: it cannot be kept, is no secret, or others may read it.
    """
    try:
        if not path.exists():
            _make(path)
        mode = stat.S_IMODE(path.stat().st_mode)
        kept = path.read_bytes()
    except OSError as error:
        raise ConfigError("secret", str(path), error.strerror, _WRITABLE) from error
    if mode & 0o077:
        raise ConfigError("secret", str(path), oct(mode), "0o600: nobody else may read it")
    if len(kept) != SECRET_BYTES:
        why = f"{SECRET_BYTES} bytes: delete the file, and everybody logs in anew"
        raise ConfigError("secret", str(path), f"{len(kept)} bytes", why)
    return kept


_WRITABLE = "a place that the shop's user may write: check its owner, or set book.path"


def _make(path: Path) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(fd, secrets.token_bytes(SECRET_BYTES))
        os.fsync(fd)
    finally:
        os.close(fd)
    with contextlib.suppress(FileExistsError):  # another start was first: its secret stands
        os.link(draft, path)
    os.unlink(draft)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
