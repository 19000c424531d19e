"""docs/lists.md says what the core's lists say."""
# SPDX-License-Identifier: Apache-2.0
import difflib
import subprocess
import sys

import tree


def main():
    top = tree.root()
    wanted = subprocess.run([sys.argv[2]], capture_output=True, text=True, check=True).stdout.splitlines()
    there = tree.text(top, "docs/lists.md").splitlines()
    found = list(difflib.unified_diff(there, wanted, "docs/lists.md", "src/core/*.def", lineterm=""))
    if found:
        found.append("run script/lists")
    tree.verdict(found, len(wanted), "lines")


main()
