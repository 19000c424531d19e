/* Reads tocsin.conf: each key has its row, its reader, and its problems their line. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "settings/settings.h"

#include <stdlib.h>
#include <string.h>

#include "core/board.h"
#include "core/vocabulary.h"

struct reader {
	struct outline *outline;
	struct settings *settings;
	struct problems *problems;
	enum status status;
};

#define PROBLEM(READER, NODE, ...) outline_problem((READER)->outline, NODE, (READER)->problems, __VA_ARGS__)

bool settings_address(struct bytes text, char host[SETTINGS_HOST_MAX_BYTES], uint16_t *ret_port)
{
	char copy[SETTINGS_HOST_MAX_BYTES];
	if (!text.length || text.length >= sizeof copy)
		return false;
	memcpy(copy, text.at, text.length);
	copy[text.length] = '\0';
	char *colon = strrchr(copy, ':'), *end;
	if (!colon || colon == copy || colon[1] < '0' || colon[1] > '9')
		return false;
	unsigned long port = strtoul(colon + 1, &end, 10);
	bool bracketed = copy[0] == '[' && colon[-1] == ']';
	/* More colons without brackets: where does the address end? */
	if (*end || port > UINT16_MAX || (!bracketed && memchr(copy, ':', (size_t)(colon - copy))))
		return false;
	size_t from = bracketed ? 1 : 0, length = (size_t)(colon - copy) - (bracketed ? 2 : 0);
	memcpy(host, copy + from, length);
	host[length] = '\0';
	*ret_port = (uint16_t)port;
	return length > 0;
}

static void read_text(struct reader *reader, const struct outline_node *node, char *text, size_t room)
{
	struct bytes given = outline_text(node);
	if (!outline_is_text(node) || !given.length || given.length >= room) {
		PROBLEM(reader, node, "a text of 1 to %zu bytes is expected here", room - 1);
		return;
	}
	memcpy(text, given.at, given.length);
	text[given.length] = '\0';
}

static void read_data(struct reader *reader, const struct outline_node *node)
{
	read_text(reader, node, reader->settings->data, SETTINGS_PATH_MAX_BYTES);
}

static void read_spool(struct reader *reader, const struct outline_node *node)
{
	read_text(reader, node, reader->settings->spool, SETTINGS_PATH_MAX_BYTES);
}

static void read_origin(struct reader *reader, const struct outline_node *node)
{
	read_text(reader, node, reader->settings->origin, SETTINGS_HOST_MAX_BYTES);
}

static void read_listen(struct reader *reader, const struct outline_node *node)
{
	if (!settings_address(outline_text(node), reader->settings->host, &reader->settings->port))
		PROBLEM(reader, node, "HOST:PORT is expected here, such as 127.0.0.1:%u or [::1]:%u", SETTINGS_PORT,
		        SETTINGS_PORT);
}

static void add_name(struct reader *reader, const struct outline_node *node, enum command_kind add)
{
	struct settings *settings = reader->settings;
	struct bytes text = outline_text(node);
	struct settings_name name = { .add = add };
	if (!text.length || text.length >= sizeof name.name.text) {
		PROBLEM(reader, node, "a name of 1 to %zu bytes is expected here", sizeof name.name.text - 1);
		return;
	}
	memcpy(name.name.text, text.at, text.length);
	for (unsigned i = 0; i < settings->names; i++)
		if (settings->name[i].add == add && strcmp(settings->name[i].name.text, name.name.text) == 0)
			PROBLEM(reader, node, "%s is named twice", name.name.text);
	struct settings_name *names = reallocarray(settings->name, settings->names + 1u, sizeof *names);
	if (!names) {
		reader->status = STATUS_MEMORY;
		return;
	}
	settings->name = names;
	names[settings->names++] = name;
}

static void read_names(struct reader *reader, const struct outline_node *node, enum command_kind add)
{
	struct outline_node *key, *item;
	void *cursor = NULL;
	if (!outline_is_list(node))
		PROBLEM(reader, node, "a list of names is expected here, such as [E1, E2]");
	while (outline_is_list(node) && reader->status == STATUS_OK && outline_next(node, &cursor, &key, &item))
		add_name(reader, item, add);
}

static void read_queues(struct reader *reader, const struct outline_node *node)
{
	read_names(reader, node, COMMAND_ADD_QUEUE);
}

static void read_positions(struct reader *reader, const struct outline_node *node)
{
	read_names(reader, node, COMMAND_ADD_POSITION);
}

static void read_units(struct reader *reader, const struct outline_node *node)
{
	read_names(reader, node, COMMAND_ADD_UNIT);
}

static void read_neighbours(struct reader *reader, const struct outline_node *node)
{
	read_names(reader, node, COMMAND_ADD_NEIGHBOUR);
}

/* A word of one of the core's lists. */
static uint8_t read_word(struct reader *reader, const struct outline_node *node, enum vocabulary vocabulary,
                         const char *what)
{
	char text[32] = "";
	struct bytes given = outline_text(node);
	if (given.length && given.length < sizeof text)
		memcpy(text, given.at, given.length);
	unsigned value = vocabulary_value(vocabulary, text);
	if (!value)
		PROBLEM(reader, node, "%s is expected here; docs/lists.md names them all", what);
	return (uint8_t)value;
}

/* One key of a rung; false if it is none. */
static bool read_rung_key(struct reader *reader, struct settings_rung *rung, struct bytes key,
                          const struct outline_node *value)
{
	int64_t number = 0;
	if (bytes_same(key, bytes_of_text("kind"))) {
		rung->kind = read_word(reader, value, VOCABULARY_OBLIGATION, "a kind of obligation");
	} else if (bytes_same(key, bytes_of_text("owner"))) {
		rung->owner_kind = read_word(reader, value, VOCABULARY_OWNER, "a kind of owner");
	} else if (bytes_same(key, bytes_of_text("priority"))) {
		if (outline_number(reader->outline, value, 0, PRIORITY_MAX, reader->problems, &number))
			rung->priority = (uint8_t)number;
	} else if (bytes_same(key, bytes_of_text("rung"))) {
		if (outline_number(reader->outline, value, 0, RUNGS_MAX - 1, reader->problems, &number))
			rung->rung = (uint8_t)number;
	} else if (bytes_same(key, bytes_of_text("within_s"))) {
		if (outline_number(reader->outline, value, 1, RUNG_SPAN_MAX_S, reader->problems, &number))
			rung->span_s = (uint32_t)number;
	} else {
		return false;
	}
	return true;
}

static void add_rung(struct reader *reader, const struct outline_node *node)
{
	struct settings *settings = reader->settings;
	struct settings_rung rung = { 0 };
	struct outline_node *key, *value;
	void *cursor = NULL;
	unsigned before = reader->problems->count;
	while (outline_is_map(node) && outline_next(node, &cursor, &key, &value))
		if (!read_rung_key(reader, &rung, outline_text(key), value))
			PROBLEM(reader, key, "%.*s is not known here; kind, priority, rung, owner and within_s are",
			        (int)outline_text(key).length, (const char *)outline_text(key).at);
	if (reader->problems->count == before && (!rung.kind || !rung.owner_kind || !rung.span_s))
		PROBLEM(reader, node,
		        "a rung needs kind, owner and within_s, such as {kind: answer, rung: 0, owner: queue, "
		        "within_s: 15}");
	struct settings_rung *rungs = reallocarray(settings->rung, settings->rungs + 1u, sizeof *rungs);
	if (!rungs) {
		reader->status = STATUS_MEMORY;
		return;
	}
	settings->rung = rungs;
	rungs[settings->rungs++] = rung;
}

static void read_ladders(struct reader *reader, const struct outline_node *node)
{
	struct outline_node *key, *item;
	void *cursor = NULL;
	if (!outline_is_list(node))
		PROBLEM(reader, node, "a list of rungs is expected here");
	while (outline_is_list(node) && reader->status == STATUS_OK && outline_next(node, &cursor, &key, &item))
		add_rung(reader, item);
}

static const struct {
	const char *name;
	void (*read)(struct reader *reader, const struct outline_node *node);
} keys[] = {
	{ "data", read_data },     { "listen", read_listen },         { "spool", read_spool },
	{ "origin", read_origin }, { "queues", read_queues },         { "positions", read_positions },
	{ "units", read_units },   { "neighbours", read_neighbours }, { "ladders", read_ladders },
};
#define KEYS (sizeof keys / sizeof *keys)

static void read_keys(struct reader *reader)
{
	const struct outline_node *root = outline_root(reader->outline);
	struct outline_node *key, *value;
	void *cursor = NULL;
	if (!outline_is_map(root)) {
		PROBLEM(reader, root, "settings are expected, such as `data: /var/lib/tocsin`; see tocsin.conf(5)");
		return;
	}
	while (reader->status == STATUS_OK && outline_next(root, &cursor, &key, &value)) {
		size_t i = 0;
		while (i < KEYS && !bytes_same(outline_text(key), bytes_of_text(keys[i].name)))
			i++;
		if (i < KEYS)
			keys[i].read(reader, value);
		else
			PROBLEM(reader, key, "%.*s is not known here; see tocsin.conf(5)",
			        (int)outline_text(key).length, (const char *)outline_text(key).at);
	}
}

enum status settings_read(struct bytes bytes, const char *name, struct problems *problems,
                          struct settings *ret_settings)
{
	struct settings settings = { 0 };
	struct reader reader = { .settings = &settings, .problems = problems };
	enum status status = outline_open(bytes, name, problems, &reader.outline);
	if (status == STATUS_OK) {
		read_keys(&reader);
		status = reader.status;
		outline_close(reader.outline);
	}
	if (status == STATUS_OK && problems->count)
		status = STATUS_MALFORMED;
	if (status == STATUS_OK)
		*ret_settings = settings;
	else
		settings_close(&settings);
	return status;
}

void settings_close(struct settings *settings)
{
	free(settings->name);
	free(settings->rung);
	*settings = (struct settings){ 0 };
}
