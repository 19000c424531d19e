"""A third party joins on a bridge (a small focus of our own, RFC 4579), and a neighbour takes a caller over with the EIDO's reference."""
# SPDX-License-Identifier: Apache-2.0
import http.client
import json
import os
import re
import signal
import sys
import threading

from center import check, finish, must, same, wait_for
from sip import PhoneCenter, shared
from sip_phone import SDP, Caller, End, Message, Phone, token

build, top = sys.argv[1:3]
PUBLIC = "https://center.example"


class Bridge(threading.Thread):
    """A focus without media: a factory of conferences, and dialogs of those who take part."""

    def __init__(self):
        super().__init__(daemon=True)
        self.end = End(None)
        self.dialogs, self.conferences, self.refuses, self.faults = {}, set(), False, []
        self.start()

    def run(self):
        while True:
            self.end.socket.settimeout(None)
            data, self.end.server = self.end.socket.recvfrom(65535)
            self.hear(data.decode())

    def hear(self, text):
        message = Message(text)
        method, user = message.method, re.search(r"sip:([^@]+)@", message.start)
        if method == "INVITE":
            self.invited(message, user.group(1))
        elif method == "BYE":
            self.dialogs.pop(message.get("Call-ID"), None)
            self.end.reply(message, 200)

    def invited(self, message, user):
        call_id = message.get("Call-ID")
        if self.refuses:
            self.end.reply(message, 503, tag="b")
            return
        if call_id not in self.dialogs:
            if user == "factory":
                user = "conf" + token()
                self.conferences.add(user)
            elif user not in self.conferences:
                self.faults.append(message.start)
            self.dialogs[call_id] = {"invite": message, "conference": user, "port": 7000 + 2 * len(self.dialogs)}
        dialog = self.dialogs[call_id]
        if "m=audio" not in message.body:
            self.faults.append(f"no offer: {message.start}")
        dialog["offer"] = re.search(r"m=audio (\d+)", message.body).group(1)
        contact = f"Contact: <sip:{dialog['conference']}@{self.end.place}>;isfocus\r\n"
        body = SDP.format(n=7, port=dialog["port"])
        to = message.get("To") + ("" if ";tag=" in message.get("To") else ";tag=b" + call_id[:6])
        self.end.send(f"SIP/2.0 200 OK\r\nVia: {message.get('Via')}\r\nFrom: {message.get('From')}\r\nTo: {to}\r\n"
                      f"Call-ID: {call_id}\r\nCSeq: {message.get('CSeq')}\r\n{contact}Content-Type: application/sdp\r\n"
                      f"Content-Length: {len(body)}\r\n\r\n{body}")

    def goes(self):
        """Says BYE to all."""
        for call_id, dialog in list(self.dialogs.items()):
            invite = dialog["invite"]
            target = re.search(r"<([^>]+)>", invite.get("Contact")).group(1)
            self.end.send(f"BYE {target} SIP/2.0\r\nVia: SIP/2.0/UDP {self.end.place};branch=z9hG4bK{token()};rport\r\nMax-Forwards: 70\r\n"
                          f"From: {invite.get('To')};tag=b{call_id[:6]}\r\nTo: {invite.get('From')}\r\nCall-ID: {call_id}\r\n"
                          f"CSeq: 1 BYE\r\nContent-Length: 0\r\n\r\n")
            self.dialogs.pop(call_id, None)


class Scene:
    def __init__(self, c, bridge):
        self.c, self.bridge = c, bridge
        self.sip = c.door("udp")[1:]
        self.tokens, self.phones = {}, {}
        for name in ("anna", "ben"):
            secret = must(c.do("add_position", name=name + "desk"))["phone_password"]
            self.tokens[name] = must(c.do("add_agent", name=name, role="dispatcher"))["token"]
            must(c.do("sign_in", self.tokens[name], position=name + "desk"))
            self.phones[name] = Phone(self.sip, name + "desk", secret)
            same(self.phones[name].register().code, 200, f"{name}'s phone is registered")
            self.state(name, "away")
        self.county = End(self.sip)
        must(c.do("add_neighbour", name="county", contact=f"sip:county@{self.county.place}"))

    def state(self, name, state):
        self.c.do("set_agent_state", self.tokens[name], state=state)

    def do(self, command, **members):
        return self.c.do(command, self.tokens["anna"], **members)

    def events(self, call, kind):
        return [event for entry in self.c.record(call)["timeline"] for event in entry["events"] if event["kind"] == kind]

    def went(self, call, *how):
        wait_for(lambda: [event["bridged"] for event in self.events(call, "conference_went")] == list(how), 8, f"on record: {how}")

    def call(self):
        """A caller who speaks with anna."""
        caller = Caller(self.sip)
        self.state("anna", "ready")
        caller.invite()
        self.phones["anna"].take_up(self.phones["anna"].ringing())
        caller.answered()
        self.state("ben", "ready")
        return caller, max(self.c.calls())

    def told(self, end, port):
        """An end is asked to send its media to a port, and does."""
        invite = end.wait(lambda m: m.method == "INVITE")
        check(f"m=audio {port} " in invite.body, f"asked for port {port}: {invite.body}")
        end.reply(invite, 200, body=SDP.format(n=end.port, port=port_of(end)))
        end.wait(lambda m: m.method == "ACK")

    def joined(self, third, caller, call):
        """The third party takes it up, and all three are moved."""
        invite = third.wait(lambda m: m.method == "INVITE")
        same(invite.body, "", "the third party is asked without an offer")
        third.invited, third.user = invite, getattr(third, "user", "x")
        third.reply(invite, 200, tag="p" + third.user, body=SDP.format(n=third.port, port=port_of(third)))
        ack = third.wait(lambda m: m.method == "ACK")
        ports = {one["offer"]: one["port"] for one in self.bridge.dialogs.values()}
        check(f"m=audio {ports[str(port_of(third))]} " in ack.body, "the third party's media go to the bridge")
        self.told(caller, ports[str(port_of(caller))])
        self.told(self.phones["anna"], ports[str(port_of(self.phones["anna"]))])
        wait_for(lambda: self.c.calls()[call].get("third") == "joined", 5, "joined, says the board")
        same((len(self.bridge.dialogs), self.bridge.faults), (3, []), "three are on the bridge")
        return invite

    def ended(self, caller):
        same(caller.bye().code, 200, "the caller hangs up")
        for phone in self.phones.values():
            phone.listen(0.2)
        self.state("ben", "away")
        self.state("anna", "away")


def port_of(end):
    """What each says of its media: callers their own port and one more, the rest by theirs."""
    return 5000 if isinstance(end, Phone) and end.user == "annadesk" else end.port + 1 if isinstance(end, Caller) else end.port


def together_again(scene, caller):
    scene.told(scene.phones["anna"], port_of(caller))
    scene.told(caller, 5000)
    wait_for(lambda: not scene.bridge.dialogs, 5, "nobody is on the bridge")


def agent_joins(scene):
    """Another agent joins; the edge is killed; he leaves, and the two speak on."""
    caller, call = scene.call()
    must(scene.do("conference", call=call, agent="ben"))
    scene.joined(scene.phones["ben"], caller, call)
    same(scene.do("hold", call=call)[1]["rule"], "in_conference", "no hold in a conversation of three")
    before = scene.c.edge()
    os.kill(before[0], signal.SIGKILL)
    wait_for(lambda: scene.c.edge() not in ([], before), 10, "another edge is started")
    check(scene.c.alive(), "it answers")
    scene.phones["ben"].bye()
    scene.went(call, "joined", "left")
    together_again(scene, caller)
    same(scene.c.calls()[call]["state"], "answered", "the two speak on")
    scene.ended(caller)


def agent_takes_over(scene):
    caller, call = scene.call()
    must(scene.do("conference", call=call, queue="default"))
    scene.joined(scene.phones["ben"], caller, call)
    scene.phones["anna"].bye()
    scene.went(call, "joined", "taken_over")
    scene.told(scene.phones["ben"], port_of(caller))
    scene.told(caller, port_of(scene.phones["ben"]))
    ben = next(one["agent"] for one in scene.c.board()["agents"] if one["name"] == "ben")
    same((scene.c.calls()[call]["state"], scene.c.calls()[call]["agent"]), ("answered", ben), "ben has the caller")
    scene.ended(caller)


def bridge_fails(scene):
    """It refuses, and then goes in mid-conversation: the two speak on, and it is on record."""
    caller, call = scene.call()
    scene.bridge.refuses = True
    must(scene.do("conference", call=call, agent="ben"))
    ben = scene.phones["ben"]
    invite = ben.wait(lambda m: m.method == "INVITE")
    ben.reply(invite, 200, tag="p", body=SDP.format(n=1, port=ben.port))
    ben.reply(ben.wait(lambda m: m.method == "BYE"), 200)
    scene.went(call, "failed")
    same(scene.events(call, "conference_went")[0]["count"], 503, "with the code that the bridge said")
    scene.bridge.refuses = False
    must(scene.do("conference", call=call, agent="ben"))
    scene.joined(ben, caller, call)
    scene.bridge.goes()
    scene.went(call, "failed", "joined", "failed")
    ben.reply(ben.wait(lambda m: m.method == "BYE"), 200)
    together_again(scene, caller)
    must(scene.do("conference", call=call, agent="ben"))
    ben.reply(ben.ringing(), 486, tag="pbendesk")
    scene.went(call, "failed", "joined", "failed", "not_joined")
    scene.ended(caller)


def read_eido(scene, call, reference):
    connection = http.client.HTTPConnection("127.0.0.1", scene.c.port, timeout=10)
    path = reference[len(PUBLIC):]
    connection.request("GET", path, headers={"Accept": 'application/emergency.eido+json;version="1"'})
    answer = connection.getresponse()
    same((answer.status, answer.getheader("Content-Type")), (200, 'application/emergency.eido+json;version="1"'), "the EIDO is there")
    eido = json.loads(answer.read())
    connection.close()
    same(scene.c.ask("GET", path[:-1] + ("0" if path[-1] != "0" else "1"))[0], 404, "another reference is none")
    same(len(scene.events(call, "looked")), 1, "who looked is on record")
    check("eido_to: 127.0.0.1" in str(scene.c.record(call)["timeline"]), "with the address")
    same(eido["incidentComponent"]["incidentTypeInternalText"], "fire", "the incident's type")
    same(eido["callComponent"][0]["callStateRegistryText"], "callAnswered", "the call's state")
    return eido


def fits_schema(eido):
    folder = shared()
    try:
        import jsonschema
        import yaml
    except ImportError:
        print("SKIPPED: python3-jsonschema or python3-yaml is not installed: nobody else judges the EIDO")
        return
    if not folder:
        print("SKIPPED: TOCSIN_SHARED names no folder with the EIDO's schema")
        return
    with open(os.path.join(folder, "standards/eido/eido-openapi.yaml"), encoding="utf-8") as file:
        document = yaml.safe_load(file)
    with open(os.path.join(folder, "standards/eido/nena-eido-registries.json"), encoding="utf-8") as file:
        registries = json.load(file)

    def allowed(name):
        return {one["value"] for key, values in registries.items() if key.startswith(name) for one in values}
    names = document["components"]["schemas"]
    # The schema of another file (NIEM) is not at hand, and nothing that we say is of it.
    text = re.sub(r'"\$ref": "(?!#)[^"]*"', '"type": "object"', json.dumps(names))
    names = json.loads(text)
    schema = {"$ref": "#/components/schemas/EmergencyIncidentDataObjectType", "components": {"schemas": names}}
    faults = [f"{list(fault.path)}: {fault.message}" for fault in jsonschema.Draft7Validator(schema).iter_errors(eido)]
    same(faults, [], "the EIDO is valid")
    broken = {key: value for key, value in eido.items() if key != "agencyComponent"}
    check(list(jsonschema.Draft7Validator(schema).iter_errors(broken)), "and one without an agency is not")
    check(eido["incidentComponent"]["incidentTypeCommonRegistryText"] in allowed("EIDO-IncidentType"), "its type is in the registry")
    check(set(eido["incidentComponent"]["incidentStatusCommonRegistryText"]) <= allowed("EIDO-IncidentStatus"), "its status is too")
    check(eido["locationComponent"][0]["locationTypeDescriptionRegistryText"] in allowed("EIDO-LocationType"), "so is the place's kind")


def neighbour_takes_over(scene):
    """Busy at first; then it accepts, reads the EIDO, and has the caller."""
    caller, call = scene.call()
    must(scene.do("classify", call=call, type="fire", priority=1, lat=52.5, lon=13.4, uncertainty_m=30))
    must(scene.do("set_place", call=call, lat=52.5, lon=13.4, uncertainty_m=30))
    must(scene.do("transfer", call=call, neighbour="county"))
    county = scene.county
    county.reply(county.wait(lambda m: m.method == "INVITE"), 486, tag="c")
    wait_for(lambda: scene.events(call, "transfer_ended"), 5, "a refusal is on record")
    same(scene.events(call, "transfer_ended")[0]["outcome"], "no_answer", "as one")
    same(scene.c.calls()[call]["state"], "answered", "the caller is with anna")
    # Once more, by the phone's own transfer.
    anna = scene.phones["anna"]
    invite = anna.invited
    target = re.search(r"<([^>]+)>", invite.get("Contact")).group(1)
    anna.send(f"REFER {target} SIP/2.0\r\nVia: SIP/2.0/UDP {anna.place};branch=z9hG4bK{token()};rport\r\nMax-Forwards: 70\r\n"
              f"From: {invite.get('To')};tag=pannadesk\r\nTo: {invite.get('From')}\r\nCall-ID: {invite.get('Call-ID')}\r\nCSeq: 2 REFER\r\n"
              f"Contact: <sip:x@{anna.place}>\r\nRefer-To: <sip:county@center.example>\r\nContent-Length: 0\r\n\r\n")
    taken = county.wait(lambda m: m.method == "INVITE")
    infos = {re.search(r"purpose=(\S+)", info).group(1): info.split("<")[1].split(">")[0] for info in taken.all("Call-Info")}
    same(sorted(infos), ["emergency-CallId", "emergency-IncidentId", "emergency-eido"], "the identifiers go with the caller")
    check(infos["emergency-eido"].startswith(f"{PUBLIC}/v1/eido/"), f"the reference is public: {infos}")
    county.reply(taken, 200, tag="c", body=SDP.format(n=3, port=6000))
    county.wait(lambda m: m.method == "ACK")
    scene.told(caller, 6000)
    wait_for(lambda: scene.c.calls()[call].get("away"), 5, "the neighbour has the caller, says the board")
    fits_schema(read_eido(scene, call, infos["emergency-eido"]))
    check(county.listen(0.5) is None, "their conversation goes on")
    same(caller.bye().code, 200, "the caller hangs up")
    county.reply(county.wait(lambda m: m.method == "BYE"), 200)
    wait_for(lambda: scene.events(call, "caller_left"), 5, "and that is on record")


with PhoneCenter(build, ("udp:127.0.0.1",)) as plain:
    agent = plain.agent("anna", "dispatcher")
    must(plain.place("fire"))
    must(plain.do("answer", agent, call=1))
    plain.agent("ben", "dispatcher")
    same(plain.do("conference", agent, call=1, agent="ben")[1]["rule"], "no_bridge", "no bridge: refused, and why")
focus = Bridge()
with PhoneCenter(build, ("udp:127.0.0.1",), options=["--domain", "center.example", "--bridge", f"sip:factory@{focus.end.place}",
                                                    "--public-url", PUBLIC]) as center:
    stage = Scene(center, focus)
    for act in (agent_joins, agent_takes_over, bridge_fails, neighbour_takes_over):
        act(stage)
    same(center.end(), 0, "the server ends well")
    same(center.tocsin("verify", center.data).returncode, 0, "the ledger verifies")
finish()
