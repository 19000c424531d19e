/* Fills the rows: of each row the cheapest units, and among these the cheapest way that fills all. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdlib.h>

#include "dispatch/matching.h"
#include "dispatch/propose_inside.h"

/* What outweighs what, each more than all that is below it can sum to over PLAN_SLOTS_MAX (2^8) places. */
#define DOUBTFUL ((matching_sum)1 << (RULE_COST_BITS + 8))
#define NEW ((matching_sum)1 << (RULE_COST_BITS + 17))
#define EARLIER_ROW ((matching_sum)1 << (RULE_COST_BITS + 26))
#define EMPTY ((matching_sum)1 << (RULE_COST_BITS + 43))
#define NEVER ((matching_sum)1 << (RULE_COST_BITS + 60))
/* Below the arrival: numbers of units, under 2^20, times weights of rows, at most 2^7, over 2^8 places. */
#define ARRIVAL_SHIFT 35
_Static_assert(UNITS_MAX < 1u << 20 && PLAN_ROWS_MAX <= 1u << 7 && PLAN_SLOTS_MAX <= 1u << 8, "prices stay whole");

/* One way to fill a place of a row. */
struct offer {
	struct price price;
	uint32_t candidate;
	uint8_t substitute;
};

struct lineup {
	struct offer *best; /* [row * slots + rank], the cheapest first */
	unsigned *offers;   /* of each row */
	uint16_t *row_of;   /* of each slot */
	unsigned slots;
	uint32_t *columns;   /* leaders of crews that are in any row's best */
	uint32_t *column_of; /* of each candidate; PROPOSE_NOWHERE */
	unsigned column_count;
	struct price *prices; /* [row * (columns + slots) + column] */
	uint32_t *chosen;     /* of each slot its column */
};

static struct price price_of(const struct proposal *proposal, uint32_t index, unsigned row, unsigned substitute)
{
	const struct request *request = proposal->request;
	const struct candidate *candidate = &request->candidates[index];
	const struct standing *standing = &proposal->standings[index];
	const struct requirement *need = request->rows[row];
	uint64_t arrival = standing->arrival + propose_penalty(proposal, need, substitute);
	unsigned weight = request->row_count - row;
	uint64_t within_s = need->within_s ? need->within_s : request->settings->target_s;
	const struct rule_view view = { arrival, within_s * request->ticks_per_s, standing->loss,
		                        request->coverage && candidate->place != PROPOSE_NOWHERE };
	assert(arrival < (uint64_t)1 << 33);
	struct price price = { 0 };
	if (!candidate->assigned) {
		uint64_t cost = proposal->out->rule->cost(&view);
		assert(cost < (uint64_t)1 << RULE_COST_BITS);
		price.major = NEW + (standing->stale ? DOUBTFUL : 0) + (matching_sum)cost;
	}
	price.minor = ((matching_sum)(arrival * weight) << ARRIVAL_SHIFT) + (matching_sum)candidate->unit * weight;
	return price;
}

/* The best that a crew can offer a row, with whichever of its units. */
static bool crew_offer(const struct proposal *proposal, uint32_t leader, unsigned row, struct offer *ret_offer)
{
	bool found = false;
	for (uint32_t index = leader; index != PROPOSE_NOWHERE; index = proposal->standings[index].next) {
		unsigned substitute;
		if (proposal->standings[index].reason ||
		    propose_fit(proposal->request->rows[row], &proposal->request->candidates[index], &substitute) !=
		        FIT_GOOD)
			continue;
		struct offer offer = { price_of(proposal, index, row, substitute), index, (uint8_t)substitute };
		if (!found || price_less(offer.price, ret_offer->price))
			*ret_offer = offer;
		found = true;
		proposal->out->suitable[row]++;
	}
	return found;
}

/* Keeps as many of the cheapest as there are slots: a dearer one is never needed, for one of these is free. */
static void keep_best(struct lineup *lineup, unsigned row, const struct offer *offer)
{
	struct offer *best = lineup->best + (size_t)row * lineup->slots;
	unsigned at = lineup->offers[row];
	if (at == lineup->slots && !price_less(offer->price, best[at - 1].price))
		return;
	if (at < lineup->slots)
		lineup->offers[row]++;
	else
		at--;
	for (; at > 0 && price_less(offer->price, best[at - 1].price); at--)
		best[at] = best[at - 1];
	best[at] = *offer;
}

static bool lineup_open(const struct request *request, struct lineup *lineup)
{
	for (unsigned row = 0; row < request->row_count; row++)
		lineup->slots += request->rows[row]->count;
	assert(lineup->slots <= PLAN_SLOTS_MAX);
	size_t slots = lineup->slots ? lineup->slots : 1, rows = request->row_count ? request->row_count : 1;
	size_t count = request->count ? request->count : 1;
	size_t columns = count < rows * slots ? count : rows * slots;
	lineup->best = calloc(rows * slots, sizeof *lineup->best);
	lineup->offers = calloc(rows, sizeof *lineup->offers);
	lineup->row_of = calloc(slots, sizeof *lineup->row_of);
	lineup->columns = calloc(columns, sizeof *lineup->columns);
	lineup->column_of = malloc(count * sizeof *lineup->column_of);
	lineup->chosen = calloc(slots, sizeof *lineup->chosen);
	if (!lineup->best || !lineup->offers || !lineup->row_of || !lineup->columns || !lineup->column_of ||
	    !lineup->chosen)
		return false;
	for (size_t i = 0; i < count; i++)
		lineup->column_of[i] = PROPOSE_NOWHERE;
	unsigned slot = 0;
	for (unsigned row = 0; row < request->row_count; row++)
		for (unsigned i = 0; i < request->rows[row]->count; i++)
			lineup->row_of[slot++] = (uint16_t)row;
	return true;
}

static void lineup_close(struct lineup *lineup)
{
	free(lineup->best);
	free(lineup->offers);
	free(lineup->row_of);
	free(lineup->columns);
	free(lineup->column_of);
	free(lineup->prices);
	free(lineup->chosen);
}

static void gather(const struct proposal *proposal, struct lineup *lineup)
{
	const struct request *request = proposal->request;
	for (uint32_t i = 0; i < request->count; i++)
		for (unsigned row = 0; proposal->standings[i].leader == i && row < request->row_count; row++) {
			struct offer offer;
			if (crew_offer(proposal, i, row, &offer))
				keep_best(lineup, row, &offer);
		}
}

/* A column for each crew that is wanted, and one for each slot that says "nobody". */
static bool lay_out(const struct proposal *proposal, struct lineup *lineup)
{
	const struct request *request = proposal->request;
	for (unsigned row = 0; row < request->row_count; row++)
		for (unsigned i = 0; i < lineup->offers[row]; i++) {
			uint32_t candidate = lineup->best[(size_t)row * lineup->slots + i].candidate;
			uint32_t leader = proposal->standings[candidate].leader;
			if (lineup->column_of[leader] == PROPOSE_NOWHERE) {
				lineup->column_of[leader] = lineup->column_count;
				lineup->columns[lineup->column_count++] = leader;
			}
		}
	size_t columns = (size_t)lineup->column_count + lineup->slots;
	assert(columns && request->row_count);
	lineup->prices = malloc(request->row_count * columns * sizeof *lineup->prices);
	if (!lineup->prices)
		return false;
	for (unsigned row = 0; row < request->row_count; row++) {
		struct price *prices = lineup->prices + row * columns;
		for (unsigned column = 0; column < lineup->column_count; column++)
			prices[column] = (struct price){ NEVER, 0 };
		for (unsigned slot = 0; slot < lineup->slots; slot++)
			prices[lineup->column_count + slot] =
			    (struct price){ EMPTY + EARLIER_ROW * (request->row_count - row), 0 };
		for (unsigned i = 0; i < lineup->offers[row]; i++) {
			const struct offer *offer = &lineup->best[(size_t)row * lineup->slots + i];
			prices[lineup->column_of[proposal->standings[offer->candidate].leader]] = offer->price;
		}
	}
	return true;
}

static const struct offer *offer_of(const struct proposal *proposal, const struct lineup *lineup, unsigned row,
                                    uint32_t leader)
{
	const struct offer *offer = lineup->best + (size_t)row * lineup->slots;
	while (proposal->standings[offer->candidate].leader != leader)
		offer++;
	return offer;
}

/* Puts a pick where it belongs: rows first to last, in each the soonest first, then the lower number. */
static void add_pick(const struct proposal *proposal, struct choice pick)
{
	struct recommendation *out = proposal->out;
	const struct standing *standings = proposal->standings;
	const struct candidate *candidates = proposal->request->candidates;
	unsigned at = out->pick_count++;
	for (; at > 0; at--) {
		const struct choice *before = &out->picks[at - 1];
		uint64_t theirs = standings[before->candidate].arrival, ours = standings[pick.candidate].arrival;
		if (before->row < pick.row ||
		    (before->row == pick.row &&
		     (theirs < ours ||
		      (theirs == ours && candidates[before->candidate].unit < candidates[pick.candidate].unit))))
			break;
		out->picks[at] = *before;
	}
	out->picks[at] = pick;
}

static void take_up(const struct proposal *proposal, const struct lineup *lineup)
{
	for (unsigned slot = 0; slot < lineup->slots; slot++) {
		uint16_t row = lineup->row_of[slot];
		if (lineup->chosen[slot] >= lineup->column_count) {
			proposal->out->missing[row]++;
			continue;
		}
		const struct offer *offer = offer_of(proposal, lineup, row, lineup->columns[lineup->chosen[slot]]);
		const struct standing *standing = &proposal->standings[offer->candidate];
		add_pick(proposal,
		         (struct choice){ .arrival_ms = propose_ms(proposal, standing->arrival),
		                          .candidate = offer->candidate,
		                          .row = row,
		                          .substitute = offer->substitute,
		                          .assigned = proposal->request->candidates[offer->candidate].assigned,
		                          .stale = standing->stale });
	}
}

enum status propose_match(struct proposal *proposal)
{
	struct lineup lineup = { 0 };
	enum status status = STATUS_MEMORY;
	if (!lineup_open(proposal->request, &lineup))
		goto out;
	gather(proposal, &lineup);
	if (lineup.slots) {
		if (!lay_out(proposal, &lineup))
			goto out;
		status = matching_find(lineup.prices, lineup.row_of, lineup.slots, lineup.column_count + lineup.slots,
		                       lineup.chosen);
		if (status != STATUS_OK)
			goto out;
	}
	take_up(proposal, &lineup);
	status = STATUS_OK;
out:
	lineup_close(&lineup);
	return status;
}
