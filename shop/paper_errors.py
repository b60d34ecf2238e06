"""What is refused around papers that people bring: QR statements, IOUs, corrections.

Keys and texts work as in `shop.errors`.
"""

from __future__ import annotations

from shop.errors import InputRefused


class StatementTooLarge(InputRefused):
    """A statement file is larger, or has more lines, than a month of any village shop."""

    key = "statement_too_large"
    text = "This file is too large (at most %(megabytes)s MB and %(lines)s lines): take fewer days."


class StatementNotText(InputRefused):
    """A statement file is not text in a known encoding: an Excel file, a picture, an archive."""

    key = "statement_not_text"
    text = (
        "This is no CSV text (UTF-8 or GBK): export the statement as CSV, and unpack a ZIP first."
    )


class StatementLayoutUnknown(InputRefused):
    """No line of a statement file names the columns that are needed."""

    key = "statement_layout_unknown"
    text = (
        "Nothing here looks like a statement: take the merchant bill of WeChat Pay, the business"
        " bill of Alipay, or a file with the columns date, time, amount, reference."
    )


class StatementCellUnreadable(InputRefused):
    """One cell of a statement file cannot be read."""

    key = "statement_cell_unreadable"
    text = 'Line %(line)s, column %(column)s: "%(value)s" cannot be read. Nothing was taken over.'


class StatementLineTwice(InputRefused):
    """Two lines of a statement carry the same number and say different things."""

    key = "statement_line_twice"
    text = "Line %(line)s, column %(column)s: this number stood on line %(before)s already."


class StatementCutShort(InputRefused):
    """A statement file has fewer lines than its own summary says: it was cut short."""

    key = "statement_cut_short"
    text = "The summary says %(said)s payments, there are %(found)s lines: export the file again."


class StatementElsewhere(InputRefused):
    """No payment of the statement lies in the round it was brought for."""

    key = "statement_elsewhere"
    text = "No payment of this file lies in the round: export the days from its begin to its end."


class StatementKnown(InputRefused):
    """Everything the statement says is in the book already."""

    key = "statement_known"
    text = "All of this is in the book already: nothing was added."


class StatementTied(InputRefused):
    """Payments could be of either of several sales, and a person has to say which."""

    key = "statement_tied"
    text = "%(count)s payments fit more than one sale: say which one they are of."


class StatementLacksConfirmed(InputRefused):
    """Payments that the provider confirmed are not on the statement."""

    key = "statement_lacks_confirmed"
    text = (
        "%(count)s payments (%(amount)s) that a provider confirmed are not in the file:"
        " bring the files of all payment apps together, for all days of the round."
    )


class IouUnknown(InputRefused):
    """There is no such IOU, or it owes nothing any more."""

    key = "iou_unknown"
    text = "There is no open pay-later note of this number: look at the list again."


class IouOwesLess(InputRefused):
    """A repayment or a pardon is more than the IOU still owes."""

    key = "iou_owes_less"
    text = "%(amount)s is more than this note still owes (%(limit)s): enter at most that."


class OnlyApprovers(InputRefused):
    """An IOU is let go by an approver alone."""

    key = "only_approvers"
    text = "Only an approver lets a pay-later note go: ask one."


class NotCorrectable(InputRefused):
    """This kind of entry is corrected in another way, or the entry was taken back already."""

    key = "not_correctable"
    text = "This entry cannot be corrected here: only goods in and out and change money can."


class SameAsBefore(InputRefused):
    """A correction says what the entry says already."""

    key = "same_as_before"
    text = "The entry says that already: nothing was corrected."


class BoxHoldsLess(InputRefused):
    """More change money was to leave the box than the book has in it; how much that is, is for
    the count to find, so no figure is told."""

    key = "box_holds_less"
    text = "%(amount)s is more than the box can hold by the book: count the box, or enter less."


class StatementByLines(InputRefused):
    """A total was typed for a round whose statement was brought in by lines."""

    key = "statement_by_lines"
    text = "The payments of this round were brought in as a file: bring a newer file in instead."


class TotalLacksConfirmed(InputRefused):
    """A typed QR total is less than what the provider itself confirmed; by how much is not told."""

    key = "total_lacks_confirmed"
    text = (
        "The provider has confirmed payments that the QR total does not hold: look at the total"
        " again, or bring the statement in as a file."
    )


class NothingOwed(InputRefused):
    """The shop owes no change on this slip: there is none, or it was given already."""

    key = "nothing_owed"
    text = "Nothing is owed on this slip: look whether it was given back already."
