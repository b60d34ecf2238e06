"""Settings that pages changed: the newest value of a key."""

from __future__ import annotations

import json
from typing import Any

from shop.queries.connection import Connection

_NEWEST = (
    "SELECT body FROM journal WHERE kind = 'SettingChanged'"
    " AND json_extract(body, '$.key') = ? ORDER BY seq DESC LIMIT 1"
)


def setting(connection: Connection, key: str) -> Any:
    """Return what a key was set to last; None where no page ever set it."""
    row = connection.execute(_NEWEST, (key,)).fetchone()
    return json.loads(row[0]).get("value") if row else None
