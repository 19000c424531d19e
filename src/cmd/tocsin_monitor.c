/* tocsin monitor: watches a published log from outside: that it only grows, and that nothing that is owed is lost. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <curl/curl.h>
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd/subcommand.h"
#include "control/document.h"
#include "desk/kept_file.h"
#include "ledger/entry.h"
#include "ledger/proof_text.h"
#include "ledger/roll_text.h"
#include "loop/clock.h"

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand monitor_subcommand;
const struct subcommand monitor_subcommand = { "monitor", "URL [--key VERIFIER-KEY] [--state FILE] [--once]",
	                                       "watches a published log from outside, and rings when something is lost",
	                                       run };

/* desk/roll.h's beat, by which silence is told. */
#define BEAT_S 60
#define SILENCE_S (3 * BEAT_S)
/* A debt is raised within seconds of its due time, which a roll cuts to the minute. */
#define GRACE_S (2 * BEAT_S)
#define LOOK_EVERY_S 30
#define ANSWER_MAX_BYTES (64u << 20)
#define STATE_MAX_BYTES (64u << 20)
#define WAIT_S 20L
#define CHAIN_ROLLS_MAX 100000u
#define URL_BYTES 1024u
#define TILES_KEPT 64u
#define EXIT_UNREACHED 3

struct kept_tile {
	struct tile tile;
	struct hash hash[TILE_HASHES];
	bool used;
};

struct monitor {
	const char *url, *state_path;
	char key[VERIFIER_MAX_BYTES];
	struct signer signer;
	struct hasher *hasher;
	/* What it has seen: */
	uint64_t size;
	struct hash root;
	uint64_t roll; /* the last one's entry; 0: none */
	struct instant at;
	uint64_t calls;
	json_t *debts; /* by name: [due in us, raised] */
	/* Of this look: */
	struct kept_tile tile[TILES_KEPT];
	unsigned tiles, alarms;
	bool unreached;
};

/* Something is wrong with the log or the center: told, and it rings. */
static void alarm_of(struct monitor *m, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void alarm_of(struct monitor *m, const char *format, ...)
{
	char at[INSTANT_TEXT_BYTES];
	va_list list;
	m->alarms++;
	instant_write(clock_now(NULL), at);
	(void)fprintf(stderr, "\a%.19sZ ALARM: ", at);
	va_start(list, format);
	(void)vfprintf(stderr, format, list);
	va_end(list);
	(void)fputc('\n', stderr);
}

/* --- fetching --- */

static size_t take(char *at, size_t size, size_t count, void *context)
{
	return buffer_append(context, bytes_of(at, size * count)) == STATUS_OK ? size * count : 0;
}

/* The code of HTTP; 0, and it was said: nobody answers. */
static long fetch(struct monitor *m, const char *path, struct buffer *answer)
{
	char url[URL_BYTES + 128];
	long code = 0;
	CURL *curl = curl_easy_init();
	(void)snprintf(url, sizeof url, "%s/log/%s", m->url, path);
	CURLcode trouble = curl ? curl_easy_setopt(curl, CURLOPT_URL, url) : CURLE_OUT_OF_MEMORY;
	trouble = trouble ? trouble : curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	trouble = trouble ? trouble : curl_easy_setopt(curl, CURLOPT_TIMEOUT, WAIT_S);
	trouble = trouble ? trouble : curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	trouble = trouble ? trouble : curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
	trouble = trouble ? trouble : curl_easy_perform(curl);
	if (trouble == CURLE_OK)
		(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
	else if (!m->unreached)
		(void)fprintf(stderr, "tocsin: %s: %s\n", url, curl_easy_strerror(trouble));
	m->unreached |= trouble != CURLE_OK;
	curl_easy_cleanup(curl);
	return code;
}

static enum status fetch_tile(struct monitor *m, const struct tile *tile, struct hash *ret_hashes)
{
	char name[TILE_PATH_BYTES], path[TILE_PATH_BYTES + 8];
	struct buffer bytes = { .cap = ANSWER_MAX_BYTES };
	tile_write_path(tile, name);
	(void)snprintf(path, sizeof path, "tile/%s", name);
	bool good = fetch(m, path, &bytes) == 200 && bytes.length == tile->width * sizeof(struct hash);
	if (good)
		memcpy(ret_hashes, bytes.at, bytes.length);
	buffer_close(&bytes);
	return good ? STATUS_OK : STATUS_MISSING;
}

/* Hashes out of tiles, each fetched once a look. */
static enum status give_hashes(void *context, unsigned level, uint64_t first, uint32_t count, struct hash *ret_hashes)
{
	struct monitor *m = context;
	uint64_t there = m->size >> (TILE_LEVELS * level), number = first / TILE_HASHES;
	uint64_t left = there - number * TILE_HASHES;
	struct tile tile = { level, number, left < TILE_HASHES ? (uint32_t)left : TILE_HASHES };
	struct kept_tile *kept = NULL;
	for (unsigned i = 0; i < TILES_KEPT && !kept; i++)
		if (m->tile[i].used && m->tile[i].tile.level == level && m->tile[i].tile.number == number &&
		    m->tile[i].tile.width == tile.width)
			kept = &m->tile[i];
	if (!kept) {
		kept = &m->tile[m->tiles++ % TILES_KEPT];
		kept->used = false;
		enum status status = fetch_tile(m, &tile, kept->hash);
		if (status != STATUS_OK)
			return status;
		kept->tile = tile;
		kept->used = true;
	}
	if (first % TILE_HASHES + count > tile.width)
		return STATUS_MISSING;
	memcpy(ret_hashes, kept->hash + first % TILE_HASHES, count * sizeof *ret_hashes);
	return STATUS_OK;
}

/* --- what was seen, kept --- */

static bool keep_state(const struct monitor *m)
{
	char root[2 * HASH_BYTES + 1];
	if (!m->state_path)
		return true;
	(void)sodium_bin2hex(root, sizeof root, m->root.at, HASH_BYTES);
	json_t *json = json_pack("{s:s, s:I, s:s, s:I, s:I, s:I, s:O}", "verifier", m->key, "size", (json_int_t)m->size,
	                         "root", root, "roll", (json_int_t)m->roll, "at_us", (json_int_t)m->at.us, "calls",
	                         (json_int_t)m->calls, "debts", m->debts);
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
	bool good = text && kept_file_write(m->state_path, bytes_of_text(text)) == STATUS_OK;
	free(text);
	json_decref(json);
	return good;
}

static int say(const char *what, const char *why)
{
	(void)fprintf(stderr, "tocsin: %s: %s\n", what, why);
	return EXIT_REFUSED;
}

/* False, and it was said: what it has is no state, and nothing is forgotten because of that. */
static bool recall_state(struct monitor *m)
{
	struct buffer text = { .cap = STATE_MAX_BYTES };
	size_t length = 0;
	enum status status = m->state_path ? kept_file_read(m->state_path, &text) : STATUS_OK;
	json_t *json =
	    text.length ? json_loadb((const char *)text.at, text.length, JSON_REJECT_DUPLICATES, NULL) : NULL;
	const char *key = json_string_value(json_object_get(json, "verifier"));
	const char *root = json_string_value(json_object_get(json, "root"));
	bool fresh = status == STATUS_OK && !text.length;
	bool good = fresh || (status == STATUS_OK && key && root && strlen(key) < sizeof m->key &&
	                      sodium_hex2bin(m->root.at, HASH_BYTES, root, strlen(root), NULL, &length, NULL) == 0 &&
	                      length == HASH_BYTES && json_is_object(json_object_get(json, "debts")));
	if (good && !fresh && *m->key && strcmp(m->key, key) != 0)
		good = false;
	if (good && !fresh) {
		(void)snprintf(m->key, sizeof m->key, "%s", key);
		m->size = (uint64_t)json_integer_value(json_object_get(json, "size"));
		m->roll = (uint64_t)json_integer_value(json_object_get(json, "roll"));
		m->at.us = json_integer_value(json_object_get(json, "at_us"));
		m->calls = (uint64_t)json_integer_value(json_object_get(json, "calls"));
		m->debts = json_incref(json_object_get(json, "debts"));
	}
	if (!good)
		(void)say(
		    m->state_path,
		    "it is no monitor's state, or that of another log; give another --state, or the key that it is of");
	json_decref(json);
	buffer_close(&text);
	return good;
}

/* --- the log only grows --- */

static bool take_checkpoint(struct monitor *m)
{
	const struct tree_source source = { give_hashes, m };
	struct buffer note = { .cap = ANSWER_MAX_BYTES };
	struct tree_path path;
	struct hash root;
	uint64_t size = 0, old = m->size;
	long code = fetch(m, "checkpoint", &note);
	enum status status =
	    code == 200 ? checkpoint_read(&m->signer, buffer_bytes(&note), &size, &root) : STATUS_MISSING;
	buffer_close(&note);
	if (m->unreached)
		return false;
	if (status != STATUS_OK) {
		alarm_of(m,
		         code == 200 ? "the checkpoint is not signed by the log's key"
		                     : "no checkpoint is published (HTTP %ld)",
		         code);
		return false;
	}
	if (size < old || (size == old && !hash_same(&root, &m->root))) {
		alarm_of(m,
		         "the log was set back or forked: %" PRIu64 " entries were seen, now there are %" PRIu64
		         " and another root",
		         old, size);
		return false;
	}
	m->size = size;
	if (old && old < size) {
		status = tree_consistency(m->hasher, &source, old, size, &path);
		if (status != STATUS_OK || !tree_extends(m->hasher, old, &m->root, size, &root, &path)) {
			m->size = old;
			if (!m->unreached)
				alarm_of(m,
				         "the log of %" PRIu64 " entries does not continue that of %" PRIu64
				         ": it was forked, or tiles are wrong",
				         size, old);
			return false;
		}
	}
	m->root = root;
	return true;
}

/* --- nothing that is owed is lost --- */

struct roll_read {
	struct roll_head head;
	json_t *json; /* holds the text */
};

/* The slot `words` commits to the roll's hash, and the entry is in the tree that was seen. */
static const char *fault_of(struct monitor *m, const struct roll_read *roll, const char *text)
{
	static struct proof_text proof;
	const struct tree_source source = { give_hashes, m };
	const json_t *given = json_object_get(roll->json, "proof"), *shows = json_object_get(roll->json, "shows");
	struct bytes whole = bytes_of_text(text);
	struct hash hash = hash_pieces(m->hasher, HASH_PLAIN, &whole, 1);
	char words[80], hex[2 * HASH_BYTES + 1];
	bool committed = false;
	if (!json_is_string(given) ||
	    proof_text_read(bytes_of(json_string_value(given), json_string_length(given)), &proof) != STATUS_OK ||
	    proof.extra_bytes != ENVELOPE_BYTES || proof.index + 1 != roll->head.entry || proof.index >= m->size)
		return "it has no proof that fits";
	(void)sodium_bin2hex(hex, sizeof hex, hash.at, HASH_BYTES);
	(void)snprintf(words, sizeof words, "roll %s", hex);
	for (size_t i = 0; i < json_array_size(shows); i++) {
		const json_t *shown = json_array_get(shows, i);
		const char *name = json_string_value(json_object_get(shown, "name")),
			   *salt = json_string_value(json_object_get(shown, "salt"));
		uint8_t bytes[16];
		size_t length = 0;
		if (name && strcmp(name, "words") == 0 && salt &&
		    sodium_hex2bin(bytes, sizeof bytes, salt, strlen(salt), NULL, &length, NULL) == 0 &&
		    length == sizeof bytes)
			committed = envelope_commits(m->hasher, proof.extra, ENTRY_WORDS, bytes, bytes_of_text(words));
	}
	if (!committed)
		return "its entry does not commit to it";
	const struct bytes envelope = bytes_of(proof.extra, ENVELOPE_BYTES);
	struct hash leaf = hash_pieces(m->hasher, HASH_LEAF, &envelope, 1);
	struct tree_path path;
	return tree_inclusion(m->hasher, &source, proof.index, m->size, &path) == STATUS_OK &&
	               tree_includes(m->hasher, &leaf, proof.index, m->size, &path, &m->root)
	           ? NULL
	           : "its entry is not in the log";
}

/* False: there is none, or it is no good, and that was said. */
static bool fetch_roll(struct monitor *m, const char *name, struct roll_read *roll)
{
	struct buffer bytes = { .cap = ANSWER_MAX_BYTES };
	char path[40];
	*roll = (struct roll_read){ 0 };
	(void)snprintf(path, sizeof path, "roll/%s", name);
	long code = fetch(m, path, &bytes);
	roll->json = code == 200 ? json_loadb((const char *)bytes.at, bytes.length, 0, NULL) : NULL;
	buffer_close(&bytes);
	const char *text = json_string_value(json_object_get(roll->json, "roll"));
	const char *fault = text && roll_text_head(text, &roll->head) ? fault_of(m, roll, text) : "it is none";
	if (m->unreached || (code == 404 && strcmp(name, "last") == 0 && !m->roll))
		return false;
	if (code != 200 || fault)
		alarm_of(m, "the roll-call %s: %s", name, code == 200 ? fault : "it is not published");
	return code == 200 && !fault;
}

static json_t *debt_made(struct instant due, uint64_t raised)
{
	return json_pack("[I, I]", (json_int_t)due.us, (json_int_t)raised);
}

/* One line of a roll; *ret_fresh goes up for a debt that was not known. */
static void take_line(struct monitor *m, const struct roll_read *roll, const struct roll_line *line, json_t *seen,
                      uint64_t *ret_fresh)
{
	const json_t *known = json_object_get(m->debts, line->name);
	*ret_fresh += !known;
	if (line->met) {
		if (line->entry <= roll->head.previous || line->entry >= roll->head.entry)
			alarm_of(m,
			         "a debt was met by an entry that is not between this roll-call and the one before: %s",
			         line->name);
		(void)json_object_del(m->debts, line->name);
		return;
	}
	if (known && (uint64_t)json_integer_value(json_array_get(known, 1)) > line->raised)
		alarm_of(m, "a debt was raised less often than before: %s", line->name);
	(void)json_object_set_new(m->debts, line->name, debt_made(line->due, line->raised));
	if (seen)
		(void)json_object_set_new(seen, line->name, json_true());
}

static void check_debts(struct monitor *m, const struct roll_read *roll, const json_t *seen)
{
	const char *name;
	json_t *debt;
	json_object_foreach(m->debts, name, debt)
	{
		int64_t due_us = json_integer_value(json_array_get(debt, 0));
		if (seen && !json_object_get(seen, name))
			alarm_of(m, "a debt vanished: %s is neither owed nor met", name);
		else if (due_us + GRACE_S * INT64_C(1000000) < roll->head.at.us)
			alarm_of(m, "a debt is past its due time and was not raised: %s", name);
	}
	if (json_object_size(m->debts) != roll->head.open)
		alarm_of(m, "the center says that %" PRIu64 " debts are open, by its own roll-calls there are %zu",
		         roll->head.open, json_object_size(m->debts));
}

static void take_roll(struct monitor *m, const struct roll_read *roll)
{
	json_t *seen = roll->head.whole ? json_object() : NULL;
	uint64_t fresh = 0;
	bool first = !m->roll;
	struct roll_line line;
	for (const char *at = roll->head.lines; *at;) {
		if (!roll_text_line(&at, &line)) {
			alarm_of(m, "a roll-call has a line that is none: entry %" PRIu64, roll->head.entry);
			break;
		}
		take_line(m, roll, &line, seen, &fresh);
	}
	if (roll->head.calls < m->calls)
		alarm_of(m, "there were %" PRIu64 " calls, now there are %" PRIu64, m->calls, roll->head.calls);
	else if (!first && roll->head.calls - m->calls > fresh)
		alarm_of(m, "%" PRIu64 " calls came, and only %" PRIu64 " new debts: somebody is owed nothing",
		         roll->head.calls - m->calls, fresh);
	if (!first && instant_since(roll->head.at, m->at).us > SILENCE_S * INT64_C(1000000))
		alarm_of(m, "no roll was called for %" PRId64 " min",
		         (int64_t)(instant_since(roll->head.at, m->at).us / 60000000));
	check_debts(m, roll, seen);
	m->roll = roll->head.entry;
	m->at = roll->head.at;
	m->calls = roll->head.calls;
	json_decref(seen);
}

/* From the newest back to the one that was seen last, or to a whole one; then forward. */
static void take_rolls(struct monitor *m)
{
	struct roll_read *chain = NULL;
	char name[24] = "last";
	uint32_t count = 0, room = 0;
	for (bool more = true; more && count < CHAIN_ROLLS_MAX;) {
		if (count == room) {
			room = room ? 2 * room : 64;
			struct roll_read *grown = reallocarray(chain, room, sizeof *grown);
			if (!grown)
				break;
			chain = grown;
		}
		struct roll_read *roll = &chain[count];
		bool good = fetch_roll(m, name, roll);
		if (!good || roll->head.entry == m->roll) {
			json_decref(roll->json);
			break;
		}
		count++;
		if (m->roll && roll->head.entry < m->roll) {
			alarm_of(m, "the roll-calls do not lead back to the one that was seen last, entry %" PRIu64,
			         m->roll);
			break;
		}
		(void)snprintf(name, sizeof name, "%" PRIu64, roll->head.previous);
		more = roll->head.previous && (m->roll || !roll->head.whole);
	}
	while (count) {
		take_roll(m, &chain[--count]);
		json_decref(chain[count].json);
	}
	free(chain);
}

static void check_silence(struct monitor *m)
{
	int64_t since_us = instant_since(clock_now(NULL), m->at).us;
	if (m->roll && since_us > SILENCE_S * INT64_C(1000000))
		alarm_of(m, "the last roll was called %" PRId64 " min ago: the center is down, or silent",
		         (int64_t)(since_us / 60000000));
}

/* One look: the code to end with if it was the only one. */
static int look(struct monitor *m)
{
	m->alarms = 0;
	m->unreached = false;
	for (unsigned i = 0; i < TILES_KEPT; i++)
		m->tile[i].used = false;
	if (take_checkpoint(m)) {
		take_rolls(m);
		check_silence(m);
		if (!m->unreached && !keep_state(m))
			return say(m->state_path, "cannot be written");
	}
	if (m->unreached)
		return EXIT_UNREACHED;
	if (!m->alarms)
		printf("good: %" PRIu64 " entries, %zu debts open, %" PRIu64 " calls, roll-call %" PRIu64 "\n", m->size,
		       json_object_size(m->debts), m->calls, m->roll);
	(void)fflush(stdout);
	return m->alarms ? EXIT_REFUSED : EXIT_DONE;
}

/* Without a key the one that the center names is taken, once. */
static int find_key(struct monitor *m)
{
	struct buffer text = { .cap = ANSWER_MAX_BYTES };
	if (!*m->key) {
		if (fetch(m, "verifier", &text) != 200 || text.length >= sizeof m->key) {
			buffer_close(&text);
			return m->unreached ? EXIT_UNREACHED : say(m->url, "it publishes no log");
		}
		(void)snprintf(m->key, sizeof m->key, "%.*s", (int)text.length, (const char *)text.at);
		(void)fprintf(
		    stderr,
		    "the key is the one that the center names; compare it with what it publishes elsewhere: %s\n",
		    m->key);
	}
	buffer_close(&text);
	return signer_read(m->hasher, m->key, &m->signer) == STATUS_OK
	           ? EXIT_DONE
	           : say(m->key, "it is no verifier key, NAME+HEX+BASE64");
}

static bool take_arguments(struct monitor *m, int count, char **arguments, bool *ret_once)
{
	for (int i = 0; i < count; i++) {
		bool more = i + 1 < count;
		if (strcmp(arguments[i], "--once") == 0)
			*ret_once = true;
		else if (strcmp(arguments[i], "--state") == 0 && more)
			m->state_path = arguments[++i];
		else if (strcmp(arguments[i], "--key") == 0 && more && strlen(arguments[i + 1]) < sizeof m->key)
			(void)snprintf(m->key, sizeof m->key, "%s", arguments[++i]);
		else if (arguments[i][0] != '-' && !m->url && strlen(arguments[i]) < URL_BYTES)
			m->url = arguments[i];
		else
			return false;
	}
	return m->url;
}

static int watch(struct monitor *m, bool once)
{
	int code = recall_state(m) ? find_key(m) : EXIT_REFUSED;
	if (!m->debts)
		m->debts = json_object();
	if (code != EXIT_DONE)
		return code;
	for (;;) {
		code = look(m);
		if (once)
			return code;
		(void)nanosleep(&(struct timespec){ .tv_sec = LOOK_EVERY_S }, NULL);
	}
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	struct monitor *m = calloc(1, sizeof *m);
	bool once = false;
	(void)options;
	if (!m || !take_arguments(m, count, arguments, &once)) {
		free(m);
		return subcommand_usage(&monitor_subcommand);
	}
	int code =
	    sodium_init() < 0 || hasher_open(&m->hasher) != STATUS_OK ? say("monitor", "no memory") : watch(m, once);
	hasher_close(m->hasher);
	json_decref(m->debts);
	free(m);
	return code;
}
