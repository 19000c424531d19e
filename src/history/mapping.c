/* Reads mappings: every key is known, every value is checked, every problem has its line. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "history/mapping.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/board.h"
#include "core/vocabulary.h"

#define DEFAULT_BACK_S (6 * 3600)
#define POINT_PATTERN "(-?[0-9.]+)[, ]+(-?[0-9.]+)"

/* What is read, and where its problems go. */
struct reader {
	struct mapping *mapping;
	struct problems *problems;
	enum status status; /* STATUS_OK until memory ends */
	char times[FORMAT_MAX_BYTES];
};

static const char *const further_targets[] = { "priority", "disposition", "lat", "lon", "point", "on_view" };

const char *target_name(enum target target)
{
	if (target < TARGET_STAMP)
		return history_word_name((enum history_word)target);
	if (target < TARGET_PRIORITY)
		return history_stamp_name((enum history_stamp)(target - TARGET_STAMP));
	return further_targets[target - TARGET_PRIORITY];
}

#define PROBLEM(READER, NODE, ...) outline_problem((READER)->mapping->outline, NODE, (READER)->problems, __VA_ARGS__)

static char *copy_of(struct reader *reader, struct bytes text)
{
	char *copy = malloc(text.length + 1);
	if (!copy) {
		reader->status = STATUS_MEMORY;
		return NULL;
	}
	if (text.length)
		memcpy(copy, text.at, text.length);
	copy[text.length] = '\0';
	return copy;
}

static bool read_text(struct reader *reader, const struct outline_node *node, char *text, size_t room)
{
	struct bytes given = outline_text(node);
	if (!outline_is_text(node) || given.length >= room) {
		PROBLEM(reader, node, "a text of at most %zu bytes is expected here", room - 1);
		return false;
	}
	if (given.length)
		memcpy(text, given.at, given.length);
	text[given.length] = '\0';
	return true;
}

static void read_title(struct reader *reader, const struct outline_node *node)
{
	(void)read_text(reader, node, reader->mapping->title, NAME_MAX_BYTES);
}

static void read_origin(struct reader *reader, const struct outline_node *node)
{
	(void)read_text(reader, node, reader->mapping->origin, NAME_MAX_BYTES);
}

static void read_remarks(struct reader *reader, const struct outline_node *node)
{
	(void)read_text(reader, node, reader->mapping->remarks, NAME_MAX_BYTES);
}

/* Said for people who read the mapping. */
static void read_licence(struct reader *reader, const struct outline_node *node)
{
	if (!outline_is_text(node))
		PROBLEM(reader, node, "a text is expected here");
}

static void read_zone(struct reader *reader, const struct outline_node *node)
{
	(void)read_text(reader, node, reader->mapping->zone, FORMAT_MAX_BYTES);
}

static void read_encoding(struct reader *reader, const struct outline_node *node)
{
	(void)read_text(reader, node, reader->mapping->encoding, FORMAT_MAX_BYTES);
}

static void read_times(struct reader *reader, const struct outline_node *node)
{
	(void)read_text(reader, node, reader->times, FORMAT_MAX_BYTES);
}

static void read_separator(struct reader *reader, const struct outline_node *node)
{
	struct bytes text = outline_text(node);
	if (text.length == 1 && text.at[0] != '"' && text.at[0] != '\n')
		reader->mapping->separator = (char)text.at[0];
	else
		PROBLEM(reader, node, "one character is expected here, such as ',' or ';' or \"\\t\"");
}

static void read_precision(struct reader *reader, const struct outline_node *node)
{
	static const struct {
		const char *name;
		uint32_t s;
	} precisions[] = { { "second", 1 }, { "minute", 60 }, { "hour", 3600 }, { "day", 86400 } };
	for (size_t i = 0; i < sizeof precisions / sizeof *precisions; i++)
		if (bytes_same(outline_text(node), bytes_of_text(precisions[i].name))) {
			reader->mapping->precision_s = precisions[i].s;
			return;
		}
	PROBLEM(reader, node, "second, minute, hour or day is expected here");
}

static void read_missing(struct reader *reader, const struct outline_node *node)
{
	struct mapping *mapping = reader->mapping;
	struct outline_node *key, *item;
	void *cursor = NULL;
	if (!outline_is_list(node))
		PROBLEM(reader, node, "a list of words is expected here, such as [\"\", NaN]");
	while (outline_is_list(node) && outline_next(node, &cursor, &key, &item)) {
		char **missing = reallocarray(mapping->missing, mapping->missings + 1u, sizeof *missing);
		if (!missing) {
			reader->status = STATUS_MEMORY;
			return;
		}
		mapping->missing = missing;
		char *copy = copy_of(reader, outline_text(item));
		if (!copy)
			return;
		missing[mapping->missings++] = copy;
	}
}

static void read_bounds(struct reader *reader, const struct outline_node *node)
{
	struct mapping *mapping = reader->mapping;
	const struct {
		const char *name;
		double *at;
	} sides[] = { { "south", &mapping->south },
		      { "west", &mapping->west },
		      { "north", &mapping->north },
		      { "east", &mapping->east } };
	for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
		char text[32] = "", *end = text;
		const struct outline_node *side = outline_value(node, sides[i].name);
		struct bytes given = outline_text(side);
		if (given.length && given.length < sizeof text) {
			memcpy(text, given.at, given.length);
			text[given.length] = '\0';
			*sides[i].at = strtod(text, &end);
		}
		if (end == text || *end != '\0')
			PROBLEM(reader, side ? side : node,
			        "bounds are degrees: {south: 37, west: -123, north: 38, east: -122}; %s is none",
			        sides[i].name);
	}
	mapping->bounded = true;
}

/* Which column or columns; a plain text is one column. */
static void read_parts(struct reader *reader, struct mapping_column *column, const struct outline_node *node)
{
	struct outline_node *key, *item;
	void *cursor = NULL;
	bool many = outline_is_list(node);
	const struct outline_node *only = node;
	while (many ? outline_next(node, &cursor, &key, &item) : only != NULL) {
		const struct outline_node *part = many ? item : only;
		only = NULL;
		if (!outline_is_text(part) || column->parts == PARTS_MAX) {
			PROBLEM(reader, part, "the name of a column, or a list of at most %u, is expected here",
			        PARTS_MAX);
			return;
		}
		char *copy = copy_of(reader, outline_text(part));
		if (!copy)
			return;
		column->part[column->parts] = copy;
		column->place[column->parts++] = part;
	}
}

static void read_format(struct reader *reader, struct mapping_column *column, const struct outline_node *node)
{
	struct bytes text = outline_text(node);
	if (bytes_same(text, bytes_of_text("epoch_s")))
		column->form = CLOCK_EPOCH_S;
	else if (bytes_same(text, bytes_of_text("epoch_ms")))
		column->form = CLOCK_EPOCH_MS;
	else if (read_text(reader, node, column->format, FORMAT_MAX_BYTES) && !strchr(column->format, '%'))
		PROBLEM(reader, node,
		        "a form of times is expected here: epoch_s, epoch_ms, or as strptime(3) has it, "
		        "such as \"%%Y-%%m-%%d %%H:%%M:%%S\"");
}

static void read_after(struct reader *reader, struct mapping_column *column, const struct outline_node *node,
                       enum clock_form form)
{
	for (unsigned i = 0; i < STAMP_COUNT; i++)
		if (bytes_same(outline_text(node), bytes_of_text(history_stamp_name(i)))) {
			column->after = i;
			column->form = form;
			return;
		}
	PROBLEM(reader, node, "the name of a moment is expected here, such as received");
}

static void read_match(struct reader *reader, struct mapping_column *column, const struct outline_node *node)
{
	char pattern[NAME_MAX_BYTES], why[128];
	if (column->matched || !read_text(reader, node, pattern, sizeof pattern))
		return;
	int code = regcomp(&column->match, pattern, REG_EXTENDED);
	column->matched = code == 0;
	if (code != 0) {
		(void)regerror(code, &column->match, why, sizeof why);
		PROBLEM(reader, node, "this is no regular expression: %s", why);
	} else if (!column->match.re_nsub) {
		PROBLEM(reader, node, "it needs a group in parentheses around what counts");
	}
}

/* What a word of the city's means: a priority, or a disposition; 0, with a problem, if it is neither. */
static uint8_t read_meaning(struct reader *reader, enum target target, const struct outline_node *node)
{
	char text[32];
	if (!read_text(reader, node, text, sizeof text))
		return 0;
	if (target == TARGET_PRIORITY) {
		if (text[0] >= '1' && text[0] <= (char)('0' + PRIORITY_MAX) && !text[1])
			return (uint8_t)(text[0] - '0');
		PROBLEM(reader, node, "a priority from 1, the most urgent, to %u is expected here", PRIORITY_MAX);
		return 0;
	}
	unsigned disposition = vocabulary_value(VOCABULARY_DISPOSITION, text);
	if (!disposition)
		PROBLEM(reader, node,
		        "%s is no disposition: served, advised, referred, cancelled, unreachable, "
		        "false_alarm, test and not_served are",
		        text);
	return (uint8_t)disposition;
}

/* Makes room for one more word; NULL without memory. */
static struct mapping_value *add_value(struct reader *reader, struct mapping_column *column)
{
	struct mapping_value *value = reallocarray(column->value, column->values + 1u, sizeof *value);
	if (!value) {
		reader->status = STATUS_MEMORY;
		return NULL;
	}
	column->value = value;
	value[column->values] = (struct mapping_value){ 0 };
	return &value[column->values++];
}

/* The words that mean that a unit came upon it; any other means that somebody called. */
static void read_on_views(struct reader *reader, const struct outline_node *node)
{
	struct mapping_column *column = &reader->mapping->column[TARGET_ON_VIEW];
	struct outline_node *key, *word;
	void *cursor = NULL;
	if (!outline_is_list(node))
		PROBLEM(reader, node, "a list of words that mean it is expected here, such as [ON VIEW, TRAFFIC STOP]");
	while (outline_is_list(node) && outline_next(node, &cursor, &key, &word)) {
		struct mapping_value *value = add_value(reader, column);
		if (!value)
			return;
		if (!outline_is_text(word))
			PROBLEM(reader, word, "a word is expected here");
		value->meaning = 1;
		value->from = copy_of(reader, outline_text(word));
		if (!value->from)
			return;
	}
}

static void read_values(struct reader *reader, enum target target, const struct outline_node *node)
{
	struct mapping_column *column = &reader->mapping->column[target];
	bool meant = target == TARGET_PRIORITY || target == TARGET_DISPOSITION;
	struct outline_node *key, *to;
	void *cursor = NULL;
	if (!outline_is_map(node))
		PROBLEM(reader, node, "a list of words and their meanings is expected here, such as {A: 1, B: 2}");
	while (outline_is_map(node) && outline_next(node, &cursor, &key, &to)) {
		struct mapping_value *value = add_value(reader, column);
		if (!value)
			return;
		if (meant)
			value->meaning = read_meaning(reader, target, to);
		else
			value->to = copy_of(reader, outline_text(to));
		value->from = copy_of(reader, outline_text(key));
		if (!value->from)
			return;
	}
}

/* One key inside a column's braces. */
static void read_key(struct reader *reader, enum target target, const struct outline_node *key,
                     const struct outline_node *value)
{
	struct mapping_column *column = &reader->mapping->column[target];
	struct bytes name = outline_text(key);
	bool moment = target_is_stamp(target), meant = target == TARGET_PRIORITY || target == TARGET_DISPOSITION;
	int64_t back_s;
	if (bytes_same(name, bytes_of_text("column")))
		read_parts(reader, column, value);
	else if (bytes_same(name, bytes_of_text("match")))
		read_match(reader, column, value);
	else if (moment && bytes_same(name, bytes_of_text("times")))
		read_format(reader, column, value);
	else if (moment && bytes_same(name, bytes_of_text("clock_after")))
		read_after(reader, column, value, CLOCK_OF_DAY);
	else if (moment && bytes_same(name, bytes_of_text("seconds_after")))
		read_after(reader, column, value, CLOCK_SECONDS_AFTER);
	else if (moment && bytes_same(name, bytes_of_text("back_s"))) {
		if (outline_number(reader->mapping->outline, value, 0, 86399, reader->problems, &back_s))
			column->back = span_s(back_s);
	} else if (target == TARGET_ON_VIEW && bytes_same(name, bytes_of_text("values")))
		read_on_views(reader, value);
	else if (!moment && bytes_same(name, bytes_of_text("values")))
		read_values(reader, target, value);
	else if (meant && bytes_same(name, bytes_of_text("otherwise"))) {
		column->otherwise_meaning = read_meaning(reader, target, value);
		column->otherwise = true;
	} else
		PROBLEM(reader, key, "%.*s is not known for %s; see tocsin-mapping(5)", (int)name.length,
		        (const char *)name.at, target_name(target));
}

static void read_column(struct reader *reader, enum target target, const struct outline_node *node)
{
	struct mapping_column *column = &reader->mapping->column[target];
	struct outline_node *key, *value;
	void *cursor = NULL;
	column->back = span_s(DEFAULT_BACK_S);
	if (!outline_is_map(node))
		read_parts(reader, column, node);
	while (outline_is_map(node) && outline_next(node, &cursor, &key, &value))
		read_key(reader, target, key, value);
	if (!column->parts)
		PROBLEM(reader, node, "which column? write {column: NAME}");
	if (target == TARGET_ON_VIEW && column->parts && !column->values)
		PROBLEM(reader, node, "which words mean it? write {column: NAME, values: [WORD]}");
	if (target == TARGET_POINT && !column->matched)
		column->matched = regcomp(&column->match, POINT_PATTERN, REG_EXTENDED) == 0;
	if (target == TARGET_POINT && column->matched && column->match.re_nsub < 2)
		PROBLEM(reader, node, "the match of a point needs two groups: latitude and longitude");
}

static void read_columns(struct reader *reader, const struct outline_node *node)
{
	struct outline_node *key, *value;
	void *cursor = NULL;
	if (!outline_is_map(node))
		PROBLEM(reader, node, "a list of what each column is, is expected here, such as {received: Call Time}");
	while (outline_is_map(node) && outline_next(node, &cursor, &key, &value)) {
		unsigned target = 0;
		while (target < TARGET_COUNT && !bytes_same(outline_text(key), bytes_of_text(target_name(target))))
			target++;
		if (target < TARGET_COUNT)
			read_column(reader, target, value);
		else
			PROBLEM(reader, key, "%.*s is nothing that a row holds; see tocsin-mapping(5)",
			        (int)outline_text(key).length, (const char *)outline_text(key).at);
	}
}

static const struct {
	const char *name;
	void (*read)(struct reader *reader, const struct outline_node *node);
	bool needed;
} keys[] = {
	{ "name", read_title, true },
	{ "source", read_origin, true },
	{ "licence", read_licence, false },
	{ "remarks", read_remarks, false },
	{ "zone", read_zone, true },
	{ "times", read_times, false },
	{ "precision", read_precision, false },
	{ "encoding", read_encoding, false },
	{ "separator", read_separator, false },
	{ "missing", read_missing, false },
	{ "bounds", read_bounds, false },
	{ "columns", read_columns, true },
};
#define KEYS (sizeof keys / sizeof *keys)

static void read_keys(struct reader *reader)
{
	const struct outline_node *root = outline_root(reader->mapping->outline);
	struct outline_node *key, *value;
	void *cursor = NULL;
	if (!outline_is_map(root)) {
		PROBLEM(reader, root, "a mapping is expected: name, source, zone, columns; see tocsin-mapping(5)");
		return;
	}
	while (outline_next(root, &cursor, &key, &value)) {
		size_t i = 0;
		while (i < KEYS && !bytes_same(outline_text(key), bytes_of_text(keys[i].name)))
			i++;
		if (i < KEYS)
			keys[i].read(reader, value);
		else
			PROBLEM(reader, key, "%.*s is not known here; see tocsin-mapping(5)",
			        (int)outline_text(key).length, (const char *)outline_text(key).at);
	}
	for (size_t i = 0; i < KEYS; i++)
		if (keys[i].needed && !outline_value(root, keys[i].name))
			PROBLEM(reader, root, "%s is missing", keys[i].name);
}

/* What only the whole can tell: every dated moment has a form, every relative one something to be relative to. */
static void check_whole(struct reader *reader)
{
	struct mapping *mapping = reader->mapping;
	const struct outline_node *columns = outline_value(outline_root(mapping->outline), "columns");
	for (unsigned i = 0; i < STAMP_COUNT; i++) {
		struct mapping_column *column = &mapping->column[TARGET_STAMP + (int)i];
		if (!column->parts)
			continue;
		bool relative = column->form == CLOCK_OF_DAY || column->form == CLOCK_SECONDS_AFTER;
		if (relative && (!mapping->column[TARGET_STAMP + (int)column->after].parts || column->after >= i))
			PROBLEM(reader, column->place[0],
			        "%s can only come after a moment that is mapped, and before it in order",
			        history_stamp_name(i));
		bool formed = column->form == CLOCK_DATED || column->form == CLOCK_OF_DAY;
		if (formed && !column->format[0])
			memcpy(column->format, reader->times, FORMAT_MAX_BYTES);
		if (formed && !column->format[0])
			PROBLEM(reader, column->place[0],
			        "in which form are these times? write `times` here or for all");
	}
	if (columns && !mapping->column[TARGET_STAMP + (int)STAMP_RECEIVED].parts)
		PROBLEM(reader, columns, "received is missing: when was first contact?");
}

enum status mapping_open(struct bytes bytes, const char *name, struct problems *problems, struct mapping **ret_mapping)
{
	struct mapping *mapping = calloc(1, sizeof *mapping);
	if (!mapping)
		return STATUS_MEMORY;
	*mapping = (struct mapping){ .separator = ',', .precision_s = 1 };
	struct reader reader = { .mapping = mapping, .problems = problems };
	enum status status = outline_open(bytes, name, problems, &mapping->outline);
	if (status == STATUS_OK) {
		read_keys(&reader);
		if (!problems->count)
			check_whole(&reader);
		status = reader.status;
	}
	if (status == STATUS_OK && problems->count)
		status = STATUS_MALFORMED;
	if (status == STATUS_OK)
		*ret_mapping = mapping;
	else
		mapping_close(mapping);
	return status;
}

static void close_column(struct mapping_column *column)
{
	for (unsigned i = 0; i < column->parts; i++)
		free(column->part[i]);
	for (unsigned i = 0; i < column->values; i++) {
		free(column->value[i].from);
		free(column->value[i].to);
	}
	free(column->value);
	if (column->matched)
		regfree(&column->match);
}

void mapping_close(struct mapping *mapping)
{
	if (!mapping)
		return;
	for (unsigned i = 0; i < TARGET_COUNT; i++)
		close_column(&mapping->column[i]);
	for (unsigned i = 0; i < mapping->missings; i++)
		free(mapping->missing[i]);
	free(mapping->missing);
	outline_close(mapping->outline);
	free(mapping);
}
