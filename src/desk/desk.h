/* One center at work: a command is decided, its entry goes to the writer, and nobody is told before it is durable. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_DESK_H
#define DESK_DESK_H

#include "core/codec.h"
#include "desk/places.h"
#include "desk/secrets.h"
#include "ledger/ledger.h"
#include "ledger/store.h"

struct desk;
struct record_keys;
struct tracker;

/* Where a center's data lies, and who tells the time.  The strings must outlive the desk. */
struct desk_setup {
	const struct store_engine *engine;
	const char *path;
	const char *spool_path; /* second path for a full disk; NULL: none */
	const char *origin;     /* the log's name; it is fixed at the first start, NULL takes what is there */
	struct instant (*now)(void *context);
	void *now_context;
	int wake;   /* an eventfd that is written when desk_turn has something to do; -1: none */
	bool clear; /* new entries are not sealed, where no sealed ones are yet: to measure what sealing costs */
};

/* What opening found. */
struct desk_start {
	uint64_t entries;
	uint64_t from_snapshot; /* entries that the snapshot spared; 0: none was used */
	struct ledger_fault fault;
	bool first;             /* the ledger was begun now */
	const char *keys_fault; /* with STATUS_SEALED: what is with keys/records (static text) */
	bool keys_made;         /* keys/records was made now */
};

/*
 * Opens the place, folds what is there, begins the ledger where there is none, and records that the center is back.
 *   STATUS_BUSY     another process has it open
 *   STATUS_CORRUPT  a byte is wrong; ret_start->fault says which entry
 *   STATUS_SEALED   entries are sealed and keys/records does not open them; ret_start->keys_fault says why
 *   STATUS_MISSING  origin NULL and no ledger there;  STATUS_MALFORMED: the origin is no name, or another than the log's
 *   STATUS_IO, STATUS_FULL, STATUS_MEMORY, STATUS_VERSION
 */
enum status desk_open(const struct desk_setup *setup, struct desk **ret_desk, struct desk_start *ret_start);
/* Makes all durable, writes a snapshot; the trouble there was. */
enum status desk_close(struct desk *desk);

const struct board *desk_board(const struct desk *desk);
const struct secrets *desk_secrets(const struct desk *desk);
/* NULL: nothing is sealed. */
struct record_keys *desk_record_keys(const struct desk *desk);
struct instant desk_now(const struct desk *desk);
const struct ledger *desk_log(const struct desk *desk); /* only its signer is for others */
struct tracker *desk_tracker(const struct desk *desk);  /* desk/tracker.h */

/* What a command came to.  Borrowed until the next desk call. */
struct desk_answer {
	uint64_t sequence; /* of the entry: tell nobody before desk_durable has reached it; 0: there is none */
	bool repeat;       /* the entry is an older one; desk_read has what it came to */
	enum refusal refusal;
	enum field refused_field;
	const struct event *events;
	uint32_t count;
};

/* Hears of each command that made an entry, before anybody else does, and before it is durable; it asks nothing of the
 * desk while it hears.  The first that listens hears first. */
typedef void desk_listener(void *context, const struct command *command, const struct desk_answer *answer);
#define DESK_LISTENERS_MAX 12u
void desk_listen(struct desk *desk, desk_listener *listener, void *context);
/* Nothing happens if nobody listens with that context. */
void desk_unlisten(struct desk *desk, const void *context);

/* What there is at a place; see desk/places.h.  The index is made when it is first asked for; STATUS_MEMORY. */
enum status desk_places(struct desk *desk, const struct place_query *query, struct place_item *ret_items,
                        struct place_page *ret_page);

/* Decides a command and gives its entry to the writer; STATUS_MEMORY, STATUS_LIMIT, or the writer's trouble. */
enum status desk_ask(struct desk *desk, const struct command *command, struct desk_answer *ret_answer);
/* Raises all that fell due; how many. */
enum status desk_pass_time(struct desk *desk, uint32_t *ret_raised);
/* How long until the next debt falls due, in us, at most `most_us`; 0: one is due. */
int64_t desk_next_due_us(const struct desk *desk, int64_t most_us);
/* The last entry that is durable. */
uint64_t desk_durable(struct desk *desk);
/* Does what a wake-up asks for: records a time of spooling that ended.  The writer's trouble, which is for good. */
enum status desk_turn(struct desk *desk);
bool desk_spooling(struct desk *desk);
/* Whether an order to erase is not carried out yet. */
bool desk_erasing(const struct desk *desk);

/* Called for one entry, borrowed bytes: its head with its texts, its events to be read. */
typedef enum status desk_visit(void *context, uint64_t sequence, const struct entry_head *head,
                               struct entry_reader reader);

/* One entry, durable or waiting; STATUS_MISSING, STATUS_CORRUPT, STATUS_IO, or what the visitor gave. */
enum status desk_read(struct desk *desk, uint64_t sequence, desk_visit *visit, void *context);
/* The call that an entry speaks of first; statuses as desk_read. */
enum status desk_read_call(struct desk *desk, uint64_t sequence, uint32_t *ret_call);
/* All entries from `sequence` to the last durable one, in order. */
enum status desk_read_from(struct desk *desk, uint64_t sequence, desk_visit *visit, void *context);
/* The entries that spoke of a call, an incident or a unit (FIELD_call, FIELD_incident, FIELD_unit); the newest first. */
enum status desk_timeline(struct desk *desk, enum field of, uint32_t number, desk_visit *visit, void *context);

#endif
