"""The manual pages are sound mdoc, without so much as a warning from mandoc."""
# SPDX-License-Identifier: Apache-2.0
import shutil
import subprocess

import tree


def main():
    top = tree.root()
    if not shutil.which("mandoc"):
        tree.skip("mandoc is not installed")
    pages = [p for p in tree.files(top, ".1", ".5", ".7", ".8") if p.startswith("man/")]
    found = []
    for page in pages:
        done = subprocess.run(["mandoc", "-Tlint", "-Wwarning", page], cwd=top, capture_output=True, text=True,
                              check=False)
        found += (done.stdout + done.stderr).splitlines()
    tree.verdict(found, len(pages), "manual pages")


main()
