"""Eight cities' files by their mappings: what is counted is what a second reader counts, and the replays add up."""
# SPDX-License-Identifier: Apache-2.0
import collections
import csv
import datetime
import json
import lzma
import os
import re
import subprocess
import sys
import tempfile
import zoneinfo

from center import check, finish, same

build, top = sys.argv[1:3]
shared = os.environ.get("TOCSIN_SHARED", os.path.join(top, "../shared"))
calls = os.path.join(shared, "data/calls")
if not os.path.isdir(calls):
    print(f"SKIPPED: no real data: {calls} is not there; set TOCSIN_SHARED")
    sys.exit(77)
TOCSIN = os.path.join(build, "src/cmd/tocsin")
FILES = {
    "san_francisco_fire": "sf_fire_2016-12-31_2017-01-07",
    "san_francisco_fire_minute": "sf_fire_2018H1_minute",
    "new_york_ems": "nyc_ems_2013-2016_A",
    "dublin_fire": "dublin_fire_2020",
    "san_antonio_police": "san_antonio_pd_3_months_first_week",
    "montgomery_911": "montco_911_2015-12-10_2016-04-30",
    "nashville_police": "nashville_mnpd_2024",
    "sacramento_police": "sacramento_pd_2019-01_dates_only",
}


def table(name):
    with lzma.open(os.path.join(calls, FILES[name] + ".csv.xz"), "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def utc(text, form, zone):
    local = datetime.datetime.strptime(text, form).replace(tzinfo=zoneinfo.ZoneInfo(zone))
    return local.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def run(*arguments):
    done = subprocess.run([TOCSIN, "--json", *arguments], capture_output=True, text=True, check=False)
    check(done.returncode == 0, f"tocsin {' '.join(arguments)}: {done.stderr}")
    return json.loads(done.stdout)


def history(path):
    with open(path, encoding="utf-8", newline="") as file:
        file.readline()
        return list(csv.DictReader(file))


def go_through(name, folder):
    out = os.path.join(folder, name + ".csv")
    report = run("import", os.path.join(top, "maps", name + ".yaml"), os.path.join(calls, FILES[name] + ".csv.xz"),
                 "--out", out)
    same(report["rows"], report["kept"] + sum(report["set_aside"].values()), f"{name}: rows add up")
    for column, counts in report["columns"].items():
        fates = sum(counts[fate] for fate in ("understood", "missing", "unreadable", "impossible", "unlisted"))
        same(fates, report["rows"], f"{name}: every cell of {column} has a fate")
    picture = os.path.join(folder, name + ".svg")
    summary = run("replay", out, "--picture", picture)
    same(summary["rows"], report["kept"], f"{name}: every row is replayed")
    same(sum(end["calls"] for end in summary["ends"]), summary["calls"], f"{name}: every call ends or is open")
    for kind, debt in summary["obligations"].items():
        same(debt["opened"], debt["met_in_time"] + debt["met_late"] + debt["owed"], f"{name}: {kind} adds up")
    with open(picture, encoding="utf-8") as file:
        check("<svg" in file.read(400), f"{name}: the picture is one")
    return report, summary, history(out)


def san_francisco(name, form, rows, report, summary, kept):
    same(report["rows"], len(rows), f"{name}: rows")
    same(summary["calls"], len({row["Call Number"] for row in rows}), f"{name}: calls")
    arrived = {row["Call Number"] for row in rows
               if row["On Scene DtTm"] or row["Transport DtTm"] or row["Hospital DtTm"]}
    came = summary["calls"] - summary["nobody_came"]
    check(came >= len(arrived), f"{name}: {came} calls that somebody came to, {len(arrived)} with a moment")
    for row, ours in zip(rows, kept):
        same(ours["received"], utc(row["Received DtTm"], form, "America/Los_Angeles"), f"{name}: first contact")
        if row["On Scene DtTm"]:
            same(ours["on_scene"], utc(row["On Scene DtTm"], form, "America/Los_Angeles"), f"{name}: on scene")
    first = collections.defaultdict(list)
    for ours in kept:
        start = datetime.datetime.fromisoformat(ours["received"][:-1])
        if ours["assigned"]:
            first[ours["call"]].append((datetime.datetime.fromisoformat(ours["assigned"][:-1]) - start).total_seconds())
    waits = sorted(min(spans) for spans in first.values())
    rank = (len(first) * 90 + 99) // 100
    same(summary["from_first_contact"]["assigned"]["p90_s"], waits[rank - 1], f"{name}: P90 until a unit is assigned")


def main():
    with tempfile.TemporaryDirectory() as folder:
        results = {name: go_through(name, folder) for name in FILES}
        for name, form in (("san_francisco_fire", "%m/%d/%Y %I:%M:%S %p"), ("san_francisco_fire_minute", "%m/%d/%y %H:%M")):
            san_francisco(name, form, table(name), *results[name])

    report, summary, kept = results["dublin_fire"]
    rows = table("dublin_fire")
    never = sum(not row["IA"] for row in rows)
    same(summary["nobody_came"], never, "Dublin: calls that nobody attended")
    for row, ours in zip(rows, kept):
        same(ours["received"], utc(f"{row['Date']} {row['TOC']}", "%d/%m/%Y %H:%M:%S", "Europe/Dublin"), "Dublin: contact")
        wait = (datetime.datetime.fromisoformat(ours["closed"][:-1]) - datetime.datetime.fromisoformat(ours["received"][:-1]))
        check(-3600 <= wait.total_seconds() < 86400, f"Dublin: closed within a day: {ours}")

    report, summary, kept = results["new_york_ems"]
    seconds = [int(row["INCIDENT_RESPONSE_SECONDS_QY"]) for row in table("new_york_ems")]
    same(summary["from_first_contact"]["on_scene"]["p50_s"], sorted(seconds)[(len(seconds) + 1) // 2 - 1], "New York: P50")

    report, summary, kept = results["san_antonio_police"]
    for row, ours in zip(table("san_antonio_police"), kept):
        at = datetime.datetime.fromtimestamp(int(row["ResponseDate"]) / 1000, datetime.timezone.utc)
        same(ours["received"], at.strftime("%Y-%m-%dT%H:%M:%SZ"), "San Antonio: the epoch is what counts")

    report, summary, kept = results["montgomery_911"]
    known = [row for row in table("montgomery_911") if re.search(r"\d{4}-\d\d-\d\d @ \d\d:\d\d:\d\d", row["desc"])]
    same(report["kept"], len(known), "Montgomery: calls with a clock of their own")
    check(200 <= summary["from_first_contact"]["entered"]["p50_s"] <= 220, "Montgomery: the feed trails by 211 s")
    same(summary["not_recorded"], summary["calls"], "Montgomery: nothing says whether anybody came")

    report, summary, kept = results["nashville_police"]
    said = collections.Counter(row["Disposition Description"] for row in table("nashville_police"))
    same({end["said"]: end["calls"] for end in summary["ends"]}["not_served"], said["NO RESPONSE"], "Nashville: no response")
    same(summary["not_recorded"], said[""], "Nashville: nothing was said")

    report, summary, kept = results["sacramento_police"]
    same(report["columns"]["on_scene"]["missing"],
         sum(row["At_Scene_Date"] == "-2208988800000" for row in table("sacramento_police")), "Sacramento: 1900 is no date")
    same(summary["from_first_contact"], {}, "Sacramento: days bear no wait")
    finish()


main()
