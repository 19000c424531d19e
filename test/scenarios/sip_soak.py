"""Mutated messages over the socket against the real server, at a bounded rate: script/soak --phones SECONDS.

    sip_soak.py BUILD SECONDS [SEED]

A seed gives the same messages again, as far as what was heard of the server does.  What was sent last is kept if the edge dies.
"""
# SPDX-License-Identifier: Apache-2.0
import collections
import glob
import os
import random
import sys
import time

from center import check, finish, same
from sip import PhoneCenter, sdp

MESSAGES_MAX = 150000
RATE_PER_S = 1500
ALIVE_EVERY = 500
STREAM_EVERY = 40
WATCHED = 2 * ALIVE_EVERY

PIDF = """<?xml version="1.0"?><presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:gp="urn:ietf:params:xml:ns:pidf:geopriv10"
 xmlns:gs="http://www.opengis.net/pidflo/1.0" xmlns:gml="http://www.opengis.net/gml" entity="pres:a@b"><tuple id="t"><status>
<gp:geopriv><gp:location-info><gs:Circle srsName="urn:ogc:def:crs:EPSG::4326"><gml:pos>47.1 8.5</gml:pos>
<gs:radius uom="urn:ogc:def:uom:EPSG::9001">30</gs:radius></gs:Circle></gp:location-info><gp:usage-rules/></gp:geopriv></status>
</tuple></presence>""".replace("\n", "\r\n")
MIXED = (f"--b\r\nContent-Type: application/sdp\r\n\r\n{sdp()}\r\n--b\r\nContent-Type: application/pidf+xml\r\n"
         f"Content-ID: <here@x>\r\n\r\n{PIDF}\r\n--b--\r\n")
HEAD = ("Via: SIP/2.0/UDP h.example.org:5060;branch=z9hG4bK@N@;rport\r\nMax-Forwards: 70\r\nFrom: \"Ann \\\"A\\\"\" <sip:ann@h>;tag=@N@\r\n"
        "To: <sip:911@h>\r\nCall-ID: @N@@h\r\nCSeq: 1 @M@\r\nContact: <sip:ann@127.0.0.1:9>\r\n")
DIALOG = ("Via: SIP/2.0/UDP h;branch=z9hG4bK@N@\r\nFrom: <sip:ann@h>;tag=@F@\r\nTo: <sip:911@h>;tag=@T@\r\nCall-ID: @C@\r\nCSeq: 2 @M@\r\n"
          "Contact: <sip:ann@127.0.0.1:9>\r\n")
OURS = [
    ("INVITE", "urn:service:sos", HEAD, "Supported: 100rel\r\nContent-Type: application/sdp\r\n", sdp()),
    ("INVITE", "sip:911@h", HEAD, "Geolocation: <cid:here@x>\r\nContent-Type: multipart/mixed;boundary=b\r\n", MIXED),
    ("INVITE", "sip:911@h", HEAD, "Require: 100rel\r\nRecord-Route: <sip:p;lr>, <sip:q;lr>\r\nSession-Expires: 90;refresher=uas\r\n", ""),
    ("INVITE", "urn:service:test.sos", HEAD, "Content-Type: application/sdp\r\n", sdp()),
    ("MESSAGE", "sip:911@h", HEAD, "Content-Type: text/plain;charset=UTF-8\r\n", "fire, Köhlerstraße"),
    ("REGISTER", "sip:h", HEAD, 'Authorization: Digest username="desk", realm="tocsin", nonce="0", uri="sip:h", response="00", '
     'qop=auth, cnonce="a", nc=00000001\r\nExpires: 60\r\n', ""),
    ("SUBSCRIBE", "sip:center@h", HEAD, "Event: emergency-ServiceState\r\nExpires: 60\r\nAccept: application/json\r\n", ""),
    ("OPTIONS", "sip:h", HEAD, "Require: a, b\r\n", ""), ("CANCEL", "sip:911@h", HEAD, "", ""),
    ("INVITE", "sip:911@h", DIALOG, "Content-Type: application/sdp\r\n", sdp(lines="a=sendonly\r\n")),
    ("ACK", "sip:911@h", DIALOG, "", ""), ("BYE", "sip:911@h", DIALOG, "Reason: Q.850;cause=16\r\n", ""),
    ("PRACK", "sip:911@h", DIALOG, "RAck: 1 1 INVITE\r\n", ""), ("UPDATE", "sip:911@h", DIALOG, "Content-Type: application/sdp\r\n", sdp()),
    ("REFER", "sip:911@h", DIALOG, "Refer-To: <sip:x@h?Replaces=1%3Bto-tag%3D2%3Bfrom-tag%3D3>\r\n", ""),
    ("INFO", "sip:911@h", DIALOG, "Content-Type: application/dtmf-relay\r\n", "Signal=1\r\n"),
    ("NOTIFY", "sip:911@h", DIALOG, "Event: refer\r\nSubscription-State: active\r\n", ""), ("PUBLISH", "sip:h", HEAD, "", ""),
]
NASTY = [b"", b"0", b"-1", b"4294967296", b"99999999999999999999", b"%00", b"\0", b"\xff\xfe", b"\xc3", b"\"", b"<", b">", b";;;", b",,,",
         b"(", b"\\", b"a" * 300, b";" * 2000, b"[::1", b"%", b"*", b"@", b"\r\n ", b"\t", b"=", b"sip:", b"urn:service:sos", b"SIP/2.0",
         b"INVITE", b"application/sdp", b"--b", b"&amp;", b"<a>" * 200, b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"NaN", b"1e999"]


def seeds(top):
    found = []
    for method, uri, head, more, body in OURS:
        text = f"{method} {uri} SIP/2.0\r\n{head.replace('@M@', method)}{more}Content-Length: @L@\r\n\r\n"
        found.append((text.encode(), body.encode()))
    found.append((f"SIP/2.0 200 OK\r\n{DIALOG.replace('@M@', 'INVITE')}Content-Length: @L@\r\n\r\n".encode(), sdp().encode()))
    for path in sorted(glob.glob(os.path.join(top, "fuzz/corpus/sip/*"))):
        with open(path, "rb") as file:
            found.append((file.read(), b""))
    return found


def mutate_bytes(draw, data):
    at, end = sorted((draw.randrange(len(data) + 1), draw.randrange(len(data) + 1)))
    end = min(end, at + draw.choice((1, 4, 40, 4000)))
    piece = draw.choice((bytes([draw.randrange(256)]), draw.choice(NASTY), data[at:end] * draw.choice((0, 2, 9)),
                         bytes(byte ^ 1 << draw.randrange(8) for byte in data[at:end])))
    return data[:at] + piece + data[end:]


def mutate_lines(draw, data):
    lines = data.split(b"\r\n")
    at, other = draw.randrange(len(lines)), draw.randrange(len(lines))
    name, colon, value = lines[at].partition(b":")
    what = draw.randrange(7)
    if what == 0:
        del lines[at]
    elif what == 1:
        lines[at:at] = [lines[other]] * draw.choice((1, 2, 300))
    elif what == 2:
        lines[at], lines[other] = lines[other], lines[at]
    elif what == 3:
        lines[at] = name + colon + draw.choice(NASTY)
    elif what == 4:
        lines[at] = name + colon + draw.choice(NASTY) + value
    elif what == 5:
        lines[at] = lines[at].replace(b" ", b"\r\n ").swapcase()
    else:
        return draw.choice((b"\n", b"\r", b"\r\n\r\n")).join(lines)
    return b"\r\n".join(lines)


class Sender:
    def __init__(self, center, seed, top):
        self.center, self.draw, self.seeds = center, random.Random(seed), seeds(top)
        self.wire = center.wire("udp")
        self.heard = collections.deque([("1", "2", "3")], 64)
        self.last = collections.deque(maxlen=WATCHED)
        self.sent = 0

    def make(self):
        draw = self.draw
        head, body = draw.choice(self.seeds)
        call, ours, theirs = draw.choice(self.heard)
        if draw.random() < 0.7:
            body = mutate_bytes(draw, body) if body and draw.random() < 0.5 else body
            head = head.replace(b"@L@", str(len(body)).encode())
        fills = ((b"@N@", f"{draw.randrange(40000)}"), (b"@C@", call), (b"@F@", ours), (b"@T@", theirs), (b"@L@", "7"))
        for word, value in fills:
            head = head.replace(word, value.encode())
        data = head + body
        for _ in range(draw.choice((0, 1, 1, 1, 2, 5))):
            data = draw.choice((mutate_bytes, mutate_lines))(draw, data)
        if draw.random() < 0.02:
            data += self.last[-1] if self.last else b""
        return data[:60000]

    def hear(self):
        """Of what it says the dialogs are used."""
        while True:
            message = self.wire.receive(0)
            if not message:
                return
            tags = [message.get(name).partition(";tag=")[2] for name in ("from", "to")]
            self.heard.append((message.get("call-id"), *tags))

    def by_stream(self, data):
        try:
            with self.center.wire("tcp") as wire:
                cut = self.draw.randrange(len(data) + 1)
                wire.send(data[:cut])
                time.sleep(0.001)
                wire.send(data[cut:])
        except OSError:
            pass  # it may well hang up on us

    def send(self):
        data = self.make()
        self.last.append(data)
        self.sent += 1
        if self.sent % STREAM_EVERY == 0:
            self.by_stream(data)
            return
        try:
            self.wire.send(data)
        except OSError:
            pass
        if self.sent % 16 == 0:
            self.hear()


def run(build, top, seconds, seed):
    print(f"seed {seed}", flush=True)
    with PhoneCenter(build) as c:
        edge = c.edge()
        restarts = 0
        sender = Sender(c, seed, top)
        began = time.monotonic()
        while sender.sent < MESSAGES_MAX and time.monotonic() - began < seconds:
            sender.send()
            ahead = sender.sent / RATE_PER_S - (time.monotonic() - began)
            if ahead > 0.01:
                time.sleep(ahead)
            if sender.sent % ALIVE_EVERY:
                continue
            alive = c.alive()
            if c.edge() != edge or not check(alive, f"alive after {sender.sent} messages"):
                restarts += 1
                with open(os.path.join(build, f"soak-phones-{seed}-{sender.sent}.bin"), "wb") as file:
                    file.write(b"\n====\n".join(sender.last))
                print((c.process.stdout.read() or b"").decode(errors="replace"), file=sys.stderr)
                edge = c.edge()
                if not alive:
                    break
        sender.wire.socket.close()
        same(restarts, 0, f"edges that died, seed {seed}")
        check(c.ask("GET", "/v1/board", token=c.token)[0] == 200, "the board is there")
        same(c.end(), 0, "the server ends well")
        verified = c.tocsin("verify", c.data)
        same(verified.returncode, 0, f"the ledger verifies: {verified.stderr}")
        print(f"{sender.sent} messages in {time.monotonic() - began:.0f} s, {restarts} edges died; {verified.stdout.splitlines()[0]}")
    finish()


if __name__ == "__main__":
    run(sys.argv[1], os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."), float(sys.argv[2]),
        int(sys.argv[3]) if len(sys.argv) > 3 else int.from_bytes(os.urandom(4), "little"))
