"""Documents point at things that exist: relative links, their anchors, and decisions numbered without a gap."""
# SPDX-License-Identifier: Apache-2.0
import os
import re

import tree

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.M | re.S)


def anchors(source):
    """What a heading is called in a link, as the common renderers spell it."""
    names = set()
    for heading in re.findall(r"^#+\s+(.*)$", FENCE.sub("", source), re.M):
        word = re.sub(r"[^\w\- ]", "", heading.strip().lower().replace("`", ""))
        names.add(word.replace(" ", "-"))
    return names


def judge_link(top, path, target):
    if re.match(r"[a-z]+:", target):
        return None
    name, _, anchor = target.partition("#")
    wanted = os.path.normpath(os.path.join(os.path.dirname(path), name)) if name else path
    if not os.path.exists(os.path.join(top, wanted)):
        return f"{path}: points at {target}, which is not there"
    if anchor and wanted.endswith(".md") and anchor not in anchors(tree.text(top, wanted)):
        return f"{path}: points at {target}; {wanted} has no such heading"
    return None


def judge_decisions(top):
    directory = os.path.join(top, "docs/adr")
    numbers = []
    for name in sorted(os.listdir(directory) if os.path.isdir(directory) else []):
        match = re.match(r"(\d{4})-[a-z0-9-]+\.md$", name)
        if name == "README.md":
            continue
        if not match:
            yield f"docs/adr/{name}: is not called NNNN-what-was-decided.md"
            continue
        numbers.append(int(match[1]))
        for part in ("Context", "Measured", "Decision", "Consequences"):
            if f"\n## {part}" not in tree.text(top, f"docs/adr/{name}"):
                yield f"docs/adr/{name}: has no part '{part}'"
    for number in numbers:
        if numbers.count(number) > 1:
            yield f"docs/adr: {number:04d} is given twice"
    for number in range(1, max(numbers, default=0)):
        if number not in numbers:
            yield f"docs/adr: {number:04d} is missing"


def main():
    top = tree.root()
    found, pages = [], tree.files(top, ".md")
    for path in pages:
        for target in LINK.findall(FENCE.sub("", tree.text(top, path))):
            found.append(judge_link(top, path, target))
    found += judge_decisions(top)
    tree.verdict([f for f in found if f], len(pages), "pages")


main()
