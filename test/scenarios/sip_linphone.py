"""A second stack: linphone calls for help, another linphone takes it up by itself; what each says of its RTP, and that both hang up."""
# SPDX-License-Identifier: Apache-2.0
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import wave

from center import check, failures, finish, must, wait_for
from sip import PhoneCenter, answer as response, following, free_port, request, sdp

# No sound card: what it plays and records is nothing, and what it sends comes from its player.
CONFIG = """[sip]
sip_port={port}
sip_tcp_port=0
sip_tls_port=0
use_ipv6=0
bind_address=127.0.0.1
[rtp]
audio_rtp_port={rtp}
audio_adaptive_jitt_comp_enabled=0
[net]
firewall_policy=none
[sound]
echocancellation=0
[video]
enabled=0
capture=0
display=0
"""


class Linphone:
    def __init__(self, folder, name, *options):
        self.folder = os.path.join(folder, name)
        os.makedirs(os.path.join(self.folder, ".local/share/linphone"))
        config = os.path.join(self.folder, "linphonerc")
        with open(config, "w", encoding="ascii") as file:
            file.write(CONFIG.format(port=free_port(), rtp=free_port() + 10000))
        self.said = open(os.path.join(self.folder, "said"), "w+b")
        self.process = subprocess.Popen(["linphone-daemon", "--config", config, *options], stdin=subprocess.PIPE, stdout=self.said,
                                        stderr=subprocess.STDOUT, env=dict(os.environ, HOME=self.folder))

    def say(self, words):
        self.process.stdin.write(words.encode() + b"\n")
        self.process.stdin.flush()

    def text(self):
        self.said.flush()
        with open(self.said.name, "rb") as said:
            return said.read().decode(errors="replace")

    def end(self):
        if self.process.poll() is None:
            self.say("quit")
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait(timeout=10)
        self.process.stdin.close()
        text = self.text()
        self.said.close()
        return text


def call_of(c, state):
    return [one["call"] for one in c.board()["calls"] if one["state"] == state]


def two_phones(c, folder, desk, port):
    """Linphone calls, linphone answers; who called hangs up."""
    caller = Linphone(folder, "caller")
    time.sleep(1)
    caller.say(f"call sip:911@127.0.0.1:{port}")
    wait_for(lambda: call_of(c, "answered"), 15, "linphone's call is answered")
    for name, one in (("caller", caller), ("desk", desk)):
        wait_for(lambda one=one: "LinphoneCallStreamsRunning" in one.text(), 5, f"{name}: its streams run")
    time.sleep(2)
    caller.say("terminate")
    wait_for(lambda: call_of(c, "released") and not call_of(c, "answered"), 10, "the caller has hung up")
    wait_for(lambda: "LinphoneCallReleased" in desk.text(), 10, "the desk's phone is free again")
    check("LinphoneCallError" not in caller.end() + desk.text(), "nobody speaks of an error")


def counted(c, folder, desk):
    """A caller of our own counts what comes: `call-stats` ends a linphone without a sound card.  It plays a file to be heard."""
    tone = os.path.join(folder, "tone.wav")
    with wave.open(tone, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"".join(struct.pack("<h", 8000 * (number // 8 % 2)) for number in range(40000)))
    with c.wire("udp") as wire, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as media:
        media.bind(("127.0.0.1", 0))
        media.settimeout(0.02)
        invite = request(wire, "INVITE", "urn:service:sos", body=sdp(port=media.getsockname()[1]), kind="application/sdp")
        wire.send(invite)
        answer = wire.code(200, seconds=15)
        if not check(answer, "linphone answers us"):
            return
        wire.send(following(invite, "ACK").replace(b"To: <urn:service:sos>", b"To: " + answer.get("to").encode(), 1))
        there = ("127.0.0.1", int(re.search(rb"m=audio (\d+)", answer.body).group(1)))
        desk.say(f"incall-player-start {tone}")
        came = 0
        for number in range(150):
            media.sendto(struct.pack("!BBHII", 0x80, 0, number, number * 160, 7) + b"\xff" * 160, there)
            try:
                came += media.recv(2048)[:1] == b"\x80"
            except TimeoutError:
                pass
        print(f"{came} packets of RTP from linphone for 150 of ours")
        check(came > 50, f"{came} packets of RTP came")
        ended = desk.text().count("LinphoneCallReleased")
        desk.say("terminate")
        bye = wire.request("BYE")
        check(bye, "linphone hangs up")
        if bye:
            wire.send(response(bye, 200))
        wait_for(lambda: desk.text().count("LinphoneCallReleased") > ended, 10, "and is free again")
        wait_for(lambda: not call_of(c, "answered"), 5, "the conversation is over")


if not shutil.which("linphone-daemon"):
    print("SKIPPED: linphone-daemon (Debian: linphone-cli) is not installed")
    sys.exit(77)
where = tempfile.mkdtemp(prefix="tocsin-linphone-")
try:
    with PhoneCenter(sys.argv[1], ["udp:127.0.0.1"]) as center:
        door = center.door("udp")[2]
        secret = must(center.do("add_position", name="desk"))["phone_password"]
        token = must(center.do("add_agent", name="anna", role="dispatcher"))["token"]
        must(center.do("sign_in", token, position="desk"))
        phone = Linphone(where, "desk", "--auto-answer")
        time.sleep(1)
        phone.say(f"register sip:desk@127.0.0.1:{door} sip:127.0.0.1:{door} {secret} desk NULL")
        two_phones(center, where, phone, door)
        counted(center, where, phone)
        heard = phone.end()
        if failures:
            print(heard[-3000:], file=sys.stderr)
finally:
    shutil.rmtree(where, ignore_errors=True)
finish()
