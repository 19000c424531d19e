#!/usr/bin/env python3
"""A program lends no name of its own to a library: one that a library also has would be taken in its place.

usage: symbols.py PROGRAM...
"""
# SPDX-License-Identifier: Apache-2.0
import subprocess
import sys

# What a linker itself makes.
ITS_OWN = {"__bss_start", "_edata", "_end"}

findings = 0
for program in sys.argv[1:]:
    table = subprocess.run(["nm", "-D", "--defined-only", program], capture_output=True, text=True, check=True).stdout
    for line in table.splitlines():
        name = line.split()[-1]
        if "@" in name or name in ITS_OWN:
            continue
        findings += 1
        print(f"{program}: {name} is ours, and a library that is linked calls something of that name; give ours another")
print(f"{len(sys.argv) - 1} programs, {findings} findings")
sys.exit(findings > 0)
