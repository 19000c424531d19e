/* A period of ours as periods of i3: by fixed offsets, each within one day, each with an end. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "policy/plain_inside.h"

static const char *const weekday_names[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };
#define WEEKDAYS (sizeof weekday_names / sizeof *weekday_names)
#define DAY_S 86400

/* "2026-03-29T03:00:00+02:00": a moment by the clock of that offset. */
static json_t *moment(struct instant at, int32_t offset_s)
{
	char text[INSTANT_TEXT_BYTES + 8];
	struct instant local = instant_after(at, span_s(offset_s));
	int32_t minutes = abs(offset_s) / 60;
	(void)instant_write(local, text);
	char *end = strpbrk(text, ".Z"); /* whole seconds, and the clock behind them */
	if (!end)
		return NULL;
	(void)snprintf(end, sizeof text - (size_t)(end - text), "%c%02d:%02d", offset_s < 0 ? '-' : '+', minutes / 60,
	               minutes % 60);
	return json_string(text);
}

static json_t *clock_text(int32_t second)
{
	return json_sprintf("%02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60);
}

static json_t *weekdays_text(uint8_t days)
{
	char text[3 * WEEKDAYS + 1] = "";
	for (unsigned day = 0; day < WEEKDAYS; day++)
		if (days >> day & 1u)
			(void)snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", *text ? "," : "",
			               weekday_names[day]);
	return json_string(text);
}

/* One piece: dates by one offset, hours of one day. */
static void add_piece(struct exporting *e, json_t *pieces, const struct period *period, int32_t offset_s)
{
	json_t *piece = json_object();
	bool good = piece && json_object_set_new(piece, "conditionType", json_string("TimePeriodCondition")) == 0 &&
	            json_object_set_new(piece, "dateStart", moment(period->from, offset_s)) == 0 &&
	            json_object_set_new(piece, "dateEnd", moment(instant_after(period->to, span_s(-1)), offset_s)) == 0;
	if (good && (period->day_from_s > 0 || period->day_to_s < DAY_S))
		good = json_object_set_new(piece, "timeStart", clock_text(period->day_from_s)) == 0;
	if (good && period->day_to_s < DAY_S)
		good = json_object_set_new(piece, "timeEnd", clock_text(period->day_to_s)) == 0;
	if (good && period->weekdays != 127)
		good = json_object_set_new(piece, "weekdayList", weekdays_text(period->weekdays)) == 0;
	if (json_array_size(pieces) >= PLAIN_PIECES_MAX) {
		prr_problem(&e->reading,
		            "is more than %u periods by fixed offsets; let it end sooner, or say a nearer --until",
		            PLAIN_PIECES_MAX);
		(void)prr_trouble(&e->reading, STATUS_LIMIT);
	}
	if (!good || json_array_append(pieces, piece) != 0)
		(void)prr_trouble(&e->reading, STATUS_MEMORY);
	json_decref(piece);
}

/* Over midnight it is two: the evening, and the small hours of the day after. */
static void add_span(struct exporting *e, json_t *pieces, const struct period *span, int32_t offset_s)
{
	struct period part = *span;
	if (offset_s % 60) {
		prr_problem(&e->reading, "its clock is %" PRId32 " s from UTC then, which i3 cannot write", offset_s);
		return;
	}
	if (span->day_from_s < span->day_to_s) {
		add_piece(e, pieces, span, offset_s);
		return;
	}
	part.day_to_s = DAY_S;
	add_piece(e, pieces, &part, offset_s);
	part.day_from_s = 0;
	part.day_to_s = span->day_to_s;
	part.weekdays = (uint8_t)((span->weekdays << 1 | span->weekdays >> 6) & 127u);
	if (part.day_to_s > 0)
		add_piece(e, pieces, &part, offset_s);
}

json_t *plain_periods(struct exporting *e, const json_t *condition)
{
	struct reading *r = &e->reading;
	json_t *pieces = json_array();
	uint32_t which = prr_take_period(r, condition);
	if (which == UINT32_MAX || !pieces)
		return pieces;
	struct period whole = r->period[which];
	const struct tz *tz = r->tz[whole.tz];
	bool changes = tz_next_change(tz, e->terms->from).us < e->terms->until.us;
	if (whole.to.us == INSTANT_MAX_US || changes || whole.from.us == INSTANT_MIN_US) {
		e->cut = true;
		if (whole.from.us < e->terms->from.us)
			whole.from = e->terms->from;
		if (whole.to.us > e->terms->until.us)
			whole.to = e->terms->until;
	}
	struct period span = whole;
	while (span.from.us < whole.to.us && r->status == STATUS_OK) {
		struct instant change = tz_next_change(tz, span.from);
		span.to = change.us < whole.to.us ? change : whole.to;
		add_span(e, pieces, &span, tz_offset_s(tz, span.from));
		span.from = span.to;
	}
	return pieces;
}
