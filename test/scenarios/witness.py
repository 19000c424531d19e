"""A second reader of the ledger, written from docs/ledger-format.md alone: no code of ours, SQLite's, OpenSSL's and libsodium's only."""
# SPDX-License-Identifier: Apache-2.0
import base64
import datetime
import hashlib
import json
import os
import re
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile

import sealed
from center import Center, check, finish, must, same

build, top = sys.argv[1:3]
SLOTS = ("what", "who", "when", "call", "incident", "owed", "place", "words")
ASKERS = ("stranger", "caller", "agent", "center", "import")
with open(os.path.join(top, "docs/lists.md"), encoding="utf-8") as file:
    COMMANDS = re.findall(r"^\| `(\w+)`", file.read().split("\n## ")[1], re.M)


def h(*pieces):
    return hashlib.sha256(b"".join(pieces)).digest()


def tree(leaves):
    """RFC 6962, section 2.1, as it stands there."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while 2 * split < len(leaves):
        split *= 2
    return h(b"\x01", tree(leaves[:split]), tree(leaves[split:]))


def number(data):
    value = shift = 0
    for used, byte in enumerate(data, 1):
        value |= (byte & 0x7f) << shift
        shift += 7
        if not byte & 0x80:
            return value, data[used:]
    raise ValueError("a number without an end")


def texts(data):
    found = {}
    while data:
        kind, (length, rest) = data[0], number(data[1:])
        found[kind], data = rest[:length], rest[length:]
    return found


def commitment(name, seed, value):
    salt = h(b"\x04", name.encode(), seed)[:16]
    return h(b"\x02", name.encode(), b"\x00", salt, value)


def check_entry(envelope, body, text, sequence):
    """The envelope holds what body and text are; the slots that need no list of ours are made anew."""
    kind = 2 if COMMANDS[body[33] - 1] == "report_position" else 1
    same(envelope[:8], b"TCE1" + bytes([kind, 0, 0, 0]), "the envelope's head")
    same(struct.unpack_from("<Q", envelope, 8)[0], sequence, "the sequence")
    seed, plain = body[:32], body[32:]
    asker, at = plain[2] & 0x7f, struct.unpack_from("<q", plain, 3)[0]
    same(struct.unpack_from("<q", envelope, 16)[0], at - at % 60000000, "the moment, cut to the minute")
    same(envelope[24:32], plain[11:19], "the board's digest")
    same(envelope[288:320], h(body), "the body's hash")
    same(envelope[320:352], h(text) if text else h(b"\x03", seed), "the text's hash")
    when = datetime.datetime.fromtimestamp(at / 1e6, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    actor, _ = number(plain[19 + (24 if plain[2] & 0x80 else 0):])
    words = texts(text[32:]) if text else {}
    values = {"when": f"{when}.{at % 1000000:06d}Z".encode(), "who": f"{ASKERS[asker]} {actor}".encode(),
              "place": words.get(1, b""), "words": words.get(0, b"")}
    for slot, value in values.items():
        own = text[:32] if text and slot in ("place", "words") else seed
        where = 32 + 32 * SLOTS.index(slot)
        same(envelope[where:where + 32], commitment(slot, own, value), f"entry {sequence}: the slot {slot}")
    return words


def check_note(note, verifier, size, root):
    """A C2SP signed note; OpenSSL says whether the Ed25519 signature holds."""
    origin, identity, key = verifier.split("+", 2)
    key = base64.b64decode(key)
    same(key[0], 1, "the kind of key")
    same(h(origin.encode(), b"\n", key)[:4].hex(), identity, "the key's identity")
    body, _, signature = note.partition("\n\n")
    same(body, f"{origin}\n{size}\n{base64.b64encode(root).decode()}", "the checkpoint")
    signed = base64.b64decode(signature.split()[-1])
    same(signed[:4].hex(), identity, "the signature's identity")
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ("key", "signature", "message")]
        # SubjectPublicKeyInfo of an Ed25519 key, RFC 8410 section 4
        for path, data in zip(paths, (bytes.fromhex("302a300506032b6570032100") + key[1:], signed[4:], (body + "\n").encode())):
            with open(path, "wb") as file:
                file.write(data)
        done = subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", paths[0], "-rawin",
                               "-sigfile", paths[1], "-in", paths[2]], capture_output=True, text=True, check=False)
        same(done.returncode, 0, f"the signature over {size} entries: {done.stdout}{done.stderr}")


def check_group(group, verifier, leaves):
    """Takes one commit apart; the texts of its entries."""
    same(group[:4], b"TCG1", "the group's head")
    count, first = struct.unpack_from("<IQ", group, 4)
    same(first, len(leaves) + 1, "groups follow one another")
    rest, found = group[16:], []
    for sequence in range(first, first + count):
        envelope, rest = rest[:352], rest[352:]
        parts = []
        for _ in range(2):
            length = struct.unpack_from("<I", rest)[0]
            parts.append(rest[4:4 + length])
            rest = rest[4 + length:]
        found.append(check_entry(envelope, *parts, sequence))
        leaves.append(h(b"\x00", envelope))
    length = struct.unpack_from("<I", rest)[0]
    same(len(rest), 4 + length, "nothing behind the checkpoint")
    check_note(rest[4:].decode(), verifier, len(leaves), tree(leaves))
    return found


def vectors():
    with open(os.path.join(top, "docs/ledger-vectors.json"), encoding="utf-8") as file:
        given = json.load(file)
    leaves = []
    found = check_group(bytes.fromhex(given["group"]), given["verifier"], leaves)
    same(leaves, [bytes.fromhex(entry["leaf"]) for entry in given["entries"]], "the vectors' leaves")
    same(tree(leaves).hex(), given["root"], "the vectors' root")
    same(found[1], {0: b"fire in the kitchen", 1: b"Mill Lane 4"}, "the vectors' words")
    hidden = given["sealed"]
    store, root = bytes.fromhex(hidden["store_key"]), bytes.fromhex(hidden["tree_root"])
    keys = sealed.Keys(struct.pack("<IBQ", 1, 0, 0) + root, store)
    same([keys.way(entry["sequence"])[-1].hex() for entry in hidden["text_keys"]], [entry["key"] for entry in hidden["text_keys"]], "the keys of the vectors' texts")
    group = bytes.fromhex(hidden["group"])
    same(sealed.in_clear(group, keys).hex(), given["group"], "the sealed group is the one in clear")
    less = sealed.Keys(bytes.fromhex(hidden["state_without_2"]), store)
    same([len(less.way(number)) > 0 for number in range(6)], [True, True, False, True, True, True], "the state without the second has all but the second")
    check(not any(key == other[2] for key in keys.way(2) for other in less.nodes), "nor any key that leads to it")
    opened = [less.open(*entry) for entry in sealed.entries(group)[0]]
    same([bool(text) for _, text in opened], [False, False, False, False], "and of the only text nothing comes out")
    check(all(body for body, _ in opened), "all bodies do")


def a_real_ledger():
    with Center(build) as center:
        taker = center.agent("taker", "call_taker")
        for i in range(20):
            must(center.place(f"call {i}", place="Köhlerstraße"))
        must(center.do("answer", taker, call=1))
        must(center.do("note", taker, call=1, words="said so"))
        entries = center.board()["sequence"]
        center.end()
        database = sqlite3.connect(os.path.join(center.data, "ledger.db"))
        verifier = database.execute("select value from facts where name = 'verifier'").fetchone()[0]
        verifier = verifier.decode() if isinstance(verifier, bytes) else verifier
        leaves, words = [], []
        keys = sealed.keys_of(center.data)
        named = database.execute("select value from facts where name = 'records'").fetchone()[0]
        same(named.decode() if isinstance(named, bytes) else named, sealed.blake(16, keys.store, b"tocsin record keys").hex(), "the ledger names its keys")
        for (group,) in database.execute("select bytes from groups order by first"):
            same(group[:4], b"TCG2", "every group is sealed")
            words += check_group(sealed.in_clear(group, keys), verifier, leaves)
        check(len(leaves) >= entries, f"every entry is there: {len(leaves)} of {entries}")
        said = [text[0].decode() for text in words if 0 in text]
        same([text for text in said if text.startswith("call ")], [f"call {i}" for i in range(20)], "every word is there")
        shown = center.tocsin("verify", center.data).stdout
        check(f"root:     {tree(leaves).hex()}" in shown, f"both readers come to one root: {shown}")
        database.close()


if not shutil.which("openssl"):
    print("SKIPPED: openssl is not installed")
    sys.exit(77)
vectors()
a_real_ledger()
finish()
