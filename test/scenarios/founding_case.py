"""The founding case, steps 3 and 4: every unit busy, two calls climb to the neighbour and stay owed; only a person ends them."""
# SPDX-License-Identifier: Apache-2.0
import sys

from center import Center, check, finish, must, same, wait_for


def owed(board, incident, kind):
    for one in board["incidents"]:
        if one["incident"] == incident:
            return [debt for debt in one["obligations"] if debt["kind"] == kind]
    return []


with Center(sys.argv[1]) as c:
    taker = c.agent("taker", "call_taker")
    dispatcher = c.agent("dispatcher", "dispatcher")
    supervisor = c.agent("supervisor", "supervisor")
    second = c.agent("second", "supervisor")
    officer = c.agent("officer", "duty_officer")
    crew = c.agent("crew", "crew")
    must(c.do("add_neighbour", name="next county"))
    must(c.do("add_unit", name="car 1"))
    ladder = ["dispatchers", "supervisors", "duty_officer", "neighbour", "center"]
    for rung, owner in enumerate(ladder):
        must(c.do("set_rung", kind="assign", priority=2, rung=rung, owner_kind=owner, span_s=1, reason="so that a test need not wait"))

    # the only unit works elsewhere
    elsewhere = must(c.place("smoke in a stairwell"))["call"]
    must(c.do("answer", taker, call=elsewhere))
    busy = must(c.do("classify", taker, call=elsewhere, type="fire", priority=2, need=1))["incident"]
    must(c.do("assign", dispatcher, incident=busy, unit="car 1"))
    must(c.do("unit_status", crew, unit="car 1", status="en_route"))

    # an office and a home: two calls of the same people, nobody free to send
    incidents = []
    for place in ("the office", "the home"):
        call = must(c.place("they are at the door", place=place))["call"]
        must(c.do("answer", taker, call=call))
        incidents.append(must(c.do("classify", taker, call=call, type="threat", priority=2, need=1))["incident"])
    seen = {incident: set() for incident in incidents}

    def climbed():
        board = c.board()
        for incident in incidents:
            seen[incident].update(debt.get("raised_kind") for debt in owed(board, incident, "assign"))
        return all({"supervisors", "duty_officer", "neighbour"} <= kinds for kinds in seen.values())

    wait_for(climbed, 20, "both climb to supervisors, duty officer and neighbour")
    wait_for(lambda: all(debt["unheeded"] for i in incidents for debt in owed(c.board(), i, "assign")), 10,
             "at the top they are unheeded")
    board = c.board()
    for incident in incidents:
        debts = owed(board, incident, "assign")
        same(len(debts), 1, "it stays owed, once")
        check(debts and debts[0]["raised"] >= 3, "every raise is counted")
        check(debts and debts[0]["first_due"] < debts[0]["due"], "the first due time stays on record")

    # who closes one without a response can do so only as not served, with a reason, and a second person must look
    first = incidents[0]
    status, problem = c.do("close", taker, incident=first, disposition="served")
    same((status, problem["rule"]), (409, "blocked"), "not as served")
    check(any(blocker["owed"] == "assign" for blocker in problem["blockers"]), "the refusal names the debt")
    for disposition in ("advised", "referred", "false_alarm", "covered", "unreachable"):
        status, problem = c.do("close", supervisor, incident=first, disposition=disposition, reason="a directive")
        check(status in (200, 409, 422), f"{disposition}: {status}")
        if status == 200:
            check(False, f"it was closed as {disposition}: {problem}")
    same(c.do("close", supervisor, incident=first, disposition="not_served")[0], 422, "not without a reason")
    same(c.ask("POST", "/v1/commands/close", {"incident": first, "disposition": "not_served", "reason": "x"}, crew)[0], 403,
         "not by a crew")
    done = must(c.do("close", supervisor, incident=first, disposition="not_served", reason="no unit was free"))
    review = [event for event in done["events"] if event["kind"] == "owed" and event["owed"] == "review"]
    same(len(review), 1, "a review is owed")
    handle = review[0]["obligation"]
    same(c.do("review", supervisor, obligation=handle, verdict="agree", reason="mine")[1].get("rule"), "same_person",
         "a second person must look")
    must(c.do("review", second, obligation=handle, verdict="reopen", reason="nobody went"))
    check(owed(c.board(), first, "assign") or any(one["incident"] == first for one in c.board()["incidents"]),
          "the second person opened it again")
    timeline = c.ask("GET", f"/v1/incidents/{first}", token=c.token)[1]["timeline"]
    kinds = [event["kind"] for entry in timeline for event in entry["events"]]
    for kind in ("incident_opened", "raised", "refused", "incident_closed", "reviewed", "reopened"):
        check(kind in kinds, f"{kind} stands in the timeline")
    before = c.board()
    c.restart()
    after = c.board()
    same({one["incident"] for one in after["incidents"]}, {one["incident"] for one in before["incidents"]},
         "all stays open over a restart")
    same(c.end(), 0, "it ends well")
    verified = c.tocsin("verify", c.data)
    same(verified.returncode, 0, f"tocsin verify: {verified.stdout}{verified.stderr}")
finish()
