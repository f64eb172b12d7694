"""The verifier finds every change, and refuses what is hostile."""

from __future__ import annotations

import ast
import hashlib
import io
import os
import random
import re
import stat
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from plugins.archive import verify as verifier
from plugins.archive.bag import ArchiveInputs, make_bag
from plugins.archive.verify import MESSAGES, compare_site, exit_code, main, verify

Inputs = Callable[..., ArchiveInputs]
LABEL = "yishi-20240501"
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def _unpack(path: Path, to: Path) -> Path:
    with zipfile.ZipFile(path) as archive:
        archive.extractall(to)
    return to / LABEL


def _faults(path: Path) -> list[verifier.Problem]:
    return [problem for problem in verify(path) if not problem.warning]


def test_every_flipped_byte_of_the_zip_is_found(finished: Path, tmp_path: Path) -> None:
    data = bytearray(finished.read_bytes())
    target, dice = tmp_path / "flipped.zip", random.Random(7)
    missed = []
    for _ in range(1000):
        at, mask = dice.randrange(len(data)), dice.randrange(1, 256)
        data[at] ^= mask
        target.write_bytes(data)
        data[at] ^= mask
        if not _faults(target):
            missed.append((at, mask))
    assert missed == []


def test_every_flipped_byte_around_the_files_is_found(finished: Path, tmp_path: Path) -> None:
    """Headers and directory hold dates, flags and rights that no digest covers; each of their bytes is tried."""
    data = bytearray(finished.read_bytes())
    with zipfile.ZipFile(finished) as archive:
        first = archive.infolist()[0]
        start = archive.start_dir
    header = range(30 + len(first.filename.encode()))
    directory = range(start, start + 46 + len(first.filename.encode()))
    end = range(len(data) - 22, len(data))
    target = tmp_path / "flipped.zip"
    for at in (*header, *directory, *end):
        data[at] ^= 1
        target.write_bytes(data)
        data[at] ^= 1
        assert _faults(target), at


def test_every_flipped_byte_of_the_folder_is_found_and_named(finished: Path, tmp_path: Path) -> None:
    bag, dice = _unpack(finished, tmp_path), random.Random(8)
    files = sorted(path for path in bag.rglob("*") if path.is_file())
    for _ in range(150):
        path = dice.choice(files)
        data = path.read_bytes()
        at, mask = dice.randrange(len(data)), dice.randrange(1, 256)
        path.write_bytes(data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :])
        name = path.relative_to(bag).as_posix()
        faults = _faults(bag)
        path.write_bytes(data)
        assert faults, (name, at, mask)
        if name != "bagit.txt":
            named = {problem.path for problem in faults} | {problem.detail for problem in faults}
            assert name in named, (name, at, mask)


@pytest.mark.parametrize("algorithm", ["sha256", "sha512"])
@pytest.mark.parametrize("kind", ["tagmanifest", "manifest"])
def test_a_wrong_digest_is_the_manifests_fault_where_the_file_fits_another(
    finished: Path, tmp_path: Path, kind: str, algorithm: str
) -> None:
    bag = _unpack(finished, tmp_path)
    path = bag / f"{kind}-{algorithm}.txt"
    text = path.read_text("utf-8")
    path.write_text(("1" if text[0] != "1" else "2") + text[1:], "utf-8")
    first = text.split("\n")[0].split("  ", 1)[1]
    told = {(problem.code, problem.path) for problem in _faults(bag)}
    assert ("manifest-wrong", path.name) in told
    assert first not in {path for _, path in told}, "the file is whole"
    assert ("altered", path.name) in told or kind == "tagmanifest"


def test_a_file_whose_digest_was_made_to_fit_in_one_manifest_is_altered(finished: Path, tmp_path: Path) -> None:
    bag = _unpack(finished, tmp_path)
    page = next(path for path in sorted((bag / "data").rglob("*.html")))
    manifest = bag / "manifest-sha256.txt"
    old = hashlib.sha256(page.read_bytes()).hexdigest()
    page.write_bytes(page.read_bytes() + b"x")
    _replace(manifest, old, hashlib.sha256(page.read_bytes()).hexdigest())
    told = {(problem.code, problem.path) for problem in _faults(bag)}
    assert ("altered", page.relative_to(bag).as_posix()) in told
    assert ("altered", manifest.name) in told
    assert "manifest-wrong" not in {code for code, _ in told}


def test_a_damaged_name_in_a_tag_manifest_leads_to_that_manifest(finished: Path, tmp_path: Path) -> None:
    bag = _unpack(finished, tmp_path)
    _replace(bag / "tagmanifest-sha256.txt", "  bag-info.txt", "  bag-infp.txt")
    told = {(problem.code, problem.path, problem.detail) for problem in _faults(bag)}
    assert ("manifests-differ", "bag-info.txt", "tagmanifest-sha256.txt") in told
    assert ("manifests-differ", "bag-infp.txt", "tagmanifest-sha512.txt") in told


def test_letters_of_a_tag_manifest_may_not_change_case(finished: Path, tmp_path: Path) -> None:
    """A digest in capitals is the same digest; in our bags it is a changed byte, and is found."""
    bag = _unpack(finished, tmp_path)
    manifest = bag / "tagmanifest-sha512.txt"
    text = manifest.read_text("utf-8")
    at = re.search(r"[a-f]", text).start()  # type: ignore[union-attr]
    for changed in (
        text[:at] + text[at].upper() + text[at + 1 :],
        text.replace("\n", "\r\n"),
        text.replace("  ", "\t"),
    ):
        manifest.write_bytes(changed.encode())
        assert "malformed-line" in {problem.code for problem in _faults(bag)}


def test_removed_added_and_renamed_files_are_all_named(inputs: Inputs, tmp_path: Path) -> None:
    bag = _unpack(make_bag(inputs(120), tmp_path / "out").files[0].path, tmp_path)
    files = sorted(path for path in (bag / "data").rglob("*.html") if path.is_file())
    files += sorted((bag / "data/sources").rglob("*.md"))
    random.Random(9).shuffle(files)
    expected = set()
    for path in files[:70]:
        path.unlink()
        expected.add(("missing", path.relative_to(bag).as_posix()))
    for at, path in enumerate(files[70:135]):
        new = path.with_name(f"新增{at}.txt")
        new.write_text("x", "utf-8")
        expected.add(("extra", new.relative_to(bag).as_posix()))
    for path in files[135:200]:
        new = path.with_name("改名" + path.name)
        path.rename(new)
        expected |= {("missing", path.relative_to(bag).as_posix()), ("extra", new.relative_to(bag).as_posix())}
    found = {(problem.code, problem.path) for problem in verify(bag)}
    assert expected <= found
    assert {item for item in found if item[0] in ("missing", "extra", "altered")} == expected


@pytest.mark.parametrize(
    "name", ["bag-info.txt", "manifest-sha256.txt", "manifest-sha512.txt", "tagmanifest-sha256.txt", "verify.py"]
)
def test_a_missing_tag_file_is_named(finished: Path, tmp_path: Path, name: str) -> None:
    bag = _unpack(finished, tmp_path)
    (bag / name).unlink()
    assert name in {problem.path for problem in _faults(bag)}


def test_an_unlisted_tag_file_is_named(finished: Path, tmp_path: Path) -> None:
    bag = _unpack(finished, tmp_path)
    (bag / "setup.exe").write_bytes(b"MZ")
    assert [(problem.code, problem.path) for problem in verify(bag)] == [("tag-unlisted", "setup.exe")]


def _rebag(bag: Path) -> None:
    """Writes manifests that fit, as somebody would who changes a bag on purpose."""
    for algorithm in ("sha256", "sha512"):
        lines = []
        for path in sorted((bag / "data").rglob("*")):
            if path.is_file():
                digest = hashlib.new(algorithm, path.read_bytes()).hexdigest()
                lines.append(f"{digest}  {path.relative_to(bag).as_posix()}\n")
        (bag / f"manifest-{algorithm}.txt").write_text("".join(lines), "utf-8")
    files = [path for path in (bag / "data").rglob("*") if path.is_file()]
    oxum = f"Payload-Oxum: {sum(path.stat().st_size for path in files)}.{len(files)}"
    info = bag / "bag-info.txt"
    info.write_text(re.sub(r"Payload-Oxum: .*", oxum, info.read_text("utf-8")), "utf-8")
    for algorithm in ("sha256", "sha512"):
        lines = [
            f"{hashlib.new(algorithm, path.read_bytes()).hexdigest()}  {path.name}\n"
            for path in sorted(bag.iterdir())
            if path.is_file() and not path.name.startswith("tagmanifest")
        ]
        (bag / f"tagmanifest-{algorithm}.txt").write_text("".join(lines), "utf-8")


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_bytes()
    assert old.encode() in text
    path.write_bytes(text.replace(old.encode(), new.encode()))


PAGE = "data/site/doc/2018/00000.html"


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (lambda bag: None, set()),
        (lambda bag: _replace(bag / PAGE, 'data-force="repealed"', 'data-force="in_force"'), {"page-force"}),
        (lambda bag: _replace(bag / PAGE, "11000000-2018-00000", "11000000-2018-99999"), {"page-number"}),
        (lambda bag: (bag / PAGE).unlink(), {"page-missing"}),
        (
            lambda bag: (bag / "data/site/new.html").write_text('<main data-index-number="x" data-force="in_force">'),
            {"page-unlisted"},
        ),
        (
            lambda bag: _replace(bag / "data/catalogue/documents.csv", "关于第1号", "关于第9号"),
            {"catalogue-differs"},
        ),
        (lambda bag: _replace(bag / "data/catalogue/events.csv", "2021-06-01", "2021-06-02"), {"catalogue-differs"}),
        (
            lambda bag: _replace(bag / "data/catalogue/catalogue.sqlite", "关于第1号", "关于第9号"),
            {"catalogue-differs"},
        ),
        (
            lambda bag: _replace(bag / "data/catalogue/documents.jsonl", '"on":"2021-06-01"', '"on":"2031-06-01"'),
            {"force-differs", "page-force", "catalogue-differs"},
        ),
        (lambda bag: (bag / "data/catalogue/documents.jsonl").unlink(), {"catalogue-missing"}),
        (lambda bag: (bag / "data/catalogue/documents.jsonl").write_text("{"), {"catalogue-unreadable"}),
        (lambda bag: (bag / "data/catalogue/catalogue.sqlite").write_text("no"), {"catalogue-unreadable"}),
        (lambda bag: _replace(bag / "data/provenance.json", "2024-05-01", "2020-05-01"), None),
        (lambda bag: _replace(bag / "data/sources/通知/00001.md", "第1号", "第7号"), {"source-differs"}),
    ],
)
def test_site_and_catalogue_are_held_to_each_other(
    finished: Path, tmp_path: Path, change: Callable[[Path], object], codes: set[str] | None
) -> None:
    """The manifests fit in each case: what is found is found in the contents."""
    bag = _unpack(finished, tmp_path)
    change(bag)
    _rebag(bag)
    found = {problem.code for problem in verify(bag)}
    if codes is None:
        assert {"as-of-differs", "force-differs"} <= found
    else:
        assert found == codes


# ------------------------------------------------------------------------------------------------ hostile archives


def _zip(members: list[tuple[zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for info, content in members:
            info.compress_type = method
            archive.writestr(info, content)
    return out.getvalue()


def _named(*names: str) -> bytes:
    bag = [(zipfile.ZipInfo("b/bagit.txt"), BAGIT), *((zipfile.ZipInfo(name), b"x") for name in names)]
    return _zip(bag)


def _with_mode(mode: int) -> bytes:
    info = zipfile.ZipInfo("b/data/link")
    info.create_system, info.external_attr = 3, mode << 16
    return _zip([(zipfile.ZipInfo("b/bagit.txt"), BAGIT), (info, b"/etc/passwd")])


def _bomb() -> bytes:
    piece = zipfile.ZipInfo("b/data/zero")
    piece.compress_type = zipfile.ZIP_DEFLATED
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(piece, "w") as file:
        for _ in range(300):
            file.write(bytes(1 << 20))
    return out.getvalue()


def _lying_bomb() -> bytes:
    """The directory says ten bytes; the stream holds a megabyte."""
    manifest = f"{'0' * 64}  data/x\n".encode()
    members = {"b/bagit.txt": BAGIT, "b/manifest-sha256.txt": manifest, "b/data/x": bytes(1 << 20)}
    data = _zip([(zipfile.ZipInfo(name), content) for name, content in members.items()], zipfile.ZIP_DEFLATED)
    return data.replace(struct.pack("<L", 1 << 20), struct.pack("<L", 10))


def _overlapping() -> bytes:
    """Two directory entries for one local file, as in bombs that share their data."""
    data = _named("b/data/aa")
    at = data.rindex(b"PK\1\2")
    end = data.rindex(b"PK\5\6")
    entry = data[at:end]
    fields = list(struct.unpack("<4sHHHHLLH", data[end:]))
    fields[3], fields[4], fields[5] = 3, 3, fields[5] + len(entry)
    return data[:end] + entry.replace(b"b/data/aa", b"b/data/ab") + struct.pack("<4sHHHHLLH", *fields)


def _encrypted() -> bytes:
    data = bytearray(_named("b/data/x"))
    for mark, place in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        data[data.rindex(mark) + place] |= 1
    return bytes(data)


def _two_names() -> bytes:
    """The directory and the local header name different files."""
    data = _named("b/data/aa")
    at = data.rindex(b"b/data/aa")
    return data[:at] + b"b/data/bb" + data[at + 9 :]


def _latin_name() -> bytes:
    data = _named("b/data/aa")
    return data.replace(b"b/data/aa", b"b/data/\xe9\xe9")


def _method() -> bytes:
    data = bytearray(_named("b/data/x"))
    for mark, place in ((b"PK\1\2", 10), (b"PK\3\4", 8)):
        data[data.rindex(mark) + place] = 99
    return bytes(data)


HOSTILE = {
    "parent": (lambda: _named("b/../../etc/cron.d/x"), "unsafe-name"),
    "parent at the end": (lambda: _named("b/data/.."), "unsafe-name"),
    "absolute": (lambda: _named("/etc/passwd"), "unsafe-name"),
    "drive": (lambda: _named("C:/Windows/system32/x.dll"), "unsafe-name"),
    "backslash": (lambda: _named("b\\..\\..\\x"), "unsafe-name"),
    "network": (lambda: _named("\\\\server\\share\\x"), "unsafe-name"),
    "home": (lambda: _named("~/.ssh/authorized_keys"), "unsafe-name"),
    "control character": (lambda: _named("b/data/a\x1b[2J"), "unsafe-name"),
    "line break": (lambda: _named("b/data/a\nb"), "unsafe-name"),
    "empty segment": (lambda: _named("b//data/x"), "unsafe-name"),
    "symbolic link": (lambda: _with_mode(stat.S_IFLNK | 0o777), "link"),
    "device": (lambda: _with_mode(stat.S_IFCHR | 0o666), "special"),
    "bomb": (_bomb, "bomb"),
    "bomb that lies": (_lying_bomb, "bomb"),
    "overlap": (_overlapping, "overlap"),
    "twice": (lambda: _named("b/data/x", "b/data/x"), "duplicate-entry"),
    "two folders": (lambda: _named("c/data/x"), "top-folder"),
    "loose file": (lambda: _named("b"), "top-folder"),
    "encrypted": (_encrypted, "encrypted"),
    "two names": (_two_names, "local-header"),
    "not UTF-8": (_latin_name, "name-encoding"),
    "unknown method": (_method, "method"),
    "cut short": (lambda: _named("b/data/x")[:-10], "not-zip"),
    "not a zip": (lambda: b"<html>404</html>", "not-zip"),
    "empty": (lambda: b"", "not-zip"),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_archives_are_refused(tmp_path: Path, kind: str) -> None:
    make, code = HOSTILE[kind]
    path = tmp_path / "hostile.zip"
    path.write_bytes(make())
    before = sorted(os.listdir(tmp_path))
    problems = verify(path)
    assert code in {problem.code for problem in problems}
    assert exit_code(problems) != 0
    assert sorted(os.listdir(tmp_path)) == before, "nothing is unpacked"


def test_shared_data_is_refused(tmp_path: Path) -> None:
    """A member that lies inside another one, under its own true header."""
    inner = (
        struct.pack("<4sHHHHHLLLHH", b"PK\3\4", 20, 0x800, 0, 0, 33, zlib.crc32(b"x"), 1, 1, 8, 0) + b"b/data/y" + b"x"
    )
    data = _zip([(zipfile.ZipInfo("b/data/x"), inner)])
    end = data.rindex(b"PK\5\6")
    start = data.index(inner)
    entry = struct.pack(
        "<4sHHHHHHLLLHHHHHLL", b"PK\1\2", 20, 20, 0x800, 0, 0, 33, zlib.crc32(b"x"), 1, 1, 8, 0, 0, 0, 0, 0, start
    )
    fields = list(struct.unpack("<4sHHHHLLH", data[end:]))
    fields[3], fields[4], fields[5] = 2, 2, fields[5] + len(entry) + 8
    path = tmp_path / "hostile.zip"
    path.write_bytes(data[:end] + entry + b"b/data/y" + struct.pack("<4sHHHHLLH", *fields))
    assert [problem.code for problem in verify(path)] == ["overlap"]


def test_hostile_folders_are_refused(finished: Path, tmp_path: Path) -> None:
    bag = _unpack(finished, tmp_path)
    secret = tmp_path / "secret"
    secret.write_text("s")
    (bag / "data/site/link.html").symlink_to(secret)
    (bag / "data/loop").symlink_to(bag)
    os.mkfifo(bag / "data/pipe")
    codes = {(problem.code, problem.path) for problem in verify(bag)}
    assert {("link", "data/site/link.html"), ("link", "data/loop"), ("special", "data/pipe")} <= codes


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "data/../../x", "~root/x", "C:\\x", "data/a\\b", "bagit.txt"])
def test_hostile_manifests_are_refused(finished: Path, tmp_path: Path, path: str) -> None:
    bag = _unpack(finished, tmp_path)
    with (bag / "manifest-sha256.txt").open("a", encoding="utf-8") as file:
        file.write(f"{'0' * 64}  {path}\n")
    assert ("unsafe-name", path) in {(problem.code, problem.path) for problem in verify(bag)}


def test_an_attached_tail_is_found(finished: Path, tmp_path: Path) -> None:
    """A comment behind the end, bytes in front, and a repacked zip are all not what was made."""
    data = finished.read_bytes()
    path = tmp_path / "x.zip"
    path.write_bytes(data[:-2] + b"\4\0evil")
    assert _faults(path)
    path.write_bytes(b"#!/bin/sh\n" + data)
    assert _faults(path)
    with zipfile.ZipFile(finished) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert {problem.code for problem in verify(path)} == {"envelope"}


def test_a_tampered_site_is_found_page_by_page(inputs: Inputs, tmp_path: Path) -> None:
    given = inputs(110)
    bag = make_bag(given, tmp_path / "out").files[0].path
    assert compare_site(bag, given.site) == []
    pages = sorted(given.site.rglob("*.html"))
    for page in pages[:100]:
        page.write_text(page.read_text("utf-8").replace("</main>", "<a href=x hidden>比分</a></main>"), "utf-8")
    (given.site / "new.html").write_text("x")
    pages[105].unlink()
    found = {(problem.code, problem.path) for problem in compare_site(bag, given.site)}
    assert found == {
        *(("altered", page.relative_to(given.site).as_posix()) for page in pages[:100]),
        ("extra", "new.html"),
        ("missing", pages[105].relative_to(given.site).as_posix()),
    }
    assert main([str(bag), "--site", str(given.site)]) == 1


# ----------------------------------------------------------------------------------------------------- the program


def test_it_needs_the_standard_library_alone() -> None:
    source = Path(verifier.__file__).read_text("utf-8")
    names = set()
    for node in ast.walk(ast.parse(source, feature_version=(3, 9))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    assert names <= set(sys.stdlib_module_names)


def test_every_message_is_used_and_speaks_two_languages() -> None:
    source = Path(verifier.__file__).read_text("utf-8")
    for code, (zh, en) in MESSAGES.items():
        assert source.count(f'"{code}"') + source.count(f"{code} ") > 1, code
        assert re.search(r"[一-龥]", zh), code
        assert not re.search(r"[一-龥]", en), code
        assert ("{detail}" in zh) == ("{detail}" in en), code
    used = set(re.findall(r'(?:Problem|Refused)\(\s*"([a-z0-9-]+)"', source))
    assert used <= set(MESSAGES)


def test_exit_codes_and_output(finished: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(finished)]) == 0
    assert "核验通过" in capsys.readouterr().out
    assert main([str(tmp_path / "none.zip")]) == 2
    assert main([str(tmp_path)]) == 2
    bag = _unpack(finished, tmp_path / "x")
    (bag / PAGE).write_text("x")
    assert main([str(bag)]) == 1
    out = capsys.readouterr().out
    assert PAGE in out
    assert "内容已改变" in out
    assert "has been altered" in out
    assert main([str(bag), "--json"]) == 1
    assert '"code": "altered"' in capsys.readouterr().out


def test_bags_of_others_may_be_compressed(tmp_path: Path) -> None:
    path = tmp_path / "other.zip"
    digest = hashlib.sha512(b"hello").hexdigest()
    files = {"bagit.txt": BAGIT, "data/a": b"hello", "manifest-sha512.txt": f"{digest}  data/a\n".encode()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr("bag/" + name, content)
    assert verify(path) == []
