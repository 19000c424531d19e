/* How long a caller will wait, as far as the board knows: who waits before, who takes calls, and how long they speak. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/wait.h"

#include "core/queue.h"

void wait_learn(struct center *center, struct span spoken)
{
	int64_t spoken_ms = spoken.us / 1000, mean_ms = center->spoken_ms;
	if (spoken_ms > WAIT_SPOKEN_MAX_S * 1000LL)
		spoken_ms = WAIT_SPOKEN_MAX_S * 1000LL;
	if (center->spoken < WAIT_KNOWN_FROM)
		center->spoken++;
	center->spoken_ms = (uint32_t)(mean_ms + (spoken_ms - mean_ms) / (int64_t)center->spoken);
	center->spoken_at = center->now;
}

bool wait_may_tell(const struct call *call, struct instant now)
{
	return call->told_by != TOLD_BY_PERSON &&
	       (!instant_known(call->told_at) || instant_since(now, call->told_at).us >= WAIT_AGAIN_S * 1000000LL);
}

/* Who takes calls, and who of them speaks with nobody. */
struct takers {
	uint32_t all, free;
};

static struct takers count_takers(const struct board *board)
{
	struct takers takers = { 0 };
	for (uint32_t number = 1; number < board->pool[POOL_agents].count; number++) {
		const struct agent *agent = board_agents(board, number);
		bool there = agent->position && agent->state == AGENT_READY;
		takers.all += there;
		takers.free += there && !agent->talking && !agent->joins;
	}
	return takers;
}

static bool is_known(const struct center *center, struct takers takers, struct instant now)
{
	return takers.all && center->spoken >= WAIT_KNOWN_FROM &&
	       instant_since(now, center->spoken_at).us < WAIT_FRESH_S * 1000000LL;
}

/* The most urgent calls that wait, in a heap with the least urgent of them on top. */
struct line {
	const struct board *board;
	uint32_t count;
	uint32_t call[WAIT_LINE_MAX];
};

static bool after(const struct line *line, uint32_t a, uint32_t b)
{
	return queue_before(line->board, line->call[b], line->call[a]);
}

static void swap(struct line *line, uint32_t a, uint32_t b)
{
	uint32_t call = line->call[a];
	line->call[a] = line->call[b];
	line->call[b] = call;
}

static void sink(struct line *line, uint32_t at, uint32_t count)
{
	for (uint32_t child; (child = 2 * at + 1) < count; at = child) {
		child += child + 1 < count && after(line, child + 1, child);
		if (!after(line, child, at))
			return;
		swap(line, at, child);
	}
}

static void put(struct line *line, uint32_t call)
{
	if (line->count == WAIT_LINE_MAX) {
		if (!queue_before(line->board, call, line->call[0]))
			return;
		line->call[0] = call;
		sink(line, 0, line->count);
		return;
	}
	uint32_t at = line->count++;
	line->call[at] = call;
	for (; at && after(line, at, (at - 1) / 2); at = (at - 1) / 2)
		swap(line, at, (at - 1) / 2);
}

static void line_up(struct line *line)
{
	const struct on_line *waiting = &line->board->line;
	for (uint32_t i = 0; i < waiting->count; i++)
		if (queue_waits(board_calls(line->board, waiting->number[i])))
			put(line, waiting->number[i]);
	for (uint32_t count = line->count; count > 1; count--) {
		swap(line, 0, count - 1);
		sink(line, 0, count - 1);
	}
}

/* What was said holds while the new guess is near it. */
static bool is_worth(const struct call *call, struct instant now, int64_t span_s)
{
	int64_t left_s = instant_since(call->told_until, now).us / 1000000;
	bool told = call->told_by == TOLD_BY_CENTER && instant_known(call->told_until) && left_s > 0;
	if (!told)
		return span_s != 0;
	if (!span_s)
		return true;
	return span_s > left_s + left_s / 2 + WAIT_LEAST_S || (span_s < left_s / 2 && left_s - span_s > WAIT_AGAIN_S);
}

uint32_t wait_words(const struct board *board, struct instant now, struct wait_word ret_words[WAIT_LINE_MAX])
{
	const struct center *center = board_center(board);
	struct takers takers = count_takers(board);
	struct line line = { .board = board };
	bool known = is_known(center, takers, now);
	uint32_t words = 0;
	line_up(&line);
	/* Whoever is free takes the first ones up. */
	for (uint32_t place = known ? takers.free : 0; place < line.count; place++) {
		const struct call *call = board_calls(board, line.call[place]);
		uint64_t ends = place - takers.free + 1;
		uint64_t wait_ms = known ? ends * center->spoken_ms / takers.all : 0;
		int64_t span_s = (int64_t)(wait_ms + 999) / 1000;
		if (known && span_s < WAIT_LEAST_S)
			continue;
		span_s = span_s > WAIT_MOST_S ? 0 : span_s;
		if (wait_may_tell(call, now) && is_worth(call, now, span_s))
			ret_words[words++] = (struct wait_word){ line.call[place], (uint32_t)span_s };
	}
	return words;
}
