"""Receipts by phone: each answer after a call is kept has its code and page; in writing only where the setting and the caller allow it."""
# SPDX-License-Identifier: Apache-2.0
import http.client
import os
import re
import sys
import tempfile

from center import check, finish, must, same, wait_for
from sip import PhoneCenter
from sip_phone import Caller, Phone

URL = "https://center.example"


def page(c, code):
    connection = http.client.HTTPConnection("127.0.0.1", c.port, timeout=30)
    connection.request("GET", f"/c/{code}")
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def receipt_of(c, message, what):
    """The code that a message has, checked against its Call-Info and the page."""
    code = message.get("Tocsin-Receipt")
    check(re.fullmatch(r"\d+-[\w-]+", code), f"{what}: {message.start} has a code: {code!r}")
    same(message.get("Call-Info"), f"<{URL}/c/{code}>;purpose=tocsin-receipt", f"{what}: and where it can be read")
    same(page(c, code)[0], 200, f"{what}: the code opens the caller's page")
    return code


def has(c, call, event):
    return event in str(c.record(call))


class Desk:
    def __init__(self, c, server):
        self.token = must(c.do("add_agent", name="taker", role="call_taker"))["token"]
        secret = must(c.do("add_position", name="desk1"))["phone_password"]
        must(c.do("sign_in", self.token, position="desk1"))
        self.phone = Phone(server, "desk1", secret)
        same(self.phone.register().code, 200, "the phone registers")


def spoken(c, server, desk, meanwhile=lambda call: None):
    """A call that is answered, and ended by the caller: the call, its code, and the caller's end."""
    caller = Caller(server)
    caller.invite()
    first = caller.wait(lambda m: m.code > 100)
    call = int(receipt_of(c, first, "the first answer after 100").split("-")[0])
    check(not any(m.get("Tocsin-Receipt") for m in caller.heard if m.code == 100), "100 promises nothing")
    desk.phone.take_up(desk.phone.ringing())
    code = receipt_of(c, caller.answered(), "answered")
    meanwhile(call)
    caller.bye()
    desk.phone.reply(desk.phone.wait(lambda m: m.method == "BYE"), 200, "OK")
    wait_for(lambda: c.calls().get(call, {"state": "closed"})["state"] != "answered", 5, "it is over")
    return call, code, caller


def message_to(caller, seconds):
    try:
        return caller.wait(lambda m: m.method == "MESSAGE", seconds)
    except AssertionError:
        return None


def without_setting(build):
    with PhoneCenter(build, ["udp:127.0.0.1"], ["--public-url", URL]) as c:
        server = ("127.0.0.1", c.door("udp")[2])
        desk = Desk(c, server)
        call, _, caller = spoken(c, server, desk)
        check(not message_to(caller, 2), "nothing comes in writing unless the setting says so")
        check(not has(c, call, "receipt_texted"), "and nothing of it is on record")
        # Not answered, and malformed: each last word has it too.
        left = Caller(server)
        left.invite()
        left.wait(lambda m: m.code == 180)
        left.cancel()
        receipt_of(c, left.wait(lambda m: m.code == 487), "cancelled")
        unfit = Caller(server)
        unfit.invite("CSeq: 7 INVITE\r\n")
        last = unfit.wait(lambda m: m.code >= 180)
        receipt_of(c, last, "malformed")
        if last.code == 180:
            unfit.cancel()
        test = Caller(server, uri="urn:service:test.sos")
        test.invite()
        same(test.answered().get("Tocsin-Receipt"), "", "a test call has none")
        writer = Caller(server)
        writer.send(writer.request("MESSAGE", body="help", kind="text/plain"))
        receipt_of(c, writer.wait(lambda m: m.code == 200), "in writing")
        # The edge dies while a call waits: the next edge's last word has it too.
        waits = Caller(server)
        must(c.do("set_agent_state", desk.token, state="away"))
        waits.invite()
        code = receipt_of(c, waits.wait(lambda m: m.code == 180), "waits")
        edge = c.edge()[0]
        os.kill(edge, 9)
        # Asked once at a time: between two questions the old one may go.
        wait_for(lambda: (c.edge() or [edge])[0] != edge and c.alive(1), 10, "another edge")
        waits.heard.clear()
        same(receipt_of(c, waits.wait(lambda m: m.code == 180, 10), "another edge"), code, "the same code")


def without_url(build):
    with PhoneCenter(build, ["udp:127.0.0.1"]) as c:
        caller = Caller(("127.0.0.1", c.door("udp")[2]))
        caller.invite()
        kept = caller.wait(lambda m: m.code == 180)
        check(kept.get("Tocsin-Receipt"), "without an address there is the code alone")
        same(kept.get("Call-Info"), "", "and nothing that names one")
        caller.cancel()


def with_setting(build):
    folder = tempfile.mkdtemp(prefix="tocsin-test-")
    path = os.path.join(folder, "conf")
    with open(path, "w", encoding="utf-8") as file:
        file.write("text_receipts: true\n")
    with PhoneCenter(build, ["udp:127.0.0.1"], ["--config", path, "--public-url", URL]) as c:
        server = ("127.0.0.1", c.door("udp")[2])
        desk = Desk(c, server)
        call, code, caller = spoken(c, server, desk)
        text = message_to(caller, 5)
        if check(text, "the receipt comes in writing once the conversation is over"):
            check(text.body.endswith(f"{URL}/c/{code}"), f"with its page: {text.body!r}")
            check("help" not in text.body.lower() and "emergency" not in text.body.lower(), "and nothing else is said in it")
            check(text.get("Call-ID") != caller.call_id, "in a conversation of its own")
            caller.reply(text, 200, "OK")
        wait_for(lambda: has(c, call, "text_arrived"), 5, "whether it arrived is on record")
        check(has(c, call, "receipt_texted"), "and that it was sent")
        must(c.do("dispose", desk.token, call=call, disposition="advised", reason="all well"))
        c.do("close", desk.token, call=call)
        check(not message_to(caller, 2), "it comes once")
        call, _, caller = spoken(c, server, desk, lambda call: must(c.do("refuse_text", desk.token, call=call)))
        check(not message_to(caller, 2), "who wants nothing in writing gets nothing")
        check(has(c, call, "text_refused") and not has(c, call, "receipt_texted"), "as is on record")
        must(c.do("set_agent_state", desk.token, state="away"))
        hides = Caller(server)
        hides.invite()
        hides.wait(lambda m: m.code == 180)
        hides.cancel()
        hides.wait(lambda m: m.code == 487)
        check(not message_to(hides, 2), "whom nobody has spoken with is not written to")
        writer = Caller(server)
        writer.send(writer.request("MESSAGE", body="help", kind="text/plain"))
        code = receipt_of(c, writer.wait(lambda m: m.code == 200), "in writing")
        call = int(code.split("-")[0])
        must(c.do("answer", desk.token, call=call))
        must(c.do("release", desk.token, call=call))
        text = message_to(writer, 5)
        check(text and text.body.endswith(code), "who writes is answered in the same conversation")
        check(text and text.get("Call-ID") == writer.call_id, "by its Call-ID")
        elsewhere = must(c.place("help", channel="text", contact="sip:nobody@127.0.0.1:9"))["call"]
        must(c.do("answer", desk.token, call=elsewhere))
        must(c.do("release", desk.token, call=elsewhere))
        check(not has(c, elsewhere, "receipt_texted"), "a contact that a stranger typed is written to by nobody")
    os.remove(path)
    os.rmdir(folder)


build = sys.argv[1]
without_setting(build)
without_url(build)
with_setting(build)
finish()
