/* Reads tocsin.conf: each key has its row, its reader, and its problems their line. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "settings/settings.h"

#include <stdlib.h>
#include <string.h>

#include "core/board.h"
#include "core/queue.h"
#include "core/vocabulary.h"
#include "roads/line.h"
#include "wire/sip_message.h"
#include "wire/text.h"

struct reader {
	struct outline *outline;
	struct settings *settings;
	struct problems *problems;
	enum status status;
};

#define PROBLEM(READER, NODE, ...) outline_problem((READER)->outline, NODE, (READER)->problems, __VA_ARGS__)

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

static void read_map(struct reader *reader, const struct outline_node *node)
{
	read_text(reader, node, reader->settings->map, SETTINGS_PATH_MAX_BYTES);
}

static void read_console(struct reader *reader, const struct outline_node *node)
{
	read_text(reader, node, reader->settings->console, SETTINGS_PATH_MAX_BYTES);
}

static void read_manifest(struct reader *reader, const struct outline_node *node)
{
	read_text(reader, node, reader->settings->manifest, SETTINGS_PATH_MAX_BYTES);
}

static void read_second_place(struct reader *reader, const struct outline_node *node)
{
	read_text(reader, node, reader->settings->second_place, SETTINGS_PATH_MAX_BYTES);
}

static void read_closed_words(struct reader *reader, const struct outline_node *node)
{
	int64_t number = 0;
	if (outline_number(reader->outline, node, 1, SETTINGS_CLOSED_WORDS_MAX_S, reader->problems, &number))
		reader->settings->closed_words_s = (uint32_t)number;
}

static void read_policy_people(struct reader *reader, const struct outline_node *node)
{
	int64_t people;
	if (outline_number(reader->outline, node, 1, CARE_MAX, reader->problems, &people))
		reader->settings->policy_people = (unsigned)people;
}

static void read_policy_warns(struct reader *reader, const struct outline_node *node)
{
	int64_t days;
	if (outline_number(reader->outline, node, 1, SETTINGS_WARNS_DAYS_MAX, reader->problems, &days))
		reader->settings->warns_days = (unsigned)days;
}

/* {agencies: FILE, withdraw: administrators|anybody} */
static void read_policy_store(struct reader *reader, const struct outline_node *node)
{
	const struct outline_node *agencies = outline_value(node, "agencies"),
				  *withdraw = outline_value(node, "withdraw");
	bool anybody = withdraw && bytes_same(outline_text(withdraw), bytes_of_text("anybody"));
	if (!agencies)
		PROBLEM(reader, node,
		        "what the certificates of agencies lead to is expected here, as {agencies: agencies.pem}");
	else
		read_text(reader, agencies, reader->settings->agencies, SETTINGS_PATH_MAX_BYTES);
	if (withdraw && !anybody && !bytes_same(outline_text(withdraw), bytes_of_text("administrators")))
		PROBLEM(reader, withdraw, "administrators or anybody is expected here");
	reader->settings->anybody_withdraws = anybody;
}

/* [{url: https://..., key: NAME+HEX+BASE64}] */
static void read_witnesses(struct reader *reader, const struct outline_node *node)
{
	struct outline_node *none, *item;
	void *cursor = NULL;
	if (!outline_is_list(node))
		PROBLEM(reader, node,
		        "witnesses are expected here, as [{url: https://witness.example, key: NAME+HEX+BASE64}]");
	while (outline_is_list(node) && outline_next(node, &cursor, &none, &item)) {
		struct settings_witness *witness = &reader->settings->witness[reader->settings->witnesses];
		const struct outline_node *url = outline_value(item, "url"), *key = outline_value(item, "key");
		if (reader->settings->witnesses == SETTINGS_WITNESSES_MAX) {
			PROBLEM(reader, item, "more than %u witnesses", SETTINGS_WITNESSES_MAX);
			return;
		}
		if (!url || !key) {
			PROBLEM(reader, item, "a witness needs url and key");
			continue;
		}
		read_text(reader, url, witness->url, sizeof witness->url);
		read_text(reader, key, witness->key, sizeof witness->key);
		reader->settings->witnesses++;
	}
}

static void read_plan(struct reader *reader, const struct outline_node *node)
{
	read_text(reader, node, reader->settings->plan, SETTINGS_PATH_MAX_BYTES);
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

static void read_sip(struct reader *reader, const struct outline_node *node)
{
	struct settings *settings = reader->settings;
	struct outline_node *key, *item;
	void *cursor = NULL;
	if (!outline_is_list(node))
		PROBLEM(reader, node, "a list is expected here, such as [udp:127.0.0.1:5060, \"tls:[::1]:5061\"]");
	while (outline_is_list(node) && outline_next(node, &cursor, &key, &item)) {
		if (settings->listeners == SETTINGS_LISTENERS_MAX) {
			PROBLEM(reader, item, "at most %u of them are taken", SETTINGS_LISTENERS_MAX);
			return;
		}
		if (settings_listener(outline_text(item), &settings->listener[settings->listeners]))
			settings->listeners++;
		else
			PROBLEM(reader, item,
			        "KIND:HOST:PORT is expected here, such as udp:127.0.0.1:5060 or \"tls:[::1]:5061\"");
	}
}

static void read_domain(struct reader *reader, const struct outline_node *node)
{
	read_text(reader, node, reader->settings->domain, SETTINGS_HOST_MAX_BYTES);
}

static void read_way_out(struct reader *reader, const struct outline_node *node)
{
	if (settings_way_out(outline_text(node)))
		read_text(reader, node, reader->settings->way_out, SETTINGS_HOST_MAX_BYTES);
	else
		PROBLEM(
		    reader, node,
		    "a SIP URI with an address is expected here, such as sip:192.0.2.1:5060; names are not looked up");
}

static void read_bridge(struct reader *reader, const struct outline_node *node)
{
	if (settings_way_out(outline_text(node)))
		read_text(reader, node, reader->settings->bridge, SETTINGS_HOST_MAX_BYTES);
	else
		PROBLEM(
		    reader, node,
		    "a SIP URI with an address is expected here, such as sip:conf-factory@192.0.2.2:5060; names are "
		    "not looked up");
}

static void read_public_url(struct reader *reader, const struct outline_node *node)
{
	if (settings_public_url(outline_text(node)))
		read_text(reader, node, reader->settings->public_url, SETTINGS_HOST_MAX_BYTES);
	else
		PROBLEM(reader, node, "an address of the web is expected here, such as https://center.example");
}

static void read_text_receipts(struct reader *reader, const struct outline_node *node)
{
	bool yes = bytes_same(outline_text(node), bytes_of_text("true"));
	if (!yes && !bytes_same(outline_text(node), bytes_of_text("false")))
		PROBLEM(reader, node, "true or false is expected here");
	reader->settings->text_receipts = yes;
}

static void read_retention(struct reader *reader, const struct outline_node *node)
{
	reader->settings->retentions =
	    retention_rules_read(reader->outline, node, reader->problems, reader->settings->retention);
}

static void read_tls(struct reader *reader, const struct outline_node *node)
{
	struct settings *settings = reader->settings;
	struct outline_node *key, *value;
	void *cursor = NULL;
	unsigned before = reader->problems->count;
	while (outline_is_map(node) && outline_next(node, &cursor, &key, &value)) {
		if (bytes_same(outline_text(key), bytes_of_text("certificate")))
			read_text(reader, value, settings->certificate, sizeof settings->certificate);
		else if (bytes_same(outline_text(key), bytes_of_text("key")))
			read_text(reader, value, settings->key, sizeof settings->key);
		else
			PROBLEM(reader, key, "%.*s is not known here; certificate and key are",
			        (int)outline_text(key).length, (const char *)outline_text(key).at);
	}
	if (reader->problems->count == before && (!settings->certificate[0] || !settings->key[0]))
		PROBLEM(reader, node, "TLS needs two PEM files, such as {certificate: cert.pem, key: key.pem}");
}

static void read_trust(struct reader *reader, const struct outline_node *node)
{
	read_text(reader, node, reader->settings->trust, SETTINGS_PATH_MAX_BYTES);
}

static void read_ask(struct reader *reader, const struct outline_node *node)
{
	reader->settings->ask = settings_ask(outline_text(node));
	if (!reader->settings->ask)
		PROBLEM(reader, node, "none, far or near is expected here");
}

static void read_name_servers(struct reader *reader, const struct outline_node *node)
{
	struct settings *settings = reader->settings;
	struct outline_node *key, *item;
	void *cursor = NULL;
	if (!outline_is_list(node))
		PROBLEM(reader, node, "a list of addresses is expected here, such as [192.0.2.53]");
	while (outline_is_list(node) && outline_next(node, &cursor, &key, &item)) {
		if (settings->name_servers == SETTINGS_NAME_SERVERS_MAX) {
			PROBLEM(reader, item, "at most %u of them are taken", SETTINGS_NAME_SERVERS_MAX);
			return;
		}
		if (settings_name_server(outline_text(item)))
			read_text(reader, item, settings->name_server[settings->name_servers++],
			          SETTINGS_ADDRESS_MAX_BYTES);
		else
			PROBLEM(reader, item,
			        "an address is expected here, such as 192.0.2.53 or \"[2001:db8::53]:53\"");
	}
}

static void add_name(struct reader *reader, const struct outline_node *node, struct settings_name name)
{
	struct settings *settings = reader->settings;
	struct bytes text = outline_text(node);
	if (!text.length || text.length >= sizeof name.name.text) {
		PROBLEM(reader, node, "a name of 1 to %zu bytes is expected here", sizeof name.name.text - 1);
		return;
	}
	memcpy(name.name.text, text.at, text.length);
	for (unsigned i = 0; i < settings->names; i++)
		if (settings->name[i].add == name.add && strcmp(settings->name[i].name.text, name.name.text) == 0)
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
		add_name(reader, item, (struct settings_name){ .add = add });
}

static void read_positions(struct reader *reader, const struct outline_node *node)
{
	read_names(reader, node, COMMAND_ADD_POSITION);
}

static bool read_name(struct reader *reader, const struct outline_node *node, struct wire_name *name)
{
	struct bytes text = outline_text(node);
	if (!text.length || text.length >= sizeof name->text) {
		PROBLEM(reader, node, "a name of 1 to %zu bytes is expected here", sizeof name->text - 1);
		return false;
	}
	memcpy(name->text, text.at, text.length);
	return true;
}

static void read_can(struct reader *reader, const struct outline_node *node, struct settings_name *unit)
{
	struct outline_node *key, *item;
	void *cursor = NULL;
	if (!outline_is_list(node))
		PROBLEM(reader, node, "a list of capabilities is expected here, such as [engine, als]");
	while (outline_is_list(node) && outline_next(node, &cursor, &key, &item)) {
		if (unit->cans == SETTINGS_CAN_MAX) {
			PROBLEM(reader, item, "a unit has at most %u capabilities here", SETTINGS_CAN_MAX);
			return;
		}
		unit->cans += read_name(reader, item, &unit->can[unit->cans]);
	}
}

/* Degrees as a decimal, kept in ten-millionths. */
static void read_degrees(struct reader *reader, const struct outline_node *node, int32_t most, int32_t *ret_e7)
{
	int64_t e7;
	if (road_line_decimal(outline_text(node), 7, -most * INT64_C(10000000), most * INT64_C(10000000), &e7))
		*ret_e7 = (int32_t)e7;
	else
		PROBLEM(reader, node, "degrees from -%d to %d are expected here", most, most);
}

/* A unit with what it can do and its station, or a station with its place. */
static void add_of_fleet(struct reader *reader, const struct outline_node *node, enum command_kind add)
{
	bool unit = add == COMMAND_ADD_UNIT;
	struct settings_name one = { .add = add };
	const struct outline_node *name = NULL;
	struct outline_node *key, *value;
	void *cursor = NULL;
	while (outline_next(node, &cursor, &key, &value)) {
		struct bytes is = outline_text(key);
		if (bytes_same(is, bytes_of_text("name")))
			name = value;
		else if (unit && bytes_same(is, bytes_of_text("can")))
			read_can(reader, value, &one);
		else if (unit && bytes_same(is, bytes_of_text("station")))
			(void)read_name(reader, value, &one.station);
		else if (!unit && bytes_same(is, bytes_of_text("lat")))
			read_degrees(reader, value, 90, &one.lat_e7);
		else if (!unit && bytes_same(is, bytes_of_text("lon")))
			read_degrees(reader, value, 180, &one.lon_e7);
		else
			PROBLEM(reader, key, "%.*s is not known here; %s are", (int)is.length, (const char *)is.at,
			        unit ? "name, can and station" : "name, lat and lon");
	}
	if (name)
		add_name(reader, name, one);
	else
		PROBLEM(reader, node, "a name is needed, such as %s",
		        unit ? "{name: E1, can: [engine], station: north}" : "{name: north, lat: 45.5, lon: -122.6}");
}

static void read_fleet(struct reader *reader, const struct outline_node *node, enum command_kind add)
{
	struct outline_node *key, *item;
	void *cursor = NULL;
	if (!outline_is_list(node))
		PROBLEM(reader, node, "a list of names is expected here, such as [E1, E2]");
	while (outline_is_list(node) && reader->status == STATUS_OK && outline_next(node, &cursor, &key, &item)) {
		if (outline_is_map(item))
			add_of_fleet(reader, item, add);
		else
			add_name(reader, item, (struct settings_name){ .add = add });
	}
}

static void read_units(struct reader *reader, const struct outline_node *node)
{
	read_fleet(reader, node, COMMAND_ADD_UNIT);
}

static void read_stations(struct reader *reader, const struct outline_node *node)
{
	read_fleet(reader, node, COMMAND_ADD_STATION);
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

/* A queue with whose phones it rings, and how long each. */
static void add_queue(struct reader *reader, const struct outline_node *node)
{
	struct settings_name queue = { .add = COMMAND_ADD_QUEUE };
	const struct outline_node *name = NULL;
	struct outline_node *key, *value;
	void *cursor = NULL;
	int64_t number = 0;
	while (outline_next(node, &cursor, &key, &value)) {
		if (bytes_same(outline_text(key), bytes_of_text("name")))
			name = value;
		else if (bytes_same(outline_text(key), bytes_of_text("ring")))
			queue.ring = read_word(reader, value, VOCABULARY_RING, "next, one or all");
		else if (!bytes_same(outline_text(key), bytes_of_text("ring_s")))
			PROBLEM(reader, key, "%.*s is not known here; name, ring and ring_s are",
			        (int)outline_text(key).length, (const char *)outline_text(key).at);
		else if (outline_number(reader->outline, value, 1, RING_MAX_S, reader->problems, &number))
			queue.ring_s = (uint32_t)number;
	}
	if (name)
		add_name(reader, name, queue);
	else
		PROBLEM(reader, node, "a queue needs a name, such as {name: police, ring: all, ring_s: 20}");
}

static void read_queues(struct reader *reader, const struct outline_node *node)
{
	struct outline_node *key, *item;
	void *cursor = NULL;
	if (!outline_is_list(node))
		PROBLEM(reader, node, "a list of names is expected here, such as [police, {name: fire, ring: all}]");
	while (outline_is_list(node) && reader->status == STATUS_OK && outline_next(node, &cursor, &key, &item)) {
		if (outline_is_map(item))
			add_queue(reader, item);
		else
			add_name(reader, item, (struct settings_name){ .add = COMMAND_ADD_QUEUE });
	}
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

static void read_avl(struct reader *reader, const struct outline_node *node)
{
	struct settings *settings = reader->settings;
	struct outline_node *key, *item;
	void *cursor = NULL;
	if (!outline_is_list(node))
		PROBLEM(reader, node, "a list is expected here, such as [127.0.0.1:5070, \"tls:[::1]:5071\"]");
	while (outline_is_list(node) && outline_next(node, &cursor, &key, &item)) {
		if (settings->avls == SETTINGS_LISTENERS_MAX) {
			PROBLEM(reader, item, "at most %u of them are taken", SETTINGS_LISTENERS_MAX);
			return;
		}
		if (settings_avl(outline_text(item), &settings->avl[settings->avls]))
			settings->avls++;
		else
			PROBLEM(reader, item, "HOST:PORT is expected here, or tls:HOST:PORT, such as 127.0.0.1:5070");
	}
}

static void read_https(struct reader *reader, const struct outline_node *node)
{
	if (!settings_https(outline_text(node), &reader->settings->https))
		PROBLEM(reader, node, "HOST:PORT is expected here, such as 127.0.0.1:8443");
}

static bool read_wire_name(struct reader *reader, const struct outline_node *node, struct wire_name *ret_name)
{
	struct bytes text = outline_text(node);
	if (!text.length || text.length >= sizeof ret_name->text) {
		PROBLEM(reader, node, "a name of 1 to %zu bytes is expected here", sizeof ret_name->text - 1);
		return false;
	}
	*ret_name = (struct wire_name){ 0 };
	memcpy(ret_name->text, text.at, text.length);
	return true;
}

static void read_devices(struct reader *reader, const struct outline_node *node)
{
	struct settings *settings = reader->settings;
	struct outline_node *key, *value;
	void *cursor = NULL;
	if (!outline_is_map(node))
		PROBLEM(reader, node, "devices and their units are expected here, such as {\"0042\": E1, ADAM12: M2}");
	while (outline_is_map(node) && outline_next(node, &cursor, &key, &value)) {
		struct settings_device device;
		if (!read_wire_name(reader, key, &device.device) || !read_wire_name(reader, value, &device.unit))
			continue;
		struct settings_device *grown = reallocarray(settings->device, settings->devices + 1u, sizeof *grown);
		if (!grown) {
			reader->status = STATUS_MEMORY;
			return;
		}
		settings->device = grown;
		grown[settings->devices++] = device;
	}
}

static void read_hospitals(struct reader *reader, const struct outline_node *node)
{
	struct settings *settings = reader->settings;
	struct outline_node *key, *item;
	void *cursor = NULL;
	if (!outline_is_list(node))
		PROBLEM(reader, node, "a list is expected here, such as [{name: General, lat: 45.5, lon: -122.6}]");
	while (outline_is_list(node) && outline_next(node, &cursor, &key, &item)) {
		struct settings_hospital one = { 0 }, *grown;
		const struct outline_node *lat = outline_value(item, "lat"), *lon = outline_value(item, "lon");
		if (!lat || !lon || !read_wire_name(reader, outline_value(item, "name"), &one.name)) {
			PROBLEM(reader, item, "a hospital needs name, lat and lon");
			continue;
		}
		read_degrees(reader, lat, 90, &one.lat_e7);
		read_degrees(reader, lon, 180, &one.lon_e7);
		grown = reallocarray(settings->hospital, settings->hospitals + 1u, sizeof *grown);
		if (!grown) {
			reader->status = STATUS_MEMORY;
			return;
		}
		settings->hospital = grown;
		grown[settings->hospitals++] = one;
	}
}

static const struct {
	const char *name;
	void (*read)(struct reader *reader, const struct outline_node *node);
} keys[] = {
	{ "data", read_data },
	{ "listen", read_listen },
	{ "spool", read_spool },
	{ "map", read_map },
	{ "plan", read_plan },
	{ "manifest", read_manifest },
	{ "policy_people", read_policy_people },
	{ "policy_store", read_policy_store },
	{ "closed_words_s", read_closed_words },
	{ "policy_warns_days", read_policy_warns },
	{ "witnesses", read_witnesses },
	{ "second_place", read_second_place },
	{ "console", read_console },
	{ "stations", read_stations },
	{ "origin", read_origin },
	{ "queues", read_queues },
	{ "positions", read_positions },
	{ "units", read_units },
	{ "neighbours", read_neighbours },
	{ "ladders", read_ladders },
	{ "sip", read_sip },
	{ "domain", read_domain },
	{ "way_out", read_way_out },
	{ "tls", read_tls },
	{ "trust", read_trust },
	{ "name_servers", read_name_servers },
	{ "ask", read_ask },
	{ "bridge", read_bridge },
	{ "public_url", read_public_url },
	{ "text_receipts", read_text_receipts },
	{ "retention", read_retention },
	{ "avl", read_avl },
	{ "https", read_https },
	{ "devices", read_devices },
	{ "hospitals", read_hospitals },
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
	free(settings->device);
	free(settings->hospital);
	*settings = (struct settings){ 0 };
}
