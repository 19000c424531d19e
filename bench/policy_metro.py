"""A made-up metropolis's routing policy of so many rules: nine for each answering point, and one for all."""
# SPDX-License-Identifier: Apache-2.0
import json
import sys

NIGHT = {"conditionType": "TimePeriodCondition", "timeStart": "22:00", "timeEnd": "06:00",
         "tocsin": {"tz": "Europe/Berlin", "overnight": True, "validUntil": "until replaced"}}
WEEKEND = {"conditionType": "TimePeriodCondition", "weekdayList": "SA,SU",
           "tocsin": {"tz": "Europe/Berlin", "validUntil": "until replaced"}}
FIRM = {"conditionType": "AdditionalDataCondition", "type": "EmergencyCallData.SubscriberInfo", "element": "Organisation",
        "operator": "SS", "content": "Ltd"}


def within(place):
    return {"conditionType": "LocationCondition", "tocsin": {"place": place}}


def state(queue, operator):
    return {"conditionType": "QueueStateCondition", "queue": queue, "condition": operator, "value": "Active"}


def offers(medium):
    return {"conditionType": "SdpOfferCondition", medium: True}


def square(x, y, size):
    return {"type": "Polygon", "coordinates": [[[x, y], [x + size, y], [x + size, y + size], [x, y + size]]]}


def metro(rules):
    points, places, listed = max(1, rules // 10), {}, []

    def add(name, conditions, queue, ring, human):
        action = {"actionType": "RouteAction", "recipientUri": queue, "rnaTimer": ring}
        listed.append({"id": name, "priority": 10 * points + 10 - len(listed), "conditions": conditions, "actions": [action],
                       "tocsin": {"human": human}})

    for point in range(points):
        x, y = point % 10 / 10, point // 10 / 10
        area, site, own, other = f"area{point}", f"site{point}", f"psap{point}", f"psap{(point + 1) % points}"
        places[area], places[site] = square(x, y, 0.1), square(x + 0.04, y + 0.04, 0.02)
        for number, (conditions, queue, ring, human) in enumerate([
                ([within(site)], own + "-hazmat", 10, False),
                ([within(area), offers("video")], own + "-video", 15, False),
                ([within(area), offers("rtt")], own + "-text", 15, False),
                # Two rules that ask who is calling and do the same: worth a proof.
                ([within(area), NIGHT, state(own + "-night", "EQ"), FIRM], own + "-night", 15, True),
                ([within(area), NIGHT, state(own + "-night", "EQ"), dict(FIRM, negation=True)], own + "-night", 15, True),
                ([within(area), WEEKEND, state(own + "-weekend", "EQ")], own + "-weekend", 15, True),
                ([within(area), state(own, "EQ")], own, 20, True),
                ([within(area), state(own, "NE"), state(other, "EQ")], other, 20, True),
                ([within(area)], "regional", 20, True)]):
            add(f"R{point}.{number}", conditions, queue, ring, human)
    add("LAST", [], "human-hall", 30, True)
    policy = {"policyOwner": "metro.example", "policyType": "OriginationRoutePolicy", "policyRules": listed}
    return {"tocsin": {"places": places}, "policies": [policy]}


json.dump(metro(int(sys.argv[1])), sys.stdout)
