"""CPU a call, INVITE to a durable 180 to CANCEL or to BYE: tocsind beside Kamailio as a stateful relay that stores nothing.

SIPp calls both, in rounds that take turns.  Run by script/bench phones; figures of one noisy machine are never a test.
"""
# SPDX-License-Identifier: Apache-2.0
import csv
import glob
import hashlib
import os
import re
import select
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../test/scenarios"))
from center import Center, must

ROUNDS = 5
RATE = 2000
SECONDS = float(os.environ.get("SECONDS_EACH", "5"))
# Calls that somebody speaks on need somebody, for about 50 ms each.
SPOKEN_RATE = int(os.environ.get("SPOKEN_RATE", "2000"))
DESKS = int(os.environ.get("DESKS", "300"))
# Kamailio's sample has 8 processes a socket.  With one, which never waits for another's lock, a call costs about half, as long
# as one core is enough: CHILDREN=1 shows it.
CHILDREN = int(os.environ.get("CHILDREN", "8"))
# Beside the load, callers who measure more finely than SIPp does.
PROBE_RATE = 50
# Readers of the feed, by TLS.
CONSOLES = 500
CONSOLES_RATE = 50
WAITING = 10000
WAIT_RATE = 800
HERE = "127.0.0.1"

SDP = ("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 6000 RTP/AVP 8 0\r\n"
       "a=rtpmap:8 PCMA/8000\r\n")

# As long as what a phone of today offers.
OFFER = SDP + "".join(f"a=rtpmap:{96 + i} codec{i}/48000\r\na=fmtp:{96 + i} parameter={i}\r\n" for i in range(12))

INVITE = """<send retrans="500" start_rtd="1"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=z9hG4bK[pid]x[call_number]
From: "Caller" <sip:+15125550100@[local_ip]:[local_port]>;tag=[pid]t[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:+15125550100@[local_ip]:[local_port]>
Max-Forwards: 70
User-Agent: bench
Content-Type: application/sdp
Content-Length: [len]

""" + SDP.replace("\r\n", "\n") + """]]></send>
<recv response="100" optional="true"/>
<recv response="180" rtd="1" rrs="true"/>
"""

# METHOD, what follows it, its branch and CSeq, Route or not.
REQUEST = """<send{retrans}><![CDATA[
{method} {uri} SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=z9hG4bK{branch}[pid]x[call_number]
{route}From: "Caller" <sip:+15125550100@[local_ip]:[local_port]>;tag=[pid]t[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>{tag}
Call-ID: [call_id]
CSeq: {cseq}
Max-Forwards: 70
Content-Length: 0

]]></send>
"""

SERVICE = "sip:[service]@[remote_ip]:[remote_port]"


def request(method, uri=SERVICE, branch="", cseq=None, route="", tag="", retrans=' retrans="500"'):
    return REQUEST.format(method=method, uri=uri, branch=branch, cseq=cseq or f"1 {method}", route=route, tag=tag,
                          retrans=retrans)


def scenario(name, body):
    return f'<?xml version="1.0" encoding="ISO-8859-1"?>\n<scenario name="{name}">\n{body}</scenario>\n'


# He gives up as soon as he hears that it rings.  The 182 and 180 that may come again are heard and ignored.
LEAVES = scenario("leaves", INVITE + request("CANCEL") + """<recv response="180" optional="true"/>
<recv response="200"/>
<recv response="487"/>
""" + request("ACK", tag="[peer_tag_param]", retrans=""))

ROUTED = dict(uri="[next_url]", route="[routes]\n", tag="[peer_tag_param]")
SPEAKS = scenario("speaks", INVITE + """<recv response="180" optional="true"/>
<recv response="182" optional="true"/>
<recv response="200" rrs="true"/>
""" + request("ACK", branch="a", retrans="", **ROUTED) + """<pause milliseconds="20"/>
""" + request("BYE", branch="b", cseq="2 BYE", **ROUTED) + """<recv response="200"/>
""")

ANSWER = """<send{retrans}><![CDATA[
SIP/2.0 {status}
{via}[last_From:]
{to}
[last_Call-ID:]
{cseq}
{more}Content-Length: {length}
{body}
]]></send>
"""
WITH_TAG = "[last_To:];tag=[pid]u[call_number]"


def answer(status, via="[last_Via:]\n", to=WITH_TAG, cseq="[last_CSeq:]", more="", retrans="", body=""):
    return ANSWER.format(status=status, via=via, to=to, cseq=cseq, more=more, retrans=retrans,
                         length="[len]" if body else "0", body="\n" + body if body else "")


RINGING = answer("180 Ringing", more="[last_Record-Route:]\nContact: <sip:[local_ip]:[local_port]>\n")

# The relay's other side. A CANCEL has but one Via: what the INVITE brought is kept for the 487.
TAKES_LEAVING = scenario("takes leaving", """<recv request="INVITE"><action>
<ereg regexp=".*" search_in="hdr" header="Via:" occurrence="1" check_it="true" assign_to="1"/>
<ereg regexp=".*" search_in="hdr" header="Via:" occurrence="2" check_it="true" assign_to="2"/>
</action></recv>
""" + RINGING + '<recv request="CANCEL"/>\n' + answer("200 OK") +
    answer("487 Request Terminated", via="Via:[$1]\nVia:[$2]\n", cseq="CSeq: 1 INVITE", retrans=' retrans="500"') +
    '<recv request="ACK"/>\n')

TAKES_SPEAKING = scenario("takes speaking", '<recv request="INVITE"/>\n' + RINGING + answer(
    "200 OK", retrans=' retrans="500"', body=SDP.replace("\r\n", "\n"),
    more="[last_Record-Route:]\nContact: <sip:[local_ip]:[local_port]>\nContent-Type: application/sdp\n") + """<recv request="ACK"/>
<recv request="BYE"/>
""" + answer("200 OK", to="[last_To:]"))

# The routing of Kamailio's own sample (kamailio.cfg of its Debian package) for one who relays to one place: REQINIT, CANCEL, WITHINDLG,
# RELAY with the sample's hooks; without what the sample has for accounts, locations, presence, and without accounting, which stores.
RELAY = """
debug=2
log_stderror=no
fork=yes
children={children}
listen=udp:{here}:{port}
auto_aliases=no
disable_tcp=yes
loadmodule "tm.so"
loadmodule "tmx.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "sanity.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "xlog.so"
modparam("sanity", "autodrop", 0)
modparam("tm", "failure_reply_mode", 3)
modparam("tm", "fr_timer", 30000)
modparam("tm", "fr_inv_timer", 120000)
modparam("rr", "enable_full_lr", 0)
modparam("rr", "append_fromtag", 0)
request_route {{
	route(REQINIT);
	if (is_method("CANCEL")) {{
		if (t_check_trans()) route(RELAY);
		exit;
	}}
	if (!is_method("ACK")) {{
		if (t_precheck_trans()) {{
			t_check_trans();
			exit;
		}}
		t_check_trans();
	}}
	route(WITHINDLG);
	remove_hf("Route");
	if (is_method("INVITE|SUBSCRIBE")) record_route();
	if ($rU == $null) {{
		sl_send_reply("484", "Address Incomplete");
		exit;
	}}
	$du = "sip:{here}:{there}";
	route(RELAY);
}}
route[RELAY] {{
	if (is_method("INVITE|BYE|SUBSCRIBE|UPDATE")) {{
		if (!t_is_set("branch_route")) t_on_branch("MANAGE_BRANCH");
	}}
	if (is_method("INVITE|SUBSCRIBE|UPDATE")) {{
		if (!t_is_set("onreply_route")) t_on_reply("MANAGE_REPLY");
	}}
	if (is_method("INVITE")) {{
		if (!t_is_set("failure_route")) t_on_failure("MANAGE_FAILURE");
	}}
	if (!t_relay()) sl_reply_error();
	exit;
}}
route[REQINIT] {{
	set_reply_no_connect();
	force_rport();
	if ($ua =~ "friendly|scanner|sipcli|sipvicious|VaxSIPUserAgent|pplsip") exit;
	if (!mf_process_maxfwd_header("10")) {{
		sl_send_reply("483", "Too Many Hops");
		exit;
	}}
	if (!sanity_check("17895", "7")) exit;
}}
route[WITHINDLG] {{
	if (!has_totag()) return;
	if (loose_route()) {{
		if (is_method("NOTIFY")) record_route();
		route(RELAY);
		exit;
	}}
	if (is_method("ACK") && t_check_trans()) route(RELAY);
	if (!is_method("ACK")) sl_send_reply("404", "Not here");
	exit;
}}
branch_route[MANAGE_BRANCH] {{
	xdbg("new branch to $ru\n");
}}
onreply_route[MANAGE_REPLY] {{
	xdbg("incoming reply\n");
}}
failure_route[MANAGE_FAILURE] {{
	if (t_is_canceled()) exit;
}}
"""


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HERE, 0))
        return probe.getsockname()[1]


def family(parent):
    """The process and all that descend from it."""
    parents = {}
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path, encoding="latin-1") as stat:
                text = stat.read()
        except OSError:
            continue
        parents.setdefault(int(text.rsplit(")", 1)[1].split()[1]), []).append(int(text.split(" ", 1)[0]))
    found = [parent]
    for one in found:
        found += parents.get(one, [])
    return found


def cpu_us(processes):
    """User and system of each; what it costs to bring bytes to disk is the system's."""
    each = []
    for process in processes:
        with open(f"/proc/{process}/stat", encoding="latin-1") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        each.append([int(field) * 1e6 / os.sysconf("SC_CLK_TCK") for field in fields[11:13]])
    return each


def resident_bytes(processes):
    total = 0
    for process in processes:
        with open(f"/proc/{process}/statm", encoding="ascii") as statm:
            total += int(statm.read().split()[1])
    return total * os.sysconf("SC_PAGESIZE")


def stored_bytes(tocsin):
    """What the ledger's groups have, wherever SQLite has put their pages."""
    with sqlite3.connect(f"file:{tocsin.center.data}/ledger.db?mode=ro", uri=True) as ledger:
        return ledger.execute("SELECT sum(length(bytes)) FROM groups").fetchone()[0]


class Folder:
    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="tocsin-bench-")

    def write(self, name, text):
        path = os.path.join(self.path, name)
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        return path


def end(process):
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Relay:
    """Kamailio, and SIPp behind it."""
    name = "Kamailio"

    def __init__(self, folder, _, taking):
        port = free_port()
        there = free_port()
        config = folder.write(f"relay-{taking}.cfg", RELAY.format(here=HERE, port=port, there=there, children=CHILDREN))
        run = os.path.join(folder.path, f"run-{taking}")
        os.makedirs(run, exist_ok=True)
        self.port = port
        self.behind = sipp(folder, TAKES_LEAVING if taking == "leaves" else TAKES_SPEAKING, f"takes-{taking}",
                           ["-p", str(there)])
        self.server = subprocess.Popen(["kamailio", "-f", config, "-DD", "-m", "256", "-M", "16", "-Y", run],
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(1.5)
        if self.server.poll() is not None:
            end(self.behind)
            raise RuntimeError("kamailio did not start")

    def processes(self):
        return family(self.server.pid)

    def end(self):
        end(self.server)
        end(self.behind)


class Tocsin:
    name = "tocsin"

    def __init__(self, folder, build, name):
        self.center = Center(build, options=["--sip", f"udp:{HERE}:0", "--https", f"{HERE}:0"])
        self.port = int(re.search(r"^calls by phone on udp:[^:]+:(\d+)$", self.center.said, re.M).group(1))
        self.secure = int(re.search(r"^browsers on tls:[^:]+:(\d+)$", self.center.said, re.M).group(1))
        self.phones = Phones(folder, self) if name == "speaks" else None

    def processes(self):
        return family(self.center.process.pid)

    def end(self):
        if self.phones:
            self.phones.end()
        self.center.end()
        shutil.rmtree(self.center.folder, ignore_errors=True)


def header(text, name):
    return [line for line in text.split("\r\n") if line.lower().startswith(name + ":")]


class Phones:
    """So many desks' phones at one socket, which SIPp takes up as it does behind the relay."""

    def __init__(self, folder, tocsin):
        self.wire = open_wire(tocsin.port)
        self.own = self.wire.getsockname()[1]
        center = tocsin.center
        queue = must(center.do("add_queue", name="calls"))
        must(center.do("set_queue", queue=queue.get("queue", 1), ring="one", span_s=20))
        for number in range(DESKS):
            name = f"desk{number}"
            self.register(name, self.seat(center, name))
        # The phones are rung where they registered from.
        self.wire.close()
        self.behind = sipp(folder, TAKES_SPEAKING, "takes-up", ["-p", str(self.own)])

    @staticmethod
    def seat(center, name):
        token = must(center.do("add_agent", name=name, role="call_taker"))["token"]
        secret = must(center.do("add_position", name=name))
        must(center.do("sign_in", token, position=name))
        return secret

    def register(self, name, said):
        secret = said["phone_password"]
        authorization = ""
        for attempt in (1, 2):
            self.wire.send((f"REGISTER sip:{HERE} SIP/2.0\r\nVia: SIP/2.0/UDP {HERE}:{self.own};branch=z9hG4bKr{name}{attempt}\r\n"
                            f"From: <sip:{name}@{HERE}>;tag={name}\r\nTo: <sip:{name}@{HERE}>\r\nCall-ID: reg-{name}\r\n"
                            f"CSeq: {attempt} REGISTER\r\nContact: <sip:{name}@{HERE}:{self.own}>\r\nMax-Forwards: 70\r\n"
                            f"Expires: 3600\r\n{authorization}Content-Length: 0\r\n\r\n").encode())
            while True:
                self.wire.settimeout(5)
                text = self.wire.recv(65536).decode()
                if text.startswith("SIP/2.0 ") and not text.startswith("SIP/2.0 1"):
                    break
            if text.startswith("SIP/2.0 200"):
                return
            asked = [line for line in header(text, "www-authenticate") if "SHA-256" not in line][0]
            realm, nonce = (re.search(f'{what}="([^"]*)"', asked).group(1) for what in ("realm", "nonce"))
            uri = f"sip:{HERE}"
            md5 = lambda words: hashlib.md5(words.encode()).hexdigest()
            response = md5(f"{md5(f'{name}:{realm}:{secret}')}:{nonce}:00000001:c:auth:{md5(f'REGISTER:{uri}')}")
            authorization = (f'Authorization: Digest username="{name}", realm="{realm}", nonce="{nonce}", uri="{uri}", '
                             f'response="{response}", algorithm=MD5, qop=auth, nc=00000001, cnonce="c"\r\n')
        raise RuntimeError(f"{name} could not register: {text}")

    def end(self):
        end(self.behind)


def sipp(folder, text, name, options):
    path = folder.write(f"{name}.xml", text)
    return subprocess.Popen(["sipp", "-sf", path, "-i", HERE, "-nostdin", "-nd", "-s", "911", *options], cwd=folder.path,
                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Probe:
    """Calls now and then, hears 180 and gives up; how long each 180 took, in ms."""

    def __init__(self, port):
        self.wire = open_wire(port)
        self.times = []
        self.lost = 0
        self.over = False
        self.thread = threading.Thread(target=self.run, args=(port,))
        self.thread.start()

    def run(self, port):
        own = self.wire.getsockname()[1]
        # Never a call that an earlier probe made.
        number = int(time.time() * 1000)
        while not self.over:
            number += 1
            text = invite(number, port, own)
            began = time.perf_counter()
            self.wire.send(text)
            if self.hear(number, b"SIP/2.0 180"):
                self.times.append((time.perf_counter() - began) * 1000)
                head = text.split(b"\r\nContact", 1)[0]
                self.wire.send(head.replace(b"INVITE", b"CANCEL") + b"\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n")
                last = self.hear(number, b"SIP/2.0 487")
                if last:
                    to = re.search(rb"\r\n(To: [^\r]*)", last).group(1)
                    self.wire.send(re.sub(rb"To: [^\r]*", to, head).replace(b"INVITE", b"ACK") +
                                   b"\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n")
            else:
                self.lost += 1
            time.sleep(1 / PROBE_RATE)

    def hear(self, number, wanted):
        until = time.monotonic() + 5
        while time.monotonic() < until:
            if not select.select([self.wire], [], [], 0.5)[0]:
                continue
            text = self.wire.recv(65536)
            if text.startswith(wanted) and f"waiting-{number}@".encode() in text:
                return text
        return None

    def end(self):
        self.over = True
        self.thread.join()
        self.wire.close()


def load(folder, server, text, name, rate, seconds):
    """(CPU us a call, failed calls, each INVITE-to-180 in ms, user and system us a call of each process)"""
    calls = int(rate * seconds)
    processes = server.processes()
    # The relay's other side takes one scenario: only where callers leave can the probe do the same.
    probe = Probe(server.port) if name == "leaves" else None
    before = cpu_us(processes)
    stat = os.path.join(folder.path, f"{name}-{server.name}.csv")
    client = sipp(folder, text, name, ["-r", str(rate), "-m", str(calls), "-l", str(max(2 * rate, 100)), "-p", str(free_port()),
                                       "-trace_stat", "-stf", stat, "-fd", "1", "-trace_rtt", "-rtt_freq", "1",
                                       "-timeout", "60", "-deadcall_wait", "0", f"{HERE}:{server.port}"])
    try:
        client.wait(timeout=seconds + 30)
    except subprocess.TimeoutExpired:
        end(client)
    if family(server.processes()[0]) != processes:
        raise RuntimeError(f"{server.name} has lost or begun a process under this load")
    after = cpu_us(processes)
    if probe:
        probe.end()
        calls += len(probe.times)
    rows = list(csv.DictReader(open(stat, encoding="ascii"), delimiter=";"))
    made = int(rows[-1]["SuccessfulCall(C)"])
    times = probe.times if probe else []
    for path in glob.glob(f"{folder.path}/{name}_{client.pid}_rtt.csv"):
        for line in open(path, encoding="ascii"):
            cells = line.split(";")
            if not probe and len(cells) > 1 and cells[1][:1].isdigit():
                times.append(float(cells[1]))
        os.remove(path)
    missed = int(rate * seconds) - made + (probe.lost if probe else 0)
    used = [[(now - was) / calls for now, was in zip(*both)] for both in zip(after, before)]
    return sum(map(sum, used)), missed, sorted(times), used


def part(times, share):
    return times[min(len(times) - 1, int(len(times) * share))] if times else float("nan")


def compare(folder, build, text, name, rate):
    """Each round has servers of its own: what calls of earlier rounds are owed is then not counted as a call's."""
    ours, theirs, ratios = [], [], []
    failed = [0, 0]
    every = [[], []]
    for number in range(1, ROUNDS + 1):
        said = []
        for which, (begin, figures) in enumerate(((Tocsin, ours), (Relay, theirs))):
            server = begin(folder, build, name)
            try:
                us, missed, times, used = load(folder, server, text, name, rate, SECONDS)
            finally:
                server.end()
            figures.append(us)
            failed[which] += missed
            every[which] += times
            apart = ""
            if server.name == "tocsin":
                apart = " (" + ", ".join(f"{what} {user:.0f} user {system:.0f} system" for what, (user, system) in
                                         zip(("center", "edge"), used)) + ")"
            said.append(f"{server.name} {us:.0f} us a call{apart}, {missed} failed, INVITE to 180 p50 {part(times, .5):.1f} "
                        f"p99 {part(times, .99):.1f} ms")
        ratios.append(ours[-1] / theirs[-1])
        print(f"{name} round {number} at {rate} calls/s: {'; '.join(said)}; ratio {ratios[-1]:.2f}", flush=True)
    for times in every:
        times.sort()
    print(f"{name} medians: {statistics.median(ours):.0f} us a call beside {statistics.median(theirs):.0f}, ratio "
          f"{statistics.median(ratios):.2f} (wanted: at most 0.33); failed {failed[0]} and {failed[1]}; INVITE to 180: "
          f"p50 {part(every[0], .5):.1f} and {part(every[1], .5):.1f}, p99 {part(every[0], .99):.1f} and "
          f"{part(every[1], .99):.1f} ms", flush=True)


def open_wire(port):
    wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
    wire.bind((HERE, 0))
    wire.connect((HERE, port))
    return wire


def invite(number, port, own, body=SDP):
    return (f"INVITE sip:911@{HERE}:{port} SIP/2.0\r\nVia: SIP/2.0/UDP {HERE}:{own};branch=z9hG4bKw{number}\r\n"
            f'From: "Caller" <sip:+15125550100@{HERE}:{own}>;tag=w{number}\r\nTo: <sip:911@{HERE}:{port}>\r\n'
            f"Call-ID: waiting-{number}@{HERE}\r\nCSeq: 1 INVITE\r\nContact: <sip:+15125550100@{HERE}:{own}>\r\n"
            f"Max-Forwards: 70\r\nUser-Agent: bench\r\nContent-Type: application/sdp\r\nContent-Length: {len(body)}\r\n\r\n"
            f"{body}").encode()


def wait_many(wire, port, first, count, rate, body=SDP):
    """So many callers who stay; how many of them heard 180."""
    own = wire.getsockname()[1]
    rung = set()
    began = time.monotonic()
    for number in range(first, first + count):
        wire.send(invite(number, port, own, body))
        while select.select([wire], [], [], max(0, began + (number - first) / rate - time.monotonic()))[0]:
            hear(wire, rung, first)
    until = time.monotonic() + 5
    while len(rung) < count and time.monotonic() < until:
        if select.select([wire], [], [], 0.5)[0]:
            hear(wire, rung, first)
    return len(rung)


def hear(wire, rung, first):
    text = wire.recv(65536)
    if text.startswith(b"SIP/2.0 180"):
        number = int(re.search(rb"Call-ID: waiting-(\d+)@", text).group(1))
        if number >= first:
            rung.add(number)


READERS = """
import select, socket, ssl, sys
port, token, count = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
waiter = select.epoll()
wires = {}
context = ssl._create_unverified_context()
for _ in range(count):
    wire = context.wrap_socket(socket.create_connection(("127.0.0.1", port)))
    wire.sendall(f"GET /v1/feed HTTP/1.1\\r\\nHost: bench\\r\\nAuthorization: Bearer {token}\\r\\n\\r\\n".encode())
    wire.setblocking(False)
    wires[wire.fileno()] = wire
    waiter.register(wire, select.EPOLLIN)
print("ready", flush=True)
while True:
    for number, _ in waiter.poll():
        try:
            # What TLS holds already does not wake the poll.
            while piece := wires[number].recv(1 << 20):
                pass
        except ssl.SSLWantReadError:
            continue
        except OSError:
            pass
        print("lost", flush=True)
        waiter.unregister(number)
"""


def consoles(folder, build):
    """So many read the feed, each entry as it becomes durable, while calls come."""
    tocsin = Tocsin(folder, build, "leaves")
    readers = subprocess.Popen([sys.executable, "-c", READERS, str(tocsin.secure), tocsin.center.token, str(CONSOLES)],
                               stdout=subprocess.PIPE, text=True)
    try:
        readers.stdout.readline()
        us, missed, times, _ = load(folder, tocsin, LEAVES, "leaves", CONSOLES_RATE, 2 * SECONDS)
        end(readers)
        lost = readers.stdout.read().count("lost")
        print(f"consoles: {CONSOLES} read the feed by TLS, {lost} of them were lost, beside {CONSOLES_RATE} calls/s: {us:.0f} us "
              f"a call, {missed} failed, INVITE to 180 p50 {part(times, .5):.1f} p99 {part(times, .99):.1f} ms", flush=True)
    finally:
        end(readers)
        tocsin.end()


def memory(build):
    tocsin = Tocsin(None, build, "memory")
    wire = open_wire(tocsin.port)
    try:
        # What is paid once, for buffers and caches, is not a call's.
        wait_many(wire, tocsin.port, 0, 500, WAIT_RATE)
        processes = tocsin.processes()
        before = [resident_bytes([process]) for process in processes]
        rung = wait_many(wire, tocsin.port, 500, WAITING, WAIT_RATE)
        grown = [resident_bytes([process]) - was for process, was in zip(processes, before)]
        print(f"memory: {rung} of {WAITING} calls wait and heard 180; {sum(grown) / WAITING:.0f} bytes a call (center "
              f"{grown[0] / WAITING:.0f}, edge {sum(grown[1:]) / WAITING:.0f}), wanted: under 4096", flush=True)
    finally:
        wire.close()
        tocsin.end()


def kept(build):
    """Bytes on disk for a call: as quick as a flood is marked, and as slow as none."""
    for rate, words in ((45, "out of a flood"), (400, "in a flood")):
        tocsin = Tocsin(None, build, "memory")
        wire = open_wire(tocsin.port)
        try:
            wait_many(wire, tocsin.port, 0, 100, rate, OFFER)
            time.sleep(0.5)
            before = stored_bytes(tocsin)
            count = int(rate * 4)
            rung = wait_many(wire, tocsin.port, 100, count, rate, OFFER)
            flood = tocsin.center.board()["flood"]
            print(f"kept: {rung} of {count} calls {words} (the board says {flood}): "
                  f"{(stored_bytes(tocsin) - before) / count:.0f} bytes a call on disk, each with {len(OFFER)} of body", flush=True)
        finally:
            wire.close()
            tocsin.end()


def main():
    build = sys.argv[1]
    only = sys.argv[2:] or ["leaves", "speaks", "consoles", "memory", "kept"]
    folder = Folder()
    try:
        for name, text, rate in (("leaves", LEAVES, RATE), ("speaks", SPEAKS, SPOKEN_RATE)):
            if name in only:
                compare(folder, build, text, name, rate)
        if "consoles" in only:
            consoles(folder, build)
        if "memory" in only:
            memory(build)
        if "kept" in only:
            kept(build)
    finally:
        shutil.rmtree(folder.path, ignore_errors=True)


main()
