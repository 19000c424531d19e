#!/usr/bin/env python3
"""Porto imported into a map, beside programs that do a part of it: Routino's planetsplitter, tilemaker, osmium."""
# SPDX-License-Identifier: Apache-2.0
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 3
top, build = sys.argv[1:3]
shared = os.environ.get("TOCSIN_SHARED", os.path.join(top, "../shared"))
source = os.path.join(shared, "data/roads/porto_portugal.osm.pbf")
TILES = "/usr/share/doc/tilemaker/examples"
# What does it, what of it, and the file without which it is not installed.
PROGRAMS = [
    ("tocsin", "roads, hierarchy, gazetteer, tiles", None,
     lambda folder: [os.path.join(build, "src/cmd/tocsin"), "map", "import", source, "-o", f"{folder}/porto.map"]),
    ("planetsplitter", "Routino: roads alone", "/usr/share/routino/tagging.xml",
     lambda folder: ["planetsplitter", f"--dir={folder}", "--tagging=/usr/share/routino/tagging.xml", source]),
    ("tilemaker", "tiles alone, OpenMapTiles' layers", f"{TILES}/config-openmaptiles.json",
     lambda folder: ["tilemaker", "--input", source, "--output", f"{folder}/porto.mbtiles",
                     "--config", f"{TILES}/config-openmaptiles.json", "--process", f"{TILES}/process-openmaptiles.lua"]),
    ("osmium", "reads every object and keeps none: osmium fileinfo -e", None,
     lambda folder: ["osmium", "fileinfo", "-e", source]),
]


def measure(command):
    """CPU seconds, wall seconds and peak megabytes of one run."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.monotonic()
        process = subprocess.Popen(command(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{command(folder)[0]} failed: {process.returncode}")
        return used.ru_utime + used.ru_stime, time.monotonic() - start, used.ru_maxrss / 1024


if not os.path.exists(source):
    sys.exit(f"{source} is not there; set TOCSIN_SHARED")
source, build = os.path.realpath(source), os.path.realpath(build)
there = []
for name, what, needs, command in PROGRAMS:
    if name != "tocsin" and (not shutil.which(name) or needs and not os.path.exists(needs)):
        print(f"NOT MEASURED: {name}; install its package (routino, tilemaker, osmium-tool)", file=sys.stderr)
        continue
    there.append((name, what, command))
rounds = [[measure(command) for _, _, command in there] for _ in range(ROUNDS)]
medians = [[statistics.median(one[i][part] for one in rounds) for part in range(3)] for i in range(len(there))]
for (name, what, _), (cpu, wall, megabytes) in zip(there, medians):
    print(f"{name}: CPU {cpu:.2f} s, wall {wall:.2f} s, peak {megabytes:.0f} MB, "
          f"{cpu / medians[0][0]:.2f} x ours; {what}")
print(f"of what is allowed: {medians[0][0] / 3:.2f} of 3 s, {medians[0][2] / 200:.2f} of 200 MB")
