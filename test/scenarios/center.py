"""A real server in a folder of its own, on a free port of the loopback, ended by its pid."""
# SPDX-License-Identifier: Apache-2.0
import http.client
import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

START_S = 60
ASK_S = 30


class Center:
    """Starts at once; `with Center(build) as center` ends it."""

    def __init__(self, build, folder=None, options=()):
        self.build = build
        self.folder = folder or tempfile.mkdtemp(prefix="tocsin-test-")
        self.options = list(options)
        self.token = None
        self.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def data(self):
        return os.path.join(self.folder, "data")

    def command(self):
        return [os.path.join(self.build, "src/cmd/tocsind"), "--data", self.data, "--listen", "127.0.0.1:0", *self.options]

    def start(self):
        self.process = subprocess.Popen(self.command(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        os.set_blocking(self.process.stdout.fileno(), False)
        said, until = "", time.monotonic() + START_S
        while time.monotonic() < until:
            select.select([self.process.stdout], [], [], 0.2)
            said += (self.process.stdout.read() or b"").decode()
            token = re.search(r"^admin token: (\S+)$", said, re.M)
            port = re.search(r"^listening on http://127\.0\.0\.1:(\d+)$", said, re.M)
            if token:
                self.token = token.group(1)
            if port:
                self.port = int(port.group(1))
                self.said = said
                return
            if self.process.poll() is not None:
                break
        raise RuntimeError(f"the server did not start: {said}")

    def end(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(timeout=START_S)
        self.process.stdout.close()
        return code

    def restart(self, how=signal.SIGTERM):
        self.end(how)
        self.start()

    def ask(self, method, path, body=None, token=None, key=None, raw=None, headers=None):
        """(status, JSON or None)"""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ASK_S)
        given = dict(headers or {})
        if token:
            given["Authorization"] = token if " " in token else f"Bearer {token}"
        if key:
            given["Idempotency-Key"] = key
        connection.request(method, path, raw if raw is not None else json.dumps(body) if body is not None else None, given)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text) if text else None

    def do(self, command, token=None, key=None, **members):
        return self.ask("POST", f"/v1/commands/{command}", members, token or self.token, key)

    def place(self, words="help", **members):
        return self.ask("POST", "/v1/calls", {"words": words, **members})

    def board(self, token=None):
        return self.ask("GET", "/v1/board", token=token or self.token)[1]

    def agent(self, name, role):
        """A token of a new agent who has signed in at a position of his own; crews have none."""
        token = must(self.do("add_agent", name=name, role=role))["token"]
        must(self.do("add_position", name=name))
        if role not in ("crew", "auditor", "administrator"):
            must(self.do("sign_in", token, position=name))
        return token

    def tocsin(self, *arguments, token=None):
        environment = dict(os.environ, TOCSIN_URL=f"http://127.0.0.1:{self.port}", TOCSIN_TOKEN=token or self.token)
        return subprocess.run([os.path.join(self.build, "src/cmd/tocsin"), *arguments], capture_output=True, text=True,
                              env=environment, timeout=120)


def must(answer):
    status, body = answer
    if status not in (200, 201):
        raise AssertionError(f"{status}: {body}")
    return body


failures = []
checks = 0


def check(holds, what):
    global checks
    checks += 1
    if not holds:
        failures.append(what)
        print(f"does not hold: {what}", file=sys.stderr)
    return holds


def same(got, wanted, what):
    return check(got == wanted, f"{what}: {got!r}, wanted {wanted!r}")


def wait_for(holds, seconds, what):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return check(True, what)
        time.sleep(0.1)
    return check(False, f"{what}, within {seconds} s")


def finish():
    print(f"{checks} checks, {len(failures)} failures")
    sys.exit(1 if failures or not checks else 0)
