"""The map over HTTP: its tiles, its places, what is near a point; and calls that may be about the same thing."""
# SPDX-License-Identifier: Apache-2.0
import gzip
import http.client
import math
import os
import sys
import tempfile
import time
import urllib.parse

from center import Center, check, finish, must, same

build = sys.argv[1]
SHARED = os.environ.get("TOCSIN_SHARED", os.path.join(sys.argv[2], "../shared"))
EXTRACT = os.path.join(SHARED, "data/roads/portland_or_west.osm.pbf")
# Generous: what is shown beside typing; a machine that runs other tests as well is slow.
SEARCH_MAX_S = 0.5


def get(c, path, **headers):
    """The answer as it came: tiles are no JSON."""
    link = http.client.HTTPConnection("127.0.0.1", c.port, timeout=30)
    given = {"Authorization": f"Bearer {c.token}"}
    given.update({name.replace("_", "-"): value for name, value in headers.items()})
    link.request("GET", path, headers={name: value for name, value in given.items() if value})
    answer = link.getresponse()
    body = answer.read()
    link.close()
    return answer, body


def tile_of(lat, lon, zoom):
    """Where a point lies among the tiles (the Mercator plane of EPSG:3857)."""
    x = (lon + 180) / 360 * 2**zoom
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**zoom
    return int(x), int(y)


def picture(c):
    about = must(c.ask("GET", "/v1/map", token=c.token))
    same(about["attribution"], "\u00a9 OpenStreetMap contributors", "who made the map is told")
    same(about["layers"], ["landuse", "water", "buildings", "roads", "places"], "its layers")
    west, south, east, north = about["bounds"]
    check(west < about["centre"][0] < east and south < about["centre"][1] < north, f"its bounds: {about}")
    x, y = tile_of(about["centre"][1], about["centre"][0], 14)
    path = about["tiles"].replace("{z}", "14").replace("{x}", str(x)).replace("{y}", str(y))
    answer, body = get(c, path)
    same((answer.status, answer.getheader("Content-Encoding")), (200, "gzip"), "a tile, packed")
    check(b"roads" in gzip.decompress(body), "it has the layer of roads")
    check("immutable" in answer.getheader("Cache-Control"), "by the map's hash it is kept for good")
    bare = path.split("?")[0]
    for other in (bare, bare + "?map=0123456789abcdef"):
        check("no-cache" in get(c, other)[0].getheader("Cache-Control"), f"{other} is asked for again")
    again, body = get(c, bare, If_None_Match=answer.getheader("ETag"))
    same((again.status, body), (304, b""), "what the browser has is not sent again")
    same(get(c, path, Authorization=None)[0].status, 401, "nothing for strangers")
    same(get(c, "/v1/map/tiles/14/0/0")[0].status, 204, "nothing in the sea")
    same(get(c, "/v1/map/tiles/4294967295/4294967295/4294967295")[0].status, 204, "no tile is that deep")
    for wrong in ("14/1", "14/1/2/3", "14/-1/2", "14/1/x", "14/1/4294967296", "//", "14/1/2%00", "99999999999999999999/1/1"):
        same(get(c, "/v1/map/tiles/" + wrong)[0].status, 404, f"no tile {wrong}")


def search(c):
    def find(words, **more):
        begun = time.monotonic()
        found = must(c.ask("GET", "/v1/map/search?" + urllib.parse.urlencode({"q": words, **more}), token=c.token))["found"]
        check(time.monotonic() - begun < SEARCH_MAX_S, f"{words} is found soon")
        return found

    exact = find("West Burnside Street")[0]
    same(find("Wst Burnsde Street")[0]["label"], exact["label"], "letters may be wrong")
    check(all("distance_m" not in spot for spot in find("Burnside")), "no distance from nowhere")
    near = find("Burnside", near=f"{exact['lat']},{exact['lon']}", limit=3)
    check(len(near) == 3 and all("distance_m" in spot for spot in near), f"three with their distances: {near}")
    same(find("\u00e9\u20ac&+% '\"; DROP TABLE spot; --"), find("\u00e9\u20ac&+% '\"; DROP TABLE spot; --"), "words are words")
    same(find("x" * 300), [], "much is cut, and is nothing")
    for wrong in ("", "?q=%zz", "?q=%00", "?q=a&near=1", "?q=a&near=95,1", "?q=a&near=nan,1", "?q=a&limit=0", "?q=a&limit=51",
                  "?q=" + "a" * 2000):
        same(c.ask("GET", "/v1/map/search" + wrong, token=c.token)[0], 400, f"search{wrong[:30]}")
    here = must(c.ask("GET", f"/v1/map/at?lat={exact['lat']}&lon={exact['lon']}", token=c.token))["here"]
    check(any("Burnside" in spot["label"] for spot in here), f"and back from the point: {here}")
    check(all(spot["distance_m"] < 1000 for spot in here), f"near: {here}")
    same(c.ask("GET", "/v1/map/at?lat=1", token=c.token)[0], 400, "a point has two numbers")
    same(must(c.ask("GET", "/v1/map/at?lat=0&lon=0", token=c.token))["here"], [], "nothing at sea")


def similar(c):
    def like(call):
        return must(c.ask("GET", f"/v1/calls/{call}/similar", token=c.token))["similar"]

    first = must(c.place("smoke from the warehouse roof", lat=45.52, lon=-122.68))["call"]
    same(like(first), [], "one alone is like none")
    near = must(c.place("there is black smoke, a warehouse burns", lat=45.5205, lon=-122.68, contact="+15035550100"))["call"]
    far = must(c.place("smoke, a warehouse", lat=45.6, lon=-122.68))["call"]
    unplaced = must(c.place("the warehouse burns, much smoke"))["call"]
    other = must(c.place("my leg hurts"))["call"]
    found = like(first)
    same([item["call"] for item in found], [near, unplaced], "near, or alike where no place is known")
    check(50 <= found[0]["distance_m"] <= 60 and found[0]["apart_s"] <= 60, f"and why: {found[0]}")
    same(sorted(found[0]["words"]), ["smoke", "warehouse"], "by these words")
    check("distance_m" not in found[1], "no distance from nowhere")
    again = must(c.place("it is me", contact="+15035550100"))["call"]
    same([(item["call"], item["same_caller"]) for item in like(again)], [(near, True)], "the same caller")
    check(far not in [item["call"] for item in found] and other not in [item["call"] for item in found], "others are not")
    same(c.ask("GET", "/v1/calls/99/similar", token=c.token)[0], 404, "no such call")
    same(c.ask("GET", f"/v1/calls/{first}/similar")[0], 401, "nothing for strangers")


def main():
    with Center(build) as c:
        for path in ("", "/search?q=a", "/at?lat=1&lon=1", "/tiles/14/1/1"):
            same(c.ask("GET", "/v1/map" + path, token=c.token)[1]["rule"], "no_map", f"without a map: {path}")
        similar(c)
    if not os.path.exists(EXTRACT):
        print(f"SKIPPED: {EXTRACT} is not there; nothing was looked for on a map")
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="tocsin-map-") as folder:
        city = os.path.join(folder, "city.map")
        with Center(build) as c:
            made = c.tocsin("map", "import", EXTRACT, "-o", city)
            same(made.returncode, 0, made.stderr)
        with Center(build, options=["--map", city]) as c:
            picture(c)
            search(c)
    finish()


main()
