"""A base and a delta give the full bag, byte for byte."""

from __future__ import annotations

import json
import random
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import bagit
import pytest

from plugins.archive.bag import ArchiveInputs, make_bag
from plugins.archive.delta import apply_delta, make_delta
from plugins.archive.errors import ArchiveError
from plugins.archive.verify import verify

Inputs = Callable[..., ArchiveInputs]


def _edit(given: ArchiveInputs, rows: list[dict[str, Any]], dice: random.Random) -> list[dict[str, Any]]:
    """What a commit may do to a column: words changed, documents added, withdrawn and renamed, files replaced."""
    pages = sorted(path for path in given.site.rglob("*.html") if path.name != "index.html")
    for _ in range(dice.randrange(1, 4)):
        kind = dice.choice(("word", "long", "add", "remove", "attachment", "script", "move"))
        page = dice.choice(pages)
        if kind == "word":
            page.write_text(
                page.read_text("utf-8").replace("按本通知办理", "依本通知执行", dice.randrange(1, 5)), "utf-8"
            )
        elif kind == "long":
            page.write_text(page.read_text("utf-8") + "补充说明。\n" * dice.randrange(1, 400), "utf-8")
        elif kind == "add":
            at = dice.randrange(10**6, 10**7)
            new = {**rows[0], "index_number": f"11000000-2023-{at}", "address": f"doc/2023/{at}"}
            text = (given.site / f"{rows[0]['address']}.html").read_text("utf-8")
            path = given.site / f"{new['address']}.html"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text.replace(rows[0]["index_number"], new["index_number"]), "utf-8")
            rows = [*rows, new]
        elif kind == "remove" and len(rows) > 8:
            gone = rows.pop(dice.randrange(1, len(rows)))
            (given.site / f"{gone['address']}.html").unlink()
            pages = sorted(path for path in given.site.rglob("*.html") if path.name != "index.html")
        elif kind == "attachment":
            (given.site / f"附件{dice.randrange(4)}.bin").write_bytes(dice.randbytes(dice.randrange(30_000)))
        elif kind == "script":
            (given.site / "s/ab.js").write_text(f'__shard("ab", {list(range(dice.randrange(500)))});\n', "utf-8")
        elif kind == "move":
            old = given.site / "s/ab.js"
            shutil.copy(old, given.site / "s" / f"copy{dice.randrange(3)}.js")
    return rows


def test_fifty_commits(inputs: Inputs, tmp_path: Path) -> None:
    dice = random.Random(11)
    given = inputs(12)
    rows = list(given.rows)
    old = make_bag(given, tmp_path / "out").files[0].path
    shares = []
    for commit in range(50):
        rows = _edit(given, rows, dice)  # type: ignore[arg-type]
        # Every fourth commit falls on the same day as the one before it.
        day = given.as_of + timedelta(days=0 if commit % 4 == 3 else 1)
        given = replace(given, rows=rows, as_of=day, epoch=given.epoch + 3600 * commit, commit=f"{commit:07x}")
        new = make_bag(given, tmp_path / f"out{commit}").files[0].path
        delta = make_delta(old, new, tmp_path / "deltas")
        made = apply_delta(old, delta.path, tmp_path / "applied" / new.parent.name)
        assert made.name == new.name
        assert made.read_bytes() == new.read_bytes(), commit
        shares.append(delta.size / new.stat().st_size)
        old = new
    assert sorted(path.name[:6] for path in (tmp_path / "applied").rglob("*") if path.name.startswith(".")) == []
    assert sum(shares) / len(shares) < 0.6, "a delta repeats what the base has"


@pytest.fixture
def pair(inputs: Inputs, tmp_path: Path) -> tuple[Path, Path, Path]:
    """(base, new, delta)"""
    given = inputs(60)
    old = make_bag(given, tmp_path / "old").files[0].path
    page = given.site / "doc/2018/00000.html"
    page.write_text(page.read_text("utf-8").replace("第1款", "第一款"), "utf-8")
    new = make_bag(replace(given, epoch=given.epoch + 60, commit="f"), tmp_path / "new").files[0].path
    return old, new, make_delta(old, new, tmp_path / "delta").path


def test_a_delta_is_a_bag_and_small(pair: tuple[Path, Path, Path], tmp_path: Path) -> None:
    _, new, delta = pair
    assert verify(delta) == []
    with zipfile.ZipFile(delta) as archive:
        archive.extractall(tmp_path / "x")
    assert bagit.Bag(str(tmp_path / "x" / delta.stem)).is_valid()
    payload = sum(path.stat().st_size for path in (tmp_path / "x" / delta.stem / "data").iterdir())
    assert payload < new.stat().st_size / 10


def test_a_delta_can_be_applied_with_nothing_of_ours(pair: tuple[Path, Path, Path]) -> None:
    """The recipe in the delta's README, in ten lines."""
    old, new, delta = pair
    base, out, at = old.read_bytes(), b"", 0
    with zipfile.ZipFile(delta) as archive:
        ops = archive.read(f"{delta.stem}/data/delta.ops").decode()
        fresh = archive.read(f"{delta.stem}/data/delta.bin")
    for kind, *numbers in (line.split() for line in ops.splitlines()):
        if kind == "C":
            start = at + int(numbers[0])
            at = start + int(numbers[1])
            out += base[start:at]
        else:
            out, fresh = out + fresh[: int(numbers[0])], fresh[int(numbers[0]) :]
    assert out == new.read_bytes()
    assert fresh == b""


def test_deltas_are_reproducible(pair: tuple[Path, Path, Path], tmp_path: Path) -> None:
    old, new, delta = pair
    assert make_delta(old, new, tmp_path / "again").path.read_bytes() == delta.read_bytes()


def test_another_base_is_refused(pair: tuple[Path, Path, Path], tmp_path: Path) -> None:
    _, new, delta = pair
    with pytest.raises(ArchiveError) as caught:
        apply_delta(new, delta, tmp_path / "applied")
    assert caught.value.code == "not_base"
    assert not (tmp_path / "applied").exists()


def test_a_damaged_delta_is_refused(pair: tuple[Path, Path, Path], tmp_path: Path) -> None:
    old, _, delta = pair
    data, dice = bytearray(delta.read_bytes()), random.Random(3)
    for _ in range(60):
        at = dice.randrange(len(data))
        data[at] ^= 1
        (tmp_path / "bad.zip").write_bytes(data)
        data[at] ^= 1
        with pytest.raises(ArchiveError):
            apply_delta(old, tmp_path / "bad.zip", tmp_path / "applied")
    assert not (tmp_path / "applied").exists()


def test_a_full_bag_is_no_delta(pair: tuple[Path, Path, Path], tmp_path: Path) -> None:
    old, new, _ = pair
    with pytest.raises(ArchiveError) as caught:
        apply_delta(old, new, tmp_path / "applied")
    assert caught.value.code == "not_delta"


def test_a_delta_says_what_it_joins(pair: tuple[Path, Path, Path]) -> None:
    old, new, delta = pair
    with zipfile.ZipFile(delta) as archive:
        said = json.loads(archive.read(f"{delta.stem}/data/delta.json"))
    assert said["base"]["name"] == old.name
    assert said["result"]["size"] == new.stat().st_size
