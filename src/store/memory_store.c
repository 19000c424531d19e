/* Keeps groups in memory, for tests and the simulator; what it holds ends with it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "ledger/store.h"

struct kept {
	uint64_t first;
	struct buffer bytes;
};

struct fact {
	char *name;
	struct buffer value;
};

struct store {
	struct kept *kept;
	size_t count, room;
	struct fact *facts;
	size_t fact_count;
};

static void memory_close(struct store *store)
{
	if (!store)
		return;
	for (size_t i = 0; i < store->count; i++)
		buffer_close(&store->kept[i].bytes);
	for (size_t i = 0; i < store->fact_count; i++) {
		free(store->facts[i].name);
		buffer_close(&store->facts[i].value);
	}
	free(store->facts);
	free(store->kept);
	free(store);
}

static enum status memory_open(const char *path, bool read_only, struct store **ret_store)
{
	(void)path;
	(void)read_only;
	*ret_store = calloc(1, sizeof **ret_store);
	return *ret_store ? STATUS_OK : STATUS_MEMORY;
}

static enum status memory_append(struct store *store, uint64_t first, struct bytes group)
{
	if (store->count == store->room) {
		size_t room = store->room ? 2 * store->room : 16;
		struct kept *kept = reallocarray(store->kept, room, sizeof *kept);
		if (!kept)
			return STATUS_MEMORY;
		store->kept = kept;
		store->room = room;
	}
	struct kept *kept = &store->kept[store->count];
	*kept = (struct kept){ .first = first };
	enum status status = buffer_append(&kept->bytes, group);
	if (status == STATUS_OK)
		store->count++;
	return status;
}

static enum status memory_walk(struct store *store, uint64_t sequence, store_visit *visit, void *context)
{
	enum status status = STATUS_OK;
	size_t i = 0;
	while (i + 1 < store->count && store->kept[i + 1].first <= sequence)
		i++;
	for (; status == STATUS_OK && i < store->count; i++)
		status = visit(context, store->kept[i].first, buffer_bytes(&store->kept[i].bytes));
	return status;
}

static enum status memory_replace(struct store *store, uint64_t first, struct bytes group)
{
	for (size_t i = 0; i < store->count; i++) {
		if (store->kept[i].first != first)
			continue;
		memset(store->kept[i].bytes.at, 0, store->kept[i].bytes.length);
		buffer_clear(&store->kept[i].bytes);
		return buffer_append(&store->kept[i].bytes, group);
	}
	return STATUS_MISSING;
}

static enum status memory_forget(struct store *store, uint64_t sequence)
{
	size_t gone = 0;
	while (gone < store->count && store->kept[gone].first < sequence)
		buffer_close(&store->kept[gone++].bytes);
	if (gone)
		memmove(store->kept, store->kept + gone, (store->count - gone) * sizeof *store->kept);
	store->count -= gone;
	return STATUS_OK;
}

static enum status memory_fact(struct store *store, const char *name, struct buffer *value)
{
	for (size_t i = 0; i < store->fact_count; i++)
		if (strcmp(store->facts[i].name, name) == 0)
			return buffer_append(value, buffer_bytes(&store->facts[i].value));
	return STATUS_MISSING;
}

static enum status memory_set_fact(struct store *store, const char *name, struct bytes value)
{
	struct fact *facts = reallocarray(store->facts, store->fact_count + 1, sizeof *facts);
	if (!facts)
		return STATUS_MEMORY;
	store->facts = facts;
	struct fact fact = { .name = strdup(name) };
	if (!fact.name)
		return STATUS_MEMORY;
	enum status status = buffer_append(&fact.value, value);
	if (status == STATUS_OK)
		facts[store->fact_count++] = fact;
	else
		free(fact.name);
	return status;
}

static enum status memory_settle(struct store *store)
{
	(void)store;
	return STATUS_OK;
}

extern const struct store_engine memory_store;
const struct store_engine memory_store = {
	.name = "memory",
	.open = memory_open,
	.close = memory_close,
	.append = memory_append,
	.walk = memory_walk,
	.forget = memory_forget,
	.replace = memory_replace,
	.fact = memory_fact,
	.set_fact = memory_set_fact,
	.settle = memory_settle,
};
