"""A sealed backup of a center at work, restored; no other passphrase, no changed byte; and no older copy is gone on with."""
# SPDX-License-Identifier: Apache-2.0
import os
import shutil
import subprocess
import sys
import tempfile
import threading

from center import Center, check, finish, must, same, wait_for

BUILD, TOP = sys.argv[1:3]
TOCSIN = os.path.join(BUILD, "src/cmd/tocsin")
TOCSIND = os.path.join(BUILD, "src/cmd/tocsind")
PASSPHRASE = b"a quiet harbour, seven gulls\n"
CALLS_BEFORE = 40


def tocsin(*arguments):
    done = subprocess.run([TOCSIN, *arguments], capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout + done.stderr


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)
    return path


def read(path):
    with open(path, "rb") as file:
        return file.read()


def started_on(data, options):
    """What a server says that must not start."""
    done = subprocess.run([TOCSIND, "--data", data, "--listen", "127.0.0.1:0", *options], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def back_up_at_work(center, folder, passphrase):
    """A backup while calls come in: each that was acknowledged before it began is in it."""
    ended = threading.Event()
    came = []

    def call():
        while not ended.is_set():
            came.append(must(center.place("while it is backed up"))["call"])

    thread = threading.Thread(target=call)
    thread.start()
    wait_for(lambda: len(came) > 5, 30, "calls come in")
    before = came[-1]
    path = os.path.join(folder, "center.backup")
    code, said = tocsin("backup", center.data, path, "--passphrase", passphrase, "--keys")
    after = len(came)
    wait_for(lambda: len(came) > after, 30, "calls come in after it too")
    ended.set()
    thread.join()
    check(code == 0 and "can sign" in said, f"it is made while calls come in: {said}")
    same(os.stat(path).st_mode & 0o777, 0o600, "only its owner can read it")
    check(b"quiet harbour" not in read(path) and b"while it is" not in read(path), "nothing of it can be read")
    check(not os.path.exists(path + ".new"), "nothing half is left")
    return path, before


def check_refusals(folder, backup, passphrase):
    whole = read(backup)
    other = write(os.path.join(folder, "other"), b"another passphrase\n")
    short = write(os.path.join(folder, "short"), b"eleven byte\n" + PASSPHRASE)
    target = os.path.join(folder, "refused")
    wrong = os.path.join(folder, "wrong.backup")
    cases = [("another passphrase", whole, other, "another passphrase"), ("a short passphrase", whole, short, "fewer than 12"),
             ("no passphrase", whole, os.path.join(folder, "none"), "No such file"), ("no backup", b"TCBK", passphrase, "it is no backup"),
             ("the last byte changed", whole[:-1] + bytes([whole[-1] ^ 1]), passphrase, "was changed"),
             ("a byte more", whole + b"\0", passphrase, "was changed"), ("a byte less", whole[:-1], passphrase, "was changed")]
    for at in (0, 6, 22, 46, 50, len(whole) // 2):
        cases.append((f"byte {at} changed", whole[:at] + bytes([whole[at] ^ 0x40]) + whole[at + 1:], passphrase, ""))
    # Cut between records: sound as far as it goes, and so the one cut that only the mark of the end tells.
    at, records = 6 + 16 + 24, []
    while at < len(whole):
        records.append(at)
        at += 4 + int.from_bytes(whole[at:at + 4], "little")
    same(at, len(whole), "records fill it")
    check(len(records) > 4, "there are several")
    cases.append(("cut between records", whole[:records[-2]], passphrase, "was changed"))
    cases.append(("a record left out", whole[:records[2]] + whole[records[3]:], passphrase, "was changed"))
    for name, data, phrase, words in cases:
        write(wrong, data)
        code, said = tocsin("restore", wrong, target, "--passphrase", phrase)
        check(code == 1 and words in said and "wrong.backup" in said, f"refused is {name}: {code} {said}")
        shutil.rmtree(target, ignore_errors=True)
    code, said = tocsin("backup", os.path.join(folder, "nowhere"), wrong + "2", "--passphrase", passphrase)
    check(code == 1 and not os.path.exists(wrong + "2") and not os.path.exists(wrong + "2.new"), f"of nothing there is no backup: {said}")


def check_restored(folder, backup, passphrase, before, place, token):
    again = os.path.join(folder, "again")
    code, said = tocsin("restore", backup, os.path.join(again, "data"), "--passphrase", passphrase)
    check(code == 1 and "cannot be made" in said and "again/data" in said, f"a folder in none: {said}")
    os.mkdir(again)
    code, said = tocsin("restore", backup, os.path.join(again, "data"), "--passphrase", passphrase)
    check(code == 0 and "every hash and signature checked" in said, f"restored: {said}")
    same(os.stat(os.path.join(again, "data", "keys", "secret")).st_mode & 0o077, 0, "nobody else reads the key")
    code, said = tocsin("verify", os.path.join(again, "data"))
    check(code == 0, f"it verifies: {said}")
    code, said = tocsin("restore", backup, os.path.join(again, "data"), "--passphrase", passphrase)
    check(code == 1 and "nothing is written over" in said, f"a record is not written over: {said}")
    code, said = started_on(os.path.join(again, "data"), ["--config", place])
    check(code != 0 and "an older copy was put back" in said and "signed to" in said, f"an older copy does not go on where there is a newer: {said}")
    secret = os.path.join(again, "data", "keys", "secret")
    os.chmod(secret, 0o640)
    os.chmod(os.path.dirname(secret), 0o755)
    with Center(BUILD, folder=again) as center:
        check("keys/secret could be read by others" in center.said, f"a key that others could read is told: {center.said}")
        same((os.stat(secret).st_mode & 0o777, os.stat(os.path.dirname(secret)).st_mode & 0o777), (0o600, 0o700), "and they can no more")
        center.restart()
        check("could be read" not in center.said, f"and it is said once: {center.said}")
        check(must(center.ask("GET", f"/v1/calls/{before}", token=token)), "what was acknowledged before is in it")
        must(center.place("after"))


def check_second_place(center, config):
    """The newest copy goes on; one with another past of the same length does not."""
    center.restart()
    must(center.place("on"))
    center.end()
    mark = os.path.join(os.path.dirname(config), "far", "signed")
    size, root = read(mark).decode().split()
    check(int(size) > CALLS_BEFORE, "how far it was signed is there")
    write(mark, f"{size} {root[:-1]}{'0' if root[-1] != '0' else '1'}".encode())
    code, said = started_on(center.data, ["--config", config])
    check(code != 0 and "another past" in said, f"another past: {said}")
    write(mark, b"nonsense")
    code, said = started_on(center.data, ["--config", config])
    check(code != 0 and "no second place" in said, f"a file that is none: {said}")
    write(mark, f"{size} {root}".encode())
    center.start()
    must(center.place("and on"))


def main():
    with tempfile.TemporaryDirectory() as folder:
        passphrase = write(os.path.join(folder, "passphrase"), PASSPHRASE)
        os.mkdir(os.path.join(folder, "far"))
        config = write(os.path.join(folder, "tocsin.conf"), f"second_place: {folder}/far/signed\n".encode())
        with Center(BUILD, options=["--config", config]) as center:
            for number in range(CALLS_BEFORE):
                must(center.place(f"call {number}"))
            backup, before = back_up_at_work(center, folder, passphrase)
            check_refusals(folder, backup, passphrase)
            wait_for(lambda: os.path.exists(os.path.join(folder, "far", "signed")), 30, "how far it was signed is kept elsewhere")
            check_second_place(center, config)
            check_restored(folder, backup, passphrase, before, config, center.token)
    finish()


main()
