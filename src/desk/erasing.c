/* What an order erases is taken out of the ledger's place. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/erasing.h"

#include <stdlib.h>

#include "desk/record_keys.h"

struct erasing {
	uint64_t before;    /* the order's own entry */
	uint64_t *sequence; /* of all entries that speak of it */
	uint32_t count, room;
	struct store *store;
	const struct store_engine *engine;
	struct buffer group; /* the next one, with its first entry */
	uint64_t first;
};

/* Orders stay: who erased, and by what right, is never erased by the next one. */
static enum status note_entry(void *context, uint64_t sequence, const struct entry_head *head,
                              struct entry_reader reader)
{
	struct erasing *e = context;
	(void)reader;
	if (sequence >= e->before || head->command.kind == COMMAND_ERASE)
		return STATUS_OK;
	if (e->count == e->room) {
		uint32_t room = e->room ? 2 * e->room : 64;
		uint64_t *grown = reallocarray(e->sequence, room, sizeof *grown);
		if (!grown)
			return STATUS_MEMORY;
		e->sequence = grown;
		e->room = room;
	}
	e->sequence[e->count++] = sequence;
	return STATUS_OK;
}

static enum status take_group(void *context, uint64_t first, struct bytes group)
{
	struct erasing *e = context;
	uint32_t erased;
	buffer_clear(&e->group);
	e->first = first;
	enum status status = group_erase(group, e->sequence, e->count, &e->group, &erased);
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

enum status erasing_carry_out(struct desk *desk, const struct store_engine *engine, const char *path,
                              const struct erasure *erasure, bool *ret_took)
{
	struct erasing e = { .before = erasure->sequence, .engine = engine };
	enum field of = erasure->call ? FIELD_call : FIELD_incident;
	enum status status = desk_timeline(desk, of, erasure->call ? erasure->call : erasure->incident, note_entry, &e);
	if (status == STATUS_OK && e.count)
		status = engine->open(path, false, &e.store);
	/* The keys first: whoever has a copy of the ledger from before, and the keys from now on, can open none of it.  Those of entries
	 * without a text as well, and at each start again: older keys may have been put back. */
	if (status == STATUS_OK && e.count && desk_record_keys(desk))
		status = record_keys_destroy(desk_record_keys(desk), e.sequence, e.count);
	for (uint32_t i = 0; i < e.count && status == STATUS_OK; i++)
		status = erase_at(&e, e.sequence[i]);
	*ret_took = e.count > 0;
	if (e.store)
		engine->close(e.store);
	buffer_close(&e.group);
	free(e.sequence);
	return status;
}
