/* The docket has every moment that a center records; only what the default parts touch is laid down in memory. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "audit_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "audit_calls.h"
#include "inquiry/findings_inside.h"

#define AREAS CALLS_SECTORS
#define BEGIN_MS INT64_C(1735689600000) /* 2025-01-01 */
#define DAY_MS INT64_C(86400000)

/* Numbers of words: districts, kinds of call, languages. */
enum {
	FIRST_AREA = 1,
	FIRST_TYPE = FIRST_AREA + AREAS,
	FIRST_LANGUAGE = FIRST_TYPE + CALLS_TYPES,
	TITLE = FIRST_LANGUAGE + 2,
	WORDS
};

struct columns {
	int64_t *contact_ms;
	int32_t *after_ms[DOCKET_MOMENTS];
	uint8_t *source[DOCKET_MOMENTS];
	uint32_t *call, *type, *area, *language, *no_word;
	int32_t *no_place;
	uint8_t *priority, *outcome, *flags, *nought;
	char text[WORDS][16];
	const char *words[WORDS];
	struct docket_segment segment;
	struct docket docket;
};

static double cpu_seconds(void)
{
	struct rusage usage;
	(void)getrusage(RUSAGE_SELF, &usage);
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double megabytes(void)
{
	struct rusage usage;
	(void)getrusage(RUSAGE_SELF, &usage);
	return (double)usage.ru_maxrss / 1024;
}

/* Pages that nobody writes to cost nothing. */
static bool open_columns(size_t calls, struct columns *columns)
{
	bool there = true;
	for (unsigned i = 0; i < DOCKET_MOMENTS; i++) {
		there &= (columns->after_ms[i] = calloc(calls + 1, sizeof *columns->after_ms[i])) != NULL;
		there &= (columns->source[i] = calloc(calls + 1, 1)) != NULL;
	}
	there &= (columns->contact_ms = calloc(calls + 1, sizeof *columns->contact_ms)) != NULL;
	there &= (columns->call = calloc(calls + 1, sizeof *columns->call)) != NULL;
	there &= (columns->type = calloc(calls + 1, sizeof *columns->type)) != NULL;
	there &= (columns->area = calloc(calls + 1, sizeof *columns->area)) != NULL;
	there &= (columns->language = calloc(calls + 1, sizeof *columns->language)) != NULL;
	there &= (columns->no_word = calloc(calls + 1, sizeof *columns->no_word)) != NULL;
	there &= (columns->no_place = calloc(calls + 1, sizeof *columns->no_place)) != NULL;
	there &= (columns->priority = calloc(calls + 1, 1)) != NULL;
	there &= (columns->outcome = calloc(calls + 1, 1)) != NULL;
	there &= (columns->flags = calloc(calls + 1, 1)) != NULL;
	there &= (columns->nought = calloc(calls + 1, 1)) != NULL;
	return there;
}

static void set_moment(struct columns *columns, size_t row, enum docket_moment moment, uint32_t second)
{
	columns->after_ms[moment][row] = (int32_t)second * 1000;
	columns->source[moment][row] = DOCKET_BY_CENTER;
}

/* A call that is open is so because the record ends, or because it was followed no longer: then it never ended. */
static void put_call(struct columns *columns, size_t row, const struct made_call *call)
{
	bool served = call->ending == SAMPLE_SERVED, open = call->ending == SAMPLE_OPEN;
	uint32_t end = call->second;
	columns->contact_ms[row] = BEGIN_MS + call->day * DAY_MS + call->second_of_day * INT64_C(1000);
	for (unsigned i = 0; i < DOCKET_MOMENTS; i++)
		columns->after_ms[i][row] = DOCKET_NEVER;
	set_moment(columns, row, DOCKET_ANSWERED, end < 8 ? end : 8);
	set_moment(columns, row, DOCKET_ENTERED, end < 70 ? end : 70);
	if (served) {
		set_moment(columns, row, DOCKET_ASSIGNED, end / 3);
		set_moment(columns, row, DOCKET_EN_ROUTE, end / 2);
		set_moment(columns, row, DOCKET_ON_SCENE, end);
	}
	if (!open)
		set_moment(columns, row, DOCKET_CLOSED, served ? end + 1800 : end);
	columns->call[row] = 0;
	columns->area[row] = FIRST_AREA + call->sector;
	columns->type[row] = FIRST_TYPE + call->type;
	columns->language[row] = FIRST_LANGUAGE + call->group;
	columns->priority[row] = (uint8_t)(1 + call->stratum % 4);
	columns->outcome[row] = served ? DOCKET_IS_SERVED : open ? DOCKET_IS_OPEN : DOCKET_IS_NO_UNIT;
	columns->flags[row] = served ? DOCKET_TOLD : 0;
}

static void lay(size_t calls, struct columns *columns)
{
	struct docket_segment *segment = &columns->segment;
	*segment = (struct docket_segment){ .calls = calls,
		                            .contact_ms = columns->contact_ms,
		                            .expected_ms = columns->no_place,
		                            .lat_e7 = columns->no_place,
		                            .lon_e7 = columns->no_place,
		                            .priority_first = columns->priority,
		                            .priority_last = columns->priority,
		                            .outcome = columns->outcome,
		                            .disposition = columns->nought,
		                            .flags = columns->flags };
	for (unsigned i = 0; i < DOCKET_MOMENTS; i++) {
		segment->after_ms[i] = columns->after_ms[i];
		segment->source[i] = columns->source[i];
	}
	for (unsigned i = 0; i < DOCKET_WORDS; i++)
		segment->word[i] = columns->no_word;
	segment->word[DOCKET_CALL] = columns->call;
	segment->word[DOCKET_TYPE] = columns->type;
	segment->word[DOCKET_AREA] = columns->area;
	segment->word[DOCKET_LANGUAGE] = columns->language;
	for (unsigned i = 1; i < WORDS; i++) {
		(void)snprintf(columns->text[i], sizeof *columns->text, "word %u", i);
		columns->words[i] = columns->text[i];
	}
	columns->words[0] = "";
	columns->docket = (struct docket){ .segment = segment,
		                           .segments = 1,
		                           .words = columns->words,
		                           .word_count = WORDS,
		                           .title = columns->words[TITLE],
		                           .zone = "UTC",
		                           .precision_s = 1,
		                           .recorded = (1u << DOCKET_MOMENTS) - 1,
		                           .until_ms = BEGIN_MS + (CALLS_DAYS + 1) * DAY_MS };
}

static const char *const spec_text =
    "{\"tocsin_audit\": 1, \"title\": \"made up\", \"from\": \"2025-01-01\", \"to\": \"2026-01-01\", \"target_s\": 600,"
    " \"smallest_points\": 2, \"groups\": {\"by\": \"language\", \"a\": {\"name\": \"a\", \"is\": [\"word 42\"]},"
    " \"b\": {\"name\": \"b\", \"rest\": true}}, \"strata\": [\"type\", \"day\", \"hours\"],"
    " \"clusters\": [\"area\", \"date\"]}";

static const struct {
	const char *name;
	enum status (*make)(struct findings *findings);
} parts[] = { { "record", findings_record },
	      { "shares", findings_shares },
	      { "gaps", findings_gaps },
	      { "curves", findings_curves },
	      { "log_rank", findings_log_rank } };

int audit_report(size_t calls)
{
	static struct columns columns;
	static struct findings findings;
	struct spec spec = { 0 };
	struct matter matter = { 0 };
	char fault[SPEC_TEXT_BYTES] = "";
	struct calls_maker maker = calls_begin(calls);
	_Static_assert(FIRST_LANGUAGE == 42, "the spec names the first language");
	if (!open_columns(calls, &columns))
		return EXIT_FAILURE;
	for (size_t i = 0; i < calls; i++) {
		struct made_call call;
		calls_next(&maker, &call);
		put_call(&columns, i, &call);
	}
	lay(calls, &columns);
	(void)printf("docket_megabytes %.0f\n", megabytes());
	if (spec_read(bytes_of_text(spec_text), &spec, fault) != STATUS_OK) {
		(void)fprintf(stderr, "%s\n", fault);
		return EXIT_FAILURE;
	}
	double began = cpu_seconds(), at = began, all = 0;
	if (matter_make(&spec, &columns.docket, &matter, fault) != STATUS_OK) {
		(void)fprintf(stderr, "%s\n", fault);
		return EXIT_FAILURE;
	}
	(void)printf("matter %.3f s, %.0f MB so far, %u strata, %u clusters\n", cpu_seconds() - at, megabytes(),
	             matter.sample.strata, matter.sample.clusters);
	findings.matter = &matter;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		at = cpu_seconds();
		if (parts[i].make(&findings) != STATUS_OK)
			return EXIT_FAILURE;
		(void)printf("%-9s %.3f s, %.0f MB so far\n", parts[i].name, cpu_seconds() - at, megabytes());
		all += cpu_seconds() - at;
	}
	(void)printf("parts %.3f s\nseconds %.3f\nmegabytes %.0f\n", all, cpu_seconds() - began, megabytes());
	(void)printf("z %.12g\ngap %.12g\ngap_se %.12g\n", findings.log_rank.z, findings.target.gap,
	             findings.target.se);
	free(findings.curve[0]);
	free(findings.curve[1]);
	matter_close(&matter);
	spec_close(&spec);
	return EXIT_SUCCESS;
}
