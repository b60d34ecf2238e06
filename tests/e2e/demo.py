"""The demo as a process of its own."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.service import Pages


class Demo:
    """A running demo: its pages, its folder and how it ends."""

    def __init__(self, process: subprocess.Popen[str], pages: Pages) -> None:
        self.process, self.pages = process, pages

    def stop(self) -> str:
        """Press Ctrl-C; return what it still said."""
        self.process.send_signal(signal.SIGINT)
        said, _ = self.process.communicate(timeout=20)
        assert self.process.returncode == 0, said
        return said


@contextmanager
def demo(folder: Path, *argv: str) -> Iterator[Demo]:
    """Run `tongxin demo` in a folder of its own until the block ends."""
    with (folder / "errors").open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "shop.cli", "demo", "--port", "0", *argv],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={"TMPDIR": str(folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        )
    assert process.stdout is not None
    try:
        address = ""
        for line in process.stdout:
            found = re.search(r"(http://\S+)/office/", line)
            if found:
                address = found[1]
                break
        assert address, (folder / "errors").read_text()
        yield Demo(process, Pages(address))
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        process.stdout.close()
