/* Whom the alarms of a center's own record reached, counted in spans of ten minutes: what the watch on alarms needs. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_ALARM_LOG_H
#define INQUIRY_ALARM_LOG_H

#include "audit/watch.h"
#include "core/board.h"
#include "ledger/entry.h"

/*
 * An alarm is an obligation that was raised to somebody because its due time had passed or its owner had left.  Unheeded
 * is one that was raised again, on to the next owner or to the center itself, which is the bell above all of them and
 * rings until somebody comes.
 *
 * An agent is on duty in each span in which he was signed in, or an alarm reached him all the same.  Everybody else - the
 * dispatchers, a queue, a unit - counts as on duty from the record's first entry to its last.
 */
struct alarm_log;

/* STATUS_MEMORY.  The caller closes it. */
enum status alarm_log_open(struct alarm_log **ret_log);
void alarm_log_close(struct alarm_log *log);

/*
 * Sees one entry: to be called for each from the first on, as docket_record_see is.
 *   STATUS_LIMIT  the record goes on for longer than twenty years
 *   STATUS_MALFORMED, STATUS_MEMORY
 */
enum status alarm_log_see(void *log, const struct board *board, const struct stored_entry *stored);

/* What was counted, once all is seen; nothing can be seen any more.  Borrowed from the log until it is closed. */
enum status alarm_log_read(struct alarm_log *log, const struct board *board, struct watch_alarms *ret_alarms);

#endif
