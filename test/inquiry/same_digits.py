"""One record gives the same bytes whatever the number of threads, and on the inner loops for any machine as on the wide ones."""
# SPDX-License-Identifier: Apache-2.0
import csv
import datetime
import json
import os
import random
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(sys.argv[2], "test/scenarios"))
from center import check, finish, same  # noqa: E402

TOCSIN = os.path.join(sys.argv[1], "src/cmd/tocsin")
folder = tempfile.mkdtemp(prefix="tocsin-test-")
ALL = ("call,incident,unit,type,place,area,said,received,answered,entered,assigned,en_route,on_scene,transporting,"
       "at_hospital,clear,closed,priority,disposition,lat,lon").split(",")
BEGIN = datetime.datetime(2025, 1, 6, tzinfo=datetime.timezone.utc)


def moment(at):
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def city(name, seed, calls, days, types):
    dice, path = random.Random(seed), os.path.join(folder, name + ".csv")
    with open(path, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["tocsin history", 1, name, "made for a test", "Europe/Berlin", 1, "received assigned on_scene closed"])
        out.writerow(ALL)
        for number in range(calls):
            at = BEGIN + datetime.timedelta(seconds=dice.randrange(days * 86400))
            wait = datetime.timedelta(seconds=int(60 + dice.lognormvariate(5.8, 0.6)))
            row = {"call": number + 1, "type": f"kind {dice.randrange(types)}", "area": f"area {dice.randrange(8)}",
                   "received": moment(at), "priority": dice.randrange(1, 5)}
            if dice.random() < 0.1:
                row.update(closed=moment(at + wait), disposition="not_served")
            else:
                row.update(unit="E1", assigned=moment(at + wait / 3), on_scene=moment(at + wait),
                           closed=moment(at + 2 * wait), disposition="served")
            out.writerow([row.get(column, "") for column in ALL])
    return path


def spec(name, **more):
    path = os.path.join(folder, name + ".json")
    with open(path, "w") as file:
        json.dump({"tocsin_audit": 1, "title": name, "from": "2025-01-01", "to": "2026-01-01", "target_s": 600, "smallest_points": 2,
                   "groups": {"by": "area", "a": {"name": "A", "is": [f"area {i}" for i in range(3)]},
                              "b": {"name": "B", "rest": True}}, **more}, file)
    return path


def run(*arguments):
    ran = subprocess.run([TOCSIN, "--json", "audit", "run", *arguments], capture_output=True, timeout=200,
                         env={k: v for k, v in os.environ.items() if not k.startswith("TOCSIN_")})
    same(ran.returncode, 0, f"{arguments}: {ran.stderr.decode()}")
    return ran.stdout


# Strata of few calls, which are sorted, and of many in a short time, which are counted.
RUNS = [(city("thin", 1, 4000, 120, 5), spec("usual")),
        (city("thick", 2, 20000, 20, 2), spec("few strata", strata=["type"], horizon_s=3600, clusters=["area", "shift"])),
        (city("alone", 3, 3000, 60, 3), spec("no clusters", strata=["priority", "load"], clusters=[]))]
seen = set()
for record, asked in RUNS:
    one = run(asked, record)
    for way in (["--threads", "2"], ["--threads", "4"], ["--plain-kernels"], ["--plain-kernels", "--threads", "3"]):
        check(run(asked, record, *way) == one, f"{record} {way}: the same bytes")
    told = json.loads(one)
    check(told["gate"]["stated"] and all(key in told for key in ("headline", "log_rank", "fractiles", "curves", "ladder", "drill")),
          f"{record}: all is told: {list(told)} {told['gate']}")
    seen.add(one)
same(len(seen), len(RUNS), "another record gives others")
finish()
