/* What an order erases is taken out of the ledger's place. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/erasing.h"

#include <stdlib.h>

#include "desk/record_keys.h"

/* So many entries without a text are looked at behind one whose key goes. */
#define BARE_MAX 4096u

/* Sequences; ours. */
struct list {
	uint64_t *at;
	uint32_t count, room;
};

struct erasing {
	uint64_t before;  /* the order's own entry */
	struct list all;  /* entries that speak of it */
	struct list said; /* those of them that have a text */
	struct list gone; /* whose keys are to go */
	struct record_keys *keys;
	struct store *store;
	const struct store_engine *engine;
	struct buffer group; /* the next one, with its first entry */
	uint64_t first;
	uint64_t behind; /* an entry whose key goes */
};

static enum status list_add(struct list *list, uint64_t sequence)
{
	if (list->count == list->room) {
		uint32_t room = list->room ? 2 * list->room : 64;
		uint64_t *grown = reallocarray(list->at, room, sizeof *grown);
		if (!grown)
			return STATUS_MEMORY;
		list->at = grown;
		list->room = room;
	}
	list->at[list->count++] = sequence;
	return STATUS_OK;
}

static bool has_text(const struct entry_head *head)
{
	for (unsigned text = 0; text < TEXT_COUNT; text++)
		if (head->command.text[text].length)
			return true;
	return false;
}

/* Orders stay: who erased, and by what right, is never erased by the next one. */
static enum status note_entry(void *context, uint64_t sequence, const struct entry_head *head,
                              struct entry_reader reader)
{
	struct erasing *e = context;
	(void)reader;
	if (sequence >= e->before || head->command.kind == COMMAND_ERASE)
		return STATUS_OK;
	enum status status = list_add(&e->all, sequence);
	return status == STATUS_OK && has_text(head) ? list_add(&e->said, sequence) : status;
}

static enum status take_group(void *context, uint64_t first, struct bytes group)
{
	struct erasing *e = context;
	uint32_t erased;
	buffer_clear(&e->group);
	e->first = first;
	enum status status = group_erase(group, e->said.at, e->said.count, &e->group, &erased);
	if (status == STATUS_OK && !erased)
		buffer_clear(&e->group);
	return status == STATUS_OK ? STATUS_ENDED : status;
}

/* The group of one entry, without all texts that are to go. */
static enum status erase_at(struct erasing *e, uint64_t sequence)
{
	enum status status = e->engine->walk(e->store, sequence, take_group, e);
	if (status != STATUS_ENDED)
		return status == STATUS_OK ? STATUS_MISSING : status;
	return e->group.length ? e->engine->replace(e->store, e->first, buffer_bytes(&e->group)) : STATUS_OK;
}

/* Entries behind it that have no sealed text: nothing is under their keys, and without them what is kept of the tree is smaller. */
static enum status note_bare(void *context, uint64_t first, struct bytes group)
{
	struct erasing *e = context;
	for (uint64_t sequence = first > e->behind ? first : e->behind + 1;; sequence++) {
		struct entry_runs runs;
		enum status status = group_runs(group, sequence, &runs);
		if (status != STATUS_OK)
			return status == STATUS_MISSING ? STATUS_OK : status;
		if ((group_sealed(group) && runs.text.length) || sequence - e->behind > BARE_MAX)
			return STATUS_ENDED;
		status = list_add(&e->gone, sequence);
		if (status != STATUS_OK)
			return status;
	}
}

/*
 * The keys of all entries that speak of it, with a text or without: whoever has a copy of the ledger from before, and the keys from
 * now on, can open none of it.  At each start again, for older keys may have been put back.
 */
static enum status destroy_keys(struct erasing *e)
{
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < e->all.count && status == STATUS_OK; i++) {
		if (!record_keys_alive(e->keys, e->all.at[i]))
			continue;
		e->behind = e->all.at[i];
		status = list_add(&e->gone, e->behind);
		if (status == STATUS_OK)
			status = e->engine->walk(e->store, e->behind, note_bare, e);
		if (status == STATUS_ENDED)
			status = STATUS_OK;
	}
	return status == STATUS_OK ? record_keys_destroy(e->keys, e->gone.at, e->gone.count) : status;
}

enum status erasing_carry_out(struct desk *desk, const struct store_engine *engine, const char *path,
                              const struct erasure *erasure, bool *ret_took)
{
	struct erasing e = { .before = erasure->sequence, .engine = engine, .keys = desk_record_keys(desk) };
	enum field of = erasure->call ? FIELD_call : FIELD_incident;
	enum status status = desk_timeline(desk, of, erasure->call ? erasure->call : erasure->incident, note_entry, &e);
	if (status == STATUS_OK && e.all.count)
		status = engine->open(path, false, &e.store);
	for (uint32_t i = 0; i < e.said.count && status == STATUS_OK; i++)
		status = erase_at(&e, e.said.at[i]);
	/* Afterwards: what has no key any more shows no text, and would not be looked for again after a start. */
	if (status == STATUS_OK && e.keys && e.all.count)
		status = destroy_keys(&e);
	*ret_took = e.said.count || e.gone.count;
	if (e.store)
		engine->close(e.store);
	buffer_close(&e.group);
	free(e.all.at);
	free(e.said.at);
	free(e.gone.at);
	return status;
}
