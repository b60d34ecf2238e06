"""付: money that comes in, by machine or by word, and what it is for."""

from __future__ import annotations

from dataclasses import replace

from shop.effects import Play
from shop.entries import Draft
from shop.inputs import Pressed
from shop.till import change, facts, repaying
from shop.till.coach import coach
from shop.till.events import Credited, Event, Record, Refuse, Resumed
from shop.till.scanning import Step, opened
from shop.till.state import Phase, Till, Visit

#: Longest nickname or code of an IOU.
ALIAS_CHARS_MAX = 24
#: More money than this was never put into a village box at once.
CLAIM_FEN_MAX = 1_000_000


def choose_cash(till: Till, event: Event) -> Step:
    """现金: show what to put in and what to take back, or count along with the machine."""
    return ask(till, event, Phase.CASH), ()


def choose_iou(till: Till, event: Event) -> Step:
    """赊账: ask for a code or nickname of the resident's own choice."""
    return ask(till, event, Phase.IOU), ()


def start_gift(till: Till, event: Event) -> Step:
    """想捐一点: money without goods, for the fund."""
    return till.with_visit(opened(event), Phase.GIVE, event.now_ms), ()


def ask(till: Till, event: Event, phase: Phase) -> Till:
    """Return the till asking for one way to pay, with its clocks wound up."""
    assert till.visit is not None
    asked = till.with_visit(till.visit, phase, event.now_ms)
    quiet = event.now_ms if till.visit.money_fen > 0 else None
    return replace(asked, newest=till.newest, quiet_at_ms=quiet)


def credited(till: Till, event: Event) -> Step:
    """Take the coins a machine counted: into the visit there is, or one that begins with them."""
    assert isinstance(event.what, Credited)
    visit = till.visit or opened(event)
    drafts = facts.credited(visit, event, event.what)
    fen = sum(coin.fen or 0 for coin in event.what.credits)
    if not drafts:
        return till, ()
    visit = replace(visit, money_fen=visit.money_fen + fen)
    return more_money(till, event, visit), (Record(drafts), Play("coin"))


def more_money(till: Till, event: Event, visit: Visit) -> Till:
    """Return the till with a visit whose money has grown; what it is for follows."""
    phase = Phase.CREDIT if till.phase is Phase.IDLE else till.phase
    paid = till.with_visit(visit, phase, event.now_ms)
    if till.phase is Phase.THANKS:
        # The undo time runs on: a late coin neither shortens nor renews it.
        paid = replace(paid, deadline_ms=till.deadline_ms)
    notice = ("credit", visit.money_fen) if phase is Phase.CREDIT else (None, None)
    return replace(
        paid,
        quiet_at_ms=event.now_ms,
        newest=till.newest,
        notice=notice[0],
        notice_fen=notice[1],
    )


def resumed(till: Till, event: Event) -> Step:
    """After a restart, offer the money that came and has no sale yet."""
    assert isinstance(event.what, Resumed)
    _, sale, tender = event.ids
    visit = Visit(event.what.visit, sale, tender, event.head_seq, money_fen=event.what.fen)
    offered = till.with_visit(visit, Phase.CREDIT, event.now_ms)
    return replace(offered, notice="resumed", notice_fen=event.what.fen), ()


def paid(till: Till, event: Event) -> Step:
    """我已付款: record what the resident says, and declare the sale with it."""
    visit = till.visit
    assert visit is not None
    said = event.what.value if isinstance(event.what, Pressed) else None
    if said is not None and not _amount(said):
        return till, (Refuse("malformed_input"),)
    if isinstance(said, int) and till.rules.change == "hopper" and said > visit.left_fen:
        return till, (Refuse("malformed_input"),)  # a hopper pays no coins for a word
    drafts = []
    money_fen = visit.money_fen
    if said is not None:
        assert isinstance(said, int)
        drafts.append(facts.claimed(visit, event, _tender(till), said))
        money_fen += said
    elif visit.left_fen > 0:
        put_fen, take_fen = visit.left_fen, 0
        if till.phase is Phase.CASH and till.rules.box == "claimed":
            put_fen, take_fen = coach(visit.left_fen, _with_change(till))
        drafts.append(facts.claimed(visit, event, _tender(till), put_fen))
        if take_fen:
            drafts.append(facts.change(visit, event, take_fen))
        money_fen += put_fen - take_fen
    visit = replace(visit, money_fen=money_fen)
    how = "claimed" if drafts else "done"
    return declared(till, event, visit, how, tuple(drafts))


def green(till: Till, event: Event) -> Step:
    """The green button where no code is shown: 我已付款 at an open box, 好了 at a machine.

    A machine counts all cash, and nobody has said a word of QR: the sale is short, or unpaid.
    """
    return (done if till.rules.box == "machine" else paid)(till, event)


def done(till: Till, event: Event) -> Step:
    """好了: declare the sale with the money there is."""
    assert till.visit is not None
    return declared(till, event, till.visit, "done")


def iou(till: Till, event: Event) -> Step:
    """Note what is left as an IOU and declare the sale."""
    visit = till.visit
    assert visit is not None
    alias = event.what.value if isinstance(event.what, Pressed) else None
    if alias is not None and not _alias(alias):
        return till, (Refuse("malformed_input"),)
    if visit.left_fen <= 0:
        return declared(till, event, visit, "done")
    fen = visit.left_fen
    note = facts.iou(visit, event, fen, str(alias).strip() if alias else None)
    visit = replace(visit, iou_fen=fen)
    return declared(till, event, visit, "iou", (note,))


def declared(
    till: Till, event: Event, visit: Visit, how: str, drafts: tuple[Draft, ...] = ()
) -> Step:
    """Put the sale into the book with what belongs to it, and say thanks.

    The sale comes first among the drafts: an IOU and change are of a sale that is there.
    """
    if not visit.lines:
        return till, (Refuse("button_not_here"),)
    sale = facts.sale(visit, event, how)
    _, _, tender = event.ids
    thanked = replace(visit, declared=True, after_undo=False, tender=tender)
    state = till.with_visit(thanked, Phase.THANKS, event.now_ms)
    state = replace(state, newest=None, quiet_at_ms=None, unknown_code=None)
    money = tuple(draft for draft in drafts if draft.kind != "IouNoted")
    ious = tuple(draft for draft in drafts if draft.kind == "IouNoted")
    return state, (Record((*money, sale, *ious)), Play("thanks"))


def gift_said(till: Till, event: Event) -> Step:
    """Record a gift or a repayment: claimed by word, or what the machine counted."""
    visit = till.visit
    assert visit is not None
    drafts = []
    said = event.what.value if isinstance(event.what, Pressed) else None
    if till.rules.box == "claimed" and visit.money_fen <= 0:
        if not _amount(said) or said not in till.rules.gift_tiles_fen:
            return till, (Refuse("malformed_input"),)
        assert isinstance(said, int)
        drafts.append(facts.claimed(visit, event, "cash", said))
        visit = replace(visit, money_fen=visit.money_fen + said)
    if visit.money_fen <= 0:
        return till, (Refuse("button_not_here"),)
    if till.phase is Phase.GIVE:
        drafts.append(facts.gift(visit, event, visit.money_fen))
    else:
        drafts.append(repaying.repaid(till, visit, event))
    drafts.append(facts.abandoned(visit, event, till.phase.value))
    notice = "gift_thanks" if till.phase is Phase.GIVE else "repaid_thanks"
    thanked = replace(till.idle(), notice=notice, notice_fen=visit.money_fen)
    thanked = replace(thanked, deadline_ms=event.now_ms + till.rules.quiet_ms)
    return thanked, (Record(tuple(drafts)), Play("thanks"))


def over_to_fund(till: Till, event: Event) -> Step:
    """Give what was paid too much, or money without goods, to the fund."""
    visit = till.visit
    assert visit is not None
    over_fen = -visit.left_fen
    if over_fen <= 0:
        return till, (Refuse("button_not_here"),)
    gift = facts.gift(visit, event, over_fen)
    visit = replace(visit, money_fen=visit.money_fen - over_fen)
    if till.phase is Phase.CREDIT:
        ended = replace(till.idle(), notice="gift_thanks", notice_fen=over_fen)
        ended = replace(ended, deadline_ms=event.now_ms + till.rules.quiet_ms)
        return ended, (
            Record((gift, facts.abandoned(visit, event, "give"))),
            Play("thanks"),
        )
    kept = replace(till, visit=visit, notice="gift_thanks", notice_fen=over_fen)
    return kept, (Record((gift,)), Play("thanks"))


def change_taken(till: Till, event: Event) -> Step:
    """Record the change a resident says they took from tray or box; a hopper pays it out."""
    visit = till.visit
    assert visit is not None
    over_fen = -visit.left_fen
    if till.rules.change == "hopper" and not visit.change_short:
        return change.by_hopper(till, event, over_fen)
    said = event.what.value if isinstance(event.what, Pressed) else None
    fen = over_fen if said is None else said
    if not _amount(fen) or not isinstance(fen, int) or fen > over_fen:
        return till, (Refuse("malformed_input"),)
    _, _, tender = event.ids
    draft = facts.change(visit, event, fen)
    visit = replace(visit, money_fen=visit.money_fen - fen, tender=tender)
    kept = replace(till, visit=visit, notice="change_noted", notice_fen=fen)
    return kept, (Record((draft,)), Play("coin"))


def _tender(till: Till) -> str:
    """Return what a claim is of: of QR only where the shop's code is shown."""
    return "qr" if till.phase is Phase.QR else "cash"


def _with_change(till: Till) -> bool:
    return till.rules.change != "none" or till.rules.box == "claimed"


def _amount(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= CLAIM_FEN_MAX


def _alias(value: object) -> bool:
    return (
        isinstance(value, str)
        and len(value.strip()) <= ALIAS_CHARS_MAX
        and value.strip().isprintable()
    )
