/* Three passes over a file of OpenStreetMap, keeping what maps are made of. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/survey.h"

#include <stdlib.h>
#include <string.h>

void survey_close(struct survey *survey)
{
	word_list_close(&survey->names);
	buffer_close(&survey->refs);
	buffer_close(&survey->roads);
	buffer_close(&survey->bans);
	buffer_close(&survey->barriers);
	buffer_close(&survey->spots);
	buffer_close(&survey->members);
	buffer_close(&survey->scenes);
	free(survey->point_ids);
	free(survey->points);
	free(survey->found);
	*survey = (struct survey){ 0 };
}

/* Adds a row; each kind of row is counted in 32 bits. */
static enum status add(struct buffer *rows, const void *row, size_t length)
{
	if (rows->length / length >= UINT32_MAX - 1)
		return STATUS_LIMIT;
	return buffer_append(rows, bytes_of(row, length));
}

static enum status keep_line(struct survey *survey, const struct osm_item *way, struct survey_line *ret_line)
{
	size_t first = survey->refs.length / sizeof(int64_t);
	if (first + way->ref_count > SURVEY_REFS_MAX)
		return STATUS_LIMIT;
	*ret_line = (struct survey_line){ (uint32_t)first, way->ref_count };
	return buffer_append(&survey->refs, bytes_of(way->refs, way->ref_count * sizeof(int64_t)));
}

/* "except" lists vehicles that a restriction leaves free. */
static bool frees_us(struct bytes except)
{
	static const char *const ours[] = { "motorcar", "motor_vehicle", "vehicle", "emergency" };
	for (size_t at = 0; at < except.length;) {
		size_t end = at;
		while (end < except.length && except.at[end] != ';' && except.at[end] != ',')
			end++;
		while (at < end && except.at[at] == ' ')
			at++;
		for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
			if (bytes_same(bytes_of(except.at + at, end - at), bytes_of_text(ours[i])))
				return true;
		at = end + 1;
	}
	return false;
}

static bool begins(struct bytes text, const char *with)
{
	return text.length >= strlen(with) && memcmp(text.at, with, strlen(with)) == 0;
}

/* The restriction as it binds a car; BAN_USED where it does. */
static enum ban_fate words_of(const struct osm_item *relation, struct bytes *ret_words)
{
	struct bytes words = osm_value(relation, "restriction");
	if (!words.at)
		words = osm_value(relation, "restriction:motor_vehicle");
	if (!words.at)
		words = osm_value(relation, "restriction:motorcar");
	if (!words.at) {
		for (uint32_t i = 0; i < relation->tag_count; i++)
			if (begins(relation->tags[i].key, "restriction:"))
				return bytes_same(relation->tags[i].key, bytes_of_text("restriction:conditional"))
				           ? BAN_TIMED
				           : BAN_OTHERS;
		return BAN_UNKNOWN;
	}
	if (frees_us(osm_value(relation, "except")))
		return BAN_OTHERS;
	if (osm_value(relation, "day_on").at || osm_value(relation, "hour_on").at)
		return BAN_TIMED;
	*ret_words = words;
	return begins(words, "no_") || begins(words, "only_") ? BAN_USED : BAN_UNKNOWN;
}

/* Several "from" or "to" (no_entry, no_exit) make one ban each. */
static enum status add_bans(struct survey *survey, const struct osm_item *relation, struct survey_ban ban)
{
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < relation->member_count; i++) {
		const struct osm_member *from = &relation->members[i];
		if (from->kind != OSM_WAY || !bytes_same(from->role, bytes_of_text("from")))
			continue;
		for (uint32_t j = 0; j < relation->member_count && status == STATUS_OK; j++) {
			const struct osm_member *to = &relation->members[j];
			if (to->kind != OSM_WAY || !bytes_same(to->role, bytes_of_text("to")))
				continue;
			ban.from_way = from->id;
			ban.to_way = to->id;
			status = add(&survey->bans, &ban, sizeof ban);
		}
	}
	return status;
}

#define BAN_WAYS_MAX 8u

static enum status take_restriction(struct survey *survey, const struct osm_item *relation)
{
	struct survey_ban ban = { .relation = relation->id };
	struct bytes words = { 0 };
	unsigned froms = 0, tos = 0, points = 0;
	enum ban_fate fate = words_of(relation, &words);
	for (uint32_t i = 0; i < relation->member_count; i++) {
		const struct osm_member *member = &relation->members[i];
		bool via = bytes_same(member->role, bytes_of_text("via"));
		froms += member->kind == OSM_WAY && bytes_same(member->role, bytes_of_text("from"));
		tos += member->kind == OSM_WAY && bytes_same(member->role, bytes_of_text("to"));
		points += via && member->kind == OSM_NODE;
		if (via && member->kind == OSM_NODE)
			ban.via_node = member->id;
		if (via && member->kind == OSM_WAY && ban.via_count++ < BAN_VIA_MAX)
			ban.via_ways[ban.via_count - 1] = member->id;
	}
	ban.only = begins(words, "only_");
	if (fate == BAN_USED && ban.via_count > BAN_VIA_MAX)
		fate = BAN_OVER_WAY;
	else if (fate == BAN_USED && (!froms || !tos || points != (ban.via_count ? 0 : 1)))
		fate = BAN_MISSING;
	else if (fate == BAN_USED && (froms > BAN_WAYS_MAX || tos > BAN_WAYS_MAX || (ban.only && tos > 1)))
		fate = BAN_UNKNOWN;
	if (fate == BAN_USED)
		return add_bans(survey, relation, ban);
	survey->ban_fates[fate]++;
	return STATUS_OK;
}

/* The words of an address, which any spot may bear. */
static enum status keep_words(struct survey *survey, const struct osm_item *item, struct survey_spot *spot)
{
	struct bytes number = osm_value(item, "addr:housenumber"), street = osm_value(item, "addr:street");
	const struct {
		struct bytes text;
		uint32_t *offset;
	} words[] = {
		{ number.length ? number : osm_value(item, "addr:housename"), &spot->number },
		{ street.length ? street : osm_value(item, "addr:place"), &spot->street },
		{ osm_value(item, "addr:city"), &spot->city },
		{ osm_value(item, "addr:postcode"), &spot->postcode },
	};
	enum status status = STATUS_OK;
	for (size_t i = 0; i < sizeof words / sizeof *words && status == STATUS_OK; i++)
		status = word_list_keep(&survey->names, words[i].text, words[i].offset);
	return status;
}

/* An item may be two spots: a shop, and the address that it bears. */
static enum status take_spots(struct survey *survey, const struct osm_item *item, struct survey_spot spot)
{
	struct bytes name = { 0 };
	enum spot_kind kind = spot_kind_of(item, &name);
	bool address = spot_is_address(item);
	enum status status = keep_words(survey, item, &spot);
	if (status == STATUS_OK && item->kind == OSM_WAY)
		status = keep_line(survey, item, &spot.line);
	if (status == STATUS_OK && address) {
		spot.kind = SPOT_ADDRESS;
		status = add(&survey->spots, &spot, sizeof spot);
	}
	if (status == STATUS_OK && kind) {
		spot.kind = (uint8_t)kind;
		status = word_list_keep(&survey->names, name, &spot.name);
		if (status == STATUS_OK)
			status = add(&survey->spots, &spot, sizeof spot);
	}
	return status;
}

static bool has_spot(const struct osm_item *item)
{
	struct bytes name;
	return item->tag_count && (spot_is_address(item) || spot_kind_of(item, &name));
}

static enum status add_scene(struct survey *survey, const struct osm_item *item, const struct scene_kind *kind,
                             int64_t member)
{
	struct survey_scene scene = { .kind = kind, .member = member };
	enum status status = word_list_keep(&survey->names, osm_value(item, "name"), &scene.name);
	if (status == STATUS_OK && item->kind == OSM_WAY)
		status = keep_line(survey, item, &scene.line);
	return status == STATUS_OK ? add(&survey->scenes, &scene, sizeof scene) : status;
}

static bool is_outer(const struct osm_member *member)
{
	return member->kind == OSM_WAY && (!member->role.length || bytes_same(member->role, bytes_of_text("outer")));
}

static enum status keep_member(struct survey *survey, int64_t way)
{
	struct survey_member kept = { .id = way };
	return add(&survey->members, &kept, sizeof kept);
}

/* Each outer way that is closed by itself is drawn; those of several ways are not put together, and inner ones not cut out. */
static enum status take_scenes(struct survey *survey, const struct osm_item *relation, const struct scene_kind *kind)
{
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < relation->member_count && status == STATUS_OK; i++) {
		if (!is_outer(&relation->members[i]))
			continue;
		status = keep_member(survey, relation->members[i].id);
		if (status == STATUS_OK)
			status = add_scene(survey, relation, kind, relation->members[i].id);
	}
	return status;
}

/* An area of several ways lies where its first outer way does. */
static enum status take_area(struct survey *survey, const struct osm_item *relation)
{
	for (uint32_t i = 0; i < relation->member_count; i++) {
		const struct osm_member *member = &relation->members[i];
		if (!is_outer(member))
			continue;
		enum status status = keep_member(survey, member->id);
		return status == STATUS_OK ? take_spots(survey, relation, (struct survey_spot){ .member = member->id })
		                           : status;
	}
	return STATUS_OK;
}

static enum status take_relation(struct survey *survey, const struct osm_item *relation)
{
	struct bytes type = osm_value(relation, "type");
	if (begins(type, "restriction"))
		return take_restriction(survey, relation);
	const struct scene_kind *kind = begins(type, "multipolygon") ? scene_kind_of(relation) : NULL;
	enum status status = kind ? take_scenes(survey, relation, kind) : STATUS_OK;
	return status == STATUS_OK && has_spot(relation) ? take_area(survey, relation) : status;
}

static enum status take_road(struct survey *survey, const struct osm_item *way)
{
	struct survey_road road = { .id = way->id };
	enum road_verdict verdict = road_rule_of(way, &road.rule);
	survey->verdicts[verdict]++;
	if (verdict != ROAD_VERDICT_USED || way->ref_count < 2)
		return STATUS_OK;
	survey->odd_speeds += road.rule.odd_speed;
	struct bytes name = osm_value(way, "name");
	enum status status = word_list_keep(&survey->names, name.length ? name : osm_value(way, "ref"), &road.name);
	if (status == STATUS_OK)
		status = keep_line(survey, way, &road.line);
	return status == STATUS_OK ? add(&survey->roads, &road, sizeof road) : status;
}

static struct survey_member *find_member(const struct survey *survey, int64_t id)
{
	struct survey_member *members = SURVEY_ROWS(survey->members, struct survey_member);
	size_t low = 0, count = SURVEY_COUNT(survey->members, struct survey_member), high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (members[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && members[low].id == id ? &members[low] : NULL;
}

static enum status take_way(struct survey *survey, const struct osm_item *way)
{
	enum status status = take_road(survey, way);
	if (status == STATUS_OK && has_spot(way))
		status = take_spots(survey, way, (struct survey_spot){ 0 });
	const struct scene_kind *kind = scene_kind_of(way);
	if (status == STATUS_OK && kind)
		status = add_scene(survey, way, kind, 0);
	struct survey_member *member = find_member(survey, way->id);
	if (status == STATUS_OK && member && !member->line.count)
		status = keep_line(survey, way, &member->line);
	return status;
}

/* The point's number; files hold nodes in order of their ids, so the next one is tried first. */
static uint32_t find_point(const struct survey *survey, uint32_t hint, int64_t id)
{
	uint32_t low = 0, high = survey->point_count;
	if (hint < high && survey->point_ids[hint] == id)
		return hint;
	if (hint < high && survey->point_ids[hint] > id && (!hint || survey->point_ids[hint - 1] < id))
		return SURVEY_NOWHERE;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (survey->point_ids[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < survey->point_count && survey->point_ids[low] == id ? low : SURVEY_NOWHERE;
}

static enum status take_node(struct survey *survey, const struct osm_item *node)
{
	struct survey_barrier barrier = { .point = find_point(survey, survey->next, node->id) };
	enum road_user users;
	if (has_spot(node)) {
		struct survey_spot spot = { .at = { node->lat_e7, node->lon_e7 }, .placed = true };
		enum status status = take_spots(survey, node, spot);
		if (status != STATUS_OK)
			return status;
	}
	if (barrier.point == SURVEY_NOWHERE)
		return STATUS_OK;
	survey->next = barrier.point + 1;
	if (survey->found[barrier.point])
		return STATUS_OK;
	survey->points[barrier.point] = (struct road_node){ node->lat_e7, node->lon_e7 };
	survey->found[barrier.point] = true;
	if (!node->tag_count || !road_barrier_of(node, &users, &barrier.delay_s))
		return STATUS_OK;
	barrier.users = (uint8_t)users;
	return add(&survey->barriers, &barrier, sizeof barrier);
}

struct pass {
	struct survey *survey;
	const struct survey_progress *progress;
	unsigned step;
};

#define STEPS 3u

static enum status take(void *context, const struct osm_item *item)
{
	static enum status (*const takes[OSM_KIND_COUNT])(struct survey *, const struct osm_item *) = {
		[OSM_NODE] = take_node,
		[OSM_WAY] = take_way,
		[OSM_RELATION] = take_relation,
	};
	struct pass *pass = context;
	pass->survey->items[item->kind]++;
	return takes[item->kind](pass->survey, item);
}

static void tell(void *context, uint64_t done, uint64_t all)
{
	struct pass *pass = context;
	pass->progress->tell(pass->progress->context, pass->step, STEPS, done, all);
}

static int by_id(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
	return a < b ? -1 : a > b;
}

/* The points that anything needs, each once, in order. */
static enum status list_points(struct survey *survey)
{
	size_t count = survey->refs.length / sizeof(int64_t), kept = 0;
	survey->point_ids = malloc((count ? count : 1) * sizeof(int64_t));
	if (!survey->point_ids)
		return STATUS_MEMORY;
	if (count)
		memcpy(survey->point_ids, survey->refs.at, count * sizeof(int64_t));
	qsort(survey->point_ids, count, sizeof(int64_t), by_id);
	for (size_t i = 0; i < count; i++)
		if (!kept || survey->point_ids[kept - 1] != survey->point_ids[i])
			survey->point_ids[kept++] = survey->point_ids[i];
	survey->point_count = (uint32_t)kept;
	survey->points = calloc(kept ? kept : 1, sizeof *survey->points);
	survey->found = calloc(kept ? kept : 1, sizeof *survey->found);
	return survey->points && survey->found ? STATUS_OK : STATUS_MEMORY;
}

/* From ids to numbers, in place: a number takes half an id's room. */
static void number_refs(struct survey *survey)
{
	size_t count = survey->refs.length / sizeof(int64_t);
	const int64_t *ids = (const void *)survey->refs.at;
	uint32_t *numbers = (void *)survey->refs.at;
	for (size_t i = 0; i < count; i++) {
		int64_t id = ids[i];
		uint32_t point = find_point(survey, SURVEY_NOWHERE, id);
		numbers[i] = survey->found[point] ? point : SURVEY_NOWHERE;
		survey->missing_points += !survey->found[point];
	}
	survey->refs.length = count * sizeof(uint32_t);
}

/* The middle of a line's points that are there: of a house, its middle. */
static bool middle_of(const struct survey *survey, struct survey_line line, struct road_node *ret_at)
{
	const uint32_t *points = survey_points(survey, line);
	int64_t lat = 0, lon = 0, count = 0;
	/* A closed line's last point is its first. */
	uint32_t last = line.count > 1 && points[0] == points[line.count - 1] ? line.count - 1 : line.count;
	for (uint32_t i = 0; i < last; i++) {
		if (points[i] == SURVEY_NOWHERE)
			continue;
		lat += survey->points[points[i]].lat_e7;
		lon += survey->points[points[i]].lon_e7;
		count++;
	}
	if (!count)
		return false;
	*ret_at = (struct road_node){ (int32_t)(lat / count), (int32_t)(lon / count) };
	return true;
}

struct survey_line survey_scene_line(const struct survey *survey, const struct survey_scene *scene)
{
	const struct survey_member *member = scene->member ? find_member(survey, scene->member) : NULL;
	return member ? member->line : scene->line;
}

static void place_spots(struct survey *survey)
{
	struct survey_spot *spots = SURVEY_ROWS(survey->spots, struct survey_spot);
	for (uint32_t i = 0; i < SURVEY_COUNT(survey->spots, struct survey_spot); i++) {
		const struct survey_member *member = spots[i].member ? find_member(survey, spots[i].member) : NULL;
		struct survey_line line = member ? member->line : spots[i].line;
		if (!spots[i].placed)
			spots[i].placed = middle_of(survey, line, &spots[i].at);
	}
}

enum status survey_read(struct survey *survey, struct bytes file, const struct survey_progress *progress,
                        struct osm_fault *ret_fault)
{
	static const enum osm_kind order[STEPS] = { OSM_RELATION, OSM_WAY, OSM_NODE };
	struct buffer block_kinds = { 0 };
	struct pass pass = { .survey = survey, .progress = progress };
	struct osm_reader reader = {
		.take = take, .progress = progress ? tell : NULL, .context = &pass, .block_kinds = &block_kinds
	};
	enum status status = STATUS_OK;
	for (pass.step = 0; pass.step < STEPS && status == STATUS_OK; pass.step++) {
		reader.wanted = OSM_BIT(order[pass.step]);
		if (order[pass.step] == OSM_WAY && survey->members.length)
			qsort(survey->members.at, SURVEY_COUNT(survey->members, struct survey_member),
			      sizeof(struct survey_member), by_id); /* the id stands first */
		if (order[pass.step] == OSM_NODE)
			status = list_points(survey);
		if (status == STATUS_OK)
			status = osm_read(&reader, file);
	}
	if (status == STATUS_OK) {
		number_refs(survey);
		place_spots(survey);
	} else {
		*ret_fault = reader.fault;
	}
	buffer_close(&block_kinds);
	return status;
}
