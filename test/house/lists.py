"""docs/lists.md and the console's types say what the core's lists say."""
# SPDX-License-Identifier: Apache-2.0
import difflib
import subprocess
import sys

import tree


def main():
    top = tree.root()
    found, lines = [], 0
    for path, options in (("docs/lists.md", []), ("web/src/generated/lists.ts", ["--types"])):
        wanted = subprocess.run([sys.argv[2], *options], capture_output=True, text=True, check=True).stdout.splitlines()
        there = tree.text(top, path).splitlines()
        found += difflib.unified_diff(there, wanted, path, "src/core/*.def", lineterm="")
        lines += len(wanted)
    if found:
        found.append("run script/lists")
    tree.verdict(found, lines, "lines")


main()
