"""tocsin policy what-if: recorded calls under another policy, against sums by hand, a center's own record, and a real month."""
# SPDX-License-Identifier: Apache-2.0
import csv
import datetime
import json
import os
import subprocess
import sys
import tempfile
import zoneinfo

from center import Center, check, finish, must, same, wait_for

BUILD, TOP = sys.argv[1:3]
TOCSIN = os.path.join(BUILD, "src/cmd/tocsin")
SHARED = os.environ.get("TOCSIN_SHARED", os.path.join(TOP, "../shared"))
MONTCO = os.path.join(SHARED, "data/calls/montco_911_2015-12-10_2016-04-30.csv.xz")
HEAD = "call,incident,unit,type,place,area,said,received,answered,entered,assigned,en_route,on_scene,transporting,at_hospital,clear,closed,priority,disposition,lat,lon"


def rule(name, priority, conditions, to, ring=15, **ours):
    action = {"actionType": "RouteAction", "recipientUri": f"sip:{to}@city.example", "rnaTimer": ring}
    return {"id": name, "priority": priority, "conditions": conditions, "actions": [action], "tocsin": ours}


def response(name, priority, types, within):
    conditions = [{"conditionType": "CallTypeCondition", "types": types}] if types else []
    return {"id": name, "priority": priority, "conditions": [], "actions": [],
            "tocsin": {"conditions": conditions, "response": {"obligations": [{"kind": "assign", "within": within}]}}}


LAST = rule("LAST", 1, [], "hall", human=True, answerWithin=15)
NIGHT = {"conditionType": "TimePeriodCondition", "timeStart": "22:00:00", "timeEnd": "06:00:00",
         "tocsin": {"tz": "America/New_York", "overnight": True, "validUntil": "until replaced"}}


def family(rules, responses):
    routes = {"policyOwner": "city.example", "policyType": "OriginationRoutePolicy", "policyRules": [*rules, LAST]}
    owed = {"policyOwner": "city.example", "policyType": "OtherRoutePolicy", "policyId": "responses", "tocsin": {"responses": True},
            "policyRules": responses}
    return {"policies": [routes, owed]}


OLD = family([], [response("R-ALL", 1, [], 120)])
NEW = family([rule("NIGHT", 9, [NIGHT], "night", 30)], [response("R-TRAFFIC", 9, ["Traffic:*"], 300), response("R-ALL", 1, [], 120)])


class Folder:
    def __init__(self, path):
        self.path = path

    def write(self, name, value):
        path = os.path.join(self.path, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(value if isinstance(value, str) else json.dumps(value))
        return path

    def run(self, *arguments, before=()):
        done = subprocess.run([TOCSIN, *before, "policy", "what-if", *arguments], capture_output=True, text=True, timeout=120)
        return done.returncode, done.stdout, done.stderr


def history(moments):
    rows = [f"{n},,,Traffic: JAM,,,,{at},,,,,,,,,,,,," for n, at in enumerate(moments, 1)]
    return "tocsin history,1,By hand,nobody,UTC,1,received\n" + HEAD + "\n" + "\n".join(rows) + "\n"


def check_by_hand(folder):
    """One person at each place and talks of 100 s: what each of five calls at night waits can be said by hand."""
    old, new = folder.write("old.json", OLD), folder.write("new.json", NEW)
    base = datetime.datetime(2026, 3, 3, 7, 0, 0)
    calls = folder.write("calls.csv", history([f"{base + datetime.timedelta(seconds=s):%Y-%m-%dT%H:%M:%SZ}" for s in (0, 10, 20, 90, 500)]))
    rows = os.path.join(folder.path, "rows.csv")
    code, out, err = folder.run(new, calls, "--against", old, "--people", "hall=1,night=1", "--talk", "100", "--calls", rows)
    same(code, 0, f"it runs: {err}")
    with open(rows, encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    # Before: all at the hall, at 0, 100, 200, 300 and 500.
    same([float(row["wait_before_s"]) for row in found], [0, 90, 180, 210, 0], "waits before")
    # After: the first by night at 0; the second rings 30 s there and is answered at the hall at 40; the third comes to the
    # hall at 50, which is busy until 140; the fourth is answered by night at 100, when the first is done; the fifth at once.
    same([float(row["wait_after_s"]) for row in found], [0, 30, 120, 10, 0], "waits after")
    same({(row["before"], row["after"], row["rule_after"]) for row in found},
         {("hall within 15 s", "night 30 s, then hall within 15 s", "NIGHT")}, "ways")
    check("5 would have gone another way, for 5 something else would have been owed" in out, f"all of them: {out}")
    check("owed before: assign within 120 s" in out and "owed after:  assign within 300 s" in out, "what is owed changes")
    code, out, err = folder.run(new, calls, "--against", old, "--people", "hall=0", before=["--json"])
    told = json.loads(out)
    same((told["before"]["answered"], told["after"]["answered"]), (0, 5), "where nobody is, nobody answers; whom nobody counts is free")
    same(told["before"]["p50_s"], None, "never is no number")
    code, out, err = folder.run(new, calls, "--against", old, before=["--json"])
    told = json.loads(out)
    same((told["before"]["longest_s"], told["after"]["longest_s"]), (0, 30), "without people counted: the latest until a person's queue has it")
    code, out, err = folder.run(old, calls, "--against", old)
    check(" 0 would have gone another way, for 0 " in out and "otherwise" not in out, f"the same policy changes nothing: {out}")
    for arguments, what in (((new, calls), "--against"), ((new, old, "--against", old), "import"), ((new, calls, "--against", old, "--until", "2020-01-01T00:00:00Z"), "no calls"),
                            ((os.path.join(folder.path, "none.json"), calls, "--against", old), "none.json")):
        code, out, err = folder.run(*arguments)
        check(code == 1 and what in err, f"{what}: {err}")
    same(folder.run(new, calls, "--people", "hall")[0], 2, "people without a number")


def check_record(folder):
    """A center's own calls, with what their messages told, against the policy that was in force."""
    settings = folder.write("tocsin.conf", "queues: [hall, night, text]\ndomain: city.example\n")
    with Center(BUILD, options=["--config", settings]) as center:
        path = folder.write("old.json", OLD)
        must_run = center.tocsin("policy", "propose", path)
        check(must_run.returncode == 0, f"put up: {must_run.stderr}")
        wait_for(lambda: center.ask("GET", "/v1/policies", token=center.token)[1]["policies"][0]["standing"] == "proved", 20, "it is proved")
        check(center.tocsin("policy", "activate", "1").returncode == 0, "it is in force")
        taker = center.agent("taker", "call_taker")
        for words in ("one", "two", "three"):
            must(center.place(words))
        must(center.do("answer", taker, call=1))
        must(center.do("classify", taker, call=1, type="Traffic: JAM", priority=2))
        channel = {"id": "WEB", "priority": 5, "conditions": [], "actions": [{"actionType": "RouteAction", "recipientUri": "sip:text@city.example", "rnaTimer": 20}],
                   "tocsin": {"conditions": [{"conditionType": "ChannelCondition", "channels": ["http"]}]}}
        new = folder.write("new.json", family([channel], [response("R-TRAFFIC", 9, ["Traffic:*"], 300), response("R-ALL", 1, [], 120)]))
        code, out, err = folder.run(new, center.data, before=["--json"])
        told = json.loads(out) if code == 0 else {}
        same((told.get("calls"), told.get("rerouted"), told.get("reowed")), (3, 3, 1), f"three calls by the web, one with an incident: {err}")
        code, out, err = folder.run(new, center.data)
        check("As it was: 1 answered" in out and "text 20 s, then hall within 15 s" in out, f"beside what was: {out}{err}")


def check_month(folder):
    """January 2016 of a real county: the calls of its nights, counted by another program and another library of clocks."""
    if not os.path.exists(MONTCO):
        print(f"SKIPPED: {MONTCO} is not there; set TOCSIN_SHARED", file=sys.stderr)
        return
    calls, picture = os.path.join(folder.path, "montco.csv"), os.path.join(folder.path, "month.svg")
    subprocess.run([TOCSIN, "import", os.path.join(TOP, "maps/montgomery_911.yaml"), MONTCO, "--out", calls], check=True, capture_output=True, timeout=120)
    old, new = folder.write("old.json", OLD), folder.write("new.json", NEW)
    code, out, err = folder.run(new, calls, "--against", old, "--from", "2016-01-01T05:00:00Z", "--until", "2016-02-01T05:00:00Z",
                                "--people", "hall=3,night=1", "--svg", picture, before=["--json"])
    same(code, 0, f"a real month: {err}")
    zone, nights, traffic, all_of_it = zoneinfo.ZoneInfo("America/New_York"), 0, 0, 0
    with open(calls, encoding="utf-8") as file:
        next(file)
        for row in csv.DictReader(file):
            if not "2016-01-01T05:00:00Z" <= (row["received"] or "") < "2016-02-01T05:00:00Z":
                continue
            at = datetime.datetime.fromisoformat(row["received"]).astimezone(zone)
            all_of_it += 1
            nights += at.hour >= 22 or at.hour < 6
            traffic += row["type"].startswith("Traffic:")
    told = json.loads(out)
    same((told["calls"], told["rerouted"], told["reowed"]), (all_of_it, nights, traffic), "calls, nights, traffic")
    check(all_of_it > 10000 and sum(kind["calls"] for kind in told["kinds"]) >= max(nights, traffic), "kinds add up")
    check(os.path.getsize(picture) > 5000, "and a picture")


def main():
    with tempfile.TemporaryDirectory() as path:
        folder = Folder(path)
        check_by_hand(folder)
        check_record(folder)
        check_month(folder)
    finish()


main()
