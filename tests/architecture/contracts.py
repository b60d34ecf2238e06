"""Hand the contracts of pyproject.toml to import-linter, for the modules that there are.

import-linter stops at a name that has no file yet. Such names are left out here, but only those
that pyproject.toml lists as not yet written: a misspelt name is an error, and a contract comes to
life by itself when the file appears. Run as `python -m tests.architecture.contracts [ROOT]`.
"""

import configparser
import os
import re
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
OURS = ("shop", "hardware", "web")
LISTS = ("layers", "source_modules", "forbidden_modules", "allowed")


def exists(root: Path, module: str) -> bool:
    """Whether the module has a file below root."""
    path = root.joinpath(*module.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def is_ours(module: str) -> bool:
    return module.split(".")[0] in OURS


def named(contract: dict[str, Any]) -> set[str]:
    """Every module of ours that a contract names."""
    words = [contract.get("importer", ""), contract.get("within", "")]
    for key in LISTS:
        for line in contract.get(key, []):
            words += re.split(r"[|:]", line)
    return {word.strip() for word in words if word.strip() and is_ours(word.strip())}


def present(contract: dict[str, Any], absent: set[str]) -> dict[str, Any] | None:
    """The contract without the absent names, or None if nothing of it is left to check."""
    if contract.get("importer") in absent:
        return None
    kept = dict(contract)
    for key in LISTS:
        if key not in contract:
            continue
        lines = []
        for line in contract[key]:
            separator = "|" if "|" in line else ":"
            names = [name.strip() for name in line.split(separator)]
            lines.append(f" {separator} ".join(name for name in names if name not in absent))
        kept[key] = [line for line in lines if line]
        if not kept[key]:
            return None
    return kept


def config_for(root: Path, settings: dict[str, Any]) -> tuple[configparser.ConfigParser, set[str]]:
    """The configuration for this tree, and the names that have no file in it yet."""
    linter = settings["tool"]["importlinter"]
    contracts = linter["contracts"]
    absent = {name for contract in contracts for name in named(contract) if not exists(root, name)}
    unknown = absent - set(settings["tool"]["tongxin"]["imports"]["not_yet_written"])
    if unknown:
        raise SystemExit(
            f"pyproject.toml: contracts name {', '.join(sorted(unknown))}, which has no file: "
            "correct the name, or add it to not_yet_written"
        )
    config = configparser.ConfigParser(interpolation=None)
    config["importlinter"] = {
        "root_packages": lines([name for name in linter["root_packages"] if exists(root, name)]),
        "include_external_packages": str(linter["include_external_packages"]),
        "contract_types": lines(linter["contract_types"]),
    }
    for number, contract in enumerate(contracts):
        kept = present(contract, absent)
        if kept is not None:
            config[f"importlinter:contract:{number}"] = {
                key: lines(value) if isinstance(value, list) else str(value)
                for key, value in kept.items()
            }
    return config, absent


def lines(values: list[str]) -> str:
    return "\n" + "\n".join(values)


def main(root: Path) -> int:
    """Check the tree at root; 0 when every contract is kept."""
    from importlinter.cli import lint_imports

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    config, absent = config_for(root, settings)
    os.chdir(root)  # import-linter looks in the working directory first
    with tempfile.NamedTemporaryFile("w", suffix=".ini", encoding="utf-8") as file:
        config.write(file)
        file.flush()
        code = lint_imports(config_filename=file.name, cache_dir=None, no_cache=True, no_logo=True)
    if absent:
        print(f"Not yet written: {', '.join(sorted(absent))}")
    return int(code)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT))
