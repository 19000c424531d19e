/* What the readers of a plan share.  Only for the run_card*.c files. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DISPATCH_RUN_CARD_INSIDE_H
#define DISPATCH_RUN_CARD_INSIDE_H

#include "dispatch/run_card.h"

struct reader {
	struct outline *outline;
	struct problems *problems, *warnings;
	struct plan *plan;
	enum status status; /* STATUS_OK until memory ends */
};

#define PROBLEM(READER, NODE, ...) outline_problem((READER)->outline, NODE, (READER)->problems, __VA_ARGS__)
/* Each warning has something to name. */
#define WARNING(READER, NODE, FORMAT, ...)                                                                             \
	outline_problem((READER)->outline, NODE, (READER)->warnings, "warning: " FORMAT, __VA_ARGS__)

/* A key of a map and who reads its value into `into`. */
struct reader_key {
	const char *name;
	void (*read)(struct reader *reader, const struct outline_node *node, void *into);
};
/* Reads a map by its keys, in the order of the file; what is not known is told, with what is. */
void reader_map(struct reader *reader, const struct outline_node *node, const struct reader_key *keys, size_t count,
                void *into);
/* Reads each item of a list; a single text or map that is no list is taken as a list of one. */
void reader_list(struct reader *reader, const struct outline_node *node,
                 void (*take)(struct reader *reader, const struct outline_node *node, void *into), void *into);
/* A text of 1 to room - 1 bytes. */
bool reader_text(struct reader *reader, const struct outline_node *node, char *text, size_t room);
bool reader_number(struct reader *reader, const struct outline_node *node, int64_t least, int64_t most,
                   uint32_t *ret_number);
/* A new item of a pool; NULL, with a problem, if the plan has as many as it may, or if memory ends. */
void *reader_add(struct reader *reader, const struct outline_node *node, struct pool *pool);
/* All items that a pool got since `first` was its next number. */
static inline struct run reader_run(const struct pool *pool, uint32_t first)
{
	return (struct run){ first, pool->count - first };
}

/* One capability, or a list of them that must all be there. */
bool reader_capabilities(struct reader *reader, const struct outline_node *node, uint64_t *ret_mask);

/* Names of the plan's areas. */
void reader_areas(struct reader *reader, const struct outline_node *node, struct run *ret_areas);
/* Times of the week. */
void run_card_week(struct reader *reader, const struct outline_node *node, uint32_t *ret_week);

/* Degrees as whole ten-millionths; false if it is no number, or beyond so many. */
bool run_card_degrees(struct bytes text, int32_t most_degrees, int32_t *ret_e7);
void run_card_demand(struct reader *reader, const struct outline_node *node, void *into);
void run_card_advice(struct reader *reader, const struct outline_node *node, void *into);
void run_card_areas(struct reader *reader, const struct outline_node *node, void *into);
void run_card_cards(struct reader *reader, const struct outline_node *node, void *into);
void run_card_special(struct reader *reader, const struct outline_node *node, void *into);
void run_card_times(struct reader *reader, const struct outline_node *node, void *into);
void run_card_dispatch(struct reader *reader, const struct outline_node *node, void *into);
void run_card_speeds(struct reader *reader, const struct outline_node *node, void *into);
void run_card_coverage(struct reader *reader, const struct outline_node *node, void *into);
/* Tells what is wrong with the plan as a whole, and warns of what is never used. */
void run_card_judge(struct reader *reader);

/* Whether everything that `b` fits fits `a` as well. */
bool conditions_cover(const struct plan *plan, const struct conditions *a, const struct conditions *b);
bool pattern_fits(const struct pattern *pattern, const struct wire_name *type);

#endif
