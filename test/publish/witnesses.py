"""Witnesses: the command against C2SP's codes, and a center whose witnesses cosign, lie, lag, are gone, and catch a log that forks."""
# SPDX-License-Identifier: Apache-2.0
import base64
import hashlib
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

from center import Center, check, finish, must, same, wait_for

BUILD, TOP = sys.argv[1:3]
TOCSIN = os.path.join(BUILD, "src/cmd/tocsin")


def fetch(port, path, body=None):
    import http.client
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST" if body is not None else "GET", path, body)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, text, answer.getheader("Content-Type")


class Witness:
    """The command, ended by its pid."""

    def __init__(self, name, folder, *logs, port=0):
        self.folder = folder
        self.process = subprocess.Popen([TOCSIN, "witness", name, folder, f"127.0.0.1:{port}", *logs], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        said = self.process.stdout.readline() + self.process.stdout.readline()
        if "listening" not in said:
            raise RuntimeError(f"the witness did not start: {said}{self.process.stderr.read()}")
        self.key = re.search(r"^witness: +(\S+)$", said, re.M).group(1)
        self.port = int(re.search(r":(\d+)$", said.strip()).group(1))

    def end(self, how=15):
        self.process.send_signal(how)
        self.process.wait(timeout=20)
        self.process.stdout.close()
        self.process.stderr.close()


def openssl_verifies(folder, key, message, signature):
    """Ed25519 by OpenSSL's command: the key as the DER that RFC 8410 gives it."""
    paths = [os.path.join(folder, name) for name in ("witness.der", "message", "signature")]
    for path, data in zip(paths, (bytes.fromhex("302a300506032b6570032100") + key, message, signature)):
        with open(path, "wb") as file:
            file.write(data)
    done = subprocess.run(["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", paths[0], "-in", paths[1], "-sigfile", paths[2]],
                          capture_output=True, text=True)
    return "Verified Successfully" in done.stdout


def check_cosignature(folder, note, line, verifier):
    name, identity, blob = verifier.split("+")[0], verifier.split("+")[1], base64.b64decode("+".join(verifier.split("+")[2:]))
    same(hashlib.sha256(name.encode() + b"\n" + blob).digest()[:4].hex(), identity, "the key's identity is as signed-note makes it")
    same(blob[0], 4, "its type is that of cosignatures")
    match = re.fullmatch(r"\u2014 (\S+) (\S+)", line)
    data = base64.b64decode(match.group(2))
    same((match.group(1), data[:4].hex(), len(data)), (name, identity, 76), "the line is of the witness")
    at = int.from_bytes(data[4:12], "big")
    check(abs(at - time.time()) < 60, "its moment is now")
    body = note.split("\n\n")[0] + "\n"
    check(openssl_verifies(folder, blob[1:], f"cosignature/v1\ntime {at}\n{body}".encode(), data[12:]), "OpenSSL finds it good")


def request(old, note, proof=()):
    return f"old {old}\n{''.join(line + chr(10) for line in proof)}\n{note}".encode()


def made(folder, size, seed=None):
    """The checkpoint of a made log of that size; the seeds of its entries are random, so each is another log."""
    data, out = os.path.join(folder, f"data{size}{seed or ''}"), os.path.join(folder, f"out{size}{seed or ''}")
    subprocess.run([os.path.join(BUILD, "test/publish/make_log"), data, str(size)], check=True, timeout=60)
    done = subprocess.run([TOCSIN, "publish", data, out], capture_output=True, text=True, check=True, timeout=60)
    with open(os.path.join(out, "checkpoint"), encoding="utf-8") as file:
        return file.read(), done.stdout.split("signed:")[1].strip()


def check_codes(folder):
    note, verifier = made(folder, 5)
    longer, _ = made(folder, 9)
    witness = Witness("neighbour.example", os.path.join(folder, "one"), verifier)
    ask = lambda body: fetch(witness.port, "/add-checkpoint", body)
    status, line, _ = ask(request(0, note))
    same(status, 200, "the first checkpoint is cosigned")
    check_cosignature(folder, note, line.decode().strip(), witness.key)
    same(ask(request(0, note))[:2], (409, b"5\n"), "from another size: 409 and what was seen")
    same(ask(request(0, note))[2], "text/x.tlog.size", "as that type")
    same(ask(request(5, note))[0], 200, "the same once more")
    same(ask(request(5, longer, [base64.b64encode(bytes(32)).decode()]))[0], 422, "a longer one that does not continue it")
    same(ask(request(9, note))[0], 400, "an old size above the new")
    same(ask(request(5, note.replace("made.example\n", "other.example\n", 1)))[0], 404, "a log that is not known")
    lines = note.split("\n")
    same(ask(request(5, "\n".join([lines[0], "6", *lines[2:]])))[0], 403, "one that the log did not sign")
    for body in (b"", b"old 5\n", b"old 05\n\n" + note.encode(), b"old x\n\n" + note.encode(), b"old 5\nAAAA\n\n" + note.encode(), b"\xff" * 300, b"old 5\n\n" + b"x" * 70000):
        same(ask(body)[0], 400, f"{body[:20]} is none")
    same(fetch(witness.port, "/")[0], 404, "another path")
    witness.end(9)
    witness = Witness("neighbour.example", os.path.join(folder, "one"), verifier)
    same(ask(request(0, note))[:2], (409, b"5\n"), "after kill -9 it contradicts nothing that it said")
    same(fetch(witness.port, "/key")[1].decode(), witness.key, "and has the same key")
    same(os.stat(os.path.join(folder, "one/witness.key")).st_mode & 0o077, 0, "which nobody else can read")
    witness.end()
    for arguments, what in ((["no blank", folder + "/x", "127.0.0.1:0", verifier], "no blank"), (["w", folder + "/x", "127.0.0.1:0", "key"], "verifier key")):
        done = subprocess.run([TOCSIN, "witness", *arguments], capture_output=True, text=True, timeout=20)
        check(done.returncode == 1 and what in done.stderr, f"said: {done.stderr}")


class Liar(http.server.BaseHTTPRequestHandler):
    """Answers 200 with a line that no key has signed."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        name = self.server.key.split("+")[0]
        identity = bytes.fromhex(self.server.key.split("+")[1])
        text = f"\u2014 {name} {base64.b64encode(identity + (1).to_bytes(8, 'big') + bytes(64)).decode()}\n".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def standings(center):
    return {one["name"]: one for one in json.loads(fetch(center.port, "/log/witnesses")[1])}


def check_center(folder):
    data = os.path.join(folder, "center")
    os.mkdir(data)
    with Center(BUILD, folder=data) as center:
        verifier = fetch(center.port, "/log/verifier")[1].decode()
        good = Witness("good.example", os.path.join(folder, "good"), verifier)
        strict = Witness("strict.example", os.path.join(folder, "strict"), made(folder, 3)[1])
        gone = Witness("gone.example", os.path.join(folder, "gone"), verifier)
        gone.end()
        liar = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Liar)
        liar.key = gone.key.replace("gone", "liar")  # another name makes another identity; the center's settings want a key that fits
        blob = base64.b64decode("+".join(gone.key.split("+")[2:]))
        liar.key = f"liar.example+{hashlib.sha256(b'liar.example' + chr(10).encode() + blob).digest()[:4].hex()}+{'+'.join(gone.key.split('+')[2:])}"
        threading.Thread(target=liar.serve_forever, daemon=True).start()
        settings = os.path.join(folder, "tocsin.conf")
        rows = [(f"http://127.0.0.1:{port}", key) for port, key in ((good.port, good.key), (strict.port, strict.key), (gone.port, gone.key), (liar.server_address[1], liar.key))]
        with open(settings, "w", encoding="utf-8") as file:
            file.write("witnesses:\n" + "".join(f"  - {{url: '{url}', key: '{key}'}}\n" for url, key in rows))
        center.options = ["--config", settings]
        center.restart()
        wait_for(lambda: {name: one["standing"] for name, one in standings(center).items()} ==
                 {"good.example": "good", "strict.example": "refuses", "gone.example": "gone", "liar.example": "lies"}, 30, f"each is shown as it is: {standings(center)}")
        status, note, _ = fetch(center.port, "/log/witnessed")
        same(status, 200, "what was cosigned is published")
        lines = note.decode().split("\n\n")[1].strip().split("\n")
        same(len(lines), 2, "signed by the log and one witness; the liar's line is not in it")
        check_cosignature(folder, note.decode(), lines[1], good.key)
        answer = must(center.place("help"))
        check("receipt" in answer, "intake never waits for a witness")
        wait_for(lambda: standings(center)["good.example"]["size"] >= answer["sequence"], 30, "new entries are cosigned when it comes to it")
        copied = os.path.join(folder, "older")
        center.end()
        shutil.copytree(center.data, copied)
        center.start()
        must(center.place("more"))
        last = must(center.place("and more"))["sequence"]
        wait_for(lambda: standings(center)["good.example"]["size"] >= last, 30, "the longer log is cosigned")
        center.end()
        # A copy from yesterday put back: the witness has seen more.
        shutil.rmtree(center.data)
        shutil.move(copied, center.data)
        center.start()
        wait_for(lambda: standings(center)["good.example"]["standing"] == "ahead", 30, f"a log that was set back is found: {standings(center)}")
        for _ in range(12):
            must(center.place("another history"))
        wait_for(lambda: standings(center)["good.example"]["standing"] in ("refuses", "ahead") and
                 "422" in standings(center)["good.example"].get("why", ""), 30, f"and is never cosigned again, however long it grows: {standings(center)}")
        liar.shutdown()
        liar.server_close()
        good.end()
        strict.end()


def main():
    with tempfile.TemporaryDirectory() as folder:
        check_codes(folder)
        check_center(folder)
    finish()


main()
