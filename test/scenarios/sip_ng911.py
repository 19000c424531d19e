"""Others' calls against the real server: the NG9-1-1 conformance suite's SIPp scenarios, its captures, and two more sets of scenarios.

Each INVITE is sent as it stands, with SIPp's keywords filled in.  It rings (a test call is answered), it is on the board, what it
says of the place was understood, and when it is cancelled somebody owes a call back.
"""
# SPDX-License-Identifier: Apache-2.0
import collections
import glob
import os
import re
import sys

from center import check, finish, same, wait_for
from sip import DATAGRAM_MAX_BYTES, PhoneCenter, field, following, ident, shared
import sip_captures

build = sys.argv[1]
QUICK_S = 3
# Whom they are from or for cannot be read: they ring like the others, and are marked.
WHOM = "whom it is for is no address"
TWICE = "From is there twice"
UNREADABLE = {
    "SIP_INVITE_from_OSP_incorrect_1.xml": WHOM, "SIP_INVITE_from_OSP_incorrect_2.xml": WHOM,
    "TS-CHFE_CHFE_006_var2.xml": WHOM, "TS-CHFE_CHFE_006_var3.xml": WHOM,
    "sipp_uac_SRTP_SHA192.xml": TWICE, "sipp_uac_SRTP_SHA256.xml": TWICE,
    "TC_BCF_002_fail.pcap 1": WHOM, "INVITE_ESRP_009_pass.pcap 2": TWICE,
}
# Not an INVITE as it stands: SIPp puts its head together from what came before it.
NO_MESSAGE = {"sipp_uas_initially_hold.xml"}
# Scenarios of the suite that send an INVITE; of them, with a place by value (a PIDF-LO with a point, a shape or an address).
SCENARIOS, WITH_PLACE = 71, 21
CAPTURED = 82, 13, 13
VALUE = re.compile(rb"<(?:\w+:)?(?:pos|posList|civicAddress)\b")


def keywords(text, wire, call):
    """SIPp's words in brackets; the suite's own variables are given what they are of: an address, a number, a URL."""
    host, port = wire.here
    plain = {"local_ip": host, "local_port": port, "remote_ip": host, "remote_port": wire.there[1], "transport": wire.kind.upper(),
             "local_ip_type": 4, "media_ip": host, "media_ip_type": 4, "media_port": 40000, "auto_media_port": 40000, "call_id": call,
             "call_number": next(count), "branch": f"z9hG4bK{ident()}", "service": "sos", "pid": os.getpid(), "cseq": 1,
             "field0": "sos", "field1": host, "server_ip": host, "rtpstream_audio_port": 40002, "msg_index": 0, "user": "a"}

    def fill(found):
        word = found.group(1)
        if word.startswith(("$", "IF_")):  # the second is a slip of the suite's
            return call if "call_id" in word.lower() else host if word.startswith(("$IF", "IF_")) else "+12025551212" if "tel" in word \
                else f"https://{host}/x" if "URL" in word else "a1"
        name = word.split()[0].split("+")[0]
        return str(plain.get(name, "" if "=" in word or name in ("authentication", "routes", "peer_tag_param") else found.group(0)))

    lines = [line.strip() for line in text.strip().splitlines()]
    filled = re.sub(r"\[([$a-zA-Z][^\[\]\s]*(?: [^\[\]]*)?)\]", lambda found: found.group(0) if found.group(1) == "len" else fill(found),
                    "\r\n".join(lines))
    head, _, body = filled.partition("\r\n\r\n")
    body = body + "\r\n" if body else ""
    return (head.replace("[len]", str(len(body.encode()))) + "\r\n\r\n" + body).encode()


count = iter(range(1, 1 << 30))
told = collections.Counter()


def invites(path):
    """The first INVITE that a scenario sends."""
    with open(path, encoding="utf-8", errors="replace") as file:
        text = file.read()
    for sent in re.finditer(r"<send.*?<!\[CDATA\[(.*?)\]\]>", re.sub(r"<!--.*?-->", "", text, flags=re.S), re.S):
        if sent.group(1).strip().startswith("INVITE "):
            return [sent.group(1)]
    return []


def place_of(entry):
    return bool(entry.get("place") or entry["events"][0].get("lat_e7"))


def try_test(wire, invite, name):
    taken = wire.code(200)
    if check(taken, f"{name}: a test call is answered"):
        wire.send(following(invite, "ACK").replace(b"To: " + field(invite, "to", "t"), b"To: " + taken.get("to").encode(), 1))
        ended = wire.request("BYE")
        check(ended, f"{name}: and ended by us")


def try_call(c, wire, invite, name):
    before = c.board()["open_calls"]
    wire.send(invite)
    first = re.match(rb"INVITE (\S+)", invite).group(1)
    if b"test.sos" in first or b"test.service" in first:
        try_test(wire, invite, name)
        return
    first, heard = wire.until(lambda message: message.code > 100, QUICK_S)
    board = c.board()
    same(board["open_calls"], before + 1, f"{name}: on the board")
    call = max(one["call"] for one in board["calls"])
    entry = c.record(call)["timeline"][0]
    if name in UNREADABLE:
        same((c.calls()[call]["malformed"], c.owes(call)), (True, ["answer"]), f"{name}: {UNREADABLE[name]}, and an answer is owed")
    same(([message.code for message in heard], first and first.code), ([100], 180), f"{name}: 100, then 180")
    if VALUE.search(invite):
        told["by value"] += 1
        told["place"] += check(place_of(entry), f"{name}: its place was understood")
    wire.send(following(invite, "CANCEL"))
    ended = wire.code(487, seconds=QUICK_S)
    if check(ended, f"{name}: 487 when it is cancelled"):
        wire.send(following(invite, "ACK").replace(b"To: " + field(invite, "to", "t"), b"To: " + ended.get("to").encode(), 1))
        wait_for(lambda: "call_back" in c.owes(call), 5, f"{name}: a call back is owed")


def try_text(c, text, name):
    told["calls"] += 1
    with c.wire("udp") as wire:
        invite = keywords(text, wire, ident())
        if len(invite) <= DATAGRAM_MAX_BYTES:
            try_call(c, wire, invite, name)
            return
    with c.wire("tcp") as wire:
        try_call(c, wire, keywords(text, wire, ident()), name)


def try_raw(c, invite, name):
    told["calls"] += 1
    with c.wire("udp" if len(invite) <= DATAGRAM_MAX_BYTES else "tcp") as wire:
        try_call(c, wire, invite, name)


def scenarios(c, pattern):
    told.clear()
    for path in sorted(glob.glob(os.path.join(folder, "standards", pattern), recursive=True)):
        if os.path.basename(path) in NO_MESSAGE:
            continue
        for text in invites(path):
            try_text(c, text, os.path.basename(path))
    print(f"{pattern}: {dict(told)}")


folder = shared()
if not folder:
    print("SKIPPED: TOCSIN_SHARED names no folder with standards and data")
    sys.exit(77)
with PhoneCenter(build) as center:
    edge = center.edge()
    scenarios(center, "tamu-ng911/**/*.xml")
    same((told["calls"], told["by value"], told["place"]), (SCENARIOS, WITH_PLACE, WITH_PLACE), "the suite's calls and places")
    scenarios(center, "sipp-psapsim/**/*.xml")
    check(told["calls"] >= 15, "there are calls among them")
    scenarios(center, "sipp-lundgrel/*.xml")
    check(told["calls"] >= 60, "there are calls among them")
    told.clear()
    for archive in sorted(glob.glob(os.path.join(folder, "data/sip/*.tar.xz"))):
        of_capture = collections.Counter()
        for given, message in sip_captures.archive(archive):
            of_capture[given] += 1
            try_raw(center, message, f"{given} {of_capture[given]}")
    print(f"captures: {dict(told)}")
    same((told["calls"], told["by value"], told["place"]), CAPTURED, "the captures' calls and places")
    same(center.edge(), edge, "the same edge as at the beginning")
    same(center.end(), 0, "the server ends well")
    same(center.tocsin("verify", center.data).returncode, 0, "the ledger verifies")
finish()
