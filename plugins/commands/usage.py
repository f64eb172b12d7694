"""What the commands and their options are, and what is wrong with one as it was typed, before anything is run."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plugins.catalogue import tables

_CHOICES = {
    ("check", "format"): ("text", "json", "github"),
    ("force", "format"): ("text", "json"),
    ("plan", "format"): ("text", "json"),
}
_BOUNDS = {
    ("build", "jobs"): (0, 1024),
    ("serve", "port"): (1, 65535),
    ("search", "count"): (1, 100_000),
    ("bench", "n"): (1, 10_000_000),
    ("bench", "runs"): (1, 1000),
    ("bench", "cold_runs"): (0, 1000),
}
_ASKED = ("-h", "--help", "-l", "--list", "-V", "--version")
"""What may stand where a command's name stands."""
_DASHES = "-－—–―‐−"
"""What stands for a hyphen when a word processor, or an input method, wrote it."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a command. `words` are what it is typed as; `place` says that its value may stand without them."""

    name: str
    words: tuple[str, ...]
    explained: str
    takes_value: bool
    is_number: bool
    is_required: bool
    place: bool

    @property
    def shown(self) -> str:
        """As it is typed in full."""
        return self.words[0]

    @property
    def meaning(self) -> str:
        """What is to be written there, in a few words."""
        return self.explained.partition("（")[0] or self.name


@dataclass(frozen=True, slots=True)
class Command:
    """One command and its options, in their order."""

    name: str
    options: tuple[Option, ...]
    explained: str

    @property
    def shown(self) -> str:
        """How it is typed, with what it cannot do without."""
        needed = [o.meaning if o.place else f"{o.shown} {o.meaning}" for o in self.options if o.is_required]
        return " ".join(["python3 tasks.py", self.name, *needed])


def commands_of(tasks: Mapping[str, Any]) -> dict[str, Command]:
    """The commands of invoke's tasks, by name."""
    return {name: _command(name, task) for name, task in tasks.items()}


def _command(name: str, task: Any) -> Command:
    given = inspect.signature(task.body).parameters
    options = []
    words_of_options = dict(task.help)  # invoke takes them out of the task as it makes the arguments of them
    arguments = task.get_arguments()
    task.help.update(words_of_options)
    for argument in arguments:
        words = tuple(f"-{each}" if len(each) == 1 else f"--{each}" for each in argument.names)
        needed = given[argument.attr_name or argument.name.replace("-", "_")].default is inspect.Parameter.empty
        options.append(
            Option(
                argument.name,
                words,
                str(argument.help or ""),
                bool(argument.takes_value),
                argument.kind is int,
                needed,
                bool(argument.positional),
            )
        )
    return Command(name, tuple(options), (task.__doc__ or "").strip().partition("\n")[0])


def help_text(typed: Sequence[str], commands: Mapping[str, Command]) -> str:
    """What these words after `tasks.py` ask to be told: all commands, or one with its options; "" for anything else."""
    if not typed or (len(typed) == 1 and typed[0] in _ASKED[:4]):
        rows = [(name, commands[name].explained) for name in sorted(commands)]
        return "\n".join([_said("all_commands"), *_columns(rows), "", _said("more"), ""])
    if len(typed) == 2 and typed[0] in _ASKED[:2] and typed[1] in commands:
        command = commands[typed[1]]
        value = _said("value")
        rows = [(f"{', '.join(o.words)}{value if o.takes_value else ''}", o.explained) for o in command.options]
        head = _said("one_command", usage=command.shown, explained=command.explained)
        return "\n".join([head, *_columns(rows), ""])
    return ""


def _columns(rows: Sequence[tuple[str, str]]) -> list[str]:
    width = max((len(first) for first, _ in rows), default=0) + 3
    return [f"  {first:<{width}}{second}".rstrip() for first, second in rows]


def mistake(typed: Sequence[str], commands: Mapping[str, Command]) -> str:
    """What is wrong with these words after `tasks.py`, in one line; "" when nothing is."""
    if not typed or typed[0] in _ASKED[2:] or (typed[0] in _ASKED and len(typed) == 1):
        return ""
    name = typed[1] if typed[0] in _ASKED else typed[0]
    if name.startswith("-"):
        return _said("option_first", given=name)
    if name not in commands:
        return _said("unknown_command", given=name, near=_near(name, commands), commands="、".join(commands))
    if any(word in _ASKED[:2] for word in typed):
        return ""
    return _Typed(commands[name]).mistake(typed[1:])


@dataclass(slots=True)
class _Typed:
    """One command as it was typed."""

    command: Command

    def mistake(self, words: Sequence[str]) -> str:
        left = [option for option in self.command.options if option.place]
        seen: set[str] = set()
        by_word = {word: option for option in self.command.options for word in option.words}
        rest = list(words)
        while rest:
            word, joined, value = rest.pop(0).partition("=")
            option = by_word.get(word)
            if option is None and word[:1] == "-" and word[1:2] not in ("", "-") and word[:2] in by_word:
                option, joined, value = by_word[word[:2]], "=", (word + joined + value)[2:]  # -p9000
            if option is None:
                word += joined + value
                free = [each for each in left if each.name not in seen]
                if word[0:1] in tuple(_DASHES) and len(word) > 1:
                    return self._unknown(word)
                if not free:
                    return self._say("extra", given=word, usage=self.command.shown)
                option, joined, value = free[0], "=", word
            seen.add(option.name)
            if not option.takes_value:
                if joined:
                    return self._say("no_value", option=option.shown)
                continue
            if not joined:
                if not rest or rest[0] in by_word:
                    return self._say("needs_value", option=option.shown, explained=option.explained)
                value = rest.pop(0)
            if wrong := self._wrong_value(option, value):
                return wrong
        missing = [o for o in self.command.options if o.is_required and o.name not in seen]
        if missing:
            names = "、".join(o.meaning for o in missing)
            return self._say("missing", names=names, usage=self.command.shown)
        return ""

    def _wrong_value(self, option: Option, value: str) -> str:
        place = (self.command.name, option.name)
        choices = _CHOICES.get(place)
        if choices and value not in choices:
            return self._say("choice", option=option.shown, given=value, choices="、".join(choices))
        if option.is_number:
            least, most = _BOUNDS[place]
            if not (value.lstrip("-").isascii() and value.lstrip("-").isdigit() and least <= int(value) <= most):
                return self._say("number", option=option.shown, given=value, least=str(least), most=str(most))
        return ""

    def _unknown(self, given: str) -> str:
        options = {option.shown for option in self.command.options}
        word = "--" + given.partition("=")[0].lstrip(_DASHES)
        shown = "、".join(option.shown for option in self.command.options)
        return self._say("unknown_option", given=given, near=_near(word, options), options=shown)

    def _say(self, key: str, **values: str) -> str:
        return _said(key, command=self.command.name, **values)


def _near(given: str, known: Iterable[str]) -> str:
    import difflib  # only a mistake needs it

    found = difflib.get_close_matches(given, list(known), 1)
    return tables.load("commands")["usage"]["near"].replace("{near}", found[0]) if found else ""


def _said(key: str, **values: str) -> str:
    text: str = tables.load("commands")["usage"][key]
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text
