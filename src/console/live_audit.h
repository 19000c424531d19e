/* The center's look at its own last days, made on a thread of its own when somebody asks, and kept for some minutes. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONSOLE_LIVE_AUDIT_H
#define CONSOLE_LIVE_AUDIT_H

#include "base/bytes.h"
#include "base/instant.h"
#include "loop/loop.h"

/* A look is made anew after so long, and after so many times as long as the last one took: it may cost a twentieth of a core
 * while somebody looks, and nothing while nobody does. */
#define LIVE_FRESH_S 300
#define LIVE_FRESH_TIMES 20

struct live_audit;

/* `path` is the center's data, read from its files and never written; borrowed.  STATUS_MEMORY. */
enum status live_audit_open(struct loop *loop, const char *path, struct live_audit **ret_live);
/* A look that is being made is given up. */
void live_audit_close(struct live_audit *live);

/* What is known.  Borrowed until the loop's next turn. */
struct live_audit_look {
	struct bytes json;   /* inquiry/live.h: an object without its last brace; empty: there is none yet */
	bool reading;        /* one is being made */
	enum status trouble; /* of the last one that was made */
};
/* Never waits; has a look made where there is none that is fresh.  `now` is the center's own time. */
struct live_audit_look live_audit_look(struct live_audit *live, struct instant now);

#endif
