"""The files of the house, as every check walks them, and the way a check says what it found."""
# SPDX-License-Identifier: Apache-2.0
import os
import sys

# Built, kept or fetched things are not the house.
OUTSIDE = {".git", "data", "node_modules", "__pycache__"}
C_ROOTS = ("src", "test", "fuzz", "sim", "bench")


def root():
    """The directory to judge: the only argument of every check."""
    if len(sys.argv) < 2 or not os.path.isdir(sys.argv[1]):
        sys.exit(f"usage: {sys.argv[0]} ROOT")
    return sys.argv[1]


def files(top, *endings):
    """Paths relative to `top`, in order, of the files with one of these endings (all files without any)."""
    found = []
    for at, directories, names in os.walk(top):
        directories[:] = sorted(
            d for d in directories if d not in OUTSIDE and not (at == top and d.startswith("build"))
        )
        for name in sorted(names):
            if not endings or name.endswith(endings):
                found.append(os.path.relpath(os.path.join(at, name), top))
    return found


def c_files(top, *endings):
    return [f for f in files(top, *(endings or (".c", ".h"))) if f.split(os.sep)[0] in C_ROOTS]


def text(top, path):
    with open(os.path.join(top, path), encoding="utf-8", errors="replace") as file:
        return file.read()


def skip(why):
    """Skips loudly: Meson shows exit code 77 as a skip."""
    print(f"SKIP: {why}")
    sys.exit(77)


def verdict(found, looked_at, what):
    """Prints each finding on its line and ends: nothing looked at is a failure as well."""
    for line in found:
        print(line)
    if not looked_at:
        print(f"no {what} to look at: is this the root of the project?")
        sys.exit(1)
    print(f"{looked_at} {what}, {len(found)} findings")
    sys.exit(1 if found else 0)
