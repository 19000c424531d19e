"""A full disk: calls are still taken, on a second path, answered and numbered; and brought home when there is room."""
# SPDX-License-Identifier: Apache-2.0
import os
import shutil
import subprocess
import sys
import tempfile

from center import Center, check, finish, must, same, wait_for

SMALL = "4m"
if subprocess.run(["unshare", "-rm", "true"], capture_output=True, check=False).returncode:
    print("SKIPPED: a mount namespace of one's own is not allowed here")
    sys.exit(77)


class SmallDisk(Center):
    """Its data lies on a small file system that only the server sees; we reach it through /proc."""

    def command(self):
        inside = f"mount -t tmpfs -o size={SMALL} tmpfs {self.disk} && exec \"$@\""
        return ["unshare", "-rm", "sh", "-c", inside, "sh", *super().command()]

    @property
    def disk(self):
        path = os.path.join(self.folder, "disk")
        os.makedirs(path, exist_ok=True)
        return path

    @property
    def data(self):
        return os.path.join(self.disk, "data")

    def seen(self, path):
        return f"/proc/{self.process.pid}/root{path}"


folder = tempfile.mkdtemp(prefix="tocsin-test-")
spool = os.path.join(folder, "spool")
with SmallDisk(sys.argv[1], folder, ["--spool", spool]) as c:
    supervisor = c.agent("supervisor", "supervisor")
    before = must(c.place("before"))["call"]
    filler = c.seen(os.path.join(c.disk, "filler"))
    with open(filler, "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass
    calls = [must(c.place(f"call {n} " + "w" * 3000)) for n in range(200)]
    same([one["call"] for one in calls], list(range(before + 1, before + 201)), "200 calls are taken on a full disk")
    health = c.ask("GET", "/v1/health")[1]
    same(health["status"], "disk full, spooling", "it says so")
    check(os.path.exists(os.path.join(spool, "ledger.db")), "they lie on the second path")
    must(c.do("answer", supervisor, call=calls[0]["call"]))
    timeline = c.ask("GET", f"/v1/calls/{calls[0]['call']}", token=c.token)[1]["timeline"]
    same(timeline[0]["command"], "place_call", "and are read from there")
    os.unlink(filler)
    wait_for(lambda: c.ask("GET", "/v1/health")[1]["status"] == "ok", 30, "once there is room it goes on in place")
    feed = [entry for n in (calls[0]["call"],) for entry in c.ask("GET", f"/v1/calls/{n}", token=c.token)[1]["timeline"]]
    check(feed, "the record is whole")
    home = os.path.join(folder, "home")
    last = must(c.place("after"))["sequence"]
    shutil.copytree(c.seen(c.data), home)
    c.end()
    verified = c.tocsin("--json", "verify", home)
    same(verified.returncode, 0, f"tocsin verify: {verified.stderr}")
    check(f'"entries":{last}' in verified.stdout, f"all {last} entries are home: {verified.stdout}")
shutil.rmtree(folder, ignore_errors=True)
finish()
