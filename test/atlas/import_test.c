/* Whole imports: shared extracts against counts by another program, and files that are broken, cut, empty or not ours. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <sys/stat.h>

#include "shared.h"

/* Counted by osmium-tool 1.15 and grep over its OPL; an address less where a house's outline is not in the file. */
static const struct {
	const char *name;
	struct {
		const char *key;
		uint64_t value;
	} facts[10];
} extracts[] = {
	/* what their own heads say: `nodes,N` and `arcs,M`; `p` lines; lines of arcs */
	{ "jemss_manhattan", { { "junctions", 16811 + 1 }, { "arcs", 24437 } } },
	{ "pace16_NY_topology.gr.xz", { { "junctions", 264346 + 1 }, { "arcs", 2 * 365050 } } },
	{ "porto_portugal.osm.pbf",
	  { { "nodes_read", 347944 }, { "ways_read", 51458 }, { "relations_read", 357 }, { "turn_rules_used", 337 } } },
	{ "portland_or_west.osm.pbf",
	  { { "nodes_read", 124714 },
	    { "ways_read", 16458 },
	    { "relations_read", 1003 },
	    { "spots_address", 36 },
	    { "spots_hospital", 4 } } },
	{ "portland_or_central_2015.osm.pbf",
	  { { "nodes_read", 42293 }, { "ways_read", 7188 }, { "relations_read", 443 }, { "roads", 4576 } } },
	{ "liechtenstein_2021-10-28.osm.pbf",
	  { { "nodes_read", 295005 },
	    { "ways_read", 29874 },
	    { "relations_read", 884 },
	    { "spots_fire_station", 7 },
	    { "spots_police", 4 },
	    { "spots_hospital", 1 } } },
	{ "monaco_2016-03-04.osm.pbf",
	  { { "nodes_read", 180118 },
	    { "ways_read", 27377 },
	    { "relations_read", 212 },
	    { "turn_rules_used", 27 },
	    { "spots_fire_station", 3 },
	    { "spots_hospital", 5 } } },
	{ "manhattan_main_roads_2019-01-15.osm.xz",
	  { { "nodes_read", 60417 }, { "ways_read", 16384 }, { "roads", 16384 }, { "spots_address", 17 } } },
};

static void check_extracts(void)
{
	for (size_t i = 0; i < sizeof extracts / sizeof *extracts; i++) {
		struct map_file map;
		uint64_t value = 0;
		if (!shared_import(extracts[i].name, &map))
			continue;
		for (size_t j = 0; j < 10 && extracts[i].facts[j].key; j++) {
			CHECK(facts_number(map.sections[MAP_SUMMARY], extracts[i].facts[j].key, &value));
			if (!CHECK_NUMBER(value, extracts[i].facts[j].value))
				(void)fprintf(stderr, "  %s of %s\n", extracts[i].facts[j].key, extracts[i].name);
		}
		CHECK(map.roads.network.arc_count > map.roads.network.node_count &&
		      map.roads.hierarchy_count ==
		          (map.roads.network.turn_count || map.roads.network.run_count ? 2 : 1));
		map_file_close(&map);
	}
}

static const char broken_source[] = "atlas_broken.osm.pbf", broken_target[] = "atlas_broken.map";

static bool write_file(const char *path, struct bytes bytes)
{
	FILE *file = fopen(path, "wbe");
	bool good = file && fwrite(bytes.at, 1, bytes.length, file) == bytes.length;
	return file && fclose(file) == 0 && good;
}

static bool read_file(const char *path, struct buffer *bytes)
{
	FILE *file = fopen(path, "rbe");
	struct stat about;
	bool good =
	    file && fstat(fileno(file), &about) == 0 && buffer_reserve(bytes, (size_t)about.st_size + 1) == STATUS_OK;
	bytes->length = good ? fread(bytes->at, 1, (size_t)about.st_size, file) : 0;
	return file && fclose(file) == 0 && good;
}

/* No map, nor a part of one under any name. */
static void check_nothing_left(void)
{
	glob_t found = { 0 };
	CHECK(glob("atlas_broken.map*", 0, NULL, &found) == GLOB_NOMATCH);
	globfree(&found);
}

static void check_refused(struct bytes bytes, enum status wanted, const char *what)
{
	struct map_import import = { .source = broken_source, .target = broken_target };
	CHECK(write_file(broken_source, bytes));
	enum status status = map_import_run(&import);
	CHECK(status == wanted);
	CHECK_TEXT(import.fault.what, what);
	check_nothing_left();
	buffer_close(&import.summary);
	(void)unlink(broken_source);
}
#define REFUSED(TEXT, WHAT) check_refused(bytes_of_text(TEXT), STATUS_MALFORMED, (WHAT))

static void check_text_files(void)
{
	const char *cut = "it is cut short: get the file anew";
	REFUSED("", "it is empty");
	REFUSED("hello", "it is no .osm.pbf, .osm or .osm.xz");
	REFUSED("\x1F\x8B gzip", "it is packed with gzip or bzip2: unpack it first, or give the .osm.pbf");
	REFUSED("<html></html>", "it is XML, but not of OpenStreetMap");
	REFUSED("<osm></osm>", "it holds no road that a vehicle may use");
	REFUSED("<osm><node id='1' lat='1' lon='1'/>", cut);
	REFUSED("<osm><node id='1' lat='91' lon='1'/></osm>", "a node lies nowhere on earth");
	REFUSED("<osm><node lat='1' lon='1'/></osm>", "an item has no id");
	REFUSED("<osm><way id='1'><nd/></way></osm>", "a point of a way has no ref");
	REFUSED("<osm><way id='1'><tag k='a'/></way></osm>", "a tag lacks its k or v");
	REFUSED("<!DOCTYPE osm [<!ENTITY a 'aaaa'>]><osm/>",
	        "it declares a document type, which no file of OpenStreetMap does");
}

/* Every prefix of a real file, at chosen lengths, and bytes changed in its blocks. */
static void check_real_file(void)
{
	static const size_t cuts[] = { 1, 4, 20, 100, 5000, 100000 };
	struct buffer bytes = { 0 };
	char path[512];
	if (!CHECK(read_file(shared_path("portland_or_central_2015.osm.pbf", path), &bytes)))
		return;
	for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
		struct map_import import = { .source = broken_source, .target = broken_target };
		CHECK(write_file(broken_source, bytes_of(bytes.at, bytes.length - cuts[i])));
		CHECK(map_import_run(&import) == STATUS_MALFORMED);
		CHECK_TEXT(import.fault.what, "it is cut short: get the file anew");
		CHECK(import.fault.block > 1 && import.fault.at_byte > 0);
		check_nothing_left();
		buffer_close(&import.summary);
	}
	memset(bytes.at + bytes.length / 2, 0x55, 64);
	check_refused(buffer_bytes(&bytes), STATUS_MALFORMED, "the zlib data of a block is broken");
	buffer_close(&bytes);
}

static void check_targets(void)
{
	char path[512];
	struct map_import import = { .target = "atlas_no_such_folder/x.map" };
	import.source = shared_path("monaco_2016-03-04.osm.pbf", path);
	CHECK(map_import_run(&import) == STATUS_IO && import.error == ENOENT && import.blamed == import.target);
	buffer_close(&import.summary);
	import = (struct map_import){ .source = "atlas_no_such_file", .target = broken_target };
	CHECK(map_import_run(&import) == STATUS_MISSING && import.error == ENOENT && import.blamed == import.source);
	import.source = "."; /* a folder without nodes */
	CHECK(map_import_run(&import) == STATUS_MISSING && import.error == ENOENT);
	CHECK_TEXT(import.part, "./nodes.csv");
	check_nothing_left();
}

/* The same file gives the same bytes; a map whose bytes were changed is not opened. */
static void check_map_file(void)
{
	struct buffer one = { 0 }, other = { 0 };
	struct map_file map;
	const char *fault = "";
	char path[512];
	shared_path("monaco_2016-03-04.osm.pbf", path);
	for (int i = 0; i < 2; i++) {
		struct map_import import = { .source = path, .target = broken_target };
		CHECK(map_import_run(&import) == STATUS_OK);
		CHECK(read_file(broken_target, i ? &other : &one));
		buffer_close(&import.summary);
	}
	CHECK(bytes_same(buffer_bytes(&one), buffer_bytes(&other)));
	for (size_t at = 0; at < one.length; at += one.length / 50) {
		one.at[at] ^= 0x10;
		CHECK(map_file_read(buffer_bytes(&one), &map, &fault) != STATUS_OK);
		one.at[at] ^= 0x10;
	}
	for (size_t length = 0; length < one.length; length += one.length / 50)
		CHECK(map_file_read(bytes_of(one.at, length), &map, &fault) == STATUS_CORRUPT);
	CHECK(map_file_read(buffer_bytes(&one), &map, &fault) == STATUS_OK);
	one.at[8]++;
	CHECK(map_file_read(buffer_bytes(&one), &map, &fault) == STATUS_VERSION);
	(void)unlink(broken_target);
	buffer_close(&one);
	buffer_close(&other);
}

int main(void)
{
	check_text_files();
	check_extracts();
	check_real_file();
	check_targets();
	check_map_file();
	return check_done();
}
