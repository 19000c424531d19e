/* Rows that come with a command in one compact text: what an incident needs, and which units are recommended. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rows.h"

#include <string.h>

#include "core/need.h"

/* The digits of the largest number of 32 bits. */
#define DIGITS_MAX 10u

/* What is left of a text; wrong once anything in it was. */
struct reader {
	const struct board *board;
	struct bytes rest;
	enum refusal refusal;
};

static void fail(struct reader *reader, enum refusal refusal)
{
	if (reader->refusal == REFUSAL_NONE)
		reader->refusal = refusal;
	reader->rest = bytes_of(NULL, 0);
}

/* Takes what stands before `end`, and that too; the last of a text ends with it. */
static struct bytes take_until(struct reader *reader, char end)
{
	struct bytes all = reader->rest;
	const uint8_t *at = all.length ? memchr(all.at, end, all.length) : NULL;
	size_t length = at ? (size_t)(at - all.at) : all.length;
	size_t taken = at ? length + 1 : length;
	if (!length || (at && taken == all.length))
		fail(reader, REFUSAL_ROWS_WRONG);
	else
		reader->rest = bytes_of(all.at + taken, all.length - taken);
	return bytes_of(all.at, length);
}

static bool is_none(struct bytes word)
{
	return word.length == 1 && word.at[0] == '-';
}

static uint32_t take_number(struct reader *reader, uint32_t most)
{
	struct bytes word = take_until(reader, ' ');
	uint64_t number = 0;
	bool good = word.length && word.length <= DIGITS_MAX && (word.at[0] != '0' || word.length == 1);
	for (size_t i = 0; good && i < word.length; i++) {
		good = word.at[i] >= '0' && word.at[i] <= '9';
		number = number * 10 + (uint64_t)(word.at[i] - '0');
	}
	if (good && number <= most)
		return (uint32_t)number;
	fail(reader, REFUSAL_ROWS_WRONG);
	return 0;
}

/* A word as a string, to be looked up; "", which is nobody's name, if it is too long for one. */
static struct wire_name name_of(struct bytes word)
{
	struct wire_name name = { 0 };
	if (word.length < NAME_BYTES && !memchr(word.at, 0, word.length))
		memcpy(name.text, word.at, word.length);
	return name;
}

static uint32_t capability_of(struct reader *reader, struct bytes word)
{
	uint32_t capability = board_capability_named(reader->board, name_of(word).text);
	if (!capability)
		fail(reader, REFUSAL_UNKNOWN_CAPABILITY);
	return capability;
}

/* Capabilities that are all wanted of one unit. */
static uint64_t read_set(struct reader *reader, struct bytes word)
{
	struct reader set = { .board = reader->board, .rest = word };
	uint64_t mask = 0;
	while (set.rest.length) {
		struct bytes name = take_until(&set, '+');
		if (set.refusal == REFUSAL_NONE)
			mask |= capability_bit(capability_of(&set, name));
	}
	if (set.refusal != REFUSAL_NONE)
		fail(reader, set.refusal);
	return mask;
}

static uint64_t take_set(struct reader *reader)
{
	struct bytes word = take_until(reader, ' ');
	return !word.length || is_none(word) ? 0 : read_set(reader, word);
}

/* Of what stands in, one capability is a bit among the substitutes, several are a set of their own. */
static void take_substitutes(struct reader *reader, struct need *need)
{
	struct bytes word = take_until(reader, ' ');
	if (!word.length || is_none(word))
		return;
	struct reader list = { .board = reader->board, .rest = word };
	unsigned count = 0;
	while (list.rest.length) {
		struct bytes one = take_until(&list, ',');
		uint64_t set = list.refusal == REFUSAL_NONE ? read_set(&list, one) : 0;
		if (!(set & (set - 1)))
			need->substitutes |= set;
		else if (count < NEED_STAND_INS_MAX)
			need->stand_in[count++] = set;
		else
			fail(&list, REFUSAL_ROWS_WRONG);
	}
	if (list.refusal != REFUSAL_NONE)
		fail(reader, list.refusal);
}

static uint8_t take_word(struct reader *reader, enum vocabulary vocabulary)
{
	struct bytes word = take_until(reader, ' ');
	if (!word.length || is_none(word))
		return 0;
	unsigned value = vocabulary_value(vocabulary, name_of(word).text);
	if (!value)
		fail(reader, REFUSAL_ROWS_WRONG);
	return (uint8_t)value;
}

/* One row as a text of its own, with nothing left behind what was read of it. */
static struct reader begin_row(struct reader *rows)
{
	struct bytes row = take_until(rows, ';');
	return (struct reader){ .board = rows->board, .rest = row, .refusal = rows->refusal };
}

static void end_row(struct reader *rows, const struct reader *row)
{
	if (row->refusal != REFUSAL_NONE || row->rest.length)
		fail(rows, row->refusal != REFUSAL_NONE ? row->refusal : REFUSAL_ROWS_WRONG);
}

static struct need read_need(struct reader *row)
{
	struct need need = { .capabilities = take_set(row) };
	need.count = (uint8_t)take_number(row, NEED_COUNT_MAX);
	take_substitutes(row, &need);
	need.crew = (uint8_t)take_number(row, UINT8_MAX);
	need.mode = take_word(row, VOCABULARY_MODE);
	need.span_s = take_number(row, RUNG_SPAN_MAX_S);
	if (!need.count)
		fail(row, REFUSAL_ROWS_WRONG);
	return need;
}

enum refusal rows_read_needs(const struct board *board, struct bytes text, struct need *ret_need, unsigned *ret_count)
{
	struct reader rows = { .board = board, .rest = text };
	struct need need[NEED_ROWS_MAX];
	unsigned count = 0;
	while (rows.rest.length) {
		if (count == NEED_ROWS_MAX)
			return REFUSAL_ROWS_WRONG;
		struct reader row = begin_row(&rows);
		need[count] = read_need(&row);
		end_row(&rows, &row);
		need[count].row = (uint8_t)(count + 1);
		count++;
	}
	if (rows.refusal != REFUSAL_NONE)
		return rows.refusal;
	memcpy(ret_need, need, count * sizeof *need);
	*ret_count = count;
	return REFUSAL_NONE;
}

static struct pick read_pick(struct reader *row, uint32_t incident)
{
	struct pick pick = { .unit = take_number(row, UINT32_MAX) };
	pick.row = (uint8_t)take_number(row, UINT8_MAX);
	pick.eta_s = take_number(row, UINT32_MAX);
	pick.why = take_word(row, VOCABULARY_WHY);
	if (row->refusal == REFUSAL_NONE && !board_units(row->board, pick.unit))
		fail(row, REFUSAL_UNKNOWN_UNIT);
	if (row->refusal == REFUSAL_NONE && pick.row && !need_row(row->board, incident, pick.row))
		fail(row, REFUSAL_ROW_WRONG);
	return pick;
}

enum refusal rows_read_picks(const struct board *board, uint32_t incident, struct bytes text, struct pick *ret_pick,
                             unsigned *ret_count)
{
	struct reader rows = { .board = board, .rest = text };
	struct pick pick[PICKS_MAX];
	unsigned count = 0;
	while (rows.rest.length) {
		if (count == PICKS_MAX)
			return REFUSAL_ROWS_WRONG;
		struct reader row = begin_row(&rows);
		pick[count++] = read_pick(&row, incident);
		end_row(&rows, &row);
	}
	if (rows.refusal != REFUSAL_NONE)
		return rows.refusal;
	memcpy(ret_pick, pick, count * sizeof *pick);
	*ret_count = count;
	return REFUSAL_NONE;
}

/* Whose it is next, and for how long: one whom everybody knows without a number. */
static void read_rung(struct reader *row, struct response_rows *rows)
{
	bool then = bytes_same(take_until(row, ' '), bytes_of_text("then"));
	uint8_t owner = take_word(row, VOCABULARY_OWNER);
	uint32_t span_s = take_number(row, RUNG_SPAN_MAX_S);
	unsigned at = rows->debt[rows->debts - 1].rungs;
	bool known = owner == OWNER_DISPATCHERS || owner == OWNER_SUPERVISORS || owner == OWNER_DUTY_OFFICER ||
	             owner == OWNER_NEIGHBOUR || owner == OWNER_CENTER;
	if (!then || !known || !span_s || at == RUNGS_MAX - 1) {
		fail(row, REFUSAL_ROWS_WRONG);
		return;
	}
	rows->debt[rows->debts - 1].rung[at].owner_kind = owner;
	rows->debt[rows->debts - 1].rung[at].span_s = span_s;
	rows->debt[rows->debts - 1].rungs++;
}

static void read_debt(struct reader *row, struct response_rows *rows)
{
	uint8_t kind = take_word(row, VOCABULARY_OBLIGATION);
	uint32_t span_s = take_number(row, RUNG_SPAN_MAX_S);
	bool again = !kind || !span_s;
	for (unsigned i = 0; i < rows->debts; i++)
		again |= rows->debt[i].kind == kind;
	if (again) {
		fail(row, REFUSAL_ROWS_WRONG);
		return;
	}
	rows->debt[rows->debts].kind = kind;
	rows->debt[rows->debts++].span_s = span_s;
	while (row->rest.length && row->refusal == REFUSAL_NONE)
		read_rung(row, rows);
}

static void read_end(struct reader *row, struct response_rows *rows)
{
	uint8_t end = take_word(row, VOCABULARY_DISPOSITION);
	if (!end || memchr(rows->end, end, rows->ends))
		fail(row, REFUSAL_ROWS_WRONG);
	else
		rows->end[rows->ends++] = end;
}

static void read_card(struct reader *row, struct response_rows *rows)
{
	struct wire_name name = name_of(row->rest);
	if (!*name.text || *rows->card.text)
		fail(row, REFUSAL_ROWS_WRONG);
	rows->card = name;
	row->rest = bytes_of(NULL, 0);
}

enum refusal rows_read_response(const struct board *board, struct bytes text, struct response_rows *ret_rows)
{
	struct reader rows = { .board = board, .rest = text };
	struct response_rows read = { 0 };
	unsigned count = 0;
	while (rows.rest.length) {
		if (count++ == RESPONSE_ROWS_MAX)
			return REFUSAL_ROWS_WRONG;
		struct reader row = begin_row(&rows);
		struct bytes word = take_until(&row, ' ');
		if (bytes_same(word, bytes_of_text("owe")))
			read_debt(&row, &read);
		else if (bytes_same(word, bytes_of_text("end")))
			read_end(&row, &read);
		else if (bytes_same(word, bytes_of_text("card")))
			read_card(&row, &read);
		else
			fail(&row, REFUSAL_ROWS_WRONG);
		end_row(&rows, &row);
	}
	if (rows.refusal == REFUSAL_NONE)
		*ret_rows = read;
	return rows.refusal;
}
