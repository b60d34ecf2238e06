"""Words of review, bulletin and objections: msgids by the keys that shop.review gives them."""

from __future__ import annotations

from web.forms import N_

#: Where a period stands: (word, kind of pill).
STATES = {
    "open": (N_("Nothing counted yet"), ""),
    "counting": (N_("Being counted"), "look"),
    "draft": (N_("To be reviewed"), "look"),
    "reviewed": (N_("Reviewed, to be approved"), "look"),
    "closed": (N_("Closed, not published"), "look"),
    "published": (N_("Published"), "good"),
    "objected": (N_("Objection to be answered"), "look"),
    "restated": (N_("Restated"), "good"),
}
#: The way a period goes, and how far each state is on it.
PATH = (N_("Cut"), N_("Review"), N_("Approval"), N_("Closed"), N_("Published"))
STEP = {"open": 0, "counting": 0, "draft": 1, "reviewed": 2, "closed": 3}

#: What a flag says: (headline, what to look at).
FLAGS = {
    "box_loss": (N_("Box loss"), N_("The box is short beyond a miscount. Is the lock whole?")),
    "over_short": (
        N_("Box over or short"),
        N_("The box differs by more than a miscount: jammed coins, change, an entry left out?"),
    ),
    "qr_as_claimed": (
        N_("QR as claimed"),
        N_("QR payments without a statement: the headline will not be published."),
    ),
    "qr_never_arrived": (
        N_("QR payments that never arrived"),
        N_("Many said they paid by QR, the statement is empty: look whose code hangs there."),
    ),
    "unattached": (
        N_("Money without a sale"),
        N_("Somebody paid without a scan, or a tender was not joined to its sale."),
    ),
    "counts_copied": (
        N_("Counts look copied"),
        N_("Every count equals the book: so many in a row are rare. Recount some shelves."),
    ),
    "recount": (
        N_("Recount"),
        N_("The figures have moved further than chance: count again before anything else."),
    ),
    "write_off_rising": (
        N_("More is written off"),
        N_("A larger part of the goods is written off than before: why do they spoil?"),
    ),
    "restated": (
        N_("Restated"),
        N_("A fact entered later belongs to this round."),
    ),
    "swap": (
        N_("Perhaps scanned as one another"),
        N_("One item is short, another over by as much, on the same shelf."),
    ),
    "unknown_code": (
        N_("Code without a name"),
        N_("It was sold and nobody has said what it is: name it."),
    ),
    "unpriced": (N_("Goods without a price"), N_("It is valued at 0: mark its price.")),
    "uncounted": (
        N_("Not counted"),
        N_("Its shelf is estimated: the next count will tell."),
    ),
}

#: What a reviewer may give as the reason.
EXPLANATIONS = {
    "counted_again": N_("Counted again, it is right"),
    "entry_error": N_("Something was entered wrongly"),
    "late_paper": N_("A paper came late"),
    "device_trouble": N_("A device did not work"),
    "change_given": N_("Change was given or taken wrongly"),
    "spoilage": N_("Spoiled, and nobody wrote it down"),
    "scanned_as_other": N_("Scanned as another item"),
    "shown_to_village": N_("Told and explained in the village"),
    "stands": N_("No explanation: it stands as it is"),
    "other": N_("Something else, in words"),
}

#: Why a rate is not told.
TOO_FEW = {
    "nothing_taken": N_("nothing was taken"),
    "few_baskets": N_("fewer than 30 baskets that count"),
    "few_sales": N_("fewer than 11 sales"),
    "few_days": N_("fewer than 7 days"),
    "one_large_basket": N_("one basket is more than a quarter of all"),
    "no_interval": N_("too few to say how sure it is"),
    "qr_as_claimed": N_("QR payments are known by residents' word alone"),
}

#: The parts of the gap as the village reads them: never an accusation.
PARTS = {
    "undeclared": N_("Gone without a scan, also spoilage and miscounts"),
    "iou_issued": N_("To be paid later, not yet due"),
    "declared_unpaid": N_("Scanned, not paid yet"),
    "underpaid": N_("Paid a little too little"),
    "overpaid": N_("Paid more than it cost"),
    "unattached": N_("Paid without a scan"),
    "cash_over_short": N_("Box over or short"),
    "box_loss": N_("Box loss, charged to no resident"),
}

#: What became of an objection.
OUTCOMES = {
    "explained": N_("Explained: the figure stands"),
    "corrected": N_("Corrected by a further entry"),
    "noted": N_("Taken note of"),
}

#: Why a write-off was made, beyond those of a volunteer's form.
MORE_REASONS = {"brought_back": N_("Brought back spoiled")}
