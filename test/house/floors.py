"""Includes go only down: src/FLOORS says who may include whom, and what a pure room may know."""
# SPDX-License-Identifier: Apache-2.0
import os
import re

import tree

# The part of the C library that calculates.  <stdio.h> is here for snprintf; what reaches a file is named below.
CALCULATING = {
    "assert.h", "ctype.h", "errno.h", "inttypes.h", "limits.h", "math.h", "stdalign.h", "stdarg.h", "stdbool.h",
    "stddef.h", "stdint.h", "stdio.h", "stdlib.h", "stdnoreturn.h", "string.h",
}
# What the calculating headers offer all the same, and a pure room does not use.
FORBIDDEN = re.compile(
    r"(?<![\w.>])(fopen|freopen|fdopen|fread|fwrite|fprintf|vfprintf|printf|puts|fputs|putchar|perror|scanf|fscanf|"
    r"getline|tmpfile|remove|rename|open|read|write|time|clock|clock_gettime|gettimeofday|getenv|setenv|system|popen|"
    r"rand|random|srand|getrandom|arc4random|usleep|nanosleep|socket|connect|send|recv)\s*\("
)
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', re.S)


def floors(top):
    """room -> (floor, kind, libraries)"""
    rooms = {}
    for line in tree.text(top, "src/FLOORS").splitlines():
        words = line.split("#")[0].split()
        if words:
            rooms[words[1]] = (int(words[0]), words[2], set(words[3:]))
    return rooms


def judge_include(path, room, rooms, quoted, header):
    floor, kind, libraries = rooms[room]
    if quoted:
        other = header.split("/")[0]
        if "/" not in header or other not in rooms:
            return f'{path}: "{header}" names no room of src/FLOORS'
        if other != room and rooms[other][0] >= floor:
            return f"{path}: {room} (floor {floor}) includes {header} (floor {rooms[other][0]}): includes go only down"
        if kind == "pure" and rooms[other][1] != "pure":
            return f"{path}: {room} is pure and includes {header} of a shell"
    elif kind == "pure" and header not in CALCULATING | libraries:
        return f"{path}: {room} is pure and includes <{header}>; if its library is pure, name it in src/FLOORS"
    return None


def main():
    top = tree.root()
    rooms = floors(top)
    found, looked_at = [], 0
    for path in tree.files(top, ".c", ".h", ".def"):
        parts = path.split(os.sep)
        if parts[0] != "src" or len(parts) < 3:
            continue
        looked_at += 1
        room, source = parts[1], tree.text(top, path)
        if room not in rooms:
            found.append(f"{path}: the room {room} has no line in src/FLOORS")
            continue
        for mark, header in INCLUDE.findall(source):
            found.append(judge_include(path, room, rooms, mark == '"', header))
        if rooms[room][1] == "pure":
            for call in FORBIDDEN.findall(COMMENT.sub("", source)):
                found.append(f"{path}: {room} is pure and calls {call}()")
    tree.verdict([f for f in found if f], looked_at, "files")


main()
