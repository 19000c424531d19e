#!/usr/bin/env python3
"""The audit's methods beside R's survival on the same made-up calls: CPU seconds, memory, ratios, and whether both agree.

audit.py BUILD [--full]: a million calls, or ten; each task is a process of its own, and reading its columns is not counted.
"""
# SPDX-License-Identifier: Apache-2.0
import os
import shutil
import subprocess
import sys
import tempfile

CALLS, FULL, WITH_SE = 1_000_000, 10_000_000, 100_000
AGREED = 1e-8
TASKS = (("log_rank", "stratified log-rank"), ("clustered", "clustered log-rank"), ("incidence", "Aalen-Johansen"),
         ("standard", "standardised difference"), ("cox", "Cox, 10 covariates"))
build, full = sys.argv[1], sys.argv[2:] == ["--full"]
top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
program = os.path.join(build, "bench/bench_audit")
alike = True


def numbers(command):
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return {key: float(value) for key, value in (line.split() for line in ran.stdout.splitlines() if len(line.split()) == 2)}


def has_peer():
    if not shutil.which("Rscript"):
        return False
    asked = subprocess.run(["Rscript", "-e", "cat(as.character(packageVersion('survival')))"], capture_output=True, text=True)
    if asked.returncode == 0:
        print(f"peer: R's survival {asked.stdout}")
    return asked.returncode == 0


def apart(own, other):
    """The worst relative difference of what both found; of a coefficient in units of the larger of it and its error."""
    worst = 0
    for key in own.keys() & other.keys() - {"seconds", "megabytes"}:
        scale = max(abs(own[key]), abs(other[key]), own.get(key.replace("coef", "se"), 0) if key.startswith("coef") else 0)
        worst = max(worst, abs(own[key] - other[key]) / scale if scale else 0)
    return worst


def compare(folder, peer):
    global alike
    print(f"{'':26}{'ours':>9}{'':>9}{'R, formula':>12}{'':>9}{'R, core':>10}{'ratios':>16}{'agreement':>12}")
    for task, words in TASKS:
        own = numbers([program, task, folder])
        row = f"{words:26}{own['seconds']:7.3f} s{own['megabytes']:6.0f} MB"
        if peer:
            other = numbers(["Rscript", os.path.join(top, "bench/audit.R"), task, folder])
            formula, core, worst = other["seconds_formula"], other.get("seconds_core"), apart(own, other)
            for inside, outside in (("core_expected", "expected"), ("core_coef0", "coef0")):
                if inside in other:
                    worst = max(worst, abs(other[inside] / own[outside] - 1))
            alike &= worst <= AGREED
            row += f"{formula:10.2f} s{other['megabytes']:6.0f} MB" + (f"{core:8.2f} s" if core else f"{'':10}")
            row += f"{formula / own['seconds']:8.0f} x" + (f"{core / own['seconds']:4.0f} x" if core else f"{'':6}")
            row += f"{worst:12.1e}"
        print(row, flush=True)


def make(folder, calls):
    print(subprocess.run([program, "make", folder, str(calls)], stdout=subprocess.PIPE, text=True, check=True).stdout.strip())


peer = has_peer()
if not peer:
    print("NOT COMPARED: install Rscript and its package survival; what follows is ours alone")
with tempfile.TemporaryDirectory() as folder:
    make(folder, FULL if full else CALLS)
    compare(folder, peer)
if peer:
    # With standard errors R goes through all calls at each time, so that this is asked of fewer.
    with tempfile.TemporaryDirectory() as folder:
        make(folder, WITH_SE)
        TASKS = (("incidence", "Aalen-Johansen with SE"), )
        compare(folder, peer)
print("the default report, a docket with all moments in memory:")
print(subprocess.run([program, "report", str(FULL if full else CALLS)], stdout=subprocess.PIPE, text=True, check=True).stdout.strip())
if not alike:
    sys.exit(f"audit.py: ours and R's are further apart than {AGREED}")
