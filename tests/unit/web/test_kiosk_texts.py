"""Every text is there in both languages, and none stands outside gettext."""

from __future__ import annotations

import re

import pytest

from shop.errors import InputRefused, NoCutOpen, UnknownItem
from shop.texts import refusal, translator
from tests import texts

HAN = re.compile(r"[\u4e00-\u9fff]")
PLACES = re.compile(r"%\((\w+)\)[a-z]")


def ids(message: object) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message)  # type: ignore[arg-type]


@pytest.mark.parametrize("domain", texts.DOMAINS)
@pytest.mark.parametrize("lang", texts.LANGS)
def test_every_text_is_translated(lang: str, domain: str) -> None:
    kept = texts.kept(lang, domain)
    faults = []
    for message in texts.template(domain):
        if not message.id:
            continue
        found = kept.get(message.id)
        if found is None or not all(ids(found.string or "")) or found.fuzzy:
            faults.append(ids(message.id)[0])
        elif (
            {*PLACES.findall(" ".join(ids(found.string)))}
            - {*PLACES.findall(" ".join(ids(message.id)))}
            - {"num"}
        ):
            faults.append(f"{ids(message.id)[0]}: names a value that is not given")
    assert not faults, "run python -m tests.texts and translate:\n" + "\n".join(faults)


@pytest.mark.parametrize("domain", texts.DOMAINS)
def test_no_text_is_kept_that_nobody_says(domain: str) -> None:
    said = {ids(message.id)[0] for message in texts.template(domain) if message.id}
    kept = {ids(message.id)[0] for message in texts.kept("zh_CN", domain) if message.id}
    assert kept <= said, f"run python -m tests.texts: {sorted(kept - said)}"


def test_one_text_has_one_translation() -> None:
    seen: dict[str, str] = {}
    for domain in texts.DOMAINS:
        for message in texts.kept("zh_CN", domain):
            if message.id:
                words = ids(message.string)[0]
                assert seen.setdefault(ids(message.id)[0], words) == words, ids(message.id)[0]


def test_no_chinese_stands_in_a_template() -> None:
    folder = texts.ROOT / "web" / "templates"
    faults = []
    for path in sorted(folder.rglob("*.html")):
        said = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.S)
        if HAN.search(said):
            faults.append(path.name)
    assert not faults


def test_message_ids_are_english() -> None:
    for domain in texts.DOMAINS:
        for message in texts.template(domain):
            assert not HAN.search(" ".join(ids(message.id)))


def kinds(of: type[InputRefused]) -> list[type[InputRefused]]:
    return [of] + [leaf for kind in of.__subclasses__() for leaf in kinds(kind)]


def test_refusals_are_said_in_both_languages() -> None:
    texts.compile_all()
    for kind in kinds(InputRefused):
        if kind.__module__.startswith("shop."):
            assert HAN.search(translator("zh_CN")(kind.text)), kind.text
            assert translator("en")(kind.text) == kind.text
    assert refusal(NoCutOpen(), "zh_CN").startswith("没有正在进行的盘点")
    assert "EGG" in refusal(UnknownItem(item="EGG"), "zh_CN")
    assert translator("xx")("Kept as it is") == "Kept as it is"
