"""Every C file has the house's format (.clang-format)."""
# SPDX-License-Identifier: Apache-2.0
import os
import re
import shutil
import subprocess

import tree


def main():
    top = tree.root()
    if not shutil.which("clang-format"):
        tree.skip("clang-format is not installed")
    sources = tree.c_files(top)
    done = subprocess.run(["clang-format", "--style=file", "--dry-run", "-Werror", "--ferror-limit=1", *sources],
                          cwd=top, capture_output=True, text=True, check=False)
    wrong = sorted(set(re.findall(r"^(\S+?):\d+:\d+: error", done.stderr, re.M)))
    found = [f"{os.path.normpath(path)}: not in the house's format; run script/format" for path in wrong]
    if done.returncode and not found:
        found = [done.stderr.strip()]
    tree.verdict(found, len(sources), "files")


main()
