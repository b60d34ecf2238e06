"""Texts in the reader's language, for what speaks without a page: slips, voice, commands."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from gettext import translation
from pathlib import Path

from shop.errors import InputRefused

LOCALE_DIR = Path(__file__).parent / "locale"
DOMAIN = "shop"


@lru_cache(maxsize=8)
def translator(lang: str) -> Callable[[str], str]:
    """Return the function that says a message in `lang` ("zh_CN" or "en").

    Messages are English sentences; one without a translation comes back as it is.
    """
    return translation(DOMAIN, LOCALE_DIR, [lang], fallback=True).gettext


def refusal(error: InputRefused, lang: str) -> str:
    """Return why something was refused, and the way out, in `lang`."""
    return translator(lang)(error.text) % {key: str(v) for key, v in error.params.items()}
