"""Writes the reference pages from the code, so that they cannot say anything else.

    python -m tests.docs.reference

A test holds each page against what this would write.
"""

from __future__ import annotations

import importlib
import inspect
import os
from pathlib import Path

import click

from shop import errors, export_errors, fund_errors, paper_errors, people_errors, review_errors
from shop.cli import COMMANDS, tongxin
from shop.config.devices_table import DEVICE, DRIVERS
from shop.config.gateways_table import GATEWAY, PROVIDERS
from shop.config.kinds import Key
from shop.config.table import SECTIONS
from shop.entry_kinds import KINDS, Kind
from shop.inputs import BUTTONS
from shop.posting.rules import RULES
from shop.review import flags, publish
from shop.review.states import TABLE as STATES
from shop.till.table import TABLE
from web.review_words import FLAGS

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
_MADE = (
    "\n<!-- Written by `python -m tests.docs.reference`: change the code, then write it anew. -->\n"
)


def commands() -> str:
    """Return the page of all commands: the help of each, as it is printed."""
    os.environ["COLUMNS"] = "96"
    out = ["# Commands", _MADE, "Each is `./tongxin COMMAND`; `--help` prints what stands here.\n"]
    top = click.Context(
        tongxin, info_name="tongxin", max_content_width=96, help_option_names=["-h", "--help"]
    )
    for name in COMMANDS:
        command = tongxin.get_command(top, name)
        assert command is not None
        out.extend(_help(command, name, top))
    return "\n".join(out)


def _help(command: click.Command, name: str, parent: click.Context) -> list[str]:
    context = click.Context(command, info_name=name, parent=parent, max_content_width=96)
    # click keeps a command's help option from the first time it was asked, in whatever context.
    command._help_option = None
    path = context.command_path.removeprefix("tongxin ")
    text = command.get_help(context).replace("Usage: tongxin", "Usage: ./tongxin")
    text = "\n".join(line.rstrip() for line in text.splitlines())
    out = [f"## {path}\n", "```", text, "```\n"]
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            assert found is not None
            out.extend(_help(found, inner, context))
    return out


def entry_kinds() -> str:
    """Return the page of all kinds of entry: meaning, postings, fields."""
    out = [
        "# Kinds of entry",
        _MADE,
        "What a journal may hold. Fields with a question mark may be left out; every body may also"
        " carry\n`v`, `command`, `for_cut` and `mirror` (see [the books](../explanation/the-books.md))."
        "\n",
    ]
    for kind in KINDS.values():
        out.extend(_kind(kind))
    return "\n".join(out)


def _kind(kind: Kind) -> list[str]:
    rule = RULES[kind.name][kind.version]
    posts = inspect.getdoc(rule) or ""
    fields = ", ".join(
        f"`{name}` {field.type}{'?' if field.optional else ''}"
        for name, field in kind.fields.items()
    )
    return [f"## {kind.name}\n", f"{kind.meaning}\n", f"Postings: {posts}\n", f"Body: {fields}\n"]


def error_list() -> str:
    """Return the page of all errors: whose hands can mend it, and the sentence that is shown."""
    out = ["# Errors", _MADE, "What the program refuses or reports, and the way out.\n"]
    modules = (errors, people_errors, review_errors, fund_errors, paper_errors, export_errors)
    found = [pair for module in modules for pair in inspect.getmembers(module, inspect.isclass)]
    for _, kind in found:
        own = kind.__module__ in {module.__name__ for module in modules}
        if not issubclass(kind, errors.ShopError) or not own or f"## {kind.__name__}\n" in out:
            continue
        parent = kind.__mro__[1].__name__
        out.append(f"## {kind.__name__}\n")
        out.append(f"{inspect.getdoc(kind)}\n")
        if issubclass(kind, errors.InputRefused):
            out.append(f"Says: {kind.text}\n")
        if parent != "Exception":
            out.append(f"A kind of {parent}.\n")
    return "\n".join(out)


def config() -> str:
    """Return the page of all settings, in the order of the table."""
    out = [
        "# Settings",
        _MADE,
        "`tongxin.toml`: `--config FILE`, else `$TONGXIN_CONFIG`, `./tongxin.toml`,"
        ' `/etc/tongxin/tongxin.toml`;\nthen `conf.d/*.toml` beside it. `profile = ["NAME", …]`'
        " names shipped profiles that it builds on.\nWithout any file the defaults work:"
        " an open box, no devices. `./tongxin config` shows what is in force.\n",
    ]
    for section, keys in SECTIONS.items():
        out.append(f"## [{section}]\n")
        out.extend(_keys(keys))
    out.append("## [devices.NAME]\n")
    out.extend(_keys(DEVICE))
    for driver, keys in DRIVERS.items():
        out.append(f'### driver = "{driver}"\n')
        out.extend(_keys(keys) if keys else ["No settings of its own.\n"])
    out.append("## [gateways.NAME]\n")
    out.extend(_keys(GATEWAY))
    for provider, keys in PROVIDERS.items():
        out.append(f'### provider = "{provider}"\n')
        out.extend(_keys(keys))
    return "\n".join(out)


def _keys(keys: tuple[Key, ...]) -> list[str]:
    out = ["| key | default | allowed | meaning |", "|---|---|---|---|"]
    for key in keys:
        default = key.default
        shown = "(in the state folder)" if callable(default) else f"`{default!r}`"
        allowed = key.kind.allowed.replace("|", "\\|")
        out.append(f"| `{key.name}` | {shown} | {allowed} | {key.meaning} |")
    return [*out, ""]


def till() -> str:
    """Return the page of the till: its diagram, drawn from the table, and its buttons."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (phase, name), rule in TABLE.items():
        for target in sorted(rule.to):
            if target is not phase:
                arrows.setdefault((phase.value, target.value), []).append(name)
    out = [
        "# The till",
        _MADE,
        "Drawn from `shop.till.table.TABLE`. What is not drawn changes no phase; every phase also"
        "\ntakes coins.\n",
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> idle",
    ]
    for (source, target), names in arrows.items():
        label = ", ".join(sorted({name.removeprefix("press:") for name in names}))
        out.append(f"    {source} --> {target}: {label}")
    out.extend(["```\n", "## Buttons\n", "| button | carries |", "|---|---|"])
    out.extend(f"| {name} | {value or '–'} |" for name, value in BUTTONS.items())
    return "\n".join([*out, ""])


def review() -> str:
    """Return the page of review: the way of a period, its flags, what may be published."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (source, name), target in STATES.items():
        if source is not target:
            arrows.setdefault((source.value, target.value), []).append(name)
    out = [
        "# Review, closing, publishing",
        _MADE,
        "A period is a run of closed rounds, without a gap; periods follow one another. Who counted"
        " in one of\nits rounds neither reviews nor approves it; who reviewed it does not approve it."
        " A closed period is\nnever edited: later facts restate it as a vintage. Drawn from"
        " `shop.review.states.TABLE`.\n",
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> open",
    ]
    for (from_, to), names in arrows.items():
        out.append(f"    {from_} --> {to}: {', '.join(names)}")
    out += ["```\n", "## Who does what\n", "| command | role | writes |", "|---|---|---|"]
    out += [f"| {command} | {role} | {kind} |" for command, role, kind in _SIGNING]
    out += ["", "## Flags\n", "Each needs a reason before a period is accepted.\n"]
    out += ["| key | asks |", "|---|---|"]
    out += [f"| {key} | {words[0]}: {words[1]} |" for key, words in FLAGS.items()]
    reasons = ", ".join(f"`{key}`" for key in flags.EXPLANATIONS)
    out += ["", f"Reasons: {reasons}; `other` asks for a note.\n", "## What may be published\n"]
    out += [
        f"- A rate only from {publish.EFFECTIVE_BASKETS_MIN} effective baskets,"
        f" {publish.SALES_MIN} sales and {publish.DAYS_MIN} days on, and if no basket is worth more"
        f' than {publish.BASKET_SHARE_MAX} of all that is gone; else "too few to say".',
        '- Where QR payments are known by residents\' word alone: "QR as claimed", and no rate.',
        "- Whole percent, with the community's interval rounded outwards and the number of baskets.",
        f"- A sum of 1 to {publish.CELL_MIN - 1} visits is told together with others, a restated figure"
        f" only once 0 or at least {publish.CELL_MIN} visits read differently.",
        f"- Objections for {publish.OBJECTION_DAYS} days, answers within {publish.REPLY_DAYS}.",
        "",
        "A bulletin's QR code leads to the setting `public.address`, else to the address at which its"
        " page\nwas opened. `PeriodClosed` holds every figure in whole numbers (shares per million,"
        " fractions as text),\nthe digest of the inputs and the versions of the rules: `tongxin verify`"
        " works all of it out anew.\n",
    ]
    return "\n".join(out)


_SIGNING = (
    ("ReviewPeriod", "reviewer who did not count", "PeriodReviewed"),
    ("ClosePeriod", "approver who neither counted nor reviewed", "PeriodClosed"),
    ("PublishBulletin", "coordinator or approver", "BulletinPublished"),
    ("RaiseObjection", "anybody, without logging in", "ObjectionRaised"),
    ("AnswerObjection", "coordinator", "ObjectionAnswered"),
)


PAGES = {
    "commands.md": commands,
    "config.md": config,
    "entry-kinds.md": entry_kinds,
    "errors.md": error_list,
    "review.md": review,
    "till.md": till,
}


def main() -> None:
    """Write all pages."""
    importlib.import_module("shop.posting")
    for name, make in PAGES.items():
        (FOLDER / name).write_text(make().rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
