"""docs/openapi.json and docs/http-api.md name just the routes that the server has, and the schemas say what it answers."""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import re
import subprocess
import sys

from center import Center, check, finish, must, same

build, top = sys.argv[1:3]
listed = subprocess.run([os.path.join(build, "src/cmd/tocsind"), "--routes"], capture_output=True, text=True, check=True)
routes = {tuple(line.split()[:2]) for line in listed.stdout.splitlines()}
with open(os.path.join(top, "docs/openapi.json"), encoding="utf-8") as file:
    document = json.load(file)
with open(os.path.join(top, "docs/http-api.md"), encoding="utf-8") as file:
    words = file.read()
same({(method.upper(), path) for path, methods in document["paths"].items() for method in methods}, routes, "openapi.json")
same(set(re.findall(r"^\| `(GET|POST|PUT|DELETE) (\S+)`", words, re.M)), routes, "http-api.md")


def fits(body, name):
    schema = document["components"]["schemas"][name]
    kinds = {"integer": int, "string": str, "array": list, "object": dict}
    for member in schema["required"]:
        check(member in body, f"{name}: {member} is there: {body}")
    for member, about in schema["properties"].items():
        if member in body:
            check(isinstance(body[member], kinds[about["type"]]), f"{name}: {member} is a {about['type']}")
    for member in body:
        known = schema["properties"]
        check(member in known or name == "Answer", f"{name}: {member} is described")


with Center(build) as c:
    fits(must(c.place("help", place="here", lat=1.5, lon=2.5, caller="x", contact="y")), "Answer")
    fits(must(c.do("add_agent", name="a", role="call_taker")), "Answer")
    fits(c.ask("POST", "/v1/calls", raw=b"{")[1], "Problem")
    fits(c.do("answer", call=1)[1], "Problem")
    fits(c.ask("GET", "/v1/board")[1], "Problem")
    call = document["components"]["schemas"]["Call"]["properties"]
    samples = {"words": "w", "place": "p", "caller": "c", "contact": "c", "lat": 1, "lon": 1, "uncertainty_m": 5,
               "queue": 1, "channel": "walk_in", "priority": 1, "stamp": "2026-01-01T00:00:00Z", "source": "human"}
    same(set(samples), set(call), "every member of a call is tried")
    for member, value in samples.items():
        same(c.ask("POST", "/v1/calls", {member: value})[0], 201, f"a call with {member} alone")
finish()
