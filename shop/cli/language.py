"""Which language a command speaks: the environment's, the shop's own by default."""

from __future__ import annotations

import os
from collections.abc import Mapping

#: The languages there are; the first is spoken where nothing else is asked for.
LANGUAGES = ("zh_CN", "en")


def preferred(environ: Mapping[str, str] = os.environ) -> str:
    """Return the language that $TONGXIN_LANG or else $LANG asks for.

    A machine set to no language (C, POSIX) asks for none.
    """
    for name in ("TONGXIN_LANG", "LANG"):
        asked = environ.get(name, "").split(".")[0].split("_")[0].lower()
        for language in LANGUAGES:
            if asked == language.split("_")[0]:
                return language
    return LANGUAGES[0]
