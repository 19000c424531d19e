"""Units over HTTP: capabilities by name, shifts, agencies' own words, rows of need, closures, a unit's timeline, a restart."""
# SPDX-License-Identifier: Apache-2.0
import sys

from center import Center, check, finish, must, same


def refused(answer, status, rule, what):
    same((answer[0], answer[1].get("rule")), (status, rule), what)
    return answer[1]


def unit(c, name):
    return [one for one in c.board()["units"] if one["name"] == name][0]


def incident(c):
    return c.board()["incidents"][0]


def set_up(c):
    for name in ("engine", "quint", "als"):
        must(c.do("add_capability", name=name))
    refused(c.do("add_capability", name="two words"), 422, "name_wrong", "a name that would part a list")
    must(c.do("add_station", name="Station 7", lat=45.5, lon=-122.6))
    for name in ("E1", "Q1"):
        must(c.do("add_unit", name=name))
    must(c.do("add_neighbour", name="next"))
    must(c.do("set_unit", unit="E1", capabilities="engine,als", station="Station 7"))
    must(c.do("set_unit", unit="Q1", capabilities="quint", neighbour="next"))
    problem = refused(c.do("set_unit", unit="E1", capabilities="engine,boat"), 400, "malformed", "an unknown capability")
    check("boat" in problem["detail"] and problem["field"] == "capabilities", f"is named: {problem}")
    refused(c.do("set_unit", unit="E1", station="Station 8"), 404, "unknown_station", "a station that is not there")
    must(c.do("map_status", name="10-97", status="on_scene", neighbour="next"))


def needs(c, staff):
    must(c.place("fire"))
    must(c.do("answer", staff, call=1))
    must(c.do("classify", staff, call=1, type="fire", priority=1))
    refused(c.do("apply_card", staff, incident=1, rows="engine 1 - 4 lights"), 422, "rows_wrong", "a row that lacks a word")
    must(c.do("apply_card", staff, incident=1, rows="engine 1 - 4 lights 300;als 1 quint 0 - 0"))
    must(c.do("assign", staff, incident=1, unit="E1"))
    rows = incident(c)["needs"]
    same([row["filled"] for row in rows], [0, 1], "nobody knows how many are on E1, so it fills the row that does not ask")
    refused(c.do("log_on", staff, unit="E1", crew=4, due="2020-01-01T00:00:00Z"), 422, "due_wrong", "a shift that is over")
    must(c.do("log_on", staff, unit="E1", crew=4))
    same([row["filled"] for row in incident(c)["needs"]].count(1), 1, "one unit fills one row")
    must(c.do("assign", staff, incident=1, unit="Q1"))
    same([row["filled"] for row in incident(c)["needs"]], [1, 1], "the substitute will do")
    same((rows[0]["capabilities"], rows[0]["crew"], rows[0]["mode"], rows[1]["substitutes"]), (["engine"], 4, "lights", ["quint"]), "rows")
    check("assign" not in [owed["kind"] for owed in incident(c)["obligations"]], "nothing more is owed")


def words(c, staff):
    refused(c.do("unit_status", staff, unit="E1", name="10-97"), 404, "unknown_status_name", "another agency's word")
    must(c.do("unit_status", staff, unit="Q1", name="10-97"))
    same([one["status"] for one in incident(c)["assignments"] if one["name"] == "Q1"], ["on_scene"], "the agency's word is ours")
    must(c.do("report_position", staff, unit="Q1", lat=45.51, lon=-122.61, uncertainty_m=8))
    refused(c.do("report_position", staff, unit="Q1", lat=1, lon=1, stamp="2020-01-01T00:00:00Z"), 409, "position_old", "late")
    same((unit(c, "Q1")["lat"], unit(c, "Q1")["uncertainty_m"]), (45.51, 8), "where it was last")
    must(c.do("close_road", staff, lat=45.5, lon=-122.6, radius_m=80, incident=1))
    same([(one["closure"], one["percent"], one["incident"]) for one in c.board()["closures"]], [(1, 0, 1)], "closed")
    timeline = must(c.ask("GET", "/v1/units/2", token=c.token))["timeline"]
    kinds = [event["kind"] for entry in timeline for event in entry["events"] if event.get("unit") == 2]
    same(kinds, ["unit_added", "unit_set", "unit_assigned", "status_coded", "unit_status"], "a unit's history, in order")
    same(c.ask("GET", "/v1/units/9", token=c.token)[1]["rule"], "unknown_unit", "no such unit")
    shown = c.tocsin("show", "unit=2")
    check("status_coded" in shown.stdout, f"tocsin show: {shown}")
    told = c.tocsin("do", "report_position", "unit=Q1", "lat=45.52", "lon=-122.62", token=staff)
    same((told.returncode, told.stderr, unit(c, "Q1")["lat"]), (0, "", 45.52), "degrees by the command line")
    told = c.tocsin("do", "add_unit", "name=12")
    same((told.returncode, told.stderr, unit(c, "12")["name"]), (0, "", "12"), "a unit whose name is a number")


with Center(sys.argv[1]) as center:
    set_up(center)
    dispatcher = center.agent("dispatcher", "dispatcher")
    needs(center, dispatcher)
    words(center, dispatcher)
    before = center.board()
    center.restart()
    after = center.board()
    for part in ("units", "stations", "closures", "capabilities"):
        same(after[part], before[part], f"{part} after a restart")
    same(incident(center)["needs"], before["incidents"][0]["needs"], "what is needed, after a restart")
finish()
