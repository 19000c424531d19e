"""Two cities' calls, of many districts, held against what R printed of them: quantiles, restricted means, tests, hazards."""
# SPDX-License-Identifier: Apache-2.0
import csv
import json
import lzma
import os
import re
import subprocess
import sys
import tempfile

tocsin, top = sys.argv[1:3]
folder = os.path.join(os.environ.get("TOCSIN_SHARED", os.path.join(top, "../shared")), "data/oracles")
if not os.path.isdir(folder):
    print("SKIPPED: no oracles: set TOCSIN_SHARED to the folder that has data/oracles")
    sys.exit(77)
checks, failures = 0, []


def near(got, wanted, tolerance, what):
    """A printed figure has no more digits than were printed."""
    global checks
    checks += 1
    if got is None and wanted is None:
        return
    if got is None or wanted is None or abs(got - wanted) > tolerance * max(abs(wanted), 1e-300):
        failures.append(f"{what}: {got}, wanted {wanted}")


def section(words):
    text = open(os.path.join(folder, "ORACLE_R_survival.txt")).read()
    return re.search(r"^####  " + words + r".*?\n(.*?)(?=^####  |\Z)", text, re.S | re.M).group(1)


def methods(rows, names, stratum):
    """Groups by their names' order; every district but the first has a covariate of its own."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="") as file:
        out = csv.writer(file)
        out.writerow(["id", "time", "status", "group", "stratum", "cluster", *(f"x{i}" for i in range(1, len(names)))])
        for number, (name, time, event, own) in enumerate(rows, 1):
            index = names.index(name)
            out.writerow([number, time, event, index, own if stratum else 1, number, *(int(index == i) for i in range(1, len(names)))])
        file.flush()
        wanted = [word for method in ("km", "rmst", "logrank", "cox") for word in ("--method", method)]
        done = subprocess.run([tocsin, "audit", "methods", file.name, "--tau", "900", *wanted], capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)


def table(text, after, columns):
    """name -> figures, of the lines behind one that begins so."""
    lines = text[text.index(after) + len(after):].splitlines()[2:]
    found = {}
    for line in lines:
        parts = re.match(r"(.*?)((?:\s+(?:-?[\d.]+(?:e[+-]\d+)?|NA)){%d})$" % columns, line)
        if not parts:
            break
        found[parts.group(1).strip()] = [None if word == "NA" else float(word) for word in parts.group(2).split()]
    return found


def compare(text, rows, names, label, prefix, stratum):
    found = methods(rows, names, stratum)
    for name, (n, events, q50, low50, high50, q90, low90, high90) in table(text, "(conf.type=log):", 8).items():
        own = found["km"][str(names.index(name.split("=")[1]))]
        quantiles = own["quantiles_log"]
        near(own["n_risk"][0], n, 0, f"{name} rows")
        near(sum(own["n_event"]), events, 0, f"{name} events")
        for p, figures in ((0.5, (q50, low50, high50)), (0.9, (q90, low90, high90))):
            at = quantiles["p"].index(p)
            for key, wanted in zip(("est", "lower", "upper"), figures):
                near(quantiles[key][at], wanted, 0, f"{name} {p} {key}")
    for name, (mean, se) in table(text, "RMST to 900 s:", 2).items():
        own = found["rmst"]["by_group"][names.index(name.split("=")[1])]
        near(own["rmst"], mean, 1e-11, f"{name} mean")
        near(own["se"], se, 1e-11, f"{name} se")
    tests = {(test["rho"], test["stratified"]): test for test in found["logrank"]}
    printed = [((0, False), r"^logrank chisq (\S+) df (\d+)"), ((1, False), r"^Peto-Peto \(rho=1\) chisq (\S+)"),
               ((0, True), r"^stratified logrank by priority chisq (\S+) df (\d+)")]
    for key, pattern in printed:
        told = re.search(pattern, text, re.M)
        if told:
            near(tests[key]["chisq"], float(told.group(1)), 1e-9, f"{label} chisq {key}")
    models = {(model["ties"], model["stratified"]): model for model in found["cox"]}
    for key, begins in ((("efron", False), "Cox efron loglik"), (("breslow", False), "Cox breslow loglik"),
                        (("efron", True), "Cox efron stratified")):
        if begins not in text or key not in models:
            continue
        model, part = models[key], text[text.index(begins):]
        told = re.match(r".*?loglik (\S+) (\S+)", part.split("\n", 1)[0])
        if told:
            near(model["loglik"][0], float(told.group(1)), 1e-12, f"{key} loglik at zero")
            near(model["loglik"][1], float(told.group(2)), 1e-12, f"{key} loglik")
        for index, name in enumerate(names[1:]):
            line = re.search(r"^" + re.escape(prefix + name) + r"\s+(\S+)\s+(\S+)", part, re.M)
            # What was printed had gone as far as R's own stopping rule: up to 1e-7 of a standard error.
            se = model["var"][index][index] ** 0.5
            near((model["coef"][index] - float(line.group(1))) / se + 1, 1, 1e-7, f"{key} {name}")


dublin = [(row["station"], row["time_s"], row["event"], 1)
          for row in csv.DictReader(lzma.open(os.path.join(folder, "surv_dublin_2020.csv.xz"), "rt"))]
compare(section("Dublin 2020"), dublin, sorted({row[0] for row in dublin}), "Dublin", "station", False)
city = [(row["supervisor_district"], row["time_s"], row["event"], row["priority"]) for row in
        csv.DictReader(lzma.open(os.path.join(folder, "surv_sf_2016-12-31_2017-01-07.csv.xz"), "rt"))]
city = [row for row in city if row[0].isdigit()]
priorities = sorted({row[3] for row in city})
city = [(name, time, event, priorities.index(priority) + 1) for name, time, event, priority in city]
compare(section("SF 2016"), city, [str(i) for i in range(1, 12)], "San Francisco", "supervisor_district", True)
print(f"{checks} figures compared, {len(failures)} differ")
for failure in failures:
    print(failure, file=sys.stderr)
sys.exit(1 if failures or checks < 300 else 0)
