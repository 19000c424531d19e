"""What is published tells nothing: no name, number, address or word of 10,000 calls, and no hash of any telephone number of their area."""
# SPDX-License-Identifier: Apache-2.0
import base64
import datetime
import hashlib
import http.client
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading

import sealed
from center import Center, check, finish, same, wait_for

BUILD, TOP = sys.argv[1:3]
TOCSIN = os.path.join(BUILD, "src/cmd/tocsin")
CALLS = 10000
CALLERS = 8
AREA = "+1971"
# An area's numbers are ten million; every tenth of its exchanges has a thousand blocks, and all calls come from those that are tried.
EXCHANGES = [f"{number:03d}" for number in range(200, 300)]
# Its clock is ten times as fast, so that the next roll is called within seconds.
BEGIN = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=6)).strftime("%Y-%m-%dT%H:%M:%SZ")
SEEN_BITS = 27
WINDOW = 8  # the first bytes of what is looked for; what is found is then compared whole


def letters(source, count):
    return "".join(source.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(count))


def told(source, number):
    """What one caller tells: all of it is of this call alone."""
    return {"words": f"{letters(source, 9)} {letters(source, 7)} {number}", "place": f"{letters(source, 10)} street {source.randrange(1, 9999)}",
            "caller": f"{letters(source, 8).title()} {letters(source, 9).title()}",
            "contact": f"tel:{AREA}{source.choice(EXCHANGES)}{source.randrange(10000):04d}"}


def place_all(center, all_told):
    """Several callers at a time; those who got no answer are counted."""
    refused = []

    def caller(mine):
        connection = http.client.HTTPConnection("127.0.0.1", center.port, timeout=60)
        for one in mine:
            connection.request("POST", "/v1/calls", json.dumps(one), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 201:
                refused.append(body)
        connection.close()

    threads = [threading.Thread(target=caller, args=(all_told[n::CALLERS],)) for n in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    same(refused[:3], [], "each is a call")


def forms(text):
    """How a text may lie in a file: as it is, in base64 at any offset, in hexadecimal, in UTF-16."""
    raw = text.encode()
    yield raw
    yield raw.hex().encode()
    yield text.encode("utf-16-le")
    for before in range(3):
        yield base64.b64encode(b"x" * before + raw)[4 * ((before + 2) // 3):-4]


def leaks(data, wanted):
    """Which of the forms are in the data."""
    by_start = {}
    for form in wanted:
        if len(form) >= WINDOW:
            by_start.setdefault(form[:WINDOW], []).append(form)
    return [form for at in range(len(data) - WINDOW + 1) for form in by_start.get(data[at:at + WINDOW], ()) if data.startswith(form, at)]


def digests():
    """Plain hashes of every number of the area, in the ways that suggest themselves."""
    for exchange in EXCHANGES:
        for line in range(10000):
            number = f"{AREA}{exchange}{line:04d}".encode()
            for text in (number, b"tel:" + number):
                yield text, hashlib.sha256(text).digest()
                yield text, hashlib.sha256(b"\0" + text).digest()
                yield text, hashlib.blake2b(text, digest_size=32).digest()


def guessed(data):
    """Numbers of the area whose plain hash is in the data: what anybody could do who has a telephone book."""
    seen = bytearray(1 << SEEN_BITS)
    for at in range(len(data) - WINDOW + 1):
        seen[int.from_bytes(data[at:at + 4], "big") >> 32 - SEEN_BITS] = 1
    likely = {digest: text for text, digest in digests() if seen[int.from_bytes(digest[:4], "big") >> 32 - SEEN_BITS]}
    by_start = {digest[:WINDOW]: digest for digest in likely}
    return [likely[by_start[data[at:at + WINDOW]]] for at in range(len(data) - WINDOW + 1)
            if data[at:at + WINDOW] in by_start and data.startswith(by_start[data[at:at + WINDOW]], at)]


def published(center, folder):
    done = subprocess.run([TOCSIN, "publish", center.data, folder], capture_output=True, text=True, timeout=120)
    same(done.returncode, 0, f"it is published: {done.stdout}{done.stderr}")
    data = b""
    for where, _, names in os.walk(folder):
        for name in sorted(names):
            with open(os.path.join(where, name), "rb") as file:
                data += file.read()
    return data


def record(folder, most):
    """The beginning of the record, opened."""
    data, keys = b"", sealed.keys_of(folder)
    with sqlite3.connect(os.path.join(folder, "ledger.db")) as database:
        for (group,) in database.execute("SELECT bytes FROM groups ORDER BY first"):
            data += sealed.in_clear(group, keys)
            if len(data) > most:
                break
    return data[:most]


def main():
    source = random.Random(7)
    all_told = [told(source, number) for number in range(CALLS)]
    wanted = {form for one in all_told for text in (*one.values(), *one["caller"].split(), one["contact"][4:], one["contact"][6:])
              for form in forms(text)}
    with tempfile.TemporaryDirectory() as folder, Center(BUILD, options=["--rehearse", f"{BEGIN},10"]) as center:
        place_all(center, all_told)
        roll = [None]

        def called():
            roll[0] = center.ask("GET", "/log/roll/last")
            return roll[0][0] == 200

        wait_for(called, 90, "a roll is called")
        data = published(center, os.path.join(folder, "public")) + json.dumps(roll[0][1]).encode()
        center.end()
        with open(os.path.join(center.data, "ledger.db"), "rb") as file:
            same(leaks(file.read(1 << 22), wanted), [], "the record lies there sealed")
        check(leaks(record(center.data, 1 << 22), wanted), "the record itself has them, and the scan finds them there")
        check(len(data) > 300 * CALLS, f"an envelope and two hashes of each are published: {len(data)}")
        same(leaks(data, wanted), [], "what is published has none of them")
        middle = len(data) // 2
        same(len(leaks(data[:middle] + all_told[77]["caller"].encode() + data[middle:], wanted)) > 0, True, "one planted is found")
        number = all_told[78]["contact"].encode()
        planted = hashlib.sha256(number).digest()
        same(guessed(data[:middle] + planted + data[middle:]), [number], "no hash of a number is in what is published, but one planted")
        print(f"{CALLS} calls, {len(wanted)} forms, {len(data)} bytes published, {10000 * len(EXCHANGES)} numbers tried")
    finish()


main()
