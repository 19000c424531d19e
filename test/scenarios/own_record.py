"""A center's own record, looked at while it works, and a month of it told to everybody without its small counts."""
# SPDX-License-Identifier: Apache-2.0
import csv
import hashlib
import json
import os
import sys
import time

from center import Center, check, finish, must, same

SMALL = 10
# More groups of entries than are read in one go.
CALLS = 2200
LOOK_S = 60

build = sys.argv[1]


def rehearse(moment):
    return ["--rehearse", f"{moment},1"]


def look(center, wanted):
    """The first look of a server's life, once it is made."""
    until = time.monotonic() + LOOK_S
    seen = {"windows": []}
    while not seen["windows"] and time.monotonic() < until:
        status, seen = center.ask("GET", "/v1/audit", token=center.token)
        check(status == (200 if seen["windows"] else 202), f"200 with a look, 202 without: {status}")
        time.sleep(0.05)
    for window in seen["windows"]:
        same(window["calls"], wanted, f"every call of the last {window['days']} days")
        same(window["calls"], window["open"] + window["unit_there"] + window["without_unit"], "each of one end")
        same(sum(district["calls"] for district in window["districts"]), wanted, "each in a district")
    return seen


def rows(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def check_table(folder, name):
    table = rows(folder, name)
    for row in table:
        counts = [value for key, value in row.items() if key not in ("month", "district", "type")]
        check(all(value == "*" or int(value) == 0 or int(value) > SMALL for value in counts), f"no small count: {row}")
        if "*" not in counts:
            same(int(counts[0]), sum(map(int, counts[1:])), f"a row adds up: {row}")
    return table


def check_month(center, folder, token):
    done = center.tocsin("audit", "public", center.data, "--month", "2026-05", "--out", folder, token=token)
    same(done.returncode, 0, f"the month is told: {done.stdout}{done.stderr}")
    with open(os.path.join(folder, "metadata.json"), "rb") as file:
        text = file.read()
    about = json.loads(text)
    for name, wanted in about["sha256"].items():
        with open(os.path.join(folder, name), "rb") as file:
            same(hashlib.sha256(file.read()).hexdigest(), wanted, f"the hash of {name}")
    own = hashlib.sha256(text).hexdigest()
    check(own in done.stdout, "its own hash is said")
    table = check_table(folder, "districts.csv")
    check_table(folder, "types.csv")
    same([row["district"] for row in table][-1], "all", "the last row is all of them")
    shown = center.tocsin("audit", "public", center.data, "--month", "2026-05", "--out", folder + "-again")
    same(shown.returncode, 1, "it is told once")
    check("told before" in shown.stderr, f"and that is said: {shown.stderr}")
    same(os.path.exists(folder + "-again"), False, "nothing is written then")


with Center(build, options=rehearse("2026-05-30T10:00:00Z")) as c:
    staff = c.agent("anna", "duty_officer")
    auditor = c.agent("ada", "auditor")
    for name in ("north", "south"):
        must(c.do("add_queue", name=name))
    for i in range(CALLS):
        must(c.place(queue=2 + (i % 20 == 0) * 1))
    for call in range(1, 41):
        must(c.do("answer", staff, call=call))
        must(c.do("close", staff, call=call, disposition="cancelled", reason="so they say"))
    seen = look(c, CALLS)
    check(seen.get("entries", 0) > CALLS, "all of the record was read")
    same(c.ask("GET", "/v1/audit")[0], 401, "a stranger is not told")
    early = c.tocsin("audit", "public", c.data, "--month", "2026-05", "--out", os.path.join(c.folder, "early"))
    same(early.returncode, 1, "a month that is not over is not told")
    c.options = rehearse("2026-06-02T10:00:00Z")
    c.restart()
    must(c.place())
    check_month(c, os.path.join(c.folder, "may"), auditor)
    never = c.tocsin("audit", "public", c.data, "--month", "2026-04", "--out", os.path.join(c.folder, "april"))
    same(never.returncode, 1, "a month without calls is not told")
finish()
