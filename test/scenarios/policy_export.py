"""tocsin policy export: plain PRR for other elements, proved to send every call the same ways, or refused in words."""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import subprocess
import sys
import tempfile

from center import check, finish, same

TOCSIN = os.path.join(sys.argv[1], "src/cmd/tocsin")
SPAN = ["--from", "2026-12-01T00:00:00Z", "--until", "2027-12-01T00:00:00Z"]


def rule(name, priority, conditions, to, **ours):
    action = {"actionType": "RouteAction", "recipientUri": f"sip:{to}@city.example", "rnaTimer": 20}
    return {"id": name, "priority": priority, "conditions": conditions, "actions": [action], "tocsin": {"human": True, **ours}}


SQUARE = [[[9.9, 53.5], [10.0, 53.5], [10.0, 53.6], [9.9, 53.6], [9.9, 53.5]], [[9.94, 53.54], [9.96, 53.54], [9.96, 53.56], [9.94, 53.56], [9.94, 53.54]]]
ISLE = [[[11, 53], [11.1, 53], [11.1, 53.1], [11, 53.1], [11, 53]]]
NIGHT = {"conditionType": "TimePeriodCondition", "timeStart": "22:00:00", "timeEnd": "06:00:00", "weekdayList": "SA,SU",
         "tocsin": {"tz": "Europe/Berlin", "overnight": True, "validUntil": "until replaced"}}
OLD_TOWN = {"conditionType": "LocationCondition", "tocsin": {"place": "old town"}}
KINDS = {"conditionType": "RequestUriCondition", "tocsin": {"in": ["urn:service:sos.fire", "urn:service:sos.police"]}}
ALL = rule("ALL", 1, [], "hall", answerWithin=15, escalate=[{"to": "sip:boss@city.example", "after": 60}])


def city(*rules, **more):
    places = {"old town": {"type": "MultiPolygon", "coordinates": [SQUARE, ISLE]}}
    return {"tocsin": {"places": places},
            "policies": [{"policyOwner": "city.example", "policyType": "OriginationRoutePolicy", "policyRules": [*rules, ALL], **more}]}


def export(folder, document, *arguments):
    path = os.path.join(folder, "city.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(document, file)
    done = subprocess.run([TOCSIN, "policy", "export", path, *SPAN, *arguments], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def has(value, name):
    return isinstance(value, dict) and (name in value or any(has(one, name) for one in value.values())) or \
        isinstance(value, list) and any(has(one, name) for one in value)


def check_said(folder):
    watch = {"id": "WATCH", "priority": 2, "conditions": [], "actions": [{"actionType": "LogAction", "message": "a call"}], "tocsin": {"observe": True}}
    code, out, err = export(folder, city(rule("NIGHT", 9, [NIGHT, OLD_TOWN], "night"), rule("OUT", 8, [dict(OLD_TOWN, negation=True), KINDS], "fire"), watch))
    same(code, 0, f"it is written: {err}")
    check("proved: every call goes the same ways" in err and "until 2027-12-01" in err, f"and proved: {err}")
    check("WATCH: left out" in err and "will not escalate" in err, f"what others will not know is said: {err}")
    (policy,) = json.loads(out)
    check(not has(policy, "tocsin"), "nothing of ours is in it")
    rules = policy["policyRules"]
    # Three spans of one offset, two halves of the night, two polygons; two kinds; the last rule.
    same([one["id"] for one in rules], [f"NIGHT.{n}" for n in range(1, 13)] + ["OUT.1", "OUT.2", "ALL"], "rules")
    same([one["priority"] for one in rules], list(range(15, 0, -1)), "priorities are counted anew")
    same(policy["policyExpirationTime"], "2027-12-01T00:00:00.000000Z", "it ends where its clock was written out")
    spans = sorted({(c["dateStart"], c["dateEnd"]) for one in rules for c in one["conditions"] if "dateStart" in c})
    same(spans, [("2026-12-01T01:00:00+01:00", "2027-03-28T01:59:59+01:00"), ("2027-03-28T03:00:00+02:00", "2027-10-31T02:59:59+02:00"),
                 ("2027-10-31T02:00:00+01:00", "2027-12-01T00:59:59+01:00")], "daylight saving as IANA has it")
    halves = {(c.get("timeStart"), c.get("timeEnd"), c["weekdayList"]) for one in rules for c in one["conditions"] if "dateStart" in c}
    same(halves, {("22:00:00", None, "SA,SU"), ("00:00:00", "06:00:00", "MO,SU")}, "both halves of a night")
    negated = [c for c in rules[12]["conditions"] if c.get("negation")]
    same(len(negated), 2, "outside means outside each polygon")
    plain = os.path.join(folder, "plain.json")
    with open(plain, "w", encoding="utf-8") as file:
        file.write(out)
    same(subprocess.run([TOCSIN, "policy", "check", plain], capture_output=True, timeout=60).returncode, 0, "it is good by itself")


def check_plain(folder):
    document = city(rule("DAY", 9, [{"conditionType": "TimePeriodCondition", "dateStart": "2026-01-01T00:00:00+01:00", "dateEnd": "2030-01-01T00:00:00+01:00"}], "day"))
    code, out, err = export(folder, document)
    (policy,) = json.loads(out)
    check(code == 0 and "until 2027" not in err and "policyExpirationTime" not in policy, f"what is plain has no end: {err}")
    same([one["priority"] for one in policy["policyRules"]], [9, 1], "and keeps its priorities")


def check_refused(folder):
    number = {"conditionType": "RequestUriCondition", "tocsin": {"prefix": "urn:service:sos"}}
    code, out, err = export(folder, city(rule("SOS", 9, [number], "sos")))
    check(code == 1 and not out and "SOS.conditions[0]" in err and "--nearly" in err, f"a beginning cannot be said: {err}")
    code, out, err = export(folder, city(rule("SOS", 9, [number], "sos")), "--nearly")
    check(code == 0 and '"SS"' in out and "kinds of calls go elsewhere" in err, f"nearly, and what differs is told: {err}")
    channel = dict(rule("TEXT", 9, [], "text"))
    channel["tocsin"] = {**channel["tocsin"], "conditions": [{"conditionType": "ChannelCondition", "channels": ["text"]}]}
    code, out, err = export(folder, city(channel))
    check(code == 1 and not out and "ChannelCondition is none of i3's" in err, f"nor a condition of ours: {err}")
    code, out, err = export(folder, {"policies": []})
    check(code == 1 and not out and "holds no policy" in err, f"a family that is none: {err}")
    code, out, err = export(folder, city(), "--sign", "nowhere.key", "--certificate", "nowhere.pem")
    check(code == 1 and not out and "nowhere.key" in err, f"a key that is not there: {err}")
    same(subprocess.run([TOCSIN, "policy", "export"], capture_output=True, timeout=60).returncode, 2, "no file")


def main():
    with tempfile.TemporaryDirectory() as folder:
        check_said(folder)
        check_plain(folder)
        check_refused(folder)
    finish()


main()
