"""The house as the rules see it: its files, trees, functions and imports."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
HUB = ROOT / "hub"
TEMPLATES = ROOT / "templates"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file, parsed once."""

    path: Path

    def __str__(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def module(self) -> str:
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def folder(self) -> str:
        """The folder of hub/ it belongs to, or its own name at the top: `library`, `policy`."""
        return self.module.split(".")[1] if "." in self.module else ""

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def tree(self) -> ast.Module:
        return _parse(self.path)

    def functions(self) -> Iterator[Function]:
        yield from (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def public_functions(self) -> Iterator[Function]:
        """What the module offers: its functions at the top, but for those that begin with an underscore."""
        yield from (node for node in self.tree.body if isinstance(node, Function) and not node.name.startswith("_"))

    def imports(self) -> Iterator[str]:
        """Every module of ours that it names, wherever the import stands: `hub.library.models`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom):
                base = self._absolute(node)
                yield from (f"{base}.{alias.name}" for alias in node.names if base.split(".")[0] == "hub")
            elif isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "hub")

    def outside_imports(self) -> set[str]:
        """The packages of others that it names: `sqlalchemy`."""
        froms = {n.module.split(".")[0] for n in ast.walk(self.tree) if isinstance(n, ast.ImportFrom) and n.module}
        plain = {a.name.split(".")[0] for n in ast.walk(self.tree) if isinstance(n, ast.Import) for a in n.names}
        return (froms | plain) - {"hub"}

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.module.split(".") if self.path.name == "__init__.py" else self.module.split(".")[:-1]
        return ".".join([*package[: len(package) - node.level + 1], *([node.module] if node.module else [])])


@cache
def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def sources(pattern: str = "**/*.py", root: Path = HUB) -> list[Source]:
    return [Source(path) for path in sorted(root.glob(pattern))]


def length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def called(node: ast.AST) -> Iterator[ast.Call]:
    yield from (inner for inner in ast.walk(node) if isinstance(inner, ast.Call))


def name_of(call: ast.Call) -> str:
    """The last word of what is called: `require`, `commit`."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def slices() -> list[str]:
    """The slices in the order of hub/app.py: what stands later may import what stands earlier."""
    for node in Source(HUB / "app.py").tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(getattr(target, "id", "") == "SLICES" for target in targets):
            return [_slice_name(element) for element in node.value.elts]  # type: ignore[attr-defined]
    raise AssertionError("hub/app.py names no SLICES: list every slice there, in dependency order.")


def _slice_name(node: ast.expr) -> str:
    word = node.value if isinstance(node, ast.Constant) else ast.unparse(node)
    return str(word).removeprefix("hub.").split(".")[0]


def listed(wrong: object) -> str:
    return "\n  " + "\n  ".join(sorted(map(str, wrong)))  # type: ignore[call-overload]
