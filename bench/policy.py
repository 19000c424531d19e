"""What it takes to prove a policy: all questions with checked proofs, beside Z3 on the same formulas, in CPU seconds."""
# SPDX-License-Identifier: Apache-2.0
import os
import resource
import shutil
import subprocess
import sys
import tempfile

TOCSIN, DECIDE = os.path.join(sys.argv[1], "src/cmd/tocsin"), os.path.join(sys.argv[1], "bench/bench_policy")
HERE = os.path.dirname(os.path.abspath(__file__))
SIZES, ROUNDS = (10, 100, 200, 1000), 3


def cpu_s(*command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout + done.stderr


def main():
    z3 = shutil.which("z3")
    if not z3:
        print("z3 is not installed (Debian's package z3): proved without a peer")
    print("rules   tocsin CPU ms   Z3 CPU ms   Z3 : tocsin   a decision us")
    with tempfile.TemporaryDirectory() as folder:
        for rules in SIZES:
            path, proofs = os.path.join(folder, "metro.json"), os.path.join(folder, f"proofs{rules}")
            with open(path, "w", encoding="utf-8") as file:
                subprocess.run([sys.executable, os.path.join(HERE, "policy_metro.py"), str(rules)], stdout=file, check=True)
            runs = [cpu_s(TOCSIN, "policy", "prove", path) for _ in range(ROUNDS)]
            mine, said = min(run[0] for run in runs), cpu_s(TOCSIN, "policy", "prove", path, "--proofs", proofs)[1]
            if "refuted   D" in said or "refuted   E" in said or "undecided" in said:
                sys.exit(f"script/bench: policy: not what it should be:\n{said}")
            peer = 0.0
            for name in sorted(os.listdir(proofs)):
                if z3 and name.endswith(".cnf"):
                    peer += min(cpu_s(z3, "-dimacs", os.path.join(proofs, name))[0] for _ in range(ROUNDS))
            decided = subprocess.run([DECIDE, path], capture_output=True, text=True, check=True).stdout.strip()
            ratio = f"{peer / mine:8.1f}" if z3 else "       -"
            print(f"{rules:5}   {1000 * mine:13.1f}   {1000 * peer:9.1f}   {ratio:>11}   {decided:>13}", flush=True)
    print("tocsin's time is that of the whole command: reading, overlay, all questions, their proofs checked, the longest chain, dead rules;\n"
          "Z3's that of solving the formulas that were proved, and no proof.")


main()
