"""Every recommendation and every decision by a policy made again from a record with the caller blanked: identical, or listed with what did it."""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import sys
import tempfile

from center import Center, check, finish, must, same, wait_for

BUILD = sys.argv[1]
PROVE_S = 60
QUEUES = ["default", "hall", "desk", "north"]
PLAN = """plan: test city
capabilities: [engine, als]
types: [fire.structure, medical.fall]
areas: [{name: old town, polygon: [[-9.2, 38.6], [-9.1, 38.6], [-9.1, 38.8], [-9.2, 38.8]]}]
cards:
  - {name: fire in the old town, types: fire.*, areas: [old town], alarms: {1: [{need: engine, count: 2}]}}
  - {name: fire, types: fire.*, alarms: {1: [{need: engine}]}}
  - {name: anything else, alarms: {1: [{need: any}]}}
"""
OLD_TOWN, ELSEWHERE = {"lat": 38.71, "lon": -9.13}, {"lat": 38.9, "lon": -9.0}


def rule(name, priority, to, conditions=(), ours=(), ring=3, **how):
    return {"id": name, "priority": priority, "conditions": list(conditions), "tocsin": {"conditions": list(ours), **how},
            "actions": [{"actionType": "RouteAction", "recipientUri": to, "rnaTimer": ring}]}


def owes(name, priority, within, ours=()):
    return {"id": name, "priority": priority, "conditions": [], "actions": [],
            "tocsin": {"conditions": list(ours), "response": {"obligations": [{"kind": "assign", "within": within}]}}}


def policy(rules, responses):
    north = [[-9.05, 38.85], [-8.95, 38.85], [-8.95, 38.95], [-9.05, 38.95], [-9.05, 38.85]]
    return {"tocsin": {"places": {"north": {"type": "Polygon", "coordinates": [north]}}},
            "policies": [{"policyOwner": "city.example", "policyType": "OriginationRoutePolicy", "policyRules": rules},
                         {"policyOwner": "city.example", "policyType": "OtherRoutePolicy", "policyId": "owed", "tocsin": {"responses": True},
                          "policyRules": responses}]}


BY_WEB = {"conditionType": "ChannelCondition", "channels": ["http"]}
IN_NORTH = {"conditionType": "LocationCondition", "tocsin": {"place": "north"}}
DESK_IS_THERE = {"conditionType": "QueueStateCondition", "queue": "desk", "condition": "EQ", "value": "Active"}
OF_FIRE = {"conditionType": "CallTypeCondition", "types": ["fire.*"]}
LAST = rule("LAST", 0, "hall", human=True)
# By place, by who sits where, and past a queue where nobody does: nothing of the caller.
FAIR = policy([rule("NORTH", 9, "north", [IN_NORTH]), rule("DESK", 8, "desk", [DESK_IS_THERE]), LAST], [owes("FIRE", 9, 60, [OF_FIRE]), owes("ALL", 1, 600)])
# By how the call came, which the manifest leaves to whoever answers for the policy.
WEB = policy([rule("WEB", 9, "desk", ours=[BY_WEB]), LAST], [owes("WEB", 9, 900, [BY_WEB]), owes("ALL", 1, 600)])


def enforce(center, number, document):
    must(center.ask("POST", "/v1/policies", document, center.token))

    def standing():
        return must(center.ask("GET", f"/v1/policies/{number}", token=center.token))["standing"]
    wait_for(lambda: standing() != "being_proved", PROVE_S, "it is judged")
    same(standing(), "proved", "and proved")
    must(center.do("activate_policy", policy=number, reason="a test"))


def queue_of(center, number):
    call = next(call for call in center.board()["calls"] if call["call"] == number)
    return QUEUES[call["queue"] - 1]


def run(center, *arguments):
    done = center.tocsin("--json", "verify", "--blanked", center.data, *arguments)
    check(done.returncode in (0, 1) and done.stdout.startswith("{"), f"it says what it found: {done}")
    return done.returncode, json.loads(done.stdout)


def good(tally):
    return tally["same"] > 0 and not any(count for outcome, count in tally.items() if outcome != "same")


def staffed(center):
    taker, dispatcher = center.agent("tess", "call_taker"), center.agent("dora", "dispatcher")
    for queue in ("hall", "desk"):
        must(center.do("serve_queue", taker, queue=queue))
    must(center.do("serve_queue", dispatcher, queue="hall"))
    for name, capabilities, place in (("E1", "engine", OLD_TOWN), ("E2", "engine", ELSEWHERE), ("M1", "als", OLD_TOWN)):
        must(center.do("add_unit", name=name))
        must(center.do("set_unit", unit=name, capabilities=capabilities))
        must(center.do("log_on", dispatcher, unit=name, crew=4))
        must(center.do("report_position", dispatcher, unit=name, **place))
    return taker, dispatcher


def incident_of(center, taker, kind, **place):
    call = must(center.place("it burns", place="the third house", **place))["call"]
    wait_for(lambda: queue_of(center, call) != "default", 10, "it goes its way")
    must(center.do("answer", taker, call=call))
    made = must(center.do("classify", taker, call=call, type=kind, priority=2))
    incident = next(event["incident"] for event in made["events"] if event["kind"] == "incident_opened")
    wait_for(lambda: center.ask("GET", f"/v1/incidents/{incident}/recommendation", token=center.token)[0] == 200, 20, "units are recommended")
    must(center.do("release", taker, call=call))
    return call


def fair(center, taker):
    enforce(center, 1, FAIR)
    incident_of(center, taker, "fire.structure", **OLD_TOWN)
    incident_of(center, taker, "medical.fall", **ELSEWHERE)
    waiting = must(center.place("nobody answers this one", **OLD_TOWN))["call"]
    same(queue_of(center, waiting), "desk", "first to the desk")
    wait_for(lambda: queue_of(center, waiting) == "hall", 20, "and on when nobody answers")
    code, found = run(center)
    same((code, found["listed"]), (0, []), "whoever calls, all comes out the same")
    for decision in ("recommendations", "routes", "responses"):
        check(good(found[decision]), f"{decision}: {found[decision]}")
    check(found["routes"]["same"] >= 4 and found["responses"]["same"] >= 2, f"all decisions are there: {found}")
    said = center.tocsin("verify", center.data, "--recommendations", "--policy")
    check(said.returncode == 0 and said.stdout.count(" 0 otherwise, 0 cannot") == 3, f"and as on record: {said}")
    return found


def by_channel(center, taker, before):
    enforce(center, 2, WEB)
    call = incident_of(center, taker, "fire.structure", **OLD_TOWN)
    code, found = run(center)
    same((code, found["routes"]["blanked"], found["responses"]["blanked"]), (1, 1, 1), f"what the channel decides is found: {found}")
    check(found["routes"]["same"] == before["routes"]["same"] and good(found["recommendations"]), f"and nothing else: {found}")
    listed = {one["decision"]: one for one in found["listed"]}
    same(sorted(listed), ["response", "route"], "one of each")
    route, response = listed.get("route", {}), listed.get("response", {})
    same((route.get("call"), route.get("by"), response.get("by")), (call, "Channel", "Channel"), "it is named")
    check("WEB" in route["was"] and "LAST" in route["again"] and "hall" in route["again"], f"with both ways: {route}")
    check("assign 900" in response["was"] and "assign 600" in response["again"], f"and debts: {response}")
    text = json.dumps(found)
    check("it burns" not in text and "third house" not in text, "nothing that a caller said is in it")
    said = center.tocsin("verify", "--blanked", center.data)
    check(said.returncode == 1 and "by:    Channel" in said.stdout and " 1 otherwise" in said.stdout, f"in words too: {said}")
    said = center.tocsin("--json", "verify", center.data, "--policy")
    check(said.returncode == 0 and '"routes":{"same":' in said.stdout and '"other":0' in said.stdout, f"on record it is as it was: {said}")


def later(center, taker, before):
    """Another policy, and another start of the server: each decision is made again by the policy of its time."""
    enforce(center, 3, FAIR)
    incident_of(center, taker, "fire.structure", **ELSEWHERE)
    center.restart()
    call = must(center.place("after a start", **ELSEWHERE))["call"]
    wait_for(lambda: queue_of(center, call) != "default", 10, "it goes its way")
    center.end()
    code, found = run(center)
    same((code, found["routes"]["blanked"], found["routes"]["unknown"]), (1, 1, 0), f"the one before stays listed, and no other comes: {found}")
    check(found["routes"]["same"] > before["routes"]["same"], "calls of both policies are made again, and after a start")


def usage(center):
    same(center.tocsin("verify", "--blanked").returncode, 2, "without a folder")
    same(center.tocsin("verify", "--blanked", "a", "b").returncode, 2, "two folders")
    same(center.tocsin("verify", "--blanked", os.path.join(center.folder, "none")).returncode, 1, "a folder that is not there")


def main():
    with tempfile.TemporaryDirectory() as folder:
        plan = os.path.join(folder, "plan.yaml")
        with open(plan, "w", encoding="utf-8") as file:
            file.write(PLAN)
        with Center(BUILD, options=("--plan", plan)) as center:
            for queue in QUEUES[1:]:
                must(center.do("add_queue", name=queue))
            taker, _ = staffed(center)
            usage(center)
            before = fair(center, taker)
            by_channel(center, taker, before)
            later(center, taker, before)
    finish()


main()
