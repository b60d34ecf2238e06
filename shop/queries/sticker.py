"""The payments by phone of which the shop should have heard, for `shop.review.sticker`."""

from __future__ import annotations

import json

from shop.queries.connection import Connection
from shop.review import sticker
from shop.review.sticker import CLAIMS, Alarm, Said

#: Set by whoever scanned the code on the wall and found it ours: what was before is settled.
CODE_CHECKED = "qr.code_checked"
#: So far back it is looked: some hundreds of visits, and a page that never gets slower.
ENTRIES_BACK = 10_000

_BEGIN = """
SELECT max(0, (SELECT coalesce(max(seq), 0) FROM journal) - ?1,
           coalesce((SELECT max(seq) FROM journal WHERE kind = 'SettingChanged'
                     AND body ->> '$.key' = ?2), 0))
"""
_TENDERS = """
SELECT j.seq, j.at_ms, j.body FROM journal j
WHERE j.kind = 'TenderReceived' AND j.seq > ?1 AND j.body ->> '$.tender' = 'qr'
  AND j.seq NOT IN (SELECT c.corrects FROM journal c
                    WHERE c.kind = 'EntryCorrected' AND c.seq > ?1 AND c.corrects IS NOT NULL)
ORDER BY j.seq
"""
_OUTCOMES = """
SELECT kind, body FROM journal
WHERE kind IN ('TenderMatched', 'TenderUnfound') AND seq > ? ORDER BY seq
"""
_ORDERS = """
SELECT o.body ->> '$.visit', coalesce(e.body ->> '$.why', '')
FROM device_job a JOIN journal o USING (seq)
LEFT JOIN device_job z ON z.job = a.job AND z.what = 'qr_ended'
LEFT JOIN journal e ON e.seq = z.seq
WHERE a.what = 'qr_ordered' AND a.seq > ? AND o.body ->> '$.why' = 'native'
"""
#: Ends of a code on the screen after which its provider would have told of a payment.
_HEARD = ("closed", "paid")


def alarm(connection: Connection, claims: int = CLAIMS) -> Alarm | None:
    """Return the alarm that payments by phone do not arrive, or None.

    Args:
        claims: so many in a row raise it: the setting `qr.alarm_claims`.

    Receipts are expected of a payment where its sale had a code of a provider on the screen
    until that was closed, and where a statement was held against it. Of others nothing can be
    known, and they count neither way.
    """
    return sticker.alarm(payments(connection), claims)


def payments(connection: Connection) -> tuple[Said, ...]:
    """Return the newest payments by phone of which the shop should have heard, oldest first."""
    since = int(connection.execute(_BEGIN, (ENTRIES_BACK, CODE_CHECKED)).fetchone()[0])
    of_seq, of_visit = _outcomes(connection, since)
    heard: dict[str, bool] = {}  # visit → whether each of its codes was watched to its end
    for visit, why in connection.execute(_ORDERS, (since,)):
        heard[visit] = heard.get(visit, True) and why in _HEARD
    out = []
    for seq, at_ms, text in connection.execute(_TENDERS, (since,)):
        body = json.loads(text)
        if body["evidence"] != "claimed":
            out.append(Said(seq, at_ms, arrived=True))
            continue
        found = of_seq.get(seq, of_visit.get(body["visit"]))
        if found is None and heard.get(body["visit"]):
            found = False
        if found is not None:
            out.append(Said(seq, at_ms, found))
    return tuple(out)


def _outcomes(connection: Connection, since: int) -> tuple[dict[int, bool], dict[str, bool]]:
    """Return what statements and providers said of claims, by tender, else by visit."""
    of_seq: dict[int, bool] = {}
    of_visit: dict[str, bool] = {}
    for kind, text in connection.execute(_OUTCOMES, (since,)):
        body, found = json.loads(text), kind == "TenderMatched"
        if body.get("tender_seq") is not None:
            # Found for a part of it, as a differing amount is, it did arrive.
            of_seq[body["tender_seq"]] = of_seq.get(body["tender_seq"], False) or found
        else:
            of_visit[body["visit"]] = of_visit.get(body["visit"], False) or found
    return of_seq, of_visit
