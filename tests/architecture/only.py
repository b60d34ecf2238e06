"""A contract that import-linter lacks: of all there is, import only this."""

import sys

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OnlyContract(Contract):
    """The importer's direct imports, within a package or everywhere, are those allowed.

    `stdlib` in `allowed` stands for the standard library. The importer's own modules are always
    allowed, and so are the modules inside an allowed package.
    """

    importer = fields.StringField()
    within = fields.StringField(required=False)
    allowed = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        importers = {self.importer, *graph.find_descendants(self.importer)}
        strays = {
            (importer, imported)
            for importer in importers
            for imported in graph.find_modules_directly_imported_by(importer)
            if imported not in importers and self.concerns(imported) and not self.allows(imported)
        }
        return ContractCheck(kept=not strays, metadata={"strays": sorted(strays)})

    def concerns(self, name: str) -> bool:
        return not self.within or inside(name, self.within)

    def allows(self, name: str) -> bool:
        if "stdlib" in self.allowed and name.split(".")[0] in sys.stdlib_module_names:
            return True
        return any(inside(name, allowed) for allowed in self.allowed)

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["strays"]:
            output.print_error(f"{importer} may not import {imported}")


def inside(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")
