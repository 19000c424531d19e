"""Each check is seen to pass on a sound little house and to fail on one with a planted fault."""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PURPOSE = "/* A door with a purpose. */\n/* SPDX-License-Identifier: Apache-2.0 */\n"
SOUND = {
    "src/FLOORS": "1 base pure\n2 core pure\n2 loop shell\n4 ledger pure sodium.h\n",
    "src/base/door.h": PURPOSE + "#ifndef DOOR_H\n#define DOOR_H\n\nint door_open(int hinge);\n\n#endif\n",
    "src/base/door.c": PURPOSE + '#include "base/door.h"\n\nint door_open(int hinge)\n{\n\treturn hinge + 1;\n}\n',
    "src/core/call.c": PURPOSE + '#include "base/door.h"\n\n#include <string.h>\n',
    "src/loop/clock.c": PURPOSE + "#include <time.h>\n",
    "src/meson.build": "# SPDX-License-Identifier: Apache-2.0\n",
    "README.md": "# House\n\n[the door](docs/door.md#a-door)\n",
    "docs/door.md": "# Door\n\n## A door\n\n[home](../README.md)\n",
    "docs/lists.md": "# Lists\n",
    "web/src/generated/lists.ts": "# Lists\n",
    "lists": "#!/bin/sh\necho '# Lists'\n",
    "docs/adr/0001-a-door.md": "# 1\n\n## Context\n\n## Measured\n\n## Decision\n\n## Consequences\n",
    "man/door.1": ".\\\" SPDX-License-Identifier: Apache-2.0\n.Dd November 24, 2026\n.Dt DOOR 1\n.Os\n.Sh NAME\n"
                  ".Nm door\n.Nd opens\n.Sh DESCRIPTION\nIt opens.\n",
}
LONG = "#include <stdio.h>\n\nint door_open(int hinge)\n{\n" + "\thinge++;\n" * 75 + "\treturn hinge;\n}\n"
NULLED = "\nint door_open(int hinge)\n{\n\tint *knob = 0;\n\treturn hinge ? *knob : 0;\n}\n"
# check, arguments after the root, what is planted where, what the finding says
FAULTS = [
    ("floors", [], "src/base/door.c", PURPOSE + '#include "core/call.h"\n', "includes go only down"),
    ("floors", [], "src/core/call.c", PURPOSE + '#include "loop/clock.h"\n', "includes go only down"),
    ("floors", [], "src/ledger/entry.c", PURPOSE + '#include "loop/clock.h"\n', "of a shell"),
    ("floors", [], "src/core/call.c", PURPOSE + "#include <time.h>\n", "core is pure and includes <time.h>"),
    ("floors", [], "src/core/call.c", PURPOSE + "#include <sodium.h>\n", "core is pure and includes <sodium.h>"),
    ("floors", [], "src/core/call.c", PURPOSE + "int x(void)\n{\n\treturn !fopen(0, 0);\n}\n", "calls fopen()"),
    ("floors", [], "src/attic/box.c", PURPOSE, "has no line in src/FLOORS"),
    ("floors", [], "src/base/door.c", PURPOSE + '#include "door.h"\n', "names no room"),
    ("shape", [], "src/base/door.c", PURPOSE + LONG, "a function of 78 lines"),
    ("shape", [], "src/base/door.c", PURPOSE + "\n" * 700, "702 lines"),
    ("shape", [], "src/base/door.c", "int x;\n" + PURPOSE, "does not begin with its purpose"),
    ("shape", [], "src/base/door.c", "/* A door with a purpose. */\n", "has no line SPDX"),
    ("shape", [], "src/base/door.c", PURPOSE + "/* TO" + "DO: a knob */\n", "left for later"),
    ("shape", [], "docs/door.md", "# Door\n\n## A door\n\nIt is in /ho" + "me/somebody.\n", "a path of one machine"),
    ("shape", [], "src/meson.build", "subdir('x')\n", "has no line SPDX"),
    ("headers", [], "src/base/door.h", PURPOSE + "size_t door_width(void);\n", "does not stand alone"),
    ("format", [], "src/base/door.c", PURPOSE + "int door_open( int hinge ) { return hinge; }\n", "run script/format"),
    ("docs", [], "README.md", "[a](docs/window.md)\n", "which is not there"),
    ("docs", [], "README.md", "[a](docs/door.md#a-window)\n", "has no such heading"),
    ("docs", [], "docs/adr/door.md", "# x\n", "is not called NNNN"),
    ("docs", [], "docs/adr/0003-x.md", SOUND["docs/adr/0001-a-door.md"], "0002 is missing"),
    ("docs", [], "docs/adr/0002-x.md", "# x\n", "has no part 'Context'"),
    ("lists", ["./lists"], "docs/lists.md", "# Other lists\n", "run script/lists"),
    ("manual", [], "man/door.1", ".Dd November 24, 2026\n.Dt DOOR 1\n.Os\n.Sh NAME\n.Nm door\n.Nosuch\n", "macro"),
    ("analyse", ["cppcheck"], "src/base/door.c", PURPOSE + NULLED, "nullPointer"),
    ("analyse", ["clang-tidy", "."], "src/base/door.c", PURPOSE + NULLED, "clang-analyzer-core.NullDereference"),
]


def plant(house, path, content):
    os.makedirs(os.path.dirname(os.path.join(house, path)), exist_ok=True)
    with open(os.path.join(house, path), "w", encoding="utf-8") as file:
        file.write(content)
    if content.startswith("#!"):
        os.chmod(os.path.join(house, path), 0o755)


def build_house(house):
    for path, content in SOUND.items():
        plant(house, path, content)
    for name in (".clang-format", ".clang-tidy"):
        shutil.copy(os.path.join(ROOT, name), house)
    rows = [{"directory": house, "file": path, "command": f"cc -Isrc -c {path}"} for path in SOUND if path.endswith(".c")]
    plant(house, "compile_commands.json", json.dumps(rows))


def judged(check, house, more):
    done = subprocess.run([sys.executable, os.path.join(HERE, f"{check}.py"), ".", *more], cwd=house,
                          capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def main():
    wrong, absent, sound = 0, set(), set()
    for check, more, path, content, says in FAULTS:
        with tempfile.TemporaryDirectory() as house:
            build_house(house)
            name = " ".join([check, *more])
            code, output = judged(check, house, more) if name not in sound else (0, "")
            sound.add(name)
            if code == 77:
                absent.add(name)
                continue
            if code:
                wrong += 1
                print(f"{name}: finds fault with a sound house:\n{output}")
            plant(house, path, content)
            code, output = judged(check, house, more)
            if code != 1 or says not in output:
                wrong += 1
                print(f"{name}: does not say '{says}' of {path}; exit {code}:\n{output}")
    print(f"{len(FAULTS)} planted faults, {wrong} wrong, tools absent: {', '.join(sorted(absent)) or 'none'}")
    sys.exit(1 if wrong else 77 if absent else 0)


main()
