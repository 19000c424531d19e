"""What a call only names, against the real server: places by HELD and by GET, data, certificates of signed statements; and dead servers."""
# SPDX-License-Identifier: Apache-2.0
import base64
import http.server
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

from center import check, finish, must, same, wait_for
from sip import PhoneCenter, following, request

build = sys.argv[1]
# As src/phone/enquiry.h and src/loop/fetcher.h have them.
EVERY_S, WITHIN_S = 30, 5
PIDF = """<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="pres:a@example"><tuple id="1"><status>
<geopriv xmlns="urn:ietf:params:xml:ns:pidf:geopriv10"><location-info><Circle xmlns="http://www.opengis.net/pidflo/1.0"
 srsName="urn:ogc:def:crs:EPSG::4326"><pos xmlns="http://www.opengis.net/gml">{} {}</pos><radius
 uom="urn:ogc:def:uom:EPSG::9001">{}</radius></Circle></location-info></geopriv></status>
<timestamp>{}</timestamp></tuple></presence>"""
HELD = '<locationResponse xmlns="urn:ietf:params:xml:ns:geopriv:held">{}</locationResponse>'
COMMENT = """<EmergencyCallData.Comment xmlns="urn:ietf:params:xml:ns:EmergencyCallData:Comment">
<DataProviderReference>1@data.example</DataProviderReference><Comment xml:lang="en">insulin in the fridge</Comment>
</EmergencyCallData.Comment>"""


def openssl(*words, given=None):
    return subprocess.run(["openssl", *words], input=given, capture_output=True, check=True).stdout


def pair(folder, name, subject):
    """A key and a certificate that vouches for itself."""
    key, certificate = os.path.join(folder, f"{name}.key"), os.path.join(folder, f"{name}.pem")
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-keyout", key,
            "-out", certificate, "-subj", "/CN=test", "-addext", f"subjectAltName={subject}")
    return key, certificate


class Server(http.server.ThreadingHTTPServer):
    """A location server and more, over TLS, on a free port of the loopback."""

    def __init__(self, key, certificate):
        super().__init__(("127.0.0.1", 0), Handler)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate, key)
        self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.files, self.asked = {}, []
        self.place, self.radius = (60.17, 24.94), 40
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self, path):
        return f"https://127.0.0.1:{self.server_address[1]}{path}"

    def handle_error(self, *_):
        pass


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, code, kind, body):
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def pidf(self):
        return PIDF.format(*self.server.place, self.server.radius, time.time())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(("POST", self.path, self.headers["Content-Type"], body))
        if self.path == "/held":
            self.answer(200, "application/held+xml", HELD.format(self.pidf()).encode())
        else:
            self.answer(405, "text/plain", b"no")

    def do_GET(self):
        self.server.asked.append(("GET", self.path, None, b""))
        if self.path == "/plain":
            self.answer(200, "application/pidf+xml", self.pidf().encode())
        elif self.path in self.server.files:
            self.answer(200, *self.server.files[self.path])
        else:
            self.answer(404, "text/plain", b"none")

    def log_message(self, *_):
        pass


def call(c, extra):
    """Calls; (the wire, the INVITE, the call's number)."""
    wire = c.wire("tcp")
    before = set(c.calls())
    invite = request(wire, "INVITE", "urn:service:sos", extra=extra, sender="+12155550100")
    wire.send(invite)
    check(wire.code(180), "it rings")
    return wire, invite, next(iter(set(c.calls()) - before))


def hang_up(wire, invite):
    wire.send(following(invite, "CANCEL"))
    check(wire.code(487), "it can be cancelled")
    wire.socket.close()


def facts(c, number):
    """All facts of the call, in their order."""
    lines = "".join(entry.get("facts", "") for entry in c.record(number)["timeline"] if entry["command"] == "learn")
    return [tuple(line.split(": ", 1)) for line in lines.splitlines() if ": " in line]


def learns(c, number):
    return [entry for entry in c.record(number)["timeline"] if entry["command"] == "learn"]


def on_board(c, number):
    one = c.calls()[number]
    return one.get("lat"), one.get("lon"), one.get("uncertainty_m")


def places(c, server):
    """By HELD; it moves; nobody is told what is the same; it ends with the call."""
    wire, invite, number = call(c, f"Geolocation: <{server.url('/held')}>\r\n")
    wait_for(lambda: on_board(c, number) == (60.17, 24.94, 40), WITHIN_S, "the place is on the board")
    kind, body = server.asked[-1][2:]
    same(kind, "application/held+xml", "it was asked by a document of HELD")
    check(b"locationRequest" in body and b'responseTime="4000"' in body, "which says how long the server may think")
    same(dict(facts(c, number)).get("place_server_proof"), "verified", "the server is vouched for")
    check("presence" in learns(c, number)[0]["raw"], "the document itself is on record")
    server.place = (60.18, 24.95)
    same(c.do("rebid", c.desk, call=number)[0], 200, "somebody wants to know where the caller is now")
    wait_for(lambda: on_board(c, number) == (60.18, 24.95, 40), WITHIN_S, "the changed place is on the board")
    must(c.do("rebid", c.desk, call=number))
    wait_for(lambda: ("place_asked", "nothing has changed") in facts(c, number), WITHIN_S, "or that it has not changed")
    count, asked = len(learns(c, number)), len(server.asked)
    wait_for(lambda: len(server.asked) > asked, EVERY_S + WITHIN_S, "the server is asked again without anybody's doing")
    time.sleep(1)
    same(len(learns(c, number)), count, "what is the same is not told again")
    server.place = (60.19, 24.96)
    # A dispatcher knows better: from then on nothing moves the call.
    must(c.do("set_place", c.desk, call=number, lat=60.5, lon=25.5))
    must(c.do("rebid", c.desk, call=number))
    wait_for(lambda: len(learns(c, number)) > count, WITHIN_S, "what the server says is on record")
    same(on_board(c, number)[:2], (60.5, 25.5), "and the board has what the dispatcher said")
    hang_up(wire, invite)


def plain(c, server):
    """By GET where POST is not taken; and data by reference."""
    server.files["/data"] = ("application/EmergencyCallData.Comment+xml", COMMENT.encode())
    wire, invite, number = call(c, f"Geolocation: <{server.url('/plain')}>\r\n"
                                   f"Call-Info: <{server.url('/data')}>;purpose=EmergencyCallData.Comment\r\n")
    wait_for(lambda: on_board(c, number)[:2] == (60.19, 24.96), WITHIN_S, "a place by GET is on the board")
    wait_for(lambda: ("comment", "insulin in the fridge") in facts(c, number), WITHIN_S, "and the data are facts")
    hang_up(wire, invite)


def unverified(c, server):
    wire, invite, number = call(c, f"Geolocation: <{server.url('/held')}>\r\n")
    wait_for(lambda: any(name == "place_unverified" for name, _ in facts(c, number)), WITHIN_S, "a place that nobody vouches for is shown")
    same(dict(facts(c, number)).get("place_server_proof"), "self-signed certificate", "and why")
    same(on_board(c, number), (None, None, None), "it is not on the board")
    hang_up(wire, invite)


def dead(c):
    """A server that takes the connection and says nothing, and one that is not there: the call goes on."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        wire, invite, number = call(c, f"Geolocation: <https://127.0.0.1:{port}/held>\r\n")
        began = time.monotonic()
        wait_for(lambda: ("place_trouble", "there was no answer in time") in facts(c, number), WITHIN_S + 3, "it is on record")
        check(time.monotonic() - began >= WITHIN_S - 1, "it had its time")
        check(wire.code(180), "the call rings on")
        hang_up(wire, invite)
    wire, invite, number = call(c, f"Geolocation: <https://127.0.0.1:{port}/held>\r\n")
    wait_for(lambda: any(name == "place_trouble" for name, _ in facts(c, number)), WITHIN_S, "nobody is there: it is on record")
    hang_up(wire, invite)
    wire, invite, number = call(c, "Geolocation: <http://127.0.0.1/held>\r\n")
    wait_for(lambda: ("place_trouble", "it is no https URI") in facts(c, number), WITHIN_S, "http is not asked, and that is on record")
    hang_up(wire, invite)
    wire, invite, number = call(c, "")
    status, answer = c.do("rebid", c.desk, call=number)
    same((status, "names no server" in json.dumps(answer)), (409, True), "a call without a reference is refused, and why")
    hang_up(wire, invite)


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def statement(key, url, number):
    """A PASSporT (RFC 8225), signed by ES256; the value of Identity."""
    head = base64url(json.dumps({"alg": "ES256", "typ": "passport", "x5u": url}, separators=(",", ":")).encode())
    body = base64url(json.dumps({"dest": {"uri": ["urn:service:sos"]}, "iat": int(time.time()), "orig": {"tn": number}},
                                separators=(",", ":")).encode())
    text = openssl("asn1parse", "-inform", "DER", given=openssl("dgst", "-sha256", "-sign", key, given=head + b"." + body))
    numbers = re.findall(rb"INTEGER\s*:([0-9A-F]+)", text)
    signature = b"".join(int(one, 16).to_bytes(32, "big") for one in numbers)
    return f"{(head + b'.' + body + b'.' + base64url(signature)).decode()};info=<{url}>;alg=ES256"


def signed(c, server, folder):
    key, certificate = pair(folder, "signer", "DNS:signer.example")
    with open(certificate, "rb") as file:
        server.files["/cert.pem"] = ("application/pem-certificate-chain", file.read())
    url = server.url("/cert.pem")
    good = statement(key, url, "12155550100")
    # The signature of the statement about another number.
    other = statement(key, url, "12155550199").split(";")[0].split(".")
    forged = re.sub(r"\.[^.;]*;", f".{other[2]};", good, count=1)
    for value, found, also in ((good, "valid", None), (forged, "invalid", ("signed_finding", "the signature is wrong")),
                               (statement(key, server.url("/none"), "12155550100"), "not checked", ("signed_trouble", "it answered by 404 of HTTP"))):
        wire, invite, number = call(c, f"Identity: {value}\r\n")
        wait_for(lambda: ("passport_signature", found) in facts(c, number), WITHIN_S, f"the signature is {found}")
        check(not also or also in facts(c, number), f"{also}: {facts(c, number)}")
        hang_up(wire, invite)
    same(sum(one[1] == "/cert.pem" for one in server.asked), 1, "the certificate is asked for once")


def another_edge(c, server):
    """A conversation that goes on in another edge can be asked about there."""
    wire, invite, number = call(c, f"Geolocation: <{server.url('/held')}>\r\n")
    wait_for(lambda: on_board(c, number)[0], WITHIN_S, "the place is known")
    before, asked = c.edge(), len(server.asked)
    os.kill(before[0], 9)
    wait_for(lambda: c.edge() and c.edge() != before, 10, "another edge is started")
    server.place = (61.0, 25.0)
    wait_for(lambda: c.do("rebid", c.desk, call=number)[0] == 200 and on_board(c, number)[:2] == (61.0, 25.0), 10, "it asks where the call's place is")
    check(len(server.asked) > asked, "by the same server")
    wire.socket.close()


folder = tempfile.mkdtemp(prefix="tocsin-test-")
try:
    key, certificate = pair(folder, "server", "IP:127.0.0.1")
    lis, stranger = Server(key, certificate), Server(*pair(folder, "other", "IP:127.0.0.1"))
    with PhoneCenter(build, options=("--trust", certificate, "--ask", "near")) as center:
        edge, center.desk = center.edge(), center.agent("anna", "dispatcher")
        places(center, lis)
        plain(center, lis)
        unverified(center, stranger)
        dead(center)
        signed(center, lis, folder)
        same(center.edge(), edge, "the same edge as at the beginning")
        another_edge(center, lis)
        same(center.end(), 0, "the server ends well")
        same(center.tocsin("verify", center.data).returncode, 0, "the ledger verifies")
    # Without leave nothing on this machine is asked.
    with PhoneCenter(build, options=("--trust", certificate, "--ask", "far")) as center:
        wire, invite, number = call(center, f"Geolocation: <{lis.url('/held')}>\r\n")
        wait_for(lambda: ("place_trouble", "the server is this machine or beside it") in facts(center, number), WITHIN_S, "it is on record")
        hang_up(wire, invite)
finally:
    shutil.rmtree(folder, ignore_errors=True)
finish()
