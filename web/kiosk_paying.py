"""The screens of paying and thanking: unknown price, cash, phone, later, gifts, thanks."""

from __future__ import annotations

from flask_babel import gettext

from web.formats import short_yuan, yuan
from web.kiosk_parts import TILES, Button, Scene, Stage, back, only
from web.kiosk_words import ALSO, WORDS

#: Amounts to choose from when somebody put in another one than asked, in fen.
OTHER_FEN = (100, 200, 500, 1000, 2000, 3000, 5000, 10_000, 20_000)


def unknown(stage: Stage) -> Scene:
    """Ask which price stands on a label nobody listed."""
    tiles = tuple(
        Button(short_yuan(fen), do=f"price::{fen}", fen=fen)
        for fen in stage.view.price_tiles_fen[:TILES]
    )
    return Scene(
        "unknown",
        gettext("Which price is on the label?"),
        (back(gettext("Not this one")),),
        tiles=tiles,
        title=gettext("Not on our list yet"),
        say=gettext("Not on our list yet. Which price is on the label?"),
    )


def cash(stage: Stage) -> Scene:
    """Ask for cash: the coach of an open box, or the count of a machine."""
    view = stage.view
    if not view.machine:
        main = only(
            stage,
            back(),
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
    main = only(
        stage,
        back(),
        Button(gettext("Done"), do="done", kind="go", icon="tick"),
        Button(gettext("Pay later"), do="iou", icon="later"),
    )
    say = gettext("%(paid)s yuan paid", paid=yuan(view.money_fen))
    return Scene("coins", hint, main, say=say)


def other(stage: Stage) -> Scene:
    """Ask how much was put into the box instead."""
    tiles = tuple(Button(short_yuan(fen), do=f"paid::{fen}", fen=fen) for fen in OTHER_FEN)
    return Scene(
        "ask",
        gettext("How much did you put into the box?"),
        (back(to="?"),),
        tiles=tiles,
        title=gettext("Another amount"),
    )


def later(stage: Stage) -> Scene:
    """Ask for a nickname in a picture and a number."""
    word = stage.asked.word if stage.asked.word in WORDS else ""
    note = Button(gettext("Note it"), do="iou", kind="go", icon="later", form="typed")
    if word:
        text = str(WORDS[word])
        tiles = tuple(
            Button(f"{text}{n}", do=f"iou::{text}{n}", icon=f"w-{word}") for n in range(1, 10)
        )
        hint = gettext("Which number goes with it? Keep both in mind.")
        main = only(stage, back(to="?"), note)
    else:
        tiles = tuple(
            Button(str(text), to=f"?word={key}", icon=f"w-{key}") for key, text in WORDS.items()
        )
        hint = gettext("Choose a picture that only you know")
        main = only(stage, back(), note)
    return Scene("iou", hint, main, tiles=tiles, title=gettext("Pay later"), say=hint)


def credit(stage: Stage) -> Scene:
    """Show money that came before any goods."""
    main = only(
        stage,
        Button(gettext("No code"), to="?show=tiles", icon="pick"),
        Button(gettext("For the fund"), do="fund", icon="heart"),
    )
    say = gettext(
        "%(yuan)s yuan received: please scan your goods.", yuan=yuan(stage.view.money_fen)
    )
    return Scene("credit", gettext("Scan what you take"), main, say=say)


def which_note(stage: Stage) -> Scene:
    """Ask which pay-later note is paid, by the picture its owner chose; none is fine too."""
    tiles = tuple(
        Button(alias, do=f"note::{iou}", icon=note_picture(alias))
        for iou, alias in stage.view.notes[:TILES]
    )
    main = only(stage, back(), Button(gettext("None of these"), do="note", kind="go", icon="next"))
    hint = gettext("Which note was yours?")
    return Scene("ask", hint, main, tiles=tiles, title=gettext("Forgot to pay"), say=hint)


def note_picture(alias: str) -> str:
    """Return the drawing an alias was chosen by, in whatever language that was."""
    for key, text in WORDS.items():
        if any(alias.startswith(word) for word in (str(text), *ALSO[key])):
            return f"w-{key}"
    return "later"


def gift(stage: Stage) -> Scene:
    """Take a gift, or a payment forgotten last time."""
    view = stage.view
    if view.notes:
        return which_note(stage)
    giving = view.phase == "give"
    title = gettext("Give something") if giving else view.note or gettext("Forgot to pay")
    if view.machine:
        hint = gettext("Put it into the machine, then press Done")
    else:
        hint = gettext("Put it into the box, then press the amount")
    tiles = tuple(
        Button(short_yuan(fen), do=f"paid::{fen}", fen=fen) for fen in view.price_tiles_fen[:TILES]
    )
    main = only(stage, back(), Button(gettext("Done"), do="done", kind="go", icon="tick"))
    return Scene("gift" if view.machine else "ask", hint, main, tiles=tiles, title=title, say=hint)


def thanks(stage: Stage) -> Scene:
    """Say thanks; a little too much or too little is said kindly."""
    view = stage.view
    undo = gettext("Undo %(seconds)s s", seconds=view.undo_s)
    wanted = [Button(undo, do="undo", icon="undo")]
    if "fund" in view.buttons:
        wanted.append(Button(gettext("To the fund"), do="fund", kind="go", icon="heart"))
    if "owe" in view.buttons:
        wanted = [Button(gettext("Note it on a slip"), do="owe", kind="go", icon="later")]
        wanted.append(Button(gettext("To the fund"), do="fund", icon="heart"))
    if "change" in view.buttons:
        hopper = view.change == "hopper" and not view.short
        text = gettext("Give me change") if hopper else gettext("Change taken")
        wanted.append(Button(text, do="change", icon="change"))
    if len(wanted) < 3:
        wanted.append(
            Button(gettext("Done"), do="done", kind="go" if len(wanted) == 1 else "", icon="tick")
        )
    hint = gettext("Take your goods. Go well!")
    if view.falling:
        hint = gettext("Take your change from the tray below")
    return Scene("thanks", hint, only(stage, *wanted), say=gettext("Thank you!"))
