"""The founding case, steps 5, 6 and 8: receipts that a stranger verifies, complaints on their codes, an answer in writing, and the case file."""
# SPDX-License-Identifier: Apache-2.0
import glob
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse

from center import Center, check, finish, must, same, wait_for

BUILD = sys.argv[1]
TOCSIN = os.path.join(BUILD, "src/cmd/tocsin")
SECRETS = ("they are at the door", "the office by the canal", "Ottoline", "tel:+15550155")


def web(center, method, path, form=None, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", center.port, timeout=30)
    body = urllib.parse.urlencode(form) if isinstance(form, dict) else form
    if body is not None:
        headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer, text


def page(center, code, **headers):
    answer, text = web(center, "GET", f"/c/{code}", **headers)
    check(answer.status == 200 and "<script" not in text, f"the page is there: {answer.status}")
    check(not any(secret in text for secret in SECRETS), "and names nobody, nor what was said")
    return text


def key_of(text):
    return re.search(r'name="key" value="(\d+)"', text).group(1)


def owed_in(timeline):
    return [event for entry in timeline for event in entry["events"] if event["kind"] == "owed" and event["owed"] == "reply"]


def replies_owed(center, call):
    """How many answers are owed: of a closed call too, which the board does not show."""
    entries = timeline(center, call)
    met = {event["obligation"] for entry in entries for event in entry["events"] if event["kind"] == "met"}
    return [event for event in owed_in(entries) if event["obligation"] not in met]


def timeline(center, call):
    return center.ask("GET", f"/v1/calls/{call}", token=center.token)[1]["timeline"]


def receipts(center, folder, calls):
    """Each caller's receipt, checked by a stranger with nothing but it, the published folder and the key."""
    key = center.ask("GET", "/v1/calls/1/receipt", token=center.token)[1]["verifier"]
    paths = []
    for call in calls:
        path = os.path.join(folder, f"receipt{call['call']}.json")
        status, receipt = center.ask("GET", f"/v1/calls/{call['call']}/receipt", token=f"Call {call['code']}")
        same(status, 200, "its caller gets it by the code")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(receipt, file)
        done = subprocess.run([TOCSIN, "receipt", path, key], capture_output=True, text=True, timeout=30)
        check(done.returncode == 0 and "good: entry" in done.stdout, f"a stranger verifies it: {done.stderr}")
        paths.append(path)
    out = os.path.join(folder, "published")
    subprocess.run([TOCSIN, "publish", center.data, out], check=True, capture_output=True, timeout=60)
    given = [word for path in paths for word in ("--receipt", path)]
    done = subprocess.run([TOCSIN, "verify", "--published", out, key, *given], capture_output=True, text=True, timeout=60)
    check(done.returncode == 0 and "2 receipts" in done.stdout, f"and against the published log: {done.stdout}{done.stderr}")


def complaints(center, taker, supervisor, office, home):
    """By the page's form; the same form twice is one; by a clerk, from paper; each is owed a reply with a due time."""
    text = page(center, office["code"])
    check(f'action="/c/{office["code"]}"' in text and "Ask for an answer in writing" in text, "the page has a form")
    form = {"words": "nobody came; the members ask why <b>&", "key": key_of(text)}
    answer, text = web(center, "POST", f"/c/{office['code']}", form)
    check(answer.status == 200 and "it is owed to you by" in text, f"it is taken: {answer.status} {text}")
    check("form-action 'self'" in answer.getheader("Content-Security-Policy") and "no-store" in answer.getheader("Cache-Control"), f"as its page: {answer.getheaders()}")
    answer, again = web(center, "POST", f"/c/{office['code']}", form)
    same((answer.status, len(owed_in(timeline(center, office["call"])))), (200, 1), "sent twice it is one complaint")
    same(key_of(again), "1", "the page that comes is for another one")
    due = re.search(r'it is owed to you by: <time datetime="([^"]+)"', text).group(1)
    owed = owed_in(timeline(center, office["call"]))[0]
    same(due[:16], owed["due"][:16], "with its due date")
    clerk = center.do("complain", taker, call=home["call"], words="handed in on paper, with the code on it")
    check(clerk[0] == 200 and owed_in(timeline(center, home["call"])), f"a clerk files one: {clerk}")
    for form, wanted in (({"words": ""}, 422), ({}, 422), ("words=%ff", 400), ("words=%", 400), ({"words": "x" * 70000}, 413)):
        same(web(center, "POST", f"/c/{home['code']}", form)[0].status, wanted, f"{str(form)[:30]}: {wanted}")
    check("No se aceptó" in web(center, "POST", f"/c/{home['code']}", {"words": ""}, **{"Accept-Language": "es"})[1], "said in Spanish where that is wanted")
    status, problem = center.do("reply", taker, obligation=owed["obligation"], words="no")
    same((status, problem["rule"]), (403, "no_right"), "a call-taker does not answer it")
    same(center.do("reply", supervisor, obligation=owed["obligation"])[0], 422, "nor anybody without words")
    return owed


def answers(center, supervisor, office, owed):
    """Nobody answers in time: it is raised, and the page says so; then somebody does, and it is there to read."""
    wait_for(lambda: "past its time" in page(center, office["code"]), 15, "what is late is said to be late")
    must(center.do("reply", supervisor, obligation=owed["obligation"], words="No unit was free.\n<i>We are sorry</i>; the directive is withdrawn."))
    text = page(center, office["code"])
    check("There is an answer in writing" in text and f'href="/a/{office["code"]}"' in text, f"the page shows that an answer is there: {text}")
    check("withdrawn" not in text and "it is owed to you by" not in text, "not its words, and nothing more is owed")
    answer, text = web(center, "GET", f"/a/{office['code']}")
    check(answer.status == 200 and "No unit was free.\n&#60;i&#62;We are sorry" in text and "withdrawn" in text, f"it is read there, as text: {text}")
    check("members ask" not in text, "without what was complained of")
    check('<html lang="es">' in web(center, "GET", f"/a/{office['code']}", **{"Accept-Language": "es"})[1], "in Spanish around it")


def limits(center, home):
    """Who has the code can ask again, but what waits is enough; who has none waits, whether he asks or reads."""
    codes = [web(center, "POST", f"/c/{home['code']}", {"words": f"again {n}"})[0].status for n in range(17)]
    same((codes.count(200), codes[-1]), (15, 422), f"sixteen wait, with the clerk's: then no more: {codes}")
    same(len(replies_owed(center, home["call"])), 16, "each is owed an answer")
    wrong = home["code"][:-1] + ("0" if home["code"][-1] != "0" else "1")
    same(web(center, "POST", f"/c/{wrong}", {"words": "x"})[0].status, 404, "under another code there is nothing")
    same(web(center, "GET", f"/a/{wrong}")[0].status, 404, "nor an answer")
    for n in range(1, 19):
        web(center, "POST" if n % 2 else "GET", f"/{'c' if n % 2 else 'a'}/{n}-{'0' * 32}", {"words": "x"} if n % 2 else None)
    answer, _ = web(center, "POST", f"/c/{home['code']}", {"words": "a right one"})
    check(answer.status == 429 and answer.getheader("Retry-After"), f"after twenty wrong ones one waits: {answer.status}")
    same(len(replies_owed(center, home["call"])), 16, "and nothing was taken")


def case_file(center, folder, office, home):
    """One command: timeline, complaint and answer, policy, choice, receipts that hold; and no names unless they are chosen."""
    out = os.path.join(folder, "case")
    done = subprocess.run([TOCSIN, "casefile", center.data, out, str(office["call"]), str(home["call"])], capture_output=True, text=True, timeout=60)
    same(done.returncode, 0, f"it is written: {done.stderr}")
    with open(os.path.join(out, "case.html"), encoding="utf-8") as file:
        text = file.read()
    for wanted in ("complained", "replied", "owed reply", "met reply", "By which policy", "Who was recommended", "How to check it without us", "nobody helped; stays in every denominator"):
        check(wanted in text, f"it has {wanted}")
    check(not any(secret in text for secret in SECRETS) and "members ask" not in text, "and names nobody")
    check(os.path.getsize(os.path.join(out, "case.pdf")) > 5000, "on paper too")
    key = center.ask("GET", "/v1/calls/1/receipt", token=center.token)[1]["verifier"]
    bad = [path for path in glob.glob(out + "/receipt-*.json") if subprocess.run([TOCSIN, "receipt", path, key], capture_output=True, timeout=30).returncode]
    same(bad, [], "all its receipts hold")


def main():
    with tempfile.TemporaryDirectory() as folder, Center(BUILD) as center:
        taker = center.agent("taker", "call_taker")
        supervisor = center.agent("supervisor", "supervisor")
        must(center.do("set_rung", kind="reply", priority=0, rung=0, owner_kind="supervisors", span_s=4, reason="so that a test need not wait"))
        must(center.do("set_rung", kind="reply", priority=0, rung=1, owner_kind="duty_officer", span_s=864000, reason="so that a test need not wait"))
        office, home = (must(center.place(SECRETS[0], place=place, caller=SECRETS[2], contact=SECRETS[3])) for place in (SECRETS[1], "a home"))
        for call in (office, home):
            must(center.do("answer", taker, call=call["call"]))
        incident = must(center.do("classify", taker, call=office["call"], type="threat", priority=2, need=1))["incident"]
        must(center.do("link", taker, call=home["call"], incident=incident))
        must(center.do("close", supervisor, incident=incident, disposition="not_served", reason="no unit was free"))
        receipts(center, folder, (office, home))
        owed = complaints(center, taker, supervisor, office, home)
        answers(center, supervisor, office, owed)
        limits(center, home)
        case_file(center, folder, office, home)
        center.restart()
        same(len(replies_owed(center, home["call"])), 16, "what is owed stays owed over a restart")
    finish()


main()
