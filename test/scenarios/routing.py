"""A policy at work: put up, proved by the server, refused or activated; calls go its ways and on when nobody answers; incidents owe what it says."""
# SPDX-License-Identifier: Apache-2.0
import gzip
import http.client
import json
import os
import signal
import sys
import tempfile
import time

from center import Center, check, finish, must, same, wait_for

BUILD = sys.argv[1]
PROVE_S = 60


def rule(name, priority, conditions, to, ours, ring=15):
    action = {"actionType": "RouteAction", "recipientUri": to, "rnaTimer": ring}
    return {"id": name, "priority": priority, "conditions": conditions, "actions": [action], "tocsin": ours}


def policy(*rules, responses=()):
    calls = {"policyOwner": "city.example", "policyType": "OriginationRoutePolicy", "policyRules": list(rules)}
    owed = {"policyOwner": "city.example", "policyType": "OtherRoutePolicy", "policyId": "owed", "tocsin": {"responses": True},
            "policyRules": list(responses)}
    return {"policies": [calls, owed] if responses else [calls]}


def owes(name, priority, types, response):
    return {"id": name, "priority": priority, "conditions": [], "actions": [],
            "tocsin": {"conditions": [{"conditionType": "CallTypeCondition", "types": types}] if types else [], "response": response}}


EMPLOYER = {"conditionType": "AdditionalDataCondition", "type": "EmergencyCallData.SubscriberInfo",
            "element": "Organisation", "operator": "EQ", "content": "Org007 Ltd"}
BY_WEB = {"conditionType": "ChannelCondition", "channels": ["http"]}
LAST = rule("LAST", 0, [], "hall", {"human": True, "answerWithin": 15})


def web(name, priority, to, ring):
    made = rule(name, priority, [], to, {"conditions": [BY_WEB]}, ring)
    return made


def settled(center, number):
    def done():
        return must(center.ask("GET", f"/v1/policies/{number}", token=center.token))["standing"] != "being_proved"
    wait_for(done, PROVE_S, f"policy {number} is judged")
    return must(center.ask("GET", f"/v1/policies/{number}", token=center.token))


def put_up(center, document, token=None):
    status, answer = center.ask("POST", "/v1/policies", document, token or center.token)
    return status, answer


def call_of(center, number):
    return next(call for call in center.board()["calls"] if call["call"] == number)


QUEUES = ["default", "hall", "desk", "night"]  # in the order in which they are added


def queue_of(center, number):
    return QUEUES[call_of(center, number)["queue"] - 1]


def routes(center, number):
    entries = must(center.ask("GET", f"/v1/calls/{number}", token=center.token))["timeline"]
    return [entry for entry in entries if entry["command"] == "route_call"]


def gate(center):
    status, answer = put_up(center, "{")
    check(status == 400 and "JSON" in json.dumps(answer), f"no JSON is said: {status} {answer}")
    status, answer = put_up(center, policy(rule("A", 1, [], "nowhere", {"human": True})))
    check(status == 400 and "nowhere" in answer["detail"], f"a queue that is not there is said: {answer}")
    taker = center.agent("tess", "call_taker")
    must(center.do("serve_queue", taker, queue="hall"))
    same(put_up(center, policy(LAST), taker)[0], 403, "a call-taker puts none up")

    must(put_up(center, policy(rule("DIRECTIVE", 9, [EMPLOYER], "desk", {"human": True}), LAST)))
    one = settled(center, 1)
    same(one["standing"], "refuted", "the directive against one employer's staff is refuted")
    words = "\n".join(question["words"] for question in one["judgement"]["questions"] if question["answer"] == "refuted")
    check("DIFFER ONLY IN WHO IS CALLING" in words and "Org007 Ltd" in words, f"two calls show it: {words}")
    status, answer = center.do("activate_policy", policy=1)
    check(status == 409 and "policy_unproved" in json.dumps(answer), f"and it may not take effect: {status} {answer}")


def works(center):
    responses = [owes("REPORTS", 2, ["report.*"], {"obligations": [{"kind": "assign", "within": 3600, "escalate": [{"owner": "supervisors", "after": 1800}]}], "queue": "desk"}),
                 owes("ALL", 1, [], {"obligations": [{"kind": "assign", "within": 90}]})]
    must(put_up(center, policy(web("FIRST", 9, "desk", 2), web("EMPTY", 8, "night", 30), LAST, responses=responses)))
    two = settled(center, 2)
    same(two["standing"], "proved", f"the other one is proved: {json.dumps(two.get('judgement'))[:3000]}")
    check(any(question["code"] == "E" and question.get("lemmas", 0) >= 0 and len(question.get("hash", "")) == 64
              for question in two["judgement"]["questions"]), "its proof has a hash on record")
    connection = http.client.HTTPConnection("127.0.0.1", center.port, timeout=30)
    connection.request("GET", "/v1/policies/2/proofs", headers={"Authorization": f"Bearer {center.token}"})
    proofs = gzip.decompress(connection.getresponse().read()).decode()
    connection.close()
    check("c formula 0 E\np cnf " in proofs and "c proof 0 E\n" in proofs, "formulas and proofs are on record")

    waiting = must(center.place("before"))["call"]
    same(routes(center, waiting), [], "while none is in force, calls wait where they came")
    must(center.do("activate_policy", policy=2, reason="the council's vote"))
    number = must(center.place("help"))["call"]
    wait_for(lambda: queue_of(center, number) == "desk", 10, "the call goes the first way")
    facts = routes(center, number)[-1]["facts"]
    check("rule: OriginationRoutePolicy: FIRST" in facts and "fact: Channel=http" in facts, f"its rules and facts are on record: {facts}")
    wait_for(lambda: queue_of(center, number) == "hall", 20, "nobody answers there: it goes on, past the queue where nobody sits")
    facts = routes(center, number)[0]["facts"] + routes(center, number)[-1]["facts"]
    check("failed: night: nobody is there" in facts and "LAST" in facts, f"and the record says why: {facts}")
    owed = [debt for debt in call_of(center, number)["obligations"] if debt["kind"] == "answer"]
    same(len(owed), 1, "the answer is owed all the while")
    return number


def applies(center, dispatcher):
    call = must(center.place("my bicycle is gone"))["call"]
    made = must(center.do("classify", dispatcher, call=call, type="report.theft", priority=3))
    incident = next(event["incident"] for event in made["events"] if event["kind"] == "incident_opened")

    def entries():
        timeline = must(center.ask("GET", f"/v1/incidents/{incident}", token=center.token))["timeline"]
        return [entry for entry in timeline if entry["command"] == "apply_response"]
    wait_for(lambda: len(entries()) == 1, 10, "what is owed for a report is on record")
    check("REPORTS" in entries()[0]["facts"] and "owe assign 3600 then supervisors 1800" in entries()[0]["rows"], f"by its rule: {entries()}")
    must(center.do("set_type", dispatcher, incident=incident, type="fire.house"))
    wait_for(lambda: len(entries()) == 2, 10, "another type, another response")


def survives(center, number):
    center.restart(signal.SIGKILL)
    check('is in force' in center.said, f"the policy is in force again: {center.said}")
    same(queue_of(center, number), "hall", "the call is where it was")
    again = must(center.place("after the restart"))["call"]
    wait_for(lambda: queue_of(center, again) == "desk", 10, "and new calls go its ways")
    center.restart()  # while its way rings
    wait_for(lambda: queue_of(center, again) == "hall", 20, "a way whose time passed while the server was away fails")


def goes_back(center):
    must(put_up(center, policy(LAST)))
    three = settled(center, 3)
    check("go elsewhere" in three["judgement"]["differences"], f"what changes is said: {three['judgement'].get('differences')}")
    must(center.do("activate_policy", policy=3, reason="a test"))
    status, answer = center.do("activate_policy", policy=2, reason="back")
    check(status == 409 and "judgement_old" in json.dumps(answer), f"the way back is proved again: {answer}")
    same(center.ask("POST", "/v1/policies/2/prove", {}, center.token)[0], 202, "which is asked for")
    same(settled(center, 2)["standing"], "proved", "and done")
    must(center.do("activate_policy", policy=2, reason="back"))
    listed = must(center.ask("GET", "/v1/policies", token=center.token))
    same((listed["in_force"], [one["policy"] for one in listed["policies"]]), (2, [3, 2, 1]), "the list says which is in force")


def two_persons():
    with tempfile.TemporaryDirectory() as folder:
        settings, manifest = os.path.join(folder, "tocsin.conf"), os.path.join(folder, "fairness.json")
        with open(settings, "w", encoding="utf-8") as file:
            file.write(f"queues: [hall, desk]\npolicy_people: 2\nmanifest: {manifest}\n")
        with open(manifest, "w", encoding="utf-8") as file:
            json.dump({"protected": ["SipHeader:X-Club"]}, file)
        with Center(BUILD, options=["--config", settings]) as center:
            club = {"conditionType": "SipHeaderCondition", "field": "X-Club", "operator": "EQ", "content": "gold"}
            must(put_up(center, policy(rule("CLUB", 9, [club], "desk", {"human": True}), LAST)))
            same(settled(center, 1)["standing"], "refuted", "the manifest's own names count")
            path = os.path.join(folder, "fair.json")
            with open(path, "w", encoding="utf-8") as file:
                json.dump(policy(LAST), file, indent=3)
            said = center.tocsin("policy", "propose", path)
            check(said.returncode == 0 and "policy 2 is put up" in said.stdout, f"put up by hand: {said}")
            two = settled(center, 2)
            same(two["standing"], "proved", "a fair one is proved")
            with open(path, encoding="utf-8") as file:
                same(two["text"], file.read(), "it is on record byte for byte")
            shown = center.tocsin("policy", "show", "2").stdout
            check("proved    T1" in shown and "lemmas, checked]" in shown, f"the proofs are shown: {shown}")
            said = center.tocsin("policy", "activate", "2", "agreed")
            check(said.returncode == 1 and "second person" in said.stdout + said.stderr, f"one person is not enough: {said}")
            other = must(center.do("add_agent", name="second", role="administrator"))["token"]
            same(center.tocsin("policy", "approve", "2", "read and agreed", token=other).returncode, 0, "a second one agrees")
            same(center.tocsin("policy", "activate", "2", "agreed").returncode, 0, "now it takes effect")
            check("in_force" in center.tocsin("policy", "list").stdout, "and is listed so")


def expires(document, days):
    at = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(time.time() + days * 86400))
    for one in document["policies"]:
        one["policyExpirationTime"] = at
    return document


def runs_out():
    with tempfile.TemporaryDirectory() as folder:
        settings = os.path.join(folder, "tocsin.conf")

        def write(domain, days):
            with open(settings, "w", encoding="utf-8") as file:
                file.write(f"queues: [hall, desk]\ndomain: {domain}\npolicy_warns_days: {days}\n")
        write("city.example", 60)
        with Center(BUILD, options=["--config", settings]) as center:
            supervisor = center.agent("sue", "supervisor")

            def warned():
                listed = must(center.ask("GET", "/v1/policies", token=center.token))["policies"]
                return [(one["policy"], warning["words"]) for one in listed for warning in one.get("warnings", [])]

            def owed():
                return [debt for notice in center.board()["notices"] if notice["type"] == "policy_warning" for debt in notice["obligations"]]
            first = rule("LAST", 0, [], "sip:hall@city.example", {"human": True, "answerWithin": 15})
            must(put_up(center, expires(policy(first), 45)))
            same(settled(center, 1)["standing"], "proved", "what ends in 45 days may take effect")
            must(center.do("activate_policy", policy=1, reason="a test"))
            wait_for(lambda: len(warned()) == 1, 10, "what ends within 60 days is warned of")
            check(warned()[0][0] == 1 and "expires at" in warned()[0][1], f"in words: {warned()}")
            same([(debt["kind"], debt["owner_kind"]) for debt in owed()], [("review", "supervisors")], "supervisors owe a look")
            check("runs out: OriginationRoutePolicy expires at" in center.tocsin("policy", "list").stdout, "the list says so")
            check("runs out: OriginationRoutePolicy expires at" in center.tocsin("policy", "show", "1").stdout, "and so does its own page")
            must(center.do("review", supervisor, obligation=owed()[0]["obligation"], verdict="agree"))
            same(len(owed()), 1, "whoever looks owes to look again")
            center.restart(signal.SIGKILL)
            same((len(warned()), len(owed())), (1, 1), "nothing is warned of twice")

            # A center by another name has no such queue any more.
            write("town.example", 60)
            center.restart()
            wait_for(lambda: len(warned()) == 2, 10, "a way that leads nowhere is warned of")
            check(any("sip:hall@city.example" in words for _, words in warned()), f"by its name: {warned()}")
            write("city.example", 60)
            center.restart()
            wait_for(lambda: len(warned()) == 1, 10, "and no more when it is there again")
            write("city.example", 14)
            center.restart()
            wait_for(lambda: not warned() and not owed(), 10, "45 days are not within 14")
            write("city.example", 60)
            center.restart()
            wait_for(lambda: len(warned()) == 1, 10, "within 60 they are")
            must(put_up(center, policy(first)))
            same(settled(center, 2)["standing"], "proved", "one without an end is proved")
            must(center.do("activate_policy", policy=2, reason="a test"))
            wait_for(lambda: not warned() and not owed(), 10, "in force, it ends the warning and the debt")
            check("runs out" not in center.tocsin("policy", "list").stdout, "and the list is silent")
            same(center.tocsin("verify", center.data).returncode, 0, "the record is sound")


def stands():
    down = {"conditionType": "ServiceStateCondition", "service": "hall desk", "condition": "EQ", "value": "ScheduledMaintenanceDown"}
    red = {"conditionType": "SecurityPostureCondition", "service": "city", "condition": "EQ", "value": "Red"}
    with Center(BUILD) as center:
        for queue in QUEUES[1:]:
            must(center.do("add_queue", name=queue))
        people = [center.agent(name, role) for name, role in (("sue", "supervisor"), ("dora", "dispatcher"))]
        for queue, person in zip(("hall", "desk", "night"), people * 2):
            must(center.do("serve_queue", person, queue=queue))
        must(put_up(center, policy(rule("RED", 9, [red], "night", {"human": True}), rule("DOWN", 8, [down], "desk", {"human": True}), LAST)))
        same(settled(center, 1)["standing"], "proved", "a policy that asks for states is proved")
        must(center.do("activate_policy", policy=1, reason="a test"))

        def goes(where, words):
            number = must(center.place(words))["call"]
            wait_for(lambda: queue_of(center, number) == where, 10, words)
            return routes(center, number)[-1]["facts"]
        check("ServiceState" not in goes("hall", "nobody said anything: Normal and Green"), "and nothing is told")
        must(center.do("set_service_state", people[0], type="maintenance_down", name="hall desk", reason="a new floor"))
        check("fact: ServiceState:hall desk=ScheduledMaintenanceDown" in goes("desk", "a service that is down"), "is on record with the call")
        must(center.do("set_posture", people[0], type="red", reason="a flood of calls"))
        check("fact: SecurityPosture:city=Red" in goes("night", "what is said of all is said of each"), "that too")
        same(center.do("set_posture", people[1], type="green")[0], 403, "a dispatcher says nothing of it")
        must(center.do("set_posture", people[0], type="yellow", name="city"))
        must(center.do("set_service_state", people[0], type="normal", name="hall desk"))
        center.restart(signal.SIGKILL)
        goes("hall", "its own word goes before that on all, also after a restart")
        verified = center.tocsin("verify", center.data, "--policy")
        same(verified.returncode, 0, f"all of it is decided again: {verified.stdout} {verified.stderr}")


PLAN = """plan: test city
capabilities: [engine, als]
types: [fire.house, medical.fall, report.theft]
cards:
  - {name: big house, types: fire.*, alarms: {1: [{need: engine, count: 2}]}}
  - {name: anything else, alarms: {1: [{need: any}]}}
"""


def names_cards():
    with tempfile.TemporaryDirectory() as folder:
        plan, policies, settings = (os.path.join(folder, name) for name in ("city.plan", "owes.json", "tocsin.conf"))
        with open(plan, "w", encoding="utf-8") as file:
            file.write(PLAN)
        with open(settings, "w", encoding="utf-8") as file:
            file.write(f"queues: [hall]\nplan: {plan}\n")

        def named(card):
            response = {"obligations": [{"kind": "assign", "within": 90}]}
            return policy(LAST, responses=[owes("FALLS", 2, ["medical.*"], {**response, "card": card}), owes("ALL", 1, [], response)])
        with Center(BUILD, options=["--config", settings]) as center:
            def rows(incident):
                timeline = must(center.ask("GET", f"/v1/incidents/{incident}", token=center.token))["timeline"]
                return [(entry["rows"], entry["reason"]) for entry in timeline if entry["command"] == "apply_card"]
            must(put_up(center, named("small house")))
            one = settled(center, 1)
            same(one["standing"], "refuted", "a card that the plan does not have")
            words = "".join(question["words"] for question in one["judgement"]["questions"] if question["code"] == "C")
            check('FALLS names the run card "small house": the plan has no such card' in words, f"is said: {words}")
            must(put_up(center, named("big house")))
            same(settled(center, 2)["standing"], "proved", "one that it has is proved")
            with open(policies, "w", encoding="utf-8") as file:
                json.dump(named("big house"), file)
            check("no plan is given" in center.tocsin("policy", "prove", policies).stdout, "without a plan nobody knows")
            check("may take effect" in center.tocsin("policy", "prove", policies, "--plan", plan).stdout, "with it, it may take effect")
            must(center.do("activate_policy", policy=2, reason="a test"))
            dispatcher = center.agent("dora", "dispatcher")

            def classify(kind):
                call = must(center.place("help"))["call"]
                made = must(center.do("classify", dispatcher, call=call, type=kind, priority=2))
                return next(event["incident"] for event in made["events"] if event["kind"] == "incident_opened")
            fall, theft = classify("medical.fall"), classify("report.theft")
            wait_for(lambda: rows(fall) and "engine 2" in rows(fall)[-1][0], 10, "the policy's card is the incident's")
            check("card big house" in rows(fall)[-1][1] and "the policy names it" in rows(fall)[-1][1], f"and why is on record: {rows(fall)}")
            wait_for(lambda: rows(theft), 10, "another has the plan's own")
            check("card anything else" in rows(theft)[-1][1], f"as ever: {rows(theft)}")
            for what in ("--policy", "--recommendations"):
                verified = center.tocsin("verify", center.data, what)
                same(verified.returncode, 0, f"all of it is decided again: {verified.stdout} {verified.stderr}")

            def warned():
                listed = must(center.ask("GET", "/v1/policies", token=center.token))["policies"]
                return [warning["words"] for one in listed for warning in one.get("warnings", [])]
            same(warned(), [], "nothing is to be warned of")
            with open(plan, "w", encoding="utf-8") as file:
                file.write(PLAN.replace("big house", "great house"))
            center.process.send_signal(signal.SIGHUP)
            wait_for(lambda: warned() == ['the run card "big house" is named: the plan has no such card'], 20, "a plan without the card is warned of")
            other = classify("medical.fall")
            wait_for(lambda: rows(other), 10, "an incident has a card all the same")
            check("the policy names card big house, which the plan does not have" in rows(other)[-1][1], f"and the record says so: {rows(other)}")


def main():
    with Center(BUILD) as center:
        for queue in QUEUES[1:]:
            must(center.do("add_queue", name=queue))
        gate(center)
        dispatcher = center.agent("dora", "dispatcher")
        for queue in ("hall", "desk"):
            must(center.do("serve_queue", dispatcher, queue=queue))
        tess = center.agent("tom", "call_taker")
        must(center.do("serve_queue", tess, queue="hall"))
        number = works(center)
        applies(center, dispatcher)
        survives(center, number)
        goes_back(center)
    two_persons()
    runs_out()
    names_cards()
    stands()
    finish()


main()
