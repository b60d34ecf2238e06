"""What each phase's screen is made of: one question, at most three main buttons, tiles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask_babel import get_locale, gettext

from shop.catalogue import Item
from web.formats import short_yuan, yuan
from web.kiosk_words import WORDS

TILES = 9
ROWS = 3
ROWS_MAX = 8
#: Amounts to choose from when somebody put in another one than asked, in fen.
OTHER_FEN = (100, 200, 500, 1000, 2000, 3000, 5000, 10_000, 20_000)


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
    word: str = ""


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
    honesty: int | None = None
    qr: bool = False


def scene(stage: Stage) -> Scene:
    """Return the screen of a view."""
    phase, show, buttons = stage.view.phase, stage.asked.show, stage.view.buttons
    if show == "tiles" and "add" in buttons and phase != "closed":
        return _goods(stage)
    if show == "other" and phase == "cash" and not stage.view.machine:
        return _other(stage)
    made = _SCENES.get(phase, _closed)(stage)
    return made


def name_of(thing: Any) -> str:
    """Return an item's or a line's name in the reader's language."""
    if str(get_locale()) == "en" and thing.name_en:
        return str(thing.name_en)
    if thing.name.startswith("unknown:"):
        return gettext("New item")
    return str(thing.name)


def _main(stage: Stage, *wanted: Button) -> tuple[Button, ...]:
    """Keep the buttons that mean something now."""
    may = stage.view.buttons
    return tuple(b for b in wanted if not b.do or b.do.split(":", 1)[0] in may)[:3]


def _back(text: str = "", to: str = "") -> Button:
    return Button(text or gettext("Back"), do="" if to else "back", to=to, icon="back")


def _idle(stage: Stage) -> Scene:
    main = _main(
        stage,
        Button(gettext("No barcode"), to="?show=tiles", icon="pick"),
        Button(gettext("Forgot to pay"), do="repay", kind="quiet", icon="later"),
        Button(gettext("Give something"), do="give", kind="quiet", icon="heart"),
    )
    return Scene("idle", gettext("Scan the barcode of what you take"), main)


def _basket(stage: Stage) -> Scene:
    view, rows = stage.view, stage.asked.rows
    ids = [line.id for line in view.lines]
    newest = next((line.id for line in view.lines if line.newest), ids[-1] if ids else "")
    chosen = stage.asked.line if stage.asked.line in ids else newest
    pages = max(1, -(-len(ids) // rows))
    page = stage.asked.page
    if page is None or not 0 <= page < pages:
        page = ids.index(chosen) // rows if chosen else 0
    shown = view.lines[page * rows : (page + 1) * rows]
    main = _main(
        stage,
        Button(gettext("Cancel"), do="leave", icon="cross"),
        Button(gettext("Done"), do="done", kind="go", icon="tick"),
        *(() if "done" in view.buttons else _ways(stage)),
    )
    side = (
        Button(gettext("Pick"), to="?show=tiles", icon="pick"),
        Button(gettext("Up"), to=f"?page={page - 1}", icon="up", dead=page == 0),
        Button(gettext("Down"), to=f"?page={page + 1}", icon="down", dead=page + 1 == pages),
    )
    line = next((line for line in view.lines if line.id == newest), None)
    say = gettext("In all %(yuan)s yuan", yuan=yuan(view.due_fen))
    if line is not None:
        say = f"{name_of(line)} {yuan(line.fen)}. {say}"
    hint = gettext("Scan the next one, or pay below")
    more = {"lines": shown, "chosen": chosen, "page": page, "pages": pages}
    if "done" in view.buttons:
        hint = gettext("Paid in full: press Done")
    return Scene("basket", hint, main, side, say=say, more=more)


def _ways(stage: Stage) -> tuple[Button, ...]:
    ways = [Button(gettext("Cash"), do="cash", kind="go", icon="cash")]
    if stage.qr:
        ways.append(Button(gettext("By phone"), do="qr", kind="qr", icon="qr"))
    else:
        ways.append(Button(gettext("Pay later"), do="iou", icon="later"))
    return tuple(ways)


def _unknown(stage: Stage) -> Scene:
    tiles = tuple(
        Button(short_yuan(fen), do=f"price::{fen}", fen=fen)
        for fen in stage.view.price_tiles_fen[:TILES]
    )
    return Scene(
        "unknown",
        gettext("Which price is on the label?"),
        (_back(gettext("Not this one")),),
        tiles=tiles,
        title=gettext("Not on our list yet"),
        say=gettext("Not on our list yet. Which price is on the label?"),
    )


def _cash(stage: Stage) -> Scene:
    view = stage.view
    if not view.machine:
        main = _main(
            stage,
            _back(),
            Button(gettext("I have paid"), do="paid", kind="go", icon="tick"),
            Button(gettext("Pay later"), do="iou", icon="later"),
        )
        side = (Button(gettext("Other"), to="?show=other", icon="cash"),)
        hint = gettext("Put it into the box, then press the green button")
        return Scene("coach", hint, main, side, say=hint)
    if view.left_fen > 0:
        hint = gettext("Put coins and notes into the machine")
    elif view.left_fen == 0:
        hint = gettext("Paid in full: it finishes by itself")
    else:
        hint = gettext("A little more than needed: that is fine")
    main = _main(
        stage,
        _back(),
        Button(gettext("Done"), do="done", kind="go", icon="tick"),
        Button(gettext("Pay later"), do="iou", icon="later"),
    )
    say = gettext("%(paid)s yuan paid", paid=yuan(view.money_fen))
    return Scene("coins", hint, main, say=say)


def _other(stage: Stage) -> Scene:
    tiles = tuple(Button(short_yuan(fen), do=f"paid::{fen}", fen=fen) for fen in OTHER_FEN)
    return Scene(
        "ask",
        gettext("How much did you put into the box?"),
        (_back(to="?"),),
        tiles=tiles,
        title=gettext("Another amount"),
    )


def _qr(stage: Stage) -> Scene:
    main = _main(stage, _back(), Button(gettext("I have paid"), do="paid", kind="go", icon="tick"))
    hint = gettext("Scan with WeChat or Alipay, enter the amount")
    return Scene("qr", hint, main, say=hint)


def _iou(stage: Stage) -> Scene:
    word = stage.asked.word if stage.asked.word in WORDS else ""
    nameless = Button(gettext("Without a name"), do="iou", icon="later")
    if word:
        text = str(WORDS[word])
        tiles = tuple(
            Button(f"{text}{n}", do=f"iou::{text}{n}", icon=f"w-{word}") for n in range(1, 10)
        )
        hint = gettext("Which number goes with it? Keep both in mind.")
        main = _main(stage, _back(to="?"), nameless)
    else:
        tiles = tuple(
            Button(str(text), to=f"?word={key}", icon=f"w-{key}") for key, text in WORDS.items()
        )
        hint = gettext("Choose a picture that only you know")
        main = _main(stage, _back(), nameless)
    return Scene("iou", hint, main, tiles=tiles, title=gettext("Pay later"), say=hint)


def _credit(stage: Stage) -> Scene:
    main = _main(
        stage,
        Button(gettext("No barcode"), to="?show=tiles", icon="pick"),
        Button(gettext("For the fund"), do="fund", icon="heart"),
    )
    say = gettext(
        "%(yuan)s yuan received: please scan your goods.", yuan=yuan(stage.view.money_fen)
    )
    return Scene("credit", gettext("Scan the barcode of what you take"), main, say=say)


def _gift(stage: Stage) -> Scene:
    view = stage.view
    giving = view.phase == "give"
    title = gettext("Give something") if giving else gettext("Forgot to pay")
    if view.machine:
        hint = gettext("Put it into the machine, then press Done")
    else:
        hint = gettext("Put it into the box, then press the amount")
    tiles = tuple(
        Button(short_yuan(fen), do=f"paid::{fen}", fen=fen) for fen in view.price_tiles_fen[:TILES]
    )
    main = _main(stage, _back(), Button(gettext("Done"), do="done", kind="go", icon="tick"))
    return Scene("gift" if view.machine else "ask", hint, main, tiles=tiles, title=title, say=hint)


def _thanks(stage: Stage) -> Scene:
    view = stage.view
    undo = gettext("Undo (%(seconds)s s)", seconds=view.undo_s)
    wanted = [Button(undo, do="undo", icon="undo")]
    if "fund" in view.buttons:
        wanted.append(Button(gettext("Rest to the fund"), do="fund", kind="go", icon="heart"))
    if "change" in view.buttons:
        wanted.append(Button(gettext("I took my change"), do="change", icon="change"))
    if len(wanted) < 3:
        wanted.append(
            Button(gettext("Done"), do="done", kind="go" if len(wanted) == 1 else "", icon="tick")
        )
    hint = gettext("Take your goods. Go well!")
    return Scene("thanks", hint, _main(stage, *wanted), say=gettext("Thank you!"))


def _closed(stage: Stage) -> Scene:
    hint = gettext("Please do not pay now")
    return Scene("closed", hint, say=hint)


def _goods(stage: Stage) -> Scene:
    pages = max(1, -(-len(stage.items) // TILES))
    page = min(max(stage.asked.page or 0, 0), pages - 1)
    shown = stage.items[page * TILES : (page + 1) * TILES]
    tiles = tuple(
        Button(name_of(item), do=f"add::{item.item}", icon=picture(item), fen=fen)
        for item, fen in shown
    )
    main = [_back(to="?")]
    if pages > 1:
        turn = f"?show=tiles&page={(page + 1) % pages}"
        text = gettext("More (%(page)s of %(pages)s)", page=page + 1, pages=pages)
        main.append(Button(text, to=turn, icon="next"))
    title = gettext("Press what you take")
    return Scene("goods", title, tuple(main), tiles=tiles, title=title)


def picture(thing: Any) -> str:
    """Return the drawing of an item or line: its own, or a plain box."""
    name = thing.picture or ""
    return f"g-{name}" if name in PICTURES else "g-goods"


#: Drawings of goods in icons.svg.
PICTURES = frozenset(
    "goods noodles eggs rice oil salt sauce tea water milk soap tissue biscuit greens fruit "
    "chili tofu meat honey battery notebook brush".split()
)

_SCENES: dict[str, Callable[[Stage], Scene]] = {
    "idle": _idle,
    "basket": _basket,
    "unknown": _unknown,
    "cash": _cash,
    "qr": _qr,
    "iou": _iou,
    "credit": _credit,
    "give": _gift,
    "repay": _gift,
    "thanks": _thanks,
}
