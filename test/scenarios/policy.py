"""tocsin policy: a mayor's directive that leaves one employer's staff out is refused with two calls; by kind of call it passes."""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import subprocess
import sys
import tempfile

from center import check, finish

BUILD = sys.argv[1]
TOCSIN = os.path.join(BUILD, "src/cmd/tocsin")


def rule(name, priority, conditions, to, ours):
    action = {"actionType": "RouteAction", "recipientUri": to, "rnaTimer": 15}
    return {"id": name, "priority": priority, "conditions": conditions, "actions": [action], "tocsin": ours}


def policy(*rules):
    return {"policyOwner": "city.example", "policyType": "OriginationRoutePolicy", "policyRules": list(rules)}


def run(folder, document, *arguments):
    path = os.path.join(folder, "city.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write(document if isinstance(document, str) else json.dumps(document))
    done = subprocess.run([TOCSIN, "policy", *arguments, path], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def numbers(path):
    with open(path, encoding="ascii") as file:
        for line in file:
            if line[0] != "p":
                yield [int(word) for word in line.split()[:-1]]


def conflicts(clauses, assumed):
    """Plain unit propagation, again and again over all clauses: slow, and short enough to be believed."""
    true, changed = set(assumed), True
    while changed:
        changed = False
        for clause in clauses:
            left = [literal for literal in clause if -literal not in true]
            if any(literal in true for literal in clause):
                continue
            if not left:
                return True
            if len(left) == 1:
                true.add(left[0])
                changed = True
    return False


def proves(formula, proof):
    """Whether a second checker, in another language, accepts it: each lemma follows, and the last one is empty."""
    clauses, lemma = list(numbers(formula)), [0]
    for lemma in numbers(proof):
        if not conflicts(clauses, {-literal for literal in lemma}):
            return False
        clauses.append(lemma)
    return lemma == []


LAST = rule("LAST", 0, [], "hall", {"human": True, "answerWithin": 15})
EMPLOYER = {"conditionType": "AdditionalDataCondition", "type": "EmergencyCallData.SubscriberInfo",
            "element": "Organisation", "operator": "EQ", "content": "Org007 Ltd"}
NO_ENGINES = {"conditionType": "RequestUriCondition", "operator": "EQ", "content": "urn:service:sos.animal-control"}


def test_files(folder):
    def write(name, text):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text if isinstance(text, str) else json.dumps(text))
    write("good.json", policy(rule("TEXT", 9, [{"conditionType": "SdpOfferCondition", "rtt": True}], "text", {}), LAST))
    write("bad.json", policy(rule("VIP", 9, [EMPLOYER], "desk", {"human": True}), LAST))
    lines = ["policy good.json", "call text", "at 2026-12-31T22:40:00Z", "fact SdpOffer:rtt=1", "expect goes text", "expect chain TEXT, LAST",
             "expect human within 30 s", "expect same for AdditionalData:EmergencyCallData.SubscriberInfo/Organisation=Org007 Ltd and absent",
             "call by voice", "expect goes hall  ", "# a remark", "prove total", "prove E", "diff from good.json none",
             "expect-counterexample bad.json equal treatment"]
    write("good.test", "\n".join(lines))

    def run_test(name):
        return subprocess.run([TOCSIN, "policy", "test", os.path.join(folder, name)], capture_output=True, text=True, timeout=60)
    done = run_test("good.test")
    check(done.returncode == 0 and "9 hold, 0 do not" in done.stdout, f"a test file holds: {done.stdout}{done.stderr}")
    write("bad.test", "policy bad.json\ncall one\nexpect goes desk\nexpect human within 1 s\nexpect same for "
          "AdditionalData:EmergencyCallData.SubscriberInfo/Organisation=Org007 Ltd and absent\nprove equal treatment\n"
          "diff from good.json none\nexpect-counterexample good.json E\n")
    done = run_test("bad.test")
    for line, what in ((3, "it goes to: hall"), (4, "a person is rung later"), (5, "do not fare alike"), (6, "refuted: equal treatment"), (7, "otherwise than"), (8, "no counterexample")):
        check(done.returncode == 1 and f"bad.test:{line}: " in done.stdout and what in done.stdout, f"line {line} does not hold: {done.stdout}")
    write("odd.test", "policy nowhere.json\nhello world\nprove nothing\n")
    done = run_test("odd.test")
    check(done.returncode == 1 and "odd.test:1: " in done.stdout and "odd.test:2: a line begins with" in done.stdout
          and "odd.test:3: there is no such question" in done.stdout, f"what is no line is said: {done.stdout}")
    write("empty.test", "")
    check(run_test("empty.test").returncode == 1, "one that expects nothing does not pass")


def main():
    with tempfile.TemporaryDirectory() as folder:
        code, out, _ = run(folder, policy(rule("DIRECTIVE", 9, [EMPLOYER], "voicemail", {"human": True}), LAST), "prove")
        check(code == 1 and "It may not take effect." in out, "a directive against one employer's staff is refused")
        check("TWO CALLS THAT DIFFER ONLY IN WHO IS CALLING" in out and "Org007 Ltd" in out and "DIRECTIVE" in out,
              "and two calls show why")
        proofs = os.path.join(folder, "proofs")
        code, out, _ = run(folder, policy(rule("BY-KIND", 9, [NO_ENGINES], "desk", {"human": True}), LAST), "prove", "--proofs", proofs)
        check(code == 0 and "It may take effect." in out, f"by kind of call it passes: {out}")
        check(sorted(os.listdir(proofs))[:2] == ["0-D.cnf", "0-D.drat"], f"its proofs are there: {os.listdir(proofs)}")
        with open(os.path.join(proofs, "0-E.cnf"), encoding="ascii") as file:
            check(file.readline().startswith("p cnf "), "in the form that checkers read")
        night = {"conditionType": "TimePeriodCondition", "timeStart": "22:00", "timeEnd": "06:00",
                 "tocsin": {"tz": "Europe/Berlin", "overnight": True, "validUntil": "until replaced"}}
        staff = dict(EMPLOYER, negation=True)
        fair = policy(rule("STAFF", 9, [night, EMPLOYER], "night", {"human": True}), rule("OTHERS", 8, [night, staff], "night", {"human": True}), LAST)
        code, out, _ = run(folder, fair, "prove", "--proofs", proofs)
        check(code == 0 and "proved    E" in out, f"two rules that do the same for both kinds of callers are fair: {out}")
        formula, proof = os.path.join(proofs, "0-E.cnf"), os.path.join(proofs, "0-E.drat")
        check(proves(formula, proof), "a second checker accepts the proof")
        with open(formula, encoding="ascii") as file:
            lines = file.readlines()
        with open(formula, "w", encoding="ascii") as file:
            file.writelines(lines[:-1])  # without what says that the two differ there is a solution
        check(not proves(formula, proof), "but not for another formula")
        code, out, err = run(folder, policy(rule("A", 1, [{"conditionType": "NoSuch"}], "hall", {"human": True})), "check")
        check(code == 1 and "policyRules[0] (A).conditions[0]" in err and "no conditionType" in err, f"what is wrong is said where it is: {err}")
        code, out, err = run(folder, "{", "check")
        check(code == 1 and "a policy is JSON" in err, f"no JSON: {err}")
        code, out, err = run(folder, policy(LAST), "prove", "--manifest", os.path.join(folder, "none.json"))
        check(code == 1 and "none.json: No such file" in err, f"a manifest that is not there: {err}")
        manifest = os.path.join(folder, "fair.json")
        with open(manifest, "w", encoding="utf-8") as file:
            json.dump({"protected": ["RequestUri"]}, file)
        code, out, _ = run(folder, policy(rule("BY-KIND", 9, [NO_ENGINES], "desk", {"human": True}), LAST), "prove", "--manifest", manifest)
        check(code == 1 and "called for" in out, "what a manifest adds is guarded too")
        one, two = os.path.join(folder, "one.json"), os.path.join(folder, "two.json")
        for path, document in ((one, fair), (two, policy(rule("STAFF", 9, [night, EMPLOYER], "night", {"human": True}), LAST))):
            with open(path, "w", encoding="utf-8") as file:
                json.dump(document, file)
        same = subprocess.run([TOCSIN, "policy", "diff", one, one], capture_output=True, text=True, timeout=60)
        check(same.returncode == 0 and "the same for every call, whatever fails (proved)" in same.stdout, f"no difference: {same.stdout}{same.stderr}")
        other = subprocess.run([TOCSIN, "policy", "diff", one, two], capture_output=True, text=True, timeout=60)
        check(other.returncode == 1 and "before: rule OTHERS -> night" in other.stdout and "after : rule LAST -> hall" in other.stdout,
              f"who is not of the staff loses the night desk: {other.stdout}{other.stderr}")
        told = subprocess.run([TOCSIN, "policy", "explain", one, "--at", "2026-12-01T22:00:00Z", "QueueState:night=Full",
                               "AdditionalData:EmergencyCallData.SubscriberInfo/Organisation=Org007 Ltd"],
                              capture_output=True, text=True, timeout=60)
        check(told.returncode == 0 and "holds STAFF" in told.stdout and "1. night, for 15 s by rule STAFF" in told.stdout
              and "2. hall, for 15 s by rule LAST" in told.stdout and "3. the floor" in told.stdout,
              f"one call's walk is told: {told.stdout}{told.stderr}")
        told = subprocess.run([TOCSIN, "policy", "explain", one, "Nothing=x"], capture_output=True, text=True, timeout=60)
        check(told.returncode == 2 and "Nothing=x: no fact" in told.stderr, f"what is no fact: {told.stderr}")
        done = subprocess.run([TOCSIN, "policy", "prove"], capture_output=True, text=True, timeout=60)
        check(done.returncode == 2 and "usage" in done.stderr + done.stdout, "without a file the usage is shown")
        test_files(folder)
        metropolis(folder)
    finish()


def metropolis(folder):
    """The family of policies that the bench measures: proved at each size, and refuted with one rule planted."""
    for rules in (10, 100, 200, 1000):
        made = subprocess.run([sys.executable, os.path.join(sys.argv[2], "bench/policy_metro.py"), str(rules)],
                              capture_output=True, text=True, timeout=60, check=True).stdout
        code, out, err = run(folder, made, "prove")
        check(code == 0 and "It may take effect." in out and "within 60 s at the latest" in out, f"{rules} rules are proved: {out}{err}")
        document = json.loads(made)
        document["policies"][0]["policyRules"].append(rule("VIP", 99999, [EMPLOYER, {"conditionType": "SdpOfferCondition", "video": True}],
                                                           "vip-desk", {"human": True}))
        code, out, _ = run(folder, document, "prove")
        check(code == 1 and "refuted   E" in out and "rule VIP -> vip-desk" in out and "Org007 Ltd" in out,
              f"one planted rule among {rules} is found: {out}")


main()
