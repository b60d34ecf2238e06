"""The least that polling costs: so many writes and reads a second on a pty that echoes."""

from __future__ import annotations

import os
import resource
import select
import sys
import tty
from time import perf_counter_ns, sleep

#: As long as a ccTalk request and its reply of five events.
_FRAME = bytes(16)


def main(a_second: int, seconds: int) -> int:
    """Exchange frames with oneself; return the ns of processor it took a second of waiting."""
    device, host = os.openpty()
    tty.setraw(device)
    tty.setraw(host)
    began, used_us = perf_counter_ns(), _used_us()
    for _ in range(a_second * seconds):
        os.write(host, _FRAME)
        os.write(device, os.read(device, len(_FRAME)))
        select.select([host], [], [], 1)
        os.read(host, len(_FRAME))
        sleep(1 / a_second)
    return (_used_us() - used_us) * 1_000_000_000_000 // (perf_counter_ns() - began)


def _used_us() -> int:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return round((used.ru_utime + used.ru_stime) * 1_000_000)


if __name__ == "__main__":
    print(main(int(sys.argv[1]), int(sys.argv[2])))
