"""What eight cities' dockets hold, counted a second time from the tables themselves."""
# SPDX-License-Identifier: Apache-2.0
import csv
import json
import lzma
import os
import subprocess
import sys

program, top = os.path.abspath(sys.argv[1]), sys.argv[2]
shared = os.environ.get("TOCSIN_SHARED", os.path.join(top, "../shared"))
calls = os.path.join(shared, "data/calls")
OUTCOMES = ("open", "served", "cancelled", "gone", "no_unit", "remote", "other")
MOMENTS = ("answered", "entered", "assigned", "en_route", "on_scene", "closed")
failed = looked_at = 0


def same(got, wanted, what):
    global failed, looked_at
    looked_at += 1
    if got != wanted:
        failed += 1
        print(f"{what}: got {got}, wanted {wanted}")


def table(name):
    with lzma.open(os.path.join(calls, name + ".csv.xz"), "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def dublin(city):
    rows = table("dublin_fire_2020")
    never = sum(not row["IA"] for row in rows)
    # Nobody was taken to hospital from where nobody came.
    same(sum(bool(row["LS"] or row["AH"]) and not row["IA"] for row in rows), 0, "Dublin: attended without a moment")
    same(city["calls"], len(rows), "Dublin: calls")
    same(city["outcome"]["served"], len(rows) - never, "Dublin: attended")
    same(city["outcome"]["other"], never, "Dublin: never attended")
    same(round(100 * never / len(rows)), 22, "Dublin: percent never attended")
    for moment, column in (("assigned", "ORD"), ("en_route", "MOB"), ("on_scene", "IA"), ("closed", "CD")):
        same(city["known"][moment], sum(bool(row[column]) for row in rows), f"Dublin: {moment}")


def new_york(city):
    rows = table("nyc_ems_2013-2016_A")
    same({row["VALID_INCIDENT_RSPNS_TIME_INDC"] for row in rows}, {"Y"}, "New York: only valid responses are in it")
    same(city["outcome"]["served"], len(rows), "New York: served")
    same(city["known"]["on_scene"], len(rows), "New York: on scene")


def sacramento(city):
    rows = table("sacramento_pd_2019-01_dates_only")
    for moment, column in (("assigned", "Dispatch_Date"), ("en_route", "Enroute_Date"), ("on_scene", "At_Scene_Date"),
                           ("closed", "Clear_Date")):
        same(city["known"][moment], sum(row[column] not in ("", "-2208988800000") for row in rows),
             f"Sacramento: {moment}")
    same(city["outcome"]["served"], city["known"]["on_scene"], "Sacramento: served")


def nashville(city):
    rows = table("nashville_mnpd_2024")
    gone = sum(row["Disposition Description"] == "GONE ON ARRIVAL" for row in rows)
    nobody = sum(row["Disposition Description"] == "NO RESPONSE" for row in rows)
    off = sum(row["Disposition Description"] in ("ASSISTANCE REFUSED", "DISREGARD / SIGNAL 9") for row in rows)
    same(city["calls"], len(rows), "Nashville: calls")
    same(city["outcome"]["gone"], gone, "Nashville: gone")
    same(city["outcome"]["no_unit"], nobody, "Nashville: no unit")
    same(city["outcome"]["cancelled"], off, "Nashville: cancelled")
    same(city["untold"], city["outcome"]["open"], "Nashville: open where the file cannot say")


def san_francisco(name, city):
    """Calls of several units: one each, served if any row has a moment at the patient's or says so."""
    rows, came, said = table(name), set(), {}
    served = ("Code 2 Transport", "Code 3 Transport", "Medical Examiner", "Multi-casualty Incident",
              "Against Medical Advice", "Patient Declined Transport")
    other = ("SFPD", "CHP", "No Merit", "Duplicate", "Cancelled", "Unable to Locate", "Gone on Arrival")
    scene = {row["Incident Number"] for row in rows if row["On Scene DtTm"]}
    for row in rows:
        incident, word = row["Incident Number"], row["Call Final Disposition"]
        if row["On Scene DtTm"] or row["Transport DtTm"] or row["Hospital DtTm"]:
            came.add(incident)
        if word in served + other:
            said.setdefault(incident, word)
    told = {incident for incident, word in said.items() if word in served and incident not in came}
    same(city["calls"], len({row["Call Number"] for row in rows}), f"{name}: calls")
    same(city["outcome"]["served"], len(came) + len(told), f"{name}: served")
    same(city["no_evidence"], len(told), f"{name}: served by word alone")
    same(city["known"]["on_scene"], len(scene), f"{name}: on scene")
    same(city["unstamped"], len(came) - len(scene) + len(told), f"{name}: served, nobody knows when")


def nobody_tells(name, city, wanted):
    same(city["outcome"]["open"], wanted, f"{name}: open, for the file cannot say")
    same(city["untold"], wanted, f"{name}: untold")
    same(city["known"]["on_scene"], 0, f"{name}: on scene")


def main():
    done = subprocess.run([program], capture_output=True, text=True, check=False, cwd=top)
    if done.returncode == 77 or not os.path.isdir(calls):
        print(f"SKIPPED: no real data: {calls} is not there; set TOCSIN_SHARED")
        sys.exit(77)
    same(done.returncode, 0, "the program's own checks")
    cities = {}
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            city = json.loads(line)
            city["outcome"] = dict(zip(OUTCOMES, city["outcome"]))
            city["known"] = dict(zip(MOMENTS, city["known"]))
            same(sum(city["outcome"].values()), city["calls"], f"{city['city']}: ends add up")
            cities[city["city"]] = city
    same(len(cities), 8, "cities")
    dublin(cities["dublin_fire"])
    new_york(cities["new_york_ems"])
    sacramento(cities["sacramento_police"])
    nashville(cities["nashville_police"])
    san_francisco("sf_fire_2016-12-31_2017-01-07", cities["san_francisco_fire"])
    san_francisco("sf_fire_2018H1_minute", cities["san_francisco_fire_minute"])
    nobody_tells("san_antonio_police", cities["san_antonio_police"],
                 len(table("san_antonio_pd_3_months_first_week")))
    # Two rows of Montgomery County have no clock of their own and are set aside.
    nobody_tells("montgomery_911", cities["montgomery_911"],
                 len(table("montco_911_2015-12-10_2016-04-30")) - 2)
    print(f"{looked_at} checks, {failed} failed")
    sys.exit(failed != 0)


main()
