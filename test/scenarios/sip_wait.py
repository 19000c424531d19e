"""How long the wait is: said by 182 once eight conversations have ended, to whom nobody is free for; on record, and not before."""
# SPDX-License-Identifier: Apache-2.0
import re
import sys
import time

from center import check, finish, must, same
from sip import PhoneCenter, following, request, sdp

SPOKEN_S = 17
AGENTS = 8


def answered(c, token):
    call = must(c.place("help", channel="voice"))["call"]
    must(c.do("answer", token, call=call))
    return call


def caller(c, wire):
    """A call by phone; its number, and its INVITE."""
    invite = request(wire, "INVITE", "urn:service:sos", body=sdp(wire.here[0]), kind="application/sdp")
    wire.send(invite)
    check(wire.code(180), "it rings: at once nothing is known yet")
    return max(one["call"] for one in c.board()["calls"]), invite


def try_all(c):
    agents = [c.agent(f"taker{i}", "call_taker") for i in range(AGENTS)]
    calls = [answered(c, one) for one in agents]
    with c.wire("udp") as wire:
        _, invite = caller(c, wire)
        time.sleep(SPOKEN_S)
        check(not wire.until(lambda m: m.code == 182, 0.5)[0], "nobody has ended a conversation: nothing is said")
        wire.send(following(invite, "CANCEL"))
        check(wire.code(487), "cancelled")
    for token, call in zip(agents, calls):
        must(c.do("release", token, call=call))
        if token != agents[0]:
            must(c.do("set_agent_state", token, state="away"))
    answered(c, agents[0])
    with c.wire("udp") as wire:
        call, invite = caller(c, wire)
        said, _ = wire.until(lambda m: m.code == 182, 6)
        if check(said, "182 comes"):
            left_s = int(said.get("retry-after"))
            check(SPOKEN_S - 6 <= left_s <= SPOKEN_S + 1, f"about {SPOKEN_S} s: {left_s}")
        later, _ = wire.until(lambda m: m.code == 182, 6)
        check(later and int(later.get("retry-after")) < left_s, "it goes by")
        check(wire.until(lambda m: m.code == 180, SPOKEN_S)[0], "it has gone by, and nothing is known any more")
        events = must(c.ask("GET", f"/v1/calls/{call}", token=c.token))
        same(len(re.findall("wait_reckoned", str(events))), 1, "on record, once")
        wire.send(following(invite, "CANCEL"))
        check(wire.code(487), "cancelled")


with PhoneCenter(sys.argv[1], ["udp:127.0.0.1"]) as center:
    try_all(center)
finish()
