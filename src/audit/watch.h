/* The watch on the work itself: patterns in a record that a careful reader would ask about.
 *
 * A watch asks one question of many rows (each area, each closer) and marks those that stand out by more than chance and
 * more than such rows ordinarily differ.  A mark says "look here"; it is no finding about anybody (audit design 2.5).
 *
 * False alarms.  Within a watch all rows of all its parts are one family: their p-values are corrected together
 * (Benjamini and Hochberg), so that where nothing is wrong the chance that anything at all is marked is what is
 * promised, however many rows there are.  Promised are WATCH_PROMISE of 1; marked is at the smaller WATCH_LEVEL,
 * because how far rows ordinarily differ is itself only estimated: at the full level, 200 places that differed by nature
 * had a mark in up to 10 of 100 simulated audits.  The tests hold each watch to it.
 *
 * Calls are the first ones about each incident: those that follow share its end, and are no further evidence.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_WATCH_H
#define AUDIT_WATCH_H

#include <stdbool.h>

#include "audit/docket.h"
#include "audit/selection.h"
#include "base/status.h"

#define WATCH_PROMISE 0.05
#define WATCH_LEVEL 0.02
#define WATCH_PARTS_MAX 12u
#define WATCH_PRIORITIES 8u

/* What the rows of a part are.  BY(NAME, its name in files, in words) */
#define WATCH_BY_LIST(BY)                                                                                              \
	BY(ALL, "all", "all together")                                                                                 \
	BY(TYPE, "type", "kind of call")                                                                               \
	BY(AREA, "area", "district")                                                                                   \
	BY(TAKER, "taker", "who answered")                                                                             \
	BY(CLOSER, "closer", "who closed")                                                                             \
	BY(MOMENT, "moment", "moment of the call")                                                                     \
	BY(SOURCE, "source", "how the moment on scene is known")                                                       \
	BY(BAND, "band", "how long the wait was")                                                                      \
	BY(STEP, "step", "from which priority to which")                                                               \
	BY(OWNER, "owner", "whom the alarms reach")

enum watch_by {
#define BY(NAME, FILE, WORDS) WATCH_BY_##NAME,
	WATCH_BY_LIST(BY)
#undef BY
	    WATCH_BYS
};

/* Zero expected, or too little to say: z, p and p_adjusted are NaN and it is not marked. */
struct watch_row {
	uint32_t part;
	uint32_t number;   /* a word's, a moment's, a source's, a band's, an owner's; of a step 10 * first + last */
	uint64_t calls;    /* what was looked at */
	uint64_t seen;     /* of these, those that have it */
	double expected;   /* were this row like the others, or as nature has it */
	double z;          /* the normal deviate that is as unlikely; positive: more than expected */
	double p;          /* for this row alone */
	double p_adjusted; /* all rows of the watch considered */
	bool marked;
};

struct watch_part {
	const char *name;    /* in files */
	const char *words;   /* what is counted */
	const char *counted; /* what `calls` are: "calls", "alarms" */
	enum watch_by by;
	size_t tested; /* rows with a p */
	double spread; /* standard deviation of the log odds by which rows ordinarily differ; NaN: not asked */
};

/* Opened by watch_look(), closed by the caller. */
struct watch_result {
	const char *name, *words, *false_alarms;
	struct watch_part part[WATCH_PARTS_MAX];
	uint32_t parts;
	struct watch_row *row; /* part by part, by number within each */
	size_t rows, room;
	size_t tested, marked;
};

/* Bands of waits, in which the share of those who leave is shown.  BAND(from s, in words) */
#define WATCH_BAND_LIST(BAND)                                                                                          \
	BAND(0, "under 2 minutes")                                                                                     \
	BAND(120, "from 2 minutes")                                                                                    \
	BAND(300, "from 5 minutes")                                                                                    \
	BAND(600, "from 10 minutes")                                                                                   \
	BAND(900, "from 15 minutes")                                                                                   \
	BAND(1800, "from 30 minutes")                                                                                  \
	BAND(3600, "an hour or more")
#define WATCH_BANDS 7u

/* How often alarms reached one person or position. */
struct watch_alarm_owner {
	const char *name;
	const uint32_t *raised; /* obligations raised to it, in each ten minutes on duty, one after another */
	size_t spans;           /* of ten minutes on duty */
	uint64_t unheeded;      /* of those raised, the ones that were raised again, for it had not heeded them */
};
struct watch_alarms {
	size_t owners;
	const struct watch_alarm_owner *owner;
};

struct watch_plan {
	int32_t target_ms; /* from first contact to on scene, met if not passed */
	int32_t window_ms; /* how near to the target is near */
	/* By first priority; 0: none was declared, and nothing is said of calls that were moved from or to it. */
	int32_t target_of_ms[WATCH_PRIORITIES];
};

/* All borrowed. */
struct watch_input {
	const struct docket *docket;
	const struct selection *selection; /* of that docket */
	const struct watch_alarms *alarms; /* NULL: not counted */
	struct watch_plan plan;
};

enum watch_kind {
#define WATCH(NAME) WATCH_##NAME,
#include "audit/watches.def"
#undef WATCH
	WATCH_COUNT
};

/* What a file of a watch gives; `look` adds parts and rows, and the correction for many follows by itself. */
struct watch {
	const char *name, *words, *false_alarms;
	enum status (*look)(const struct watch_input *input, struct watch_result *result);
};

#define WATCH(NAME) extern const struct watch NAME##_watch;
#include "audit/watches.def"
#undef WATCH

/* Ten minutes and half a minute, as the gate has them; no targets by priority. */
struct watch_plan watch_plan_usual(void);
/* STATUS_MEMORY. */
enum status watch_look(enum watch_kind kind, const struct watch_input *input, struct watch_result *ret_result);
void watch_close(struct watch_result *result);

const char *watch_by_name(enum watch_by by);
const char *watch_by_words(enum watch_by by);
/* The band of a wait that is not negative. */
uint32_t watch_band_of(int32_t wait_ms);
/* What a row is called, NUL-ended. */
void watch_label(const struct watch_input *input, enum watch_by by, uint32_t number, char *text, size_t room);

/* ---- for the watches ---- */

/* Whether only more than expected counts against a row, or less as well. */
enum watch_sides { WATCH_MORE, WATCH_BOTH };

/* Begins a part, to which the rows that follow belong. */
void watch_add_part(struct watch_result *result, const char *name, const char *words, const char *counted,
                    enum watch_by by);
/* Adds a row whose `part` is set here; its p comes from its z by Student's law with `df` degrees of freedom, INFINITY:
 * the normal one; a z of NaN: not tested.  STATUS_MEMORY. */
enum status watch_add(struct watch_result *result, struct watch_row row, double df, enum watch_sides sides);

/* One row before it is known how far rows ordinarily differ; a variance of 0 says nothing. */
struct watch_tally {
	uint32_t number;
	uint64_t calls, seen;
	double expected, variance;
};
/* The normal deviate of what was seen, by the rarer of yes and no: the law with more spread than chance is that of
 * something rare.  NaN where the variance is not above 0, or all or none were expected. */
double watch_z(const struct watch_tally *tally, double variance);
/* Adds these as rows, each against the spread among all of them; Student's law, for the spread is known only as well
 * as there are rows.  STATUS_MEMORY. */
enum status watch_add_tallies(struct watch_result *result, const struct watch_tally *tally, size_t count,
                              enum watch_sides sides);

#endif
