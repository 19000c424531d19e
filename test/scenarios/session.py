"""Signing in from a browser: passwords, passkeys, cookies, forged requests, guesses, a restart, and who is asked what he owes."""
# SPDX-License-Identifier: Apache-2.0
import base64
import hashlib
import http.client
import json
import os
import signal
import re
import subprocess
import sys
import tempfile
import time

from center import Center, check, finish, must, same


class Browser:
    """Keeps its cookie, and says from which page it asks."""

    def __init__(self, center, origin=None):
        self.center, self.cookie = center, None
        self.origin = origin or f"http://localhost:{center.port}"

    def ask(self, method, path, body=None, ours=True, origin=None):
        link = http.client.HTTPConnection("127.0.0.1", self.center.port, timeout=30)
        headers = {"Host": f"localhost:{self.center.port}"}
        if method != "GET":
            headers["Origin"] = origin or self.origin
        if ours:
            headers["X-Tocsin"] = "1"
        if self.cookie:
            headers["Cookie"] = self.cookie
        link.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = link.getresponse()
        text = answer.read()
        self.head = answer
        given = answer.getheader("Set-Cookie")
        if given:
            self.given, self.cookie = given, given.split(";")[0]
        link.close()
        return answer.status, json.loads(text) if text else None

    def read(self, path):
        """Begins to read a stream; its answer."""
        link = http.client.HTTPConnection("127.0.0.1", self.center.port, timeout=10)
        link.request("GET", path, headers={"Host": f"localhost:{self.center.port}", "Cookie": self.cookie, "X-Tocsin": "1"})
        return link.getresponse()

    def sign_in(self, name, password):
        return self.ask("POST", "/v1/session", {"name": name, "password": password})


def passwords(c, token):
    same(c.ask("POST", "/v1/password", {"new": "short"}, token)[1]["rule"], "password_short", "a short password")
    must(c.ask("POST", "/v1/password", {"new": "correct horse"}, token))
    anna = Browser(c)
    same(anna.sign_in("anna", "wrong horse")[0], 401, "a wrong password")
    same(anna.sign_in("nobody", "correct horse")[1], anna.sign_in("anna", "wrong horse")[1], "and an unknown name are one answer")
    same(anna.sign_in("anna", "correct horse")[0], 201, "the right one")
    for flag in ("HttpOnly", "SameSite=Strict", "Path=/"):
        check(flag in anna.given, f"the cookie has {flag}: {anna.given}")
    secure = Browser(c, f"https://localhost:{c.port}")
    must(secure.sign_in("anna", "correct horse"))
    check(secure.given.startswith("__Host-tocsin=") and "; Secure" in secure.given, f"over TLS: {secure.given}")
    same(secure.ask("GET", "/v1/session")[0], 200, "which is a session")
    me = must(anna.ask("GET", "/v1/session"))
    same((me["name"], me["role"], me["password"]), ("anna", "dispatcher", True), "who am I")
    same(me["rights"], ["read", "work", "close", "field", "dispatch"], "what may I do")
    return anna


def forged(c, anna):
    """Another site's page has the cookie sent along, but no header of ours; a form cannot set one."""
    command = ("POST", "/v1/commands/set_agent_state", {"state": "away"})
    same(anna.ask(*command, ours=False)[1]["rule"], "forged", "without our header")
    same(anna.ask(*command, origin="https://evil.example")[1]["rule"], "forged", "from another page")
    same(anna.ask("GET", "/v1/board", ours=False)[0], 200, "to read needs none: no other page sees the answer")
    same(Browser(c).ask("GET", "/v1/board")[0], 401, "and no cookie is nobody")


def guesses(c):
    guesser = Browser(c)
    seen = [guesser.sign_in("anna", f"guess {i}")[0] for i in range(8)]
    check(429 in seen and int(guesser.head.getheader("Retry-After") or 0) > 0, f"who guesses waits: {seen}")
    same(seen[0], 401, "but not at once")


def changes(c, token, anna):
    other = Browser(c)
    must(c.ask("POST", "/v1/session", {}, token))
    same(anna.ask("POST", "/v1/password", {"old": "wrong", "new": "battery staple"})[0], 401, "the old one is asked")
    must(anna.ask("POST", "/v1/password", {"old": "correct horse", "new": "battery staple"}))
    same(anna.ask("GET", "/v1/session")[0], 200, "this session goes on")
    del other


def openssl(*arguments, given=None):
    return subprocess.run(["openssl", *arguments], input=given, capture_output=True, check=True).stdout


def text(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Device:
    """A passkey made with OpenSSL alone."""

    def __init__(self, folder, *kind):
        self.file, self.counter, self.id = os.path.join(folder, "-".join(kind) + ".pem"), 0, os.urandom(24)
        openssl("genpkey", "-algorithm", *kind, "-out", self.file)
        self.kind, self.key = kind[0], openssl("pkey", "-in", self.file, "-pubout", "-outform", "DER")

    def data(self, browser, asked, ceremony, flags=0x05):
        client = json.dumps({"type": ceremony, "challenge": asked["challenge"], "origin": browser.origin, "crossOrigin": False})
        self.counter += 1
        authenticator = hashlib.sha256(asked["party"].encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big")
        return client.encode(), authenticator

    def sign(self, message):
        if self.kind != "ED25519":
            return openssl("dgst", "-sha256", "-sign", self.file, given=message)
        with tempfile.NamedTemporaryFile() as file:
            file.write(message)
            file.flush()
            return openssl("pkeyutl", "-sign", "-rawin", "-inkey", self.file, "-in", file.name)

    def register(self, browser, **otherwise):
        asked = must(browser.ask("POST", "/v1/challenges", {}))
        client, authenticator = self.data(browser, asked, "webauthn.create", **otherwise)
        return browser.ask("POST", "/v1/passkeys", {"id": text(self.id), "client_data": text(client),
                                                    "authenticator": text(authenticator), "key": text(self.key)})

    def prove(self, browser, name, **otherwise):
        asked = must(browser.ask("POST", "/v1/challenges", {"name": name}))
        client, authenticator = self.data(browser, asked, "webauthn.get", **otherwise)
        signature = self.sign(authenticator + hashlib.sha256(client).digest())
        answer = {"id": text(self.id), "client_data": text(client), "authenticator": text(authenticator), "signature": text(signature)}
        return asked, answer, browser.ask("POST", "/v1/session", {"name": name, "passkey": answer})


def passkeys(c, anna, folder):
    kinds = (("EC", "-pkeyopt", "ec_paramgen_curve:P-256"), ("ED25519",), ("RSA",))
    devices = [Device(folder, *kind) for kind in kinds]
    for device in devices:
        same(device.register(anna)[0], 201, f"a key of {device.kind} is kept")
        asked, answer, (status, _) = device.prove(Browser(c), "anna")
        same(status, 201, f"and signs in: {device.kind}")
    check(text(devices[0].id) in asked["passkeys"], "the browser is told which keys there are")
    same(Browser(c).ask("POST", "/v1/session", {"name": "anna", "passkey": answer})[0], 401, "an answer holds once")
    same(devices[0].register(anna)[1]["rule"], "passkey_wrong", "a key is kept once")
    devices[0].counter = 0
    same(devices[0].prove(Browser(c), "anna")[2][0], 401, "a key that counts backwards may be a copy")
    devices[0].counter = 9
    same(devices[0].prove(Browser(c), "anna", flags=0x01)[2][0], 401, "nobody verified the owner")
    same(Device(folder, "ED25519").prove(Browser(c), "anna")[2][0], 401, "a key that was never kept")
    elsewhere = Browser(c, "https://evil.example")
    same(elsewhere.ask("POST", "/v1/challenges", {"name": "anna"})[0], 400, "another page is asked nothing")
    one, two = (must(Browser(c).ask("POST", "/v1/challenges", {"name": "nobody"}))["passkeys"] for _ in range(2))
    check(one == two and len(one) == 1, "of an unknown name a key is made up, always the same")
    must(anna.ask("DELETE", "/v1/passkeys/2"))
    same(devices[1].prove(Browser(c), "anna")[2][0], 401, "a key that was removed")
    same(must(anna.ask("GET", "/v1/session"))["passkeys"], [1, 3], "the others stay")
    return devices[2]


def beat(feed):
    """A quiet line shows that it stands: by the board's hash, or a comment while something is not told yet."""
    lines = [b"?"]
    while lines[-1] not in (b":\n", b"event: board\n", b"") and len(lines) < 1000:
        lines.append(feed.readline())
    check(lines[-1] in (b":\n", b"event: board\n"), f"the feed shows that it stands: {lines[-3:]}")


def leaving(c, anna, boss):
    """What a leaver owns is named and refused; a supervisor may end the session, and then it is raised."""
    for name in ("desk", "head"):
        must(c.do("add_position", name=name))
    must(boss.ask("POST", "/v1/commands/sign_in", {"position": "head"}))
    must(anna.ask("POST", "/v1/commands/sign_in", {"position": "desk"}))
    must(c.place("smoke"))
    must(anna.ask("POST", "/v1/commands/answer", {"call": 1}))
    status, refused = anna.ask("DELETE", "/v1/session")
    same((status, refused["rule"]), (409, "still_owes"), "who owes does not just leave")
    check(refused["blockers"], f"and what is owed is named: {refused}")
    same(anna.ask("GET", "/v1/session")[0], 200, "the session goes on")
    same(anna.ask("GET", "/v1/sessions")[0], 403, "a dispatcher sees no sessions")
    shown = must(boss.ask("GET", "/v1/sessions"))["sessions"]
    number = [one["session"] for one in shown if one["name"] == "anna"][0]
    feeds = anna.read("/v1/feed"), boss.read("/v1/feed")
    beat(feeds[0])
    must(boss.ask("DELETE", f"/v1/sessions/{number}"))
    feeds[0].read()  # to its end, or a timeout
    beat(feeds[1])
    same(anna.ask("GET", "/v1/session")[0], 401, "ended by a supervisor")
    entries = must(c.ask("GET", "/v1/calls/1", token=c.token))["timeline"]
    raised = [event for entry in entries for event in entry["events"] if event["kind"] == "raised" and event.get("cause") == "signed_out"]
    check(raised, "what she owed is raised, on record")
    same(boss.ask("DELETE", "/v1/sessions/99999")[0], 404, "a session that is not there")


def kept(c, device):
    """After a kill the browser that was signed in still is; nothing that could let anybody in stands in the record."""
    anna = Browser(c)
    status, until = 429, time.monotonic() + 30
    while status == 429 and time.monotonic() < until:  # the five wrong keys before have to be waited for
        time.sleep(1)
        status = device.prove(anna, "anna")[2][0]
    same(status, 201, "signed in")
    c.restart(signal.SIGKILL)
    anna.origin = f"http://localhost:{c.port}"
    same(anna.ask("GET", "/v1/session")[0], 200, "after a kill")
    same(device.prove(Browser(c), "anna")[2][0], 201, "the keys are there")
    secret = anna.cookie.split("=")[1].encode()
    for folder, _, files in os.walk(c.data):
        for name in files:
            with open(os.path.join(folder, name), "rb") as file:
                content = file.read()
            check(secret not in content, f"no session's token in {name}")
            if "keys" not in folder:
                check(b"argon2id" not in content, f"no hash of a password in {name}")
    same(oct(os.stat(os.path.join(c.data, "keys/credentials")).st_mode & 0o777), "0o600", "for its owner alone")


def main():
    with Center(sys.argv[1]) as c:
        token = must(c.do("add_agent", name="anna", role="dispatcher"))["token"]
        boss_token = must(c.do("add_agent", name="boss", role="supervisor"))["token"]
        boss = Browser(c)
        must(c.ask("POST", "/v1/password", {"new": "shift leader"}, boss_token))
        must(boss.sign_in("boss", "shift leader"))
        anna = passwords(c, token)
        forged(c, anna)
        changes(c, token, anna)
        with tempfile.TemporaryDirectory(prefix="tocsin-keys-") as folder:
            device = passkeys(c, anna, folder)
            leaving(c, anna, boss)
            kept(c, device)
        guesses(c)
    finish()


main()
