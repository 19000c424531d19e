"""Our methods beside R's on random tables of rows, of many shapes: every number to 1e-8."""
# SPDX-License-Identifier: Apache-2.0
import json
import math
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

build, source = sys.argv[1:3]
tocsin = os.path.join(build, "src/cmd/tocsin")
TOLERANCE = 1e-8
# What comes of cancellation is judged on a least scale of its own unit, as in src/cmd/audit_compare.c; a hazard or an
# error of exactly nothing is one of a few roundings.
LEAST = (("martingale", 1e-3), ("chisq", 1e-6), ("stat", 1e-6), (".se", 1e-6), ("coef", None), ("var", None), (".V", None),
         (".lower", 1e-6), ("_plain", 1e-6))


def shapes():
    """(name, rows, ties, groups, strata, endings, covariates): endings are the shares of open and unserved rows."""
    yield "heavy_ties", 400, 6, 2, 4, (.2, .2), 3
    yield "continuous", 300, 0, 2, 3, (.2, .0), 4
    yield "continuous_competing", 300, 0, 2, 3, (.1, .3), 2
    yield "few_rows", 24, 12, 2, 2, (.3, .0), 1
    yield "three_groups", 240, 30, 3, 3, (.2, .2), 2
    yield "four_groups_tied", 200, 8, 4, 2, (.1, .0), 2
    yield "sparse_strata", 120, 40, 2, 30, (.2, .2), 2
    yield "one_sided_strata", 150, 25, 2, 6, (.2, .1), 2
    yield "all_closed", 250, 60, 2, 4, (.0, .15), 3
    yield "mostly_open", 300, 50, 2, 3, (.75, .1), 2
    yield "seconds", 1500, 3000, 2, 12, (.03, .15), 5


def make(name, count, ties, groups, strata, endings, covariates, chance):
    rows = []
    for number in range(1, count + 1):
        stratum = chance.randrange(strata)
        group = chance.randrange(groups)
        if name == "one_sided_strata" and stratum < 2:
            group = stratum
        x = [float(chance.randrange(2)) if i % 2 else round(chance.gauss(0, 1), 3) for i in range(covariates)]
        rate = math.exp(.3 * group - .2 * x[0] + .1 * stratum / strata)
        time = -math.log(1 - chance.random()) / rate
        time = math.floor(time * ties / 2) + 1 if ties else time
        draw = chance.random()
        status = 0 if draw < endings[0] else 2 if draw < sum(endings) else 1
        # Codes have gaps and any order.
        rows.append([number, repr(time), status, 3 * group - 2, 7 * stratum + 1, 1 + number // 4, *x])
    return rows


def write(folder, shape, chance):
    name, covariates = shape[0], shape[6]
    rows = make(*shape, chance)
    path = os.path.join(folder, name + ".csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write("id,time,status,group,stratum,cluster," + ",".join(f"x{i + 1}" for i in range(covariates)) + "\n")
        file.writelines(",".join(map(str, row)) + "\n" for row in rows)
    times = sorted(float(row[1]) for row in rows)
    return path, repr(times[len(times) // 2])


def at(answer, path):
    """What stands at a path such as cox[0].var[1][2]; group names may be negative numbers."""
    for key in re.findall(r"[^.\[\]]+|\[\d+\]", path):
        if answer is None:
            return None
        try:
            answer = answer[int(key[1:-1])] if key[0] == "[" else answer[key]
        except (KeyError, IndexError, TypeError):
            # One number alone is told without its place.
            return None
    return answer[0] if isinstance(answer, list) and len(answer) == 1 else answer


def scale(answer, path, wanted):
    least = next((least for words, least in LEAST if words in path), 0)
    if least is not None:
        return max(abs(wanted), least)
    places = [int(place) for place in re.findall(r"\[(\d+)\]", path.split(".")[-1])] or [0]
    holder = at(answer, path.rsplit(".", 1)[0])
    matrix = holder["V"] if ".V" in path else holder.get("var", holder.get("naive_var"))
    key = re.sub(r"\[.*", "", path.split(".")[-1])
    if key == "coef":
        return max(abs(wanted), math.sqrt(matrix[places[0]][places[0]]))
    matrix = holder[key]
    places = (places + places)[:2]
    return math.sqrt(matrix[places[0]][places[0]] * matrix[places[1]][places[1]])


def off(answer, path, wanted):
    got = at(answer, path)
    if wanted == "none" or not isinstance(got, (int, float)):
        return 0 if wanted == "none" and got is None else math.inf
    wanted = float(wanted)
    return 0 if got == wanted else abs(got - wanted) / (scale(answer, path, wanted) or 1e-300)


def main():
    if not shutil.which("Rscript"):
        print("SKIPPED: no Rscript")
        sys.exit(77)
    if subprocess.run(["Rscript", "-e", "library(survival)"], capture_output=True, check=False).returncode:
        print("SKIPPED: R has no package survival")
        sys.exit(77)
    chance = random.Random(20261125)
    compared, wrong, worst = 0, [], {}
    with tempfile.TemporaryDirectory() as folder:
        tables = {shape[0]: write(folder, shape, chance) for shape in shapes()}
        answers = {}
        for name, (path, tau) in tables.items():
            answers[name] = json.loads(subprocess.run([tocsin, "audit", "methods", path, "--tau", tau],
                                                      capture_output=True, check=True).stdout)
        script = os.path.join(source, "test/audit/beside.R")
        told = subprocess.run(["Rscript", script, *[word for pair in tables.values() for word in pair]],
                              capture_output=True, text=True, check=False)
    if told.returncode:
        print("R failed:", told.stderr)
        sys.exit(1)
    for line in told.stdout.splitlines():
        name, path, wanted = line.split(" ")
        far = off(answers[name], path, wanted)
        compared += 1
        method = path.split(".")[0].split("[")[0]
        worst[method] = max(worst.get(method, 0), far)
        if far > TOLERANCE:
            wrong.append(f"{name} {path}: got {at(answers[name], path)}, R has {wanted}, off by {far:.2g}")
    print("\n".join(wrong[:60]))
    for method, far in worst.items():
        print(f"{method:10} worst {far:.2g}")
    print(f"{compared} numbers of {len(answers)} tables beside R's, {len(wrong)} of them too far")
    sys.exit(1 if wrong or compared < 5000 else 0)


main()
