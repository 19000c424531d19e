/* Gathers a resolution's rows into those of a board, and writes them as apply_card takes them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "control/card.h"

#include <inttypes.h>
#include <string.h>

/* What the board keeps of a row, its count apart. */
static struct need kept_of(const struct requirement *need, uint32_t span_s)
{
	struct need kept = {
		.capabilities = need->capabilities, .crew = need->crew, .mode = need->mode, .span_s = span_s
	};
	unsigned sets = 0;
	for (unsigned i = 0; i < need->substitutes; i++) {
		uint64_t set = need->substitute[i].capabilities;
		if (!(set & (set - 1)))
			kept.substitutes |= set;
		else
			kept.stand_in[sets++] = set;
	}
	return kept;
}
_Static_assert(PLAN_SUBSTITUTES_MAX <= NEED_STAND_INS_MAX, "each substitute of a plan has its place");

static bool same_kind(const struct need *a, const struct need *b)
{
	return a->capabilities == b->capabilities && a->substitutes == b->substitutes && a->crew == b->crew &&
	       a->mode == b->mode && memcmp(a->stand_in, b->stand_in, sizeof a->stand_in) == 0;
}

static void add(struct card_rows *card, struct card_row row)
{
	const struct need kept = kept_of(&row.need, 0);
	unsigned left = row.need.count;
	for (unsigned i = 0; i < card->rows && left; i++) {
		const struct need other = kept_of(&card->row[i].need, 0);
		unsigned room = NEED_COUNT_MAX - card->row[i].need.count;
		unsigned more = left < room ? left : room;
		if (!same_kind(&kept, &other) || card->row[i].need.within_s != row.need.within_s)
			continue;
		card->row[i].need.count = (uint16_t)(card->row[i].need.count + more);
		left -= more;
	}
	while (left && card->rows < NEED_ROWS_MAX - 1) {
		row.need.count = (uint16_t)(left < NEED_COUNT_MAX ? left : NEED_COUNT_MAX);
		left -= row.need.count;
		card->row[card->rows++] = row;
	}
	if (!left)
		return;
	/* The last row of all takes what finds no place, whatever it was. */
	struct card_row *last = &card->row[NEED_ROWS_MAX - 1];
	if (card->rows < NEED_ROWS_MAX) {
		*last = row;
		last->need = (struct requirement){ .mode = row.need.mode, .line = row.need.line };
		card->rows = NEED_ROWS_MAX;
	}
	unsigned count = last->need.count + left;
	last->need.count = (uint16_t)(count < NEED_COUNT_MAX ? count : NEED_COUNT_MAX);
}

void card_open(const struct scene *scene, uint32_t incident, struct instant at, struct card_rows *ret_card)
{
	struct card_rows *card = ret_card;
	*card = (struct card_rows){ .question = scene_question(scene, incident, at) };
	resolve_question(&scene->plan->plan, &card->question, &card->resolution);
	for (unsigned i = 0; i < card->resolution.rows; i++) {
		const struct resolved_row *from = &card->resolution.row[i];
		struct card_row row = { *from->need, from->card, from->alarm };
		row.need.capabilities = scene_mask(scene, row.need.capabilities);
		for (unsigned k = 0; k < row.need.substitutes; k++)
			row.need.substitute[k].capabilities = scene_mask(scene, row.need.substitute[k].capabilities);
		add(card, row);
	}
}

const struct card_row *card_row_of(const struct card_rows *card, const struct need *need)
{
	/* The one in its place goes before one that is alike: they may differ in the time that is wanted. */
	for (unsigned i = 0; i <= card->rows; i++) {
		unsigned row = i ? i - 1 : need->row - 1u;
		if (row >= card->rows)
			continue;
		const struct need kept = kept_of(&card->row[row].need, 0);
		if (same_kind(&kept, need))
			return &card->row[row];
	}
	return NULL;
}

bool card_stands(const struct scene *scene, uint32_t incident, const struct card_rows *card)
{
	unsigned row = 0;
	uint32_t number = board_incidents(scene->board, incident)->first_need;
	for (; number; number = board_needs(scene->board, number)->next_of_incident, row++) {
		const struct need *is = board_needs(scene->board, number);
		if (row >= card->rows && is->count)
			return false;
		if (row >= card->rows)
			continue;
		const struct need kept = kept_of(&card->row[row].need, 0);
		if (!same_kind(&kept, is) || is->count != card->row[row].need.count ||
		    is->span_s != card->resolution.crew_check_s)
			return false;
	}
	return row >= card->rows;
}

/* Names joined by +, or - for none. */
static enum status write_set(const struct board *board, uint64_t set, struct buffer *rows)
{
	enum status status = set ? STATUS_OK : buffer_append_text(rows, "-");
	const char *plus = "";
	for (uint32_t number = 1; status == STATUS_OK && set && number <= CAPABILITIES_MAX; number++) {
		if (!(set & capability_bit(number)))
			continue;
		status = buffer_print(rows, "%s%s", plus, board_capabilities(board, number)->name.text);
		plus = "+";
	}
	return status;
}

static enum status write_row(const struct scene *scene, const struct requirement *need, uint32_t span_s,
                             struct buffer *rows)
{
	const char *mode = vocabulary_name(VOCABULARY_MODE, need->mode);
	enum status status = write_set(scene->board, need->capabilities, rows);
	if (status == STATUS_OK)
		status = buffer_print(rows, " %u %s", need->count, need->substitutes ? "" : "-");
	for (unsigned i = 0; status == STATUS_OK && i < need->substitutes; i++) {
		status = i ? buffer_append_text(rows, ",") : STATUS_OK;
		if (status == STATUS_OK)
			status = write_set(scene->board, need->substitute[i].capabilities, rows);
	}
	return status == STATUS_OK ? buffer_print(rows, " %u %s %" PRIu32, need->crew, mode ? mode : "-", span_s)
	                           : status;
}

enum status card_write(const struct scene *scene, const struct card_rows *card, struct buffer *rows)
{
	enum status status = STATUS_OK;
	for (unsigned i = 0; status == STATUS_OK && i < card->rows; i++) {
		status = i ? buffer_append_text(rows, ";") : STATUS_OK;
		if (status == STATUS_OK)
			status = write_row(scene, &card->row[i].need, card->resolution.crew_check_s, rows);
	}
	return status;
}
