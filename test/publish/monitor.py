"""The monitor against a center that keeps its word, and against logs that lie: a debt that vanishes, one not raised, a call that is owed nothing, forks."""
# SPDX-License-Identifier: Apache-2.0
import base64
import copy
import datetime
import hashlib
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading

from center import Center, check, finish, must, same, wait_for

BUILD, TOP = sys.argv[1:3]
TOCSIN = os.path.join(BUILD, "src/cmd/tocsin")


def monitor(url, state, *more):
    done = subprocess.run([TOCSIN, "monitor", url, "--state", state, "--once", *more], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def check_center(folder):
    """A minute of its clock is half a second: its roll-calls come as fast, and the monitor finds all of it good."""
    state = os.path.join(folder, "state.json")
    begin = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=6)).strftime("%Y-%m-%dT%H:%M:%SZ")
    with Center(BUILD, options=["--rehearse", f"{begin},120"]) as center:
        url = f"http://127.0.0.1:{center.port}"
        taker = center.agent("taker", "call_taker")
        for n in range(20):
            must(center.place(f"call {n}"))
        must(center.do("answer", taker, call=1))
        must(center.do("close", taker, call=1, disposition="advised", reason="told"))
        wait_for(lambda: center.ask("GET", "/log/roll/last")[0] == 200, 30, "a roll is called")
        code, said = monitor(url, state)
        check("compare it with" in said and said.count("ALARM") == said.count("the last roll was called"), f"a first look: {said}")
        for _ in range(3):
            must(center.place("more"))
            wait = center.ask("GET", "/log/roll/last")[1]["roll"]
            wait_for(lambda: center.ask("GET", "/log/roll/last")[1]["roll"] != wait, 30, "the next roll is called")
            code, said = monitor(url, state)
            check(said.count("ALARM") == said.count("the last roll was called"), f"and it stays good: {said}")
        kept = json.load(open(state, encoding="utf-8"))
        check(kept["calls"] >= 20 and kept["debts"] and kept["roll"], "what it has seen is kept")
        text = center.ask("GET", "/log/roll/last")[1]["roll"]
        check("call" not in text.replace("calls ", "") and "answer" not in text, f"a roll says no more than it must: {text[:300]}")
        center.restart(9)
        wait = kept["roll"]
        wait_for(lambda: (center.ask("GET", "/log/roll/last")[1] or {}).get("roll", f"entry {wait}\n").split("\n")[1] != f"entry {wait}", 30, "after kill -9 rolls go on")
        url = f"http://127.0.0.1:{center.port}"
        code, said = monitor(url, state)
        check("vanished" not in said and "by its own roll-calls" not in said and "past its due" not in said, f"and nothing was lost by it: {said}")
    code, said = monitor(url, state)
    same(code, 3, f"a center that is gone has a code of its own: {said}")
    with open(state, "w", encoding="utf-8") as file:
        file.write("{}")
    code, said = monitor(url, state)
    check(code == 1 and "no monitor's state" in said, f"a state that is none: {said}")


# --- a log that is made here, and may lie ---

def h(*pieces):
    return hashlib.sha256(b"".join(pieces)).digest()


def b64(data):
    return base64.b64encode(data).decode()


def tree(leaves):
    while len(leaves) > 1:
        leaves = [h(b"\x01", leaves[i], leaves[i + 1]) if i + 1 < len(leaves) else leaves[i] for i in range(0, len(leaves), 2)]
    return leaves[0]


def path(index, leaves):
    """RFC 6962 2.1.1, as it stands there."""
    if len(leaves) == 1:
        return []
    split = 1
    while 2 * split < len(leaves):
        split *= 2
    if index < split:
        return path(index, leaves[:split]) + [tree(leaves[split:])]
    return path(index - split, leaves[split:]) + [tree(leaves[:split])]


class Log:
    def __init__(self, folder):
        self.key = os.path.join(folder, "log.key")
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", self.key], check=True)
        public = subprocess.run(["openssl", "pkey", "-in", self.key, "-pubout", "-outform", "DER"], check=True, capture_output=True).stdout[-32:]
        self.identity = h(b"liar.example\n\x01" + public)[:4]
        self.verifier = f"liar.example+{self.identity.hex()}+{b64(bytes([1]) + public)}"
        self.folder = folder
        self.envelopes, self.rolls, self.last = [], {}, 0

    def add(self, words=b""):
        number = len(self.envelopes) + 1
        salt = os.urandom(16)
        slots = [os.urandom(32) for _ in range(8)]
        slots[7] = h(b"\x02words\x00", salt, words)
        self.envelopes.append(b"TCE1\x01\0\0\0" + number.to_bytes(8, "little") + bytes(16) + b"".join(slots) + os.urandom(64))
        return number, salt

    def call_roll(self, at, whole, calls, opened, lines, previous=None):
        entry = len(self.envelopes) + 1
        text = f"tocsin roll 1\nentry {entry}\nprevious {self.last if previous is None else previous}\nat {at:%Y-%m-%dT%H:%M}Z\n{'whole' if whole else 'changes'}\ncalls {calls}\nopen {opened}\n" + "".join(lines)
        words = f"roll {hashlib.sha256(text.encode()).hexdigest()}".encode()
        _, salt = self.add(words)
        self.rolls[entry] = (text, salt, words)
        self.last = entry

    def checkpoint(self, size=None):
        leaves = [h(b"\x00", one) for one in self.envelopes[:size]]
        body = f"liar.example\n{len(leaves)}\n{b64(tree(leaves))}\n"
        name = os.path.join(self.folder, "body")
        with open(name, "w", encoding="utf-8") as file:
            file.write(body)
        signature = subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", self.key, "-in", name], check=True, capture_output=True).stdout
        return body + f"\n\u2014 liar.example {b64(self.identity + signature)}\n"

    def answer(self, name):
        leaves = [h(b"\x00", one) for one in self.envelopes]
        if name == "checkpoint":
            return self.checkpoint().encode()
        if name.startswith("tile/0/000"):
            return b"".join(leaves)
        if name.startswith("roll/"):
            entry = self.last if name == "roll/last" else int(name[5:])
            text, salt, words = self.rolls[entry]
            lines = "".join(b64(one) + "\n" for one in path(entry - 1, leaves))
            proof = f"c2sp.org/tlog-proof@v1\nextra {b64(self.envelopes[entry - 1])}\nindex {entry - 1}\n{lines}\n{self.checkpoint()}"
            return json.dumps({"roll": text, "proof": proof, "shows": [{"name": "words", "salt": salt.hex(), "value": words.decode()}]}).encode()
        return None


class Server(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = self.server.log.answer(self.path.removeprefix("/log/"))
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_):
        pass


def name_of(n):
    return f"{n:032x}"


NOW = datetime.datetime.now(datetime.timezone.utc).replace(second=0, microsecond=0)


def minutes(n):
    return NOW + datetime.timedelta(minutes=n)


def owed(n, due, raised=0):
    return f"owed {name_of(n)} {minutes(due):%Y-%m-%dT%H:%M}Z {raised}\n"


def begin(log):
    """Two rolls that are sound: three debts, then one of them met and one raised."""
    log.add()
    log.call_roll(minutes(-3), True, 2, 3, [owed(1, -2), owed(2, 5), owed(3, 9)])
    met, _ = log.add()
    log.call_roll(minutes(-2), False, 2, 2, [owed(1, 4, 1), f"met {name_of(2)} {met}\n"])


LIES = [
    ("another call, and its debt", lambda log: log.call_roll(minutes(-1), False, 3, 3, [owed(4, 3)]), None),
    ("a debt that is in no whole roll any more", lambda log: log.call_roll(minutes(-1), True, 2, 1, [owed(1, 4, 1)]), "vanished"),
    ("one that is counted out quietly", lambda log: log.call_roll(minutes(-1), False, 2, 1, []), "by its own roll-calls"),
    ("a due time that passes and nobody hears of it", lambda log: log.call_roll(minutes(-1) + datetime.timedelta(minutes=16), False, 2, 2, []), "past its due time"),
    ("a call that is owed nothing", lambda log: log.call_roll(minutes(-1), False, 3, 2, []), "owed nothing"),
    ("fewer calls than there were", lambda log: log.call_roll(minutes(-1), False, 1, 2, []), "now there are 1"),
    ("a debt met by an entry of long ago", lambda log: log.call_roll(minutes(-1), False, 2, 1, [f"met {name_of(1)} 1\n"]), "not between"),
    ("a debt that was raised and then was not", lambda log: log.call_roll(minutes(-1), False, 2, 2, [owed(1, 9, 0)]), "less often"),
    ("a line that is none", lambda log: log.call_roll(minutes(-1), False, 2, 2, ["owed x\n"]), "a line that is none"),
    ("a roll that leaves one out", lambda log: log.call_roll(minutes(-1), False, 2, 2, [], previous=2), "do not lead back"),
    ("hours without a roll", lambda log: log.call_roll(minutes(300), False, 2, 2, [owed(1, 400, 9), owed(3, 400, 9)]), "no roll was called for"),
    ("a text that its entry does not commit to", lambda log: log.rolls.update({log.last: (log.rolls[log.last][0] + owed(9, 9), *log.rolls[log.last][1:])}) or
     setattr(log, "forget", True), "does not commit"),
    ("a log that is set back", lambda log: log.envelopes.pop(), "set back or forked"),
    ("another log of that length", lambda log: log.envelopes.__setitem__(0, os.urandom(352)), "set back or forked"),
    ("a longer log with another past", lambda log: (log.envelopes.__setitem__(0, os.urandom(352)), log.add()), "does not continue"),
]


def check_lies(folder):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    sound = Log(folder)
    begin(sound)
    for number, (what, lie, wanted) in enumerate(LIES):
        state = os.path.join(folder, f"state{number}.json")
        server.log = copy.deepcopy(sound)
        code, said = monitor(url, state, "--key", sound.verifier)
        check(code == 0 and "2 debts open, 2 calls" in said, f"before, all is well: {said}")
        lie(server.log)
        if hasattr(server.log, "forget"):
            os.remove(state)
        code, said = monitor(url, state, "--key", sound.verifier)
        check(code == (0 if wanted is None else 1) and (wanted or "good: ") in said, f"{what}: {code} {said}")
    code, said = monitor(url, os.path.join(folder, "other.json"), "--key", "made.example+03043310+AaL6L0o1W6LpB6UwCenjfK3fesfmagi6B2MfVTBys/JM")
    check(code == 1 and "not signed by the log's key" in said, f"another's log: {said}")
    server.shutdown()
    server.server_close()


def main():
    with tempfile.TemporaryDirectory() as folder:
        check_lies(folder)
        check_center(folder)
    finish()


main()
