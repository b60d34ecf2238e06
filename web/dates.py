"""Moments and spans as these pages write them: short, on the shop's clock, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime

from flask_babel import format_date, format_datetime, get_locale, to_user_timezone

#: Patterns by language: a minute, a day with its year, a day within a year that was just said.
_MINUTE = {"zh": "y/M/d HH:mm", "en": "d MMM y, HH:mm"}
_DAY = {"zh": "y年M月d日", "en": "d MMM y"}
_DAY_AGAIN = {"zh": "M月d日", "en": "d MMM"}


def _at(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, tz=UTC)


def _here(patterns: dict[str, str]) -> str:
    locale = get_locale()
    return patterns["en" if locale is not None and locale.language == "en" else "zh"]


def when(at_ms: int) -> str:
    """Return a moment to the minute: 2026/11/23 08:40."""
    return str(format_datetime(_at(at_ms), _here(_MINUTE)))


def days(start_ms: int, end_ms: int) -> str:
    """Return a span of days, the year once where it is the same: 2026年11月2日 – 11月9日."""
    start, end = to_user_timezone(_at(start_ms)), to_user_timezone(_at(end_ms))
    if start.date() == end.date():
        return str(format_date(_at(end_ms), _here(_DAY)))
    first, last = _here(_DAY), _here(_DAY)
    if start.year == end.year:
        chinese = first == _DAY["zh"]
        first, last = (first, _DAY_AGAIN["zh"]) if chinese else (_DAY_AGAIN["en"], last)
    return f"{format_date(_at(start_ms), first)} – {format_date(_at(end_ms), last)}"
