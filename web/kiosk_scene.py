"""Which screen a view is: the greeting, the basket, goods in pictures, closed."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext

from web import kiosk_paying as paying
from web import kiosk_phone
from web.formats import yuan
from web.kiosk_parts import TILES, Button, Scene, Stage, back, name_of, only, picture


def scene(stage: Stage) -> Scene:
    """Return the screen of a view."""
    phase, show, buttons = stage.view.phase, stage.asked.show, stage.view.buttons
    if show == "tiles" and "add" in buttons and phase != "closed":
        return _goods(stage)
    if show == "other" and phase == "cash" and not stage.view.machine:
        return paying.other(stage)
    made = _SCENES.get(phase, _closed)(stage)
    return made


def _idle(stage: Stage) -> Scene:
    main = only(
        stage,
        Button(gettext("No code"), to="?show=tiles", icon="pick"),
        Button(gettext("Forgot to pay"), do="repay", kind="quiet", icon="later"),
        Button(gettext("Give something"), do="give", kind="quiet", icon="heart"),
    )
    return Scene("idle", gettext("Scan what you take"), main)


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
    main = only(
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
    if "qr" in stage.view.buttons:
        ways.append(Button(gettext("By phone"), do="qr", kind="qr", icon="qr"))
    else:
        ways.append(Button(gettext("Pay later"), do="iou", icon="later"))
    return tuple(ways)


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
    main = [back(to="?")]
    if pages > 1:
        turn = f"?show=tiles&page={(page + 1) % pages}"
        text = gettext("More %(page)s/%(pages)s", page=page + 1, pages=pages)
        main.append(Button(text, to=turn, icon="next"))
    title = gettext("Press what you take")
    return Scene("goods", title, tuple(main), tiles=tiles, title=title)


_SCENES: dict[str, Callable[[Stage], Scene]] = {
    "idle": _idle,
    "basket": _basket,
    "unknown": paying.unknown,
    "cash": paying.cash,
    "qr": kiosk_phone.by_phone,
    "iou": paying.later,
    "credit": paying.credit,
    "give": paying.gift,
    "repay": paying.gift,
    "thanks": paying.thanks,
}
