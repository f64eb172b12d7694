"""What a worker of a cluster runs. It refuses to work with other code than the build's."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import threading
from collections.abc import Callable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from plugins.disclosure.same_storage import ClusterFault
from plugins.disclosure.scratch import loaded

_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_alone = threading.Lock()
"""A worker may have several threads; what it renders with is made for one."""
_held: dict[str, Callable[[Any], Any]] = {}
"""What was started with what was given, by its address. Of one piece of work at a time."""


@cache
def code_digest() -> str:
    """What makes the bytes: Python, our code and tables, and the packages that `requirements.txt` names."""
    total = hashlib.sha256(repr(sys.version_info[:3]).encode())
    plugins = os.path.join(_ROOT, "plugins")
    files = sorted(os.path.join(place, name) for place, _, names in os.walk(plugins) for name in names)
    for path in files:
        if path.endswith((".py", ".toml")):
            with open(path, "rb") as stream:
                data = stream.read()
            total.update(f"{os.path.relpath(path, _ROOT)}\0{len(data)}\0".encode() + data)
    with open(os.path.join(_ROOT, "requirements.txt"), encoding="utf-8") as text:
        named = sorted(set(re.findall(r"^([A-Za-z0-9._-]+)==", text.read(), re.MULTILINE)))
    for name in named:
        try:
            total.update(f"{name}={version(name)}\0".encode())
        except PackageNotFoundError:
            total.update(f"{name}\0".encode())
    return total.hexdigest()


def do_part(code: str, given: str, part: Any) -> Any:
    """The result of a part, by what the address `given` holds: a function, and what it is called with once."""
    with _alone:
        _refuse_other(code)
        do = _held.get(given)
        if do is None:
            start, arguments = loaded(given)
            do = start(*arguments)
            _held.clear()
            _held[given] = do
        return do(part)


def do_call(code: str, call: str) -> Any:
    """The result of the function call that the address holds."""
    with _alone:
        _refuse_other(code)
        function, arguments, keywords = loaded(call)
        return function(*arguments, **keywords)


async def forget() -> None:
    """Let go of what was given. Without the lock: whoever has it waits for a task to end, and nobody waits for this."""
    _held.clear()


def _refuse_other(code: str) -> None:
    if code != code_digest():
        raise ClusterFault("cluster_code", f"{code[:12]} / {code_digest()[:12]}")
