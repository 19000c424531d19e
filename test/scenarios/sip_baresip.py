"""Real phones: baresip calls for help, another baresip takes it up; audio flows both ways, shown by their counters of RTP."""
# SPDX-License-Identifier: Apache-2.0
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

from center import Center, check, finish, must, same, wait_for
from sip import free_port

MODULES = "/usr/lib/baresip/modules"
CONFIG = """poll_method epoll
net_interface 127.0.0.1
sip_listen 127.0.0.1:{port}
audio_player aubridge,{name}
audio_source ausine,440
audio_alert aubridge,{name}
ausrc_srate 48000
auplay_srate 48000
ausrc_channels 2
auplay_channels 2
rtp_ports {rtp}-{rtp_end}
rtcp_mux no
module_path {modules}
module g711.so
module ausine.so
module aubridge.so
module_app account.so
module_app menu.so
"""


class Baresip:
    def __init__(self, folder, name, account, commands=(), seconds=40):
        self.folder = os.path.join(folder, name)
        os.mkdir(self.folder)
        rtp = free_port() + 10000
        with open(os.path.join(self.folder, "config"), "w", encoding="ascii") as config:
            config.write(CONFIG.format(port=free_port(), name=name, rtp=rtp, rtp_end=rtp + 20, modules=MODULES))
        with open(os.path.join(self.folder, "accounts"), "w", encoding="ascii") as accounts:
            accounts.write(account + "\n")
        with open(os.path.join(self.folder, "contacts"), "w", encoding="ascii") as contacts:
            contacts.write("\n")
        self.said = open(os.path.join(self.folder, "said"), "w+b")
        words = ["baresip", "-f", self.folder, "-t", str(seconds)]
        for command in commands:
            words += ["-e", command]
        self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=self.said, stderr=subprocess.STDOUT)

    def text(self):
        self.said.flush()
        with open(self.said.name, "rb") as said:
            return re.sub(r"\x1b\[[0-9;]*[A-Za-z]|\r", "", said.read().decode(errors="replace"))

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(timeout=20)
        return self.text()


def rates(text):
    """(sent, received) in bit/s, the last that the phone printed while it spoke."""
    found = re.findall(r"audio=(\d+)/(\d+) \(bit/s\)", text)
    return max(((int(sent), int(received)) for sent, received in found), default=(0, 0))


def talk(c, folder, sip, password):
    desk = Baresip(folder, "desk", f"<sip:desk@127.0.0.1:{sip}>;auth_user=desk;auth_pass={password};answermode=auto;regint=60")
    wait_for(lambda: "200 OK" in desk.text() or "registered" in desk.text(), 15, "the desk's phone registers")
    caller = Baresip(folder, "caller", "<sip:anybody@127.0.0.1>;regint=0", [f"/dial sip:911@127.0.0.1:{sip}"])
    answered = wait_for(lambda: any(one["state"] == "answered" for one in c.board()["calls"]), 15, "it is answered")
    time.sleep(4)
    call = c.board()["calls"][0]["call"]
    said = caller.end()  # hanging up is its way to end
    wait_for(lambda: next(one for one in c.board()["calls"] if one["call"] == call)["state"] == "released", 10, "the caller left")
    time.sleep(1)
    heard = desk.end()
    for name, text in (("caller", said), ("desk", heard)):
        sent, received = rates(text)
        check(sent > 10000 and received > 10000, f"{name}: {sent} bit/s of RTP sent, {received} received")
        if not answered or not sent or not received:
            print(text[-3000:], file=sys.stderr)


if not shutil.which("baresip") or not os.path.isdir(MODULES):
    print("SKIPPED: baresip is not installed")
    sys.exit(77)
where = tempfile.mkdtemp(prefix="tocsin-baresip-")
try:
    port = free_port()
    with Center(sys.argv[1], options=["--sip", f"udp:127.0.0.1:{port}"]) as center:
        secret = must(center.do("add_position", name="desk"))["phone_password"]
        token = must(center.do("add_agent", name="anna", role="dispatcher"))["token"]
        must(center.do("sign_in", token, position="desk"))
        same(center.board()["open_calls"], 0, "nobody calls yet")
        talk(center, where, port, secret)
finally:
    shutil.rmtree(where, ignore_errors=True)
finish()
