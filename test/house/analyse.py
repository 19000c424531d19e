"""The static analysers find nothing: cppcheck, or clang-tidy by the build's own command lines."""
# SPDX-License-Identifier: Apache-2.0
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys

import tree

CPPCHECK = ["cppcheck", "--quiet", "--std=c11", "--language=c", "--enable=warning,portability", "--inline-suppr",
            "--error-exitcode=1", "--template={file}:{line}: {severity}: {message} [{id}]", "-D_GNU_SOURCE",
            "--suppress=missingIncludeSystem", "--suppress=unknownMacro", "--suppress=syntaxError",
            "--suppress=preprocessorErrorDirective", "--suppress=internalAstError",
            # Both compilers shift signed numbers arithmetically, and say so.
            "--suppress=shiftTooManyBitsSigned",
            # The logarithm of no chance is -INFINITY, and that is what it should be.
            "--suppress=invalidFunctionArg", "-j2"]


def cppcheck(top, sources):
    done = subprocess.run([*CPPCHECK, "-Isrc", "-Itest", *sources], cwd=top, capture_output=True, text=True, check=False)
    return [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]


def tidy_one(build, path):
    done = subprocess.run(["clang-tidy", "--quiet", "-p", build, "--extra-arg=-Wno-unknown-warning-option", path],
                          capture_output=True, text=True, check=False)
    return re.findall(r"^\S+:\d+:\d+: (?:error|warning): .*$", done.stdout, re.M) or (
        [f"{path}: clang-tidy failed: {done.stderr.strip()}"] if done.returncode else [])


def tidy(top, build, sources):
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        rows = json.load(file)
    built = {os.path.realpath(os.path.join(row["directory"], row["file"])) for row in rows}
    known = [p for p in (os.path.realpath(os.path.join(top, s)) for s in sources) if p in built]
    if not known:
        return ["no source of the house is in compile_commands.json"]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return sorted({line for found in pool.map(lambda p: tidy_one(build, p), known) for line in found})


def main():
    top, tool = tree.root(), sys.argv[2]
    if not shutil.which(tool):
        tree.skip(f"{tool} is not installed")
    sources = tree.c_files(top, ".c")
    if tool == "clang-tidy":
        # A test goes on after a failed check, which tidy takes for a path worth warning of.
        sources = [s for s in sources if not s.startswith("test" + os.sep)]
    found = cppcheck(top, sources) if tool == "cppcheck" else tidy(top, sys.argv[3], sources)
    tree.verdict(found, len(sources), "files")


main()
