"""Vehicles report over TCP (NMEA, TAIP, JSON) and HTTP: who may, what is taken, what it lets one think, how little is kept."""
# SPDX-License-Identifier: Apache-2.0
import datetime
import json
import os
import re
import socket
import ssl
import sys
import tempfile
import time

from center import Center, check, finish, must, same, wait_for

STATION = (45.5, -122.6)
GOAL = (45.52, -122.6)  # some 2,200 m north
HOSPITAL = (45.56, -122.6)
SETTINGS = """
avl: [127.0.0.1:0, "tls:127.0.0.1:0"]
units: [E1, M2, T3]
devices: {"0042": E1, ADAM12: M2}
hospitals: [{name: General, lat: 45.56, lon: -122.6}]
"""
M = 1 / 111319.49


class Feed:
    """A device's connection."""

    def __init__(self, center, token=None, kind="tcp"):
        port = int(re.search(rf"^positions on {kind}:127\.0\.0\.1:(\d+)$", center.said, re.M).group(1))
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        if kind == "tls":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            self.socket = context.wrap_socket(self.socket)
        self.buffer = b""
        if token:
            self.send(f"AUTH {token}\r\n")

    def send(self, text, pieces=1):
        data = text.encode()
        step = max(1, len(data) // pieces)
        for at in range(0, len(data), step):
            self.socket.sendall(data[at:at + step])
            if pieces > 1:
                time.sleep(0.01)

    def line(self):
        """The next line that the server says; None if it closed."""
        while b"\n" not in self.buffer:
            try:
                got = self.socket.recv(4096)
            except ConnectionResetError:
                return None
            if not got:
                return None
            self.buffer += got
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.decode().strip()

    def close(self):
        self.socket.close()


def summed(text, of):
    total = 0
    for byte in of.encode():
        total ^= byte
    return f"{text}{total:02X}"


def degrees(value, width, letters):
    whole = int(abs(value))
    return f"{whole:0{width}d}{(abs(value) - whole) * 60:08.5f},{letters[value < 0]}"


def rmc(lat, lon, knots):
    now = datetime.datetime.now(datetime.timezone.utc)
    body = (f"GPRMC,{now:%H%M%S}.00,A,{degrees(lat, 2, 'NS')},{degrees(lon, 3, 'EW')},{knots:.1f},,{now:%d%m%y},,,A")
    return summed(f"${body}*", body) + "\r\n"


def rpv(lat, lon, mph, who):
    now = datetime.datetime.now(datetime.timezone.utc)
    seconds = now.hour * 3600 + now.minute * 60 + now.second
    body = f">RPV{seconds:05d}{round(lat * 1e5):+08d}{round(lon * 1e5):+09d}{mph:03d}00012;ID={who};*"
    return summed(body, body) + "<"


def said(**members):
    return json.dumps(members) + "\n"


def unit(c, name):
    return [one for one in c.board()["units"] if one["name"] == name][0]


def kinds_of(c, number):
    timeline = must(c.ask("GET", f"/v1/units/{number}", token=c.token))["timeline"]
    return [(event["kind"], event.get("status")) for entry in timeline for event in entry["events"] if event.get("unit") == number]


def owed(c):
    return [one["kind"] for one in c.board()["incidents"][0]["obligations"]]


def reached(c, name, lat, seconds=20):
    def there():
        one = unit(c, name)
        return abs((one.get("live") or one).get("lat", 0) - lat) < 1e-4
    wait_for(there, seconds, f"{name} is heard of at {lat}")


def strangers(c, tokens):
    """Who is nobody moves nothing, whatever the bytes."""
    before = c.board()["sequence"]
    for first in ("AUTH 1-" + "0" * 32, "AUTH " + "9" * 400, said(unit="E1", lat=1, lon=1).strip(), "GET / HTTP/1.1"):
        feed = Feed(c)
        feed.send(first + "\r\n" + said(unit="E1", lat=45.6, lon=-122.6))
        answer = feed.line()
        check(answer is None or answer.startswith("NO"), f"{first[:20]} is turned away: {answer}")
        same(feed.line(), None, "and the connection is closed")
        feed.close()
    feed = Feed(c)
    feed.send("x" * 5000)
    same(feed.line(), None, "a line without an end is no line")
    feed.close()
    same(c.ask("POST", "/v1/positions", {"unit": "E1", "lat": 1, "lon": 1})[0], 401, "nobody, over HTTP")
    same(c.ask("POST", "/v1/positions", {"unit": "E1", "lat": 1, "lon": 1}, token=c.token)[0], 403, "an administrator drives nothing")
    one = unit(c, "E1")
    check("seen_at" not in one and "live" not in one, f"E1 was moved by a stranger: {one}")
    same(c.board()["sequence"], before, "nothing of it is on record")
    feed = Feed(c, tokens["E1"])
    same(feed.line(), "OK E1", "its own token")
    feed.send(said(unit="M2", lat=45.6, lon=-122.6))
    same(feed.line(), "NOT TAKEN: not_yours M2", "a device speaks for its own unit alone")
    feed.send("nonsense\n$GPGLL,4916.45,N,12311.12,W,225444,A,*1E\r\n\r\n")
    check(feed.line().startswith("WRONG at byte 0"), "garbage is told")
    check(feed.line().startswith("WRONG at byte 38: the checksum"), "a wrong checksum is told, with its place")
    feed.close()


def drive(c, tokens, staff):
    """From the station to the call: each step by another format, in pieces and glued."""
    must(c.do("add_station", name="Station 7", lat=STATION[0], lon=STATION[1]))
    again = must(c.do("set_unit", unit="E1", station="Station 7"))
    same(again["device_token"], tokens["E1"], "the token is the same wherever it is told")
    feed = Feed(c, tokens["E1"])
    feed.send(rmc(*STATION, 0), pieces=7)
    reached(c, "E1", STATION[0])
    must(c.place("fire"))
    must(c.do("answer", staff, call=1))
    must(c.do("classify", staff, call=1, type="fire", priority=1, lat=GOAL[0], lon=GOAL[1]))
    must(c.do("assign", staff, incident=1, unit="E1"))
    check("turn_out" in owed(c), "turning out is owed")
    time.sleep(1.1)  # these formats have whole seconds, and what is older than the order says nothing of it
    feed.send(rpv(STATION[0] + 60 * M, STATION[1], 10, "0042"))
    reached(c, "E1", STATION[0] + 60 * M)
    check("inferred" not in unit(c, "E1"), "in the yard it has not left")
    feed.send(rpv(STATION[0] + 300 * M, STATION[1], 30, "0042") + rpv(STATION[0] + 600 * M, STATION[1], 30, "0042"))
    wait_for(lambda: unit(c, "E1").get("inferred") == "en_route", 20, "what is inferred: it has left")
    same([one["status"] for one in c.board()["incidents"][0]["assignments"]], ["assigned"], "and no status is moved by it")
    check("turn_out" in owed(c), "turning out is owed until somebody says so")
    must(c.do("unit_status", staff, unit="E1", status="en_route"))
    check("arrive" in owed(c) and "turn_out" not in owed(c), "somebody said so: now arriving is owed")
    for step in range(100):
        feed.send(said(unit="E1", lat=GOAL[0] - 50 * M + (step % 9) * M, lon=GOAL[1], accuracy_m=8, speed_mps=0.2))
    wait_for(lambda: unit(c, "E1").get("inferred") == "on_scene", 20, "what is inferred: it is there")
    for step in range(40):  # to and fro across the fence
        feed.send(said(lat=GOAL[0] - (100 if step % 2 else 400) * M, lon=GOAL[1], speed_mps=0.2))
    reached(c, "E1", GOAL[0] - 100 * M)
    check("arrive" in owed(c), "arriving is owed until somebody says so")
    same([one for one in kinds_of(c, 1) if one[0] == "status_inferred"],
         [("status_inferred", "en_route"), ("status_inferred", "on_scene")], "each was inferred once")
    feed.close()


def restart(c, staff):
    before = unit(c, "E1")
    c.restart()
    after = unit(c, "E1")
    for name in ("inferred", "inferred_at", "inferred_assignment", "seen_at"):
        same(after[name], before[name], f"{name} after a restart")
    check("live" not in after, "what was not on record is not there any more")
    check("arrive" in owed(c), "and arriving is still owed")
    must(c.do("unit_status", staff, unit="E1", status="on_scene"))
    check("arrive" not in owed(c), "until the crew says so")
    same(unit(c, "E1")["inferred"], "on_scene", "what was inferred stands beside it")


def hospital(c, tokens):
    feed = Feed(c, tokens["E1"], "tls")
    same(feed.line(), "OK E1", "over TLS")
    feed.send(said(lat=HOSPITAL[0], lon=HOSPITAL[1], speed_mps=0))
    wait_for(lambda: unit(c, "E1").get("inferred") == "at_hospital", 20, "what is inferred: it is at a hospital")
    feed.close()


def many(c, tokens, staff):
    """A quarter of an hour in one request; how many of them are kept."""
    crew = c.agent("gateway", "crew")
    now = datetime.datetime.now(datetime.timezone.utc)

    def fix(name, second, metres, **more):
        stamp = (now - datetime.timedelta(seconds=900 - second)).isoformat()
        return {"unit": name, "lat": STATION[0] + metres * M, "lon": STATION[1], "stamp": stamp, **more}

    before = c.board()["sequence"]
    driven = must(c.ask("POST", "/v1/positions", [fix("ADAM12", s, 14 * s) for s in range(900)], token=crew))["positions"]
    kept = [one for one in driven if one["answer"] == "taken"]
    same({one["answer"] for one in driven}, {"taken", "thinned"}, "all are answered")
    same({one["unit"] for one in driven}, {2}, "a device by its own name")
    same(c.board()["sequence"] - before, len(kept), "each that was taken is an entry, and no other is")
    check(len(kept) <= 900 // 5 and len(kept) == 113, f"of 900 positions at 50 km/h {len(kept)} are kept")
    stood = must(c.ask("POST", "/v1/positions", [fix("T3", s, s % 5) for s in range(900)], token=crew))["positions"]
    same(len([one for one in stood if one["answer"] == "taken"]), 15, "of 900 where it stands, one a minute")
    again = must(c.ask("POST", "/v1/positions", [fix("T3", s, 0) for s in range(600)], token=crew))["positions"]
    same([one["answer"] for one in again], ["late"] * 600, "what is older than what is known is late")
    same(len([one for one in again if "sequence" in one]), 1, "and on record once, not six hundred times")
    lines = said(unit="E9", lat=1, lon=1) + "{\"lat\":\n" + rmc(*STATION, 0) + said(unit="T3", lat=0, lon=0)
    mixed = must(c.ask("POST", "/v1/positions", token=tokens["T3"], raw=lines))["positions"]
    same([one["answer"] for one in mixed[:2]], ["taken", "malformed"], f"whatever it calls itself, it is whose token it has: {mixed}")
    unknown = must(c.ask("POST", "/v1/positions", {"unit": "E9", "lat": 1, "lon": 1}, token=crew))["positions"]
    same(unknown, [{"answer": "unknown_unit"}], "a gateway's unit has to be known")
    same(must(c.ask("POST", "/v1/positions", {"unit": "E1", "lat": 1, "lon": 1}, token=tokens["T3"]))["positions"][0]["answer"],
         "not_yours", "a device speaks for its own unit alone")
    problem = c.ask("POST", "/v1/positions", token=crew, raw='[{"lat":1,"lon":1}{}]')
    same((problem[0], problem[1]["detail"]), (400, "byte 18: a comma is wanted"), "a list that is none")
    same(c.ask("POST", "/v1/positions", [{"lat": 1, "lon": 1}] * 1001, token=crew)[0], 413, "too many")


def stale(c, tokens, staff):
    """A position of long ago is old, and said to be."""
    feed = Feed(c, tokens["M2"])
    must(c.do("add_unit", name="S4"))
    old = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=700)).isoformat()
    must(c.do("report_position", staff, unit="S4", lat=45.1, lon=-122.1, stamp=old))
    feed.send(said(lat=45.55, lon=-122.6))
    reached(c, "M2", 45.55)
    one = unit(c, "S4")
    check(one["position_stale"] and 700 <= one["position_age_s"] < 760, f"old: {one}")
    check(not unit(c, "M2")["position_stale"], "and this one is not")
    shown = c.tocsin("board").stdout
    check(re.search(r"^positions too old to go by: .*S4 \(7\d\d s\)", shown, re.M), f"tocsin board says it: {shown}")
    feed.close()


folder = tempfile.mkdtemp(prefix="tocsin-test-")
config = os.path.join(folder, "tocsin.conf")
with open(config, "w", encoding="utf-8") as file:
    file.write(SETTINGS)
with Center(sys.argv[1], folder=folder, options=["--config", config]) as center:
    tokens = dict(re.findall(r"^device token of (\S+): (\S+)$", center.said, re.M))
    same(sorted(tokens), ["E1", "M2", "T3"], "each unit's device has a token, shown once")
    strangers(center, tokens)
    dispatcher = center.agent("dispatcher", "dispatcher")
    drive(center, tokens, dispatcher)
    restart(center, dispatcher)
    hospital(center, tokens)
    many(center, tokens, dispatcher)
    stale(center, tokens, dispatcher)
finish()
