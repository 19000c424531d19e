/* The gazetteer asked: trigrams find what may be meant, costs say what is likeliest. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/gazetteer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "atlas/gazetteer_make.h"
#include "atlas/plain_words.h"
#include "atlas/road_build.h"

/* Names that share most with what was asked, and of them those that are weighed for their spots. */
#define CANDIDATES_MAX 400
#define NAMES_MAX 24u
/* Spots of one name that are weighed: a chain's shops, the addresses of a long street under a number. */
#define SPOTS_MAX 200
#define CROSSING_NAMES_MAX 12u
/* A name costs more than this for each word asked: then it was not meant. */
#define COST_A_WORD_MAX 7u
/* Two crossings of the same streets within this are one: carriageways apart. */
#define SAME_M 100u
/* A street whose number is not known stands behind one whose number is. */
#define NO_NUMBER_COST 5u
#define KIND_COST 1u

struct gazetteer {
	const struct map_file *map;
	sqlite3 *database;
	struct road_node low, high; /* the corners of its roads */
	sqlite3_stmt *names, *spots, *crossings, *near_spots, *near_crossings, *text, *tile, *places;
};

struct weighed_name {
	uint32_t id, cost;
};

struct search {
	struct gazetteer *gazetteer;
	struct plain_words words;
	bool used[PLAIN_WORDS_MAX]; /* words that are a house number */
	const struct road_node *near;
	struct found_spot *found;
	uint32_t room, count;
};

static const struct {
	size_t at;
	const char *text;
} statements[] = {
	{ offsetof(struct gazetteer, names),
	  "SELECT rowid, (SELECT text FROM name WHERE id = words.rowid) FROM words WHERE words MATCH ?1"
	  " ORDER BY rank, rowid LIMIT ?2" },
	{ offsetof(struct gazetteer, spots),
	  "SELECT kind, number, street, city, postcode, lat, lon FROM spot WHERE name = ?1 AND"
	  " (kind <> 1 OR number = ?2 COLLATE NOCASE) ORDER BY kind, id LIMIT ?3" },
	{ offsetof(struct gazetteer, crossings), "SELECT lat, lon FROM crossing WHERE a = ?1 AND b = ?2 LIMIT ?3" },
	{ offsetof(struct gazetteer, near_spots),
	  "SELECT kind, number, street, city, postcode, lat, lon FROM spot"
	  " WHERE kind = 1 AND lat BETWEEN ?1 AND ?2 AND lon BETWEEN ?3 AND ?4 ORDER BY id" },
	{ offsetof(struct gazetteer, near_crossings),
	  "SELECT a, b, lat, lon FROM crossing WHERE lat BETWEEN ?1 AND ?2 AND lon BETWEEN ?3 AND ?4 ORDER BY a, b" },
	{ offsetof(struct gazetteer, tile),
	  "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3" },
	{ offsetof(struct gazetteer, places), "SELECT lat, lon FROM spot WHERE kind = ?1 ORDER BY id LIMIT ?2" },
	{ offsetof(struct gazetteer, text), "SELECT text FROM name WHERE id = ?1" },
};

static sqlite3_stmt **statement_at(struct gazetteer *gazetteer, size_t i)
{
	return (sqlite3_stmt **)(void *)((uint8_t *)gazetteer + statements[i].at);
}

static void measure(struct gazetteer *gazetteer)
{
	const struct road_network *network = &gazetteer->map->roads.network;
	struct road_node low = { INT32_MAX, INT32_MAX }, high = { INT32_MIN, INT32_MIN };
	for (uint32_t i = 0; network->nodes && i < network->node_count; i++) {
		struct road_node node = network->nodes[i];
		low.lat_e7 = node.lat_e7 < low.lat_e7 ? node.lat_e7 : low.lat_e7;
		low.lon_e7 = node.lon_e7 < low.lon_e7 ? node.lon_e7 : low.lon_e7;
		high.lat_e7 = node.lat_e7 > high.lat_e7 ? node.lat_e7 : high.lat_e7;
		high.lon_e7 = node.lon_e7 > high.lon_e7 ? node.lon_e7 : high.lon_e7;
	}
	if (low.lat_e7 > high.lat_e7)
		low = high = (struct road_node){ 0 };
	gazetteer->low = low;
	gazetteer->high = high;
}

void gazetteer_bounds(const struct gazetteer *gazetteer, struct road_node *ret_low, struct road_node *ret_high)
{
	*ret_low = gazetteer->low;
	*ret_high = gazetteer->high;
}

enum status gazetteer_open(const struct map_file *map, struct gazetteer **ret_gazetteer)
{
	struct bytes section = map->sections[MAP_GAZETTEER];
	if (!section.length)
		return STATUS_MISSING;
	struct gazetteer *gazetteer = calloc(1, sizeof *gazetteer);
	if (!gazetteer)
		return STATUS_MEMORY;
	gazetteer->map = map;
	measure(gazetteer);
	enum status status = gazetteer_new(&gazetteer->database);
	/* SQLite never writes to what it was told is read-only. */
	if (status == STATUS_OK)
		status = gazetteer_status(sqlite3_deserialize(
		    gazetteer->database, "main", (unsigned char *)(uintptr_t)section.at, (sqlite3_int64)section.length,
		    (sqlite3_int64)section.length, SQLITE_DESERIALIZE_READONLY));
	for (size_t i = 0; i < sizeof statements / sizeof *statements && status == STATUS_OK; i++)
		status = gazetteer_status(
		    sqlite3_prepare_v2(gazetteer->database, statements[i].text, -1, statement_at(gazetteer, i), NULL));
	if (status != STATUS_OK) {
		gazetteer_close(gazetteer);
		return status;
	}
	*ret_gazetteer = gazetteer;
	return STATUS_OK;
}

void gazetteer_close(struct gazetteer *gazetteer)
{
	if (!gazetteer)
		return;
	for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
		(void)sqlite3_finalize(*statement_at(gazetteer, i));
	(void)sqlite3_close(gazetteer->database);
	free(gazetteer);
}

/* A name's text, or ""; copied, since the statement moves on. */
static void name_text(struct gazetteer *gazetteer, int64_t id, char text[GAZETTEER_LABEL_BYTES])
{
	text[0] = '\0';
	(void)sqlite3_bind_int64(gazetteer->text, 1, id);
	if (id && sqlite3_step(gazetteer->text) == SQLITE_ROW)
		(void)snprintf(text, GAZETTEER_LABEL_BYTES, "%s",
		               (const char *)sqlite3_column_text(gazetteer->text, 0));
	(void)sqlite3_reset(gazetteer->text);
}

static uint32_t distance_m(struct road_node a, const struct road_node *b)
{
	return b ? (road_distance_cm(a, *b) + 50) / 100 : UINT32_MAX;
}

static int by_worth(const struct found_spot *a, const struct found_spot *b)
{
	if (a->cost != b->cost)
		return a->cost < b->cost ? -1 : 1;
	if (a->distance_m != b->distance_m)
		return a->distance_m < b->distance_m ? -1 : 1;
	int labels = strcmp(a->label, b->label);
	if (labels)
		return labels;
	if (a->at.lat_e7 != b->at.lat_e7)
		return a->at.lat_e7 < b->at.lat_e7 ? -1 : 1;
	return a->at.lon_e7 < b->at.lon_e7 ? -1 : a->at.lon_e7 > b->at.lon_e7;
}

/* In its place among the best; what is there already, near by and by the same label, is not told twice. */
static void offer(struct search *search, const struct found_spot *found)
{
	for (uint32_t i = 0; i < search->count; i++) {
		const struct found_spot *other = &search->found[i];
		if (other->kind == found->kind && strcmp(other->label, found->label) == 0 &&
		    distance_m(other->at, &found->at) < SAME_M)
			return;
	}
	uint32_t at = search->count;
	while (at && by_worth(found, &search->found[at - 1]) < 0)
		at--;
	if (at == search->room)
		return;
	uint32_t last = search->count < search->room ? search->count++ : search->room - 1;
	memmove(&search->found[at + 1], &search->found[at], (last - at) * sizeof *found);
	search->found[at] = *found;
}

/* "\"abc\" OR \"bcd\"": every three letters in a row of the words that are no number. */
static void write_trigrams(const struct plain_words *words, const bool *used, char text[PLAIN_MAX_BYTES * 12])
{
	size_t length = 0;
	text[0] = '\0';
	for (unsigned i = 0; i < words->count; i++) {
		const char *word = words->text + words->at[i];
		/* a blank before and after parts short words from others */
		unsigned rest = words->length[i] + (i + 1 < words->count);
		for (unsigned j = 0; !used[i] && j + 3 <= rest; j++) {
			if ((word[j] & 0xC0) == 0x80)
				continue;
			unsigned end = j;
			for (unsigned letters = 0; letters < 3 && end < rest; letters++)
				for (end++; end < rest && (word[end] & 0xC0) == 0x80;)
					end++;
			length += (size_t)snprintf(text + length, PLAIN_MAX_BYTES * 12 - length, "%s\"%.*s\"",
			                           length ? " OR " : "", (int)(end - j), word + j);
			if (length > PLAIN_MAX_BYTES * 11)
				return;
		}
	}
}

static int by_cost(const void *left, const void *right)
{
	const struct weighed_name *a = left, *b = right;
	if (a->cost != b->cost)
		return a->cost < b->cost ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

/* The names that may be meant, the likeliest first; how many. */
static enum status weigh_names(const struct search *search, const struct plain_words *words, const bool *used,
                               struct weighed_name names[CANDIDATES_MAX], uint32_t *ret_count)
{
	sqlite3_stmt *statement = search->gazetteer->names;
	char trigrams[PLAIN_MAX_BYTES * 12];
	uint32_t count = 0;
	int result = SQLITE_DONE;
	write_trigrams(words, used, trigrams);
	(void)sqlite3_bind_text(statement, 1, trigrams, -1, SQLITE_STATIC);
	(void)sqlite3_bind_int(statement, 2, CANDIDATES_MAX);
	while (*trigrams && count < CANDIDATES_MAX && (result = sqlite3_step(statement)) == SQLITE_ROW) {
		struct plain_words plain;
		const char *text = (const char *)sqlite3_column_text(statement, 1);
		plain_words_of(text ? text : "", &plain);
		names[count].id = (uint32_t)sqlite3_column_int64(statement, 0);
		names[count++].cost = plain_cost(words, used, &plain);
	}
	(void)sqlite3_reset(statement);
	if (result != SQLITE_DONE && result != SQLITE_ROW)
		return gazetteer_status(result);
	qsort(names, count, sizeof *names, by_cost);
	unsigned asked = 0;
	for (unsigned i = 0; i < words->count; i++)
		asked += !used[i];
	uint32_t kept = 0;
	while (kept < count && kept < NAMES_MAX && names[kept].cost <= asked * COST_A_WORD_MAX)
		kept++;
	*ret_count = kept;
	return STATUS_OK;
}

/* Adds to a label, behind a mark where something stands before it; what does not fit is left off. */
static void add_text(char label[GAZETTEER_LABEL_BYTES], const char *text, const char *mark)
{
	size_t length = strlen(label), room = GAZETTEER_LABEL_BYTES - length;
	if (*text && (size_t)snprintf(label + length, room, "%s%s", length ? mark : "", text) >= room)
		label[length] = '\0';
}

/* A row of a spot: kind, number, street, city, postcode, lat, lon. */
static void read_spot(struct gazetteer *gazetteer, sqlite3_stmt *row, const char *name, struct found_spot *found)
{
	char street[GAZETTEER_LABEL_BYTES], city[GAZETTEER_LABEL_BYTES];
	const char *number = (const char *)sqlite3_column_text(row, 1);
	int64_t kind = sqlite3_column_int64(row, 0);
	found->kind = kind > SPOT_NONE && kind < SPOT_COUNT ? (enum spot_kind)kind : SPOT_NAMED;
	found->at = (struct road_node){ sqlite3_column_int(row, 5), sqlite3_column_int(row, 6) };
	name_text(gazetteer, sqlite3_column_int64(row, 2), street);
	name_text(gazetteer, sqlite3_column_int64(row, 3), city);
	bool address = found->kind == SPOT_ADDRESS;
	found->label[0] = '\0';
	if (address) {
		add_text(found->label, number ? number : "", "");
		add_text(found->label, street, " ");
	} else {
		add_text(found->label, name, "");
		add_text(found->label, *street && number ? number : "", ", ");
		add_text(found->label, street, number && *number ? " " : ", ");
	}
	add_text(found->label, city, ", ");
}

/* Words that the name lacks may be the city's: each that is gives back what it cost. */
static uint32_t city_bonus(struct gazetteer *gazetteer, const struct plain_words *words, sqlite3_stmt *row)
{
	char text[GAZETTEER_LABEL_BYTES];
	struct plain_words plain;
	uint32_t bonus = 0;
	for (int column = 3; column <= 4; column++) {
		name_text(gazetteer, sqlite3_column_int64(row, column), text);
		plain_words_of(text, &plain);
		for (unsigned i = 0; i < plain.count; i++)
			for (unsigned j = 0; j < words->count; j++)
				if (plain.length[i] == words->length[j] &&
				    memcmp(plain.text + plain.at[i], words->text + words->at[j], plain.length[i]) == 0)
					bonus += PLAIN_LACKING;
	}
	return bonus;
}

static enum status offer_name(struct search *search, struct weighed_name name, const char *number)
{
	struct gazetteer *gazetteer = search->gazetteer;
	sqlite3_stmt *row = gazetteer->spots;
	char text[GAZETTEER_LABEL_BYTES];
	int result;
	name_text(gazetteer, name.id, text);
	(void)sqlite3_bind_int64(row, 1, name.id);
	(void)sqlite3_bind_text(row, 2, number, -1, SQLITE_STATIC);
	(void)sqlite3_bind_int(row, 3, SPOTS_MAX);
	while ((result = sqlite3_step(row)) == SQLITE_ROW) {
		struct found_spot found = { .cost = name.cost };
		read_spot(gazetteer, row, text, &found);
		uint32_t bonus = city_bonus(gazetteer, &search->words, row);
		found.cost -= bonus < found.cost ? bonus : found.cost;
		if (*number && found.kind != SPOT_ADDRESS)
			found.cost += NO_NUMBER_COST;
		if (found.kind == SPOT_NAMED)
			found.cost += KIND_COST;
		found.distance_m = distance_m(found.at, search->near);
		offer(search, &found);
	}
	(void)sqlite3_reset(row);
	return gazetteer_status(result);
}

static bool is_number(const struct plain_words *words, unsigned i)
{
	const char *word = words->text + words->at[i];
	unsigned digits = 0;
	while (digits < words->length[i] && word[digits] >= '0' && word[digits] <= '9')
		digits++;
	/* "12", "12a"; not "3rd" */
	return digits && words->length[i] - digits <= 1;
}

static enum status find_spots(struct search *search, int number)
{
	struct weighed_name *names = malloc(CANDIDATES_MAX * sizeof *names);
	char text[PLAIN_MAX_BYTES] = "";
	uint32_t count = 0;
	if (!names)
		return STATUS_MEMORY;
	memset(search->used, 0, sizeof search->used);
	if (number >= 0) {
		search->used[number] = true;
		(void)snprintf(text, sizeof text, "%.*s", search->words.length[number],
		               search->words.text + search->words.at[number]);
	}
	enum status status = weigh_names(search, &search->words, search->used, names, &count);
	for (uint32_t i = 0; i < count && status == STATUS_OK; i++)
		status = offer_name(search, names[i], text);
	free(names);
	return status;
}

static enum status offer_crossing(struct search *search, struct weighed_name one, struct weighed_name other)
{
	sqlite3_stmt *row = search->gazetteer->crossings;
	char a[GAZETTEER_LABEL_BYTES], b[GAZETTEER_LABEL_BYTES];
	int result;
	(void)sqlite3_bind_int64(row, 1, one.id < other.id ? one.id : other.id);
	(void)sqlite3_bind_int64(row, 2, one.id < other.id ? other.id : one.id);
	(void)sqlite3_bind_int(row, 3, SPOTS_MAX);
	name_text(search->gazetteer, one.id, a);
	name_text(search->gazetteer, other.id, b);
	while ((result = sqlite3_step(row)) == SQLITE_ROW) {
		struct found_spot found = { .kind = SPOT_CROSSING, .cost = one.cost + other.cost };
		found.at = (struct road_node){ sqlite3_column_int(row, 0), sqlite3_column_int(row, 1) };
		found.distance_m = distance_m(found.at, search->near);
		(void)snprintf(found.label, sizeof found.label, "%.250s & %.250s", a, b);
		offer(search, &found);
	}
	(void)sqlite3_reset(row);
	return gazetteer_status(result);
}

/* The words before '&' are one street, those behind it the other. */
static enum status find_crossings(struct search *search, unsigned sign)
{
	struct weighed_name *names = malloc(2 * CANDIDATES_MAX * sizeof *names);
	uint32_t counts[2] = { 0 };
	enum status status = names ? STATUS_OK : STATUS_MEMORY;
	for (unsigned side = 0; side < 2 && status == STATUS_OK; side++) {
		bool used[PLAIN_WORDS_MAX] = { 0 };
		for (unsigned i = 0; i < search->words.count; i++)
			used[i] = side ? i <= sign : i >= sign;
		status =
		    weigh_names(search, &search->words, used, names + (size_t)side * CANDIDATES_MAX, &counts[side]);
	}
	for (uint32_t i = 0; status == STATUS_OK && i < counts[0] && i < CROSSING_NAMES_MAX; i++)
		for (uint32_t j = 0; status == STATUS_OK && j < counts[1] && j < CROSSING_NAMES_MAX; j++)
			if (names[i].id != names[CANDIDATES_MAX + j].id)
				status = offer_crossing(search, names[i], names[CANDIDATES_MAX + j]);
	free(names);
	return status;
}

enum status gazetteer_find(struct gazetteer *gazetteer, const char *words, const struct road_node *near,
                           struct found_spot *ret_found, uint32_t room, uint32_t *ret_count)
{
	struct search search = { .gazetteer = gazetteer, .near = near, .found = ret_found, .room = room };
	enum status status = STATUS_OK;
	unsigned sign = PLAIN_WORDS_MAX;
	int number = -1;
	plain_words_of(words, &search.words);
	for (unsigned i = 0; i < search.words.count; i++) {
		if (search.words.text[search.words.at[i]] == '&' && i && i + 1 < search.words.count)
			sign = i;
		if (number < 0 && is_number(&search.words, i))
			number = (int)i;
	}
	if (sign < PLAIN_WORDS_MAX)
		status = find_crossings(&search, sign);
	/* Neither a sign nor a number need be what they look like: "Marks & Sons", "Rua 31 de Janeiro". */
	if (status == STATUS_OK && number >= 0)
		status = find_spots(&search, number);
	if (status == STATUS_OK)
		status = find_spots(&search, -1);
	if (status == STATUS_OK)
		*ret_count = search.count;
	return status;
}

static void bind_box(sqlite3_stmt *statement, struct road_node at, int64_t half_e7)
{
	(void)sqlite3_bind_int64(statement, 1, at.lat_e7 - half_e7);
	(void)sqlite3_bind_int64(statement, 2, at.lat_e7 + half_e7);
	/* Degrees of longitude shrink towards the poles; three times as many reach as far up to 70 degrees. */
	(void)sqlite3_bind_int64(statement, 3, at.lon_e7 - 3 * half_e7);
	(void)sqlite3_bind_int64(statement, 4, at.lon_e7 + 3 * half_e7);
}

/* Boxes of growing size until what is found must be nearest: a box's half is at least as far as its inner circle. */
#define FIRST_HALF_E7 20000
#define METRES_E7(HALF) ((uint32_t)((HALF) / 90))

static enum status nearest_address(struct gazetteer *gazetteer, struct road_node at, int64_t half,
                                   struct found_spot *best)
{
	sqlite3_stmt *row = gazetteer->near_spots;
	int result;
	bind_box(row, at, half);
	while ((result = sqlite3_step(row)) == SQLITE_ROW) {
		struct road_node here = { sqlite3_column_int(row, 5), sqlite3_column_int(row, 6) };
		uint32_t away = distance_m(here, &at);
		if (best->kind && away >= best->distance_m)
			continue;
		read_spot(gazetteer, row, "", best);
		best->distance_m = away;
	}
	(void)sqlite3_reset(row);
	return gazetteer_status(result);
}

static enum status nearest_crossing(struct gazetteer *gazetteer, struct road_node at, int64_t half,
                                    struct found_spot *best)
{
	sqlite3_stmt *row = gazetteer->near_crossings;
	int64_t a = 0, b = 0;
	int result;
	bind_box(row, at, half);
	while ((result = sqlite3_step(row)) == SQLITE_ROW) {
		struct road_node here = { sqlite3_column_int(row, 2), sqlite3_column_int(row, 3) };
		uint32_t away = distance_m(here, &at);
		if (best->kind && away >= best->distance_m)
			continue;
		*best = (struct found_spot){ .kind = SPOT_CROSSING, .at = here, .distance_m = away };
		a = sqlite3_column_int64(row, 0);
		b = sqlite3_column_int64(row, 1);
	}
	(void)sqlite3_reset(row);
	if (a) {
		char one[GAZETTEER_LABEL_BYTES], other[GAZETTEER_LABEL_BYTES];
		name_text(gazetteer, a, one);
		name_text(gazetteer, b, other);
		(void)snprintf(best->label, sizeof best->label, "%.250s & %.250s", one, other);
	}
	return gazetteer_status(result);
}

typedef enum status nearest(struct gazetteer *, struct road_node, int64_t, struct found_spot *);

static enum status grow(struct gazetteer *gazetteer, struct road_node at, nearest *look, struct found_spot *best)
{
	enum status status = STATUS_OK;
	for (int64_t half = FIRST_HALF_E7; status == STATUS_OK; half *= 4) {
		*best = (struct found_spot){ 0 };
		status = look(gazetteer, at, half, best);
		if ((best->kind && best->distance_m <= METRES_E7(half)) || METRES_E7(half) > GAZETTEER_NEAR_MAX_M)
			break;
	}
	return status;
}

enum status gazetteer_at(struct gazetteer *gazetteer, struct road_node at, struct found_here *ret_here)
{
	struct found_here here = { 0 };
	enum status status = grow(gazetteer, at, nearest_address, &here.address);
	if (status == STATUS_OK)
		status = grow(gazetteer, at, nearest_crossing, &here.crossing);
	if (status == STATUS_OK)
		gazetteer_nearest_street(&gazetteer->map->roads.network, at, &here.street);
	if (status == STATUS_OK)
		*ret_here = here;
	return status;
}

enum status gazetteer_places(struct gazetteer *gazetteer, enum spot_kind kind, struct road_node *ret_places,
                             uint32_t room, uint32_t *ret_count)
{
	sqlite3_stmt *row = gazetteer->places;
	uint32_t count = 0;
	int result;
	(void)sqlite3_bind_int(row, 1, (int)kind);
	(void)sqlite3_bind_int64(row, 2, room);
	while ((result = sqlite3_step(row)) == SQLITE_ROW)
		ret_places[count++] = (struct road_node){ sqlite3_column_int(row, 0), sqlite3_column_int(row, 1) };
	(void)sqlite3_reset(row);
	if (result == SQLITE_DONE)
		*ret_count = count;
	return result == SQLITE_DONE ? STATUS_OK : gazetteer_status(result);
}

enum status gazetteer_tile(struct gazetteer *gazetteer, unsigned zoom, uint32_t x, uint32_t y, struct buffer *tile)
{
	sqlite3_stmt *row = gazetteer->tile;
	if (zoom > 30 || x >> zoom || y >> zoom)
		return STATUS_MISSING;
	(void)sqlite3_bind_int(row, 1, (int)zoom);
	(void)sqlite3_bind_int64(row, 2, x);
	(void)sqlite3_bind_int64(row, 3, (1u << zoom) - 1 - y);
	int result = sqlite3_step(row);
	enum status status = result == SQLITE_DONE ? STATUS_MISSING : gazetteer_status(result);
	if (status == STATUS_OK)
		status =
		    buffer_append(tile, bytes_of(sqlite3_column_blob(row, 0), (size_t)sqlite3_column_bytes(row, 0)));
	(void)sqlite3_reset(row);
	return status;
}
