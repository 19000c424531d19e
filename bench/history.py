#!/usr/bin/env python3
"""San Francisco's first half of 2018 imported and replayed, beside a reader that only splits it and reads two columns."""
# SPDX-License-Identifier: Apache-2.0
import csv
import datetime
import lzma
import os
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 5
top, build = sys.argv[1:3]
shared = os.environ.get("TOCSIN_SHARED", os.path.join(top, "../shared"))
table = os.path.join(shared, "data/calls/sf_fire_2018H1_minute.csv.xz")
tocsin = os.path.join(build, "src/cmd/tocsin")


def ours(folder):
    out = os.path.join(folder, f"{time.monotonic_ns()}.csv")
    start = time.monotonic()
    for command in (["import", os.path.join(top, "maps/san_francisco_fire_minute.yaml"), table, "--out", out], ["replay", out]):
        subprocess.run([tocsin, *command], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - start


def theirs():
    start = time.monotonic()
    with lzma.open(table, "rt", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            for column in ("Received DtTm", "On Scene DtTm"):
                if row[column]:
                    datetime.datetime.strptime(row[column], "%m/%d/%y %H:%M")
    return time.monotonic() - start


if not os.path.exists(table):
    sys.exit(f"{table} is not there; set TOCSIN_SHARED")
with tempfile.TemporaryDirectory() as folder:
    rounds = [(ours(folder), theirs()) for _ in range(ROUNDS)]
for number, (own, other) in enumerate(rounds, 1):
    print(f"round {number}: import and replay {own:.2f} s, reading two columns in Python {other:.2f} s, {other / own:.2f} x as fast")
own = statistics.median(own for own, _ in rounds)
print(f"medians: {own:.2f} s beside {statistics.median(other for _, other in rounds):.2f} s, "
      f"{statistics.median(other / own for own, other in rounds):.2f} x as fast; {own / 5:.2f} of the 5 s allowed")
