"""Who is sent: a card's rows, the closest by road, a street closed, an override on record, the same after a restart."""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time

from center import Center, check, finish, must, same

SHARED = os.environ.get("TOCSIN_SHARED", os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../shared"))
EXTRACT = os.path.join(SHARED, "data/roads/portland_or_west.osm.pbf")
WAIT_S = 20

PLAN = """plan: test city
capabilities: [engine, ladder, als, foam]
types: [fire.structure, medical.arrest, medical.fall]
crews:
  - {name: house 2, units: [L1, E5]}
cards:
  - name: structure fire
    types: fire.structure
    alarms:
      1:
        - {need: engine, count: 2, within_s: 320}
        - {need: [ladder, foam], substitutes: [{need: [engine, foam], penalty_s: 60}]}
      2: [{need: engine}]
  - name: medical
    types: medical.*
    alarms:
      1: [{need: als, within_s: 480}]
  - name: anything else
    alarms:
      1: [{need: any}]
mutual_aid: [North County, "St. John's"]
"""
MAPPING = """name: made up
source: nobody
licence: none
zone: UTC
times: "%Y-%m-%d %H:%M:%S"
bounds: {south: 45, west: -123, north: 46, east: -122}
columns: {call: id, received: when, lat: y, lon: x}
"""
# Downtown Portland, west of the river; each unit with what it can do.
UNITS = {
    "E1": ("engine", 45.5152, -122.6784), "E2": ("engine", 45.5200, -122.6800), "E3": ("engine", 45.5080, -122.6850),
    "E4": ("engine", 45.5300, -122.6950), "L1": ("ladder,foam", 45.5230, -122.6760), "M1": ("als", 45.5190, -122.6790),
    "M2": ("als", 45.5260, -122.6850),
}
FIRE = {"lat": 45.5170, "lon": -122.6790}


def until(what, ask, good):
    """Asks again and again until the answer is good; that is what a person at a screen does."""
    end = time.monotonic() + WAIT_S
    while True:
        answer = ask()
        if good(answer):
            return answer
        if time.monotonic() > end:
            check(False, f"{what}: {answer}")
            return answer
        time.sleep(0.05)


def recommendation(c, incident=1):
    return c.ask("GET", f"/v1/incidents/{incident}/recommendation", token=c.token)


def names(answer):
    return [pick["name"] for pick in answer[1].get("recommended", [])] if answer[0] == 200 else None


def set_up(c):
    staff = c.agent("ada", "dispatcher")
    for name, (capabilities, lat, lon) in UNITS.items():
        must(c.do("add_unit", name=name))
        must(c.do("set_unit", unit=name, capabilities=capabilities))
        must(c.do("log_on", staff, unit=name, crew=4))
        must(c.do("report_position", staff, unit=name, lat=lat, lon=lon))
    return staff


def open_incident(c, staff, call, **members):
    must(c.place("smoke", **FIRE))
    must(c.do("answer", staff, call=call))
    return must(c.do("classify", staff, call=call, **members))


def first_choice(c, staff):
    open_incident(c, staff, 1, type="fire.structure", priority=1)
    answer = until("a recommendation", lambda: recommendation(c), lambda a: a[0] == 200)
    record = answer[1]["record"]
    same(sorted(names(answer)), ["E1", "E2", "L1"], "the closest by road, each row filled")
    check(record["map"] != "0" * 16 and record["plan"] != "0" * 16, "the record names map and plan")
    check(all(pick["eta_s"] > 0 for pick in answer[1]["recommended"]), "with times")
    check("E1" in record["words"] and "structure fire" in record["words"], f"in words: {record['words']}")
    told = c.tocsin("recommend", "1")
    check("E1" in told.stdout and "there in" in told.stdout, f"at a terminal: {told.stdout}{told.stderr}")
    incident = c.board()["incidents"][0]
    same([(row["capabilities"], row["count"]) for row in incident["needs"]], [(["engine"], 2), (["ladder", "foam"], 1)],
         "the card's rows are owed")
    same(incident["needs"][1]["stand_ins"][0]["capabilities"], ["engine", "foam"], "and what may stand in")
    return answer


def street_closed(c):
    """A ring around E1 that nobody passes: another engine is closer now, within a second."""
    before = names(recommendation(c))
    began = time.monotonic()
    lat, lon = UNITS["E1"][1:]
    closed = must(c.do("close_road", c.staff, lat=lat, lon=lon, radius_m=170))
    number = closed["events"][0]["closure"]
    after = until("another choice", lambda: recommendation(c), lambda a: names(a) != before)
    took = time.monotonic() - began
    check(took < 2, f"a closure takes effect within a second, and its recommendation within two: {took:.2f} s")
    check("E1" not in names(after), f"who is shut in is not sent: {names(after)}")
    reasons = {one["name"]: one["reason"] for one in after[1]["record"]["explanation"]["candidates"]}
    same(reasons["E1"], "unreachable", "and that is said")
    must(c.do("open_road", c.staff, closure=number, reason="the street is clear"))
    until("the first choice again", lambda: recommendation(c), lambda a: names(a) == before)


def hours(c):
    """Streets around E1 are slow from the next full minute on: then another engine is closer, and the record says by what."""
    begin = (int(time.time() + 6) // 60 + 1) * 60
    moment = time.gmtime(begin)
    lat, lon = UNITS["E1"][1:]
    ring = [[lon + x * 0.004, lat + y * 0.003] for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    slow = PLAN.replace("crews:", f"zone: UTC\nareas: [{{name: river, polygon: {ring}}}]\nspeeds:\n"
                        f"  - {{name: market day, areas: river, percent: 1, times: [{{from: \"{moment.tm_hour:02d}:{moment.tm_min:02d}\"}}]}}\ncrews:")
    must(c.ask("POST", "/v1/plan", raw=slow, token=c.token))
    before = recommendation(c)
    check("E1" in names(before) and "speeds" not in before[1]["record"], f"before it: {names(before)}")
    time.sleep(max(0, begin - time.time()))
    after = until("another choice", lambda: recommendation(c), lambda a: names(a) != names(before))
    took = time.time() - begin
    check(took < 2, f"the hour takes effect within a second, and its recommendation within two: {took:.2f} s")
    same(after[1]["record"].get("speeds"), ["market day"], "the record names what was slower")
    check("roads are slower now: market day" in after[1]["record"]["words"], "in words as well")
    check(not c.board()["units"][0]["position_stale"], "a position is good for two minutes")
    must(c.ask("POST", "/v1/plan", raw=PLAN.replace("crews:", "dispatch: {stale_s: 1}\ncrews:"), token=c.token))
    until("stale by the plan", lambda: c.board()["units"][0]["position_stale"], lambda stale: stale)
    must(c.ask("POST", "/v1/plan", raw=PLAN, token=c.token))
    for name, (_, lat, lon) in UNITS.items():
        must(c.do("report_position", c.staff, unit=name, lat=lat, lon=lon))
    until("the first choice again", lambda: recommendation(c), lambda a: names(a) == names(before))


def override(c, staff):
    """E4 is sent instead of E1; the reason is on record, and the row that nobody fills stays owed."""
    must(c.do("choose", staff, incident=1, unit="E4", reason="E4 is around the corner, the crew says"))
    sent = must(c.do("assign", staff, incident=1, unit="E4"))
    same([e["followed"] for e in sent["events"] if e["kind"] == "unit_assigned"], ["other"], "it was not followed")
    sent = must(c.do("assign", staff, incident=1, unit="L1"))
    same([e["followed"] for e in sent["events"] if e["kind"] == "unit_assigned"], ["yes"], "that one was")
    told = c.tocsin("do", "assign", "incident=1", "unit=M1", token=staff)
    check("others are recommended" in told.stdout, f"a person is told so as well: {told.stdout}{told.stderr}")
    must(c.do("unit_status", staff, unit="M1", status="clear", reason="not needed"))
    incident = c.board()["incidents"][0]
    check("assign" in [owed["kind"] for owed in incident["obligations"]], "an engine is still owed")
    must(c.do("set_alarm", staff, incident=1, count=2))
    rows = until("a second alarm", lambda: c.board()["incidents"][0]["needs"], lambda rows: len(rows) == 3)
    same([row["count"] for row in rows], [2, 1, 1], "asks for an engine more, in a row of its own: no time is set for it")
    must(c.do("set_alarm", staff, incident=1, count=1, reason="it was the neighbour's chimney"))
    until("the first again", lambda: c.board()["incidents"][0]["needs"], lambda rows: rows[2]["count"] == 0)
    answer = until("what is left", lambda: recommendation(c), lambda a: len(names(a)) == 1)
    check(names(answer)[0] in ("E1", "E2"), f"one engine more, the closest: {names(answer)}")


def coverage(c):
    """Two stations, all ladders and ambulances in one of them: the number, the squares, and who should move."""
    must(c.do("add_station", name="north", lat=45.5300, lon=-122.6950))
    must(c.do("add_station", name="south", lat=45.4750, lon=-122.6950))
    for name in ("M1", "M2", "E3"):
        must(c.do("set_unit", unit=name, capabilities=UNITS[name][0], station="north"))
    cover = must(c.ask("GET", "/v1/coverage", token=c.token))
    check(cover["units"] == 3 and 0 < cover["covered"] < cover["total"], f"some is covered: {cover['covered']}")
    same(sum(cell["covered"] for cell in cover["cells"]), cover["covered"], "the squares make the number")
    moves = must(c.ask("GET", "/v1/move-ups", token=c.token))["moves"]
    told = c.tocsin("coverage").stdout + c.tocsin("coverage", "moves").stdout
    check("of the junctions" in told and "south" in told, f"at a terminal: {told}")
    check(moves and moves[0]["to"] == "south" and moves[0]["gain_millionths"] > 0, f"one should move: {moves}")
    must(c.do("move_up", c.staff, unit=moves[0]["unit"], station="south", reason="a hole in the south"))
    after = must(c.ask("GET", "/v1/coverage", token=c.token))
    check(after["covered"] > cover["covered"], "and then more is covered")
    must(c.do("close_road", c.staff, area="45.52,-122.71 45.52,-122.68 45.54,-122.68 45.54,-122.71", percent=20))
    slow = must(c.ask("GET", "/v1/coverage", token=c.token))
    check(slow["mean_ms"] > after["mean_ms"], "slow streets make it worse")
    same(c.do("close_road", c.staff, area="45.5 -122.7")[1]["rule"], "malformed", "an area that is none")


def plans(c):
    wrong = PLAN.replace("{need: als,", "{need: boat,")
    status, problem = c.ask("POST", "/v1/plan", raw=wrong, token=c.token)
    same((status, problem["rule"]), (400, "plan_wrong"), "a plan with an error")
    check(problem["detail"].startswith("plan:17:18: "), f"is refused with its line and column: {problem['detail']}")
    force = c.ask("GET", "/v1/plan", token=c.token)[1]
    same((force["text"], force["in_force"]), (PLAN, True), "the old one stays")
    other = PLAN.replace("plan: test city", "plan: other city")
    must(c.ask("POST", "/v1/plan", raw=other, token=c.token))
    same(c.ask("GET", "/v1/plan", token=c.token)[1]["text"], other, "another is in force")
    same(c.ask("POST", "/v1/plan", raw=other, token=c.token)[1]["rule"], "state_same", "the same again is nothing new")
    same(c.do("load_plan", hash=str(7), record="cards: []")[0], 404, "no plan passes by the check")


def mutual_aid(c, staff):
    """Nobody can fill the ladder's row: the plan's agencies are to be asked, in its order, by one command."""
    for name in ("St. John's", "North County"):
        must(c.do("add_neighbour", name=name))
    number = open_incident(c, staff, 2, type="fire.structure", priority=1)["events"][0]["incident"]
    answer = until("whom to ask", lambda: recommendation(c, number), lambda a: a[0] == 200)
    told = answer[1]["record"]["help"]
    same(told, {"incident": number, "rows": "North County;St. John's", "words": "1 more of ladder and foam"},
         "the record has the command")
    check("to be asked, in the plan's order" in answer[1]["record"]["words"], "and its words say so")
    shown = c.tocsin("recommend", str(number)).stdout.splitlines()[-1]
    asked = c.tocsin(*shlex.split(shown)[1:], token=staff)
    check(asked.returncode == 0, f"what is shown can be given as it stands: {shown}: {asked.stdout}{asked.stderr}")
    until("no more", lambda: recommendation(c, number), lambda a: "help" not in a[1]["record"])
    must(c.do("accept_request", staff, request=1))
    left = until("who is left", lambda: recommendation(c, number), lambda a: "help" in a[1]["record"])
    same(left[1]["record"]["help"]["rows"], "St. John's", "who was not asked yet")


def past_calls(c):
    """Where calls came from weighs the squares, once enough of them are known; each record says by how many."""
    before = must(c.ask("GET", "/v1/coverage", token=c.token))
    same((before["demand"]["by"], before["demand"]["calls"]), ("junctions", 0), "nobody told of past calls")
    few = c.tocsin("demand", c.data, "--from", "our own")
    check(few.returncode == 1 and "too few" in few.stderr and not few.stdout, f"a handful is refused: {few.stdout}{few.stderr}")
    history = os.path.join(c.folder, "history.csv")
    table, mapping = os.path.join(c.folder, "calls.csv"), os.path.join(c.folder, "calls.yaml")
    with open(table, "w", encoding="utf-8") as file:
        file.write("id,when,y,x\n")
        for i in range(700):
            file.write(f"{i},2026-01-01 {i // 60:02}:{i % 60:02}:00,{45.53 if i < 650 else 45.515},{-122.695 if i < 650 else -122.66}\n")
    with open(mapping, "w", encoding="utf-8") as file:
        file.write(MAPPING)
    made = c.tocsin("import", mapping, table, "--out", history)
    check(made.returncode == 0, f"import: {made.stdout}{made.stderr}")
    demand = c.tocsin("demand", history, "--from", "2026, made up")
    check(demand.returncode == 0 and "700 calls" in demand.stderr, f"demand: {demand.stderr}")
    must(c.ask("POST", "/v1/plan", raw=PLAN.replace("plan: test city", "plan: other city") + demand.stdout, token=c.token))
    after = must(c.ask("GET", "/v1/coverage", token=c.token))
    same(after["demand"], {"by": "calls", "calls": 700, "outside": 0, "from": "2026, made up"}, "now by past calls")
    same((after["total"], sorted(cell["total"] for cell in after["cells"])[-2:]), (700, [50, 650]), "where they came from")
    told = c.tocsin("coverage").stdout
    check("of the calls are reached" in told and "700 came from: 2026, made up" in told, f"at a terminal: {told}")
    record = must(c.ask("POST", "/v1/incidents/1/recommendation", token=c.staff))["record"]
    same(record["explanation"]["coverage"]["past_calls"], 700, "a recommendation says by how many")
    check("by 700 past calls, 2026, made up" in record["words"], f"and in words: {record['words']}")
    others = must(c.ask("POST", "/v1/plan", raw=PLAN + demand.stdout.replace("-122.", "-12."), token=c.token))
    check(others, "another place's calls are a good plan")
    same(must(c.ask("GET", "/v1/coverage", token=c.token))["demand"],
         {"by": "junctions", "calls": 0, "outside": 700, "from": "2026, made up"}, "but say nothing here")
    must(c.ask("POST", "/v1/plan", raw=PLAN.replace("plan: test city", "plan: other city") + demand.stdout, token=c.token))


def run_again(c, city):
    """What the center has on record, run again beside it while it works."""
    done = c.tocsin("--json", "what-if", c.data, "--map", city, "--case", "as it was: cards=sent", "--case", "more: extra=1,2")
    check(done.returncode == 0, f"what-if: {done.stderr}")
    cases = json.loads(done.stdout)["cases"] if done.returncode == 0 else []
    same([case["all"]["calls"] for case in cases], [2, 2], "each incident is a call")
    check("3 units at 2 stations" in done.stderr, f"with the center's own stations and units: {done.stderr}")
    same([case["units"] for case in cases], [3, 5], "and two more")
    roadless = c.tocsin("what-if", c.data)
    check(roadless.returncode == 1 and "--map" in roadless.stderr, f"without roads: {roadless.stderr}")


def restart(c):
    before = must(c.ask("POST", "/v1/incidents/1/recommendation", token=c.staff))["record"]
    c.restart()
    force = c.ask("GET", "/v1/plan", token=c.token)[1]
    check("other city" in force["text"] and force["in_force"], "the ledger's plan holds, not the file's before it")
    anew = must(c.ask("POST", "/v1/incidents/1/recommendation", token=c.staff))["record"]
    for record in before, anew:
        record.pop("at")
        record.pop("plan")
        for one in record["explanation"]["candidates"]:
            one.pop("position_age_s")
        record["explanation"].pop("plan")
        record.pop("words")
    same(json.dumps(anew), json.dumps(before), "the same recommendation after a restart")


def recheck(c, city):
    c.end()
    found = c.tocsin("verify", c.data, "--recommendations", "--map", city)
    check(found.returncode == 0 and " 0 otherwise, 0 cannot" in found.stdout, f"verify: {found.stdout}{found.stderr}")
    blanked = c.tocsin("--json", "verify", "--blanked", c.data, "--map", city)
    tally = json.loads(blanked.stdout)["recommendations"] if blanked.stdout else {}
    check(blanked.returncode == 0 and tally.get("same", 0) > 10, f"whoever calls, the same are recommended: {blanked.stdout[:2000]}{blanked.stderr}")
    folder = os.path.join(c.folder, "case")
    case = c.tocsin("casefile", c.data, folder, "1")
    with open(os.path.join(folder, "case.html"), encoding="utf-8") as file:
        text = file.read()
    check(case.returncode == 0 and all(wanted in text for wanted in ("unit_recommended", "there in ", "the closest that can do it", "another was recommended", "it was recommended",
                                                                     "chosen_otherwise")), f"a case file has who was recommended, and who was sent: {case.stderr}")
    check("around the corner" not in text, "and not the words, which were not chosen")
    blind = c.tocsin("verify", c.data, "--recommendations")
    check(blind.returncode == 1 and "its map was not given" in blind.stderr, f"without the map: {blind.stderr}")


def reload(c, plan):
    with open(plan, "w", encoding="utf-8") as file:
        file.write(PLAN.replace("plan: test city", "plan: third city"))
    c.process.send_signal(signal.SIGHUP)
    until("the file's plan", lambda: c.ask("GET", "/v1/plan", token=c.token)[1]["text"], lambda t: "third city" in t)


def hospital(c, staff, city):
    """One of the map's, which no settings name."""
    lat, lon = c.tocsin("map", "find", city, "doernbecher hospital").stdout.split()[1].split(",")
    crew = c.agent("gateway", "crew")
    must(c.do("assign", staff, incident=1, unit="E1"))
    must(c.do("unit_status", staff, unit="E1", status="on_scene"))
    must(c.ask("POST", "/v1/positions", {"unit": "E1", "lat": float(lat), "lon": float(lon), "speed_mps": 0}, token=crew))
    one = [one for one in c.board()["units"] if one["name"] == "E1"][0]
    same(one.get("inferred"), "at_hospital", "it is at a hospital of the map")


def newcomer(build, top, city):
    """The demo city as script/server starts it: a call in Portland, and who drives there on its streets."""
    os.chdir(top)
    with Center(build, options=("--config", "docs/demo/portland.conf", "--map", city)) as c:
        staff = must(c.do("add_agent", name="anna", role="dispatcher"))["token"]
        must(c.do("sign_in", staff, position="desk"))
        must(c.place("fire in the kitchen", place="SW 5th and Alder", lat=45.5197, lon=-122.6768))
        must(c.do("answer", staff, call=1))
        must(c.do("classify", staff, call=1, type="fire.structure", priority=1, lat=45.5197, lon=-122.6768))
        answer = until("a recommendation", lambda: recommendation(c), lambda a: a[0] == 200)
        same(sorted(names(answer))[:3], ["C1", "E1", "E2"], "from the stations around")
        roads = {one["position"] for one in answer[1]["record"]["explanation"]["candidates"]}
        same(roads, {"road"}, "all by road")
        hospital(c, staff, city)
        units = len(c.board()["units"])
        c.restart()
        same(len(c.board()["units"]), units, "nothing twice")
        same(c.board()["units"][0]["capabilities"], ["engine"], "units as the settings say")


def main():
    if not os.path.exists(EXTRACT):
        print(f"SKIPPED: {EXTRACT} is not there; set TOCSIN_SHARED to the folder of the real data")
        sys.exit(77)
    build = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="tocsin-dispatch-") as folder:
        city, plan = os.path.join(folder, "city.map"), os.path.join(folder, "plan.yaml")
        subprocess.run([os.path.join(build, "src/cmd/tocsin"), "map", "import", EXTRACT, "-o", city], check=True,
                       stdout=subprocess.DEVNULL)
        with open(plan, "w", encoding="utf-8") as file:
            file.write(PLAN)
        with Center(build, options=("--map", city, "--plan", plan)) as c:
            c.staff = set_up(c)
            first_choice(c, c.staff)
            street_closed(c)
            hours(c)
            override(c, c.staff)
            coverage(c)
            plans(c)
            mutual_aid(c, c.staff)
            run_again(c, city)
            past_calls(c)
            restart(c)
            reload(c, plan)
            recheck(c, city)
        newcomer(build, sys.argv[2], city)
    finish()


main()
