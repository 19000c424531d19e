"""What was said of a call is read by all while it is worked on; some time after its end only by whoever opens it, with a reason, on record."""
# SPDX-License-Identifier: Apache-2.0
import datetime
import json
import os
import subprocess
import sys
import tempfile
import time

from center import Center, check, finish, must, same, wait_for

build, top = sys.argv[1:3]
SAID, PLACE, NOTE = "someone on the weir", "Heronsgate Lock", "spoke with the lock keeper"
REASON = "complaint 41 of the family"
# Its clock runs two hundred times as fast: an hour is 18 seconds, and words are sealed two seconds after the end.
TIMES, AFTER_S = 200, 400
BEGIN = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%SZ")


def close(center, taker, call):
    must(center.do("answer", taker, call=call))
    must(center.do("note", taker, call=call, words=NOTE))
    must(center.do("close", taker, call=call, disposition="advised", reason="told whom to ask"))


def read(center, token, call):
    return must(center.ask("GET", f"/v1/calls/{call}", token=token))["timeline"]


def tells(answer):
    text = json.dumps(answer)
    return [word in text for word in (SAID, PLACE, NOTE)]


def receipt(center, call, token):
    return sorted(slot["name"] for slot in must(center.ask("GET", f"/v1/calls/{call}/receipt", token=token))["shows"])


def feed(center, token, behind):
    """What a reader is told who has heard all up to an entry."""
    done = subprocess.run(["curl", "-sN", "--max-time", "1", "-H", f"Authorization: Bearer {token}", "-H", f"Last-Event-ID: {behind}",
                           f"http://127.0.0.1:{center.port}/v1/feed"], capture_output=True, text=True, timeout=30)
    return done.stdout


def sealed_by_now(center, token, call):
    return lambda: tells(read(center, token, call)) == [False] * 3


def check_sealed(center, who, call, placed):
    timeline = read(center, who["taker"], call)
    same([entry["command"] for entry in timeline if entry["events"][0]["kind"] != "refused"][:2], ["place_call", "answer"], "that it was, and what was done, is there")
    same([entry.get("sealed", False) for entry in timeline if entry["command"] in ("place_call", "note")], [True, True], "it says that there were words")
    check(all(tells(read(center, who[name], call)) == [False] * 3 for name in who), "nobody reads them, of no role")
    same(receipt(center, call, who["sue"]), ["call", "incident", "owed", "what", "when", "who"], "nor in a receipt for staff")
    check("words" in receipt(center, call, f"Call {placed['code']}"), "the caller has his own")
    check("place_call" in feed(center, who["taker"], 1) and not any(tells(feed(center, who["taker"], 1))), "nor in what the feed tells again")
    same(tells(must(center.ask("GET", f"/v1/calls/{call}/similar", token=who["taker"]))), [False] * 3, "nor in what it has in common with others")


def check_opening(center, who, call):
    for token, code, rule in ((who["taker"], 403, "no_right"), (None, 401, "no_right")):
        status, answer = center.ask("POST", "/v1/commands/open_record", {"call": call, "reason": REASON}, token=token)
        check(status in (code, 422) and rule in json.dumps(answer), f"whoever may not: {status} {answer}")
    same(center.do("open_record", who["sue"], call=call)[0], 422, "not without a reason")
    same(center.do("open_record", who["sue"], call=call + 90, reason=REASON)[0], 404, "nor what there is not")
    for name in ("sue", "auditor"):
        must(center.do("open_record", who[name], call=call, reason=REASON))
        same(tells(read(center, who[name], call)), [True] * 3, f"{name} reads it")
    for name in ("taker", "other", "admin"):
        same(tells(read(center, who[name], call)), [False] * 3, f"{name} has not opened it")
    looks = [entry for entry in read(center, who["taker"], call) if entry["events"][0]["kind"] == "record_opened"]
    same([(look["command"], look["reason"], look["events"][0]["span_s"]) for look in looks], [("open_record", REASON, 3600)] * 2, "who looked and why is read by all")
    check(looks[0]["actor"] != looks[1]["actor"], "each by himself")


def check_case_file(center, folder, call):
    out = os.path.join(folder, "case")
    done = subprocess.run([os.path.join(build, "src/cmd/tocsin"), "casefile", center.data, out, str(call)], capture_output=True, text=True, timeout=60)
    same(done.returncode, 0, f"a case file: {done.stderr}")
    with open(os.path.join(out, "index.html"), encoding="utf-8") as file:
        page = file.read()
    check(all(word in page for word in ("Who looked into it", "sue, supervisor", "ann, auditor", REASON)), "it says who looked, and why")
    check(SAID not in page and "open_record" in page, "and shows no more than it did")


def main():
    with tempfile.TemporaryDirectory() as folder:
        config = os.path.join(folder, "tocsin.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(f"closed_words_s: {AFTER_S}\n")
        with Center(build, options=["--config", config, "--rehearse", f"{BEGIN},{TIMES}"]) as center:
            who = {"taker": center.agent("taker", "call_taker"), "sue": center.agent("sue", "supervisor"), "other": center.agent("other", "supervisor"), "admin": center.token}
            who["auditor"] = must(center.do("add_agent", name="ann", role="auditor"))["token"]
            placed = must(center.place(SAID, place=PLACE))
            call = placed["call"]
            same(tells(read(center, who["auditor"], call))[:2], [True] * 2, "an open call is read by whoever may read")
            same(center.do("open_record", who["sue"], call=call, reason=REASON)[0], 409, "and need not be opened")
            close(center, who["taker"], call)
            same(tells(read(center, who["taker"], call)), [True] * 3, "so is one that ended just now")
            still = must(center.place("still waiting at the bridge"))["call"]
            wait_for(sealed_by_now(center, who["taker"], call), 30, "then its words are sealed")
            check("still waiting" in json.dumps(read(center, who["taker"], still)), "those of another that is open are not")
            check_sealed(center, who, call, placed)
            check_opening(center, who, call)
            opened = time.monotonic()
            check_case_file(center, folder, call)
            wait_for(sealed_by_now(center, who["sue"], call), 60, "after an hour they are sealed again")
            check(time.monotonic() - opened > 3600 / TIMES / 2, "and not before")
            must(center.do("note", who["taker"], call=call, words="they rang again today"))
            check("rang again today" in json.dumps(read(center, who["taker"], call)), "what is written of it now is read now")
            same(tells(read(center, who["taker"], call)), [False] * 3, "and opens nothing")
    finish()


main()
