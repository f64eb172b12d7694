"""Laws of the importer, on generated and on damaged input."""

from __future__ import annotations

import random
import time
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.importers.changes import ImportRefused, apply_edits
from plugins.importers.draft import Draft, make_draft, text_edits

GOLDEN = Path(__file__).parent / "golden"
LINES = st.text(
    st.sampled_from("甲乙办法《》<>〈〉||  　。，：-->!#本自2020年1月起施行号〔〕\u200b\ue000"), max_size=40
)


def draft_or_reason(data: bytes, name: str) -> Draft | str:
    """The draft, or the reason, in Chinese, why there is none. Any other exception is a fault."""
    try:
        return make_draft(data, path=name)
    except ImportRefused as refused:
        reason = str(refused)
    assert any("一" <= character <= "鿿" for character in reason)
    return reason


@given(st.lists(LINES, max_size=12))
@settings(max_examples=400, deadline=None)
def test_only_listed_edits_change_a_text(lines: list[str]) -> None:
    """The text after the edits is the text less exactly the edits' `before`, white space aside; edits never overlap."""
    text = "\n".join(lines)
    edits = [change for change in text_edits(text)[0] if change.kind.is_edit]
    assert all(change.after == "" for change in edits)
    kept = [list(line) for line in lines]
    for change in edits:
        for at in range(change.column - 1, change.column - 1 + len(change.before)):
            assert kept[change.line - 1][at], "removed once"
            kept[change.line - 1][at] = ""
    expected = "".join("".join(line) for line in kept)
    assert "".join(apply_edits(text, edits).split()) == "".join(expected.split())


@given(st.lists(LINES, max_size=12))
@settings(max_examples=200, deadline=None)
def test_a_repaired_text_needs_no_more_repair(lines: list[str]) -> None:
    text = "\n".join(lines)
    once = apply_edits(text, text_edits(text)[0])
    again = [c for c in text_edits(once)[0] if c.kind.is_edit and c.kind.value == "pipe"]
    assert not again


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_draft_or_is_refused(text: str) -> None:
    for name in ("a.txt", "a.md", "a.html"):
        draft = draft_or_reason(text.encode("utf-8", "surrogatepass"), name)
        assert isinstance(draft, str) or (draft.front_matter["公开属性"] is None and draft.text.startswith("---\n"))


def test_a_thousand_damaged_sources() -> None:
    """Bytes lost, doubled, turned, recoded: each is a draft or a refusal in Chinese, in at most two seconds."""
    chance = random.Random(711)
    sources = sorted(path for path in GOLDEN.glob("*/source.*"))
    slowest = 0.0
    for number in range(1000):
        path = sources[number % len(sources)]
        data = bytearray(path.read_bytes())
        for _ in range(chance.randrange(1, 8)):
            at, size = chance.randrange(len(data)), chance.randrange(1, 40)
            match chance.randrange(5):
                case 0:
                    del data[at : at + size]
                    data += b"\n" * (not data)
                case 1:
                    data[at:at] = data[at : at + size] * chance.randrange(1, 50)
                case 2:
                    data[at] = chance.randrange(256)
                case 3:
                    data[at:at] = chance.choice([b"\x00", b"\r", b"<", b">", b"|", b"---\n", b"\xef\xbb\xbf", b"<!--"])
                case 4:
                    data = bytearray(
                        data.decode("utf-8", "ignore").encode(chance.choice(["gb18030", "utf-16", "utf-8"]))
                    )
        started = time.perf_counter()
        draft = draft_or_reason(bytes(data), path.name)
        assert isinstance(draft, str) or draft.front_matter["公开属性"] is None
        slowest = max(slowest, time.perf_counter() - started)
    assert slowest < 2


def test_long_lines_take_linear_time() -> None:
    """Shapes that make careless patterns quadratic, at 150,000 characters each."""
    size = 150_000
    shapes = [
        "甲" * size,
        "<甲" * (size // 2),
        "甲>" * (size // 2),
        "|" * size,
        "|甲" * (size // 2),
        "2020年1月" * (size // 7),
        "本自" * (size // 2),
        "《" * size,
        "第" * size,
        "（" * size,
        " 　" * (size // 2),
        "<!--" * (size // 4),
        "〔2020〕" * (size // 6),
        "示例市人民政府、" * (size // 8),
        "发布时间：" * (size // 5),
    ]
    for shape in shapes:
        for text in (
            shape,
            "示例办法\n" + shape,
            "# 题\n\n2020年1月1日 " + shape,
            "本馆开放。\n" + shape + "\n2020年1月1日",
        ):
            started = time.process_time()
            draft_or_reason(text.encode(), "a.txt")
            assert time.process_time() - started < 2, shape[:10]
