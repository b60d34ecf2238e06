"""Who may open which page: one list, and closed whatever is not on it.

A log-in lives in `private.db`; the browser's cookie carries its token and when it was last used.
"""

from __future__ import annotations

from typing import cast
from urllib.parse import urlsplit

from flask import Flask, Response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from shop.private.rules import OFFICE, ROLES
from shop.queries.people import Person
from web.errors import answer_with, problem, wants_json
from web.shop import the_shop

#: Pages of everybody: whole blueprints, and the files that pages are drawn with.
#: "notices" takes nothing but what a payment provider's key has signed.
OPEN = frozenset(
    {"public", "board", "bulletin", "kiosk", "languages", "street", "login", "static", "notices"}
)
#: Who may open the pages of a blueprint. What is in neither list is for coordinators alone.
ROLES_OF = {
    "volunteer": ("volunteer", "coordinator"),
    "coordinator": tuple(role for role in ROLES if role in OFFICE),
    "papers": tuple(role for role in ROLES if role in OFFICE),
    "review": tuple(role for role in ROLES if role in OFFICE),
    "trend": tuple(role for role in ROLES if role in OFFICE),
    "fund": tuple(role for role in ROLES if role in OFFICE),
    "households": ("coordinator",),
    "people": ("coordinator",),
    "exports": ("coordinator",),
    "restock": ("coordinator",),
    "me": ROLES,
}
#: A phone in a pocket or a desk left alone: who comes by later is asked again.
IDLE_MS = 30 * 60 * 1000
#: The cookie's stamp is made anew only so often: pages load several at once.
STAMP_MS = 15 * 1000
#: A clock set back by more than this ends log-ins rather than lengthening them.
SET_BACK_MS = 5 * 60 * 1000
NEXT_CHARS_MAX = 300
#: Where strangers are led from the pages of a blueprint; from others they choose.
_DOORS = {
    "volunteer": "login.volunteer",
    "coordinator": "login.office",
    "review": "login.office",
    "trend": "login.office",
    "papers": "login.office",
    "people": "login.office",
    "exports": "login.office",
    "restock": "login.office",
    "fund": "login.office",
    "households": "login.office",
}


class User(UserMixin):  # type: ignore[misc]
    """Who is logged in.

    Args:
        token: of the log-in.  person: as the book has them.
    """

    def __init__(self, token: str, person: Person) -> None:
        self.token, self.person = token, person

    def get_id(self) -> str:
        """Return what the cookie carries."""
        return self.token

    @property
    def code(self) -> str:
        """How the book calls them."""
        return self.person.code

    @property
    def in_office(self) -> bool:
        """Say whether office pages are open to them."""
        return self.person.may(*ROLES_OF["coordinator"])


def signer() -> str:
    """Return the code of who is logged in: what commands carry as `by`, never a form's field."""
    return cast(str, current_user.code)


def begin(token: str) -> User | None:
    """Make this browser's session that of a fresh log-in; nothing of an earlier one stays.

    Only why items could not be counted is kept: it was said before the phone had to ask again.
    """
    person = the_shop().people.session(token)
    if person is None:
        return None
    kept = session.get("uncounted")
    session.clear()
    if kept:
        session["uncounted"] = kept
    session["seen"] = the_shop().clock.now().wall_ms
    user = User(token, person)
    login_user(user)
    return user


def end() -> None:
    """Log this browser out, here and in `private.db`."""
    if current_user.is_authenticated:
        the_shop().people.log_out(current_user.token)
    logout_user()
    session.clear()


def own_path(typed: str) -> str:
    """Return an address that somebody handed in, if it is a page of ours; "" for anything else.

    Browsers leave out tabs and line ends and read a backslash as a slash: none of them passes.
    """
    if not typed.startswith("/") or typed.startswith("//") or len(typed) > NEXT_CHARS_MAX:
        return ""
    if not typed.isprintable() or "\\" in typed or " " in typed:
        return ""
    parts = urlsplit(typed)
    return typed if not parts.scheme and not parts.netloc else ""


def path_after_login(typed: str) -> str:
    """Return where to go on after logging in: a page of ours that is not about logging in."""
    return "" if typed.startswith(("/login", "/logout", "/setup")) else own_path(typed)


def home_of(user: User) -> str:
    """Return where somebody begins: the office, or the volunteers' page."""
    return url_for("coordinator.today" if user.in_office else "volunteer.home")


def roles_for(endpoint: str) -> tuple[str, ...] | None:
    """Return who may open an endpoint; None where everybody may."""
    room = endpoint.partition(".")[0]
    return None if room in OPEN else ROLES_OF.get(room, ("coordinator",))


def _guard() -> ResponseReturnValue | None:
    """Stand before every page."""
    roles = roles_for(request.endpoint) if request.endpoint else None
    if roles is None:
        return None
    if not current_user.is_authenticated:
        return _ask_to_log_in()
    if not current_user.person.may(*roles):
        text = gettext(
            "This page is not for %(who)s: ask a coordinator, or log in as somebody else.",
            who=current_user.code,
        )
        return answer_with(403, "not_for_you", text)
    return None


def _ask_to_log_in() -> ResponseReturnValue:
    if wants_json():
        return problem(401, "log_in_first", gettext("Log in first."))
    # a form that came too late is opened again; the phone kept what was typed
    asked = request.path if request.method != "GET" else request.full_path.rstrip("?")
    door = _DOORS.get((request.endpoint or "").partition(".")[0], "login.choose")
    return redirect(url_for(door, next=path_after_login(asked) or None), 303)


def _load(token: str) -> User | None:
    """Return who a cookie stands for; flask-login asks once a request."""
    now_ms = the_shop().clock.now().wall_ms
    seen_ms = session.get("seen")
    people = the_shop().people
    if not isinstance(seen_ms, int) or not -SET_BACK_MS <= now_ms - seen_ms < IDLE_MS:
        people.log_out(token)
        return None
    person = people.session(token)
    if person is None:
        return None
    if abs(now_ms - seen_ms) > STAMP_MS:
        session["seen"] = now_ms
    return User(token, person)


def set_up(app: Flask) -> None:
    """Put the guard before every page of an application, ahead of all else."""
    manager = LoginManager()
    manager.session_protection = "strong"  # a cookie on another machine is no log-in
    manager.user_loader(_load)
    manager.init_app(app)
    app.before_request(_guard)
    app.after_request(_no_copies)


def _no_copies(answer: Response) -> Response:
    """Keep pages behind a log-in out of every cache."""
    if request.endpoint and roles_for(request.endpoint) is not None:
        answer.headers["Cache-Control"] = "no-store"
    return answer
