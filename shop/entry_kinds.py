"""Every kind of entry, with the fields of its body and what it means in the shop.

`docs/reference/entry-kinds.md` is held against this table by a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a body: its JSON type, and whether it may be left out."""

    type: str
    optional: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of entry: name, meaning, fields, version of its posting rule."""

    name: str
    meaning: str
    fields: Mapping[str, Field]
    required: frozenset[str]
    version: int = 1


def _kind(name: str, meaning: str, fields: str) -> Kind:
    """Read "visit:text fen:int alias:text?" into fields; a question mark is optional."""
    table = {}
    for word in fields.split():
        field, _, type_ = word.partition(":")
        table[field] = Field(type_.rstrip("?"), type_.endswith("?"))
    required = frozenset(field for field, spec in table.items() if not spec.optional)
    return Kind(name, meaning, MappingProxyType(table), required)


_GOODS = (
    _kind(
        "OpeningTaken",
        "The first stock and money of the shop, taken once; never a restock, credit or IOU.",
        "goods:list money:map",
    ),
    _kind(
        "GoodsReceived",
        "Goods were put on the shelf by a volunteer.",
        "item:text unit:text quantity:int lot:text? party:text? supplier:text? "
        "unit_cost_fen:int? unit_payout_fen:int? shrink_bearer:text? expires_on:text? note:text?",
    ),
    _kind(
        "GoodsReturned",
        "Goods went back to the supplier or household, out of a lot where one is named.",
        "item:text unit:text quantity:int reason:text? lot:text?",
    ),
    _kind(
        "GoodsWrittenOff",
        "Goods were spoiled, expired, damaged, sampled or given away.",
        "item:text unit:text quantity:int reason:text",
    ),
    _kind(
        "GoodsTransferred",
        "Goods came from or went to another shop.",
        "item:text unit:text quantity:int direction:text other_shop:text?",
    ),
)

_VISITS = (
    _kind(
        "SaleDeclared",
        "A resident declared what they took; prices are frozen on the lines.",
        "visit:text sale:text opened_seq:int how:text lines:list due_fen:int",
    ),
    _kind(
        "SaleVoided",
        "A resident took the declaration back within a minute; money stays in the visit.",
        "visit:text sale:text lines:list due_fen:int iou:text? iou_fen:int?",
    ),
    _kind(
        "TenderReceived",
        "Money came in; evidence says how it is known: claimed, credited, confirmed, matched.",
        "visit:text tender:text fen:int evidence:text what:text? serial:text? epoch:int? "
        "credit_no:int? recovered:bool? reference:text?",
    ),
    _kind(
        "TenderMatched",
        "A claimed QR payment was found on a statement, or confirmed by its provider.",
        "visit:text tender_seq:int? fen:int reference:text?",
    ),
    _kind(
        "TenderUnfound",
        "A claimed QR payment is not on the statement.",
        "visit:text tender_seq:int? fen:int reason:text?",
    ),
    _kind(
        "ChangeGiven",
        "Change left the box, tray or hopper for the resident.",
        "visit:text fen:int evidence:text owed:text?",
    ),
    _kind(
        "ChangeOwed",
        "The shop owes change that no hopper could pay: it is on a slip, a volunteer pays it.",
        "visit:text fen:int",
    ),
    _kind("TenderReturned", "Money was given back.", "visit:text tender:text fen:int"),
    _kind(
        "IouNoted",
        "A resident will pay later, under a code or nickname of their own choice.",
        "visit:text sale:text iou:text fen:int alias:text? due_on:text?",
    ),
    _kind("IouRepaid", "An earlier debt was paid.", "visit:text iou:text? fen:int"),
    _kind("IouForgiven", "An IOU was let go.", "iou:text? fen:int reason:text?"),
    _kind("DonationReceived", "Part of a visit's money is a gift.", "visit:text fen:int"),
    _kind(
        "RefundGiven",
        "Goods were brought back; a volunteer says where they went.",
        "visit:text sale:text? lines:list fen:int goods_to:text",
    ),
    _kind(
        "BasketAbandoned",
        "A visit ended without a standing sale; not dishonesty.",
        "visit:text lines:list why:text",
    ),
)

_CUTS = (
    _kind("CutOpened", "Volunteers began a round; its seq is the boundary.", "cut:text by:text?"),
    _kind("CutCancelled", "The round was given up; it bounds nothing.", "cut:text reason:text?"),
    _kind(
        "StockCounted",
        "An item was counted blind; expected is the book at the count's own seq.",
        "cut:text item:text unit:text counted:int expected:int round:int blind:bool by:text?",
    ),
    _kind(
        "CashCounted",
        "The money in box, tray and hopper was counted whole, before any collection.",
        "cut:text fen:int expected_fen:int round:int by_denomination:map? by:text?",
    ),
    _kind(
        "QrStatementRecorded",
        "The provider's statement up to the cut; Q must equal it before the cut closes.",
        "cut:text fen:int book_fen:int reference:text? layout:text? file:text? lines:list?",
    ),
    _kind(
        "CutClosed",
        "The round is over: differences are posted, decisions frozen, balances brought forward.",
        "cut:text opened_seq:int previous:text? start_ms:int end_ms:int cash_evidence:text "
        "qr_evidence:text max_basket:int items:list over_short_fen:int box_loss_fen:int "
        "recount_n:int recount_squares:int brought_forward:list by:text?",
    ),
    _kind("FloatAdded", "Change money was put into the box.", "fen:int by_denomination:map?"),
    _kind("FloatRemoved", "Change money was taken back out.", "fen:int"),
    _kind("CashCollected", "Money was taken out of the box in a bag.", "fen:int bag:text?"),
)

_FUND = (
    _kind(
        "FundBanked",
        "Money reached the fund: collected, from the QR wallet, or a gift (donor).",
        "fen:int source:text reference:text?",
    ),
    _kind(
        "ProceedsAllocated",
        "A closed period's proceeds were shared out: owed to households, reserve, what is left of"
        " each lot.",
        "allocations:list reserve_fen:int cuts:list? period:text? figures:map? weights:map? "
        "lots:list? left:list? purpose:text? draft_sha256:text?",
    ),
    _kind("PayoutMade", "A household was paid.", "party:text fen:int reference:text?"),
    _kind(
        "ExpensePaid",
        "A cost of running the shop (cost_of running), or of goods that were bought (goods).",
        "fen:int source:text what:text cost_of:text?",
    ),
)

_WITHOUT_POSTINGS = (
    _kind(
        "EntryCorrected",
        "An earlier entry was wrong: it is reversed, and the right one posted instead.",
        "kind:text body:map replacement:map? reason:text?",
    ),
    _kind(
        "ItemListed",
        "An item is in the catalogue from now on; a later listing replaces it.",
        "item:text name:text name_en:text? unit:text codes:list case_codes:map? "
        "shelf_group:text? picture:text? party:text? retired:bool?",
    ),
    _kind("PriceMarked", "A marked price, from a moment on.", "item:text fen:int from_ms:int"),
    _kind(
        "PeriodReviewed",
        "A reviewer who did not count accepted a run of cuts, or sent it back; a reason a flag.",
        "period:text cuts:list decision:text inputs_sha256:text flags:list note:text?",
    ),
    _kind(
        "PeriodClosed",
        "An approver closed what was reviewed: its figures are frozen, and the rules they rest on.",
        "period:text cuts:list rules:map inputs_sha256:text figures:map reviewer:text review:int",
    ),
    _kind(
        "BulletinPublished",
        "A bulletin was put up: what it tells, and the head of the chain it ends at.",
        "period:text figures:map head:text reviewer:text approver:text",
    ),
    _kind(
        "ObjectionRaised",
        "Somebody objects to a bulletin; who, is neither asked nor kept.",
        "period:text text:text",
    ),
    _kind(
        "ObjectionAnswered",
        "An objection was answered, once.",
        "objection:text answer:text outcome:text",
    ),
    _kind("SettingChanged", "A page changed a setting.", "key:text value:any?"),
    _kind(
        "DeviceNoted",
        "A device said something worth keeping: a counter reading, a note in escrow, change it is"
        " about to pay out, an order placed with a payment provider, a photo, a fault.",
        "device:text what:text serial:text? epoch:int? credit_no:int? counter:int? events:list? "
        "errors:list? lost:int? why:text? insertions:int? unrecognised:int? detail:text? "
        "held:map? returned:list? unsure:list? job:text? visit:text? fen:int? reference:text? "
        "coins:int? coin_fen:int? paid:int? unpaid:int? file:text? sha256:text?",
    ),
    _kind("ClockAdjusted", "The clock was wrong by this much until now.", "by_ms:int why:text?"),
    _kind(
        "PersonEnrolled",
        "Somebody may sign in these roles from now on; again after a reset or a change of roles.",
        "person:text roles:list why:text?",
    ),
    _kind(
        "HouseholdRegistered",
        "A household's goods may be sold and it may be paid; again with another village.",
        "household:text village:text?",
    ),
    _kind("PersonSuspended", "Somebody may no longer sign.", "person:text reason:text?"),
)

KINDS: Mapping[str, Kind] = MappingProxyType(
    {kind.name: kind for kind in (*_GOODS, *_VISITS, *_CUTS, *_FUND, *_WITHOUT_POSTINGS)}
)
