"""The Policy Store of i3: signed policies are kept byte for byte and given out; the public conformance cases are run over HTTP."""
# SPDX-License-Identifier: Apache-2.0
import base64
import copy
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse

from center import Center, check, finish, same

BUILD = sys.argv[1]
SHARED = os.environ.get("TOCSIN_SHARED", "../shared")
SUITE = os.path.join(SHARED, "standards/tamu-ng911")
OWNER = "tester.example"
STORE = "/PolicyStore/v1/Policies"
# Negative cases that send nothing wrong: an id of digits is an id, and two of the suite sign the sound example by mistake.
SOUND = ["Request_with_incorrect_policyId_int", "Request_with_policy_ruleset_missing_unique_IDs", "PUT_Request_with_policy_ruleset_missing_unique_IDs"]


def openssl(*arguments, given=None):
    return subprocess.run(["openssl", *arguments], input=given, capture_output=True, check=True).stdout


def letters(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Agency:
    """A key with a certificate, by an authority or by nobody: what signs here is OpenSSL's command, not the server's code."""

    def __init__(self, folder, name, above=None, kind="ed448"):
        self.name = name
        self.key = os.path.join(folder, re.sub(r"\W", "_", name) + (kind if kind != "ed448" else "") + ".key")
        self.certificate = self.key[:-4] + ".pem"
        openssl("genpkey", "-algorithm", kind, "-out", self.key)
        by = ["-CA", above.certificate, "-CAkey", above.key] if above else []
        basic = ["-addext", "basicConstraints=critical,CA:false"] if above else []
        openssl("req", "-new", "-x509", "-key", self.key, "-subj", f"/CN={name}", "-days", "30", *by, *basic, "-out", self.certificate)
        self.above = above

    def chain(self):
        own = [base64.b64encode(openssl("x509", "-in", self.certificate, "-outform", "DER")).decode()]
        return own + (self.above.chain() if self.above else [])

    def sign(self, payload, **head):
        payload = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        protected = letters(json.dumps({"alg": "EdDSA", "x5c": self.chain(), **head}).encode())
        body = letters(payload)
        with tempfile.NamedTemporaryFile() as file:
            file.write(f"{protected}.{body}".encode())
            file.flush()
            signature = openssl("pkeyutl", "-sign", "-rawin", "-inkey", self.key, "-in", file.name)
        return {"payload": body, "protected": protected, "signature": letters(signature)}


def example(name="Policy_object_example_v010.3f.3.0.1.json"):
    # The suite names a file "_1" that it does not have; the one without it is there.
    name = os.path.basename(name).replace("_TimePeriodCondition_1_", "_TimePeriodCondition_")
    with open(os.path.join(SUITE, "policy_object_nested", name), encoding="utf-8") as file:
        return json.load(file)


def policy(name, **more):
    rule = {"id": "R1", "priority": 1, "actions": [{"actionType": "RouteAction", "recipientUri": "sip:hall@tester.example"}]}
    return {"policyOwner": OWNER, "policyType": "OtherRoutePolicy", "policyId": name, "policyRules": [rule], **more}


def set_at(value, path, new):
    """policyRules_0_conditions_0_dateStart in nested form; None takes it away."""
    parts = [int(part) if part.isdigit() else part for part in path.split("_")]
    for part in parts[:-1]:
        value = value[part]
    if new is None:
        value.pop(parts[-1], None) if isinstance(value, dict) else value.pop(parts[-1])
    elif parts[-1:] == [0] and isinstance(value, str):
        raise KeyError(path)
    else:
        value[parts[-1]] = new


class Case:
    """One case of the public suite, as its steps say, with nested policies: the suite's flattening is a defect of its own."""

    def __init__(self, center, agencies, case):
        self.center, self.agencies, self.case = center, agencies, case
        self.files = {}
        self.owned = False

    def read(self, name):
        name = name.removeprefix("file.")
        if name in self.files:
            return copy.deepcopy(self.files[name])
        if name.startswith("test_suite/test_files/JSON/policy_object/Incorrect_JWS"):
            with open(os.path.join(SUITE, name.removeprefix("test_suite/")), encoding="utf-8") as file:
                return json.load(file)
        return example(name)

    def text(self, value):
        return OWNER if value in ("var.esrp_fqdn", "TEST_SYSTEM_POLICY_OWNER") else value

    def signed(self, value):
        """Who signs follows from the name of the case: PS_001 is about that."""
        name = self.case["case"]
        if not self.owned and isinstance(value, dict) and value.get("policyOwner") == "user@test.example" and "different" not in name:
            value["policyOwner"] = OWNER
        if name == "Policy_not_signed":
            return {"payload": letters(json.dumps(value).encode()), "protected": letters(b'{"alg":"none"}'), "signature": ""}
        return self.agencies["stranger" if name == "Policy_signed_by_the_owner" else "owner"].sign(value)

    def prepare(self, step):
        do = step["do"]
        if do in ("modify_json_file", "remove_json_field_from_file"):
            value = self.read(step["json_input_file"])
            self.owned |= step["param_name"] == "policyOwner"
            path = step["param_name"].replace("weekdayList_0", "weekdayList")
            set_at(value, path, self.text(step["value"]) if do == "modify_json_file" else None)
            self.files[step["output_file"].removeprefix("file.")] = value
        elif do == "generate_jws":
            self.files[step["output_file"].removeprefix("file.")] = self.signed(self.read(step["json_source"]))
        elif do == "send_http_request":
            self.send(step["method"], step["url"], self.read(step["body"]))

    def send(self, method, url, body):
        path, _, query = url.partition("?")
        query = query.replace("TEST_SYSTEM_POLICY_OWNER", OWNER)
        base = "/PolicyStore" if path == "/Versions" else "/PolicyStore/v1"
        return self.center.ask(method, base + path + ("?" + query if query else ""), body)

    def preamble(self):
        """What the descriptions of these tests have kept before: one policy by id and one by queue."""
        if self.case["test"] in ("PS_004", "PS_005", "PS_006"):
            other = {**example(), "policyOwner": OWNER}
            queue = {**other, "policyType": "OriginationRoutePolicy", "policyQueueName": "sip:test@example.com"}
            del queue["policyId"]
            for value in (other, queue):
                self.center.ask("POST", STORE, self.agencies["owner"].sign(value))

    def run(self):
        status = 0
        self.preamble()
        for step in self.case["steps"]:
            for one in step.get("prep", []):
                self.prepare(one)
            body = self.read(step["body"]) if "body" in step else None
            if body is None and step["method"] == "PUT":
                body = self.read("/tmp/jws_body")
            status, answer = self.send(step["method"], step["url"], body)
            if self.case["test"] == "PS_008" and status == 200:
                check(self.files["/tmp/jws_body"] in answer["policies"], f"{self.case['case']}: it comes back as it was sent")
        return status, self.case["steps"][-1]["expect"]


def empty(center):
    status, body = center.ask("GET", f"/PolicyStore/v1/Policies?policyOwner={OWNER}")
    for kept in body["policies"] if status == 200 else []:
        value = json.loads(base64.urlsafe_b64decode(kept["payload"] + "==="))
        names = [("policyId", value.get("policyId")), ("policyId", "\n"), ("policyId", "'"), ("policyId", "("),
                 ("policyQueueName", value.get("policyQueueName"))]
        for member, name in names:
            if name:
                query = urllib.parse.urlencode({"policyOwner": OWNER, "policyType": value["policyType"], member: name}, quote_via=urllib.parse.quote)
                center.ask("DELETE", f"{STORE}?{query}")


def check_suite(center, agencies):
    path = os.path.join(SUITE, "tamu-http-cases.json")
    if not os.path.exists(path):
        print("SKIPPED: the conformance cases are not there (TOCSIN_SHARED)", file=sys.stderr)
        return
    with open(path, encoding="utf-8") as file:
        cases = [case for case in json.load(file) if case["test"].startswith("PS_")]
    good, refused, negatives, served = 0, 0, 0, []
    for case in cases:
        empty(center)
        status, wanted = Case(center, agencies, case).run()
        if wanted == "4xx":
            negatives += 1
            refused += 400 <= status < 500
            if not 400 <= status < 500:
                served.append(f"{case['test']} {case['case']}: {status}")
        else:
            good += same(status, int(wanted), f"{case['test']} {case['case']}")
    print(f"public cases of the Policy Store: {good} of {len(cases) - negatives} positive pass; of {negatives} negative {refused} are refused")
    for line in served:
        print(f"  not refused: {line}")
    check(good == 25, "all 25 positive cases pass")
    same(sorted(line.split(" ")[1].rstrip(":") for line in served), sorted(SOUND), "negatives are refused")
    empty(center)


def named(value, **more):
    return STORE + "?" + urllib.parse.urlencode({"policyOwner": OWNER, "policyType": value, **more}, quote_via=urllib.parse.quote)


def check_store(center, agencies):
    owner = agencies["owner"]
    first = owner.sign(policy("one", policyExpirationTime="2099-01-01T00:00:00Z"))
    same(center.ask("GET", f"{STORE}?policyOwner={OWNER}")[0], 404, "an empty store")
    same(center.ask("POST", STORE, first)[0], 201, "a signed policy is kept")
    same(center.ask("POST", STORE, first)[0], 454, "and not twice")
    same(center.ask("POST", STORE, owner.sign(policy("two")))[0], 201, "a second one")
    status, body = center.ask("GET", f"{STORE}?policyOwner={OWNER}&limit=1&start=2")
    same((status, body["count"], body["totalCount"]), (200, 1, 2), "a page of it")
    status, body = center.ask("GET", "/PolicyStore/v1/PolicyEnums?policyType=OtherRoutePolicy&policyId=one")
    same(body["policyEnums"][0]["policyExpirationTime"], "2099-01-01T00:00:00.000000Z", "its names and end")
    center.restart(9)
    status, body = center.ask("GET", named("OtherRoutePolicy", policyId="one"))
    same(body and body["policies"], [first], "after kill -9 it is there, byte for byte")
    newer = owner.sign(policy("one", description="newer"))
    same(center.ask("PUT", named("OtherRoutePolicy", policyId="one"), newer)[0], 200, "it is replaced")
    same(center.ask("GET", named("OtherRoutePolicy", policyId="one"))[1]["policies"], [newer], "and the new one given out")
    same(center.ask("DELETE", named("OtherRoutePolicy", policyId="one"))[0], 200, "it is withdrawn")
    same(center.ask("GET", named("OtherRoutePolicy", policyId="one"))[0], 404, "and given out no longer")
    same(center.ask("DELETE", named("OtherRoutePolicy", policyId="one"))[0], 404, "nor withdrawn twice")
    verified = center.tocsin("verify", center.data)
    check(verified.returncode == 0, f"the record is sound with it: {verified.stdout}{verified.stderr}")


def check_exported(center, agencies, folder):
    """What `tocsin policy export --sign` writes is taken by a store, and another program finds its signature good."""
    path = os.path.join(folder, "city.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(policy("exported", policyRules=[{**policy("")["policyRules"][0], "tocsin": {"human": True}}]), file)
    done = center.tocsin("policy", "export", path, "--sign", agencies["owner"].key, "--certificate", agencies["owner"].certificate)
    check(done.returncode == 0, f"it is signed: {done.stderr}")
    (signed,) = json.loads(done.stdout)
    same(center.ask("POST", STORE, signed)[0], 201, "an exported policy is kept")
    public, text, signature = (os.path.join(folder, name) for name in ("public.pem", "text", "signature"))
    with open(public, "wb") as file:
        file.write(openssl("x509", "-in", agencies["owner"].certificate, "-pubkey", "-noout"))
    with open(text, "w", encoding="ascii") as file:
        file.write(f"{signed['protected']}.{signed['payload']}")
    with open(signature, "wb") as file:
        file.write(base64.urlsafe_b64decode(signed["signature"] + "=="))
    said = openssl("pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", public, "-in", text, "-sigfile", signature)
    check(b"Verified Successfully" in said, f"openssl: {said}")


def check_refusals(center, agencies):
    owner, sound = agencies["owner"], policy("three")
    rows = [
        (agencies["stranger"].sign(sound), 434, "nobody trusted vouches for the signer"),
        (agencies["other"].sign(sound), 452, "another agency signed it"),
        (agencies["small"].sign(sound), 438, "a key of Ed25519"),
        (owner.sign(sound, alg="none"), 438, "alg none"),
        ({**owner.sign(sound), "signature": ""}, 434, "no signature"),
        ({**owner.sign(sound), "payload": letters(json.dumps(policy("four")).encode())}, 434, "another payload"),
        ({**owner.sign(sound), "header": {}}, 434, "an unsigned header beside it"),
        (owner.sign(sound, crit=["b64"]), 434, "what must be understood and is not"),
        (owner.sign(sound, x5u="https://tester.example/chain.pem"), 434, "a chain by value and by reference"),
        (owner.sign(b"[]"), 437, "no object"),
        (owner.sign({**sound, "policyRules": sound["policyRules"] * 2}), 436, "a priority that is there twice"),
        (owner.sign({**sound, "policyType": "VipPolicy"}), 451, "an unknown type"),
        (owner.sign({**sound, "policyExpirationTime": "2001-01-01T00:00:00Z"}), 459, "one that has ended"),
        (owner.sign({**sound, "policyRules": [{**sound["policyRules"][0], "actions": [{"actionType": "Ignore"}]}]}), 437, "an unknown action"),
    ]
    for body, code, what in rows:
        status, answer = center.ask("POST", STORE, body)
        same(status, code, what)
        check(answer and len(answer.get("detail", "")) > 10, f"{what}: says why: {answer}")
    same(center.ask("POST", STORE, raw=b"{")[0], 434, "no JSON")
    same(center.ask("POST", STORE, raw=b"x" * (2 << 20))[0], 413, "too long")


def main():
    with tempfile.TemporaryDirectory() as folder:
        authority = Agency(folder, "authority.example")
        agencies = {"owner": Agency(folder, OWNER, authority), "other": Agency(folder, "other.example", authority),
                    "small": Agency(folder, OWNER, authority, "ed25519"), "stranger": Agency(folder, "stranger.example")}
        settings = os.path.join(folder, "tocsin.conf")
        with open(settings, "w", encoding="utf-8") as file:
            file.write(f"policy_store: {{agencies: {authority.certificate}, withdraw: anybody}}\n")
        with Center(BUILD, options=["--config", settings]) as center:
            check_store(center, agencies)
            check_refusals(center, agencies)
            check_exported(center, agencies, folder)
            check_suite(center, agencies)
        with open(settings, "w", encoding="utf-8") as file:
            file.write(f"policy_store: {{agencies: {authority.certificate}}}\n")
        with Center(BUILD, options=["--config", settings]) as center:
            same(center.ask("POST", STORE, agencies["owner"].sign(policy("one")))[0], 201, "kept")
            same(center.ask("DELETE", named("OtherRoutePolicy", policyId="one"))[0], 401, "withdrawn by administrators alone")
            same(center.ask("DELETE", named("OtherRoutePolicy", policyId="one"), token=center.token)[0], 200, "by one of them")
        with Center(BUILD) as center:
            same(center.ask("GET", f"{STORE}?policyOwner={OWNER}")[0], 404, "a center that is no store")
    finish()


main()
