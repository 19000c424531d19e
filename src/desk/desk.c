/* One center at work: a command is decided, its entry goes to the writer, and nobody is told before it is durable. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/desk.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/erasing.h"
#include "desk/fold.h"
#include "desk/record_keys.h"
#include "desk/snapshot.h"
#include "desk/tracker.h"
#include "desk/writer.h"

#define PATH_MAX_BYTES 4096
#define SNAPSHOT_TAIL_ENTRIES 20000u

/* An entry that was decided and is not known to be durable. */
struct waiting {
	size_t body, text; /* lengths */
	uint8_t bytes[];
};

struct waiting_place {
	struct waiting *entry;
};

struct desk {
	struct desk_setup setup;
	struct secrets secrets;
	struct record_keys *keys; /* NULL: nothing is sealed */
	struct group_opening opening;
	struct ledger ledger; /* the writer's, from its opening to its closing */
	struct writer *writer;
	struct store *store; /* for reading */
	struct store *spool; /* likewise, once it is needed */
	struct board *board;
	struct decision decision;
	struct buffer body, text;
	struct waiting_place *waiting; /* a ring by sequence */
	uint64_t waiting_room;         /* a power of two, or 0 */
	uint64_t waiting_first;        /* sequence of the oldest */
	uint64_t waiting_end;          /* one behind the newest */
	struct places *places;         /* NULL: not asked for yet */
	uint32_t orders; /* to erase, that were carried out since the start; each start looks at all of them */
	int lock;
	struct tracker *tracker;
	struct {
		desk_listener *hear;
		void *context;
	} listener[DESK_LISTENERS_MAX];
	unsigned listeners;
};

const struct board *desk_board(const struct desk *desk)
{
	return desk->board;
}

const struct secrets *desk_secrets(const struct desk *desk)
{
	return &desk->secrets;
}

struct record_keys *desk_record_keys(const struct desk *desk)
{
	return desk->keys;
}

struct instant desk_now(const struct desk *desk)
{
	return desk->setup.now(desk->setup.now_context);
}

const struct ledger *desk_log(const struct desk *desk)
{
	return &desk->ledger;
}

struct tracker *desk_tracker(const struct desk *desk)
{
	return desk->tracker;
}

/* One process a center: a second one would sign another history under the same name. */
static enum status take_lock(struct desk *desk)
{
	char name[PATH_MAX_BYTES];
	int length = snprintf(name, sizeof name, "%s/lock", desk->setup.path);
	if (length < 0 || (size_t)length >= sizeof name)
		return STATUS_LIMIT;
	desk->lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (desk->lock < 0)
		return errno == ENOSPC ? STATUS_FULL : STATUS_IO;
	return flock(desk->lock, LOCK_EX | LOCK_NB) == 0 ? STATUS_OK : STATUS_BUSY;
}

/* The log's name is in its verifier key; the key is a fact of the store, so that the file can be checked by itself. */
static enum status open_log(struct desk *desk)
{
	const struct desk_setup *setup = &desk->setup;
	struct buffer kept = { 0 };
	uint8_t seed[SEED_BYTES];
	char verifier[VERIFIER_MAX_BYTES], origin[ORIGIN_MAX_BYTES + 1];
	enum status status = setup->engine->fact(desk->store, VERIFIER_FACT, &kept);
	bool first = status == STATUS_MISSING && setup->origin;
	size_t length = first ? strlen(setup->origin) : 0;
	if (status == STATUS_OK)
		for (length = 0; length < kept.length && kept.at[length] != '+';)
			length++;
	if (first)
		status = STATUS_OK;
	if (status == STATUS_OK && length > ORIGIN_MAX_BYTES)
		status = STATUS_MALFORMED;
	if (status == STATUS_OK) {
		memcpy(origin, first ? setup->origin : (const char *)kept.at, length);
		origin[length] = '\0';
		secrets_seed(&desk->secrets, seed);
		status = ledger_open(&desk->ledger, origin, seed);
		sodium_memzero(seed, sizeof seed);
	}
	if (status == STATUS_OK) {
		signer_verifier(&desk->ledger.signer, verifier);
		if (first)
			status = setup->engine->set_fact(desk->store, VERIFIER_FACT, bytes_of_text(verifier));
		else if (!bytes_same(bytes_of_text(verifier), buffer_bytes(&kept)) ||
		         (setup->origin && strcmp(origin, setup->origin) != 0))
			status = STATUS_MALFORMED;
	}
	buffer_close(&kept);
	return status;
}

/* The store says by which keys it is sealed, if it is: keys that are lost are not made anew. */
static enum status find_keys(struct desk *desk, struct bytes named, struct desk_start *start)
{
	char name[RECORD_KEYS_NAME_BYTES];
	enum status status = record_keys_open(desk->setup.path, true, &desk->keys);
	if (status == STATUS_MALFORMED)
		start->keys_fault = "it is damaged";
	else if (status == STATUS_MISSING && named.length)
		start->keys_fault = "it is not there";
	if (start->keys_fault)
		return STATUS_SEALED;
	start->keys_made = status == STATUS_MISSING && !desk->setup.clear;
	if (status == STATUS_MISSING)
		return start->keys_made ? record_keys_make(desk->setup.path, &desk->keys) : STATUS_OK;
	if (status != STATUS_OK)
		return status;
	record_keys_name(desk->keys, name);
	if (named.length && !bytes_same(bytes_of_text(name), named)) {
		start->keys_fault = "it is another ledger's";
		return STATUS_SEALED;
	}
	return STATUS_OK;
}

/* The keys are on disk before the store names them, and named before anything is sealed. */
static enum status open_keys(struct desk *desk, struct desk_start *start)
{
	struct buffer named = { 0 };
	char name[RECORD_KEYS_NAME_BYTES];
	enum status status = desk->setup.engine->fact(desk->store, RECORD_KEYS_FACT, &named);
	if (status == STATUS_MISSING)
		status = STATUS_OK;
	if (status == STATUS_OK)
		status = find_keys(desk, buffer_bytes(&named), start);
	if (status == STATUS_OK && desk->keys && !named.length) {
		record_keys_name(desk->keys, name);
		status = desk->setup.engine->set_fact(desk->store, RECORD_KEYS_FACT, bytes_of_text(name));
	}
	buffer_close(&named);
	if (status != STATUS_OK || !desk->keys)
		return status;
	desk->ledger.keys = desk->opening.keys = record_keys_port(desk->keys);
	desk->ledger.sealing = true;
	return STATUS_OK;
}

/* Keys of entries that are not there yet were destroyed in a later life of this ledger. */
static enum status judge_keys(const struct desk *desk, struct desk_start *start)
{
	if (!desk->keys || record_keys_whole_from(desk->keys, desk->ledger.tree.size + 1))
		return STATUS_OK;
	start->keys_fault = "it is newer than the ledger, of which an older copy was put back";
	return STATUS_SEALED;
}

/* What a server left on the second path is brought home before anything is folded. */
static enum status bring_home(struct desk *desk)
{
	struct stat about;
	if (!desk->setup.spool_path || stat(desk->setup.spool_path, &about) != 0)
		return STATUS_OK;
	enum status status = desk->setup.engine->open(desk->setup.spool_path, false, &desk->spool);
	return status == STATUS_OK ? writer_unspool(desk->setup.engine, desk->store, desk->spool) : status;
}

static enum status ask_center(struct desk *desk, enum command_kind kind, int64_t span_s, uint32_t count)
{
	struct command command = { .kind = kind, .asker = ASKER_CENTER };
	command.f.span_s = (uint32_t)(span_s < 0 ? 0 : span_s > UINT32_MAX ? UINT32_MAX : span_s);
	command.f.count = count;
	struct desk_answer answer;
	enum status status = desk_ask(desk, &command, &answer);
	assert(status != STATUS_OK || answer.refusal == REFUSAL_NONE);
	return status;
}

static enum status begin(struct desk *desk, struct desk_start *start)
{
	const struct center *center = board_center(desk->board);
	start->first = center->sequence == 0;
	if (start->first)
		return ask_center(desk, COMMAND_START, 0, 0);
	int64_t away_us = instant_since(desk_now(desk), center->now).us;
	return ask_center(desk, COMMAND_RECOVER, away_us / 1000000, 0);
}

static void desk_free(struct desk *desk)
{
	for (uint64_t at = desk->waiting_first; at < desk->waiting_end; at++)
		free(desk->waiting[at & (desk->waiting_room - 1)].entry);
	free(desk->waiting);
	desk->setup.engine->close(desk->store);
	desk->setup.engine->close(desk->spool);
	ledger_close(&desk->ledger);
	buffer_close(&desk->opening.clear);
	record_keys_close(desk->keys);
	tracker_close(desk->tracker);
	places_close(desk->places);
	board_close(desk->board);
	decision_close(&desk->decision);
	buffer_close(&desk->body);
	buffer_close(&desk->text);
	if (desk->lock >= 0)
		(void)close(desk->lock);
	sodium_memzero(&desk->secrets, sizeof desk->secrets);
	free(desk);
}

static enum status write_snapshot(const struct desk *desk)
{
	return snapshot_write(desk->setup.path, desk->board, &desk->ledger.tree, desk->ledger.hasher,
	                      desk->ledger.sealing ? desk->ledger.keys : NULL);
}

static enum status open_rooms(struct desk *desk, struct desk_start *start)
{
	const struct desk_setup *setup = &desk->setup;
	struct fold fold = { .ledger = &desk->ledger };
	enum status status = secrets_open(&desk->secrets, setup->path);
	if (status == STATUS_OK)
		status = take_lock(desk);
	if (status == STATUS_OK)
		status = setup->engine->open(setup->path, false, &desk->store);
	if (status == STATUS_OK)
		status = open_log(desk);
	if (status == STATUS_OK)
		status = open_keys(desk, start);
	if (status == STATUS_OK)
		status = bring_home(desk);
	if (status == STATUS_OK)
		status = fold_store(&fold, setup->engine, desk->store, setup->path);
	desk->board = fold.board;
	start->entries = desk->ledger.tree.size;
	start->from_snapshot = fold.from_snapshot;
	start->fault = fold.fault;
	if (status == STATUS_OK)
		status = judge_keys(desk, start);
	/* A long tail is folded once: after a crash there was no closing that would have written a snapshot. */
	if (status == STATUS_OK && desk->ledger.tree.size - fold.from_snapshot > SNAPSHOT_TAIL_ENTRIES)
		status = write_snapshot(desk);
	if (status == STATUS_FULL)
		status = STATUS_OK; /* it only saves time; the calls need the room */
	if (status != STATUS_OK)
		return status;
	desk->waiting_first = desk->waiting_end = desk->ledger.tree.size + 1;
	struct writer_setup writer = { setup->engine, setup->path, setup->spool_path, &desk->ledger, setup->wake };
	return writer_open(&writer, &desk->writer);
}

enum status desk_open(const struct desk_setup *setup, struct desk **ret_desk, struct desk_start *ret_start)
{
	struct desk *desk = calloc(1, sizeof *desk);
	*ret_start = (struct desk_start){ 0 };
	if (!desk)
		return STATUS_MEMORY;
	desk->setup = *setup;
	desk->lock = -1;
	enum status status = tracker_open(desk, &desk->tracker);
	if (status == STATUS_OK)
		status = open_rooms(desk, ret_start);
	if (status == STATUS_OK)
		status = begin(desk, ret_start);
	if (status != STATUS_OK) {
		if (desk->writer)
			(void)writer_close(desk->writer); /* the first trouble is the one to tell */
		desk_free(desk);
		return status;
	}
	*ret_desk = desk;
	return STATUS_OK;
}

enum status desk_close(struct desk *desk)
{
	enum status status = writer_close(desk->writer);
	if (status == STATUS_OK && desk->board->digest != 0)
		status = write_snapshot(desk);
	desk_free(desk);
	return status;
}

/* Entries that are durable by now can be read from the store. */
static void forget_durable(struct desk *desk)
{
	uint64_t durable = writer_durable(desk->writer);
	for (; desk->waiting_first <= durable && desk->waiting_first < desk->waiting_end; desk->waiting_first++)
		free(desk->waiting[desk->waiting_first & (desk->waiting_room - 1)].entry);
}

static enum status grow_waiting(struct desk *desk)
{
	if (desk->waiting_end - desk->waiting_first < desk->waiting_room)
		return STATUS_OK;
	uint64_t room = desk->waiting_room ? 2 * desk->waiting_room : 256;
	struct waiting_place *waiting = calloc(room, sizeof *waiting);
	if (!waiting)
		return STATUS_MEMORY;
	for (uint64_t at = desk->waiting_first; at < desk->waiting_end; at++)
		waiting[at & (room - 1)] = desk->waiting[at & (desk->waiting_room - 1)];
	free(desk->waiting);
	desk->waiting = waiting;
	desk->waiting_room = room;
	return STATUS_OK;
}

static enum status keep_waiting(struct desk *desk)
{
	struct waiting *waiting = malloc(sizeof *waiting + desk->body.length + desk->text.length);
	if (!waiting)
		return STATUS_MEMORY;
	waiting->body = desk->body.length;
	waiting->text = desk->text.length;
	memcpy(waiting->bytes, desk->body.at, desk->body.length);
	if (desk->text.length)
		memcpy(waiting->bytes + desk->body.length, desk->text.at, desk->text.length);
	desk->waiting[desk->waiting_end++ & (desk->waiting_room - 1)].entry = waiting;
	return STATUS_OK;
}

/* The board is ahead of the ledger once a command is decided: what then cannot be handed on is trouble for good. */
static enum status hand_on(struct desk *desk, const struct command *command)
{
	buffer_clear(&desk->body);
	buffer_clear(&desk->text);
	enum status status = codec_write_body(&desk->decision, &desk->body);
	if (status == STATUS_OK)
		status = codec_write_text(command, &desk->text);
	if (status == STATUS_OK)
		status = keep_waiting(desk);
	struct entry entry = { .sequence = board_center(desk->board)->sequence,
		               .at = desk->decision.now,
		               .digest = desk->decision.digest,
		               .body = buffer_bytes(&desk->body),
		               .text = buffer_bytes(&desk->text) };
	return status == STATUS_OK ? writer_offer(desk->writer, &entry) : status;
}

/* What the index has no memory for is found when it is made anew. */
static void hear_places(struct desk *desk)
{
	enum status status = STATUS_OK;
	for (uint32_t i = 0; desk->places && status == STATUS_OK && i < desk->decision.count; i++)
		status = places_hear(desk->places, desk->board, &desk->decision.events[i]);
	if (status != STATUS_OK) {
		places_close(desk->places);
		desk->places = NULL;
	}
}

enum status desk_places(struct desk *desk, const struct place_query *query, struct place_item *ret_items,
                        struct place_page *ret_page)
{
	enum status status = desk->places ? STATUS_OK : places_open(desk->board, &desk->places);
	if (status == STATUS_OK)
		places_read(desk->places, desk->board, query, ret_items, ret_page);
	return status;
}

enum status desk_ask(struct desk *desk, const struct command *command, struct desk_answer *ret_answer)
{
	struct decision *decision = &desk->decision;
	forget_durable(desk);
	enum status status = grow_waiting(desk);
	if (status == STATUS_OK)
		status = decide(decision, desk->board, command, desk_now(desk));
	if (status != STATUS_OK)
		return status;
	struct desk_answer answer = { .refusal = decision->refusal,
		                      .refused_field = decision->refused_field,
		                      .events = decision->events,
		                      .count = decision->count };
	answer.repeat = decision->repeat_of != 0;
	if (answer.repeat)
		answer.sequence = decision->repeat_of;
	else if (decision->count)
		answer.sequence = board_center(desk->board)->sequence;
	if (decision->count)
		status = hand_on(desk, command);
	if (status != STATUS_OK)
		return status;
	*ret_answer = answer;
	hear_places(desk);
	for (unsigned i = 0; decision->count && i < desk->listeners; i++)
		desk->listener[i].hear(desk->listener[i].context, command, ret_answer);
	return STATUS_OK;
}

void desk_listen(struct desk *desk, desk_listener *listener, void *context)
{
	assert(desk->listeners < DESK_LISTENERS_MAX);
	desk->listener[desk->listeners].hear = listener;
	desk->listener[desk->listeners++].context = context;
}

void desk_unlisten(struct desk *desk, const void *context)
{
	unsigned kept = 0;
	for (unsigned i = 0; i < desk->listeners; i++)
		if (desk->listener[i].context != context)
			desk->listener[kept++] = desk->listener[i];
	desk->listeners = kept;
}

enum status desk_pass_time(struct desk *desk, uint32_t *ret_raised)
{
	const struct command pass = { .kind = COMMAND_PASS_TIME, .asker = ASKER_CENTER };
	struct desk_answer answer = { .sequence = 1 };
	enum status status = STATUS_OK;
	for (*ret_raised = 0; status == STATUS_OK && answer.sequence; ++*ret_raised)
		status = desk_ask(desk, &pass, &answer);
	if (*ret_raised)
		--*ret_raised;
	return status;
}

int64_t desk_next_due_us(const struct desk *desk, int64_t most_us)
{
	const struct agenda_item *next = agenda_next(&desk->board->agenda);
	int64_t left = next ? instant_since(next->due, desk_now(desk)).us : most_us;
	return left < 0 ? 0 : left < most_us ? left : most_us;
}

uint64_t desk_durable(struct desk *desk)
{
	return writer_durable(desk->writer);
}

bool desk_spooling(struct desk *desk)
{
	return writer_spooling(desk->writer);
}

/* An order that takes something out keeps the loop for as long as the disk needs to write over it, about 0.1 s; one that was carried
 * out before is only looked at, as each is after a start. */
#define ORDERS_A_TURN 256u

/* Orders to erase, one after another, once each is durable; one that must wait for a reader, or for room, is tried at the next turn. */
static enum status carry_out(struct desk *desk)
{
	const struct erasure *erasure;
	enum status status = STATUS_OK;
	bool took = false;
	for (unsigned orders = 0; orders < ORDERS_A_TURN && !took && status == STATUS_OK; orders++) {
		erasure = board_erasures(desk->board, desk->orders + 1);
		if (!erasure || writer_spooling(desk->writer) || erasure->sequence > writer_durable(desk->writer))
			break;
		status = erasing_carry_out(desk, desk->setup.engine, desk->setup.path, erasure, &took);
		desk->orders += status == STATUS_OK;
	}
	return status == STATUS_BUSY || status == STATUS_FULL ? STATUS_OK : status;
}

bool desk_erasing(const struct desk *desk)
{
	return board_erasures(desk->board, desk->orders + 1) != NULL;
}

enum status desk_turn(struct desk *desk)
{
	int64_t span_s;
	uint32_t entries;
	enum status status = writer_trouble(desk->writer);
	if (status == STATUS_OK && writer_spooled(desk->writer, &span_s, &entries))
		status = ask_center(desk, COMMAND_RECORD_SPOOL, span_s > 0 ? span_s : 1, entries);
	return status == STATUS_OK ? carry_out(desk) : status;
}

/* Shows one entry to a visitor. */
static enum status show(uint64_t sequence, struct bytes body, struct bytes text, desk_visit *visit, void *context)
{
	struct entry_head head;
	struct entry_reader reader;
	enum status status = codec_read_head(body, &head, &reader);
	if (status == STATUS_OK)
		status = codec_read_text(text, &head.command);
	if (status != STATUS_OK)
		return STATUS_CORRUPT;
	return visit(context, sequence, &head, reader);
}

struct search {
	desk_visit *visit;
	void *context;
	uint64_t sequence;
	uint64_t last; /* UINT64_MAX: to the end */
	enum status found;
	struct group_opening *opening;
};

static enum status search_group(void *context, uint64_t first, struct bytes group)
{
	struct search *search = context;
	struct stored_entry stored;
	(void)first;
	for (;;) {
		enum status status = group_find(group, search->sequence, search->opening, &stored);
		if (status == STATUS_MISSING)
			return STATUS_OK; /* it is in a later group, or nowhere */
		if (status != STATUS_OK)
			return STATUS_CORRUPT;
		search->found =
		    show(search->sequence, stored.entry.body, stored.entry.text, search->visit, search->context);
		if (search->found != STATUS_OK || search->sequence++ == search->last)
			return STATUS_ENDED;
	}
}

static enum status search_store(struct desk *desk, struct store *store, struct search *search)
{
	enum status status = desk->setup.engine->walk(store, search->sequence, search_group, search);
	return status == STATUS_ENDED ? search->found : status;
}

/* While the disk is full the newest entries lie on the second path. */
static enum status search_both(struct desk *desk, struct search *search)
{
	search->found = STATUS_MISSING;
	search->opening = &desk->opening;
	enum status status = search_store(desk, desk->store, search);
	bool more = status == STATUS_OK && search->found == STATUS_MISSING && desk->setup.spool_path &&
	            writer_spooling(desk->writer);
	if (more && !desk->spool)
		status = desk->setup.engine->open(desk->setup.spool_path, false, &desk->spool);
	if (more && status == STATUS_OK)
		status = search_store(desk, desk->spool, search);
	return status == STATUS_OK ? search->found : status;
}

enum status desk_read(struct desk *desk, uint64_t sequence, desk_visit *visit, void *context)
{
	if (sequence >= desk->waiting_first && sequence < desk->waiting_end) {
		const struct waiting *waiting = desk->waiting[sequence & (desk->waiting_room - 1)].entry;
		return show(sequence, bytes_of(waiting->bytes, waiting->body),
		            bytes_of(waiting->bytes + waiting->body, waiting->text), visit, context);
	}
	if (!sequence || sequence >= desk->waiting_end)
		return STATUS_MISSING;
	struct search search = { .visit = visit, .context = context, .sequence = sequence, .last = sequence };
	return search_both(desk, &search);
}

static enum status read_call(void *context, uint64_t sequence, const struct entry_head *head,
                             struct entry_reader reader)
{
	struct event event;
	(void)sequence;
	(void)head;
	enum status status = codec_read_event(&reader, &event);
	if (status == STATUS_OK)
		*(uint32_t *)context = event.f.call;
	return status;
}

enum status desk_read_call(struct desk *desk, uint64_t sequence, uint32_t *ret_call)
{
	return desk_read(desk, sequence, read_call, ret_call);
}

enum status desk_read_from(struct desk *desk, uint64_t sequence, desk_visit *visit, void *context)
{
	enum status status = STATUS_OK;
	uint64_t durable = writer_durable(desk->writer);
	if (sequence < desk->waiting_first) {
		struct search search = { .visit = visit, .context = context, .sequence = sequence };
		search.last = desk->waiting_first - 1 < durable ? desk->waiting_first - 1 : durable;
		status = search_both(desk, &search);
		sequence = search.sequence;
	}
	for (; status == STATUS_OK && sequence <= durable && sequence < desk->waiting_end; sequence++)
		status = desk_read(desk, sequence, visit, context);
	return status;
}

struct chain {
	desk_visit *visit;
	void *context;
	enum field of;
	uint32_t number;
	uint64_t previous;
};

static enum status follow(void *context, uint64_t sequence, const struct entry_head *head, struct entry_reader reader)
{
	struct chain *chain = context;
	struct entry_reader events = reader;
	struct event event;
	enum status status;
	chain->previous = 0;
	while ((status = codec_read_event(&events, &event)) == STATUS_OK) {
		if (fields_number(&event.f, chain->of) != chain->number ||
		    (chain->of == FIELD_unit && !event_is_of_unit(&event)))
			continue;
		uint64_t previous = chain->of == FIELD_call       ? event.call_previous
		                    : chain->of == FIELD_incident ? event.incident_previous
		                                                  : event.unit_previous;
		/* Later events of one entry name the entry itself. */
		if (previous < sequence) {
			chain->previous = previous;
			break;
		}
	}
	if (status != STATUS_OK && status != STATUS_ENDED)
		return STATUS_CORRUPT;
	return chain->visit(chain->context, sequence, head, reader);
}

/* The last entry that spoke of it; false if there is no such thing. */
static bool last_of(const struct board *board, enum field of, uint32_t number, uint64_t *ret_last)
{
	const struct call *call = of == FIELD_call ? board_calls(board, number) : NULL;
	const struct incident *incident = of == FIELD_incident ? board_incidents(board, number) : NULL;
	const struct unit *unit = of == FIELD_unit ? board_units(board, number) : NULL;
	if (!call && !incident && !unit)
		return false;
	*ret_last = call ? call->last_sequence : incident ? incident->last_sequence : unit->last_sequence;
	return true;
}

enum status desk_timeline(struct desk *desk, enum field of, uint32_t number, desk_visit *visit, void *context)
{
	struct chain chain = { .visit = visit, .context = context, .of = of, .number = number };
	if (!last_of(desk->board, of, number, &chain.previous))
		return STATUS_MISSING;
	enum status status = STATUS_OK;
	while (status == STATUS_OK && chain.previous)
		status = desk_read(desk, chain.previous, follow, &chain);
	return status;
}
