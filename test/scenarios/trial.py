"""Centers that are not in charge: a copy to learn on, and one beside the real one; what a supervisor is shown."""
# SPDX-License-Identifier: Apache-2.0
import os
import subprocess
import sys
import time

from center import Center, check, finish, must, same

WAIT_S = 20


def tocsin(build, *arguments, **environment):
    program = os.path.join(build, "src/cmd/tocsin")
    return subprocess.run([program, *arguments], env={**os.environ, **environment}, capture_output=True, text=True, timeout=60)


def health(c):
    return c.ask("GET", "/v1/health")[1]


def learn(build, real):
    """The copy has every entry, another name, other keys; and takes no calls by phone."""
    copy = os.path.join(real.folder, "copy")
    made = tocsin(build, "train", real.data, copy)
    same(made.returncode, 0, f"the copy is made beside a center at work: {made.stderr}")
    again = tocsin(build, "train", real.data, copy)
    check(again.returncode == 1 and "there is a ledger already" in again.stderr, f"not twice: {again.stderr}")
    none = tocsin(build, "train", os.path.join(real.folder, "nothing"), os.path.join(real.folder, "other"))
    check(none.returncode == 1 and "no ledger at the first" in none.stderr, f"none there: {none.stderr}")
    verified = tocsin(build, "verify", copy)
    check(verified.returncode == 0 and "training.invalid+" in verified.stdout, f"holds by itself: {verified.stdout}{verified.stderr}")
    folder = os.path.join(real.folder, "trainee")
    os.mkdir(folder)
    os.rename(copy, os.path.join(folder, "data"))
    with Center(build, folder) as trainee:
        check("training: this center is not in charge" in trainee.said, trainee.said)
        same(health(trainee)["purpose"], "training", "it says so to every screen")
        same(trainee.board()["calls"][0]["call"], 1, "the same calls")
        real.token, kept = trainee.token, real.token
        same(real.ask("GET", "/v1/board", token=real.token)[0], 401, "its tokens are none of the real center's")
        real.token = kept
        trainee.end()
        refused = subprocess.run([*trainee.command(), "--sip", "udp:127.0.0.1:0"], capture_output=True, text=True, timeout=60)
        check(refused.returncode == 1 and "takes no calls by phone" in refused.stderr, f"no phones: {refused.stderr}")


def beside(build, real):
    """Each call that comes in is a call of the trial too, once; the trial's own center is no source of calls."""
    with Center(build, options=["--parallel"]) as trial:
        same(health(trial)["purpose"], "parallel", "it says so")
        wrong = tocsin(build, "--url", f"http://127.0.0.1:{real.port}", "follow", f"http://127.0.0.1:{trial.port}")
        check(wrong.returncode == 1 and "is no trial" in wrong.stderr, f"a real center is not fed: {wrong.stderr}")
        environment = {**os.environ, "TOCSIN_LIVE_TOKEN": real.token}
        program = [os.path.join(build, "src/cmd/tocsin"), "--url", f"http://127.0.0.1:{trial.port}", "follow"]
        follower = subprocess.Popen([*program, f"http://127.0.0.1:{real.port}"], env=environment, stderr=subprocess.PIPE)
        try:
            words, until = [], time.monotonic() + WAIT_S
            while not words and time.monotonic() < until:
                real.place("smoke on the stairs")
                time.sleep(0.5)
                words = [entry["words"] for call in trial.board()["calls"] for entry in
                         trial.ask("GET", f"/v1/calls/{call['call']}", token=trial.token)[1]["timeline"] if "words" in entry]
            check(words and set(words) == {"smoke on the stairs"}, f"the trial hears what comes in: {words}")
        finally:
            follower.terminate()
            follower.wait(10)
        without = tocsin(build, "--url", f"http://127.0.0.1:{trial.port}", "follow", f"http://127.0.0.1:{real.port}", TOCSIN_LIVE_TOKEN="1-0")
        check(without.returncode == 1 and "TOCSIN_LIVE_TOKEN" in without.stderr, f"a wrong token is said: {without.stderr}")


def watch(real):
    """Nobody answered: the caller counts, a debt is raised, and the alarm is counted where a supervisor sits."""
    anna = must(real.do("add_agent", name="anna", role="supervisor"))["token"]
    must(real.do("add_position", name="desk"))
    must(real.do("sign_in", anna, position="desk"))
    status, shown = real.ask("GET", "/v1/supervision", token=anna)
    same(status, 200, "supervision is shown")
    check(shown["answers"]["calls"] >= 1 and shown["answers"]["answered"] == 0, f"calls are counted: {shown['answers']}")
    same([one["within_s"] for one in shown["answers"]["bounds"]], [10, 15, 20], "the bounds, with their sources")
    same(shown["alarms"]["positions"][0]["name"], "desk", "each position")
    same(shown["alarms"]["positions"][0]["steady"], False, "which is not alarmed all the time")


def main():
    build = sys.argv[1]
    with Center(build) as real:
        must(real.place("fire"))
        learn(build, real)
        beside(build, real)
        watch(real)
    finish()


main()
