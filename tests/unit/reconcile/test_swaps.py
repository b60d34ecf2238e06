"""Two things that may have been scanned as one another: a suggestion, by fixed rules."""

from shop.reconcile.exact import work_out
from shop.reconcile.statement import draw
from shop.reconcile.swaps import Swap, swaps
from tests.unit.reconcile.a_cut import START, item, with_item


def shelf(name: str, undeclared: int, fen: int, group: str | None = "drinks", **more):
    """An item of which so much is gone undeclared (or declared too much, below 0)."""
    return item(
        item=name,
        shelf_group=group,
        opening=1000,
        received=0,
        removed=0,
        declared=0,
        declared_at=(),
        counted=1000 - undeclared,
        prices=((START, fen),),
        **more,
    )


def found(*items):
    facts = with_item(*items)
    return swaps(facts, work_out(facts))


def test_three_colas_scanned_as_tea():
    assert found(shelf("COLA", 3, 350), shelf("TEA", -3, 300)) == (Swap("COLA", "TEA", 3, 150),)


def test_the_cheaper_thing_taken_has_an_effect_below_zero():
    assert found(shelf("TEA", 2, 300), shelf("COLA", -5, 350)) == (Swap("TEA", "COLA", 2, -100),)


def test_other_shelves_have_nothing_to_do_with_it():
    assert found(shelf("COLA", 3, 350), shelf("SOAP", -3, 350, "home")) == ()
    assert found(shelf("COLA", 3, 350, None), shelf("TEA", -3, 350, None)) == ()


def test_what_was_not_counted_is_no_evidence():
    uncounted = shelf("COLA", 3, 350)
    uncounted = item(item="COLA", shelf_group="drinks", counted=None)
    assert found(uncounted, shelf("TEA", -3, 350)) == ()


def test_pieces_are_never_taken_for_grams():
    assert found(shelf("COLA", 3, 350), shelf("NUTS", -3, 350, unit="g")) == ()


def test_grams_are_worth_what_half_a_kilo_costs():
    pair = found(shelf("NUTS", 250, 2000, unit="g"), shelf("SEEDS", -250, 1000, unit="g"))
    assert pair == (Swap("NUTS", "SEEDS", 250, 500),)


def test_the_nearest_in_price_comes_first_and_uses_its_units_up():
    """Five beers gone; two teas and nine colas too many declared: tea is nearer in price."""
    beer, tea, cola = shelf("BEER", 5, 450), shelf("TEA", -2, 400), shelf("COLA", -9, 150)
    assert found(beer, tea, cola) == (Swap("BEER", "TEA", 2, 100), Swap("BEER", "COLA", 3, 900))


def test_ties_go_by_name_taken_then_name_scanned():
    pairs = found(shelf("B", 1, 300), shelf("A", 1, 300), shelf("D", -1, 300), shelf("C", -1, 300))
    assert [(pair.taken, pair.scanned) for pair in pairs] == [("A", "C"), ("B", "D")]


def test_the_last_price_of_the_period_counts():
    cola = shelf("COLA", 3, 350)
    dearer = shelf("TEA", -3, 300)
    dearer = item(
        item="TEA",
        shelf_group="drinks",
        opening=1000,
        received=0,
        removed=0,
        declared=0,
        declared_at=(),
        counted=1003,
        prices=((START, 300), (START + 9000, 350)),
    )
    assert found(cola, dearer)[0].value_effect_fen == 0


def test_a_suggestion_changes_no_figure():
    """Totals are right either way; a pair may be two miscounts that happen to fit."""
    facts = with_item(shelf("COLA", 3, 350), shelf("TEA", -3, 300))
    statement = draw(facts)
    assert statement.swaps
    assert statement.exact == work_out(facts)
    assert statement.exact.value_undeclared_fen == 150
