"""The shop's own Beta distribution, held against closed forms and against scipy."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.reconcile.estimate.beta import beta_cdf, beta_quantile

SHAPES = [
    (0.5, 0.5),
    (1, 1),
    (2, 5),
    (0.05, 40),
    (31.4, 407.2),
    (407.2, 31.4),
    (0.9, 3000),
    (5000, 6000),
    (120_000, 8000),
    (9e6, 1e6),
    (5, 1e7),
]
shape = st.floats(0.05, 5000)


@pytest.fixture(scope="module")
def oracle():
    reason = "NO SCIPY: the Beta quantile is not held against it; install requirements/test.lock"
    return pytest.importorskip("scipy.stats", reason=reason).beta


@pytest.mark.parametrize("x", [0.001, 0.2, 0.5, 0.77, 0.999])
def test_where_the_integral_is_simple_it_is_that(x):
    assert beta_cdf(x, 1, 1) == pytest.approx(x, rel=1e-12)
    assert beta_cdf(x, 3.5, 1) == pytest.approx(x**3.5, rel=1e-12)
    assert beta_cdf(x, 1, 7) == pytest.approx(1 - (1 - x) ** 7, rel=1e-12)


def test_outside_0_and_1_there_is_nothing_and_everything():
    assert beta_cdf(-1, 2, 3) == beta_cdf(0, 2, 3) == 0
    assert beta_cdf(1, 2, 3) == beta_cdf(7, 2, 3) == 1


@pytest.mark.parametrize(("a", "b"), SHAPES)
@pytest.mark.parametrize("x", [1e-6, 0.01, 0.07, 0.3, 0.5, 0.93, 0.9999])
def test_the_distribution_is_scipys(oracle, a, b, x):
    assert beta_cdf(x, a, b) == pytest.approx(oracle.cdf(x, a, b), rel=1e-8, abs=1e-12)


@pytest.mark.parametrize(("a", "b"), SHAPES)
@pytest.mark.parametrize("p", [0.05, 0.5, 0.95])
def test_the_quantile_is_scipys(oracle, a, b, p):
    assert beta_quantile(p, a, b) == pytest.approx(oracle.ppf(p, a, b), rel=1e-7, abs=1e-15)


def test_a_thousand_shops_have_scipys_quantiles(oracle):
    """Shapes as statements make them: a loss share's centre and its effective baskets."""
    chance = random.Random(5)
    for _ in range(1000):
        centre, k = 10 ** chance.uniform(-4, -0.05), 10 ** chance.uniform(-0.5, 5)
        a, b = centre * k, (1 - centre) * k
        for p in (0.05, 0.95):
            assert beta_quantile(p, a, b) == pytest.approx(oracle.ppf(p, a, b), rel=1e-7, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(shape, shape, st.floats(0.001, 0.999))
def test_quantile_and_distribution_undo_each_other(a, b, p):
    x = beta_quantile(p, a, b)
    if 1e-9 < x < 1 - 1e-9:
        assert beta_cdf(x, a, b) == pytest.approx(p, abs=1e-7)


@settings(max_examples=60, deadline=None)
@given(shape, shape, st.floats(0.001, 0.999))
def test_it_is_its_own_mirror(a, b, x):
    assert beta_cdf(x, a, b) == pytest.approx(1 - beta_cdf(1 - x, b, a), abs=1e-9)
