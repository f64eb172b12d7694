"""The theme's Jinja environment, and the code its templates become.

A column has two pages for each document, and Jinja spends most of a page on what is the same on all of them: looking
up the theme's words, finding imported templates, preparing calls. Here that is done once, when a template is compiled.
The text that comes out is the same; tests compare it with plain Jinja's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.environment import TemplateModule
from jinja2.runtime import Macro, missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

try:
    from markupsafe._speedups import _escape_inner
except ImportError:  # no compiled form on this machine
    from markupsafe._native import _escape_inner

from plugins.catalogue import tables

_WORDS = "words"
_VIEWS = ("page", "site")
"""Names that always stand for a view, whose attributes are never items."""
_MOST_LINES = 20_000


class _Words(NodeTransformer):
    """Puts the theme's words into a template in place of `words["room"]["name"]`, also where a room has a name of its
    own: `{% set say = words["room"] %}`."""

    def __init__(self, template: nodes.Template) -> None:
        given: dict[str, list[Any]] = {}
        for assigned in template.find_all(nodes.Assign):
            if isinstance(assigned.target, nodes.Name):
                given.setdefault(assigned.target.name, []).append(self._room(assigned.node))
        taken = {name.name for name in template.find_all(nodes.Name) if name.ctx in ("param", "store")}
        names = [name.name for name in template.find_all(nodes.Name) if name.ctx in ("param", "store")]
        self._rooms = {
            name: rooms[0]
            for name, rooms in given.items()
            if name in taken
            and isinstance(rooms[0], dict)
            and all(room is rooms[0] for room in rooms)
            and names.count(name) == len(rooms)
        }

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:
        """A word as a constant; anything else stays."""
        word = self._room(node)
        if isinstance(word, (str, int)):
            return nodes.Const(word, lineno=node.lineno)
        changed: nodes.Node = self.generic_visit(node)
        return changed

    def _room(self, node: nodes.Node) -> Any:
        """What the words hold there; None where the node is no fixed place in them."""
        if isinstance(node, nodes.Name):
            if node.name == _WORDS:
                return tables.load("theme")
            return self._rooms.get(node.name) if hasattr(self, "_rooms") else None
        if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            room = self._room(node.node)
            return room.get(node.arg.value) if isinstance(room, dict) else None
        return None


class _Code(CodeGenerator):
    """Templates as Python: values through `escaped`, calls and imports without the detour over the context."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
            return
        self.write("environment.escaped(")
        if finalize.src is not None:
            self.write(finalize.src)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """`page.title` is the attribute of a view; elsewhere Jinja also looks for an item of that name."""
        if not _is_view(node.node):
            super().visit_Getattr(node, frame)
            return
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """Macros and methods are called as they are: none of the theme's asks for the context."""
        named = isinstance(node.node, nodes.Getattr) or (
            isinstance(node.node, nodes.Name) and node.node.name in self._imported
        )
        if forward_caller or not named or node.kwargs or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for number, argument in enumerate(node.args):
            if number:
                self.write(", ")
            self.visit(argument, frame)
        self.write(")")

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        """Notes which names are imported macros, then goes on."""
        self._imported = {
            name if isinstance(name, str) else name[1]
            for found in node.find_all(nodes.FromImport)
            for name in found.names
        }
        super().visit_Template(node, frame)

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        if node.with_context or not isinstance(node.template, nodes.Const):
            super()._import_common(node, frame)
            return
        self.write(f"environment.imported({node.template.value!r})")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """As Jinja's, but for the class."""
        names = "".join(f"{argument.name!r}, " for argument in macro_ref.node.args)
        name = getattr(macro_ref.node, "name", None)
        self.write(
            f"environment.macro(environment, macro, {name!r}, ({names}), {macro_ref.accesses_kwargs!r}, "
            f"{macro_ref.accesses_varargs!r}, {macro_ref.accesses_caller!r}, context.eval_ctx.autoescape)"
        )


def _is_view(node: nodes.Node) -> bool:
    while isinstance(node, nodes.Getattr):
        node = node.node
    return isinstance(node, nodes.Name) and node.name in _VIEWS


class _Macro(Macro):
    """A macro called with its arguments in order is a function; all else is Jinja's."""

    def __init__(
        self, environment: Environment, func: Callable[..., str], name: str, arguments: Any, *rest: Any
    ) -> None:
        super().__init__(environment, func, name, arguments, *rest)
        catches = self.catch_kwargs or self.catch_varargs or self.caller
        self._plain = bool(self._default_autoescape) and not catches and not environment.is_async
        self._absent = tuple((missing,) * n for n in range(len(arguments) + 1))

    def __call__(self, *args: Any, **kwargs: Any) -> str:
        absent = self._argument_count - len(args)
        if kwargs or absent < 0 or not self._plain:
            return super().__call__(*args, **kwargs)
        return Markup(self._func(*args, *self._absent[absent]) if absent else self._func(*args))  # noqa: S704


class _KeptCode(FileSystemBytecodeCache):
    """Compiled templates of former processes. Keeping them may fail: they are compiled again then."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the template's code where there is room for it."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


@cache
def _kept_code() -> _KeptCode | None:
    """In the folder that Jinja takes for this: the user's own, and for nobody else. None where there is no such.

    Jinja knows the code by the template's name and text and Python's version; the rest of what it is made from stands
    in the file's name.
    """
    made_from = json.dumps([version("jinja2"), tables.load("theme")], ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(made_from.encode() + Path(__file__).read_bytes()).hexdigest()[:16]
    try:
        return _KeptCode(pattern=f"gongkai-{digest}-%s.cache")
    except (OSError, RuntimeError):
        return None


class Templates(Environment):
    """The theme's templates."""

    code_generator_class = _Code
    macro = _Macro

    def __init__(self, templates: str) -> None:
        super().__init__(
            loader=FileSystemLoader(templates),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=_kept_code(),
        )
        self._modules: dict[str, TemplateModule] = {}
        self.globals["frames"] = {}
        self.globals["kept_lines"] = _KeptLines()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        changed: nodes.Template = _Words(parsed).visit(parsed)
        return changed

    def imported(self, name: str) -> TemplateModule:
        """The macros of a template."""
        module = self._modules.get(name)
        if module is None:
            module = self._modules[name] = self.get_template(name).module
        return module

    @staticmethod
    def escaped(value: Any) -> str:
        """The value as markup: what is markup already stays, everything else is escaped."""
        kind = value.__class__
        if kind is str:
            text: str = _escape_inner(value)
            return text
        if kind is Markup:
            known: str = value
            return known
        return escape(value)


class _KeptLines(dict[tuple[str, str], Markup]):
    """Lines of lists that were made before, the latest of them only."""

    def setdefault(self, key: tuple[str, str], line: Markup) -> Markup:  # type: ignore[override]
        """Keep the line; forget all others when there are too many."""
        if len(self) >= _MOST_LINES:
            self.clear()
        self[key] = line
        return line
