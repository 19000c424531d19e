"""Headers stand alone: each compiles by itself, with warnings as errors."""
# SPDX-License-Identifier: Apache-2.0
import concurrent.futures
import os
import shutil
import subprocess
import sys

import tree


def compile_alone(top, header, more):
    command = ["gcc", "-std=gnu2x", "-D_GNU_SOURCE", "-fsyntax-only", "-Wall", "-Wextra", "-Werror",
               "-I", os.path.join(top, "src"), "-I", os.path.join(top, "test"), *more,
               "-include", os.path.join(top, header), "-x", "c", "/dev/null"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"{header}: does not stand alone\n{done.stderr.strip()}" if done.returncode else None


def main():
    top = tree.root()
    if not shutil.which("gcc"):
        tree.skip("gcc is not installed")
    # Further arguments are directories of headers that the build writes.
    more = [word for directory in sys.argv[2:] for word in ("-I", directory)]
    headers = tree.c_files(top, ".h")
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        found = [f for f in pool.map(lambda h: compile_alone(top, h, more), headers) if f]
    tree.verdict(found, len(headers), "headers")


main()
