"""How an error is said on a page: its number, its sentence, and always the way out."""

from __future__ import annotations

import logging
from http import HTTPStatus

from flask import Flask, Response, current_app, jsonify, render_template, request
from flask_babel import gettext, lazy_gettext
from werkzeug.exceptions import HTTPException

from shop.errors import InputRefused, LedgerError
from web.shop import web

log = logging.getLogger(__name__)

#: HTTP status by error key; every other refusal is 422.
STATUS = {
    "malformed_input": 400,
    "unknown_item": 404,
    "button_not_here": 409,
    "same_id_other_command": 409,
    "nothing_to_undo": 409,
    "cut_already_open": 409,
    "no_cut_open": 409,
    "period_already_closed": 409,
    "opening_already_taken": 409,
    "till_busy": 409,
    "person_known": 409,
    "last_coordinator": 409,
    "set_up_already": 409,
    "not_let_in": 403,
    "only_coordinators": 403,
    "set_up_code_wrong": 403,
    "not_your_role": 403,
    "review_by_counter": 403,
    "approval_by_reviewer": 403,
    "period_unknown": 404,
    "not_published": 404,
    "objection_unknown": 404,
    "locked_out": 429,
    "objections_full": 429,
    "shop_busy": 503,
    "not_yet_known": 503,
}
#: Seconds after which a page may ask again.
RETRY_S = 1

_WAYS_OUT = {
    400: lazy_gettext("Something in this request was not right: go back and try again."),
    401: lazy_gettext("Log in first."),
    403: lazy_gettext("This page is not open to you here."),
    404: lazy_gettext("There is nothing at this address: begin at the first page."),
    405: lazy_gettext("This cannot be opened like that: begin at the first page."),
    413: lazy_gettext("That is too large: send something smaller."),
    415: lazy_gettext("This kind of content cannot be read here."),
    429: lazy_gettext("Too many tries: wait a moment, then try again."),
    500: lazy_gettext("This is our mistake. It has been noted; try again, or tell a volunteer."),
    503: lazy_gettext("Too much at once: try again in a moment."),
}


def refusal_text(error: InputRefused) -> str:
    """Return a refusal in the reader's language."""
    return gettext(error.text, **{key: str(value) for key, value in error.params.items()})


def problem(status: int, key: str, detail: str, **more: object) -> Response:
    """Return an error as problem+json, for scripts."""
    answer = jsonify({"status": status, "type": key, "detail": detail, **more})
    answer.status_code = status
    answer.content_type = "application/problem+json"
    if status == 503:
        answer.headers["Retry-After"] = str(RETRY_S)
    return answer


def wants_json() -> bool:
    """Say whether this request was made by a script rather than by a person's page."""
    return request.is_json or (
        request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    )


def answer_with(status: int, key: str, text: str) -> Response:
    """Return an error in the shape the asker wants: a page, or problem+json."""
    if wants_json():
        return problem(status, key, text)
    page = render_template("error.html", status=status, text=text)
    answer = Response(page, status, mimetype="text/html")
    if status == 503:
        answer.headers["Retry-After"] = str(RETRY_S)
    return answer


def _refused(error: InputRefused) -> Response:
    web().count(error.key)
    return answer_with(STATUS.get(error.key, 422), error.key, refusal_text(error))


def _book(error: LedgerError) -> Response:
    log.error("the book cannot take an entry: %s", error)
    text = gettext("The book cannot be written now: nothing was recorded. Tell a coordinator.")
    return answer_with(503, "book_closed", text)


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:  # a redirect is no error
        return error.get_response()  # type: ignore[return-value]
    web().count(f"http_{error.code}")
    text = str(_WAYS_OUT.get(error.code, _WAYS_OUT[400 if error.code < 500 else 500]))
    answer = answer_with(error.code, HTTPStatus(error.code).phrase, text)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after", "location"):
            answer.headers[name] = value
    return answer


def _bug(error: Exception) -> Response:
    if current_app.testing:
        raise error
    log.exception("a page failed: %s %s", request.method, request.path)
    return answer_with(500, "mistake", str(_WAYS_OUT[500]))


def set_up(app: Flask) -> None:
    """Register how each kind of error is said."""
    app.register_error_handler(InputRefused, _refused)
    app.register_error_handler(LedgerError, _book)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _bug)
