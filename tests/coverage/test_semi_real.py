"""Known dishonesty planted in real baskets is recovered (see `semi_real`)."""

import pytest

from tests.coverage.semi_real import BREAD, DATA, MIXES, VENDING, bread, measure_real, vending

SETS = {VENDING: vending, BREAD: bread}


@pytest.fixture(params=list(SETS))
def reals(request: pytest.FixtureRequest):
    if not (DATA / request.param).is_file():
        pytest.skip(f"NO DATA: {request.param} is not in {DATA}; nothing real was measured")
    return SETS[request.param]()


def test_the_data_are_what_was_said(reals) -> None:
    periods = [period for real in reals for period in real.periods]
    baskets = sum(len(period) for period in periods)
    assert (len(reals), len(periods), baskets) in [(5, 38, 6107), (1, 24, 9465)]
    assert all(50 <= fen <= 5000 for real in reals for fen in real.prices)


def test_a_few_communities_are_recovered(reals) -> None:
    found = measure_real(reals, 3)
    assert found.share(found.realised) > 0.8
    assert found.share(found.underlying) > 0.8


@pytest.mark.slow
def test_planted_dishonesty_is_recovered_in_real_baskets(reals) -> None:
    found = measure_real(reals, MIXES)
    assert found.share(found.realised) >= 0.87, found.line("")
    assert found.share(found.underlying) >= 0.87, found.line("")
    assert abs(found.bias / found.months) < 0.005
