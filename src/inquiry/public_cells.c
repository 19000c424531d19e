/* The month's calls are counted, laid out as one network, hidden together, and only then told. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/public_cells.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "audit/factors.h"
#include "audit/selection.h"
#include "audit/suppress.h"
#include "inquiry/spec.h"

#define NO_ROW UINT32_MAX

static const struct {
	const char *name, *words;
} fates[PUBLIC_FATES] = {
#define FATE(NAME, FILE, WORDS) [PUBLIC_##NAME] = { FILE, WORDS },
	PUBLIC_FATE_LIST(FATE)
#undef FATE
};

static const enum docket_word words_of[PUBLIC_TABLES] = {
	[PUBLIC_DISTRICTS] = DOCKET_AREA, [PUBLIC_TYPES] = DOCKET_TYPE
};

const char *public_fate_name(enum public_fate fate)
{
	assert(fate < PUBLIC_FATES);
	return fates[fate].name;
}

const char *public_fate_words(enum public_fate fate)
{
	assert(fate < PUBLIC_FATES);
	return fates[fate].words;
}

/* ---- counting ---- */

struct counting {
	struct public_cells *cells;
	const struct docket *docket;
	struct selection selection;
	int64_t from_day, to_day;
	uint32_t *row_of[PUBLIC_TABLES]; /* by word */
	int32_t **came_ms;               /* by district: of those that a unit reached, once they are counted */
	uint64_t *came;
};

static bool reached(const struct docket_segment *segment, size_t at)
{
	int32_t came_ms = segment->after_ms[DOCKET_ON_SCENE][at];
	return came_ms != DOCKET_NEVER && (came_ms >= 0 || segment->flags[at] & DOCKET_JOINED);
}

static enum public_fate fate_of(const struct counting *counting, const struct docket_segment *segment, size_t at)
{
	int32_t came_ms = segment->after_ms[DOCKET_ON_SCENE][at];
	bool tells = counting->docket->recorded >> DOCKET_ANSWERED & 1u;
	if (reached(segment, at))
		return came_ms <= (int32_t)counting->cells->target_s * 1000 ? PUBLIC_WITHIN : PUBLIC_LATER;
	if (came_ms != DOCKET_NEVER || segment->outcome[at] == DOCKET_IS_SERVED)
		return PUBLIC_UNRECORDED;
	if (segment->outcome[at] == DOCKET_IS_OPEN)
		return PUBLIC_OPEN;
	return tells && segment->after_ms[DOCKET_ANSWERED][at] == DOCKET_NEVER ? PUBLIC_NEVER_ANSWERED : PUBLIC_NO_UNIT;
}

static bool is_told(const struct counting *counting, const struct docket_segment *segment, size_t at, size_t call)
{
	uint32_t second;
	if (counting->selection.fate[call] != CALL_IS_KEPT)
		return false;
	int64_t day = docket_day(counting->docket, segment->contact_ms[at], &second);
	return day >= counting->from_day && day < counting->to_day;
}

/* Tells each call of the month, in the docket's order. */
static void visit(struct counting *counting,
                  void (*take)(struct counting *counting, const struct docket_segment *segment, size_t at))
{
	const struct docket *docket = counting->docket;
	size_t call = 0;
	for (size_t i = 0; i < docket->segments; i++)
		for (size_t at = 0; at < docket->segment[i].calls; at++)
			if (is_told(counting, &docket->segment[i], at, call++))
				take(counting, &docket->segment[i], at);
}

static void take_words(struct counting *counting, const struct docket_segment *segment, size_t at)
{
	for (unsigned table = 0; table < PUBLIC_TABLES; table++)
		counting->row_of[table][segment->word[words_of[table]][at]] = 0;
	counting->cells->all.count[PUBLIC_CALLS]++;
}

static void take_fate(struct counting *counting, const struct docket_segment *segment, size_t at)
{
	enum public_fate fate = fate_of(counting, segment, at);
	counting->cells->all.count[fate]++;
	for (unsigned table = 0; table < PUBLIC_TABLES; table++) {
		uint32_t row = counting->row_of[table][segment->word[words_of[table]][at]];
		counting->cells->row[table][row].count[fate]++;
		counting->cells->row[table][row].count[PUBLIC_CALLS]++;
	}
}

static int by_name(const void *a, const void *b)
{
	const struct public_row *one = a, *other = b;
	return strcmp(one->name, other->name);
}

/* A row for each word that occurs; the docket has each word once, so that names are different. */
static enum status make_rows(struct counting *counting, enum public_table table)
{
	struct public_cells *cells = counting->cells;
	uint32_t *row_of = counting->row_of[table], rows = 0;
	for (uint32_t word = 0; word < counting->docket->word_count; word++)
		rows += row_of[word] != NO_ROW;
	cells->row[table] = calloc((size_t)rows + 1, sizeof *cells->row[table]);
	if (!cells->row[table])
		return STATUS_MEMORY;
	cells->rows[table] = rows;
	rows = 0;
	for (uint32_t word = 0; word < counting->docket->word_count; word++)
		if (row_of[word] != NO_ROW)
			cells->row[table][rows++].name = counting->docket->words[word];
	qsort(cells->row[table], rows, sizeof *cells->row[table], by_name);
	for (uint32_t word = 0; word < counting->docket->word_count; word++) {
		struct public_row wanted = { .name = counting->docket->words[word] };
		const struct public_row *row =
		    row_of[word] == NO_ROW ? NULL : bsearch(&wanted, cells->row[table], rows, sizeof wanted, by_name);
		row_of[word] = row ? (uint32_t)(row - cells->row[table]) : NO_ROW;
	}
	return STATUS_OK;
}

static enum status count_calls(struct counting *counting)
{
	const struct selection_criteria criteria = selection_all();
	enum status status = selection_make(counting->docket, &criteria, &counting->selection);
	for (unsigned table = 0; table < PUBLIC_TABLES && status == STATUS_OK; table++) {
		size_t words = (size_t)counting->docket->word_count + 1;
		counting->row_of[table] = malloc(words * sizeof *counting->row_of[table]);
		status = counting->row_of[table] ? STATUS_OK : STATUS_MEMORY;
		for (size_t i = 0; i < words && status == STATUS_OK; i++)
			counting->row_of[table][i] = NO_ROW;
	}
	if (status != STATUS_OK)
		return status;
	visit(counting, take_words);
	if (!counting->cells->all.count[PUBLIC_CALLS])
		return STATUS_MISSING;
	for (unsigned table = 0; table < PUBLIC_TABLES && status == STATUS_OK; table++)
		status = make_rows(counting, (enum public_table)table);
	if (status == STATUS_OK)
		visit(counting, take_fate);
	return status;
}

/* ---- hiding ---- */

/* Of the network: all calls go from IN to OUT, on to the districts, from each to the fates, through a fate's two nodes (which
 * is its total), on to the kinds of call, and so back to IN. */
enum node { NODE_IN, NODE_OUT, NODE_FATES, NODE_ROWS = NODE_FATES + 2 * PUBLIC_FATES };

static uint32_t before(unsigned fate)
{
	return NODE_FATES + 2 * fate;
}

/* Lays a row's counts out as cells, or brings back what was hidden; tells how many there are. */
static size_t row_cells(struct public_row *row, uint32_t node, enum public_table table, struct suppress_cell *cell,
                        bool back)
{
	bool first = table == PUBLIC_DISTRICTS;
	for (unsigned i = 0; i <= PUBLIC_FATES; i++) {
		if (back)
			row->hidden[i] = cell[i].hidden;
		else if (i == PUBLIC_CALLS)
			cell[i] = (struct suppress_cell){ first ? NODE_OUT : node, first ? node : NODE_IN,
				                          row->count[i], false };
		else
			cell[i] = (struct suppress_cell){ first ? node : before(i) + 1, first ? before(i) : node,
				                          row->count[i], false };
	}
	return PUBLIC_FATES + 1;
}

static size_t all_cells(struct public_row *all, struct suppress_cell *cell, bool back)
{
	for (unsigned i = 0; i <= PUBLIC_FATES; i++) {
		if (back)
			all->hidden[i] = cell[i].hidden;
		else if (i == PUBLIC_CALLS)
			cell[i] = (struct suppress_cell){ NODE_IN, NODE_OUT, all->count[i], false };
		else
			cell[i] = (struct suppress_cell){ before(i), before(i) + 1, all->count[i], false };
	}
	return PUBLIC_FATES + 1;
}

static size_t exchange(struct public_cells *cells, struct suppress_cell *cell, bool back)
{
	size_t count = all_cells(&cells->all, cell, back);
	uint32_t node = NODE_ROWS;
	for (unsigned table = 0; table < PUBLIC_TABLES; table++)
		for (uint32_t i = 0; i < cells->rows[table]; i++)
			count += row_cells(&cells->row[table][i], node++, (enum public_table)table, cell + count, back);
	return count;
}

static enum status hide(struct public_cells *cells)
{
	size_t rows = 1 + (size_t)cells->rows[PUBLIC_DISTRICTS] + cells->rows[PUBLIC_TYPES];
	struct suppress_cell *cell = calloc(rows * (PUBLIC_FATES + 1), sizeof *cell);
	if (!cell)
		return STATUS_MEMORY;
	size_t count = exchange(cells, cell, false);
	enum status status = suppress_cells(cell, count, NODE_ROWS + (uint32_t)rows - 1, SUPPRESS_MOST);
	if (status == STATUS_OK)
		(void)exchange(cells, cell, true);
	free(cell);
	return status;
}

/* ---- curves ---- */

static bool is_whole(const struct public_row *row)
{
	for (unsigned i = 0; i <= PUBLIC_FATES; i++)
		if (row->hidden[i])
			return false;
	return true;
}

static bool has_curve(const struct public_row *row)
{
	return is_whole(row) && row->count[PUBLIC_CALLS] >= PUBLIC_CURVE_CALLS;
}

static void take_came(struct counting *counting, const struct docket_segment *segment, size_t at)
{
	uint32_t row = counting->row_of[PUBLIC_DISTRICTS][segment->word[DOCKET_AREA][at]];
	if (counting->came_ms[row] && reached(segment, at))
		counting->came_ms[row][counting->came[row]++] = segment->after_ms[DOCKET_ON_SCENE][at];
}

static int by_size(const void *a, const void *b)
{
	const int32_t *one = a, *other = b;
	return (*one > *other) - (*one < *other);
}

/* Whether what is told by a further point is no small count, neither before it nor after it. */
static bool may_tell(uint64_t last, uint64_t calls, uint64_t next)
{
	return calls > last + SUPPRESS_MOST && (calls == next || calls + SUPPRESS_MOST < next);
}

/* The table tells how many were there by the target and ever, so that the steps keep away from those two as well. */
static void draw_curve(struct public_cells *cells, uint32_t at, const int32_t *came_ms, uint64_t came)
{
	const struct public_row *row = &cells->row[PUBLIC_DISTRICTS][at];
	uint64_t last = 0, calls = 0, within = row->count[PUBLIC_WITHIN];
	bool past = false;
	for (uint32_t s = PUBLIC_CURVE_GRID_S; s <= PUBLIC_CURVE_END_S; s += PUBLIC_CURVE_GRID_S) {
		if (!past && s >= cells->target_s) {
			past = true;
			last = within;
			cells->point[cells->points++] = (struct public_point){ at, cells->target_s, within };
		}
		while (calls < came && came_ms[calls] <= (int32_t)s * 1000)
			calls++;
		if (s == cells->target_s || !may_tell(last, calls, past ? came : within))
			continue;
		cells->point[cells->points++] = (struct public_point){ at, s, calls };
		last = calls;
	}
}

static enum status draw_curves(struct counting *counting)
{
	struct public_cells *cells = counting->cells;
	uint32_t rows = cells->rows[PUBLIC_DISTRICTS];
	size_t most = PUBLIC_CURVE_END_S / PUBLIC_CURVE_GRID_S + 1;
	enum status status = STATUS_OK;
	counting->came_ms = calloc((size_t)rows + 1, sizeof *counting->came_ms);
	counting->came = calloc((size_t)rows + 1, sizeof *counting->came);
	cells->point = calloc((size_t)rows + 1, most * sizeof *cells->point);
	if (!counting->came_ms || !counting->came || !cells->point)
		return STATUS_MEMORY;
	for (uint32_t i = 0; i < rows && status == STATUS_OK; i++)
		if (has_curve(&cells->row[PUBLIC_DISTRICTS][i])) {
			const uint64_t *count = cells->row[PUBLIC_DISTRICTS][i].count;
			counting->came_ms[i] = calloc(count[PUBLIC_CALLS], sizeof **counting->came_ms);
			status = counting->came_ms[i] ? STATUS_OK : STATUS_MEMORY;
		}
	if (status != STATUS_OK)
		return status;
	visit(counting, take_came);
	for (uint32_t i = 0; i < rows; i++)
		if (counting->came_ms[i]) {
			qsort(counting->came_ms[i], counting->came[i], sizeof **counting->came_ms, by_size);
			draw_curve(cells, i, counting->came_ms[i], counting->came[i]);
		}
	return STATUS_OK;
}

/* ---- a month ---- */

/* YYYY-MM as its first day and the first one after it. */
static bool read_month(const char *month, int64_t *ret_from, int64_t *ret_to)
{
	char day[PUBLIC_FAULT_BYTES];
	if (strlen(month) != 7 || month[4] != '-')
		return false;
	(void)snprintf(day, sizeof day, "%s-01", month);
	if (!instant_day_read(day, ret_from))
		return false;
	unsigned long year = strtoul(month, NULL, 10), number = strtoul(month + 5, NULL, 10);
	(void)snprintf(day, sizeof day, "%04lu-%02lu-01", number == 12 ? year + 1 : year, number % 12 + 1);
	return instant_day_read(day, ret_to);
}

static void close_counting(struct counting *counting)
{
	for (uint32_t i = 0; counting->came_ms && i < counting->cells->rows[PUBLIC_DISTRICTS]; i++)
		free(counting->came_ms[i]);
	free(counting->came_ms);
	free(counting->came);
	for (unsigned table = 0; table < PUBLIC_TABLES; table++)
		free(counting->row_of[table]);
	selection_close(&counting->selection);
}

enum status public_cells_make(const struct docket *docket, const char *month, uint32_t target_s,
                              struct public_cells *ret_cells, char fault[PUBLIC_FAULT_BYTES])
{
	struct public_cells made = { .docket = docket, .target_s = target_s };
	struct counting counting = { .cells = &made, .docket = docket };
	uint32_t second;
	assert(target_s && target_s <= PUBLIC_TARGET_MAX_S);
	if (!read_month(month, &counting.from_day, &counting.to_day)) {
		(void)snprintf(fault, PUBLIC_FAULT_BYTES, "a month is wanted as YYYY-MM, as 2026-05");
		return STATUS_MALFORMED;
	}
	(void)snprintf(made.month, sizeof made.month, "%.7s", month);
	if (docket_day(docket, docket->until_ms, &second) < counting.to_day) {
		(void)snprintf(fault, PUBLIC_FAULT_BYTES,
		               "the record does not go past %s yet: it is told when it is over", made.month);
		return STATUS_MISSING;
	}
	enum status status = count_calls(&counting);
	if (status == STATUS_MISSING)
		(void)snprintf(fault, PUBLIC_FAULT_BYTES, "the record has no calls of %s", made.month);
	if (status == STATUS_OK)
		status = hide(&made);
	if (status == STATUS_OK)
		status = draw_curves(&counting);
	close_counting(&counting);
	if (status == STATUS_OK)
		*ret_cells = made;
	else
		public_cells_close(&made);
	return status;
}

void public_cells_close(struct public_cells *cells)
{
	for (unsigned table = 0; table < PUBLIC_TABLES; table++)
		free(cells->row[table]);
	free(cells->point);
	*cells = (struct public_cells){ 0 };
}
