"""Erasure by order: neither words nor what was sealed of them nor a key to it is anywhere, every proof holds, and without an order it is damage."""
# SPDX-License-Identifier: Apache-2.0
import base64
import json
import os
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile

import sealed
from center import Center, check, finish, must, same, wait_for

BUILD, TOP = sys.argv[1:3]
TOCSIN = os.path.join(BUILD, "src/cmd/tocsin")
TOCSIND = os.path.join(BUILD, "src/cmd/tocsind")
SAID = ["Peregrine Quay 31b", "a man named Oswin", "tel:+15557654321", "Hollis Abernathy", "he keeps ferrets", "spoke to Hollis, calm now"]
OTHER = "Tamarind Row 8"


def forms(word):
    """The word as bytes, and in base64 at any offset."""
    return [word.encode()] + [base64.b64encode(b"x" * n + word.encode())[4 * ((n + 2) // 3):-4] for n in range(3)]


def files(folder):
    for where, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(where, name)
            try:
                with open(path, "rb") as file:
                    yield path, file.read()
            except FileNotFoundError:
                pass  # it was replaced meanwhile


def found(folder, wanted):
    """Every file below a folder that holds any of the words or bytes."""
    asked = [form for one in wanted for form in (forms(one) if isinstance(one, str) else [one]) if len(form) > 8]
    return [(path, one) for path, data in files(folder) for one in asked if one in data]


def in_memory(process, wanted):
    """What a swap would have: every page of a process that it may write."""
    hits = []
    with open(f"/proc/{process}/maps", encoding="ascii") as maps, open(f"/proc/{process}/mem", "rb", buffering=0) as memory:
        for line in maps:
            span, rights = line.split()[:2]
            low, high = (int(one, 16) for one in span.split("-"))
            if "rw" in rights:
                try:
                    memory.seek(low)
                    data = memory.read(high - low)
                except (OSError, ValueError):
                    continue  # such as what the kernel maps
                hits += [one for one in wanted if one in data]
    return hits


def groups_of(database):
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as source:
        rows = source.execute("SELECT first, bytes FROM groups ORDER BY first").fetchall()
    source.close()
    return rows


def texts(database, keys):
    """The texts that can be opened, by their entries' numbers."""
    opened = {}
    for _, group in groups_of(database):
        for envelope, body, text in sealed.entries(group)[0]:
            opened[struct.unpack_from("<Q", envelope, 8)[0]] = keys.open(envelope, body, text)[1]
    return opened


def secrets_of(database, keys, sequences):
    """What must be nowhere once those entries are erased: pieces of what is sealed, the keys to it, and all that these come from."""
    pieces, secret = [], []
    for _, group in groups_of(database):
        for envelope, _, text in sealed.entries(group)[0]:
            sequence = struct.unpack_from("<Q", envelope, 8)[0]
            if sequence in sequences and text:
                pieces += [text[:24], text[-24:]]
                secret += keys.way(sequence) + [sealed.blake(32, keys.way(sequence)[-1], b"tocsin text 1", envelope[8:16])]
    return pieces, secret


def verify(folder, *arguments):
    done = subprocess.run([TOCSIN, *arguments, "verify", folder], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def started_on(data):
    """What a server says that must not start."""
    done = subprocess.run([TOCSIND, "--data", data, "--listen", "127.0.0.1:0"], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def close_call(center, token, words):
    placed = must(center.place(words, place=SAID[0], caller=SAID[3], contact=SAID[2]))
    call = placed["call"]
    must(center.do("answer", token, call=call))
    must(center.do("note", token, call=call, words=SAID[5]))
    must(center.do("close", token, call=call, disposition="advised", reason=SAID[4]))
    return placed


def check_refusals(center, folder, call, kept, order):
    supervisor = center.agent("sue", "supervisor")
    done = center.tocsin("erase", "--order", order, str(kept["call"]))
    check(done.returncode == 1 and "open" in done.stderr, f"of an open call nothing is erased: {done.stderr}")
    done = center.tocsin("erase", "--order", order, str(call), token=supervisor)
    check(done.returncode == 1, "a supervisor may not")
    same(center.do("erase", call=call)[0], 422, "nor anybody without an order")
    done = center.tocsin("erase", "--order", os.path.join(folder, "none.txt"), str(call))
    check(done.returncode == 1 and "none.txt" in done.stderr, "an order that is not there")


def check_sealed(center, sequences):
    """Before: nothing lies there in clear, and whoever has the keys reads all of it."""
    same(found(center.data, [*SAID, OTHER]), [], "nothing that was said lies on the disk in clear")
    same(os.stat(os.path.join(center.data, "keys", "records")).st_mode & 0o777, 0o600, "only its owner reads the keys")
    keys = sealed.keys_of(center.data)
    opened = texts(os.path.join(center.data, "ledger.db"), keys)
    for word in SAID:
        check(any(word.encode() in opened[sequence] for sequence in sequences), f"with the keys it is read: {word}")
    return keys


def check_gone(center, secret, pieces, keys, sequences):
    wait_for(lambda: not found(center.data, pieces + secret), 10, f"neither what was sealed nor a key to it is in any file: {found(center.data, pieces + secret)[:3]}")
    same(sorted(os.listdir(os.path.join(center.data, "keys"))), ["records", "secret"], "no older keys are left")
    after = sealed.keys_of(center.data)
    same(after.store, keys.store, "the ledger's key stays")
    same([after.way(sequence) for sequence in sequences], [[] for _ in sequences], "their keys cannot be derived")
    same(in_memory(center.process.pid, secret), [], "no key to it is in what a swap would have")
    return after


def check_old_copies(folder, old, keys, after, sequences, center):
    """A copy of the ledger from before, with the keys from before and with those from after."""
    before = texts(old, keys)
    check(any(SAID[4].encode() in before[sequence] for sequence in sequences), "an old copy with the old keys has it still, as the page says")
    late = texts(old, after)
    same([late[sequence] for sequence in sequences], [b""] * len(sequences), "an old copy with the new keys has nothing of it")
    check(any(OTHER.encode() in text for text in late.values()), "and all else")
    again = os.path.join(folder, "again")
    os.makedirs(os.path.join(again, "keys"))
    shutil.copy(old, os.path.join(again, "ledger.db"))
    for name in ("secret", "records"):
        shutil.copy(os.path.join(center.data, "keys", name), os.path.join(again, "keys"))
    code, said = verify(again)
    check(code == 1 and "without an order" in said, f"nor is it taken for a whole record: {said}")


def check_erasure(folder):
    order = os.path.join(folder, "order.txt")
    with open(order, "w", encoding="utf-8") as file:
        file.write("District court, file 12-77: the texts of this call are erased.")
    with Center(BUILD) as center:
        taker = center.agent("taker", "call_taker")
        placed = close_call(center, taker, SAID[1])
        kept = must(center.place(OTHER))
        call = placed["call"]
        receipt = os.path.join(folder, "receipt.json")
        with open(receipt, "w", encoding="utf-8") as file:
            json.dump(center.ask("GET", f"/v1/calls/{call}/receipt", token=f"Call {placed['code']}")[1], file)
        sequences = [entry["sequence"] for entry in must(center.ask("GET", f"/v1/calls/{call}", token=center.token))["timeline"]]
        keys = check_sealed(center, sequences)
        live = os.path.join(center.data, "ledger.db")
        sequences = [sequence for sequence, text in texts(live, keys).items() if sequence in sequences and text]
        pieces, secret = secrets_of(live, keys, sequences)
        check(len(sequences) >= 3 and found(center.data, pieces[:1]) and found(center.data, secret[:1]), "the scan finds what is there")
        check(in_memory(center.process.pid, secret[:1]) and in_memory(center.process.pid, [keys.store]), "also in the memory of the server")
        old = os.path.join(tempfile.mkdtemp(dir=folder), "old.db")
        with sqlite3.connect(live) as source, sqlite3.connect(old) as target:
            source.backup(target)
        source.close()
        held = os.path.join(folder, "held")
        os.link(os.path.join(center.data, "keys", "records"), held)
        check_refusals(center, folder, call, kept, order)
        done = center.tocsin("erase", "--order", order, str(call))
        check(done.returncode == 0 and "by an order that is entry" in done.stdout, f"an administrator does: {done.stdout}{done.stderr}")
        after = check_gone(center, secret, pieces, keys, sequences)
        with open(held, "rb") as file:
            same(set(file.read()), {0}, "the bytes of the file from before are overwritten where they lay")
        check_old_copies(folder, old, keys, after, sequences, center)
        check(any(OTHER.encode() in text for text in texts(live, after).values()), "what another caller said is there")
        timeline = must(center.ask("GET", f"/v1/calls/{call}", token=center.token))
        check("place_call" in json.dumps(timeline) and "District court" in json.dumps(timeline), "that there was a call, and by what order it was erased, stays")
        told = center.ask("GET", f"/v1/calls/{call}/receipt", token=f"Call {placed['code']}")[1]
        check("words" not in [slot["name"] for slot in told["shows"]] and told["proof"], "a receipt shows what is left")
        with open(receipt + ".new", "w", encoding="utf-8") as file:
            json.dump(told, file)
        for path in (receipt, receipt + ".new"):
            done = subprocess.run([TOCSIN, "receipt", path, told["verifier"]], capture_output=True, text=True, timeout=30)
            check(done.returncode == 0, f"receipts from before and after hold: {done.stdout}{done.stderr}")
        code, said = verify(center.data)
        check(code == 0 and "erased:   " in said and "by an order" in said, f"the record is sound: {said}")
        center.restart(9)
        check("all hashes hold" in center.said, f"and folds after kill -9: {center.said}")
        check_second_order(center, taker)
        center.end()
        check(os.path.exists(os.path.join(center.data, "snapshot")), "a snapshot is there, and looked through as well")
        same(found(center.data, pieces + secret + SAID), [], "nothing of it came back")
        check_copies_after(center, folder, pieces + secret + SAID, sequences)
        out = os.path.join(folder, "out")
        done = subprocess.run([TOCSIN, "publish", center.data, out], capture_output=True, text=True, timeout=60)
        check(done.returncode == 0, f"the log is published as before: {done.stderr}")
        check_without_order(center, folder)
        check_keys(center, folder)
        center.start()


def check_second_order(center, taker):
    """The order is durable and the server dies before it is carried out, or in the midst of it: the next start does it."""
    second = close_call(center, taker, SAID[1])
    sequences = [entry["sequence"] for entry in must(center.ask("GET", f"/v1/calls/{second['call']}", token=center.token))["timeline"]]
    records = os.path.join(center.data, "keys", "records")
    with open(records, "rb") as file:
        before = file.read()
    pieces, secret = secrets_of(os.path.join(center.data, "ledger.db"), sealed.Keys(before), sequences)
    must(center.do("erase", call=second["call"], reason="court"))
    center.end(9)
    for ending in (".old", ".new"):
        with open(records + ending, "wb") as file:
            file.write(before)
    check(found(center.data, secret[:1]), "keys from before lie there")
    center.start()
    wait_for(lambda: not found(center.data, pieces + secret), 10, "an order that was given is carried out by the next start, and what a cut-off change left is gone")
    # The names were not yet exchanged: then the older one is the one in force.
    center.end(9)
    os.link(records, records + ".old")
    center.start()
    same(sorted(os.listdir(os.path.dirname(records))), ["records", "secret"], "a second name of the keys in force is but taken away")


def check_copies_after(center, folder, wanted, sequences):
    """Copies made after it: by SQLite, and by us, sealed and opened again."""
    after = os.path.join(folder, "after")
    os.mkdir(after)
    with sqlite3.connect(os.path.join(center.data, "ledger.db")) as source, sqlite3.connect(os.path.join(after, "copy.db")) as target:
        source.backup(target)
    source.close()
    phrase = os.path.join(folder, "phrase")
    with open(phrase, "w", encoding="utf-8") as file:
        file.write("a quiet harbour, seven gulls\n")
    for name, more in (("with", ["--keys"]), ("without", [])):
        done = subprocess.run([TOCSIN, "backup", center.data, os.path.join(after, name), "--passphrase", phrase, *more], capture_output=True, text=True, timeout=60)
        same(done.returncode, 0, f"a backup: {done.stderr}")
        done = subprocess.run([TOCSIN, "restore", os.path.join(after, name), os.path.join(after, name + "-data"), "--passphrase", phrase], capture_output=True, text=True, timeout=60)
        same(done.returncode, 0, f"restored: {done.stdout}{done.stderr}")
        check(("keys/records there" in done.stdout) == (name == "without"), f"it says what is missing: {done.stdout}")
        code, said = verify(os.path.join(after, name + "-data"))
        same((code, "keys/records is not there" in said), (0, name == "without"), f"it verifies {name} the keys, as far as it can: {said}")
    same(found(after, wanted), [], "nor is it in any copy made after")
    keys = sealed.keys_of(os.path.join(after, "with-data"))
    same([keys.way(sequence) for sequence in sequences], [[] for _ in sequences], "nor do their keys lead to it")


def check_without_order(center, folder):
    """The same done to the file by hand, to a call that nobody ordered to erase."""
    stolen = os.path.join(folder, "stolen")
    shutil.copytree(center.data, stolen)
    keys = sealed.keys_of(stolen)
    with sqlite3.connect(os.path.join(stolen, "ledger.db")) as database:
        for first, group in database.execute("SELECT first, bytes FROM groups").fetchall():
            parts, rest = sealed.entries(group)
            out, taken = group[:16], 0
            for envelope, body, text in parts:
                take = OTHER.encode() in keys.open(envelope, body, text)[1]
                taken += take
                out += envelope + b"".join(struct.pack("<I", len(one)) + one for one in (body, b"" if take else text))
            if taken:
                database.execute("UPDATE groups SET bytes = ? WHERE first = ?", (out + rest, first))
    database.close()
    code, said = verify(stolen)
    check(code == 1 and "DAMAGED" in said and "without an order" in said, f"what is taken out without an order is found: {said}")
    for name in os.listdir(stolen):
        if name.startswith("snapshot"):
            os.remove(os.path.join(stolen, name))
    code, said = started_on(stolen)
    check(code != 0 and "without an order" in said, f"and the server does not start on it: {said}")


def check_keys(center, folder):
    """Keys that are lost, damaged, or of another ledger: it is said, and nothing is made anew."""
    data = os.path.join(folder, "keyless")
    shutil.copytree(center.data, data)
    records = os.path.join(data, "keys", "records")
    with open(records, "rb") as file:
        whole = file.read()
    os.remove(records)
    code, said = verify(data)
    check(code == 0 and "the envelopes of" in said and "keys/records is not there" in said, f"without the keys the public part is checked: {said}")
    same(json.loads(verify(data, "--json")[1].split("\n")[0])["sealed"], True, "and a program is told")
    for name, state, words in (("lost", None, "it is not there"), ("damaged", whole[:-1] + bytes([whole[-1] ^ 1]), "it is damaged"), ("cut", whole[:40], "it is damaged"),
                               ("another's", remade(whole), "it is another ledger's")):
        if state:
            with open(records, "wb") as file:
                file.write(state)
        code, said = started_on(data)
        check(code == 1 and words in said and "without it nobody can read" in said, f"keys that are {name}: {said}")
        same(os.path.exists(records), bool(state), "none are made in their place")
    done = subprocess.run([TOCSIN, "casefile", data, os.path.join(folder, "case"), "1"], capture_output=True, text=True, timeout=60)
    check(done.returncode == 1 and "keys/records" in done.stderr, f"other keys open nothing: {done.stderr}")
    os.remove(records)
    done = subprocess.run([TOCSIN, "casefile", data, os.path.join(folder, "case"), "1"], capture_output=True, text=True, timeout=60)
    check(done.returncode == 1 and "cannot be opened without keys/records" in done.stderr, f"nor do none: {done.stderr}")
    with sqlite3.connect(os.path.join(data, "ledger.db")) as database:
        first, group = database.execute("SELECT first, bytes FROM groups ORDER BY first LIMIT 1").fetchone()
        database.execute("UPDATE groups SET bytes = ? WHERE first = ?", (group[:60] + bytes([group[60] ^ 1]) + group[61:], first))
    database.close()
    code, said = verify(data)
    check(code == 1 and "DAMAGED" in said, f"a changed envelope is found without keys: {said}")
    os.chmod(os.path.join(center.data, "keys", "records"), 0o644)
    center.start()
    check("keys/records could be read by others" in center.said, f"keys that others could read are told: {center.said}")
    same(os.stat(os.path.join(center.data, "keys", "records")).st_mode & 0o777, 0o600, "and they can no more")
    center.end()


def remade(whole):
    """A file of keys that is sound, of another ledger."""
    other = whole[:4] + bytes(32) + whole[36:-32]
    return other + sealed.blake(32, b"", other)


def main():
    with tempfile.TemporaryDirectory() as folder:
        check_erasure(folder)
    finish()


main()
