"""A published folder against a stranger's check: a flipped byte of every file is named, and so is what is missing, added, swapped, older or forked."""
# SPDX-License-Identifier: Apache-2.0
import base64
import hashlib
import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

from center import Center, check, finish, must, same, wait_for

BUILD = sys.argv[1]
TOCSIN = os.path.join(BUILD, "src/cmd/tocsin")
BUNDLED = 354  # two bytes of length, and an envelope of 352
FLIPS = 9  # bytes of each file that are flipped, one at a time


def read(*parts):
    with open(os.path.join(*parts), "rb") as file:
        return file.read()


def write(data, *parts):
    path = os.path.join(*parts)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def files(folder):
    return sorted(os.path.relpath(os.path.join(where, name), folder) for where, _, names in os.walk(folder) for name in names)


def published(data, out):
    done = subprocess.run([TOCSIN, "publish", data, out], capture_output=True, text=True, timeout=120)
    check(done.returncode == 0, f"it is published: {done.stderr}")
    return done.stdout.split("signed:")[1].strip()


def made(folder, size, name=None):
    data = os.path.join(folder, name or f"made{size}")
    if not os.path.isdir(data):
        subprocess.run([os.path.join(BUILD, "test/publish/make_log"), data, str(size)], check=True, timeout=120)
    out = data + "-out"
    return out, published(data, out)


def says(out, key, *more):
    done = subprocess.run([TOCSIN, "verify", "--published", out, key, *more], capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def good(out, key, what, *more):
    code, said = says(out, key, *more)
    return check(code == 0 and " 0 faults" in said, f"{what}: {said}")


def found(out, key, path, what, at=None, *more):
    """It is found, in this file, and where a byte is meant, in a range that it lies in."""
    code, said = says(out, key, *more)
    lines = [line for line in said.split("\n") if line.startswith(f"tocsin: {path}") or line.startswith(f"tocsin: {os.path.join(out, path)}:")]
    hit = code == 1 and bool(lines)
    if at is not None and path != "checkpoint":
        ranges = [tuple(map(int, pair)) for line in lines for pair in re.findall(r"bytes (\d+) to (\d+)", line)]
        hit = hit and any(a <= at < b and b - a <= BUNDLED for a, b in ranges)
    check(hit, f"{what}: {path} is named{'' if at is None else f', and byte {at}'}: {code} {said[:600]}")
    return lines


class Changed:
    """A folder with one file changed, and then as it was."""

    def __init__(self, out, path, data):
        self.path = os.path.join(out, path)
        self.before = read(self.path) if os.path.exists(self.path) else None
        self.data = data

    def __enter__(self):
        if self.data is None:
            os.remove(self.path)
        else:
            write(self.data, self.path)

    def __exit__(self, *_):
        if self.before is None:
            os.remove(self.path)
        else:
            write(self.before, self.path)


def flips(out, key, paths, times=FLIPS):
    for path in paths:
        whole = read(out, path)
        for at in sorted({len(whole) * n // times for n in range(times)} | {0, len(whole) - 1}):
            with Changed(out, path, whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1:]):
                lines = found(out, key, path, "a flipped byte", at)
                same([line for line in says(out, key)[1].split("\n") if "bytes" in line and path not in line], [], "and nothing else is blamed")
                check(len(lines) <= 1, f"once: {lines}")
    good(out, key, "unchanged it is good again")


def check_sizes(folder):
    for size in (1, 255, 256, 257, 700):
        out, key = made(folder, size)
        good(out, key, f"{size} entries")
        flips(out, key, files(out), FLIPS if size < 700 else 3)
    out, key = made(folder, 66000)
    good(out, key, "66000 entries")
    names = files(out)
    flips(out, key, [name for name in names if re.search(r"tile/[12]/|checkpoint|/(000|101|257)(\.p|$)|x", name)], 2)
    # Two faults at once, one in an entry and one in another tile's hash: each is named.
    entries, hashes = read(out, "tile/entries/005"), read(out, "tile/0/200")
    with Changed(out, "tile/entries/005", entries[:1000] + b"\0\0" + entries[1002:]), Changed(out, "tile/0/200", b"\1" + hashes[1:]):
        found(out, key, "tile/entries/005", "two at once", 1000)
        found(out, key, "tile/0/200", "two at once", 0)


def check_files(folder):
    out, key = made(folder, 700)
    for path in files(out):
        with Changed(out, path, None):
            found(out, key, path if path != "checkpoint" else "", "missing")
        with Changed(out, path, read(out, path)[:-7]):
            found(out, key, path, "cut short")
        if path != "checkpoint":
            with Changed(out, path, read(out, path) + b"\0" * BUNDLED):
                found(out, key, path, "too long")
    for path in ("tile/0/hello", "tile/entries/x001/x000.txt", "index.html", "tile/0/000.p/256", "tile/0/0", "tile/9/000", "tile/entries/002.p/188.new"):
        with Changed(out, path, b"more"):
            found(out, key, path, "a file that belongs to no published log")
        shutil.rmtree(os.path.join(out, "tile/entries/x001"), ignore_errors=True)
        shutil.rmtree(os.path.join(out, "tile/9"), ignore_errors=True)
    bundle = read(out, "tile/entries/001")
    parts = [bundle[at:at + BUNDLED] for at in range(0, len(bundle), BUNDLED)]
    parts[3], parts[9] = parts[9], parts[3]
    with Changed(out, "tile/entries/001", b"".join(parts)):
        lines = found(out, key, "tile/entries/001", "swapped entries", 3 * BUNDLED)
        check(len(lines) == 2 and "entry 266 stands where entry 260 belongs" in lines[0] and "entry 260 stands where entry 266 belongs" in lines[1], f"both by number: {lines}")
    # A forger who makes the hash fit as well.
    forged = bundle[:BUNDLED * 5 + 100] + b"\x77" + bundle[BUNDLED * 5 + 101:]
    leaf = hashlib.sha256(b"\0" + forged[BUNDLED * 5 + 2:BUNDLED * 6]).digest()
    hashes = read(out, "tile/0/001")
    with Changed(out, "tile/entries/001", forged), Changed(out, "tile/0/001", hashes[:160] + leaf + hashes[192:]):
        found(out, key, "tile/entries/001", "an entry and its hash forged together")
        found(out, key, "tile/0/001", "an entry and its hash forged together")
        check("tile/1/000" not in says(out, key)[1], "and not the tile that is right")
    good(out, key, "unchanged it is good")
    other, _ = made(folder, 255)
    blob = b"\1" + bytes(range(32))
    name = "made.example"
    identity = hashlib.sha256(name.encode() + b"\n" + blob).hexdigest()[:8]
    found(out, f"{name}+{identity}+{base64.b64encode(blob).decode()}", "checkpoint", "the key of another log of the same name")
    with Changed(out, "checkpoint", read(other, "checkpoint")):
        found(out, key, "checkpoint", "another log's checkpoint")
    for arguments in ([], [out], [out, key, "--witness"], [out, key, "--more", "x"], [out, key, "third"]):
        done = subprocess.run([TOCSIN, "verify", "--published", *arguments], capture_output=True, text=True, timeout=20)
        same(done.returncode, 2, f"usage: {arguments}")
    code, said = says(out, "no-key")
    check(code == 1 and "NAME+HEX+BASE64" in said, f"said: {said}")


def fetch(center, path, token=None):
    connection = http.client.HTTPConnection("127.0.0.1", center.port, timeout=30)
    connection.request("GET", path, headers={"Authorization": token} if token else {})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


class Witness:
    """The command, ended by its pid."""

    def __init__(self, name, folder, log):
        self.process = subprocess.Popen([TOCSIN, "witness", name, folder, "127.0.0.1:0", log], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        said = self.process.stdout.readline() + self.process.stdout.readline()
        self.key = re.search(r"^witness: +(\S+)$", said, re.M).group(1)
        self.port = int(re.search(r":(\d+)$", said.strip()).group(1))

    def end(self):
        self.process.terminate()
        self.process.wait(timeout=20)
        self.process.stdout.close()
        self.process.stderr.close()


def check_live(folder):
    """A center that grows: older checkpoints, cosignatures, receipts, a rollback and a fork."""
    with Center(BUILD) as center:
        key = fetch(center, "/log/verifier")[1].decode()
        witness = Witness("good.example", os.path.join(folder, "good"), key)
        settings = os.path.join(folder, "tocsin.conf")
        write(f"witnesses:\n  - {{url: 'http://127.0.0.1:{witness.port}', key: '{witness.key}'}}\n".encode(), settings)
        center.options = ["--config", settings]
        center.restart()
        first = must(center.place("the first"))
        for n in range(270):
            must(center.place(f"call {n}"))
        out, older = os.path.join(folder, "live"), os.path.join(folder, "older")
        published(center.data, out)
        write(read(out, "checkpoint"), older)
        copied = os.path.join(folder, "copied")
        center.end()
        shutil.copytree(center.data, copied)
        center.start()
        for n in range(500):
            must(center.place(f"more {n}"))
        size = must(center.place("last"))["sequence"]
        wait_for(lambda: int(fetch(center, "/log/witnessed")[1].decode().split("\n")[1]) >= size, 30, "it is cosigned")
        published(center.data, out)
        write(fetch(center, "/log/witnessed")[1], out, "witnessed")
        receipt = os.path.join(folder, "receipt.json")
        write(fetch(center, "/v1/calls/1/receipt", "Call " + first["code"])[1], receipt)
        center.end()
        witness.end()
        all_given = ("--witness", witness.key, "--older", older, "--receipt", receipt)
        good(out, key, "with all that a stranger has kept", *all_given)
        check_cosignatures(out, key, witness.key)
        check_receipts(out, key, receipt)
        # The folder as it was published twice has tiles of the shorter log too: theirs are flipped as well.
        older_tiles = [name for name in files(out) if ".p/" in name]
        check(len(older_tiles) >= 4, f"there are older ones: {older_tiles}")
        flips(out, key, older_tiles, 2)
        with Changed(out, "checkpoint", read(older)):
            for path in ("tile/entries/002", "tile/0/001", "tile/1/000.p/3"):
                check("set back" in found(out, key, path, "an older checkpoint beside newer tiles")[0], "as such")
            found(out, key, os.path.join(out, "witnessed"), "and what was cosigned is longer")
        check_history(folder, center, copied, key, out, older)


def check_cosignatures(out, key, witness):
    note = read(out, "witnessed").decode()
    lines = note.strip().split("\n")
    path = os.path.join(out, "witnessed")
    with Changed(out, "witnessed", ("\n".join(lines[:-1]) + "\n").encode()):
        check("is missing" in found(out, key, path, "a dropped cosignature", None, "--witness", witness)[0], "said to be missing")
        good(out, key, "of whom nobody asked it is not missed")
    with Changed(out, "witnessed", (note.strip()[:-6] + "AAAAAA\n").encode()):
        check("does not hold" in found(out, key, path, "a changed cosignature", None, "--witness", witness)[0], "said to be wrong")
    with Changed(out, "witnessed", None):
        found(out, key, os.path.join(out, "checkpoint"), "no note of witnesses at all", None, "--witness", witness)
    with Changed(out, "witnessed", note.replace(lines[1], str(int(lines[1]) - 1), 1).encode()):
        found(out, key, path, "another size in what was cosigned")
    code, said = says(out, key, "--witness", "nobody")
    check(code == 1 and "no key of a witness" in said, f"said: {said}")


def check_receipts(out, key, receipt):
    whole = json.loads(read(receipt))
    lied = json.loads(read(receipt))
    next(slot for slot in lied["shows"] if slot["name"] == "words")["value"] = "all is well"
    edited = receipt + ".edited"
    for changed, what in ((lied, "another word"), ({**whole, "proof": whole["proof"][:-9] + "AAAAAAAA\n"}, "another signature"),
                          ({**whole, "proof": whole["proof"].replace("index ", "index 1", 1)}, "another place"), ({}, "nothing")):
        write(json.dumps(changed).encode(), edited)
        found(out, key, edited, f"a receipt with {what}", None, "--receipt", edited)
    found(out, key, receipt + ".none", "a receipt that is not there", None, "--receipt", receipt + ".none")
    # Of the same log, but the published entry is another one.
    bundle = read(out, "tile/entries/000")
    index = int(re.search(r"index (\d+)", whole["proof"]).group(1))
    at = index * BUNDLED + 40
    with Changed(out, "tile/entries/000", bundle[:at] + b"\0\0\0" + bundle[at + 3:]):
        found(out, key, "tile/entries/000", "its entry was changed", at, "--receipt", receipt)


def check_history(folder, center, copied, key, out, older):
    """The same key on a shorter log, and on another continuation of it."""
    newer = os.path.join(folder, "newer")
    write(read(out, "checkpoint"), newer)
    kept = center.data + "-kept"
    shutil.move(center.data, kept)
    shutil.copytree(copied, center.data)
    back = os.path.join(folder, "back")
    published(center.data, back)
    good(back, key, "a log that was set back is good by itself", "--older", older)
    check("SET BACK" in found(back, key, newer, "who kept a newer checkpoint sees it", None, "--older", newer)[0], "as such")
    center.options = []
    center.start()
    for n in range(900):
        must(center.place(f"another history {n}"))
    center.end()
    published(center.data, back)
    good(back, key, "a log that was forked is good by itself")
    check("FORKED" in found(back, key, newer, "and whoever kept the other's checkpoint sees it", None, "--older", newer)[0], "as such")
    shutil.rmtree(center.data)
    shutil.move(kept, center.data)


def main():
    with tempfile.TemporaryDirectory() as folder:
        check_sizes(folder)
        check_files(folder)
        check_live(folder)
    finish()


main()
