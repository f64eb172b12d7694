"""The other generators that build the same documents: Hugo, Pelican as it comes, Eleventy."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from plugins.catalogue import tables

PEERS = ("hugo", "pelican", "eleventy")


@dataclass(frozen=True, slots=True)
class Peer:
    """A generator: its command, its environment, where it runs, what it reads and what it writes."""

    name: str
    command: list[str]
    settings: dict[str, str]
    place: Path
    content: Path
    output: Path


def peers_in(sites: Path, folder: Path, wanted: tuple[str, ...] = PEERS) -> list[Peer]:
    """The peers that are here, ready to build what lies in `folder/corpus`. `sites` has a site for each of them.

    Programs are those that HUGO and PELICAN name, or those on the PATH; Eleventy is the one in its site's node_modules.
    """
    corpus, copied = folder / "corpus", folder / "sites"
    shutil.copytree(sites, copied, symlinks=True, ignore=shutil.ignore_patterns("node_modules"))
    for place, _, _ in os.walk(copied):
        os.chmod(place, 0o755)  # noqa: S103 (what is copied may be read-only, and a site is built in it)
    out = []
    hugo, pelican = (os.environ.get(name.upper()) or shutil.which(name) for name in ("hugo", "pelican"))
    if hugo and "hugo" in wanted:
        arguments = ["--source", str(copied / "hugo"), "--config", "hugo-new.toml", "--noBuildLock"]
        arguments += ["--contentDir", str(corpus / "hugo"), "--destination", str(folder / "hugo")]
        out.append(Peer("hugo", [hugo, *arguments], {}, folder, corpus / "hugo", folder / "hugo"))
    if pelican and "pelican" in wanted:
        settings = {"BENCH_CONTENT": str(corpus / "pelican"), "BENCH_OUTPUT": str(folder / "pelican")}
        command = [pelican, "-q", "-s", str(copied / "pelican" / "pelicanconf.py")]
        out.append(Peer("pelican", command, settings, folder, corpus / "pelican", folder / "pelican"))
    modules = sites / "eleventy" / "node_modules"
    if (modules / "@11ty").exists() and shutil.which("node") and "eleventy" in wanted:
        place = copied / "eleventy"
        (place / "node_modules").symlink_to(modules.resolve())
        shutil.copytree(sites / "eleventy" / "input", corpus / "eleventy", dirs_exist_ok=True)
        settings = {
            "BENCH_INPUT": os.path.relpath(corpus / "eleventy", place),
            "BENCH_OUTPUT": os.path.relpath(folder / "eleventy", place),
        }
        command = ["node", str(place / "node_modules/@11ty/eleventy/cmd.cjs")]
        out.append(Peer("eleventy", command, settings, place, corpus / "eleventy", folder / "eleventy"))
    for name in wanted:
        if name not in [peer.name for peer in out]:
            sys.stderr.write(tables.load("benchmark")["say"]["no_peer"].format(name=name) + "\n")
    return out
