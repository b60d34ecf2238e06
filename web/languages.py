"""The two languages of the pages: which one a request speaks, and the link to the other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from babel.support import Translations
from flask import Blueprint, Flask, Response, redirect, request, url_for
from flask_babel import Babel, Domain, get_locale

from web.access import own_path
from web.shop import WebSettings, the_settings

#: Texts are kept by domain: what the shop itself says, the office, the till and the frame.
DOMAINS = ("shop", "office", "kiosk")
LOCALE_DIR = Path(__file__).resolve().parents[1] / "shop" / "locale"

#: A resident's choice at the till ends by itself, so that the next one finds Chinese again.
KIOSK_CHOICE_S = 600
CHOICE_S = 365 * 24 * 3600

blueprint = Blueprint("languages", __name__)


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its locale, its tag in HTML and its name in itself."""

    locale: str
    tag: str
    name: str
    short: str


LANGUAGES = {
    "zh_CN": Language("zh_CN", "zh-CN", "\u4e2d\u6587", "\u4e2d\u6587"),
    "en": Language("en", "en", "English", "EN"),
}


def _at_till(path: str) -> bool:
    return path.startswith("/kiosk")


def chosen_locale() -> str:
    """Return the locale of this request: what was chosen, else the shop's own."""
    cookie = "kiosk_lang" if _at_till(request.path) else "lang"
    chosen = request.cookies.get(cookie, "")
    return chosen if chosen in LANGUAGES else the_settings().lang


def other_lang() -> Language:
    """Return the language the reader could switch to."""
    return LANGUAGES["en" if str(get_locale()) != "en" else "zh_CN"]


def html_lang() -> str:
    """Return the tag for <html lang>."""
    return LANGUAGES.get(str(get_locale()), LANGUAGES["zh_CN"]).tag


def language_link() -> str:
    """Return the address that switches the language and comes back to this page."""
    then = "/kiosk" if _at_till(request.path) else request.path
    return url_for("languages.choose", locale=other_lang().locale, then=then)


@blueprint.get("/language/<locale>")
def choose(locale: str) -> Response:
    """Remember the language and go back to the page it was chosen on."""
    then = own_path(request.args.get("then", "/")) or "/"
    answer = redirect(then)
    if locale in LANGUAGES:
        till = _at_till(then)
        answer.set_cookie(
            "kiosk_lang" if till else "lang",
            locale,
            max_age=KIOSK_CHOICE_S if till else CHOICE_S,
            httponly=True,
            samesite="Lax",
            secure=the_settings().tls,
        )
    return answer  # type: ignore[return-value]


@lru_cache(maxsize=len(LANGUAGES))
def _texts(locale: str) -> Translations:
    texts = Translations()
    for domain in DOMAINS:
        found = Translations.load(LOCALE_DIR, [locale], domain)
        if isinstance(found, Translations):  # else nothing has been compiled yet
            texts.merge(found)
            texts.plural = found.plural
    return texts


class _Domain(Domain):  # type: ignore[misc]
    """All domains together, read once: flask-babel looks for zh_Hans_CN and reads each time."""

    def get_translations(self) -> Translations:
        return _texts("en" if get_locale().language == "en" else "zh_CN")


class _Babel(Babel):  # type: ignore[misc]
    @property
    def domain_instance(self) -> Domain:
        return _Domain()


def set_up(app: Flask, settings: WebSettings) -> None:
    """Wire gettext: flask-babel on the shop's own locale folder."""
    _Babel(
        app,
        default_locale=settings.lang,
        default_timezone=settings.timezone,
        default_translation_directories=str(LOCALE_DIR),
        locale_selector=chosen_locale,
    )
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        html_lang=html_lang, other_lang=other_lang, language_link=language_link
    )
