"""tocsin audit check and audit methods: nothing skipped, a planted error found, malformed rows told, refusals said."""
# SPDX-License-Identifier: Apache-2.0
import json
import os
import shutil
import subprocess
import sys
import tempfile

build, source = sys.argv[1:3]
shared = os.environ.get("TOCSIN_SHARED", os.path.join(source, "..", "shared"))
refs = os.path.join(shared, "audit-refs")
tocsin = os.path.join(build, "src/cmd/tocsin")
failed = 0


def expect(good, what):
    global failed
    if not good:
        failed += 1
        print("failed:", what)


def run(*arguments):
    return subprocess.run([tocsin, "audit", *arguments], capture_output=True, text=True)


def check(folder):
    done = run("check", folder, "--json")
    return done.returncode, json.loads(done.stdout)


def numbers(value):
    """How many numbers a reference holds, and how many places where one might be."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        parts = [numbers(part) for part in value]
        return sum(part[0] for part in parts), sum(part[1] for part in parts)
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return int(number), int(value is None or value in ("NA", "NaN", "Inf", "-Inf"))


def paths(value, path=()):
    if isinstance(value, dict):
        for key, part in value.items():
            yield from paths(part, path + (key,))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from paths(part, path + (place,))
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield path


def name_of(path):
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)[1:]


def check_all(folder):
    """Every number of every file is compared, was given, or is listed."""
    code, report = check(folder)
    expect(code == 0 and report["within"] and report["out"] == 0, f"all are within: {report['out']} are not")
    expect(report["compared"] > 80000, f"{report['compared']} numbers compared")
    expect(report["eased"] < 40, f"{report['eased']} numbers are within by a least scale only")
    listed = [entry["path"] for case in report["cases"] for method in case["methods"] for entry in method["absents"]]
    expect(all(path.endswith(".nrow") for path in listed), f"only another program's rows are not compared: {listed}")
    for case in report["cases"]:
        with open(os.path.join(folder, "public", case["case"] + ".json"), encoding="utf-8") as file:
            whole = json.load(file)
        methods = {method["method"] for method in case["methods"]}
        told = sum(method[key] for method in case["methods"] for key in ("compared", "given", "not_compared"))
        # A part of which all was given is no method.
        given = sum(numbers(part)[0] for key, part in whole.items() if key not in methods)
        sure, maybe = numbers(whole)
        expect(sure <= told + given <= sure + maybe,
               f"{case['case']}: {sure} numbers and {maybe} without one, {told} told, {given} given")
    words = run("check", folder)
    expect(words.returncode == 0 and "numbers compared, 0 out of tolerance" in words.stdout, "the table says so too")


def plant(folder, name, wanted):
    """Changes one number by 1e-7 of itself, and gives its path."""
    path = os.path.join(folder, "public", name + ".json")
    with open(path, encoding="utf-8") as file:
        whole = json.load(file)
    place = next(place for place in paths(whole) if name_of(place) == wanted)
    at = whole
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = at[place[-1]] * (1 + 1e-7) if at[place[-1]] else 1e-3
    os.chmod(path, 0o644)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(whole, file)


def check_planted(folder):
    """Wrong numbers in every part are found, each by its path, and nothing else is said to be wrong."""
    planted = {("aml", "km.2.surv[3]"), ("lung", "km.1.quantiles_log.est[1]"), ("lung", "rmst.survRM2_diff.lower"),
               ("mgus2", "aj.1.seF2[7]"), ("mgus2", "gray[1].stat[0]"), ("gehan", "logrank[3].V[0][1]"),
               ("ovarian", "cox[0].coef[1]"), ("rats", "cox[2].basehaz_x0.hazard[5]"), ("rats", "events[0]"),
               ("veteran", "cox[0].zph_km.chisq[2]"), ("lung", "cox[2].martingale_first10[4]"),
               ("cad_a", "finegray.crr.coef[2]"), ("veteran", "mh.exact.ci[1]"), ("cad_a", "standardised_cif.se[2]"),
               ("cad_a.robust", "stratified.z_cluster"), ("special_functions", "pbeta[3].p"),
               ("proportions", "one[2].wilson[0]"), ("multiplicity", "cases[2].BY[1]"),
               ("quantiles", "cases[1].q[0].mover[0]"), ("permutation_exact", "cases[0].var"),
               ("sequential", "normal_mixture.log_e[9]"), ("power", "two_prop[1].n_per_group"),
               ("funnel", "limits_998[7][1]"), ("tg_appendix", "efron.imat"), ("nist_strd", "NumAcc4.mean"),
               ("ucb_simpson", "mh_ci[0]"), ("edge_cases", "tiny_gap.km.surv[1]")}
    for name, place in planted:
        plant(folder, name, place)
    code, report = check(folder)
    outs = {(case["case"], entry["path"]) for case in report["cases"] for method in case["methods"]
            for entry in method["outs"]}
    expect(code == 1 and report["out"] == len(planted) and outs == planted,
           f"planted and not found {planted - outs}, found and not planted {outs - planted}")


def check_folder(folder):
    """Other folders, no manifest, files that are gone, and what is no reference at all."""
    os.rename(os.path.join(folder, "public"), os.path.join(folder, "other"))
    code, report = check(folder)
    expect(code == 0 and report["compared"] > 80000, "the folders' names do not matter")
    os.remove(os.path.join(folder, "MANIFEST.json"))
    expect(check(folder)[1]["compared"] == report["compared"], "without a manifest all files are found")
    # A key that nobody knows is listed; an answer too short is out.
    path = os.path.join(folder, "other", "aml.json")
    with open(path, encoding="utf-8") as file:
        whole = json.load(file)
    whole["novel"] = {"numbers": [1, 2, 3]}
    whole["km"]["2"]["surv"].append(0.5)
    os.chmod(path, 0o644)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(whole, file)
    code, report = check(folder)
    listed = [entry for case in report["cases"] for method in case["methods"] for entry in method["absents"]]
    expect({"path": "novel", "numbers": 3} in listed, "a method that we have not is listed")
    expect(code == 1 and report["out"] >= 1, "a list that is longer than ours is out")
    os.remove(os.path.join(folder, "datasets", "rats.csv"))
    with open(path, "w", encoding="utf-8") as file:
        file.write("{ no")
    faults = [fault["case"] for fault in check(folder)[1]["faults"]]
    expect(faults == ["aml", "rats", "rats.robust"], f"what cannot be compared is told: {faults}")
    expect(run("check", os.path.join(folder, "nowhere")).returncode == 1, "no such folder")
    expect(run("check").returncode == 2 and run("check", "a", "b").returncode == 2, "one folder is checked")
    empty = os.path.join(folder, "empty")
    os.mkdir(empty)
    expect(run("check", empty).returncode == 1, "nothing compared is no success")


def check_malformed(folder):
    """What is wrong with rows is said with its line and column."""
    path = os.path.join(folder, "rows.csv")
    for text, words in (("", "line 0: the file is empty"),
                        ("id,time,group\n1,2,3\n", 'there is no column "status"'),
                        ("id,time,status,group,colour\n", 'line 1: column 5: no column is called "colour"'),
                        ("time,status,group,time\n", 'line 1: column 4: "time" is there twice'),
                        ("time,status,group\n1,1,0\n1,1\n", "line 3: 2 columns, where the first line has 3"),
                        ("time,status,group\n-1,1,0\n", 'line 2: column 1 (time): "-1" is not a number from 0 up'),
                        ("time,status,group\nnan,1,0\n", 'line 2: column 1 (time): "nan" is not'),
                        ("time,status,group\n1,3,0\n", 'line 2: column 2 (status): "3" is not 0, 1 or 2'),
                        ("time,status,group\n1,1,0.5\n", 'line 2: column 3 (group): "0.5" is not a whole number'),
                        ("time,status,group,x1\n1,1,0,\n", 'line 2: column 4 (x1): "" is not a number'),
                        ("time,status,group\n1,1,0\n\"2,1,0\n", "line 3: ")):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        done = run("methods", path)
        expect(done.returncode == 1 and words in done.stderr and not done.stdout, f"{text!r}: {done.stderr!r}")
    expect(run("methods", os.path.join(folder, "none.csv")).returncode == 1, "no such file")
    expect(run("methods", path, "--tau", "x").returncode == 2, "a tau that is no number")
    expect(run("methods", path, "--method", "astrology").returncode == 2, "no such method")


def check_refusals(folder):
    """What rows cannot bear is null, and why; never a crash."""
    path = os.path.join(folder, "rows.csv")

    def answer(text, *options):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        done = run("methods", path, *options)
        expect(done.returncode == 0, f"{text!r}: {done.returncode} {done.stderr}")
        return json.loads(done.stdout) if done.returncode == 0 else {}

    every = ["km", "rmst", "aj", "gray", "logrank", "cox", "finegray", "mh", "standardised_cif", "unstratified",
             "stratified", "standardised_closed_calls"]
    nothing = answer("time,status,group\n", "--tau", "5")
    expect(all(nothing.get(name, 0) is None and nothing["why"].get(name) for name in every), "no rows")
    one = answer("time,status,group,x1\n5,1,7,1\n", "--tau", "5")
    expect(one["km"]["7"]["surv"] == [0] and one["logrank"] is None and one["cox"][0]["coef"] is None, "one row")
    tied = answer("time,status,group,stratum,x1\n" + "5,1,0,1,0\n5,1,1,1,1\n" * 4, "--tau", "5")
    expect(tied["logrank"][0]["chisq"] is None and tied["logrank"][0]["df"] == 0, "all tied: nobody is left to differ")
    unserved = answer("time,status,group,stratum,x1\n" + "5,2,-3,1,0\n6,2,9,1,1\n7,2,9,2,4\n" * 4, "--tau", "5")
    expect(unserved["logrank"][0]["O"] == [0, 0] and unserved["finegray"] is None, "nobody served")
    huge = answer("time,status,group,x1\n1e300,1,0,1e300\n1e301,1,1,-1e300\n2e301,0,0,1e308\n", "--tau", "5")
    expect(huge["km"]["0"]["time"] == [1e300, 2e301] and huge["cox"][0]["coef"] is None, "huge values")
    three = answer("status,x1,group,time\n" + "".join(f"1,{i % 4},{i % 3},{i}\n" for i in range(30)), "--tau", "9")
    expect(three["logrank"][0]["df"] == 2 and three["mh"] is None and len(three["rmst"]["by_group"]) == 3,
           "three groups, columns in another order")
    asked = answer("time,status,group\n1,1,0\n2,1,1\n", "--method", "km")
    expect(list(asked) == ["id", "n", "events", "tau", "km"], "only what is asked")


def main():
    with tempfile.TemporaryDirectory() as folder:
        check_malformed(folder)
        check_refusals(folder)
        if not os.path.isdir(refs):
            print("SKIPPED: no reference results: set TOCSIN_SHARED to the folder that has audit-refs")
            sys.exit(1 if failed else 77)
        check_all(refs)
        for part in (check_planted, check_folder):
            copy = os.path.join(folder, part.__name__)
            shutil.copytree(refs, copy)
            for root, _, _ in os.walk(copy):
                os.chmod(root, 0o755)
            part(copy)
    print("failed" if failed else "all is as it should be")
    sys.exit(1 if failed else 0)


main()
