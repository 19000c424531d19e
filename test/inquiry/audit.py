"""An audit from its declaration to a bundle that others compute again: what it states, what it refuses, what it counts."""
# SPDX-License-Identifier: Apache-2.0
import csv
import datetime
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(sys.argv[2], "test/scenarios"))
from center import Center, check, finish, must, same  # noqa: E402

BUILD = sys.argv[1]
TOCSIN = os.path.join(BUILD, "src/cmd/tocsin")
folder = tempfile.mkdtemp(prefix="tocsin-test-")
COLUMNS = ("call,incident,unit,type,place,area,said,received,answered,entered,assigned,en_route,on_scene,transporting,"
           "at_hospital,clear,closed,priority,disposition,lat,lon").split(",")
FIRST = datetime.datetime(2025, 1, 6, tzinfo=datetime.timezone.utc)


def tocsin(*arguments):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TOCSIN_")}
    return subprocess.run([TOCSIN, *arguments], capture_output=True, text=True, env=environment, timeout=300)


def moment(at):
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def city(name, seed, calls=6000, late=(0.0, 0.0), unstamped=(0.0, 0.0), unserved=(0.05, 0.05), precision=1):
    """A city whose truth is known: group b's calls wait `late` longer, some are closed unserved, some stamps are lost."""
    dice, path = random.Random(seed), os.path.join(folder, name + ".csv")
    with open(path, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["tocsin history", 1, "A made-up city", "made for a test", "UTC", precision,
                      "received answered entered assigned en_route on_scene clear closed"])
        out.writerow(COLUMNS)
        for number in range(1, calls + 1):
            group = dice.random() < 0.4
            area = f"{'B' if group else 'A'}{dice.randrange(6)}"
            at = FIRST + datetime.timedelta(seconds=dice.randrange(26 * 7 * 86400))
            row = {"call": number, "incident": number, "type": dice.choice(["fire", "medical", "police"]), "area": area,
                   "received": moment(at), "answered": moment(at + datetime.timedelta(seconds=dice.randrange(3, 20))),
                   "entered": moment(at + datetime.timedelta(seconds=dice.randrange(21, 60))), "priority": dice.choice([1, 2, 3])}
            assigned = at + datetime.timedelta(seconds=dice.randrange(60, 120))
            wait = max(150, dice.lognormvariate(6.1, 0.4)) + late[group]
            if dice.random() < unserved[group]:
                row.update(closed=moment(at + datetime.timedelta(seconds=900)), disposition="not_served")
            else:
                there = at + datetime.timedelta(seconds=int(wait))
                row.update(unit=f"{area} 1", assigned=moment(assigned), en_route=moment(assigned + datetime.timedelta(seconds=30)),
                           closed=moment(there + datetime.timedelta(seconds=600)), disposition="served")
                if dice.random() >= unstamped[group]:
                    row["on_scene"] = moment(there)
            out.writerow([row.get(column, "") for column in COLUMNS])
    return path


SPEC = {"tocsin_audit": 1, "title": "Are B's calls answered as soon as A's?", "declared_on": "2025-07-07", "from": "2025-01-06",
        "to": "2025-07-07", "target_s": 600, "horizon_s": 7200, "smallest_points": 2,
        "groups": {"by": "area", "a": {"name": "A", "is": [f"A{i}" for i in range(6)]},
                   "b": {"name": "B", "is": [f"B{i}" for i in range(6)]}},
        "strata": ["type", "day", "hours"], "clusters": ["area", "date"]}


def spec(name, **changes):
    path = os.path.join(folder, name + ".json")
    with open(path, "w") as file:
        json.dump({**SPEC, **changes}, file)
    return path


def results(spec_path, source, *more):
    ran = tocsin("--json", "audit", "run", spec_path, source, *more)
    same(ran.returncode, 0, f"it runs: {ran.stderr}")
    return json.loads(ran.stdout)


# --- what is stated, against a count that knows nothing of the program
fair, unfair = city("fair", 1), city("unfair", 2, late=(0, 120), unserved=(0.05, 0.12))
found = results(spec("plain"), unfair)
rows = list(csv.DictReader(open(unfair).read().splitlines()[1:]))


def waited(row):
    read = datetime.datetime.fromisoformat
    return (read(row["on_scene"]) - read(row["received"])).total_seconds() if row["on_scene"] else None


for index, letter in enumerate("AB"):
    own = [row for row in rows if row["area"].startswith(letter)]
    same(found["answered_in_time"][index]["calls"], len(own), f"every call of {letter} is in the denominator")
    same(found["answered_in_time"][index]["yes"], sum(1 for row in own if waited(row) is not None and waited(row) <= 600),
         f"{letter} in time")
    same(found["never_answered"][index]["yes"], sum(1 for row in own if waited(row) is None), f"{letter} never")
strata = {}
for row in rows:
    at = datetime.datetime.fromisoformat(row["received"])
    cell = strata.setdefault((row["type"], at.weekday() >= 5, at.hour // 4), {"A": [], "B": []})
    cell[row["area"][0]].append(1 if waited(row) is not None and waited(row) <= 600 else 0)
both = {k: v for k, v in strata.items() if v["A"] and v["B"]}
total = sum(len(v["A"]) + len(v["B"]) for v in both.values())
gap = sum((len(v["A"]) + len(v["B"])) / total * (sum(v["B"]) / len(v["B"]) - sum(v["A"]) / len(v["A"])) for v in both.values())
check(abs(found["headline"]["gap"] - gap) < 1e-9, f"the gap is {gap}: {found['headline']}")
check(found["headline"]["high"] < 0 and "larger than the 2 points declared as mattering on 2025-07-07" in found["sentence"],
      found["sentence"])
legs = [leg["gap_s"] for leg in found["legs"]]
check(abs(sum(legs) - found["legs_together_gap_s"]) < 1e-9, "legs add up")
same(sorted(kind["kind"] for kind in found["kinds"]), ["fire", "medical", "police"], "each kind by itself")
same(sum(kind["calls"] for kind in found["kinds"]), len(rows), "and every call in one of them")
check(all(key in found for key in ("ladder", "districts", "weeks", "sensitivity", "drill")), "nothing is left out")
check(found["weeks"]["rows"][-1]["high"] < 0, "the weeks know it by the end")
alike = results(spec("alike"), fair)
check(alike["headline"]["low"] <= 0 <= alike["headline"]["high"] and "could not have been seen" in alike["sentence"]
      or "smaller than the 2 points" in alike["sentence"], alike["sentence"])
check("no disparity" not in alike["sentence"] and "significant" not in alike["sentence"], "nothing is claimed of it")

# --- the assignment in the arrival's place: what is lost of arrivals does not matter to it
half = results(spec("assigned", outcome="assigned", target_s=90), city("unseen", 7, unstamped=(0.4, 0.5)))
rows_of = list(csv.DictReader(open(os.path.join(folder, "unseen.csv")).read().splitlines()[1:]))
check(half["gate"]["stated"], f"assignments are all recorded: {half['gate']}")
for index, letter in enumerate("AB"):
    sent = [row for row in rows_of if row["area"].startswith(letter) and row["assigned"]]
    same((half["gate"]["groups"][index]["served"], half["gate"]["groups"][index]["recorded"]), (len(sent), len(sent)), f"sent to {letter}")

# --- what is refused
for name, source, reason in (
        ("missing", city("missing", 3, unstamped=(0.2, 0.34)), "low"),
        ("apart", city("apart", 4, unstamped=(0.02, 0.11)), "apart"),
        ("few", city("few", 5, calls=120), "few"),
        ("coarse", city("coarse", 6, precision=86400), "coarse")):
    refused = results(spec(name), source)
    check(reason in refused["gate"]["reasons"] and not refused["gate"]["stated"], f"{name}: {refused['gate']}")
    check(refused["sentence"].endswith("We make no statement."), refused["sentence"])
    same([key for key in ("headline", "ladder", "drill", "districts", "at", "curves") if key in refused], [],
          f"{name}: what is not borne is in no file")
    check(refused["gate"]["gap_low"] <= refused["gate"]["gap_high"], "bounds are told")
page = os.path.join(folder, "refused.html")
same(tocsin("audit", "report", spec("missing"), os.path.join(folder, "missing.csv"), "--out", page).returncode, 0, "a report of it")
html = open(page).read()
check('class="refusal"' in html and "points (range" not in html, "the refusal is on the page, and no gap is")

# --- nobody slips out of the record: exclusions add up
counted = results(spec("half", **{"to": "2025-04-07"}), unfair)["calls"]
same(counted["record"], sum(value for key, value in counted.items() if key != "record"), "every call has one fate")
check(counted["outside"] > 1000, "those outside the period are counted")

# --- threads, and two runs, give the same bytes
one = tocsin("--json", "audit", "run", spec("plain"), unfair).stdout
for threads in ("2", "4"):
    check(tocsin("--json", "audit", "run", spec("plain"), unfair, "--threads", threads).stdout == one, f"{threads} threads")

# --- a bundle that a stranger computes again
bundle = os.path.join(folder, "bundle")
made = tocsin("audit", "bundle", spec("plain"), unfair, "--out", bundle)
same(made.returncode, 0, made.stderr)
same(tocsin("audit", "bundle", spec("plain"), unfair, "--out", bundle).returncode, 1, "nothing is written over")
listed = open(os.path.join(bundle, "results.sha256")).read().split()[0]
same(hashlib.sha256(open(os.path.join(bundle, "results.json"), "rb").read()).hexdigest(), listed, "its hash")
same(hashlib.sha256(open(os.path.join(bundle, "spec.json"), "rb").read()).hexdigest(), found["spec_sha256"], "the spec's hash")
same(open(os.path.join(bundle, "spec.json")).read(), open(spec("plain")).read(), "the spec as it was declared")
check(open(os.path.join(bundle, "report.pdf"), "rb").read(5) == b"%PDF-", "a PDF")
html = open(os.path.join(bundle, "report.html")).read()
same(re.findall(r'(?:src|href)="(?!data:)[^"]*"', html), [], "the page loads nothing")
check(html.count("<svg") == 0 and html.count("data:image/svg+xml") >= 6, "pictures are in it")
cells = list(csv.DictReader(open(os.path.join(bundle, "cube.csv"))))
same(sum(int(cell["calls"]) for cell in cells), len(rows), "the cube has every call")
check(not any(word in open(os.path.join(bundle, "cube.csv")).read() for word in ("A0", "B3", "2025")), "and no place or day")
if shutil.which("Rscript") and subprocess.run(["Rscript", "-e", "library(survival)"], capture_output=True).returncode == 0:
    again = subprocess.run(["Rscript", "verify.R"], cwd=bundle, capture_output=True, text=True)
    check(again.returncode == 0 and "all figures are as told" in again.stdout, again.stdout + again.stderr)
    cells[len(cells) // 2]["calls"] = int(cells[len(cells) // 2]["calls"]) + 40
    with open(os.path.join(bundle, "cube.csv"), "w", newline="") as file:
        out = csv.DictWriter(file, cells[0])
        out.writeheader()
        out.writerows(cells)
    check(subprocess.run(["Rscript", "verify.R"], cwd=bundle, capture_output=True).returncode != 0, "a changed cube is found")
else:
    print("SKIPPED in part: no R here, so verify.R was not run")

# --- a spec that says what it should not, or not what it should
for change, word in (({"smallest_points": None}, "smallest_points"), ({"targets": 3}, "targets"), ({"from": "2025-02-30"}, "days"),
                     ({"to": "2025-01-06"}, "behind"), ({"strata": ["colour"]}, "factor"), ({"strata": ["day", "day"]}, "twice"),
                     ({"exclude": ["cancelled"]}, "stays in"), ({"target_s": 0}, "seconds"), ({"horizon_s": 10}, "shorter"),
                     ({"gate": {"red_percent": 99}}, "worse"), ({"tocsin_audit": 2}, "version"), ({"rungs": "all"}, "rungs"),
                     ({"groups": {**SPEC["groups"], "by": "caller"}}, "groups.by"),
                     ({"groups": {**SPEC["groups"], "b": {"name": "B", "is": ["A1"]}}}, "both"),
                     ({"bounds": [{"leg": "answer", "within_s": 9, "source": "ours"}]}, "percent"),
                     ({"bounds": [{"leg": "lunch", "within_s": 9, "percent": 90, "source": "ours"}]}, "travel")):
    wrong = tocsin("audit", "spec", "check", spec("wrong", **change))
    check(wrong.returncode == 1 and word in wrong.stderr, f"{change}: {wrong.stderr}")
with open(spec("cut"), "r+") as file:
    file.truncate(40)
check("line" in tocsin("audit", "spec", "check", os.path.join(folder, "cut.json")).stderr, "a cut file is told by line")
nobody = {**SPEC["groups"], "b": {"name": "B", "is": ["B7"]}}
check('no call has the district "B7"' in tocsin("audit", "run", spec("nobody", groups=nobody), unfair).stderr, "a district nobody has")
same(tocsin("audit", "run", spec("plain"), os.path.join(folder, "absent.csv")).returncode, 1, "a record that is not there")

# --- the founding case, step 7: asked whether that place waited longer, it answers with a range or says that it cannot tell
with Center(BUILD) as c:
    taker, dispatcher = c.agent("taker", "call_taker"), c.agent("dispatcher", "dispatcher")
    supervisor, auditor = c.agent("supervisor", "supervisor"), c.agent("auditor", "auditor")
    must(c.do("add_queue", name="office"))
    must(c.do("add_unit", name="car 1"))
    for number in range(6):
        call = must(c.place("they are at the door", place="the office"))["call"]
        must(c.do("answer", taker, call=call))
        incident = must(c.do("classify", taker, call=call, type="threat" if number % 2 else "fire", priority=2, need=1))["incident"]
        if number % 2:
            must(c.do("close", supervisor, incident=incident, disposition="not_served", reason="a directive"))
            continue
        must(c.do("assign", dispatcher, incident=incident, unit="car 1"))
        must(c.do("unit_status", taker, unit="car 1", status="on_scene"))
        must(c.do("unit_status", taker, unit="car 1", status="clear"))
        must(c.do("close", taker, incident=incident, disposition="served"))
    today = datetime.datetime.now(datetime.timezone.utc).date()
    asked = spec("office", **{"from": str(today - datetime.timedelta(days=2)), "to": str(today + datetime.timedelta(days=2)),
                              "groups": {"by": "type", "a": {"name": "fires", "is": ["fire"]},
                                         "b": {"name": "threats", "is": ["threat"]}}, "strata": ["hours"]})
    before = c.tocsin("audit", "run", asked, c.data)
    check("NOT put on record before it was run" in before.stdout, before.stdout + before.stderr)
    declared = c.tocsin("audit", "spec", "declare", asked, token=auditor)
    same(declared.returncode, 0, declared.stdout + declared.stderr)
    same(c.ask("POST", "/v1/commands/declare_audit", {"hash": "7", "name": "x"}, auditor)[1].get("rule"), "record_missing",
         "not without the spec itself")
    same(c.ask("POST", "/v1/commands/declare_audit", {"hash": "7", "name": "x", "record": "{}"}, c.agent("crew", "crew"))[0], 403,
         "not by a crew")
    first = c.tocsin("audit", "run", asked, c.data, token=auditor)
    check(re.search(r"put on record before it was run, as entry \d+", first.stdout), first.stdout + first.stderr)
    check("We make no statement." in first.stdout and "too few calls" in first.stdout, first.stdout)
    told = json.loads(c.tocsin("--json", "audit", "run", asked, c.data, token=auditor).stdout)
    same(told["never_answered"][1]["yes"], 3, "the calls that nobody served are counted")
    same(told["never_answered"][1]["calls"], 3, "of all of them")
    office = os.path.join(folder, "office")
    same(c.tocsin("audit", "bundle", asked, c.data, "--out", office, token=auditor).returncode, 0, "its bundle")
    check(len(open(os.path.join(office, "runs.txt")).read().splitlines()) >= 3, "every run before it is on record")
    same(c.tocsin("verify", c.data).returncode, 0, "the record verifies")

# --- a docket on disk gives what its source gave, and a day that did not change is not written again
kept = os.path.join(folder, "kept")
same(tocsin("audit", "keep", unfair, "--out", kept).returncode, 0, "kept")
second = tocsin("audit", "keep", unfair, "--out", kept)
check(", 0 of them written" in second.stdout, second.stdout + second.stderr)
disk = results(spec("plain"), kept)
for key in ("headline", "log_rank", "fractiles", "never_answered", "ladder", "drill"):
    same(disk[key], found[key], f"from disk: {key}")
city_file = os.path.join(os.environ.get("TOCSIN_SHARED", os.path.join(sys.argv[2], "../shared")), "data/calls/dublin_fire_2020.csv.xz")
if os.path.exists(city_file):
    dublin = os.path.join(folder, "dublin")
    imported = tocsin("audit", "import", os.path.join(sys.argv[2], "maps/dublin_fire.yaml"), city_file, "--out", dublin)
    check(imported.returncode == 0 and "11806 calls about 11806 incidents" in imported.stdout, imported.stdout + imported.stderr)
    asked = spec("dublin", **{"from": "2020-01-01", "to": "2021-01-01",
                              "groups": {"by": "area", "a": {"name": "Tara Street", "is": ["Tara Street Fire Station"]},
                                         "b": {"name": "everybody else", "rest": True}}})
    same(results(asked, dublin)["gate"]["reasons"], ["circular"], "what Dublin cannot show")
else:
    print("SKIPPED in part: no real data, set TOCSIN_SHARED")
day = sorted(name for name in os.listdir(kept) if name.endswith(".calls"))[3]
with open(os.path.join(kept, day), "r+b") as file:
    file.seek(300)
    byte = file.read(1)
    file.seek(300)
    file.write(bytes([byte[0] ^ 1]))
damaged = tocsin("audit", "run", spec("plain"), kept)
check(damaged.returncode == 1 and day in damaged.stderr, damaged.stderr)
shutil.rmtree(folder)
finish()
