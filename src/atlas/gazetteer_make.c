/* Streets put together, crossings found, and all of it written into the gazetteer's database. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/gazetteer_make.h"

#include <stdlib.h>
#include <string.h>

#include "atlas/plain_words.h"

/* Pieces of one name in the same square or in neighbouring ones are one street: 0.005 degrees are 560 m. */
#define CELL_E7 50000
#define CELL_ROW (1 << 20)
/* Names that meet at one junction. */
#define NAMES_MEET_MAX 8u

static const char schema[] =
    "CREATE TABLE name(id INTEGER PRIMARY KEY, text TEXT NOT NULL);"
    "CREATE VIRTUAL TABLE words USING fts5(plain, tokenize='trigram', content='');"
    /* an address's name is its street's */
    "CREATE TABLE spot(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, name INTEGER NOT NULL, number TEXT NOT NULL,"
    " street INTEGER NOT NULL, city INTEGER NOT NULL, postcode INTEGER NOT NULL, lat INTEGER NOT NULL,"
    " lon INTEGER NOT NULL);"
    "CREATE TABLE crossing(a INTEGER, b INTEGER, lat INTEGER, lon INTEGER, PRIMARY KEY(a, b, lat, lon)) WITHOUT ROWID;"
    "BEGIN";
static const char indexes[] = "CREATE INDEX spot_name ON spot(name, kind);"
			      "CREATE INDEX spot_lat ON spot(kind, lat);"
			      "CREATE INDEX crossing_lat ON crossing(lat);"
			      "COMMIT; ANALYZE";

struct make {
	const struct survey *survey;
	const struct road_network *network;
	sqlite3 *database;
	sqlite3_stmt *add_name, *add_words, *add_spot, *add_crossing;
	struct gazetteer_counts *counts;
	bool *named; /* of an offset in the survey's words: whether its row is there */
};

/* A piece of a street in a square. */
struct piece {
	uint32_t name, road;
	uint64_t cell;
};

struct meeting {
	uint32_t node, name;
};

enum status gazetteer_status(int result)
{
	switch (result) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return STATUS_OK;
	case SQLITE_NOMEM:
		return STATUS_MEMORY;
	case SQLITE_TOOBIG:
	case SQLITE_FULL:
		return STATUS_LIMIT;
	default:
		return STATUS_CORRUPT;
	}
}

enum status gazetteer_new(sqlite3 **ret_database)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX;
	sqlite3 *database = NULL;
	int result = sqlite3_open_v2(":memory:", &database, flags, NULL);
	if (result != SQLITE_OK) {
		(void)sqlite3_close(database);
		return STATUS_MEMORY;
	}
	*ret_database = database;
	return STATUS_OK;
}

static enum status step(sqlite3_stmt *statement)
{
	enum status status = gazetteer_status(sqlite3_step(statement));
	(void)sqlite3_reset(statement);
	return status;
}

static void bind_numbers(sqlite3_stmt *statement, const int64_t *numbers, int count)
{
	for (int i = 0; i < count; i++)
		(void)sqlite3_bind_int64(statement, i + 1, numbers[i]);
}
#define BIND(STATEMENT, ...)                                                                                           \
	bind_numbers((STATEMENT), (const int64_t[]){ __VA_ARGS__ }, sizeof((const int64_t[]){ __VA_ARGS__ }) / 8)

/* A name's row, and where it is asked for its words: only what can be found by name has those. */
static enum status keep_name(struct make *make, uint32_t name)
{
	if (!name || make->named[name])
		return STATUS_OK;
	const char *text = word_list_at(&make->survey->names, name);
	struct plain_words plain;
	make->named[name] = true;
	plain_words_of(text, &plain);
	BIND(make->add_name, name);
	(void)sqlite3_bind_text(make->add_name, 2, text, -1, SQLITE_STATIC);
	enum status status = step(make->add_name);
	if (status != STATUS_OK)
		return status;
	BIND(make->add_words, name);
	(void)sqlite3_bind_text(make->add_words, 2, plain.text, -1, SQLITE_STATIC);
	return step(make->add_words);
}

static enum status keep_spot(struct make *make, const struct survey_spot *spot)
{
	bool address = spot->kind == SPOT_ADDRESS;
	uint32_t name = address ? spot->street : spot->name;
	if (!spot->placed) {
		make->counts->unplaced++;
		return STATUS_OK;
	}
	make->counts->spots[spot->kind]++;
	enum status status = keep_name(make, name);
	if (status == STATUS_OK)
		status = keep_name(make, spot->street);
	if (status == STATUS_OK)
		status = keep_name(make, spot->city);
	if (status == STATUS_OK)
		status = keep_name(make, spot->postcode);
	if (status != STATUS_OK)
		return status;
	BIND(make->add_spot, spot->kind, name, 0, spot->street, spot->city, spot->postcode, spot->at.lat_e7,
	     spot->at.lon_e7);
	(void)sqlite3_bind_text(make->add_spot, 3, word_list_at(&make->survey->names, spot->number), -1, SQLITE_STATIC);
	return step(make->add_spot);
}

static int by_piece(const void *left, const void *right)
{
	const struct piece *a = left, *b = right;
	if (a->name != b->name)
		return a->name < b->name ? -1 : 1;
	if (a->cell != b->cell)
		return a->cell < b->cell ? -1 : 1;
	return a->road < b->road ? -1 : a->road > b->road;
}

static enum status list_pieces(const struct make *make, struct buffer *pieces)
{
	const struct survey *survey = make->survey;
	const struct survey_road *roads = SURVEY_ROWS(survey->roads, struct survey_road);
	for (uint32_t i = 0; i < SURVEY_COUNT(survey->roads, struct survey_road); i++) {
		const uint32_t *points = survey_points(survey, roads[i].line);
		struct piece piece = { .name = roads[i].name, .road = i, .cell = UINT64_MAX };
		for (uint32_t j = 0; roads[i].name && j < roads[i].line.count; j++) {
			if (points[j] == SURVEY_NOWHERE)
				continue;
			struct road_node at = survey->points[points[j]];
			uint64_t cell = (uint64_t)((at.lat_e7 + 900000000) / CELL_E7) * CELL_ROW +
			                (uint64_t)((at.lon_e7 + (int64_t)1800000000) / CELL_E7);
			if (cell == piece.cell)
				continue;
			piece.cell = cell;
			enum status status = buffer_append(pieces, bytes_of(&piece, sizeof piece));
			if (status != STATUS_OK)
				return status;
		}
	}
	if (pieces->length)
		qsort(pieces->at, SURVEY_COUNT(*pieces, struct piece), sizeof(struct piece), by_piece);
	return STATUS_OK;
}

static uint32_t root_of(uint32_t *parent, uint32_t road)
{
	while (parent[road] != road) {
		parent[road] = parent[parent[road]];
		road = parent[road];
	}
	return road;
}

static void join(uint32_t *parent, uint32_t one, uint32_t other)
{
	uint32_t a = root_of(parent, one), b = root_of(parent, other);
	parent[a > b ? a : b] = a > b ? b : a;
}

/* The first piece of that name in that square; its count if there is none. */
static uint32_t find_piece(const struct piece *pieces, uint32_t count, uint32_t name, uint64_t cell)
{
	struct piece wanted = { .name = name, .cell = cell };
	uint32_t low = 0, high = count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (by_piece(&pieces[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && pieces[low].name == name && pieces[low].cell == cell ? low : count;
}

static void join_pieces(const struct piece *pieces, uint32_t count, uint32_t *parent)
{
	static const int64_t neighbours[] = { 1, CELL_ROW - 1, CELL_ROW, CELL_ROW + 1 };
	for (uint32_t i = 0; i < count; i++) {
		if (i && pieces[i - 1].name == pieces[i].name && pieces[i - 1].cell == pieces[i].cell) {
			join(parent, pieces[i - 1].road, pieces[i].road);
			continue;
		}
		for (size_t j = 0; j < sizeof neighbours / sizeof *neighbours; j++) {
			uint32_t other =
			    find_piece(pieces, count, pieces[i].name, pieces[i].cell + (uint64_t)neighbours[j]);
			if (other < count)
				join(parent, pieces[i].road, pieces[other].road);
		}
	}
}

/* A street lies where its piece of the most points has its middle. */
static enum status keep_streets(struct make *make, uint32_t *parent, uint32_t *longest, uint32_t count)
{
	const struct survey_road *roads = SURVEY_ROWS(make->survey->roads, struct survey_road);
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t root = root_of(parent, i);
		if (roads[i].line.count > roads[longest[root]].line.count)
			longest[root] = i;
	}
	for (uint32_t i = 0; i < count && status == STATUS_OK; i++) {
		if (parent[i] != i || !roads[i].name)
			continue;
		struct survey_line line = roads[longest[i]].line;
		const uint32_t *points = survey_points(make->survey, line);
		uint32_t at = line.count / 2;
		for (uint32_t tried = 0; tried < line.count && points[at] == SURVEY_NOWHERE; tried++)
			at = (at + 1) % line.count;
		struct survey_spot spot = { .kind = SPOT_STREET, .name = roads[i].name };
		spot.placed = points[at] != SURVEY_NOWHERE;
		if (spot.placed)
			spot.at = make->survey->points[points[at]];
		status = keep_spot(make, &spot);
	}
	return status;
}

static enum status make_streets(struct make *make)
{
	uint32_t count = SURVEY_COUNT(make->survey->roads, struct survey_road);
	struct buffer pieces = { 0 };
	uint32_t *parent = calloc((size_t)count + 1, sizeof *parent),
		 *longest = calloc((size_t)count + 1, sizeof *longest);
	enum status status = parent && longest ? list_pieces(make, &pieces) : STATUS_MEMORY;
	for (uint32_t i = 0; i < count && status == STATUS_OK; i++)
		parent[i] = longest[i] = i;
	if (status == STATUS_OK) {
		join_pieces(SURVEY_ROWS(pieces, struct piece), SURVEY_COUNT(pieces, struct piece), parent);
		status = keep_streets(make, parent, longest, count);
	}
	free(parent);
	free(longest);
	buffer_close(&pieces);
	return status;
}

static int by_node(const void *left, const void *right)
{
	const struct meeting *a = left, *b = right;
	if (a->node != b->node)
		return a->node < b->node ? -1 : 1;
	return a->name < b->name ? -1 : a->name > b->name;
}

static enum status keep_crossings(struct make *make, uint32_t node, const uint32_t *names, unsigned count)
{
	struct road_node at = make->network->nodes[node];
	enum status status = STATUS_OK;
	for (unsigned i = 0; i < count; i++)
		for (unsigned j = i + 1; j < count && status == STATUS_OK; j++) {
			BIND(make->add_crossing, names[i], names[j], at.lat_e7, at.lon_e7);
			status = step(make->add_crossing);
			make->counts->spots[SPOT_CROSSING]++;
		}
	return status;
}

static enum status make_crossings(struct make *make)
{
	const struct road_network *network = make->network;
	struct buffer all = { 0 };
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < network->arc_count && status == STATUS_OK; i++) {
		const struct road_arc *arc = &network->arcs[i];
		struct meeting meetings[] = { { arc->from, arc->name }, { arc->to, arc->name } };
		if (arc->name && arc->class != ROAD_CLASS_FERRY)
			status = buffer_append(&all, bytes_of(meetings, sizeof meetings));
	}
	struct meeting *rows = SURVEY_ROWS(all, struct meeting);
	uint32_t count = SURVEY_COUNT(all, struct meeting);
	if (count)
		qsort(rows, count, sizeof *rows, by_node);
	for (uint32_t i = 0; i < count && status == STATUS_OK;) {
		uint32_t node = rows[i].node, names[NAMES_MEET_MAX];
		unsigned met = 0;
		for (; i < count && rows[i].node == node; i++)
			if (met < NAMES_MEET_MAX && (!met || names[met - 1] != rows[i].name))
				names[met++] = rows[i].name;
		status = keep_crossings(make, node, names, met);
	}
	buffer_close(&all);
	return status;
}

static enum status prepare(struct make *make)
{
	const struct {
		sqlite3_stmt **statement;
		const char *text;
	} statements[] = {
		{ &make->add_name, "INSERT INTO name(id, text) VALUES(?, ?)" },
		{ &make->add_words, "INSERT INTO words(rowid, plain) VALUES(?, ?)" },
		{ &make->add_spot, "INSERT INTO spot(kind, name, number, street, city, postcode, lat, lon)"
		                   " VALUES(?, ?, ?, ?, ?, ?, ?, ?)" },
		{ &make->add_crossing, "INSERT OR IGNORE INTO crossing(a, b, lat, lon) VALUES(?, ?, ?, ?)" },
	};
	enum status status = gazetteer_status(sqlite3_exec(make->database, schema, NULL, NULL, NULL));
	for (size_t i = 0; i < sizeof statements / sizeof *statements && status == STATUS_OK; i++)
		status = gazetteer_status(
		    sqlite3_prepare_v2(make->database, statements[i].text, -1, statements[i].statement, NULL));
	return status;
}

enum status gazetteer_make(const struct survey *survey, const struct road_network *network, sqlite3 *database,
                           struct gazetteer_counts *ret_counts)
{
	struct gazetteer_counts counts = { 0 };
	struct make make = { .survey = survey, .network = network, .database = database, .counts = &counts };
	const struct survey_spot *spots = SURVEY_ROWS(survey->spots, struct survey_spot);
	make.named = calloc(survey->names.text.length + 1, sizeof *make.named);
	enum status status = make.named ? prepare(&make) : STATUS_MEMORY;
	for (uint32_t i = 0; i < SURVEY_COUNT(survey->spots, struct survey_spot) && status == STATUS_OK; i++)
		status = keep_spot(&make, &spots[i]);
	if (status == STATUS_OK)
		status = make_streets(&make);
	if (status == STATUS_OK)
		status = make_crossings(&make);
	if (status == STATUS_OK)
		status = gazetteer_status(sqlite3_exec(database, indexes, NULL, NULL, NULL));
	(void)sqlite3_finalize(make.add_name);
	(void)sqlite3_finalize(make.add_words);
	(void)sqlite3_finalize(make.add_spot);
	(void)sqlite3_finalize(make.add_crossing);
	free(make.named);
	if (status == STATUS_OK)
		*ret_counts = counts;
	return status;
}
