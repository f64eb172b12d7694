"""Detached signatures of a bag, made by the standard tools; verify.py checks them without any."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from plugins.archive import verify as verifier
from plugins.archive.errors import ArchiveError


def key_kind(key: Path) -> str:
    """`minisign` or `ssh`, after the form of the private key file. ArchiveError when it is neither."""
    head = key.read_bytes()[:200]
    if head.startswith(b"untrusted comment:"):
        return "minisign"
    if b"OPENSSH PRIVATE KEY" in head or head.startswith(b"ssh-ed25519 "):
        return "ssh"
    raise ArchiveError("unknown_key")


def signature_path(bag: Path, kind: str) -> Path:
    """Where the signature of a bag lies: in an unpacked bag, beside a zip under its name."""
    name = verifier.SIGNED + verifier.SUFFIXES[kind]
    return bag / name if bag.is_dir() else bag.with_name(f"{bag.name.removesuffix('.zip')}.{name}")


def sign(bag: Path, key: Path) -> Path:
    """The signature file of the bag's sha512 tag manifest, made with a minisign or OpenSSH Ed25519 private key.

    A key that has a password is asked for by the tool itself on the terminal; an OpenSSH public key file is answered by
    the agent. The signature of one bag with one key is always the same. ArchiveError when the tool is absent or fails.
    """
    kind = key_kind(key)
    tool = "minisign" if kind == "minisign" else "ssh-keygen"
    if shutil.which(tool) is None:
        raise ArchiveError("no_tool", tool=tool)
    opened = verifier.Folder(str(bag)) if bag.is_dir() else verifier.Zip(str(bag))
    try:
        content = b"".join(opened.chunks(verifier.SIGNED))
        label = opened.label
    finally:
        opened.close()
    with tempfile.TemporaryDirectory() as folder:
        manifest = Path(folder) / verifier.SIGNED
        manifest.write_bytes(content)
        made = manifest.with_name(manifest.name + verifier.SUFFIXES[kind])
        if kind == "minisign":
            command = ["minisign", "-S", "-s", str(key), "-m", str(manifest), "-x", str(made)]
            # Without a comment of ours minisign writes the time of day into the signature.
            command += ["-t", label, "-c", "gongkai archive"]
        else:
            command = ["ssh-keygen", "-Y", "sign", "-n", verifier.SSH_NAMESPACE, "-f", str(key), str(manifest)]
        result = subprocess.run(command, capture_output=True, check=False)
        if result.returncode or not made.exists():
            reason = (result.stderr or result.stdout).decode("utf-8", "replace").strip()
            raise ArchiveError("sign_failed", reason=reason)
        target = signature_path(bag, kind)
        target.write_bytes(made.read_bytes())
    return target
