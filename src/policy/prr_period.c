/* When a rule holds: dates, hours of the day and weekdays by one clock. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "policy/prr_inside.h"

#define ZONES_MAX 64u

static const char *const weekday_names[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };
#define WEEKDAYS (sizeof weekday_names / sizeof *weekday_names)

static uint32_t zone_of(struct reading *r, const char *name, int32_t offset_s)
{
	struct tz *tz = NULL;
	struct buffer file = { .cap = TZ_FILE_BYTES_MAX };
	enum status status;
	void *list = r->tz;
	if (name) {
		bool plain = *name && *name != '/' && !strstr(name, "..") && strlen(name) <= TZ_NAME_BYTES_MAX;
		status = plain && r->zones ? r->zones->read(r->zones->context, name, &file) : STATUS_MISSING;
		if (status == STATUS_OK)
			status = tz_read(buffer_bytes(&file), name, &tz);
	} else {
		status = tz_fixed(offset_s, &tz);
	}
	buffer_close(&file);
	if (status != STATUS_OK) {
		prr_problem(r, "there is no time zone \"%.64s\" here; name one as the IANA does, \"Europe/Lisbon\"",
		            name ? name : "of that offset");
		return UINT32_MAX;
	}
	for (uint32_t i = 0; i < r->family->tzs; i++)
		if (strcmp(tz_name(r->tz[i]), tz_name(tz)) == 0) {
			tz_close(tz);
			return i;
		}
	if (!prr_grow(r, &list, &r->tz_room, r->family->tzs, sizeof(void *), ZONES_MAX, "time zones")) {
		tz_close(tz);
		return UINT32_MAX;
	}
	r->tz = list;
	r->family->tz = r->tz;
	r->tz[r->family->tzs] = tz;
	return r->family->tzs++;
}

/* "08:00:00" or "08:00"; 24:00 is the end of a day. */
static bool clock_of(const char *text, int32_t *ret_s)
{
	unsigned part[3] = { 0 }, parts = 0;
	const char *at = text;
	for (; parts < 3; parts++) {
		if (strspn(at, "0123456789") != 2)
			return false;
		part[parts] = (unsigned)(at[0] - '0') * 10 + (unsigned)(at[1] - '0');
		at += 2;
		if (*at != ':')
			break;
		at++;
	}
	*ret_s = (int32_t)(part[0] * 3600 + part[1] * 60 + part[2]);
	return !*at && parts >= 1 && part[1] < 60 && part[2] < 60 && *ret_s <= 86400;
}

static bool weekdays_of(const char *text, uint8_t *ret_days)
{
	uint8_t days = 0;
	while (*text) {
		unsigned day = 0;
		while (day < WEEKDAYS && strncmp(text, weekday_names[day], 2) != 0)
			day++;
		if (day == WEEKDAYS || (text[2] && text[2] != ','))
			return false;
		days |= (uint8_t)(1u << day);
		text += text[2] ? 3 : 2;
	}
	*ret_days = days;
	return days != 0;
}

/* The offset that is written behind a moment: Z, or [+-]hh:mm. */
static int32_t offset_of(const char *moment)
{
	size_t length = strlen(moment);
	if (length < 6 || moment[length - 3] != ':' || (moment[length - 6] != '+' && moment[length - 6] != '-'))
		return 0;
	int32_t s =
	    (int32_t)(strtol(moment + length - 5, NULL, 10) * 3600 + strtol(moment + length - 2, NULL, 10) * 60);
	return moment[length - 6] == '-' ? -s : s;
}

/* dateStart and dateEnd; the second of dateEnd is still in. */
static void take_dates(struct reading *r, const json_t *json, const json_t *ours, struct period *period,
                       int32_t *ret_offset_s)
{
	const char *start = prr_text(r, json, "dateStart"), *end = prr_text(r, json, "dateEnd");
	const char *until = prr_text(r, ours, "validUntil");
	bool forever = until && strcmp(until, "until replaced") == 0;
	if (!end && json_object_get(json, "dateStop")) {
		prr_problem(r, "\"dateStop\" is an old name; write \"dateEnd\"");
		end = prr_text(r, json, "dateStop");
	}
	if (start && instant_read(start, &period->from))
		*ret_offset_s = offset_of(start);
	else if (start || !forever)
		prr_problem(r, "\"dateStart\" is missing or no moment; write it as 2026-01-01T00:00:00+01:00");
	if (end && instant_read(end, &period->to) && !forever)
		period->to = instant_after(period->to, span_s(1));
	else if (!forever)
		prr_problem(r,
		            "\"dateEnd\" is missing or no moment; write one, or tocsin.validUntil \"until replaced\"");
	if (forever)
		period->to = (struct instant){ INSTANT_MAX_US };
	if (period->to.us <= period->from.us)
		prr_problem(r, "\"dateEnd\" does not lie after \"dateStart\": it never holds");
}

static bool same_period(const struct period *a, const struct period *b)
{
	return a->from.us == b->from.us && a->to.us == b->to.us && a->tz == b->tz && a->day_from_s == b->day_from_s &&
	       a->day_to_s == b->day_to_s && a->weekdays == b->weekdays;
}

uint32_t prr_take_period(struct reading *r, const json_t *json)
{
	const json_t *ours = prr_ours(r, json);
	struct period period = {
		.from = { INSTANT_MIN_US }, .to = { INSTANT_MAX_US }, .day_to_s = 86400, .weekdays = 127
	};
	int32_t offset_s = 0;
	take_dates(r, json, ours, &period, &offset_s);
	const char *from = prr_text(r, json, "timeStart"), *to = prr_text(r, json, "timeEnd");
	const char *days = prr_text(r, json, "weekdayList"), *zone = prr_text(r, ours, "tz");
	if (from && !clock_of(from, &period.day_from_s))
		prr_problem(r, "\"timeStart\" is no time of day; write 08:00:00");
	if (to && !clock_of(to, &period.day_to_s))
		prr_problem(r, "\"timeEnd\" is no time of day; write 18:00:00");
	/* RQ_PS_095: timeEnd is later than timeStart; ours says when it is meant otherwise. */
	if (period.day_to_s <= period.day_from_s && !json_is_true(json_object_get(ours, "overnight")))
		prr_problem(
		    r, "\"timeEnd\" is not later than \"timeStart\"; write tocsin.overnight true if it is meant over "
		       "midnight");
	if (days && !weekdays_of(days, &period.weekdays))
		prr_problem(r, "\"weekdayList\" is no list as \"MO,TU,SU\"");
	period.tz = zone_of(r, zone, offset_s);
	void *list = r->period;
	if (period.tz == UINT32_MAX || !prr_grow(r, &list, &r->period_room, r->family->periods, sizeof *r->period,
	                                         FAMILY_PREDICATES_MAX, "periods"))
		return UINT32_MAX;
	r->period = list;
	r->family->period = r->period;
	uint32_t which = 0;
	while (which < r->family->periods && !same_period(&r->period[which], &period))
		which++;
	if (which == r->family->periods)
		r->period[r->family->periods++] = period;
	return which;
}
