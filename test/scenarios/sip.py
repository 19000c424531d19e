"""A small SIP sender of our own: sockets, messages taken apart, keywords of SIPp filled in, and a server that takes calls by phone."""
# SPDX-License-Identifier: Apache-2.0
import itertools
import os
import random
import re
import select
import socket
import ssl
import time

from center import Center

WAIT_S = 10
# RFC 3261 18.1.1: what is larger than this goes by TCP.
DATAGRAM_MAX_BYTES = 1300
SHORT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "c": "content-type", "l": "content-length"}
numbers = itertools.count(1)
run = os.urandom(4).hex()


def shared():
    """The folder of standards and data, or None."""
    top = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
    path = os.environ.get("TOCSIN_SHARED") or os.path.join(top, "../shared")
    return path if os.path.isdir(os.path.join(path, "standards")) else None


def free_port():
    """Free for UDP and TCP, and below what the kernel gives to others who ask for any."""
    for port in random.sample(range(10000, 19998, 2), 200):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
            try:
                udp.bind(("127.0.0.1", port))
                tcp.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
    raise RuntimeError("no port is free")


class Message:
    """Start line, fields (name in lower case and long, value) in their order, body."""

    def __init__(self, raw):
        self.raw = raw
        head, _, self.body = raw.partition(b"\r\n\r\n")
        first, *lines = re.sub(r"\r\n[ \t]+", " ", head.decode("utf-8", "replace")).split("\r\n")
        self.first = first
        words = first.split(" ", 2)
        self.code = int(words[1]) if words[0].startswith("SIP/") and words[1].isdigit() else 0
        self.method = "" if self.code else words[0]
        self.fields = []
        for line in lines:
            name, _, value = line.partition(":")
            name = name.strip().lower()
            self.fields.append((SHORT.get(name, name), value.strip()))

    def all(self, name):
        return [value for given, value in self.fields if given == name]

    def get(self, name):
        return (self.all(name) or [""])[0]

    def __repr__(self):
        return self.first


class Wire:
    """A socket to one of the server's doors; messages go and come whole."""

    def __init__(self, door, tls=None, port_here=0):
        kind, host, port = door
        self.kind, self.there = kind, (host, port)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM)
        self.socket.settimeout(WAIT_S)
        if kind == "udp":
            self.socket.bind((host, port_here))
        self.socket.connect((host, port))
        if kind == "tls":
            self.socket = tls.wrap_socket(self.socket)
        self.came = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    @property
    def here(self):
        host, port = self.socket.getsockname()[:2]
        return (f"[{host}]" if ":" in host else host), port

    def send(self, data):
        self.socket.sendall(data.encode() if isinstance(data, str) else data)

    def _whole(self):
        self.came = self.came.lstrip(b"\r\n")
        head, end, rest = self.came.partition(b"\r\n\r\n")
        length = re.search(rb"^(?:Content-Length|l)\s*:\s*(\d+)", head, re.I | re.M)
        size = int(length.group(1)) if length else 0
        if not end or len(rest) < size:
            return None
        whole = head + end + rest[:size]
        self.came = rest[size:]
        return Message(whole)

    def receive(self, seconds=WAIT_S):
        """The next message; None if none comes in time."""
        until = time.monotonic() + seconds
        while True:
            if self.kind != "udp":
                message = self._whole()
                if message:
                    return message
            left = until - time.monotonic()
            pending = self.kind == "tls" and self.socket.pending()
            if left <= 0 or not (pending or select.select([self.socket], [], [], left)[0]):
                return None
            try:
                data = self.socket.recv(65536)
            except OSError:
                return None
            if self.kind == "udp":
                return Message(data)
            if not data:
                return None
            self.came += data

    def until(self, fits, seconds=WAIT_S):
        """(the first message that fits, all that came before it)"""
        before, until = [], time.monotonic() + seconds
        while time.monotonic() < until:
            message = self.receive(until - time.monotonic())
            if message and fits(message):
                return message, before
            if message:
                before.append(message)
            elif self.kind != "udp" and not select.select([self.socket], [], [], 0)[0]:
                break
        return None, before

    def code(self, *codes, seconds=WAIT_S):
        return self.until(lambda message: message.code in codes, seconds)[0]

    def final(self, seconds=WAIT_S):
        return self.until(lambda message: message.code >= 200, seconds)[0]

    def request(self, method):
        return self.until(lambda message: message.method == method)[0]


def ident():
    return f"{next(numbers)}-{run}"


def request(wire, method, uri, call_id=None, cseq=1, to=None, tag="a", branch=None, extra="", body=b"", kind=None, sender="caller"):
    """A request as bytes, well formed."""
    body = body.encode() if isinstance(body, str) else body
    host, port = wire.here
    if kind:
        extra += f"Content-Type: {kind}\r\n"
    head = (f"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/{wire.kind.upper()} {host}:{port};branch={branch or 'z9hG4bK' + ident()};rport\r\n"
            f"Max-Forwards: 70\r\nFrom: <sip:{sender}@{host}>;tag={tag}\r\nTo: {to or f'<{uri}>'}\r\nCall-ID: {call_id or ident()}\r\n"
            f"CSeq: {cseq} {method}\r\nContact: <sip:{sender}@{host}:{port};transport={wire.kind}>\r\n{extra}Content-Length: {len(body)}\r\n\r\n")
    return head.encode() + body


def answer(given, code, reason="OK", tag=None, extra="", body="", kind="application/sdp"):
    """A response to a request that came."""
    to = given.get("to") + (f";tag={tag}" if tag and ";tag=" not in given.get("to") else "")
    lines = [f"SIP/2.0 {code} {reason}"] + [f"Via: {via}" for via in given.all("via")]
    lines += [f"Record-Route: {route}" for route in given.all("record-route")]
    lines += [f"From: {given.get('from')}", f"To: {to}", f"Call-ID: {given.get('call-id')}", f"CSeq: {given.get('cseq')}"]
    text = "\r\n".join(lines) + "\r\n" + extra + (f"Content-Type: {kind}\r\n" if body else "")
    return f"{text}Content-Length: {len(body.encode())}\r\n\r\n{body}".encode()


def sdp(host="127.0.0.1", port=40000, lines=""):
    version = "IP6" if ":" in host else "IP4"
    host = host.strip("[]")
    return (f"v=0\r\no=- 1 1 IN {version} {host}\r\ns=-\r\nc=IN {version} {host}\r\nt=0 0\r\nm=audio {port} RTP/AVP 0\r\n"
            f"a=rtpmap:0 PCMU/8000\r\n{lines}")


def field(raw, *names):
    """The first such field's value in raw bytes, however it is written."""
    found = re.search(rb"^(?:" + "|".join(names).encode() + rb")[ \t]*:[ \t]*(.*(?:\r?\n[ \t].*)*)", raw, re.I | re.M)
    return found.group(1).strip() if found else b""


def following(invite, method):
    """The CANCEL or the ACK of a failure that belongs to an INVITE: its URI, Via, tags and number (RFC 3261 9.1, 17.1.1.3)."""
    head = invite.partition(b"\r\n\r\n")[0]
    uri = head.split(b"\r\n", 1)[0].split(b" ")[1]
    via = field(head, "via", "v")
    if b"branch=" not in via:
        via = via.split(b",")[0]
    cseq = field(head, "cseq").split()[0]
    lines = [b"%s %s SIP/2.0" % (method.encode(), uri), b"Via: " + via, b"Max-Forwards: 70"]
    lines += [b"From: " + field(head, "from", "f"), b"To: " + field(head, "to", "t"), b"Call-ID: " + field(head, "call-id", "i")]
    return b"\r\n".join(lines + [b"CSeq: %s %s" % (cseq, method.encode()), b"Content-Length: 0", b"", b""])


class PhoneCenter(Center):
    """A server that takes calls by phone, on a free port of each kind that is wanted."""

    def __init__(self, build, doors=("udp:127.0.0.1", "tcp:127.0.0.1"), options=()):
        # What others' calls name lies outside the loopback.
        asks = [] if "--ask" in options else ["--ask", "none"]
        options = [*options, *asks, *(word for door in doors for word in ("--sip", f"{door}:0"))]
        super().__init__(build, options=options)

    def start(self):
        super().start()
        self.doors = []
        for kind, host, port in re.findall(r"^calls by phone on (udp|tcp|tls):(\S+):(\d+)$", self.said, re.M):
            self.doors.append((kind, host.strip("[]"), int(port)))

    def door(self, kind, six=False):
        return [door for door in self.doors if door[0] == kind and (":" in door[1]) == six][0]

    def wire(self, kind, six=False, port=0):
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
        return Wire(self.door(kind, six), tls, port)

    def edge(self):
        """The process in which the calls are read: the server's only child."""
        pids = []
        for thread in os.listdir(f"/proc/{self.process.pid}/task"):
            with open(f"/proc/{self.process.pid}/task/{thread}/children", encoding="ascii") as file:
                pids += [int(pid) for pid in file.read().split()]
        return sorted(pids)

    def alive(self, seconds=WAIT_S, kind="udp"):
        """An OPTIONS ping has its answer."""
        with self.wire(kind) as wire:
            ping = request(wire, "OPTIONS", "sip:ping@127.0.0.1")
            for _ in range(int(seconds)):
                wire.send(ping)
                if wire.final(1):
                    return True
        return False

    def calls(self):
        return {one["call"]: one for one in self.board()["calls"]}

    def owes(self, call):
        """The kinds of what is owed on a call."""
        return sorted(debt["kind"] for debt in self.calls()[call]["obligations"])

    def record(self, call):
        return self.ask("GET", f"/v1/calls/{call}", token=self.token)[1]
