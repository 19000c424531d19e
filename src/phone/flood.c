/* Counts what comes anew, as a whole and by source, and says when it is a flood and when that is over. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "phone/flood.h"

static bool is_over(const struct instant *on, struct instant now)
{
	return !instant_known(*on) || !instant_before(now, instant_after(*on, span_s(FLOOD_OVER_S)));
}

/* True where this second has more than may be. */
static bool add(struct flood_count *count, uint32_t limit, struct instant now)
{
	int64_t second = now.us / 1000000;
	if (is_over(&count->on, now))
		count->peak = 0;
	count->count = count->second == second ? count->count + 1 : 1;
	count->second = second;
	if (count->count <= limit)
		return false;
	count->on = now;
	if (count->count > count->peak)
		count->peak = count->count;
	return true;
}

static struct flood_source *set_of(struct flood *flood, uint64_t source)
{
	return &flood->source[source % (FLOOD_SOURCES / FLOOD_WAYS) * FLOOD_WAYS];
}

static struct flood_source *find(struct flood *flood, uint64_t source)
{
	struct flood_source *set = set_of(flood, source);
	for (unsigned i = 0; i < FLOOD_WAYS; i++)
		if (set[i].source == source)
			return &set[i];
	return NULL;
}

/* Whoever gives way: first those who do not flood, then whoever wrote longest ago or least. */
static bool quieter(const struct flood_count *a, const struct flood_count *b, struct instant now)
{
	bool a_over = is_over(&a->on, now), b_over = is_over(&b->on, now);
	if (a_over != b_over)
		return a_over;
	return a->second != b->second ? a->second < b->second : a->count < b->count;
}

static struct flood_source *place(struct flood *flood, uint64_t source, struct instant now)
{
	struct flood_source *set = set_of(flood, source), *quietest = set;
	for (unsigned i = 1; i < FLOOD_WAYS; i++)
		if (quieter(&set[i].count, &quietest->count, now))
			quietest = &set[i];
	*quietest = (struct flood_source){ .source = source };
	return quietest;
}

struct flood_source *flood_add(struct flood *flood, uint64_t source, struct instant now)
{
	struct flood_source *from = find(flood, source);
	if (!from)
		from = place(flood, source, now);
	bool flooded = add(&flood->all, FLOOD_PER_S, now);
	flooded = add(&from->count, FLOOD_SOURCE_PER_S, now) || flooded;
	if (flooded)
		flood->on = now;
	if (flood->all.count > flood->most)
		flood->most = flood->all.count;
	return from->count.peak ? from : NULL;
}

bool flood_news(struct flood *flood, struct instant now, uint32_t *ret_number)
{
	if (!instant_known(flood->on))
		return false;
	if (is_over(&flood->on, now)) {
		flood->on = (struct instant){ 0 };
		flood->told = flood->on;
		flood->most = 0;
		*ret_number = 0;
		return true;
	}
	/* A pause within a flood has no news: the last word was that it is on. */
	bool pauses = flood->on.us != now.us;
	if (pauses ||
	    (instant_known(flood->told) && instant_before(now, instant_after(flood->told, span_s(FLOOD_TELL_S)))))
		return false;
	flood->told = now;
	*ret_number = flood->most;
	flood->most = 0;
	return true;
}

struct instant flood_next(const struct flood *flood)
{
	return instant_known(flood->on) ? instant_after(flood->on, span_s(FLOOD_OVER_S)) : flood->on;
}

uint32_t flood_same_body(struct flood *flood, const struct flood_source *source, struct hash128 body, uint64_t ticket)
{
	if (source->call && hash128_same(source->body, body))
		return source->call;
	if (ticket)
		flood->awaited[ticket % FLOOD_AWAITED] = (struct flood_awaited){ ticket, source->source, body };
	return 0;
}

void flood_kept(struct flood *flood, uint64_t ticket, uint32_t call)
{
	struct flood_awaited *awaited = &flood->awaited[ticket % FLOOD_AWAITED];
	if (!ticket || awaited->ticket != ticket)
		return;
	struct flood_source *source = find(flood, awaited->source);
	if (source) {
		source->body = awaited->body;
		source->call = call;
	}
	*awaited = (struct flood_awaited){ 0 };
}
