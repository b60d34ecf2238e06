"""What the kiosk's screens are made of: buttons and tiles, a scene, what a scene is made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask_babel import get_locale, gettext

from shop.catalogue import Item

TILES = 9
ROWS = 3
ROWS_MAX = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page wants to see of the view: a page of tiles or lines, one line, a nickname."""

    show: str = ""
    page: int | None = None
    line: str = ""
    word: str = ""
    rows: int = ROWS

    @property
    def plain(self) -> bool:
        """Say whether this is the view as it is published."""
        return not (self.show or self.line or self.word) and self.page is None


@dataclass(frozen=True, slots=True)
class Button:
    """One button or tile: what it does (`do`, posted) or shows (`to`, a query), and its look."""

    text: str
    do: str = ""
    to: str = ""
    kind: str = "plain"
    icon: str = ""
    fen: int | None = None
    dead: bool = False
    form: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """One screen: its template, its sentence, its buttons; `more` is what only it needs."""

    template: str
    hint: str
    main: tuple[Button, ...] = ()
    side: tuple[Button, ...] = ()
    tiles: tuple[Button, ...] = ()
    title: str = ""
    say: str = ""
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stage:
    """What a scene is made from: the view, what was asked, goods, and the shop's own facts."""

    view: Any
    asked: Asked
    items: tuple[tuple[Item, int], ...] = ()


def name_of(thing: Any) -> str:
    """Return an item's or a line's name in the reader's language."""
    if str(get_locale()) == "en" and thing.name_en:
        return str(thing.name_en)
    if thing.name.startswith("unknown:"):
        return gettext("New item")
    return str(thing.name)


def only(stage: Stage, *wanted: Button) -> tuple[Button, ...]:
    """Keep the buttons that mean something now."""
    may = stage.view.buttons
    return tuple(b for b in wanted if not b.do or b.do.split(":", 1)[0] in may)[:3]


def back(text: str = "", to: str = "") -> Button:
    """Return the button that leads back: to the till's last question, or to another page."""
    return Button(text or gettext("Back"), do="" if to else "back", to=to, icon="back")


def picture(thing: Any) -> str:
    """Return the drawing of an item or line: its own, or a plain box."""
    name = thing.picture or ""
    return f"g-{name}" if name in PICTURES else "g-goods"


#: Drawings of goods in icons.svg.
PICTURES = frozenset(
    "goods noodles eggs rice oil salt sauce tea water milk soap tissue biscuit greens fruit "
    "chili tofu meat honey battery notebook brush bag bottle jar noodle bundle egg cabbage can "
    "candy sausage tube towel".split()
)
