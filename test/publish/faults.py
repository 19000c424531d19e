"""The writer's system calls fail one by one, or are the last it makes; then a stranger looks: nothing acknowledged is gone, no log forked."""
# SPDX-License-Identifier: Apache-2.0
import base64
import hashlib
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

from center import Center, check, finish, same, wait_for

BUILD, TOP = sys.argv[1:3]
TOCSIN = os.path.join(BUILD, "src/cmd/tocsin")
CALLS = 24
# What is done to the disk, and what a thread waits on: each fails, or is where the process dies. strace counts for each thread by itself.
FAULTS = [(name, how, when)
          for name, hows, whens in (
              ("pwrite64", ("error=EIO", "error=ENOSPC", "signal=SIGKILL"), (1, 5, 19, 40, 61)),
              ("fdatasync", ("error=EIO", "signal=SIGKILL"), (1, 2, 9, 17)),
              ("fsync", ("error=EIO", "signal=SIGKILL"), (1,)),
              ("write", ("error=EIO", "error=ENOSPC", "signal=SIGKILL"), (2, 9, 20)),
              ("pread64", ("error=EIO", "signal=SIGKILL"), (4, 30, 90)),
              ("fcntl", ("error=EIO", "signal=SIGKILL"), (5, 60, 150)),
              ("openat", ("error=EMFILE", "signal=SIGKILL"), (12, 40, 60)),
              ("mmap", ("error=ENOMEM",), (40, 90, 140)),
              ("rename", ("error=EIO", "signal=SIGKILL"), (1,)),
              ("unlink", ("error=EIO", "signal=SIGKILL"), (1, 2)),
              ("writev", ("error=EPIPE", "signal=SIGKILL"), (1, 6, 13)),
              ("futex", ("signal=SIGKILL",), (7, 40)),
              ("epoll_wait", ("signal=SIGKILL",), (9, 31)),
          ) for how in hows for when in whens]


class Faulty(Center):
    """From its `when`th such call on it fails every time, or dies at once."""

    def __init__(self, folder, fault):
        self.fault = fault
        super().__init__(BUILD, folder)

    def command(self):
        name, how, when = self.fault
        return ["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", f"trace={name}", "-e", f"inject={name}:{how}:when={when}+",
                *super().command()]

    def end(self, how=signal.SIGTERM):
        """strace passes no signal on: the server below it is ended by its own pid."""
        if self.process.poll() is None:
            with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children", encoding="ascii") as file:
                for child in file.read().split():
                    os.kill(int(child), how)
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        return code


def can_trace():
    return shutil.which("strace") and subprocess.run(["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "true"], capture_output=True,
                                                     check=False).returncode == 0


def root_of(leaves):
    """RFC 9162 2.1.1"""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + root_of(leaves[:split]) + root_of(leaves[split:])).digest()


def ask(center, path):
    """What is there for anybody; nothing if there is nothing."""
    connection = http.client.HTTPConnection("127.0.0.1", center.port, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return body if answer.status == 200 else b""


def published(center, wanted):
    """The leaves of the public log, read as a stranger reads them."""
    def size_now():
        checkpoint = ask(center, "/log/checkpoint")
        return int(checkpoint.split(b"\n")[1]) if checkpoint else 0

    wait_for(lambda: size_now() >= wanted, 30, f"{wanted} entries are published")
    size = size_now()
    data = b"".join(ask(center, f"/log/tile/0/{n:03d}") for n in range(size // 256))
    data += ask(center, f"/log/tile/0/{size // 256:03d}.p/{size % 256}") if size % 256 else b""
    same(len(data), 32 * size, "each entry has a leaf")
    return [data[at:at + 32] for at in range(0, len(data), 32)]


def suffer(folder, fault):
    """[(call, words, receipt)] of what was acknowledged before, while and after it failed."""
    kept = []
    center = None
    try:
        center = Faulty(folder, fault)
        for number in range(CALLS):
            words = f"{fault} {number}"
            try:
                status, body = center.place(words)
            except (OSError, http.client.HTTPException):
                if center.process.poll() is not None:
                    break
                continue
            if status == 201:
                kept.append((body["call"], words, body.get("receipt")))
            else:
                check(status >= 500, f"{fault}: what cannot be kept is not refused as if it were wrong: {status} {body}")
    except RuntimeError as error:
        check(re.search(r"[a-z]{4}", str(error)) or "SIGKILL" in fault[1], f"{fault}: a server that cannot start says why: {error}")
    if center:
        center.end(signal.SIGKILL)
    return kept


def look(folder, center, fault, kept):
    done = subprocess.run([TOCSIN, "verify", center.data], capture_output=True, text=True, timeout=60)
    same(done.returncode, 0, f"{fault}: verify: {done.stdout}{done.stderr}")
    center.start()
    signed = [receipt.split("\n\n")[1].split("\n")[1:3] if receipt else None for _, _, receipt in kept]
    leaves = published(center, max([int(one[0]) for one in signed if one], default=0))
    for (call, words, _), one in zip(kept, signed):
        status, body = center.ask("GET", f"/v1/calls/{call}", token=center.token)
        check(status == 200 and body["timeline"][0].get("words") == words, f"{fault}: {words} is there: {body}")
        if not one:
            continue
        size, root = one
        check(int(size) <= len(leaves) and root_of(leaves[:int(size)]) == base64.b64decode(root), f"{fault}: the log continues what the receipt of {call} was signed under")
    if kept and kept[-1][2]:
        path = os.path.join(folder, "receipt")
        with open(path, "w", encoding="utf-8") as file:
            file.write(kept[-1][2])
        done = subprocess.run([TOCSIN, "receipt", path, ask(center, "/log/verifier").decode().strip()], capture_output=True, text=True, timeout=30)
        same(done.returncode, 0, f"{fault}: its receipt holds: {done.stdout}{done.stderr}")
    center.end()


def main():
    if not can_trace():
        print("SKIPPED: strace cannot trace here")
        sys.exit(77)
    hurt = acknowledged = 0
    with Center(BUILD) as center:
        center.end()
        for fault in FAULTS:
            kept = suffer(center.folder, fault)
            hurt += len(kept) < CALLS
            acknowledged += len(kept)
            look(center.folder, center, fault, kept)
    print(f"{len(FAULTS)} faults, {hurt} of them hurt, {acknowledged} calls acknowledged")
    # A thread may end before its nth call, and a server goes on without a file that it can do without.
    check(hurt > len(FAULTS) // 4, "many faults are felt")
    check(acknowledged > 5 * len(FAULTS), "and calls are acknowledged about them")
    finish()


main()
