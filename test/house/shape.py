"""The shape of the files: purpose and licence first, functions and files of a size, nothing left for later."""
# SPDX-License-Identifier: Apache-2.0
import os
import re

import tree

FUNCTION_LINES = 70
FILE_LINES = 700
LICENCE = "SPDX-License-Identifier: Apache-2.0"
# Written so that this file does not find itself.
LATER = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
MACHINE = re.compile(r"(?<![\w.])(/ho" + r"me/\w|/wo" + r"rk/|/tm" + r"p/land)")
WORDS = (".c", ".h", ".def", ".py", ".sh", ".md", ".build", ".txt", ".yaml", ".yml", ".toml", ".ts", ".conf",
         ".1", ".5", ".8", ".map")


def functions(source):
    """(line, length) of each body: the house's format puts both braces of a function in the first column."""
    opened = None
    for number, line in enumerate(source.splitlines(), 1):
        if line == "{":
            opened = number
        elif line == "}" and opened:
            yield opened, number - opened + 1
            opened = None


def judge_c(path, source):
    first, *rest = source.splitlines() or [""]
    if not re.match(r"/\* \S+ \S+ \S+", first) or "SPDX" in first:
        yield f"{path}:1: does not begin with its purpose in a comment"
    if not any(LICENCE in line for line in rest[:15]):
        yield f"{path}: has no line {LICENCE}"
    if len(rest) >= FILE_LINES:
        yield f"{path}: {len(rest) + 1} lines, {FILE_LINES} are the limit: is it still about one thing?"
    for line, length in functions(source):
        if length > FUNCTION_LINES:
            yield f"{path}:{line}: a function of {length} lines, {FUNCTION_LINES} are the limit"


def judge_words(path, source):
    for number, line in enumerate(source.splitlines(), 1):
        if LATER.search(line):
            yield f"{path}:{number}: left for later: {line.strip()[:80]}"
        if MACHINE.search(line):
            yield f"{path}:{number}: a path of one machine: {line.strip()[:80]}"


def judge_script(path, source):
    if not any(LICENCE in line for line in source.splitlines()[:15]):
        yield f"{path}: has no line {LICENCE}"


def is_script(path):
    return path.endswith((".py", ".sh", "meson.build")) or path.split(os.sep)[0] in ("script", ".ci")


def main():
    top = tree.root()
    found, looked_at = [], 0
    sources = set(tree.c_files(top, ".c", ".h", ".def"))
    for path in tree.files(top):
        looked_at += 1
        if path in sources:
            found += judge_c(path, tree.text(top, path))
        elif is_script(path):
            found += judge_script(path, tree.text(top, path))
        if path.endswith(WORDS) or is_script(path):
            found += judge_words(path, tree.text(top, path))
    tree.verdict(found, looked_at, "files")


main()
