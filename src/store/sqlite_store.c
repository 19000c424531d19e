/* Keeps groups in one SQLite file: write-ahead log, synchronous=FULL, one row a group, no index but its first sequence. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ledger/store.h"

#define LEDGER_FILE "ledger.db"
#define PATH_MAX_BYTES 4096
/* How long a statement waits for a checkpoint that holds the file. */
#define BUSY_MS 10000

enum statement { INSERT, WALK, FORGET, REPLACE, GET_FACT, SET_FACT, STATEMENT_COUNT };

static const char walk_sql[] = "SELECT first, bytes FROM groups WHERE first >= "
			       "(SELECT coalesce(max(first), 0) FROM groups WHERE first <= ?1) ORDER BY first";

static const char *const sql[STATEMENT_COUNT] = {
	[INSERT] = "INSERT INTO groups (first, bytes) VALUES (?1, ?2)",
	[WALK] = walk_sql,
	[FORGET] = "DELETE FROM groups WHERE first < ?1",
	[REPLACE] = "UPDATE groups SET bytes = ?2 WHERE first = ?1",
	[GET_FACT] = "SELECT value FROM facts WHERE name = ?1",
	[SET_FACT] = "INSERT INTO facts (name, value) VALUES (?1, ?2)",
};

struct store {
	sqlite3 *database;
	sqlite3_stmt *statement[STATEMENT_COUNT];
};

/* Full is trouble that passes; whatever else a disk says means that it cannot be trusted with another write. */
static enum status status_of(int code)
{
	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_DONE:
	case SQLITE_ROW:
		return STATUS_OK;
	case SQLITE_FULL:
		return STATUS_FULL;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return STATUS_BUSY;
	case SQLITE_NOMEM:
		return STATUS_MEMORY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return STATUS_CORRUPT;
	case SQLITE_CANTOPEN:
		return STATUS_MISSING;
	default:
		return STATUS_IO;
	}
}

static void sqlite_close_store(struct store *store)
{
	if (!store)
		return;
	for (unsigned i = 0; i < STATEMENT_COUNT; i++)
		(void)sqlite3_finalize(store->statement[i]);
	(void)sqlite3_close(store->database);
	free(store);
}

static enum status prepare(struct store *store, bool read_only)
{
	static const char shape[] =
	    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;"
	    "CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;"
	    "CREATE TABLE IF NOT EXISTS groups (first INTEGER PRIMARY KEY, bytes BLOB NOT NULL);";
	int code = sqlite3_busy_timeout(store->database, BUSY_MS);
	if (code == SQLITE_OK && !read_only)
		code = sqlite3_exec(store->database, shape, NULL, NULL, NULL);
	for (unsigned i = 0; code == SQLITE_OK && i < STATEMENT_COUNT; i++)
		code = sqlite3_prepare_v3(store->database, sql[i], -1, SQLITE_PREPARE_PERSISTENT, &store->statement[i],
		                          NULL);
	return status_of(code);
}

static enum status sqlite_open_store(const char *path, bool read_only, struct store **ret_store)
{
	char file[PATH_MAX_BYTES];
	int length = snprintf(file, sizeof file, "%s/" LEDGER_FILE, path);
	if (length < 0 || (size_t)length >= sizeof file)
		return STATUS_LIMIT;
	if (!read_only && mkdir(path, 0700) != 0 && errno != EEXIST)
		return errno == ENOSPC ? STATUS_FULL : STATUS_IO;
	struct store *store = calloc(1, sizeof *store);
	if (!store)
		return STATUS_MEMORY;
	int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	enum status status = status_of(sqlite3_open_v2(file, &store->database, flags | SQLITE_OPEN_NOMUTEX, NULL));
	if (status == STATUS_OK)
		status = prepare(store, read_only);
	if (status != STATUS_OK) {
		sqlite_close_store(store);
		return status;
	}
	*ret_store = store;
	return STATUS_OK;
}

/* Runs a statement that gives no rows. */
static enum status run(sqlite3_stmt *statement)
{
	enum status status = status_of(sqlite3_step(statement));
	(void)sqlite3_reset(statement);
	(void)sqlite3_clear_bindings(statement);
	return status;
}

static enum status sqlite_append(struct store *store, uint64_t first, struct bytes group)
{
	sqlite3_stmt *insert = store->statement[INSERT];
	int code = sqlite3_bind_int64(insert, 1, (sqlite3_int64)first);
	if (code == SQLITE_OK)
		code = sqlite3_bind_blob64(insert, 2, group.at, group.length, SQLITE_STATIC);
	return code == SQLITE_OK ? run(insert) : status_of(code);
}

static enum status sqlite_walk(struct store *store, uint64_t sequence, store_visit *visit, void *context)
{
	sqlite3_stmt *walk = store->statement[WALK];
	enum status status = status_of(sqlite3_bind_int64(walk, 1, (sqlite3_int64)sequence));
	while (status == STATUS_OK) {
		int code = sqlite3_step(walk);
		if (code == SQLITE_DONE)
			break;
		status = status_of(code);
		if (status == STATUS_OK)
			status = visit(context, (uint64_t)sqlite3_column_int64(walk, 0),
			               bytes_of(sqlite3_column_blob(walk, 1), (size_t)sqlite3_column_bytes(walk, 1)));
	}
	(void)sqlite3_reset(walk);
	return status;
}

static enum status sqlite_forget(struct store *store, uint64_t sequence)
{
	enum status status = status_of(sqlite3_bind_int64(store->statement[FORGET], 1, (sqlite3_int64)sequence));
	return status == STATUS_OK ? run(store->statement[FORGET]) : status;
}

/* What is freed is overwritten, and the write-ahead log, which has pages as they were before, is emptied: that waits for readers. */
static enum status sqlite_replace(struct store *store, uint64_t first, struct bytes group)
{
	sqlite3_stmt *replace = store->statement[REPLACE];
	int code = sqlite3_exec(store->database, "PRAGMA secure_delete=ON", NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_bind_int64(replace, 1, (sqlite3_int64)first);
	if (code == SQLITE_OK)
		code = sqlite3_bind_blob64(replace, 2, group.at, group.length, SQLITE_STATIC);
	enum status status = code == SQLITE_OK ? run(replace) : status_of(code);
	if (status == STATUS_OK && sqlite3_changes(store->database) != 1)
		status = STATUS_MISSING;
	return status == STATUS_OK
	           ? status_of(sqlite3_wal_checkpoint_v2(store->database, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL))
	           : status;
}

static enum status sqlite_fact(struct store *store, const char *name, struct buffer *value)
{
	sqlite3_stmt *get = store->statement[GET_FACT];
	enum status status = status_of(sqlite3_bind_text(get, 1, name, -1, SQLITE_STATIC));
	int code = status == STATUS_OK ? sqlite3_step(get) : SQLITE_DONE;
	if (status == STATUS_OK && code == SQLITE_DONE)
		status = STATUS_MISSING;
	if (status == STATUS_OK)
		status = status_of(code);
	if (status == STATUS_OK)
		status =
		    buffer_append(value, bytes_of(sqlite3_column_blob(get, 0), (size_t)sqlite3_column_bytes(get, 0)));
	(void)sqlite3_reset(get);
	return status;
}

static enum status sqlite_set_fact(struct store *store, const char *name, struct bytes value)
{
	sqlite3_stmt *set = store->statement[SET_FACT];
	int code = sqlite3_bind_text(set, 1, name, -1, SQLITE_STATIC);
	if (code == SQLITE_OK)
		code = sqlite3_bind_blob64(set, 2, value.at, value.length, SQLITE_STATIC);
	return code == SQLITE_OK ? run(set) : status_of(code);
}

static enum status sqlite_settle(struct store *store)
{
	int code = sqlite3_wal_checkpoint_v2(store->database, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	return (code & 0xff) == SQLITE_BUSY ? STATUS_OK : status_of(code);
}

extern const struct store_engine sqlite_store;
const struct store_engine sqlite_store = {
	.name = "sqlite",
	.open = sqlite_open_store,
	.close = sqlite_close_store,
	.append = sqlite_append,
	.walk = sqlite_walk,
	.forget = sqlite_forget,
	.replace = sqlite_replace,
	.fact = sqlite_fact,
	.set_fact = sqlite_set_fact,
	.settle = sqlite_settle,
};
