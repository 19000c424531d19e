"""Calls by phone and the policy in force: their headers, media and languages lead them; who calls changes nothing."""
# SPDX-License-Identifier: Apache-2.0
import signal
import sys

from center import check, finish, must, same, wait_for
from sip import PhoneCenter, following, request, sdp

WITHIN_S = 20
QUEUES = ["default", "hall", "text", "spanish"]


def rule(name, priority, conditions, to, ours, ring=15):
    return {"id": name, "priority": priority, "conditions": conditions, "tocsin": ours,
            "actions": [{"actionType": "RouteAction", "recipientUri": to, "rnaTimer": ring}]}


def queue_of(c, number):
    call = next(one for one in c.board()["calls"] if one["call"] == number)
    return QUEUES[call["queue"] - 1]


def hops(c, number):
    entries = must(c.ask("GET", f"/v1/calls/{number}", token=c.token))["timeline"]
    return [entry for entry in entries if entry["command"] == "route_call"]


def put_in_force(c):
    offer = {"conditionType": "SdpOfferCondition", "rtt": True}
    language = {"conditionType": "SdpOfferCondition", "langAudio": ["es"]}
    test = {"conditionType": "SipHeaderCondition", "field": "X-Line", "operator": "SS", "content": "relay"}
    policy = {"policyOwner": "city.example", "policyType": "OriginationRoutePolicy", "policyRules": [
        rule("RTT", 9, [offer], "text", {}, 2), rule("RELAY", 8, [test], "text", {}, 2),
        rule("SPANISH", 7, [language], "spanish", {"human": True}),
        rule("LAST", 0, [], "hall", {"human": True})]}
    must(c.ask("POST", "/v1/policies", policy, c.token))
    wait_for(lambda: must(c.ask("GET", "/v1/policies/1", token=c.token))["standing"] == "proved", 60, "it is proved")
    must(c.do("activate_policy", policy=1, reason="a test"))


def call(c, wire, lines="", extra="", sender="caller"):
    before = {one["call"] for one in c.board()["calls"]}
    invite = request(wire, "INVITE", "urn:service:sos", body=sdp(wire.here[0], lines=lines), kind="application/sdp", extra=extra, sender=sender)
    wire.send(invite)
    check(wire.code(180), "it is kept and rings")
    return (({one["call"] for one in c.board()["calls"]} - before) or {0}).pop(), invite


def leads(c):
    texts, spanish, hall = (c.agent(name, "call_taker") for name in ("tina", "sol", "hal"))
    for token, queue in ((texts, "text"), (spanish, "spanish"), (hall, "hall")):
        must(c.do("serve_queue", token, queue=queue))
    put_in_force(c)
    with c.wire("udp") as wire:
        number, invite = call(c, wire, "m=text 40002 RTP/AVP 98\r\na=rtpmap:98 t140/1000\r\n")
        wait_for(lambda: queue_of(c, number) == "text", WITHIN_S, "text in real time leads to those who write")
        wait_for(lambda: queue_of(c, number) == "hall", WITHIN_S, "who do not answer: it goes on")
        facts = hops(c, number)[0]["facts"]
        check("rule: OriginationRoutePolicy: RTT" in facts and "fact: SdpOffer:rtt=1" in facts, f"as is on record: {facts}")
        wire.send(following(invite, "CANCEL"))
        check(wire.code(487), "cancelled")
    with c.wire("udp") as wire:
        number, invite = call(c, wire, "a=hlang-recv:es en\r\n", sender="other")
        wait_for(lambda: queue_of(c, number) == "spanish", WITHIN_S, "a language leads to those who speak it")
        check("fact: SdpOffer:langAudio es=1" in hops(c, number)[0]["facts"], f"as is on record: {hops(c, number)}")
        must(c.do("sign_out", spanish))
        wait_for(lambda: queue_of(c, number) == "hall", WITHIN_S, "the last of them leaves: it goes on")
        wire.send(following(invite, "CANCEL"))
        check(wire.code(487), "cancelled")
    with c.wire("udp") as wire:
        number, invite = call(c, wire, extra="X-Line: a relay service\r\n")
        wait_for(lambda: queue_of(c, number) == "text", WITHIN_S, "a header leads")
        check("told: SipHeader:X-Line=a relay service" in str(c.record(number)), "what was told lies with the call")
        check("SipHeader:From" not in hops(c, number)[0]["facts"], "the decision was not told who calls")
        c.restart(signal.SIGKILL)
        wait_for(lambda: queue_of(c, number) == "hall", WITHIN_S, "killed while its way rang: it goes on")
        same([hop["facts"].count("rule: ") for hop in hops(c, number)], [1, 1], "by one rule each")


with PhoneCenter(sys.argv[1], ["udp:127.0.0.1"]) as center:
    for queue in QUEUES[1:]:
        must(center.do("add_queue", name=queue))
    leads(center)
finish()
