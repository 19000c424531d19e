/* Places are found however they are spelled, and what is at a place is told with its distance. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/gazetteer.h"

#include "atlas/plain_words.h"
#include "shared.h"

static void check_plain(void)
{
	static const char *const rows[][2] = {
		{ "NW 23rd Ave.", "northwest 23rd avenue" },
		{ "St. John's St", "saint johns street" },
		{ "Rua de São João", "rua de sao joao" },
		{ "R. Sta. Catarina", "rua santa catarina" },
		{ "Landstr.", "landstrasse" },
		{ "Landstraße", "landstrasse" },
		{ "Städtle", "stadtle" },
		{ "Sta\xCC\x88"
		  "dtle",
		  "stadtle" },
		{ "Oak&3rd", "oak & 3rd" },
		{ "Oak and 3rd", "oak & 3rd" },
		{ "Œuvre – Łódź", "oeuvre lodz" },
		{ "Ёлка", "Ёлка" },
		{ " ", "" },
	};
	struct plain_words words;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		plain_words_of(rows[i][0], &words);
		CHECK_TEXT(words.text, rows[i][1]);
	}
	char text[5000];
	memset(text, 'a', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	plain_words_of(text, &words);
	CHECK(strlen(words.text) < PLAIN_MAX_BYTES);
	for (size_t i = 1; i < sizeof text - 1; i += 2)
		text[i] = ' ';
	plain_words_of(text, &words);
	CHECK_NUMBER(words.count, PLAIN_WORDS_MAX);
}

static void check_distance(void)
{
	static const struct {
		const char *a, *b;
		unsigned distance;
	} rows[] = {
		{ "burnside", "burnside", 0 },
		{ "burnside", "brunside", 1 },
		{ "burnside", "burnsde", 1 },
		{ "burnside", "burnsides", 1 },
		{ "burnside", "bernsite", 2 },
		{ "abc", "xyz", 3 },
		{ "", "abc", 3 },
		{ "kitten", "sitting", 3 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *a = rows[i].a, *b = rows[i].b;
		unsigned long a_length = strlen(a), b_length = strlen(b);
		CHECK_NUMBER(plain_distance(a, (unsigned)a_length, b, (unsigned)b_length, 5), rows[i].distance);
		CHECK_NUMBER(plain_distance(b, (unsigned)b_length, a, (unsigned)a_length, 5), rows[i].distance);
	}
	CHECK_NUMBER(plain_distance("abcdef", 6, "uvwxyz", 6, 2), 3);
}

static void check_found(struct gazetteer *gazetteer, const char *words, const struct road_node *near,
                        const char *wanted_kind, const char *wanted)
{
	struct found_spot found[5] = { 0 };
	uint32_t count = 0;
	CHECK(gazetteer_find(gazetteer, words, near, found, 5, &count) == STATUS_OK);
	bool good = CHECK_TEXT(found[0].label, wanted);
	good = CHECK_TEXT(spot_text(found[0].kind), wanted_kind) && good;
	if (!good)
		(void)fprintf(stderr, "  asked: %s\n", words);
	for (uint32_t i = 1; i < count; i++)
		CHECK(found[i].cost >= found[i - 1].cost);
}

static void check_portland(void)
{
	struct map_file map;
	struct gazetteer *gazetteer = NULL;
	struct found_here here;
	if (!shared_import("portland_or_west.osm.pbf", &map))
		return;
	if (CHECK(gazetteer_open(&map, &gazetteer) == STATUS_OK)) {
		check_found(gazetteer, "w burnside st", NULL, "street", "West Burnside Street");
		check_found(gazetteer, "w brunside street", NULL, "street", "West Burnside Street");
		check_found(gazetteer, "sw brodway", NULL, "street", "Southwest Broadway");
		check_found(gazetteer, "south west broad way", NULL, "street", "Southwest Broadway");
		check_found(gazetteer, "W Burnside & NW 23rd Ave", NULL, "crossing",
		            "West Burnside Street & Northwest 23rd Avenue");
		check_found(gazetteer, "nw 23rd ave and w burnsid", NULL, "crossing",
		            "Northwest 23rd Avenue & West Burnside Street");
		check_found(gazetteer, "921 sw 16th", NULL, "address", "921 Southwest 16th Avenue, Portland");
		check_found(gazetteer, "doernbecher hospital", NULL, "hospital", "Doernbecher Children's Hospital");
		CHECK(gazetteer_at(gazetteer, (struct road_node){ 455220000, -1226900000 }, &here) == STATUS_OK);
		CHECK_TEXT(here.address.label, "921 Southwest 16th Avenue, Portland");
		CHECK_NUMBER(here.address.distance_m, 216);
		CHECK_TEXT(here.street.label, "Southwest Morrison Street");
		CHECK_TEXT(here.crossing.label, "Southwest Morrison Street & Southwest 18th Avenue");
		/* as many as the import counts (import_test) */
		struct road_node places[5];
		uint32_t hospitals = 0;
		CHECK(gazetteer_places(gazetteer, SPOT_HOSPITAL, places, 5, &hospitals) == STATUS_OK);
		CHECK_NUMBER(hospitals, 4);
		for (uint32_t i = 0; i < hospitals; i++)
			CHECK(places[i].lat_e7 / 10000000 == 45 && places[i].lon_e7 / 10000000 == -122);
		CHECK(gazetteer_places(gazetteer, SPOT_HOSPITAL, places, 3, &hospitals) == STATUS_OK && hospitals == 3);
		/* nothing is near in the middle of an ocean */
		CHECK(gazetteer_at(gazetteer, (struct road_node){ 0, -1500000000 }, &here) == STATUS_OK);
		CHECK(!here.address.kind && !here.street.kind && !here.crossing.kind);
		gazetteer_close(gazetteer);
	}
	map_file_close(&map);
}

static void check_liechtenstein(void)
{
	/* by each of two villages' streets of one name stands the nearer */
	const struct road_node vaduz = { 471400000, 95200000 }, ruggell = { 472400000, 95200000 };
	struct map_file map;
	struct gazetteer *gazetteer = NULL;
	if (!shared_import("liechtenstein_2021-10-28.osm.pbf", &map))
		return;
	if (CHECK(gazetteer_open(&map, &gazetteer) == STATUS_OK)) {
		check_found(gazetteer, "Landstraße 25, Vaduz", NULL, "address", "25 Landstrasse, Vaduz");
		check_found(gazetteer, "landstr. 8", &vaduz, "address", "8 Landstrasse");
		check_found(gazetteer, "landstr. 8", &ruggell, "address", "8 Landstrasse, Ruggell");
		check_found(gazetteer, "feuerwehr vaduz", NULL, "fire_station",
		            "Feuerwehr Vaduz, 2 Schaanerstrasse, Vaduz");
		check_found(gazetteer, "Stadtle 14", &vaduz, "address", "14 Städtle, Vaduz");
		struct found_spot found[5];
		uint32_t count = 9;
		CHECK(gazetteer_find(gazetteer, "", NULL, found, 5, &count) == STATUS_OK && !count);
		CHECK(gazetteer_find(gazetteer, "&", NULL, found, 5, &count) == STATUS_OK && !count);
		CHECK(gazetteer_find(gazetteer, "\" OR * NEAR(", NULL, found, 5, &count) == STATUS_OK);
		gazetteer_close(gazetteer);
	}
	map_file_close(&map);
}

int main(void)
{
	check_plain();
	check_distance();
	check_portland();
	check_liechtenstein();
	return check_done();
}
