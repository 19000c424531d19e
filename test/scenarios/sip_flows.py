"""Calls by phone from end to end, by SIPp with scenarios of our own (test/sipp) and a sender of our own; tshark reads what we send."""
# SPDX-License-Identifier: Apache-2.0
import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from center import check, finish, must, same, wait_for
from sip import PhoneCenter, answer, following, free_port, ident, request, sdp, shared

build, top = sys.argv[1:3]
DOORS = ("udp:127.0.0.1", "tcp:127.0.0.1", "tls:127.0.0.1", "udp:[::1]", "tcp:[::1]")
SIPP_S = 10


class Sipp:
    """One run of a scenario, once through."""

    def __init__(self, c, name, port=None, options=()):
        self.name = name
        _, host, there = c.door("udp")
        self.folder = tempfile.mkdtemp(prefix="tocsin-sipp-")
        command = ["sipp", f"{host}:{there}", "-sf", os.path.join(os.path.abspath(top), f"test/sipp/{name}.xml"), "-i", host,
                   "-p", str(port or free_port()), "-m", "1", "-nostdin", "-timeout", f"{SIPP_S}s", "-timeout_error", "-trace_err", *options]
        self.process = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def ended(self):
        code = self.process.wait(timeout=SIPP_S + 10)
        said = ""
        for name in os.listdir(self.folder):
            with open(os.path.join(self.folder, name), encoding="utf-8", errors="replace") as file:
                said += file.read()
        shutil.rmtree(self.folder)
        return same(code, 0, f"{self.name}: it went as the scenario says: {said[-1500:]}")


def newest(c):
    calls = c.calls()
    return calls[max(calls)] if calls else {"call": 0, "state": "none"}


def state(c, call):
    return c.calls().get(call, {"state": "closed"})["state"]


def waiting(c, before, name):
    """The call that has come, once it waits."""
    wait_for(lambda: newest(c)["call"] > before and newest(c)["state"] == "waiting", 5, f"{name}: a call waits")
    call = newest(c)["call"]
    check("answer" in c.owes(call), f"{name}: an answer is owed")
    return call


def left(c, call, name):
    wait_for(lambda: state(c, call) == "left" and "call_back" in c.owes(call), 5, f"{name}: the caller left, a call back is owed")


class Desk:
    """A call-taker at position `desk`, whose phone is SIPp's, on one port all the time."""

    def __init__(self, c):
        self.c, self.port = c, free_port()
        self.agent = must(c.do("add_agent", name="taker", role="call_taker"))["token"]
        self.secret = must(c.do("add_position", name="desk"))["phone_password"]
        must(c.do("sign_in", self.agent, position="desk"))

    def register(self, algorithm="SHA-256", secret=None):
        """By our own sender, to answer by SHA-256 as well: MD5 alone is offered, and either is taken."""
        with self.c.wire("udp", port=self.port) as wire:
            uri, name = "sip:127.0.0.1", ident()
            whom = "<sip:desk@127.0.0.1>"
            wire.send(request(wire, "REGISTER", uri, call_id=name, sender="desk", to=whom))
            asked = wire.code(401)
            offer = asked.all("www-authenticate")
            same([re.search(r"algorithm=([^,]+)", one).group(1) for one in offer], ["MD5"], "register: what is offered")
            given = dict(re.findall(r'(\w+)="?([^",]+)', offer[0]))
            kind = hashlib.sha256 if algorithm == "SHA-256" else hashlib.md5

            def h(*words):
                return kind(":".join(words).encode()).hexdigest()

            proof = h(h("desk", given["realm"], secret or self.secret), given["nonce"], "00000001", "c", "auth", h("REGISTER", uri))
            words = (f'Digest username="desk", realm="{given["realm"]}", nonce="{given["nonce"]}", uri="{uri}", response="{proof}", '
                     f'algorithm={algorithm}, qop=auth, cnonce="c", nc=00000001')
            wire.send(request(wire, "REGISTER", uri, call_id=name, cseq=2, sender="desk", to=whom,
                              extra=f"Authorization: {words}\r\nExpires: 120\r\n"))
            said = wire.final()
            same(said and said.code, 403 if secret else 200, f"register by {algorithm}{' with another secret' if secret else ''}")

    def phone(self, name="phone"):
        return Sipp(self.c, name, self.port)


def alone(c, scenario):
    """A caller whom nobody answers."""
    before = newest(c)["call"]
    run = Sipp(c, scenario)
    wait_for(lambda: newest(c)["call"] > before, 5, f"{scenario}: a call")
    call = newest(c)["call"]
    run.ended()
    same(newest(c)["call"], call, f"{scenario}: one call")
    check(not newest(c)["malformed"], f"{scenario}: nothing is wrong with it")
    left(c, call, scenario)


def answered(c, desk, scenario, waits=False):
    """A caller whom the phone at the desk answers; with `waits` it is only switched on once the call waits."""
    before = newest(c)["call"]
    phone = desk.phone()
    if not waits:
        desk_ready(c, desk)
    run = Sipp(c, scenario)
    call = waiting(c, before, scenario)
    if waits:
        time.sleep(3.5)  # one more 180 goes in the meantime
        same(state(c, call), "waiting", f"{scenario}: it waits on")
        desk_ready(c, desk)
    wait_for(lambda: state(c, call) == "answered", 8, f"{scenario}: answered")
    check("answer" not in c.owes(call), f"{scenario}: no answer is owed any more")
    run.ended()
    phone.ended()
    wait_for(lambda: state(c, call) not in ("answered", "waiting"), 5, f"{scenario}: the conversation is over")
    desk_busy(c, desk)


def desk_ready(c, desk):
    must(c.do("set_agent_state", desk.agent, state="ready"))


def desk_busy(c, desk):
    c.do("set_agent_state", desk.agent, state="away")


def by_hand(c, kind, name, six=False, pieces=1, body=None, extra="", mime="application/sdp"):
    """A call by our own sender, in pieces; it rings and is cancelled."""
    before = newest(c)["call"]
    with c.wire(kind, six) as wire:
        host = wire.here[0]
        invite = request(wire, "INVITE", "urn:service:sos", body=body or sdp(host), kind=mime, extra=extra)
        size = len(invite) // pieces + 1
        for at in range(0, len(invite), size):
            wire.send(invite[at:at + size])
            time.sleep(0.01)
        check(wire.code(180), f"{name}: it rings")
        call = waiting(c, before, name)
        wire.send(following(invite, "CANCEL"))
        check(wire.code(487), f"{name}: cancelled")
    left(c, call, name)
    return call


def repeated(c):
    """One INVITE three times at once and twice later, as a datagram that seems lost is: SIPp does not allow it."""
    before = newest(c)["call"]
    with c.wire("udp") as wire:
        invite = request(wire, "INVITE", "urn:service:sos", body=sdp(), kind="application/sdp")
        for _ in range(3):
            wire.send(invite)
        check(wire.code(180), "repeated: it rings")
        for _ in range(2):
            wire.send(invite)
            check(wire.code(180), "repeated: the answer comes again")
        same((newest(c)["call"], newest(c)["malformed"]), (before + 1, False), "repeated: one call on the board")
        wire.send(following(invite, "CANCEL"))
        check(wire.code(487), "repeated: cancelled")
    left(c, before + 1, "repeated")


def glued(c):
    """Two calls and a ping in one piece."""
    before = newest(c)["call"]
    with c.wire("tcp") as wire:
        both = [request(wire, "INVITE", "urn:service:sos", body=sdp(), kind="application/sdp") for _ in range(2)]
        wire.send(both[0] + b"\r\n\r\n" + both[1] + request(wire, "OPTIONS", "sip:a@127.0.0.1"))
        rings = 0
        while rings < 2 and wire.code(180):
            rings += 1
        same(rings, 2, "glued: both ring")
        same(newest(c)["call"], before + 2, "glued: two calls on the board")
        wire.send(following(both[0], "CANCEL") + following(both[1], "CANCEL"))
        check(wire.code(487) and wire.code(487), "glued: both cancelled")
    left(c, before + 1, "glued")
    left(c, before + 2, "glued")


def large(c, folder):
    with open(os.path.join(folder, "standards/phrsite/sip/InviteAllAdditionalDataByValue1.sip"), "rb") as file:
        head, _, body = file.read().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n").partition(b"\r\n\r\n")
    check(len(body) > 15000, "the large INVITE is large")
    fields = [line for line in head.decode().split("\r\n")[1:] if line.lower().startswith(("call-info", "geolocation"))]
    mime = [line for line in head.decode().split("\r\n") if line.lower().startswith("content-type")][0].split(":", 1)[1].strip()
    call = by_hand(c, "tcp", "large", body=body, mime=mime, extra="".join(f"{line}\r\n" for line in fields))
    entry = c.record(call)["timeline"][0]
    check(len(entry["raw"]) > 15000, "large: the bytes are kept")
    check(entry.get("place") or entry["events"][0].get("lat_e7"), "large: its place was understood")
    check("provider" in entry["facts"].lower(), f"large: its additional data was understood: {entry['facts']}")


def conversation(c, desk):
    before = newest(c)["call"]
    with c.wire("udp") as wire:
        name = ident()
        wire.send(request(wire, "MESSAGE", "sip:911@127.0.0.1", call_id=name, body="fire", kind="text/plain", sender="writer"))
        check(wire.code(200), "text: 200")
        call = newest(c)
        same((call["call"], call["channel"], call["state"]), (before + 1, "text", "waiting"), "text: a call in writing waits")
        must(c.do("answer", desk.agent, call=call["call"]))
        must(c.do("say", desk.agent, call=call["call"], words="where are you? ä"))
        said = wire.request("MESSAGE")
        if check(said, "text: the answer comes"):
            same(said.body.decode(), "where are you? ä", "text: the words")
            wire.send(answer(said, 200))
        wire.send(request(wire, "MESSAGE", "sip:911@127.0.0.1", call_id=name, cseq=2, body="Mill Lane", kind="text/plain", sender="writer"))
        check(wire.code(200), "text: 200 for more")
        same(newest(c)["call"], call["call"], "text: it is the same call")
        wait_for(lambda: "text_arrived" in str(c.record(call["call"])["timeline"]), 5, "text: on record that it arrived")
        check("Mill Lane" in str(c.record(call["call"])["timeline"]), "text: what was said is on record")
        must(c.do("release", desk.agent, call=call["call"]))


def transfer(c, desk):
    """The phone at the desk passes the caller on to another queue by REFER; he waits again, and an answer is owed."""
    must(c.do("add_queue", name="fire"))
    name = "transfer"
    before = newest(c)["call"]
    desk.register()
    with c.wire("udp") as caller, c.wire("udp", port=desk.port) as phone:
        desk_ready(c, desk)
        invite = request(caller, "INVITE", "urn:service:sos", body=sdp(), kind="application/sdp")
        caller.send(invite)
        ring = phone.request("INVITE")
        if not check(ring, f"{name}: the phone rings"):
            return
        contact = f"Contact: <sip:desk@127.0.0.1:{desk.port}>\r\n"
        phone.send(answer(ring, 180, tag="p", extra=contact))
        phone.send(answer(ring, 200, tag="p", extra=contact, body=sdp(port=40010)))
        taken = caller.code(200)
        check(taken, f"{name}: the caller is answered")
        caller.send(request(caller, "ACK", "sip:911@127.0.0.1", call_id=taken.get("call-id"), to=taken.get("to")))
        call = newest(c)["call"]
        same((call, state(c, call)), (before + 1, "answered"), f"{name}: answered")
        phone.request("ACK")
        phone.send(request(phone, "REFER", ring.get("contact").strip("<>"), call_id=ring.get("call-id"), to=ring.get("from"),
                           extra=f"Refer-To: <sip:fire@127.0.0.1>\r\n").replace(
            b"From: <sip:caller@127.0.0.1>;tag=a", f"From: {ring.get('to')};tag=p".encode()))
        check(phone.code(202), f"{name}: 202")
        wait_for(lambda: "call_transferred" in str(c.record(call)["timeline"]), 5, f"{name}: on record")
        wait_for(lambda: "answer" in c.owes(call), 5, f"{name}: an answer is owed again")
        desk_busy(c, desk)
        bye = request(caller, "BYE", "sip:911@127.0.0.1", call_id=taken.get("call-id"), to=taken.get("to"), cseq=2)
        caller.send(bye)
        check(caller.until(lambda message: message.code == 200 and "BYE" in message.get("cseq"))[0], f"{name}: the caller ends it")
        wait_for(lambda: state(c, call) != "answered", 5, f"{name}: over")


class Listener:
    """tshark on the loopback, of what our doors without TLS send."""

    def __init__(self, c):
        self.ports = [door[2] for door in c.doors if door[0] != "tls"]
        self.file = tempfile.mktemp(prefix="tocsin-", suffix=".pcap")
        self.process = None
        if not shutil.which("tshark"):
            print("SKIPPED: tshark is not installed: nobody else reads what we send")
            return
        wanted = " or ".join(f"port {port}" for port in self.ports)
        self.process = subprocess.Popen(["tshark", "-q", "-i", "lo", "-f", wanted, "-w", self.file], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE, text=True)
        until = time.monotonic() + 10
        while time.monotonic() < until and self.process.poll() is None and not os.path.exists(self.file):
            time.sleep(0.1)
        if self.process.poll() is not None or not os.path.exists(self.file):
            print(f"SKIPPED: tshark cannot capture on lo (it needs CAP_NET_RAW): {self.process.stderr.read()[-300:]}")
            self.process = None

    def read(self, wanted):
        decode = [word for port in self.ports for kind in ("udp", "tcp") for word in ("-d", f"{kind}.port=={port},sip")]
        done = subprocess.run(["tshark", "-r", self.file, *decode, "-Y", wanted], capture_output=True, text=True, check=False)
        return done.stdout.splitlines()

    def judge(self):
        if not self.process:
            return
        time.sleep(1)
        self.process.terminate()
        self.process.wait(timeout=10)
        ours = " or ".join(f"udp.srcport=={port} or tcp.srcport=={port}" for port in self.ports)
        sent = self.read(f"({ours}) and (udp or tcp.len > 0)")
        check(len(sent) > 50, f"tshark saw what we sent: {len(sent)}")
        same(self.read(f"({ours}) and (udp or tcp.len > 0) and not sip and not tcp.analysis.retransmission"), [], "each is SIP to tshark")
        same(self.read(f"({ours}) and (_ws.malformed or _ws.expert.severity == error)"), [], "nothing that we send is malformed")
        os.unlink(self.file)


def try_all(c):
    for scenario in ("caller_gives_up", "caller_says_bye", "caller_of_old", "caller_wants_prack"):
        alone(c, scenario)
    repeated(c)
    desk = Desk(c)
    desk.register(secret="wrong")
    desk.register("MD5")
    desk.register()
    desk_busy(c, desk)
    answered(c, desk, "caller")
    answered(c, desk, "caller", waits=True)
    answered(c, desk, "caller_asks_again")
    answered(c, desk, "caller_offers_late")
    by_hand(c, "udp", "IPv6", six=True)
    by_hand(c, "tcp", "IPv6 by TCP", six=True)
    by_hand(c, "tcp", "in pieces", pieces=40)
    by_hand(c, "tls", "TLS")
    by_hand(c, "tls", "TLS in pieces", pieces=7)
    glued(c)
    conversation(c, desk)
    transfer(c, desk)
    folder = shared()
    if folder:
        large(c, folder)
    else:
        print("SKIPPED: the large INVITE, for TOCSIN_SHARED names no folder with standards")


if not shutil.which("sipp"):
    print("SKIPPED: sipp (Debian: sip-tester) is not installed")
    sys.exit(77)
with PhoneCenter(build, DOORS) as center:
    listener = Listener(center)
    edge = center.edge()
    try_all(center)
    same(center.edge(), edge, "the same edge as at the beginning")
    listener.judge()
    same(center.end(), 0, "the server ends well")
    same(center.tocsin("verify", center.data).returncode, 0, "the ledger verifies")
finish()
