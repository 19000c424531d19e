"""web/built is what web/ says: of these sources, and with the bytes that its own list names."""
# SPDX-License-Identifier: Apache-2.0
import hashlib
import os
import subprocess

import tree


def main():
    top = tree.root()
    built = os.path.join(top, "web/built")
    found = []
    sources = subprocess.run([os.path.join(top, "script/build-web"), "--hash"], capture_output=True, text=True, check=True).stdout.strip()
    if not os.path.isdir(built):
        tree.verdict(["web/built: is not there: run script/build-web"], 0, "files")
    with open(os.path.join(built, "SOURCES"), encoding="ascii") as file:
        if file.read().strip() != sources:
            found.append("web/built: was built from other sources than web/ has: run script/build-web")
    with open(os.path.join(built, "SHA256SUMS"), encoding="utf8") as file:
        named = dict(reversed(line.rstrip("\n").split("  ", 1)) for line in file)
    there = []
    for folder, _, names in os.walk(built):
        there += [os.path.relpath(os.path.join(folder, name), built) for name in names if name != "SHA256SUMS"]
    for name in sorted(set(there) ^ {name.removeprefix("./") for name in named}):
        found.append(f"web/built/{name}: is in one of folder and SHA256SUMS, not in both")
    for name in there:
        with open(os.path.join(built, name), "rb") as file:
            if hashlib.sha256(file.read()).hexdigest() != named.get("./" + name):
                found.append(f"web/built/{name}: has other bytes than SHA256SUMS says")
    tree.verdict(found, len(there), "files")


main()
