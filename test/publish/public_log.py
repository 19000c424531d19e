"""What a center publishes, read by others' code: Go's note and tlog, and a reader written from the pages; and what is forged is found."""
# SPDX-License-Identifier: Apache-2.0
import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

from center import Center, check, finish, must, same, wait_for

BUILD, TOP = sys.argv[1:3]
TOCSIN = os.path.join(BUILD, "src/cmd/tocsin")
GO_CODE = "/usr/share/gocode"
SIZES = (1, 2, 3, 255, 256, 257, 511, 512, 513, 65535, 65536, 65537)


def h(*pieces):
    return hashlib.sha256(b"".join(pieces)).digest()


def tree(leaves):
    """RFC 6962, section 2.1, level by level: what is left over goes up as it is."""
    while len(leaves) > 1:
        up = [h(b"\x01", leaves[i], leaves[i + 1]) for i in range(0, len(leaves) - 1, 2)]
        leaves = up + ([leaves[-1]] if len(leaves) % 2 else [])
    return leaves[0]


def read(*parts):
    with open(os.path.join(*parts), "rb") as file:
        return file.read()


def name_of(number):
    parts = []
    while True:
        parts.insert(0, f"{number % 1000:03}")
        number //= 1000
        if not number:
            return "/".join(["x" + part for part in parts[:-1]] + parts[-1:])


def entries_of(folder, size):
    """The envelopes of all bundles, in order."""
    found = []
    for number in range((size + 255) // 256):
        width = min(256, size - 256 * number)
        data = read(folder, "tile/entries", name_of(number) + (f".p/{width}" if width < 256 else ""))
        while data:
            length = int.from_bytes(data[:2], "big")
            found.append(data[2:2 + length])
            data = data[2 + length:]
    return found


class Judge:
    """Go's note and tlog, built once from Debian's sources."""

    def __init__(self, folder):
        self.program = None
        if not shutil.which("go") or not os.path.isdir(os.path.join(GO_CODE, "src/golang.org/x/mod/sumdb/tlog")):
            print("SKIPPED: Go and its x/mod are not installed (golang-go, golang-golang-x-mod-dev): judged by our second reader alone", file=sys.stderr)
            return
        program = os.path.join(folder, "judge")
        environment = {**os.environ, "GOPATH": GO_CODE, "GO111MODULE": "off", "GOFLAGS": "", "GOCACHE": os.path.join(folder, "cache")}
        built = subprocess.run(["go", "build", "-o", program, os.path.join(TOP, "test/publish/judge.go")], env=environment, capture_output=True, text=True)
        if check(built.returncode == 0, f"the judge is built: {built.stderr}"):
            self.program = program

    def says(self, folder, verifier, *receipts):
        if not self.program:
            return True, ""
        done = subprocess.run([self.program, folder, verifier, *receipts], capture_output=True, text=True, timeout=120)
        return done.returncode == 0, done.stdout + done.stderr


def published(data, out):
    done = subprocess.run([TOCSIN, "publish", data, out], capture_output=True, text=True, timeout=120)
    check(done.returncode == 0, f"it is published: {done.stderr}")
    return done.stdout.split("signed:")[1].strip()


def check_sizes(folder, judge):
    for size in SIZES:
        data, out = os.path.join(folder, f"made{size}"), os.path.join(folder, f"out{size}")
        subprocess.run([os.path.join(BUILD, "test/publish/make_log"), data, str(size)], check=True, timeout=120)
        verifier = published(data, out)
        origin, count, root = read(out, "checkpoint").decode().split("\n")[:3]
        same((origin, int(count)), ("made.example", size), "the checkpoint's head")
        same(base64.b64encode(tree([h(b"\x00", entry) for entry in entries_of(out, size)])).decode(), root, f"the root of {size}")
        good, said = judge.says(out, verifier)
        check(good, f"Go finds {size} entries good: {said}")
        if size == 257:
            check_flips(out, verifier, judge)
        shutil.rmtree(data)
        shutil.rmtree(out)


def check_flips(out, verifier, judge):
    """A byte of any published file: the judge names it.  Every 97th byte, for time."""
    if not judge.program:
        return
    for where, _, names in os.walk(out):
        for name in names:
            path = os.path.join(where, name)
            whole = read(path)
            for at in range(0, len(whole), max(1, len(whole) // 7)):
                with open(path, "wb") as file:
                    file.write(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1:])
                check(not judge.says(out, verifier)[0], f"a changed byte is found: {path} at {at}")
            with open(path, "wb") as file:
                file.write(whole)
    check(judge.says(out, verifier)[0], "and unchanged it is good again")


def fetch(center, path, token=None):
    import http.client
    connection = http.client.HTTPConnection("127.0.0.1", center.port, timeout=30)
    connection.request("GET", path, headers={"Authorization": token} if token else {})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


def check_live(folder, judge):
    secrets = ["Juniper Alley 77", "the baker's son", "tel:+15550123456", "Quillan"]
    with Center(BUILD) as center:
        first = must(center.place(f"{secrets[1]} fell at {secrets[0]}", caller=secrets[3], contact=secrets[2], place=secrets[0]))
        answers = [first] + [must(center.place(f"call {n}")) for n in range(300)]
        receipts = []
        for n, answer in enumerate(answers):
            check(answer["receipt"].startswith("c2sp.org/tlog-proof@v1\nextra "), "each call gets its receipt at once")
            path = os.path.join(folder, f"receipt{n}.tlog-proof")
            with open(path, "w", encoding="utf-8") as file:
                file.write(answer["receipt"])
            receipts.append(path)
        verifier = fetch(center, "/log/verifier")[1].decode()
        out = os.path.join(folder, "live")
        same(published(center.data, out), verifier, "the same key signs")
        good, said = judge.says(out, verifier, *receipts)
        check(good, f"Go finds all receipts good: {said}")
        for where, _, names in os.walk(out):
            for name in names:
                whole = read(where, name)
                same(fetch(center, "/log" + os.path.join(where, name)[len(out):]), (200, whole), "by HTTP it is what the files are")
                check(not any(secret.encode() in whole for secret in secrets), "nothing that was said is published")
        for path in ("/log/tile/0/1", "/log/tile/0/999", "/log/tile/entries/000.p/0", "/log/tile/9/000", "/log/tile/../checkpoint"):
            same(fetch(center, path)[0], 404, path)
        check_receipt(folder, center, first, verifier)
        check_page(center, first)
        center.restart(9)
        wait_for(lambda: fetch(center, "/log/checkpoint")[0] == 200, 10, "after kill -9 it is published again")
        again = must(center.place("after it"))
        check("receipt" in again, "and receipts go on")
        with open(os.path.join(center.data, "public.index"), "r+b") as file:
            file.write(b"\xff" * 8)
        center.restart()
        wait_for(lambda: fetch(center, "/log/checkpoint")[0] == 200, 10, "an index that does not fit is made anew")
        check("receipt" in must(center.place("after that")), "and calls are taken")
        shutil.rmtree(out)
        published(center.data, out)
        check(judge.says(out, verifier, *receipts)[0], "older receipts stay good")


def check_page(center, first):
    """Whoever shares the caller's phone reads along: it says when, and what is owed, and nothing of what was said."""
    import http.client

    def page(path, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", center.port, timeout=30)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer, text
    same(first["page"], "/c/" + first["code"], "its address is in the answer")
    answer, text = page(first["page"])
    check(answer.status == 200 and "Nobody has answered yet" in text and "Next due" in text, f"it says how it stands: {text}")
    check("default-src 'none'" in answer.getheader("Content-Security-Policy") and answer.getheader("Referrer-Policy") == "no-referrer" and
          "no-store" in answer.getheader("Cache-Control"), f"nothing is loaded, sent on or kept: {answer.getheaders()}")
    check(not any(word in text for word in ("Juniper", "baker", "Quillan", "555", "help", "emergency", "911", "<script")), "nothing of what was said, nor what it was for")
    check('<html lang="es">' in page(first["page"], **{"Accept-Language": "es-MX,es;q=0.9"})[1], "in Spanish where that is wanted")
    for path in ("/c/" + first["code"][:-1] + ("0" if first["code"][-1] != "0" else "1"), "/c/1", "/c/x", "/c/2-" + first["code"][2:]):
        same(page(path)[0].status, 404, f"{path}: nothing under another code")
    check_guesser(center, page, first["page"])


def check_guesser(center, page, right):
    """Who tries codes waits; a right one begins the count anew; nobody is shut out of signing in by it."""
    same(page(right)[0].status, 200, "the count begins anew")
    answers = [page(f"/c/{n}-{'0' * 32}")[0] for n in range(1, 25)]
    same([answer.status for answer in answers[:20]], [404] * 20, "twenty tries")
    waits = [answer for answer in answers if answer.status == 429]
    check(len(waits) == 4 and int(waits[0].getheader("Retry-After")) in (1, 2), f"then one waits: {[answer.status for answer in answers]}")
    same(page(right)[0].status, 429, "with a right one too, from there")
    same(center.ask("POST", "/v1/session", {"name": "nobody", "password": "wrong"})[0], 401, "who signs in there does not")
    wait_for(lambda: page(right)[0].status == 200, 10, "and not for long")


def check_receipt(folder, center, first, verifier):
    code = "Call " + first["code"]
    same(fetch(center, "/v1/calls/1/receipt")[0], 401, "a receipt is its caller's")
    status, whole = fetch(center, "/v1/calls/1/receipt", code)
    same(status, 200, "who has it")
    path = os.path.join(folder, "receipt.json")

    def told(text, *key):
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else json.dumps(text).encode())
        done = subprocess.run([TOCSIN, "receipt", path, *key], capture_output=True, text=True, timeout=30)
        return done.returncode, done.stdout + done.stderr
    code, said = told(whole, verifier)
    check(code == 0 and "good: entry" in said and "Juniper Alley 77" in said and "publishes" not in said, f"it is checked without a center: {said}")
    code, said = told(whole)
    check(code == 0 and "compare it" in said, "a key that nobody gave is said to be none that was compared")
    receipt = json.loads(whole)
    lied = json.loads(whole)
    next(slot for slot in lied["shows"] if slot["name"] == "words")["value"] = "all is well"
    check(told(lied, verifier)[0] == 1, "another word is found")
    lied = json.loads(whole)
    lied["shows"][0]["salt"] = "00" * 16
    check(told(lied, verifier)[0] == 1, "another salt is found")
    check(told(whole, "other.example+1ad2d54f+ATmnwK7FSRLKa4RNiYIn4TuL6KZlLMSxQ8kxLadYSGoU")[0] == 1, "another key's log is found")
    proof = receipt["proof"]
    bad = 0
    for at in range(23, len(proof)):
        changed = proof[:at] + ("A" if proof[at] != "A" else "B") + proof[at + 1:]
        bad += told({**receipt, "proof": changed}, verifier)[0] != 1
    same(bad, 0, "letters of the proof that could be changed unseen")
    for text in (b"", b"{}", b"hello", b"c2sp.org/tlog-proof@v1\n", json.dumps({**receipt, "proof": proof[:200]}).encode()):
        code, said = told(text, verifier)
        check(code == 1 and "receipt" in said, f"what is none: {said}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        judge = Judge(folder)
        check_sizes(folder, judge)
        check_live(folder, judge)
    finish()


main()
