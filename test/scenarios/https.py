"""Browsers by TLS: taken off in the edge, served by the center, which knows who asks; and what happens when the edge dies."""
# SPDX-License-Identifier: Apache-2.0
import http.client
import json
import os
import resource
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

from center import Center, check, finish, must, same, wait_for

build = sys.argv[1]
BROWSERS = 100
FEW_DESCRIPTORS = 64
# Another address of the loopback, so that it shows who asks.
FROM = "127.0.0.5"


def certify(folder, name):
    """A certificate and its key as two files."""
    paths = [os.path.join(folder, f"{name}.{kind}.pem") for kind in ("cert", "key")]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                    "-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1", "-out", paths[0], "-keyout", paths[1]],
                   check=True, capture_output=True)
    return paths


class Secure(Center):
    """A center with a listener for browsers, whose certificate is the only one that is trusted."""

    def __init__(self, folder, console):
        self.certificate, self.key = certify(folder, "first")
        super().__init__(build, options=["--https", "127.0.0.1:0", "--tls", f"{self.certificate},{self.key}", "--console", console])

    def start(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        # As a shell may have it: the server sees to it that it can open more.
        resource.setrlimit(resource.RLIMIT_NOFILE, (FEW_DESCRIPTORS, hard))
        super().start()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        self.secure = int(self.said.split("browsers on tls:127.0.0.1:")[1].split()[0])

    def edge(self):
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children") as children:
            found = children.read().split()
        return int(found[0]) if found else 0

    def trust(self):
        return ssl.create_default_context(cafile=self.certificate)

    def get(self, path, method="GET", body=None, trust=None, **headers):
        link = http.client.HTTPSConnection("127.0.0.1", self.secure, timeout=30, context=trust or self.trust(),
                                           source_address=(FROM, 0))
        link.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = link.getresponse()
        text = answer.read()
        link.close()
        return answer, text

    def feed(self, got):
        """Reads the feed, and comes back when it was cut, as a browser does."""
        def follow():
            while not self.stop:
                try:
                    link = http.client.HTTPSConnection("127.0.0.1", self.secure, timeout=2, context=self.trust())
                    link.request("GET", "/v1/feed", headers={"Authorization": f"Bearer {self.token}", "Last-Event-ID": str(got[-1])})
                    answer = link.getresponse()
                    for line in answer:
                        if line.startswith(b"id: "):
                            got.append(int(line[4:]))
                except (OSError, http.client.HTTPException):
                    time.sleep(0.05)
        self.stop = False
        reader = threading.Thread(target=follow)
        reader.start()
        return reader


def plain(c, console):
    answer, text = c.get("/v1/health")
    same((answer.status, json.loads(text)["status"]), (200, "ok"), "what is asked by TLS is answered")
    answer, text = c.get("/assets/large.js")
    with open(os.path.join(console, "assets/large.js"), "rb") as file:
        same((answer.status, text == file.read()), (200, True), "a large file comes whole")
    long = json.dumps({"words": "x" * 900000})
    answer, text = c.get("/v1/calls", "POST", long)
    kept = c.ask("POST", "/v1/calls", raw=long)
    same((answer.status, json.loads(text)["detail"]), (kept[0], kept[1]["detail"]), "a long call comes whole, as it does without TLS")
    answer, _ = c.get("/v1/health", Connection="close")
    same(answer.status, 200, "an answer behind which the connection ends comes whole")
    wire = socket.create_connection(("127.0.0.1", c.secure))
    wire.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    wire.settimeout(30)
    try:
        said = wire.recv(1000)
    except ConnectionResetError:
        said = b""
    check(b"HTTP" not in said, f"nothing without TLS: {said}")
    wire.close()
    old = c.trust()
    old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    try:
        c.get("/v1/health", trust=old)
        check(False, "TLS 1.1 is refused")
    except OSError:
        check(True, "TLS 1.1 is refused")


def slow(c):
    """Who does not read what he asked for is waited for, holds up nobody, and gets it all."""
    wire = c.trust().wrap_socket(socket.create_connection(("127.0.0.1", c.secure)), server_hostname="127.0.0.1")
    wire.sendall(b"GET /assets/large.js HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    time.sleep(1)
    same(c.get("/v1/health")[0].status, 200, "others are answered meanwhile")
    had = 0
    while piece := wire.recv(65536):
        had += len(piece)
    check(had > 6000000, f"all of it came: {had}")
    wire.close()


def cookies(c):
    token = must(c.do("add_agent", name="anna", role="dispatcher"))["token"]
    must(c.ask("POST", "/v1/password", {"new": "correct horse"}, token))
    answer, _ = c.get("/v1/session", "POST", json.dumps({"name": "anna", "password": "correct horse"}), X_Tocsin="1")
    given = answer.getheader("Set-Cookie") or ""
    check(given.startswith("__Host-tocsin=") and "; Secure" in given, f"a cookie that goes by TLS only: {given}")
    answer = c.ask("POST", "/v1/session", {"name": "anna", "password": "correct horse"})
    same(answer[0], 201, "and without TLS another")
    same(c.get("/v1/session", Cookie=given.split(";")[0])[0].status, 200, "by it one is signed in")
    sessions = c.ask("GET", "/v1/sessions", token=c.token)[1]["sessions"]
    same([session["from"] for session in sessions], [FROM, "127.0.0.1"], "the center knows from where")


def inner_name(c):
    """The name of the socket by which the center serves what came by TLS: others can read it, and gain nothing."""
    inodes = set()
    for name in os.listdir(f"/proc/{c.process.pid}/fd"):
        try:
            inodes.add(os.readlink(f"/proc/{c.process.pid}/fd/{name}").strip("socket:[]"))
        except OSError:
            pass
    with open("/proc/net/unix") as rows:
        for row in rows:
            parts = row.split()
            # 00010000: it listens
            if len(parts) == 8 and parts[3] == "00010000" and parts[6] in inodes and parts[7].startswith("@"):
                return parts[7]
    return None


def forged(c):
    name = inner_name(c)
    if not check(name, "the inner socket is found"):
        return
    wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    wire.bind("\0tocsin-https-0123456789abcdef/192.0.2.1")
    wire.connect("\0" + name[1:])
    wire.sendall(b"GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n")
    wire.settimeout(30)
    check(wire.recv(1000).startswith(b"HTTP/1.1 403"), "another process cannot say for whom it asks")
    wire.close()


def many(c):
    links = [http.client.HTTPSConnection("127.0.0.1", c.secure, timeout=30, context=c.trust()) for _ in range(BROWSERS)]
    for link in links:
        link.request("GET", "/v1/health")
    same({link.getresponse().status for link in links}, {200}, f"{BROWSERS} at once")
    for link in links:
        link.close()


def killed(c):
    got = [must(c.place("from here on"))["sequence"]]
    reader = c.feed(got)
    must(c.place("before"))
    wait_for(lambda: len(got) > 1, 10, "the feed tells by TLS")
    for _ in range(3):
        edge = c.edge()
        os.kill(edge, signal.SIGKILL)
        must(c.place("while there is no edge"))
        wait_for(lambda: c.edge() not in (0, edge), 10, "another edge is there")
    last = must(c.place("after"))["sequence"]
    wait_for(lambda: got[-1] == last, 10, "and the feed goes on")
    same(got, list(range(got[0], last + 1)), "nothing was lost, nothing told twice")
    c.stop = True
    reader.join()


def serial(c):
    loose = ssl.create_default_context()
    loose.check_hostname, loose.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", c.secure)) as wire, loose.wrap_socket(wire) as link:
        return link.getpeercert(True)


def reload(c, folder):
    first = serial(c)
    for path in (c.certificate, c.key):
        os.replace(path, path + ".first")
    with open(c.certificate, "w") as wrong, open(c.key + ".first") as key, open(c.key, "w") as copy:
        wrong.write("no certificate\n")
        copy.write(key.read())
    c.process.send_signal(signal.SIGHUP)
    said = ""

    def hear():
        nonlocal said
        said += (c.process.stdout.read() or b"").decode()
        return "stays in use" in said
    wait_for(hear, 10, "a wrong certificate is said")
    check(c.certificate in said and c.key in said and "PEM" in said, f"which files, and what is wanted: {said}")
    same(serial(c), first, "the old one stays")
    for path, new in zip((c.certificate, c.key), certify(folder, "second")):
        os.replace(new, path)
    c.process.send_signal(signal.SIGHUP)
    wait_for(lambda: serial(c) != first, 10, "the new one is taken without a pause")
    same(c.get("/v1/health")[0].status, 200, "and it is what the file has")
    second, edge = serial(c), c.edge()
    os.kill(edge, signal.SIGKILL)
    wait_for(lambda: c.edge() not in (0, edge), 10, "another edge is there")
    same(serial(c), second, "and has it as well")


def wrong(folder):
    certificate, key = certify(folder, "third")
    other = certify(folder, "fourth")[1]
    for options, words in ((["--tls", f"{certificate},{other}"], [certificate, other, "PEM"]),
                           (["--tls", f"{certificate},{folder}/none"], [f"{folder}/none", "cannot be read"]),
                           (["--https", "localhost"], ["--https localhost", "HOST:PORT"])):
        try:
            with Center(build, options=["--https", "127.0.0.1:0", *options]):
                check(False, f"{options} is refused")
        except RuntimeError as trouble:
            check(all(word in str(trouble) for word in words), f"{options}: {trouble}")


def main():
    with tempfile.TemporaryDirectory(prefix="tocsin-https-") as folder:
        console = os.path.join(folder, "console")
        os.makedirs(os.path.join(console, "assets"))
        for name, text in (("index.html", b"<!doctype html>"), ("assets/large.js", os.urandom(6 << 20))):
            with open(os.path.join(console, name), "wb") as file:
                file.write(text)
        with Secure(folder, console) as c:
            plain(c, console)
            slow(c)
            cookies(c)
            forged(c)
            many(c)
            killed(c)
            reload(c, folder)
        wrong(folder)
    finish()


main()
