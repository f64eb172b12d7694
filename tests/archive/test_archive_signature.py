"""Signatures: made by the standard tools, checked by the standard tools and by verify.py alone."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from plugins.archive.bag import ArchiveInputs, make_bag
from plugins.archive.errors import ArchiveError
from plugins.archive.signature import sign
from plugins.archive.verify import SIGNED, ed25519_fits, exit_code, public_key, verify

Inputs = Callable[..., ArchiveInputs]
TOOLS = {"minisign": "minisign", "ssh": "ssh-keygen"}


def _keys(folder: Path, kind: str) -> tuple[Path, Path]:
    """(private, public) key files made for this test alone."""
    tool = TOOLS[kind]
    if shutil.which(tool) is None:
        pytest.skip(f"needs {tool}")
    folder.mkdir(parents=True, exist_ok=True)
    private = folder / "key"
    if kind == "minisign":
        public = folder / "key.public"
        command = ["minisign", "-G", "-W", "-p", str(public), "-s", str(private)]
    else:
        public = folder / "key.pub"
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", str(private)]
    subprocess.run(command, check=True, capture_output=True)
    return private, public


@pytest.fixture(params=TOOLS)
def signed(request: pytest.FixtureRequest, inputs: Inputs, tmp_path: Path) -> tuple[Path, Path, Path, str]:
    """(bag, signature, private key, public key text)"""
    private, public = _keys(tmp_path / "keys", request.param)
    key = public.read_text("utf-8")
    path = make_bag(inputs(public_key=key), tmp_path / "out").files[0].path
    return path, sign(path, private), private, key


Signed = tuple[Path, Path, Path, str]


def test_a_signed_bag_is_sound(signed: Signed, tmp_path: Path) -> None:
    path, signature, _, key = signed
    assert verify(path, public_key=key, require_signature=True) == []
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "x")
    bag = tmp_path / "x" / path.stem
    shutil.copy(signature, tmp_path / "x")
    assert verify(bag, public_key=key, require_signature=True) == []
    info = (bag / "bag-info.txt").read_text("utf-8")
    assert f"Signing-Key-Id: {public_key(key).name}\n" in info


def test_the_standard_tool_agrees(signed: Signed, tmp_path: Path) -> None:
    path, signature, _, key = signed
    with zipfile.ZipFile(path) as archive:
        (tmp_path / SIGNED).write_bytes(archive.read(f"{path.stem}/{SIGNED}"))
    (tmp_path / "public").write_text(key, "utf-8")
    if public_key(key).kind == "minisign":
        command = ["minisign", "-V", "-p", "public", "-m", SIGNED, "-x", str(signature)]
        result = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    else:
        (tmp_path / "allowed").write_text(f"archive@yi.example {key}", "utf-8")
        command = ["ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "archive@yi.example"]
        command += ["-n", "gongkai-archive", "-s", str(signature)]
        content = (tmp_path / SIGNED).read_bytes()
        result = subprocess.run(command, cwd=tmp_path, input=content, capture_output=True, check=False)
    assert result.returncode == 0, result.stderr


def test_a_signature_is_always_the_same(signed: Signed) -> None:
    path, signature, private, _ = signed
    before = signature.read_bytes()
    assert sign(path, private).read_bytes() == before


def test_the_wrong_key_is_refused(signed: Signed, tmp_path: Path) -> None:
    path, _, _, key = signed
    _, other = _keys(tmp_path / "others", public_key(key).kind)
    problems = verify(path, public_key=other.read_text("utf-8"))
    assert "signature-other-key" in {problem.code for problem in problems}
    assert exit_code(problems) == 1


def test_a_signature_by_another_is_refused(signed: Signed, tmp_path: Path) -> None:
    path, _, _, key = signed
    private, _ = _keys(tmp_path / "others", public_key(key).kind)
    sign(path, private)
    assert "signature-other-key" in {problem.code for problem in verify(path, public_key=key)}


def test_a_missing_signature_is_refused(signed: Signed) -> None:
    path, signature, _, key = signed
    signature.unlink()
    for problems in (verify(path), verify(path, public_key=key)):
        assert [problem.code for problem in problems] == ["signature-missing"]
        assert exit_code(problems) == 1


def test_a_changed_manifest_is_refused(signed: Signed, tmp_path: Path) -> None:
    path, signature, _, key = signed
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "x")
    bag = tmp_path / "x" / path.stem
    shutil.copy(signature, bag / (SIGNED + signature.name.split(SIGNED)[1]))
    assert verify(bag, public_key=key) == []
    lines = (bag / SIGNED).read_text("utf-8").splitlines(keepends=True)
    (bag / SIGNED).write_text("".join(reversed(lines)), "utf-8")
    assert [problem.code for problem in verify(bag, public_key=key)] == ["signature-wrong"]


def test_a_spoiled_signature_is_refused(signed: Signed) -> None:
    path, signature, _, key = signed
    text = signature.read_text("utf-8")
    middle = text.index("\n") + 40  # within the first line of base64
    other = text[:middle] + ("B" if text[middle] == "A" else "A") + text[middle + 1 :]
    for spoiled in ("", "x", text[: len(text) // 2], other, text.upper()):
        signature.write_text(spoiled, "utf-8")
        assert exit_code(verify(path, public_key=key)) == 1, spoiled


def test_the_trusted_comment_of_minisign_is_signed_too(signed: Signed) -> None:
    path, signature, _, key = signed
    if public_key(key).kind != "minisign":
        return
    text = signature.read_text("utf-8")
    assert f"trusted comment: {path.stem}\n" in text
    signature.write_text(text.replace(f"trusted comment: {path.stem}", "trusted comment: other"), "utf-8")
    assert [problem.code for problem in verify(path, public_key=key)] == ["signature-wrong"]


def test_without_a_key_the_one_in_the_bag_is_only_a_hint(signed: Signed) -> None:
    path, _, _, key = signed
    problems = verify(path)
    assert [problem.code for problem in problems] == ["signature-embedded"]
    assert public_key(key).name in problems[0].zh
    assert exit_code(problems) == 0


def test_an_unsigned_bag_may_be_required_to_be_signed(finished: Path) -> None:
    assert exit_code(verify(finished)) == 0
    assert [problem.code for problem in verify(finished, require_signature=True)] == ["signature-missing"]


def test_the_key_itself_stays_out(signed: Signed) -> None:
    path, signature, private, _ = signed
    secret = private.read_text("utf-8").splitlines()[1]
    assert secret.encode() not in path.read_bytes() + signature.read_bytes()


def test_a_file_that_is_no_key_is_refused(finished: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("password")
    with pytest.raises(ArchiveError, match="密钥"):
        sign(finished, tmp_path / "key")


def test_a_missing_tool_is_named(finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text("untrusted comment: minisign encrypted secret key\nx\n")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ArchiveError, match="minisign"):
        sign(finished, tmp_path / "key")


# RFC 8032, 7.1: TEST 1, 2, 3 and SHA(abc).
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_the_vectors_of_rfc_8032(key: str, message: str, signature: str) -> None:
    raw, text, mark = bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature)
    assert ed25519_fits(raw, text, mark)
    assert not ed25519_fits(raw, text + b"x", mark)
    for at in range(64):
        assert not ed25519_fits(raw, text, mark[:at] + bytes([mark[at] ^ 1]) + mark[at + 1 :])


def test_forgeries_that_simple_verifiers_accept() -> None:
    key, message, signature = (bytes.fromhex(part) for part in VECTORS[1])
    order = 2**252 + 27742317777372353535851937790883648493
    s = int.from_bytes(signature[32:], "little") + order  # the same signature, written another way
    assert not ed25519_fits(key, message, signature[:32] + s.to_bytes(32, "little"))
    identity = (1).to_bytes(32, "little")
    assert not ed25519_fits(identity, message, identity + bytes(32))  # fits every message
    assert not ed25519_fits((2**255 - 19 + 1).to_bytes(32, "little"), message, identity + bytes(32))
