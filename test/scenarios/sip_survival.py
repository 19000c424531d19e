"""Calls by phone survive: the edge killed under callers, the whole server killed with 1,000 calls waiting."""
# SPDX-License-Identifier: Apache-2.0
import os
import random
import re
import signal
import socket
import sys
import time

from center import Center, check, finish, must, same, wait_for
from sip_phone import Caller, Message, Phone

WAITING = 1000


class PhoneCenter(Center):
    """A center on a fixed port of SIP, so that it comes back where it was."""

    def __init__(self, build):
        # Below what the kernel gives to whoever asks for any: nobody takes it while the server is down.
        for self.sip in (("127.0.0.1", port) for port in random.sample(range(20000, 30000), 100)):
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
                try:
                    probe.bind(self.sip)
                    break
                except OSError:
                    continue
        super().__init__(build, options=["--sip", f"udp:127.0.0.1:{self.sip[1]}"])

    def edge(self):
        """The edge's process, a child of the server's."""
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children") as children:
            found = children.read().split()
        return int(found[0]) if found else 0

    def call(self, number):
        return next((one for one in self.board()["calls"] if one["call"] == number), None)


def kill_edge(c):
    before = c.edge()
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: c.edge() not in (0, before), 10, "another edge is started")
    time.sleep(0.5)


def edge_dies(c, desk):
    """One caller waits and one is spoken with while the edge is killed; both go on."""
    spoken, waits = Caller(c.sip, name="spoken"), Caller(c.sip, name="waits")
    spoken.invite()
    desk.take_up(desk.ringing())
    spoken.answered()
    waits.invite()
    waits.wait(lambda m: m.code == 180)
    numbers = [one["call"] for one in c.board()["calls"]]
    kill_edge(c)
    same([one["call"] for one in c.board()["calls"]], numbers, "no call is lost or doubled")
    # Whoever speaks hangs up by the new edge, and the phone hears of it.
    same(spoken.bye().code, 200, "the caller who spoke can hang up")
    bye = desk.wait(lambda m: m.method == "BYE")
    desk.reply(bye, 200)
    # The one who waits is rung for, though he has sent nothing since.
    invite = desk.ringing(20)
    desk.take_up(invite)
    waits.answered()
    check(c.call(numbers[0])["state"] == "answered", "the one who waited is answered")
    desk.bye()
    waits.reply(waits.wait(lambda m: m.method == "BYE"), 200)


def edge_dies_often(c):
    """Callers place calls while the edge is killed again and again: each that heard 180 is on the board."""
    heard, callers = 0, []
    for i in range(40):
        caller = Caller(c.sip, name=f"often{i}")
        callers.append(caller)
        caller.invite()
        if i % 10 == 5:
            os.kill(c.edge() or c.edge(), signal.SIGKILL) if c.edge() else None
        for _ in range(20):
            message = caller.listen(0.5)
            if message and message.code == 180:
                heard += 1
                break
            if not message:
                caller.send(caller.sent)
    same(heard, len(callers), "whoever sends again is heard")
    board = {call for call in names_of(c)}
    check(all(caller.name in board for caller in callers), "each of them is on the board")
    for caller in callers:
        caller.close()


def names_of(c):
    """Callers' names of all open calls, from their records."""
    names = []
    for one in c.board()["calls"]:
        status, record = c.ask("GET", f"/v1/calls/{one['call']}", token=c.token)
        names += [entry.get("caller") for entry in record["timeline"] if entry.get("caller")] if status == 200 else []
    return names


def server_dies(c):
    """1,000 calls wait when the whole server is killed: each is there after the restart, owed, and known again."""
    ends = [Caller(c.sip, name=f"n{i}") for i in range(WAITING)]
    for i in range(0, WAITING, 50):
        for caller in ends[i:i + 50]:
            caller.invite()
        for caller in ends[i:i + 50]:
            caller.wait(lambda m: m.code == 180, 20)
    before = c.board()["open_calls"]
    c.restart(signal.SIGKILL)
    board = c.board()
    same(board["open_calls"], before, "every call is on the board")
    waiting = [one for one in board["calls"] if one["state"] == "waiting"]
    check(len(waiting) >= WAITING - 60, f"they wait: {len(waiting)} of the listed ones")
    check(all(any(debt["kind"] == "answer" for debt in one["obligations"]) for one in waiting), "each is owed an answer")
    # Whoever sends again is the same call, not another one.
    for caller in ends[::10]:
        caller.send(caller.sent)
    for caller in ends[::10]:
        again = caller.wait(lambda m: m.code in (180, 182), 20)
        check(again.tag("To"), "and hears that he waits")
    same(c.board()["open_calls"], before, "sending again makes no second call")
    # Others hang up, without having sent anything else.
    for caller in ends[1::100]:
        caller.cancel()
        caller.wait(lambda m: m.code == 487, 20)
    wait_for(lambda: c.call(waiting[0]["call"]) is not None, 5, "the board answers")
    for caller in ends:
        caller.close()


def flood_dies(c):
    """A flood of calls with one body: marked, kept, that body stored once; and another edge knows each of them whole."""
    body = "v=0\r\no=- 7 1 IN IP4 127.0.0.1\r\ns=" + "x" * 200 + "\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"
    ends = [Caller(c.sip, name=f"flood{i}") for i in range(120)]
    for caller in ends:
        caller.invite(body=body)
    for caller in ends:
        caller.wait(lambda m: m.code == 180, 20)
    # One second may have ended in the middle: the last ones come on top.
    check(c.board()["flood"] > 50, "the board says flood")
    late = Caller(c.sip, name="late")
    ends.append(late)
    late.invite(body=body)
    late.wait(lambda m: m.code == 180, 20)
    number = max(one["call"] for one in c.board()["calls"])
    status, record = c.ask("GET", f"/v1/calls/{number}", token=c.token)
    facts = "".join(entry.get("facts", "") for entry in record["timeline"]) if status == 200 else ""
    check("flood: " in facts and "same_body_as: call " in facts, f"it is marked, its body is another's: {facts}")
    for caller in ends:
        while caller.listen(0):
            pass
    kill_edge(c)
    for caller in ends:
        check(caller.wait(lambda m: m.code in (180, 182, 400), 20).code != 400, "another edge tells whoever waits")
    for caller in ends:
        caller.cancel()
        caller.wait(lambda m: m.code == 487, 20)
        caller.close()
    wait_for(lambda: c.board()["flood"] == 0, 20, "the board says that the flood is over")


with PhoneCenter(sys.argv[1]) as center:
    password = must(center.do("add_position", name="desk"))["phone_password"]
    token = must(center.do("add_agent", name="anna", role="dispatcher"))["token"]
    must(center.do("sign_in", token, position="desk"))
    phone = Phone(center.sip, "desk", password)
    same(phone.register().code, 200, "the desk's phone registers")
    edge_dies(center, phone)
    same(phone.register(0).code, 200, "and leaves")
    edge_dies_often(center)
    flood_dies(center)
    server_dies(center)
    center.end()
    verified = center.tocsin("verify", center.data)
    same(verified.returncode, 0, f"the ledger holds: {verified.stderr}")
finish()
