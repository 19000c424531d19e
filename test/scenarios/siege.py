"""A siege: 2,000 calls at one address, others' help by rotation, a lookout that reminds, agencies in order; and a restart."""
# SPDX-License-Identifier: Apache-2.0
import concurrent.futures
import sys
import time

from center import Center, check, finish, must, same, wait_for

CALLS = 2000
LAT, LON = 45.5, -122.6


def refused(answer, status, rule, what):
    same((answer[0], answer[1].get("rule")), (status, rule), what)


def get(c, path, token=None):
    return must(c.ask("GET", path, token=token or c.token))


def incident(c, number):
    return [one for one in c.board()["incidents"] if one["incident"] == number][0]


def pages(c, path, name):
    """All items, page by page; and how long the slowest page took."""
    items, before, slowest, count = [], "", 0, 0
    while True:
        began = time.monotonic()
        page = get(c, path + before)
        slowest = max(slowest, time.monotonic() - began)
        items += page[name]
        count += 1
        if "before" not in page:
            return items, count, slowest
        before = f"&before={page['before']}"


def besiege(c, taker):
    def call(number):
        place = must(c.place(f"call {number}", lat=LAT, lon=LON, place="1 Main Street"))
        must(c.do("answer", taker, call=place["call"]))
        return place["call"]

    first = call(0)
    must(c.do("classify", taker, call=first, type="siege", priority=1, lat=LAT, lon=LON, need=0))
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for number in pool.map(call, range(1, CALLS)):
            must(c.do("link", taker, call=number, incident=1))
    same(incident(c, 1)["calls"], CALLS, "all calls speak of one incident")


def places(c, taker):
    must(c.do("add_hazard", taker, words="gas in the cellar", lat=LAT + 0.001, lon=LON, radius_m=200, span_s=86400))
    refused(c.do("add_hazard", taker, words="gas"), 422, "place_missing", "a hazard that is nowhere")
    here = f"/v1/places?lat={LAT}&lon={LON}&radius_m=50&limit=250"
    items, count, slowest = pages(c, here, "items")
    same((len(items), count), (CALLS + 2, CALLS // 250 + 1), "each once, in pages")
    same(len({str(sorted(item.items())) for item in items}), CALLS + 2, "none twice")
    check(all(one["at"] >= other["at"] for one, other in zip(items, items[1:])), "the newest first")
    print(f"the slowest of {count} pages at one address: {slowest * 1000:.1f} ms")
    hazards = get(c, here + "&kinds=notice")["items"]
    same([(one["words"], one["open"]) for one in hazards], [("gas in the cellar", True)], "hazards come up at once")
    same(get(c, f"/v1/places?lat={LAT}&lon={LON + 1}")["items"], [], "nothing a degree away")
    for wrong in ("lat=91&lon=0", "lon=0", f"lat={LAT}&lon={LON}&radius_m=2001", f"lat={LAT}&lon={LON}&limit=1001",
                  f"lat={LAT}&lon={LON}&before=x", f"lat={LAT}&lon={LON}&kinds=house"):
        same(c.ask("GET", "/v1/places?" + wrong, token=c.token)[0], 400, wrong)
    same(c.ask("GET", here)[0], 401, "not for anybody")
    # The next incident there is shown what is known of the place.
    late = must(c.place("again", lat=LAT, lon=LON))["call"]
    must(c.do("answer", taker, call=late))
    must(c.do("classify", taker, call=late, type="medical", priority=2, lat=LAT, lon=LON))
    nearby = get(c, "/v1/incidents/2")["nearby"]
    same([one["words"] for one in nearby["hazards"]], ["gas in the cellar"], "hazards nearby")
    same((nearby["earlier_incidents"], nearby["earlier_calls"], nearby["more"]), (1, 1000, True), "and so many before")


def linked(c, taker, supervisor):
    must(c.do("relate", taker, incident=2, about="1", type="parent"))
    refused(c.do("relate", taker, incident=1, about="2", type="parent"), 409, "related", "both ways")
    same(incident(c, 2)["related"], [{"incident": 1, "is": "parent"}], "a part of it")
    entries, count, slowest = pages(c, "/v1/incidents/2/timeline?linked=1&limit=1000", "timeline")
    sequences = [entry["sequence"] for entry in entries]
    same(sequences, sorted(set(sequences), reverse=True), "one timeline, the newest first")
    kinds = [event["kind"] for entry in entries for event in entry["events"]]
    same((kinds.count("call_placed"), kinds.count("call_linked")), (CALLS + 1, CALLS + 1), "with all the calls")
    print(f"the slowest of {count} pages of the timeline: {slowest * 1000:.1f} ms")
    alone = get(c, "/v1/incidents/2/timeline?limit=1000")
    check(len(alone["timeline"]) < 10 and "before" not in alone, "one incident's alone")
    must(c.do("declare_major", supervisor, incident=1, reason="hundreds surround the building"))
    must(c.do("give_role", supervisor, incident=1, name="incident commander", words="Chief of the day"))
    must(c.do("give_role", supervisor, incident=1, name="log", agent="supervisor"))
    must(c.do("draw_area", supervisor, incident=1, name="inner cordon", lat=LAT, lon=LON, radius_m=150))
    must(c.do("draw_area", supervisor, incident=1, name="outer cordon", area="45.49,-122.61 45.51,-122.61 45.5,-122.59"))
    one = incident(c, 1)
    same((one["major"], len(one["roles"]), [area["name"] for area in one["areas"]]),
         (True, 2, ["outer cordon", "inner cordon"]), "a major incident")


def help_of_others(c, dispatcher):
    for row, name in enumerate(("first tow", "second tow"), 1):
        must(c.do("add_provider", type="tow", name=name, row=row, contact="tel:+1"))
    must(c.do("request_resource", dispatcher, incident=1, type="tow", words="a bus blocks the gate"))
    asked = incident(c, 1)["requests"][0]
    same([(one["name"], one["state"]) for one in asked["asked"]], [("first tow", "asked")], "the first in rotation")
    must(c.do("refuse_request", dispatcher, request=1, reason="all out"))
    must(c.do("request_resource", dispatcher, incident=1, type="tow"))
    requests = {one["request"]: one for one in incident(c, 1)["requests"]}
    same([[(one["name"], one["state"]) for one in requests[number]["asked"]] for number in (1, 2)],
         [[("first tow", "refused"), ("second tow", "asked")], [("first tow", "asked")]], "then the second; the turn goes round")
    for name in ("north", "south"):
        must(c.do("add_neighbour", name=name, contact=f"https://{name}.example"))
    must(c.do("request_agency", dispatcher, incident=1, type="police", rows="south;north", words="two platoons"))
    must(c.do("refuse_request", dispatcher, request=3, reason="none to spare"))
    same([(one["name"], one["state"]) for one in incident(c, 1)["requests"][0]["asked"]],
         [("south", "refused"), ("north", "asked")], "the next agency in order")
    check("agency" in [one["kind"] for one in incident(c, 1)["obligations"]], "owed until one accepts")


def lookout(c, taker):
    must(c.do("issue_bolo", taker, words="a white van", incident=1, span_s=2))
    wait_for(lambda: any(owed["raised"] for owed in get(c, "/v1/bolos")["bolos"][0]["obligations"]), 20, "it reminds")
    bolo = get(c, "/v1/bolos")["bolos"][0]
    same((bolo["words"], bolo["open"], bolo["obligations"][0]["kind"]), ("a white van", True, "review_bolo"), "it does not vanish")
    same(len(get(c, "/v1/hazards")["hazards"]), 1, "hazards have a list of their own")


def on_the_command_line(c):
    same(sorted(one["type"] for one in c.board()["notices"]), ["bolo", "hazard"], "what holds is on the board")
    check("review_bolo" in c.tocsin("board").stdout, "and what is owed on it among the rest")
    shown = c.tocsin("list", "bolos")
    check("a white van" in shown.stdout, f"tocsin list bolos: {shown}")
    shown = c.tocsin("list", f"place={LAT},{LON}", "60")
    check("gas in the cellar" in shown.stdout and "older ones" in shown.stdout, "tocsin list place: a first page")
    check("second tow" in c.tocsin("list", "resources").stdout, "tocsin list resources")
    same(c.tocsin("list", "place=45.5").returncode, 2, "half a place is a mistake of use")


def others_ask(c, taker):
    asked = must(c.ask("POST", "/v1/agency-requests", {"words": "two engines", "caller": "north", "lat": LAT, "lon": LON}, key="k"))
    same(must(c.ask("POST", "/v1/agency-requests", {"words": "two engines", "caller": "north", "lat": LAT, "lon": LON}, key="k")),
         asked, "the same again")
    pidf = ("<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:gp='urn:ietf:params:xml:ns:pidf:geopriv10' "
            "xmlns:gml='http://www.opengis.net/gml'><tuple id='a'><status><gp:geopriv><gp:location-info><gml:Point>"
            "<gml:pos>45.6 -122.7</gml:pos></gml:Point></gp:location-info></gp:geopriv></status></tuple></presence>")
    eido = {"$id": "urn:emergency:uid:incidentid:1:north.example", "eidoVersion": "1.0",
            "issuingElementIdentification": "north.example",
            "incidentComponent": {"incidentTypeCommonRegistryText": "FIRE", "incidentCommonPriorityNumber": 1},
            "locationComponent": [{"locationDescriptionText": "the mill", "locationByValue": pidf}],
            "notesComponent": [{"notesActionComments": "the mill burns"}]}
    by_value = must(c.ask("POST", "/v1/agency-requests", eido))
    by_reference = must(c.ask("POST", "/v1/agency-requests", {"words": "help", "eido_reference": "https://north.example/EIDO/7"}))
    malformed = c.ask("POST", "/v1/agency-requests", raw=b'{"words":')
    check(malformed[0] == 400 and malformed[1]["call"], f"what cannot be read is kept as a call: {malformed}")
    calls = {one["call"]: one for one in c.board()["calls"]}
    one = calls[by_value["call"]]
    same((one["channel"], one["help"], one["priority"], one["lat"], one["lon"]), ("agency", "asked", 1, 45.6, -122.7), "by value")
    texts = get(c, f"/v1/calls/{by_value['call']}")["timeline"][0]
    same((texts["words"], texts["place"], texts["caller"]), ("the mill burns", "the mill", "north.example"), "what is read of it")
    facts = get(c, f"/v1/calls/{by_reference['call']}")["timeline"][0].get("facts")
    same(facts, "eido_uri: https://north.example/EIDO/7\n", "by reference")
    same(sorted(owed["kind"] for owed in one["obligations"]), ["answer", "answer_agency"], "a call, which is owed a yes or a no as well")
    must(c.do("accept_help", taker, call=asked["call"]))
    refused(c.do("refuse_help", taker, call=by_value["call"]), 422, "reason_missing", "a no needs a reason")
    must(c.do("refuse_help", taker, call=by_value["call"], reason="none to spare"))
    for answer, said in ((asked, "accepted"), (by_value, "refused"), (by_reference, "asked")):
        standing = must(c.ask("GET", f"/v1/calls/{answer['call']}/standing", token=f"Call {answer['code']}"))
        same(standing["help"], said, "they read it by their code")


def clearing(c, supervisor):
    refused(c.do("close", supervisor, incident=1, disposition="advised", reason="over"), 409, "blocked", "help is still owed")
    for number in (1, 2):
        must(c.do("arrive_request", supervisor, request=number))
    must(c.do("release_request", supervisor, request=3, reason="they have left"))
    refused(c.do("close", supervisor, incident=1, disposition="advised", reason="over"), 409, "major", "a major incident stays")
    must(c.do("stand_down", supervisor, incident=1, reason="they have left"))
    must(c.do("close", supervisor, incident=1, disposition="advised", reason="over"))
    check(1 not in [one["incident"] for one in c.board()["incidents"]], "closed by a person's decision")


def shown(c):
    board = c.board()
    return [board["incidents"], sorted(one["call"] for one in board["calls"]), get(c, "/v1/hazards"), get(c, "/v1/resources"),
            get(c, f"/v1/places?lat={LAT}&lon={LON}&limit=1000"), get(c, "/v1/incidents/2/timeline?linked=1"),
            [bolo["words"] for bolo in get(c, "/v1/bolos")["bolos"]]]


with Center(sys.argv[1]) as center:
    call_taker = center.agent("taker", "call_taker")
    officer = center.agent("supervisor", "supervisor")
    besiege(center, call_taker)
    places(center, call_taker)
    linked(center, call_taker, officer)
    help_of_others(center, officer)
    lookout(center, call_taker)
    on_the_command_line(center)
    others_ask(center, call_taker)
    kept = shown(center)
    center.restart()
    for part, (after, before) in enumerate(zip(shown(center), kept)):
        same(after, before, f"part {part} after a restart") if part else same(
            [[one["incident"], one["related"], one["roles"], one["areas"], one["requests"]] for one in after],
            [[one["incident"], one["related"], one["roles"], one["areas"], one["requests"]] for one in before], "incidents")
    clearing(center, officer)
finish()
