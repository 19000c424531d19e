/* From what is stored to a board: the last snapshot that agrees with the ledger, and the ledger's tail, all checked. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "desk/fold.h"

#include <assert.h>
#include <stdlib.h>

#include "core/codec.h"
#include "desk/snapshot.h"

#define PROGRESS_ENTRIES 4096
/* Whoever reads on and on keeps an erasure from emptying the store's log: it is let go after so many groups. */
#define GROUPS_AT_ONCE 2048u

/* A text that is not there, and of what the entry speaks: the order that took it out comes later. */
struct fold_gap {
	uint64_t sequence;
	uint32_t call, incident;
};

static enum status add_gap(struct fold *fold, struct fold_gap gap)
{
	if (fold->gap_count == fold->gap_room) {
		uint32_t room = fold->gap_room ? 2 * fold->gap_room : 64;
		struct fold_gap *grown = reallocarray(fold->gaps, room, sizeof *grown);
		if (!grown)
			return STATUS_MEMORY;
		fold->gaps = grown;
		fold->gap_room = room;
	}
	fold->gaps[fold->gap_count++] = gap;
	return STATUS_OK;
}

/* A row for each event: any of them may be what was erased. */
static enum status note_gap(struct fold *fold, const struct stored_entry *stored)
{
	struct entry_head head;
	struct entry_reader reader;
	struct event event;
	if (!entry_erased(fold->ledger->hasher, stored))
		return STATUS_OK;
	fold->erased++;
	enum status status = codec_read_head(stored->entry.body, &head, &reader);
	if (status == STATUS_OK)
		status = add_gap(fold, (struct fold_gap){ stored->entry.sequence, 0, 0 });
	while (status == STATUS_OK && (status = codec_read_event(&reader, &event)) == STATUS_OK)
		status = add_gap(fold, (struct fold_gap){ stored->entry.sequence, event.f.call, event.f.incident });
	return status == STATUS_ENDED ? STATUS_OK : status;
}

/* The last order for each call, or each incident: rules of retention make many of them. */
static enum status gather_orders(const struct board *board, bool incidents, uint64_t **ret_last)
{
	uint64_t *last = calloc(board->pool[incidents ? POOL_incidents : POOL_calls].count + (size_t)1, sizeof *last);
	if (!last)
		return STATUS_MEMORY;
	for (uint32_t number = 1; number < board->pool[POOL_erasures].count; number++) {
		const struct erasure *order = board_erasures(board, number);
		uint32_t of = incidents ? order->incident : order->call;
		if (of && order->sequence > last[of])
			last[of] = order->sequence;
	}
	*ret_last = last;
	return STATUS_OK;
}

/* What was taken out without an order is damage like any other. */
static enum status judge_gaps(struct fold *fold)
{
	uint64_t *calls = NULL, *incidents = NULL;
	enum status status = fold->gap_count ? gather_orders(fold->board, false, &calls) : STATUS_OK;
	if (status == STATUS_OK && fold->gap_count)
		status = gather_orders(fold->board, true, &incidents);
	for (uint32_t i = 0; status == STATUS_OK && i < fold->gap_count;) {
		uint64_t sequence = fold->gaps[i].sequence;
		bool ordered = false;
		for (; i < fold->gap_count && fold->gaps[i].sequence == sequence; i++) {
			const struct fold_gap *gap = &fold->gaps[i];
			ordered |= board_calls(fold->board, gap->call) && calls[gap->call] > sequence;
			ordered |= board_incidents(fold->board, gap->incident) && incidents[gap->incident] > sequence;
		}
		if (!ordered) {
			fold->fault =
			    (struct ledger_fault){ "a text was taken out without an order at entry", sequence };
			status = STATUS_CORRUPT;
		}
	}
	free(calls);
	free(incidents);
	return status;
}

static enum status fold_entry(void *context, const struct stored_entry *stored)
{
	struct fold *fold = context;
	struct entry_head head;
	struct entry_reader reader;
	enum status status = fold->before ? fold->before(fold->entry_context, fold->board, stored) : STATUS_OK;
	if (status != STATUS_OK)
		return status;
	status = codec_fold(fold->board, stored->entry.body);
	if (status == STATUS_MALFORMED || status == STATUS_VERSION)
		return STATUS_CORRUPT;
	if (status == STATUS_OK && fold->after)
		status = fold->after(fold->entry_context, fold->board, stored);
	if (status == STATUS_OK && codec_read_head(stored->entry.body, &head, &reader) == STATUS_OK)
		fold->events += head.events;
	if (status == STATUS_OK)
		status = note_gap(fold, stored);
	fold->entries++;
	if (fold->progress && fold->entries % PROGRESS_ENTRIES == 0)
		fold->progress(fold->progress_context, fold->entries);
	return status;
}

static enum status fold_group(void *context, uint64_t first, struct bytes group)
{
	struct fold *fold = context;
	if (first <= fold->ledger->tree.size)
		return STATUS_OK; /* the group that a snapshot ends with */
	enum status status = ledger_check(fold->ledger, group, fold_entry, fold, &fold->fault);
	return status == STATUS_OK && ++fold->groups % GROUPS_AT_ONCE == 0 ? STATUS_ENDED : status;
}

static enum status fold_groups(struct fold *fold, const struct store_engine *engine, struct store *store)
{
	enum status status;
	do
		status = engine->walk(store, fold->ledger->tree.size + 1, fold_group, fold);
	while (status == STATUS_ENDED);
	return status;
}

struct agreement {
	struct ledger *ledger;
	const struct merkle *tree;
	const struct board *board;
	bool holds;
};

/* The snapshot is of this ledger if the group it ends with is signed over the same root, and left the same board. */
static enum status compare(void *context, uint64_t first, struct bytes group)
{
	struct agreement *agreement = context;
	struct stored_entry last;
	struct bytes text;
	uint64_t size;
	struct hash signed_root;
	(void)first;
	struct hash root = merkle_root(agreement->tree, agreement->ledger->hasher);
	struct group_opening opening = { .keys = agreement->ledger->keys };
	agreement->holds = group_find(group, agreement->tree->size, &opening, &last) == STATUS_OK &&
	                   group_checkpoint(group, &text) == STATUS_OK &&
	                   checkpoint_read(&agreement->ledger->signer, text, &size, &signed_root) == STATUS_OK &&
	                   size == agreement->tree->size && hash_same(&root, &signed_root) &&
	                   last.entry.digest == agreement->board->digest &&
	                   board_center(agreement->board)->sequence == size;
	buffer_close(&opening.clear);
	return STATUS_ENDED;
}

/* A snapshot that cannot be read or does not agree is passed over: it only saves time. */
static bool use_snapshot(struct fold *fold, const struct store_engine *engine, struct store *store, const char *path)
{
	struct merkle tree;
	struct board *board;
	if (snapshot_read(path, fold->ledger->hasher, fold->ledger->keys, &board, &tree) != STATUS_OK)
		return false;
	struct agreement agreement = { .ledger = fold->ledger, .tree = &tree, .board = board };
	enum status status = engine->walk(store, tree.size, compare, &agreement);
	if (status != STATUS_ENDED || !agreement.holds) {
		board_close(board);
		return false;
	}
	fold->board = board;
	fold->ledger->tree = tree;
	fold->from_snapshot = tree.size;
	return true;
}

enum status fold_store(struct fold *fold, const struct store_engine *engine, struct store *store, const char *snapshots)
{
	assert(fold->ledger->tree.size == 0 && !fold->board);
	enum status status = STATUS_OK;
	if (!snapshots || !use_snapshot(fold, engine, store, snapshots))
		status = board_open(&fold->board);
	if (status == STATUS_OK)
		status = fold_groups(fold, engine, store);
	if (status == STATUS_OK)
		status = judge_gaps(fold);
	free(fold->gaps);
	fold->gaps = NULL;
	fold->gap_count = fold->gap_room = 0;
	if (status == STATUS_CORRUPT && !fold->fault.what)
		fold->fault = (struct ledger_fault){ "the file cannot be read behind entry", fold->ledger->tree.size };
	return status;
}
