"""`tongxin case`: what a worked case comes to, and whether that is what was expected."""

import json
from pathlib import Path

import click


def _keys(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, ...]:
    """Read a list of keys with commas between them."""
    return tuple(key.strip() for key in value.split(",") if key.strip())


@click.command(short_help="Work a case file out, and compare with what it expects.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--check",
    is_flag=True,
    help="Also compare with `expected`; exit 1 with each differing key where a figure is off.",
)
@click.option(
    "--skip",
    default="",
    callback=_keys,
    metavar="KEYS",
    help="Keys of `expected` to leave out of the comparison: stats,swaps or rates.collection.",
)
@click.option(
    "--book",
    type=click.Path(path_type=Path),
    help="Leave the book that the case made here; one case of kind reconcile only.",
)
def case(file: Path, check: bool, skip: tuple[str, ...], book: Path | None) -> None:
    """Read one worked case or a list, and print a JSON list of {"id", "got"}.

    A case of kind `reconcile` goes through a real book: what happened is written as the shop
    would have written it, a cut is closed, and the statement is drawn from it.
    """
    from shop.cases.check import differences
    from shop.cases.fields import NOTHING
    from shop.cases.reading import read_cases
    from shop.cases.running import run_cases

    cases = read_cases(file)
    if check:
        for one in cases:
            if one.expected is NOTHING:
                raise click.UsageError(f"{one.id} expects nothing: leave --check out")
    results = run_cases(cases, str(file), book)
    shown = [{"id": one.id, "got": got} for one, got in zip(cases, results, strict=True)]
    click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
    if not check:
        return
    faults = [
        f"{one.id}: {difference}"
        for one, got in zip(cases, results, strict=True)
        for difference in differences(one.expected, got, skip)
    ]
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise SystemExit(1)
    skipped = f", {' and '.join(skip)} left out" if skip else ""
    click.echo(f"{len(cases)} of {len(cases)} cases come out as expected{skipped}", err=True)
