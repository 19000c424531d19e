"""Retention: by the settings' rules words of closed cases are erased after their time, on record; never while anything is owed, nor others'."""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import subprocess
import sys
import tempfile
import time

from center import Center, check, finish, must, same, wait_for

BUILD = sys.argv[1]
TOCSIN = os.path.join(BUILD, "src/cmd/tocsin")
RULES = "retention: [{type: fire, after: 4s}, {type: homicide, after: never}, {channel: text, after: 3s}]\n"


def on_disk(center, word):
    for where, _, names in os.walk(center.data):
        for name in names:
            try:
                with open(os.path.join(where, name), "rb") as file:
                    if word.encode() in file.read():
                        return True
            except FileNotFoundError:
                pass
    return False


def record(center, call):
    return json.dumps(center.ask("GET", f"/v1/calls/{call}", token=center.token)[1])


def orders(center, call):
    return record(center, call).count('"texts_erased"')


def case(center, taker, boss, word, kind=None, calls=1, close=True, **members):
    """Calls that say a word; of a kind if it is given, and then of one incident."""
    placed = [must(center.place(f"{word} number {n}", **members)) for n in range(calls)]
    for one in placed:
        must(center.do("answer", taker, call=one["call"]))
    if kind:
        incident = must(center.do("classify", taker, call=placed[0]["call"], type=kind, priority=2, need=1))["incident"]
        for one in placed[1:]:
            must(center.do("link", taker, call=one["call"], incident=incident))
        must(center.do("note", taker, incident=incident, words=f"{word} noted"))
        if close:
            must(center.do("close", boss, incident=incident, disposition="not_served", reason=f"{word} was nothing"))
    elif close:
        must(center.do("close", taker, call=placed[0]["call"], disposition="advised", reason=f"{word} was nothing"))
    return placed


def settle(center, boss):
    """Whatever a second person owes to look at."""
    for owed in debts(center):
        if owed["kind"] == "review":
            center.do("review", boss, obligation=owed["obligation"], verdict="agree", reason="seen")


def debts(center):
    """Of closed ones too: what is owed by the record of all calls and incidents so far."""
    found = {}
    for what in ("calls", "incidents"):
        number = 1
        while True:
            status, body = center.ask("GET", f"/v1/{what}/{number}", token=center.token)
            if status != 200 or not body["timeline"]:
                break
            events = [event for entry in sorted(body["timeline"], key=lambda one: one["sequence"]) for event in entry["events"]]
            for event in events:
                if event["kind"] == "owed":
                    found[event["obligation"]] = {"kind": event["owed"], "obligation": event["obligation"]}
                elif event["kind"] == "met":
                    found.pop(event["obligation"], None)
            number += 1
    return list(found.values())


def gone(center, word, call, seconds=20):
    wait_for(lambda: not on_disk(center, word), seconds, f"{word} is nowhere on the disk any more")
    text = record(center, call)
    check(word not in text and '"texts_erased"' in text and "retention: type" in text, f"that, when and by which rule is on record: {text[-400:]}")


def by_rules(center):
    taker, boss, second = center.agent("taker", "call_taker"), center.agent("boss", "supervisor"), center.agent("second", "supervisor")
    fire = case(center, taker, boss, "Wisteria", "fire.house", calls=2)
    settle(center, second)
    kept = [case(center, taker, boss, "Hollyhock", "homicide"), case(center, taker, boss, "Larkspur"), case(center, taker, boss, "Foxglove", "firearm")]
    settle(center, second)
    working = case(center, taker, boss, "Snapdragon", "fire.car", close=False)
    text = case(center, taker, boss, "Marigold", channel="text")
    complained = case(center, taker, boss, "Zinnia", channel="text")
    owed = must(center.ask("POST", f"/v1/calls/{complained[0]['call']}/complain", {"words": "Zinnia was not helped"}, f"Call {complained[0]['code']}"))
    reply = [event["obligation"] for event in owed["events"] if event["kind"] == "owed"][0]
    receipt = center.ask("GET", f"/v1/calls/{fire[0]['call']}/receipt", token=f"Call {fire[0]['code']}")[1]
    for word in ("Wisteria", "Marigold", "Zinnia"):
        check(on_disk(center, word), f"{word} is on the disk at first")
    gone(center, "Wisteria", fire[0]["call"])
    gone(center, "Marigold", text[0]["call"])
    check("retention: type fire, channel any, after 4 s" in record(center, fire[1]["call"]), "both calls of the incident, by their rule")
    time.sleep(4)
    check(on_disk(center, "Zinnia") and not orders(center, complained[0]["call"]), "while a complaint waits for its answer nothing of its call is erased")
    must(center.do("reply", boss, obligation=reply, words="Zinnia: we are sorry"))
    check(on_disk(center, "we are sorry"), "nor is the answer, at once")
    gone(center, "Zinnia", complained[0]["call"])
    for word, one in (("Hollyhock", kept[0]), ("Larkspur", kept[1]), ("Foxglove", kept[2]), ("Snapdragon", working)):
        check(on_disk(center, word) and not orders(center, one[0]["call"]), f"{word}: never, by no rule, of a name that only begins alike, still open: it stays")
    time.sleep(5)
    same([orders(center, one["call"]) for one in fire], [1, 1], "what is erased is not erased again and again")
    same(center.ask("GET", f"/v1/calls/{fire[0]['call']}/receipt", token=f"Call {fire[0]['code']}")[1]["proof"], receipt["proof"], "receipts from before are what they were")
    return working, boss, second


def main():
    with tempfile.TemporaryDirectory() as folder, Center(BUILD, options=["--unsealed"]) as center:
        taker, boss = center.agent("early", "call_taker"), center.agent("chief", "supervisor")
        before = case(center, taker, boss, "Primrose", channel="text")
        time.sleep(4)
        check(on_disk(center, "Primrose") and not orders(center, before[0]["call"]), "without a rule nothing is erased")
        settings = os.path.join(folder, "tocsin.conf")
        with open(settings, "w", encoding="utf-8") as file:
            file.write(RULES)
        # What is sealed stands on no disk: of words in clear it can be seen that they go.
        center.options = ["--unsealed", "--config", settings]
        center.restart()
        gone(center, "Primrose", before[0]["call"])
        working, boss, second = by_rules(center)
        # Closed, and the server is away while its time passes: the next start does it.
        incident = center.board()["incidents"][0]["incident"]
        must(center.do("close", boss, incident=incident, disposition="not_served", reason="Snapdragon was nothing"))
        settle(center, second)
        center.end(9)
        time.sleep(5)
        center.start()
        gone(center, "Snapdragon", working[0]["call"])
        center.restart(9)
        check("all hashes hold" in center.said, "it folds after kill -9")
        center.end()
        done = subprocess.run([TOCSIN, "verify", center.data], capture_output=True, text=True, timeout=60)
        check(done.returncode == 0 and "by an order on record" in done.stdout, f"the record is sound: {done.stdout}{done.stderr}")
        center.start()
    finish()


main()
