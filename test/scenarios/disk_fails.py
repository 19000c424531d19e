"""An fsync that fails ends the server at once, with words; nothing is acknowledged after it, and nothing that was is lost."""
# SPDX-License-Identifier: Apache-2.0
import http.client
import shutil
import subprocess
import sys
import tempfile

from center import Center, check, finish, same

build = sys.argv[1]


class Failing(Center):
    """Its n-th fsync, and every later one, says that the disk failed: strace puts the error in."""

    def __init__(self, folder, when):
        self.when = when
        super().__init__(build, folder)

    def command(self):
        return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e",
                f"inject=fsync,fdatasync:error=EIO:when={self.when}+", *super().command()]


def can_trace():
    return shutil.which("strace") and subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True,
                                                     check=False).returncode == 0


def fail_at(when):
    folder = tempfile.mkdtemp(prefix="tocsin-test-")
    with Center(build, folder) as center:
        center.end()
        failing = Failing(folder, when)
        acknowledged = []
        try:
            for i in range(100):
                status, body = failing.place(f"call {i}")
                if status == 201:
                    acknowledged.append((body["call"], f"call {i}"))
        except (OSError, http.client.HTTPException):
            pass
        said = failing.said
        code = failing.process.wait(timeout=60)
        said += (failing.process.stdout.read() or b"").decode()
        failing.process.stdout.close()
        check(len(acknowledged) < 100, f"it ended at its {when}th fsync: {len(acknowledged)} calls")
        same(code, 1, "it ends as one that had to stop")
        check("the disk" in said and "start again" in said, f"it says why and what to do: {said}")
        center.start()
        for call, words in acknowledged:
            status, body = center.ask("GET", f"/v1/calls/{call}", token=center.token)
            check(status == 200 and body["timeline"][0].get("words") == words, f"{words} is there: {body}")


if not can_trace():
    print("SKIPPED: strace cannot trace here")
    sys.exit(77)
for number in (3, 9, 20):
    fail_at(number)
finish()
