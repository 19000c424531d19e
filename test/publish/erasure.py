"""Erasure by order: what was said is nowhere on the disk, every proof holds, and what is taken out without an order is damage."""
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

from center import Center, check, finish, must, same, wait_for

BUILD, TOP = sys.argv[1:3]
TOCSIN = os.path.join(BUILD, "src/cmd/tocsin")
SAID = ["Peregrine Quay 31b", "a man named Oswin", "tel:+15557654321", "Hollis Abernathy", "he keeps ferrets", "spoke to Hollis, calm now"]
OTHER = "Tamarind Row 8"


def found(folder, word):
    """Every file below a folder that holds the word, as bytes or in base64 at any offset."""
    wanted = [word.encode()] + [base64.b64encode(b"x" * n + word.encode())[4 * ((n + 2) // 3):-4] for n in range(3)]
    hits = []
    for where, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(where, name), "rb") as file:
                data = file.read()
            hits += [os.path.join(where, name)] * any(len(one) > 8 and one in data for one in wanted)
    return hits


def verify(folder, *arguments):
    done = subprocess.run([TOCSIN, *arguments, "verify", folder], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def close_call(center, token, words):
    placed = must(center.place(words, place=SAID[0], caller=SAID[3], contact=SAID[2]))
    call = placed["call"]
    must(center.do("answer", token, call=call))
    must(center.do("note", token, call=call, words=SAID[5]))
    must(center.do("close", token, call=call, disposition="advised", reason=SAID[4]))
    return placed


def check_erasure(folder):
    order = os.path.join(folder, "order.txt")
    with open(order, "w", encoding="utf-8") as file:
        file.write("District court, file 12-77: the texts of this call are erased.")
    with Center(BUILD) as center:
        taker = center.agent("taker", "call_taker")
        supervisor = center.agent("sue", "supervisor")
        placed = close_call(center, taker, SAID[1])
        kept = must(center.place(OTHER))
        call = placed["call"]
        receipt = os.path.join(folder, "receipt.json")
        with open(receipt, "w", encoding="utf-8") as file:
            json.dump(center.ask("GET", f"/v1/calls/{call}/receipt", token=f"Call {placed['code']}")[1], file)
        for word in SAID:
            check(found(center.data, word), f"before, it is on the disk: {word}")
        done = center.tocsin("erase", "--order", order, str(kept["call"]))
        check(done.returncode == 1 and "open" in done.stderr, f"of an open call nothing is erased: {done.stderr}")
        done = center.tocsin("erase", "--order", order, str(call), token=supervisor)
        check(done.returncode == 1, "a supervisor may not")
        same(center.do("erase", call=call)[0], 422, "nor anybody without an order")
        done = center.tocsin("erase", "--order", os.path.join(folder, "none.txt"), str(call))
        check(done.returncode == 1 and "none.txt" in done.stderr, "an order that is not there")
        done = center.tocsin("erase", "--order", order, str(call))
        check(done.returncode == 0 and "by an order that is entry" in done.stdout, f"an administrator does: {done.stdout}{done.stderr}")
        wait_for(lambda: not any(found(center.data, word) for word in SAID), 10,
                 f"nothing of it is left, in no file: {[(word, found(center.data, word)) for word in SAID]}")
        check(found(center.data, OTHER), "what another caller said is there")
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
        check(not any(found(center.data, word) for word in SAID), "nothing of it came back")
        # The order is durable and the server dies before it is carried out: the next start does it.
        second = close_call(center, taker, SAID[1])
        must(center.do("erase", call=second["call"], reason="court"))
        center.restart(9)
        wait_for(lambda: not any(found(center.data, word) for word in SAID), 10, "an order that was given is carried out by the next start")
        center.end()
        backup = os.path.join(folder, "backup.db")
        with sqlite3.connect(os.path.join(center.data, "ledger.db")) as source, sqlite3.connect(backup) as target:
            source.backup(target)
        check(not any(found(folder, word) for word in SAID[4:]), "nor is it in a copy made after")
        out = os.path.join(folder, "out")
        done = subprocess.run([TOCSIN, "publish", center.data, out], capture_output=True, text=True, timeout=60)
        check(done.returncode == 0, f"the log is published as before: {done.stderr}")
        check_without_order(center, folder)
        center.start()


def check_without_order(center, folder):
    """The same done to the file by hand, to a call that nobody ordered to erase."""
    stolen = os.path.join(folder, "stolen")
    shutil.copytree(center.data, stolen)
    with sqlite3.connect(os.path.join(stolen, "ledger.db")) as database:
        for first, group in database.execute("SELECT first, bytes FROM groups").fetchall():
            if OTHER.encode() not in group:
                continue
            count, at, out = struct.unpack_from("<I", group, 4)[0], 16, group[:16]
            for _ in range(count):
                body = struct.unpack_from("<I", group, at + 352)[0]
                text = struct.unpack_from("<I", group, at + 356 + body)[0]
                end = at + 360 + body + text
                out += group[at:at + 356 + body] + bytes(4) if OTHER.encode() in group[at:end] else group[at:end]
                at = end
            database.execute("UPDATE groups SET bytes = ? WHERE first = ?", (out + group[at:], first))
    code, said = verify(stolen)
    check(code == 1 and "DAMAGED" in said and "without an order" in said, f"what is taken out without an order is found: {said}")
    for name in os.listdir(stolen):
        if name.startswith("snapshot"):
            os.remove(os.path.join(stolen, name))
    done = subprocess.run([os.path.join(BUILD, "src/cmd/tocsind"), "--data", stolen, "--listen", "127.0.0.1:0"], capture_output=True, text=True, timeout=60)
    check(done.returncode != 0 and "without an order" in done.stdout + done.stderr, f"and the server does not start on it: {done.stderr}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        check_erasure(folder)
    finish()


main()
