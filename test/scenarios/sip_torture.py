"""The 49 messages of RFC 4475 and the sample of its archive against the real server, then mutations: all survived, each call kept."""
# SPDX-License-Identifier: Apache-2.0
import glob
import os
import re
import subprocess
import sys

from center import check, failures, finish, same
from sip import PhoneCenter, shared

build, top = sys.argv[1:3]
CALL, ODD, NONE = "a call", "a malformed call", "no call"
RING, SILENT = 180, 0

# name: (what is kept, the answer, where the answer is another than EXPECTED.md's: why).
# Of an INVITE the answer is the one behind 100 Trying.  A call for help is never refused for a field that it does not
# need: where the RFC has a 4xx and the message can be understood, it rings, and is marked as malformed where it is.
HELP = "a call for help that can be understood is not refused"
SECRET = "phones register with their secret: that is asked for first"
LENIENT = "nothing hangs on it, so it is read"
ANSWERLESS = "an answer would have to copy what is not there (RFC 3261 8.2.6.2); the call is kept all the same"
TABLE = {
    # 3.1.1: valid
    "wsinv": (CALL, RING, ""), "intmeth": (NONE, 405, ""), "esc01": (CALL, RING, ""), "escnull": (NONE, 401, SECRET),
    "esc02": (NONE, 405, ""), "lwsdisp": (NONE, 200, ""), "longreq": (CALL, RING, ""), "dblreq": (NONE, 401, SECRET),
    "semiuri": (NONE, 200, ""), "transports": (NONE, 200, ""), "mpart01": (CALL, 200, ""),
    "unreason": (NONE, SILENT, "a response to nothing"), "noreason": (NONE, SILENT, "a response to nothing"),
    # 3.1.2: not valid
    "badinv01": (ODD, SILENT, ANSWERLESS), "clerr": (ODD, RING, HELP), "ncl": (ODD, RING, HELP), "scalar02": (NONE, 400, ""),
    "scalarlg": (NONE, SILENT, "a response to nothing"), "quotbal": (ODD, RING, HELP), "ltgtruri": (ODD, RING, HELP),
    "lwsruri": (ODD, RING, HELP), "lwsstart": (ODD, RING, HELP), "trws": (NONE, 200, LENIENT), "escruri": (ODD, RING, HELP),
    "baddate": (ODD, RING, HELP), "regbadct": (NONE, 401, SECRET), "badaspec": (NONE, 400, ""), "baddn": (NONE, 400, ""),
    "badvers": (NONE, 505, ""), "mismatch01": (NONE, 400, ""), "mismatch02": (NONE, 400, ""),
    "bigcode": (NONE, SILENT, "a response to nothing"),
    # 3.2.1: transactions
    "badbranch": (NONE, 200, ""),
    # 3.3: applications
    "insuf": (ODD, SILENT, ANSWERLESS), "unkscm": (NONE, 416, ""), "novelsc": (NONE, 416, ""), "unksm2": (NONE, 401, SECRET),
    "bext01": (NONE, 420, ""), "invut": (CALL, RING, HELP), "regaut01": (NONE, 401, ""), "multi01": (ODD, 400, ""),
    "mcl01": (NONE, 400, ""), "bcast": (NONE, SILENT, ""), "zeromf": (NONE, 200, ""), "cparam01": (NONE, 401, SECRET),
    "cparam02": (NONE, 401, SECRET), "regescrt": (NONE, 401, SECRET), "sdp01": (CALL, RING, HELP),
    # 3.4.1: older peers
    "inv2543": (CALL, RING, ""),
    # in the RFC's archive only
    "test": (ODD, SILENT, ANSWERLESS),
}
# By a stream a message ends where its Content-Length says: these cannot be sent by one as they are.
DATAGRAMS = {"clerr": "says more than it has", "ncl": "a length below zero", "mcl01": "two lengths",
             "dblreq": "what follows it is the next message", "inv2543": "says no length"}


def transaction(raw):
    """What a transaction is known by, RFC 3261 17.2.3: some of the messages share it, and would be taken for one another."""
    branch = re.search(rb"branch\s*=\s*([^;,\s]+)", raw, re.I)
    return raw.split(b" ")[0] + (branch.group(1) if branch else raw)


def batches(messages):
    """Lists in which each transaction is there once."""
    found = []
    for name, raw in messages:
        for batch in found:
            if transaction(raw) not in {transaction(other) for _, other in batch}:
                batch.append((name, raw))
                break
        else:
            found.append([(name, raw)])
    return found


def send_one(c, kind, name, raw):
    kept, wanted, _ = TABLE[name]
    before = c.calls()
    with c.wire(kind) as wire:
        wire.send(raw)
        if wanted == SILENT:
            # The ping is answered behind it: what it has to say has been said by then.
            check(c.alive(), f"{kind} {name}: alive")
            got = wire.until(lambda message: message.code > 100, 0.2)[0]
        else:
            got = wire.until(lambda message: message.code > 100)[0]
        after = c.calls()  # asked for once the answer is here: it was kept before
    same(got.code if got else SILENT, wanted, f"{kind} {name}: the answer")
    new = [call for number, call in after.items() if number not in before]
    same(len(new), 0 if kept == NONE else 1, f"{kind} {name}: calls on the board at the answer")
    if new:
        same(new[0]["malformed"], kept == ODD, f"{kind} {name}: marked as malformed")
        owed = {debt["kind"] for debt in c.calls()[new[0]["call"]]["obligations"]}
        check(owed & {"answer", "call_back"}, f"{kind} {name}: somebody is owed something: {owed}")
        check("raw" in c.record(new[0]["call"])["timeline"][0], f"{kind} {name}: the bytes are kept")
    check(c.alive(), f"{kind} {name}: alive")


def send_all(kind, messages):
    for batch in batches(messages):
        with PhoneCenter(build) as c:
            edge = c.edge()
            same(len(edge), 1, "one edge")
            for name, raw in batch:
                send_one(c, kind, name, raw)
            same(c.edge(), edge, f"{kind}: the same edge as before")
            same(c.end(), 0, "the server ends well")
            same(c.tocsin("verify", c.data).returncode, 0, f"{kind}: the ledger verifies")


def mutations():
    soak = subprocess.run([os.path.join(top, "script/soak"), "--phones", "20", "--build", build], check=False)
    same(soak.returncode, 0, "mutations for 20 seconds")


folder = shared()
if folder:
    files = sorted(glob.glob(os.path.join(folder, "standards/rfc4475/*.dat")))
    torture = []
    for path in files:
        with open(path, "rb") as file:
            torture.append((os.path.basename(path)[:-4], file.read()))
    same(sorted(name for name, _ in torture), sorted(TABLE), "each message has its row")
    send_all("udp", torture)
    send_all("tcp", [one for one in torture if one[0] not in DATAGRAMS])
else:
    print("SKIPPED: TOCSIN_SHARED names no folder with standards/rfc4475")
mutations()
if not folder and not failures:
    sys.exit(77)
finish()
