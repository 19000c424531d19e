"""A second encoder: random policies as string, number and place formulas for Z3, whose verdicts must be those of the prover.

It is written from docs/policy.md alone and shares nothing with src/proof: no classes, no formulas, another solver, other theories."""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

from center import check, finish, same

TOCSIN = os.path.join(sys.argv[1], "src/cmd/tocsin")
POLICIES = int(os.environ.get("TOCSIN_Z3_POLICIES", "160"))
SEED = int(os.environ.get("TOCSIN_SEED", "20261125"))
SQUARES = {"north": (0, 0, 10, 10), "south": (5, 5, 15, 15), "isle": (30, 30, 40, 40)}
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
WORDS = ["a", "ab", "abc", "b", "bc", "urn:x"]
# What a condition can ask: protected or not, and as which theory.
TEXTS = [("RequestUriCondition", {}, False), ("SipHeaderCondition", {"field": "X-Kind"}, False), ("SipHeaderCondition", {"field": "From"}, True),
         ("AdditionalDataCondition", {"type": "EmergencyCallData.SubscriberInfo", "element": "Organisation"}, True)]


class Policy:
    """A random family: its document, and each of its rules as the parts that it asks."""

    def __init__(self, rng):
        self.rng = rng
        self.ways = {}
        self.invoked = [self.rules(rng.randint(1, 2), "I", False)]
        self.main = self.rules(rng.randint(1, 5), "R", True)
        if rng.random() < 0.6:
            self.main.append(("LAST", [], self.way("hall", 20)))

    def way(self, to, ring):
        return self.ways.setdefault((to, ring), len(self.ways))

    def rules(self, count, stem, may_invoke):
        rules = []
        for number in range(count):
            conditions = [self.condition() for _ in range(self.rng.choice((0, 1, 1, 2)))]
            effect = self.way(self.rng.choice(["hall", "desk", "night"]), self.rng.choice([10, 20]))
            if may_invoke and self.rng.random() < 0.25:
                effect = self.rng.choice(["invoke", "invoke", "missing"])
            rules.append((f"{stem}{number}", conditions, effect))
        return rules

    def condition(self):
        rng = self.rng
        kind = rng.choice(["text"] * 4 + ["queue", "media", "mime", "suspicion", "age", "place", "time", "verified"])
        negated = rng.random() < 0.3
        if kind == "text":
            which = rng.randrange(len(TEXTS))
            operators = ["EQ", "SS", "prefix", "suffix", "in"] + (["NE"] if TEXTS[which][0] != "SipHeaderCondition" else [])
            operators += ["exists", "missing"] if TEXTS[which][0] == "AdditionalDataCondition" else []
            return kind, negated, which, rng.choice(operators), rng.sample(WORDS, 2)
        if kind == "queue":
            return kind, negated, rng.choice(["EQ", "NE"]), rng.choice(["Active", "Full", "Unreachable"])
        if kind == "media":
            return kind, negated, rng.choice(["rtt", "video"]), rng.random() < 0.7
        if kind == "mime":
            return kind, negated, rng.sample(["text/plain", "application/pidf+xml"], rng.randint(1, 2))
        if kind == "suspicion":
            low = rng.randint(0, 90)
            return kind, negated, low, rng.randint(low, 100)
        if kind == "age":
            return kind, negated, rng.choice(["GT", "GE", "LT", "LE"]), rng.randint(10, 12)
        if kind == "place":
            return kind, negated, rng.choice(sorted(SQUARES))
        if kind == "time":
            first, last = sorted(rng.sample(range(0, 25), 2))
            return kind, negated, first, last, sorted(rng.sample(range(7), rng.randint(1, 7)))
        return kind, negated, rng.choice(["EQ", "NE"]), rng.choice(["TN-Validation-Passed", "TN-Validation-Failed", "No-TN-Validation"])

    # --- as a document ---

    def write(self, one):
        kind, negated, *rest = one
        if kind == "text":
            which, operator, words = rest
            name, members, _ = TEXTS[which]
            value = {"conditionType": name, **members}
            if operator in ("exists", "missing"):
                value["operator"] = operator
            elif operator == "in":
                value["tocsin"] = {"in": words}
            elif operator in ("prefix", "suffix"):
                value["tocsin"] = {operator: words[0]}
            else:
                value.update(operator=operator, content=words[0])
        elif kind == "queue":
            value = {"conditionType": "QueueStateCondition", "queue": "sip:q@city.example", "condition": rest[0], "value": rest[1]}
        elif kind == "media":
            value = {"conditionType": "SdpOfferCondition", rest[0]: rest[1]}
        elif kind == "mime":
            value = {"conditionType": "MimeBodyCondition", "mimeList": rest[0]}
        elif kind == "suspicion":
            value = {"conditionType": "CallSuspicionCondition", "scoreFrom": rest[0], "scoreTo": rest[1]}
        elif kind == "age":
            value = {"conditionType": "BodyPartCondition", "contentType": "application/x", "element": "n", "operator": rest[0], "content": str(rest[1])}
        elif kind == "place":
            value = {"conditionType": "LocationCondition", "tocsin": {"place": rest[0]}}
        elif kind == "time":
            value = {"conditionType": "TimePeriodCondition", "dateStart": "2020-01-01T00:00:00+00:00", "dateEnd": "2090-01-01T00:00:00+00:00",
                     "timeStart": f"{rest[0]:02}:00:00", "timeEnd": f"{rest[1]:02}:00:00", "weekdayList": ",".join(WEEKDAYS[day] for day in rest[2])}
        else:
            value = {"conditionType": "CallingNumberVerificationStatusCondition", "operator": rest[0], "content": rest[1]}
        return {**value, "negation": True} if negated else value

    def document(self):
        names = {number: way for way, number in self.ways.items()}

        def rule(place, count, one):
            name, conditions, effect = one
            if effect in ("invoke", "missing"):
                action = {"actionType": "InvokePolicyAction", "policyType": "OtherRoutePolicy", "policyId": "inner" if effect == "invoke" else "nowhere"}
            else:
                action = {"actionType": "RouteAction", "recipientUri": f"sip:{names[effect][0]}@city.example", "rnaTimer": names[effect][1]}
            return {"id": name, "priority": count - place, "conditions": [self.write(one) for one in conditions], "actions": [action]}

        places = {name: {"type": "Polygon", "coordinates": [[[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]]} for name, (x0, y0, x1, y1) in SQUARES.items()}
        common = {"policyOwner": "city.example"}
        main = {**common, "policyType": "OriginationRoutePolicy", "policyRules": [rule(i, len(self.main), one) for i, one in enumerate(self.main)]}
        inner = {**common, "policyType": "OtherRoutePolicy", "policyId": "inner",
                 "policyRules": [rule(i, len(self.invoked[0]), one) for i, one in enumerate(self.invoked[0])]}
        return {"tocsin": {"places": places}, "policies": [main, inner]}

    # --- as formulas over the values of one call, whose names end in `c` ---

    def ask(self, one, c):
        kind, negated, *rest = one
        if kind == "text":
            which, operator, words = rest
            text, there = f"t{which}{c}", f"has{which}{c}"
            equal = [f'(= {text} "{word}")' for word in words]
            asked = {"EQ": f"(and {there} {equal[0]})", "NE": f"(not (and {there} {equal[0]}))", "in": f"(and {there} (or {' '.join(equal)}))",
                     "SS": f'(and {there} (str.contains {text} "{words[0]}"))', "prefix": f'(and {there} (str.prefixof "{words[0]}" {text}))',
                     "suffix": f'(and {there} (str.suffixof "{words[0]}" {text}))', "exists": there, "missing": f"(not {there})"}[operator]
        elif kind in ("queue", "verified"):
            values = ["Active", "Full", "Unreachable"] if kind == "queue" else ["No-TN-Validation", "TN-Validation-Passed", "TN-Validation-Failed"]
            asked = f"(= {kind}{c} {values.index(rest[1])})"
            asked = f"(not {asked})" if rest[0] == "NE" else asked
        elif kind == "media":
            asked = f"{rest[0]}{c}" if rest[1] else f"(not {rest[0]}{c})"
        elif kind == "mime":
            asked = f"(or {' '.join('mime' + str(len(name)) + c for name in rest[0])})"
        elif kind == "suspicion":
            asked = f"(and has_suspicion{c} (<= {rest[0]} suspicion{c} {rest[1]}))"
        elif kind == "age":
            sign = {"GT": ">", "GE": ">=", "LT": "<", "LE": "<="}[rest[0]]
            asked = f"(and has_age{c} ({sign} age{c} {rest[1]}))"
        elif kind == "place":
            x0, y0, x1, y1 = SQUARES[rest[0]]
            asked = f"(and has_place{c} (<= {x0} x{c}) (< x{c} {x1}) (<= {y0} y{c}) (< y{c} {y1}))"
        else:
            days = " ".join(f"(= day{c} {day})" for day in rest[2])
            asked = f"(and in_dates{c} (<= {rest[0]} hour{c}) (< hour{c} {rest[1]}) (or {days}))"
        return f"(not {asked})" if negated else asked

    def holds(self, conditions, c):
        return f"(and true {' '.join(self.ask(one, c) for one in conditions)})"

    def leaves(self, c):
        """(holds, way or None) from the top down, invoked rules in the place of the rule that invokes them."""
        for _, conditions, effect in self.main:
            top = self.holds(conditions, c)
            if effect == "invoke":
                for _, inner, way in self.invoked[0]:
                    yield f"(and {top} {self.holds(inner, c)})", way
            elif effect != "missing":
                yield top, effect

    def lost(self, c):
        """As i3 walks: the first rule that holds ends it, and what it invokes may have nothing for the call."""
        text = "true"
        for _, conditions, effect in reversed(self.main):
            inside = "false"
            if effect == "missing":
                inside = "true"
            elif effect == "invoke":
                inside = f"(not (or false {' '.join(self.holds(inner, c) for _, inner, _ in self.invoked[0])}))"
            text = f"(ite {self.holds(conditions, c)} {inside} {text})"
        return text

    def course(self, c):
        """The number of the first way that holds and has not failed; -1: the floor."""
        text = "(- 1)"
        for holds, way in reversed(list(self.leaves(c))):
            text = f"(ite (and {holds} (not failed{way})) {way} {text})"
        return text

    def turned_away(self, c):
        return f"(or false {' '.join(self.holds(conditions, c) for _, conditions, effect in self.main if effect == 'missing')})"


def declare(c):
    lines = []
    for number in range(len(TEXTS)):
        lines += [f"(declare-const t{number}{c} String)", f"(declare-const has{number}{c} Bool)"]
    for name in ("rtt", "video", "mime10", "mime20", "has_suspicion", "has_age", "has_place", "in_dates"):
        lines.append(f"(declare-const {name}{c} Bool)")
    for name, low, high in (("queue", 0, 2), ("verified", 0, 2), ("suspicion", 0, 100), ("age", -1000, 1000), ("day", 0, 6), ("hour", 0, 23)):
        lines += [f"(declare-const {name}{c} Int)", f"(assert (<= {low if low >= 0 else f'(- {-low})'} {name}{c} {high}))"]
    return lines + [f"(declare-const {name}{c} Real)" for name in ("x", "y")]


# All that a decision may see is the same of both; who calls - two texts, suspicion, verification - is not.
OPEN = [name for number, text in enumerate(TEXTS) if not text[2] for name in (f"t{number}", f"has{number}")] + \
    ["rtt", "video", "mime10", "mime20", "has_age", "has_place", "in_dates", "queue", "age", "day", "hour", "x", "y"]


def verdicts_of_z3(policy):
    lines = ["(set-option :timeout 10000)", *declare("A"), *declare("B")]
    lines += [f"(declare-const failed{way} Bool)" for way in range(len(policy.ways))]
    alike = " ".join(f"(= {name}A {name}B)" for name in OPEN)
    for question in (policy.lost("A"), policy.turned_away("A"), f"(and {alike} (distinct {policy.course('A')} {policy.course('B')}))"):
        lines += ["(push)", f"(assert {question})", "(check-sat)", "(pop)"]
    done = subprocess.run(["z3", "-in"], input="\n".join(lines), capture_output=True, text=True, timeout=120)
    said = done.stdout.split()
    if len(said) != 3:
        raise RuntimeError(f"z3: {done.stdout}{done.stderr}")
    return dict(zip(("T1", "T2", "E"), said))


def verdicts_of_ours(folder, document):
    path = os.path.join(folder, "policy.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(document, file)
    done = subprocess.run([TOCSIN, "policy", "prove", path], capture_output=True, text=True, timeout=120)
    # A policy that nobody invokes is asked for itself, behind the one with which calls begin.
    first = done.stdout.partition("\nOtherRoutePolicy")[0]
    found = {code: verdict for verdict, code in re.findall(r"^(proved|refuted|undecided) +(T1|T2|E) ", first, re.M)}
    if len(found) != 3:
        raise RuntimeError(f"{done.stdout}{done.stderr}\n{json.dumps(document)}")
    return found


def main():
    if not shutil.which("z3"):
        print("SKIPPED: z3 is not installed (Debian's package z3)")
        sys.exit(77)
    counts, open_ones = {}, 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(POLICIES):
            policy = Policy(random.Random(SEED + number))
            document = policy.document()
            ours, theirs = verdicts_of_ours(folder, document), verdicts_of_z3(policy)
            for code, verdict in ours.items():
                if theirs[code] not in ("sat", "unsat"):
                    open_ones += 1
                    continue
                wanted = "refuted" if theirs[code] == "sat" else "proved"
                counts[code, wanted] = counts.get((code, wanted), 0) + 1
                if not same(verdict, wanted, f"seed {SEED + number}, {code}"):
                    print(json.dumps(document), file=sys.stderr)
    print(f"{POLICIES} policies: " + ", ".join(f"{code} {verdict} {count}" for (code, verdict), count in sorted(counts.items())) +
          f"; Z3 had no answer within 10 s {open_ones} times")
    for code in ("T1", "T2", "E"):
        for verdict in ("proved", "refuted"):
            check(counts.get((code, verdict), 0) >= POLICIES // 20, f"{code} is {verdict} often enough to tell: {counts}")
    check(open_ones <= POLICIES // 10, f"Z3 answers nearly always: {open_ones} open")
    finish()


main()
