"""What payment providers tell by themselves: taken raw, believed only if their key signed it.

A shop behind a router never gets any of these and asks the providers instead; a notice is the
same news sooner (docs/how-to/take-qr-payments.md).
"""

from __future__ import annotations

import json

from flask import Blueprint, Response, request

from web.rate_limit import RateLimit
from web.security import csrf
from web.shop import the_shop, web

blueprint = Blueprint("notices", __name__, url_prefix="/notify")
csrf.exempt(blueprint)  # a provider has no session: its signature over the raw body stands for it

#: A notice is a page of text at most.
BODY_BYTES_MAX = 64 * 1024
#: A provider tells of each payment once, and again where it was not answered; a till has a few
#: payments a minute.
LIMIT = RateLimit(of_one=120, of_all=600, within_ms=60 * 1000)


@blueprint.post("/<gateway>")
def take(gateway: str) -> Response:
    """Take one notice, and answer as its kind of provider expects: it comes again after a no."""
    request.max_content_length = BODY_BYTES_MAX  # too long a body is refused as it is read
    shop = the_shop()
    if not LIMIT.take(request.remote_addr or "", shop.clock.now().monotonic_ms):
        return _answer(429, False)
    body = request.get_data(cache=False)
    taken = shop.notice(gateway, dict(request.headers), body)
    if not taken:
        web().count("notice")
    return _answer(200 if taken else 400, taken)


def _answer(status: int, taken: bool) -> Response:
    """Answer in JSON where JSON was sent (WeChat Pay), else in one word (Alipay)."""
    if request.mimetype == "application/json":
        said = {"code": "SUCCESS"} if taken else {"code": "FAIL", "message": "not taken"}
        return Response(json.dumps(said), status, mimetype="application/json")
    return Response("success" if taken else "fail", status, mimetype="text/plain")
