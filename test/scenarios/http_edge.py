"""The HTTP edge: bad input, keys, refusals, the feed, restarts, and a ledger with one wrong byte."""
# SPDX-License-Identifier: Apache-2.0
import http.client
import os
import signal
import sqlite3
import sys

from center import Center, check, finish, must, same


def kept_as_malformed(c, what, raw, code=400, key=None):
    calls = c.board()["open_calls"]
    status, problem = c.ask("POST", "/v1/calls", raw=raw, key=key)
    same(status, code, f"{what}: status")
    check(problem.get("call") and problem.get("code"), f"{what}: kept as a call, {problem}")
    check(problem.get("detail"), f"{what}: says what is wrong")
    board = c.board()
    same(board["open_calls"], calls + 1, f"{what}: one call more")
    call = [one for one in board["calls"] if one["call"] == problem["call"]][0]
    check(call["malformed"] and call["obligations"][0]["kind"] == "answer", f"{what}: somebody owes an answer")
    entry = c.ask("GET", f"/v1/calls/{problem['call']}", token=c.token)[1]["timeline"][0]
    check("raw" in entry, f"{what}: the bytes are kept")
    return status, problem


def bad_input(c):
    kept_as_malformed(c, "broken JSON", b'{"words":"fi')
    kept_as_malformed(c, "no JSON", b"fire!!")
    kept_as_malformed(c, "wrong UTF-8", b'{"words":"\xff\xfe"}')
    kept_as_malformed(c, "a key twice", b'{"words":"a","words":"b"}')
    kept_as_malformed(c, "deep nesting", b'{"words":' + b"[" * 5000 + b"]" * 5000 + b"}")
    kept_as_malformed(c, "a wrong type", b'{"words":7}')
    kept_as_malformed(c, "an unknown member", b'{"wrods":"fire"}')
    kept_as_malformed(c, "a wrong place", b'{"words":"a","lat":91,"lon":0}')
    kept_as_malformed(c, "an array", b"[]")
    kept_as_malformed(c, "too many words", b'{"words":"' + b"a" * 65537 + b'"}', 413)
    kept_as_malformed(c, "a body over the limit", b'{"words":"' + b"a" * (1 << 20) + b'"}', 413)
    same(c.do("note", words="a" * (1 << 20))[0], 413, "a command over the limit")
    kept_as_malformed(c, "a key that is too long", b'{"words":"a"}', key="x" * 256)
    same(c.ask("POST", "/v1/calls", raw=b'{"words":"' + b"a" * 65536 + b'"}')[0], 201, "as many words as are allowed")
    same(c.ask("POST", "/v1/calls")[0], 201, "a call without anything is a call")
    same(c.ask("POST", "/v1/calls", raw=b"{}", token="Bearer 9-nonsense")[0], 201, "a wrong token takes no help away")
    same(c.ask("GET", "/v1/calls")[0], 405, "a wrong method")
    same(c.ask("GET", "/nothing")[0], 404, "a wrong path")
    same(c.ask("GET", "/v1/board")[0], 401, "the board is for staff")
    same(c.ask("POST", "/v1/commands/answer", {"call": 1}, "1-00000000000000000000000000000000")[0], 401, "a forged token")
    same(c.do("pass_time")[0], 404, "the server's own commands are nobody's")
    same(c.do("keep_malformed")[0], 404, "nor this one")
    status, problem = c.do("add_unit", name="x" * 24)
    same((status, problem["field"]), (400, "name"), "a name that is too long")
    status, problem = c.do("add_agent", name="a", role="emperor")
    same((status, problem["field"]), (400, "role"), "a word of no list")


def keys(c):
    first = c.ask("POST", "/v1/calls", {"words": "once"}, key="k1")
    calls = c.board()["open_calls"]
    same(c.ask("POST", "/v1/calls", {"words": "once"}, key="k1"), first, "same key, same answer")
    same(c.board()["open_calls"], calls, "and no second call")
    c.restart(signal.SIGKILL)
    same(c.ask("POST", "/v1/calls", {"words": "once"}, key="k1"), first, "also after a kill")
    same(c.ask("POST", "/v1/calls", {"words": "other"}, key="k1")[1]["rule"], "key_reused", "same key, other content")
    calls = c.board()["open_calls"] + 2
    broken = kept_as_malformed(c, "broken under a key", b'{"words":', key="k3")
    same(c.ask("POST", "/v1/calls", raw=b'{"words":', key="k3"), broken, "what is broken is kept once a key")
    kept_as_malformed(c, "broken under a used key", b'{"other":', key="k3")
    same(c.board()["open_calls"], calls, "two calls for two broken bodies")
    refused = c.do("answer", call=1, key="k2")
    same(refused[0], 403, "an administrator answers no calls")
    same(c.do("answer", call=1, key="k2"), refused, "a refusal is repeated too")
    same(c.do("note", call=1, words="a", key="x" * 256)[0], 400, "a key that is too long")


def callers(c):
    call = must(c.place("a"))
    code = f"Call {call['code']}"
    number = call["call"]
    same(c.ask("POST", f"/v1/calls/{number}/text", {"words": "more"}, code)[0], 200, "the caller says more")
    same(c.ask("POST", f"/v1/calls/{number}/text", {"words": "more"})[0], 401, "nobody else does")
    same(c.ask("POST", f"/v1/calls/{number - 1}/text", {"words": "more"}, code)[0], 401, "nor on another call")
    same(c.ask("GET", f"/v1/calls/{number}/standing", token=code)[1]["state"], "waiting", "the caller sees how it stands")
    same(c.ask("GET", f"/v1/calls/{number}", token=code)[0], 401, "not the staff's record")
    same(c.ask("POST", f"/v1/calls/{number}/hang_up", {}, code)[0], 200, "the caller leaves")
    state = [one for one in c.board()["calls"] if one["call"] == number][0]
    check(any(debt["kind"] == "call_back" for debt in state["obligations"]), "and is owed a call back")
    same(c.ask("POST", f"/v1/calls/{number}/complain", {"words": "nobody came"}, code)[0], 200, "and complains")


def events(c, last, count):
    connection = http.client.HTTPConnection("127.0.0.1", c.port, timeout=10)
    headers = {"Authorization": f"Bearer {c.token}"}
    if last is not None:
        headers["Last-Event-ID"] = str(last)
    connection.request("GET", "/v1/feed", headers=headers)
    answer = connection.getresponse()
    ids = []
    if answer.status != 200:
        connection.close()
        return answer.status
    c.place("for the feed")
    while len(ids) < count:
        line = answer.readline().decode()
        if line.startswith("id: "):
            ids.append(int(line[4:]))
    connection.close()
    return ids


def feed(c):
    last = c.board()["sequence"]
    same(events(c, last - 3, 4), [last - 2, last - 1, last, last + 1], "it resumes behind the last id")
    same(events(c, None, 1), [last + 2], "without one it begins with what comes")
    same(events(c, 10**12, 1), 409, "an id that never was is a gap")
    same(events(c, "x", 1), 400, "and that is no id")


def one_wrong_byte(c):
    c.end()
    with sqlite3.connect(os.path.join(c.data, "ledger.db")) as database:
        first, group = database.execute("SELECT first, bytes FROM groups ORDER BY first LIMIT 1 OFFSET 3").fetchone()
        wrong = bytearray(group)
        wrong[len(wrong) // 2] ^= 1
        database.execute("UPDATE groups SET bytes = ? WHERE first = ?", (bytes(wrong), first))
    database.close()
    verified = c.tocsin("verify", c.data)
    same(verified.returncode, 1, "verify sees one wrong bit")
    check("DAMAGED" in verified.stderr and str(first) in verified.stderr, f"and says where: {verified.stderr}")
    os.unlink(os.path.join(c.data, "snapshot"))
    try:
        c.start()
        check(False, "the server starts on a damaged ledger")
    except RuntimeError as refused:
        check("damaged" in str(refused), f"it refuses loudly: {refused}")


with Center(sys.argv[1]) as center:
    bad_input(center)
    keys(center)
    callers(center)
    feed(center)
    one_wrong_byte(center)
finish()
