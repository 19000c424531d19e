"""Recorded calls under other plans: New York's ambulance calls, placed by ZIP, on Manhattan's roads with its stations."""
# SPDX-License-Identifier: Apache-2.0
import collections
import csv
import json
import lzma
import math
import os
import re
import subprocess
import sys
import tempfile

from center import check, finish, same

build, top = sys.argv[1:3]
shared = os.environ.get("TOCSIN_SHARED", os.path.join(top, "../shared"))
roads = os.path.join(shared, "data/roads/jemss_manhattan")
table = os.path.join(shared, "data/calls/nyc_ems_2013-2016_A.csv.xz")
streets = os.path.join(shared, "data/roads/manhattan_main_roads_2019-01-15.osm.xz")
for needed in (roads, table, streets):
    if not os.path.exists(needed):
        print(f"SKIPPED: {needed} is not there; set TOCSIN_SHARED")
        sys.exit(77)
TOCSIN = os.path.join(build, "src/cmd/tocsin")


def run(*arguments):
    done = subprocess.run([TOCSIN, *arguments], capture_output=True, text=True, check=False)
    check(done.returncode == 0, f"tocsin {' '.join(arguments)}: {done.stderr}")
    return done


def zip_middles():
    """A point for each ZIP: the middle of the streets that OpenStreetMap says have it on their left (tiger:zip_left)."""
    nodes, points, ids = {}, collections.defaultdict(list), []
    with lzma.open(streets, "rt", encoding="utf-8") as file:
        for line in file:
            node = re.match(r'\s*<node id="(\d+)".* lat="([-.0-9]+)" lon="([-.0-9]+)"', line)
            if node:
                nodes[node[1]] = (float(node[3]), float(node[2]))
            elif "<way " in line:
                ids = []
            elif "<nd " in line:
                ids += re.findall(r'ref="(\d+)"', line)
            else:
                tag = re.search(r'k="tiger:zip_left" v="(\d{5})"', line)
                if tag:
                    points[tag[1]] += [nodes[i] for i in ids if i in nodes]
    return {word: [sum(place[i] for place in all_of_it) / len(all_of_it) for i in (0, 1)]
            for word, all_of_it in points.items() if all_of_it}


def write_places(path, middles):
    with open(path, "w", encoding="utf-8") as file:
        file.write("places\nword,x,y\n")
        for word, (x, y) in sorted(middles.items()):
            file.write(f"MANHATTAN {word},{x:.7f},{y:.7f}\n")


def manhattan_calls():
    with lzma.open(table, "rt", encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file) if row["BOROUGH"] == "MANHATTAN"]


def new_york(folder):
    history, places = os.path.join(folder, "nyc.csv"), os.path.join(folder, "places.csv")
    svg, again = os.path.join(folder, "nyc.svg"), os.path.join(folder, "again.svg")
    run("import", os.path.join(top, "maps/new_york_ems.yaml"), table, "--out", history)
    middles = zip_middles()
    write_places(places, middles)
    wanted = sum(row["ZIPCODE"] in middles for row in manhattan_calls())
    plans = ["--case", "stations as they are:", "--case", "two more: extra=3,5", "--case", "slow: speeds=0.5",
             "--case", "one unit: units=1"]
    arguments = ["--json", "what-if", history, "--roads", roads, "--places", places, *plans]
    one = run(*arguments, "--threads", "1", "--svg", svg)
    both = run(*arguments, "--threads", "2", "--svg", again)
    print(one.stderr, end="")
    same(both.stdout, one.stdout, "one thread and two")
    with open(svg, "rb") as first, open(again, "rb") as second:
        check(second.read() == first.read(), "the picture differs")
    cases = {case["name"]: case for case in json.loads(one.stdout)["cases"]}
    now, more, slow, single = (cases[name] for name in ("stations as they are", "two more", "slow", "one unit"))
    placed = int(re.search(r"(\d+) placed by a word", one.stderr)[1])
    far = int(re.search(r"(\d+) set aside off", one.stderr)[1])
    same(placed, wanted, "calls whose ZIP has a middle")
    check(placed > 40000, f"only {placed} calls have a place")
    for case in cases.values():
        same(case["all"]["calls"], placed - far, "calls of a case")
        same(case["all"]["never"], 0, "never served")
    check(more["all"]["mean_ms"] <= now["all"]["mean_ms"], "two more units make it slower")
    check(slow["all"]["mean_ms"] > now["all"]["mean_ms"], "half the speed is no slower")
    check(single["all"]["within"] < now["all"]["within"], "one unit is as good as twelve")
    print(run(*arguments[1:]).stdout)


CARDS = """plan: new york
capabilities: [bls, als]
zone: America/New_York
cards:
  - {name: grave at night, priorities: 1, times: [{from: "22:00", to: "06:00"}], alarms: {1: [{need: als}, {need: bls, count: 2}]}}
  - {name: grave, priorities: 1, alarms: {1: [{need: als}, {need: bls}]}}
  - {name: rest, alarms: {1: [{need: bls}]}}
"""


def crews(folder):
    """The same calls with hours of duty, several units by cards, and moves; again the same from one thread and two."""
    history, places = os.path.join(folder, "nyc.csv"), os.path.join(folder, "places.csv")
    cards, units, outcomes = (os.path.join(folder, name) for name in ("cards.yaml", "units.csv", "outcomes.csv"))
    with open(cards, "w", encoding="utf-8") as file:
        file.write(CARDS)
    with open(units, "w", encoding="utf-8") as file:
        file.write("ambulances\nindex,stationIndex,capabilities,shift\n")
        for i in range(12):
            file.write(f"{i + 1},{i // 2 + 1},{'als+bls' if i % 2 else 'bls'},{'mon-fri 07:00-23:00' if i % 3 == 0 else ''}\n")
    arguments = ["--json", "what-if", history, "--roads", roads, "--places", places, "--zone", "America/New_York",
                 "--units", units, "--case", "hours:", "--case", f"several: cards={cards} carries=bls",
                 "--case", "moved: moves=900", "--outcomes", outcomes]
    one, both = run(*arguments, "--threads", "1"), run(*arguments, "--threads", "2")
    same(both.stdout, one.stdout, "one thread and two")
    hours, several, moved = json.loads(one.stdout)["cases"]
    same((hours["moves"], hours["several"]), (0, 0), "one unit a call, and nobody moved")
    same((several["several"], several["complete"]), (hours["priority_1"]["calls"],) * 2, "a grave call asks for several, and gets them")
    check(several["complete_mean_ms"] > several["priority_1"]["mean_ms"], "the last is there no sooner than the first")
    check(several["busy_ms"] > hours["busy_ms"], "more units are more work")
    check(moved["moves"] > 0, "somebody was moved")
    with open(outcomes, encoding="utf-8") as file:
        wanted = collections.Counter(row["wanted"] for row in csv.DictReader(file) if row["case"] == "2")
    check(set(wanted) == {"1", "2", "3"}, f"the hour decides on the card: {wanted}")


def past_calls(folder):
    """San Francisco's calls of a week by squares, beside a count of our own from the city's file."""
    history = os.path.join(folder, "sf.csv")
    table = os.path.join(shared, "data/calls/sf_fire_2016-12-31_2017-01-07.csv.xz")
    if not os.path.exists(table):
        print(f"past calls are left out: {table} is not there")
        return
    run("import", os.path.join(top, "maps/san_francisco_fire.yaml"), table, "--out", history)
    places = {}
    with lzma.open(table, "rt", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            places.setdefault(row["Call Number"], tuple(map(float, row["Location"].strip("()").split(", "))))
    wanted = collections.Counter((math.floor(lat / 0.005), math.floor(lon / 0.005)) for lat, lon in places.values())
    made = run("demand", history, "--from", "San Francisco, the first week of 2017").stdout
    found = {(math.floor(float(lat) / 0.005), math.floor(float(lon) / 0.005)): int(calls)
             for lon, lat, calls in re.findall(r"- \[(\S+), (\S+), (\d+)\]", made)}
    same(found, dict(wanted), "each call once, in its square")
    few = subprocess.run([TOCSIN, "demand", history, "--from", "x", "--since", "2017-01-07T12:00:00Z"], capture_output=True,
                         text=True, check=False)
    same((few.returncode, few.stdout), (1, ""), f"a day is too few: {few.stderr}")


def wrong_words(folder):
    empty = os.path.join(folder, "empty")
    os.mkdir(empty)
    for arguments in (["what-if"], ["what-if", roads, "--case", "no colon"], ["what-if", roads, "--speeds", "0"],
                      ["what-if", roads, "--plan", "x=/nowhere"], ["what-if", roads, "--unknown", "1"]):
        done = subprocess.run([TOCSIN, *arguments], capture_output=True, text=True, check=False)
        same(done.returncode, 2, " ".join(arguments))
    for arguments in (["what-if", empty], ["what-if", "/nowhere"], ["what-if", roads, "--stations", "/nowhere"],
                      ["what-if", roads, "--extra", "99"], ["what-if", roads, "--zone", "Europe/Lisbon"],
                      ["what-if", roads, "--zone", "No/Where", "--begins", "2026-01-01T00:00:00Z"],
                      ["what-if", roads, "--cards", "/nowhere"]):
        done = subprocess.run([TOCSIN, *arguments], capture_output=True, text=True, check=False)
        same(done.returncode, 1, " ".join(arguments))
        check(done.stderr.startswith("tocsin: "), f"it says nothing: {done.stderr}")


with tempfile.TemporaryDirectory() as folder:
    new_york(folder)
    crews(folder)
    past_calls(folder)
    wrong_words(folder)
finish()
