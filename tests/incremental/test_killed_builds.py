"""A build that is killed at any moment leaves the old tree or the new one, and the next build is right."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from edited_site import ROOT, EditedSite, add_document, edit_repeals, edit_text, edit_title, tree_differences

KILLS = int(os.environ.get("GONGKAI_KILLS", "4"))
_BUILD = """
import sys
sys.path[:0] = [sys.argv[1], sys.argv[2]]
from pathlib import Path
from edited_site import EditedSite
import plugins.disclosure.increment
print("ready", flush=True)
sys.stdin.readline()
raise SystemExit(EditedSite(Path(sys.argv[3])).build())
"""


def test_what_is_published_is_whole_after_every_kill(tmp_path: Path) -> None:
    rng = random.Random(12)
    site = EditedSite.of(tmp_path, 12, rng)
    assert site.build() == 0
    longest = 0.2
    for attempt in range(KILLS):
        assert site.build("old", cache=False) == 0
        rng.choice((edit_text, edit_repeals, edit_title, add_document))(site, rng)
        assert site.build("new", cache=False) == 0
        command = [sys.executable, "-c", _BUILD, str(ROOT), str(Path(__file__).parent), str(tmp_path)]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
        assert process.stdin
        assert process.stdout
        process.stdout.readline()
        start = time.perf_counter()
        process.stdin.write(b"\n")
        process.stdin.flush()
        if attempt == 0:
            assert process.wait() == 0
            longest = time.perf_counter() - start
        else:
            time.sleep(rng.random() * longest)
            process.send_signal(signal.SIGKILL)
            process.wait()
        left = [tree_differences(tmp_path / "site", tmp_path / name) for name in ("old", "new")]
        assert [] in left, left
        assert site.build() == 0
        assert tree_differences(tmp_path / "site", tmp_path / "new") == []
