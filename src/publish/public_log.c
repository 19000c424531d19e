/* The log as strangers see it, from the store's groups. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "publish/public_log.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/ledger.h"
#include "ledger/proof_text.h"
#include "publish/index_file.h"
#include "publish/tile_fold.h"

#define PATH_BYTES 4096u

struct public_log {
	const struct store_engine *engine;
	struct store *store;
	struct hasher *hasher;
	struct signer signer; /* its open half */
	char verifier[VERIFIER_MAX_BYTES];
	char index_path[PATH_BYTES];
	struct level {
		struct hash *hash;
		uint64_t count, room;
	} level[TREE_LEVELS_MAX];      /* [0] is not used: leaves are read */
	struct hash leaf[TILE_HASHES]; /* of the tile that is not full yet */
	struct hash last[TILE_HASHES]; /* of the one before it: receipts are asked for at once */
	uint64_t size;                 /* leaves taken in */
	uint64_t saved;                /* hashes of level 1 that the index file has */
	uint64_t published;            /* where the last checkpoint stands */
	struct buffer checkpoint;
	struct group_opening opening;
};

void public_log_unseal(struct public_log *log, const struct seal_keys *keys)
{
	log->opening.keys = keys;
}

uint64_t public_log_size(const struct public_log *log)
{
	return log->published;
}

struct bytes public_log_checkpoint(const struct public_log *log)
{
	return buffer_bytes(&log->checkpoint);
}

const char *public_log_verifier(const struct public_log *log)
{
	return log->verifier;
}

static enum status push(struct public_log *log, unsigned level, const struct hash *hash)
{
	struct level *to = &log->level[level];
	if (to->count == to->room) {
		uint64_t room = to->room ? 2 * to->room : 64;
		struct hash *grown = reallocarray(to->hash, room, sizeof *grown);
		if (!grown)
			return STATUS_MEMORY;
		to->hash = grown;
		to->room = room;
	}
	to->hash[to->count++] = *hash;
	return STATUS_OK;
}

/* A whole tile at a level is one hash of the next, and so on up. */
static enum status carry(struct public_log *log, struct hash root)
{
	enum status status = STATUS_OK;
	for (unsigned level = 1; status == STATUS_OK && level < TREE_LEVELS_MAX; level++) {
		status = push(log, level, &root);
		uint64_t count = log->level[level].count;
		if (status != STATUS_OK || count % TILE_HASHES)
			break;
		root = tile_fold(log->hasher, &log->level[level].hash[count - TILE_HASHES]);
	}
	return status;
}

static enum status add_leaf(struct public_log *log, struct bytes envelope)
{
	unsigned at = (unsigned)(log->size % TILE_HASHES);
	log->leaf[at] = hash_pieces(log->hasher, HASH_LEAF, &envelope, 1);
	log->size++;
	if (at + 1 < TILE_HASHES)
		return STATUS_OK;
	memcpy(log->last, log->leaf, sizeof log->last);
	return carry(log, tile_fold(log->hasher, log->leaf));
}

/* Leaves of entries that lie in the store, by their place in the log; and their envelopes where they are wanted. */
struct reading {
	struct public_log *log;
	uint64_t first; /* the place of the first wanted */
	uint32_t count, done;
	struct hash *hash;    /* NULL: not wanted */
	struct buffer *bytes; /* bundles; NULL: not wanted */
	enum status status;
};

static enum status put_bundle(struct buffer *out, struct bytes envelope)
{
	const uint8_t length[2] = { (uint8_t)(envelope.length >> 8), (uint8_t)envelope.length };
	enum status status = buffer_append(out, bytes_of(length, sizeof length));
	return status == STATUS_OK ? buffer_append(out, envelope) : status;
}

static enum status read_entry(void *context, uint64_t sequence, struct bytes envelope)
{
	struct reading *r = context;
	if (sequence - 1 < r->first || r->done == r->count)
		return STATUS_OK;
	if (r->hash)
		r->hash[r->done] = hash_pieces(r->log->hasher, HASH_LEAF, &envelope, 1);
	r->done++;
	return r->bytes ? put_bundle(r->bytes, envelope) : STATUS_OK;
}

static enum status read_group(void *context, uint64_t first, struct bytes group)
{
	struct reading *r = context;
	(void)first;
	r->status = group_envelopes(group, read_entry, r);
	return r->status != STATUS_OK || r->done == r->count ? STATUS_ENDED : STATUS_OK;
}

static enum status read_leaves(struct reading *r)
{
	enum status status = r->log->engine->walk(r->log->store, r->first + 1, read_group, r);
	if (status == STATUS_ENDED || status == STATUS_OK)
		status = r->status;
	return status == STATUS_OK && r->done < r->count ? STATUS_MISSING : status;
}

static enum status give_hashes(void *context, unsigned level, uint64_t first, uint32_t count, struct hash *ret_hashes)
{
	struct public_log *log = context;
	if (level) {
		if (level >= TREE_LEVELS_MAX || first + count > log->level[level].count)
			return STATUS_MISSING;
		memcpy(ret_hashes, log->level[level].hash + first, count * sizeof *ret_hashes);
		return STATUS_OK;
	}
	uint64_t tile = first / TILE_HASHES, open = log->size / TILE_HASHES;
	if (first + count > log->size)
		return STATUS_MISSING;
	if (tile == open || tile + 1 == open) {
		memcpy(ret_hashes, (tile == open ? log->leaf : log->last) + first % TILE_HASHES,
		       count * sizeof *ret_hashes);
		return STATUS_OK;
	}
	struct reading r = { .log = log, .first = first, .count = count, .hash = ret_hashes };
	return read_leaves(&r);
}

static struct tree_source source_of(struct public_log *log)
{
	return (struct tree_source){ give_hashes, log };
}

/* --- taking in --- */

struct turning {
	struct public_log *log;
	uint64_t most, taken;
	bool more;
	enum status status;
};

static enum status take_entry(void *context, uint64_t sequence, struct bytes envelope)
{
	struct public_log *log = context;
	if (sequence <= log->size)
		return STATUS_OK;
	return sequence == log->size + 1 ? add_leaf(log, envelope) : STATUS_CORRUPT;
}

static enum status take_group(void *context, uint64_t first, struct bytes group)
{
	struct turning *t = context;
	struct bytes text = { 0 };
	uint64_t before = t->log->size;
	(void)first;
	if (t->taken >= t->most) {
		t->more = true;
		return STATUS_ENDED;
	}
	t->status = group_envelopes(group, take_entry, t->log);
	if (t->status == STATUS_OK)
		t->status = group_checkpoint(group, &text);
	if (t->status == STATUS_OK) {
		buffer_clear(&t->log->checkpoint);
		t->status = buffer_append(&t->log->checkpoint, text);
	}
	t->taken += t->log->size - before;
	return t->status == STATUS_OK ? STATUS_OK : STATUS_ENDED;
}

/* The checkpoint must be of the tree that was taken in: what is not is not published. */
static enum status confirm(struct public_log *log)
{
	const struct tree_source source = source_of(log);
	struct hash root, signed_root;
	uint64_t size;
	if (log->size == log->published)
		return STATUS_OK;
	if (checkpoint_read(&log->signer, buffer_bytes(&log->checkpoint), &size, &signed_root) != STATUS_OK ||
	    size != log->size)
		return STATUS_CORRUPT;
	enum status status = tree_root(log->hasher, &source, log->size, &root);
	if (status == STATUS_OK && !hash_same(&root, &signed_root))
		status = STATUS_CORRUPT;
	if (status == STATUS_OK)
		log->published = log->size;
	return status;
}

static void save_index(struct public_log *log)
{
	const struct level *level = &log->level[1];
	/* An index that cannot be kept is made anew at the next start: that is no trouble. */
	if (*log->index_path && level->count > log->saved &&
	    index_file_append(log->index_path, log->saved, level->hash + log->saved, level->count - log->saved))
		log->saved = level->count;
}

static void forget_all(struct public_log *log)
{
	for (unsigned level = 1; level < TREE_LEVELS_MAX; level++)
		log->level[level].count = 0;
	log->size = log->published = log->saved = 0;
	buffer_clear(&log->checkpoint);
}

static enum status take_all(struct public_log *log, uint64_t most, bool *ret_more)
{
	struct turning t = { .log = log, .most = most };
	enum status status = log->engine->walk(log->store, log->size + 1, take_group, &t);
	if (status == STATUS_ENDED || status == STATUS_OK)
		status = t.status;
	*ret_more = t.more;
	return status == STATUS_OK ? confirm(log) : status;
}

enum status public_log_turn(struct public_log *log, uint64_t most, bool *ret_more)
{
	bool indexed = log->saved > 0 && !log->published;
	enum status status = take_all(log, most, ret_more);
	/* Was it the index that does not fit, it goes; then the ledger alone speaks. */
	if (status == STATUS_CORRUPT && indexed) {
		forget_all(log);
		index_file_forget(log->index_path);
		status = take_all(log, most, ret_more);
	}
	if (status == STATUS_OK)
		save_index(log);
	return status;
}

/* What the index file has: whole tiles, of which the leaves need not be read again. */
static enum status load_index(struct public_log *log)
{
	struct hash *hash = NULL;
	uint64_t count = *log->index_path ? index_file_read(log->index_path, &hash) : 0;
	enum status status = STATUS_OK;
	for (uint64_t i = 0; i < count && status == STATUS_OK; i++)
		status = carry(log, hash[i]);
	log->size = count * TILE_HASHES;
	log->saved = count;
	free(hash);
	/* Receipts of the last whole tile are asked for as well. */
	if (status == STATUS_OK && count) {
		struct reading r = {
			.log = log, .first = log->size - TILE_HASHES, .count = TILE_HASHES, .hash = log->last
		};
		status = read_leaves(&r);
	}
	if (status == STATUS_MISSING) { /* the index is longer than the ledger: of another one */
		forget_all(log);
		index_file_forget(log->index_path);
		status = STATUS_OK;
	}
	return status;
}

static enum status read_verifier(struct public_log *log)
{
	struct buffer kept = { 0 };
	enum status status = log->engine->fact(log->store, VERIFIER_FACT, &kept);
	if (status == STATUS_OK && kept.length >= VERIFIER_MAX_BYTES)
		status = STATUS_MALFORMED;
	if (status == STATUS_OK) {
		memcpy(log->verifier, kept.at, kept.length);
		status = signer_read(log->hasher, log->verifier, &log->signer);
	}
	buffer_close(&kept);
	return status;
}

enum status public_log_open(const struct store_engine *engine, const char *path, const char *index_path,
                            struct public_log **ret_log)
{
	struct public_log *log = calloc(1, sizeof *log);
	if (!log)
		return STATUS_MEMORY;
	log->engine = engine;
	if (index_path)
		(void)snprintf(log->index_path, sizeof log->index_path, "%s", index_path);
	enum status status = hasher_open(&log->hasher);
	if (status == STATUS_OK)
		status = engine->open(path, true, &log->store);
	if (status == STATUS_OK)
		status = read_verifier(log);
	if (status == STATUS_OK)
		status = load_index(log);
	if (status != STATUS_OK) {
		public_log_close(log);
		return status;
	}
	*ret_log = log;
	return STATUS_OK;
}

void public_log_close(struct public_log *log)
{
	if (!log)
		return;
	if (log->store)
		log->engine->close(log->store);
	hasher_close(log->hasher);
	for (unsigned level = 1; level < TREE_LEVELS_MAX; level++)
		free(log->level[level].hash);
	buffer_close(&log->checkpoint);
	buffer_close(&log->opening.clear);
	free(log);
}

/* --- giving out --- */

enum status public_log_tile(struct public_log *log, const struct tile *tile, struct buffer *out)
{
	unsigned level = tile->level == TILE_ENTRIES ? 0 : tile->level;
	uint64_t there = level < TREE_LEVELS_MAX ? log->published >> (TILE_LEVELS * level) : 0;
	struct hash hash[TILE_HASHES];
	if (tile->number > there / TILE_HASHES || tile->number * TILE_HASHES + tile->width > there)
		return STATUS_MISSING;
	if (tile->level == TILE_ENTRIES) {
		struct reading r = {
			.log = log, .first = tile->number * TILE_HASHES, .count = tile->width, .bytes = out
		};
		return read_leaves(&r);
	}
	enum status status = give_hashes(log, level, tile->number * TILE_HASHES, tile->width, hash);
	return status == STATUS_OK ? buffer_append(out, bytes_of(hash, tile->width * sizeof *hash)) : status;
}

/* One entry and the checkpoint of its group. */
struct finding {
	uint64_t sequence;
	struct proof_text *proof;
	struct buffer *note;
	enum status status;
};

static enum status find_entry(void *context, uint64_t first, struct bytes group)
{
	struct finding *f = context;
	struct entry_runs runs;
	struct bytes note = { 0 };
	(void)first;
	f->status = group_runs(group, f->sequence, &runs);
	if (f->status == STATUS_OK)
		f->status = group_checkpoint(group, &note);
	if (f->status == STATUS_OK) {
		memcpy(f->proof->extra, runs.envelope.at, runs.envelope.length);
		f->proof->extra_bytes = runs.envelope.length;
		f->status = buffer_append(f->note, note);
	}
	return STATUS_ENDED;
}

enum status public_log_receipt(struct public_log *log, uint64_t sequence, struct buffer *out)
{
	const struct tree_source source = source_of(log);
	struct proof_text proof = { .index = sequence - 1 };
	struct buffer note = { 0 };
	struct finding finding = { sequence, &proof, &note, STATUS_MISSING };
	struct hash root;
	uint64_t size = 0;
	if (!sequence || sequence > log->published)
		return STATUS_MISSING;
	enum status status = log->engine->walk(log->store, sequence, find_entry, &finding);
	if (status == STATUS_ENDED || status == STATUS_OK)
		status = finding.status;
	if (status == STATUS_OK && checkpoint_read(&log->signer, buffer_bytes(&note), &size, &root) != STATUS_OK)
		status = STATUS_CORRUPT;
	if (status == STATUS_OK)
		status = sequence <= size && size <= log->published
		             ? tree_inclusion(log->hasher, &source, proof.index, size, &proof.path)
		             : STATUS_CORRUPT;
	proof.checkpoint = buffer_bytes(&note);
	if (status == STATUS_OK)
		status = proof_text_write(&proof, out);
	buffer_close(&note);
	return status;
}

/* One slot of one entry. */
struct revealing {
	struct public_log *log;
	uint64_t sequence;
	enum entry_slot slot;
	struct buffer *value;
	uint8_t *salt;
	enum status status;
};

static enum status reveal(void *context, uint64_t first, struct bytes group)
{
	struct revealing *r = context;
	struct stored_entry stored;
	(void)first;
	r->status = group_find(group, r->sequence, &r->log->opening, &stored);
	if (r->status == STATUS_OK)
		r->status = entry_reveal(r->log->hasher, &stored, r->slot, r->value, r->salt);
	return STATUS_ENDED;
}

enum status public_log_reveal(struct public_log *log, uint64_t sequence, enum entry_slot slot, struct buffer *value,
                              uint8_t ret_salt[16])
{
	struct revealing r = { log, sequence, slot, value, ret_salt, STATUS_MISSING };
	if (!sequence || sequence > log->published)
		return STATUS_MISSING;
	enum status status = log->engine->walk(log->store, sequence, reveal, &r);
	return status == STATUS_ENDED || status == STATUS_OK ? r.status : status;
}

enum status public_log_consistency(struct public_log *log, uint64_t old, uint64_t size, struct tree_path *ret_path)
{
	const struct tree_source source = source_of(log);
	if (!old || old > size || size > log->published)
		return STATUS_MISSING;
	return tree_consistency(log->hasher, &source, old, size, ret_path);
}

enum status public_log_root(struct public_log *log, uint64_t size, struct hash *ret_root)
{
	const struct tree_source source = source_of(log);
	return size && size <= log->published ? tree_root(log->hasher, &source, size, ret_root) : STATUS_MISSING;
}
