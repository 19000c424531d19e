"""The demo plays real calls to their end, and its clock opens no ledger but a rehearsal's; settings are checked and kept to."""
# SPDX-License-Identifier: Apache-2.0
import os
import re
import subprocess
import sys
import tempfile
from datetime import datetime

from center import Center, check, finish, same

build, top = sys.argv[1:3]


def rehearsed_only():
    """A log of real calls is not opened by a clock that runs away."""
    with Center(build) as center:
        center.end()
        done = subprocess.run([*center.command(), "--rehearse", "2017-01-05T14:00:00Z,60"], capture_output=True, text=True,
                              timeout=60, check=False)
        same(done.returncode, 1, "a rehearsal on a real ledger")
        check("another origin" in done.stderr, f"says why: {done.stderr}")
        for wrong in ("now,60", "2017-01-05T14:00:00Z", "2017-01-05T14:00:00Z,0", "2017-01-05T14:00:00Z,100001"):
            done = subprocess.run([*center.command(), "--rehearse", wrong], capture_output=True, text=True, timeout=60,
                                  check=False)
            same(done.returncode, 2, f"--rehearse {wrong}")


def settings_kept():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "tocsin.conf")
        text = ("units: [E1, E2]\npositions: [one]\nqueues: [fire, {name: sea, ring: all, ring_s: 7}]\n"
                "neighbours: [next]\nsip: [udp:127.0.0.1:0]\ndomain: center.example\n"
                "ladders:\n  - {kind: answer, rung: 0, owner: queue, within_s: 3}\n")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        with Center(build, options=["--config", path]) as center:
            same([unit["name"] for unit in center.board()["units"]], ["E1", "E2"], "the units of the settings")
            check(re.search(r"^calls by phone on udp:127\.0\.0\.1:[1-9]\d*$", center.said, re.M), "phones of the settings")
            entries = center.board()["sequence"]
            center.place("help")
            owed = center.board()["calls"][0]["obligations"][0]
            bound = datetime.fromisoformat(owed["due"][:-1]) - datetime.fromisoformat(owed["opened"][:-1])
            same(round(bound.total_seconds()), 3, "the bound of the settings")
            with open(path, "a", encoding="utf-8") as file:
                file.write("spool: nowhere-yet\n")
            same(center.tocsin("config", "check", path).returncode, 0, "good settings")
            center.restart()
            check(center.board()["sequence"] <= entries + 5, "settings that hold already are not asked again")
            same(len(center.board()["units"]), 2, "no unit twice")
            center.end()
            with open(path, "w", encoding="utf-8") as file:
                file.write(text + "ladders: []\n")
            done = subprocess.run(center.command(), capture_output=True, text=True, timeout=60, check=False)
            same(done.returncode, 2, "no start on wrong settings")
            check(f"{path}:9:1:" in done.stderr, f"where: {done.stderr}")


def demo():
    shared = os.environ.get("TOCSIN_SHARED", os.path.join(top, "../shared"))
    if not os.path.isdir(os.path.join(shared, "data/calls")):
        print("SKIPPED in part: no real data for the demo; set TOCSIN_SHARED")
        return
    done = subprocess.run([os.path.join(top, "script/demo"), "--build", build, "--hours", "0.5", "--times", "600"],
                          capture_output=True, text=True, timeout=120, check=False)
    check(done.returncode == 0, f"the demo ends well: {done.stdout}{done.stderr}")
    counts = {what: int(count) for what, count in re.findall(r"([a-z ]+) (\d+)", done.stdout.splitlines()[-1])}
    counts = {what.strip(): count for what, count in counts.items()}
    check(counts["calls"] > 5, f"calls arrive: {counts}")
    same(counts["answered"], counts["calls"], "all are answered")
    same(counts["closed"] + counts["not served"], counts["calls"], "all are ended")
    same(counts["refused"], 0, "nothing is refused")


same(subprocess.run([os.path.join(build, "src/cmd/tocsin"), "config", "check", os.path.join(top, "docs/tocsin.conf")],
                    capture_output=True, timeout=60, check=False).returncode, 0, "the example settings")
rehearsed_only()
settings_kept()
demo()
finish()
