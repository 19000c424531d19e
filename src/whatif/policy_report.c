/* What two policies made of recorded calls, in words and rows. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "whatif/policy_report.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static int by_size(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
	return left < right ? -1 : left > right;
}

int64_t *policy_waits_sorted(const struct policy_run *run, unsigned which, struct policy_waits *ret_waits)
{
	uint32_t count = run->past->calls;
	int64_t *wait = calloc(count + 1u, sizeof *wait);
	struct policy_waits waits = { .calls = count };
	for (uint32_t i = 0; wait && i < count; i++) {
		const struct fate *fate = &run->fate[which][i];
		int64_t us = run->staffs ? fate->wait_us : fate->latest_s * INT64_C(1000000);
		wait[i] = us < 0 ? INT64_MAX : us;
		waits.answered += us >= 0;
		waits.within_15 += us >= 0 && us <= ANSWER_MOST_S * INT64_C(1000000);
		waits.within_20 += us >= 0 && us <= ANSWER_NEARLY_ALL_S * INT64_C(1000000);
	}
	if (!wait)
		return NULL;
	qsort(wait, count, sizeof *wait, by_size);
	if (count) {
		waits.p50_us = wait[(count - 1) / 2];
		waits.p90_us = wait[(uint64_t)(count - 1) * 9 / 10];
		waits.longest_us = wait[count - 1];
	}
	*ret_waits = waits;
	return wait;
}

static int by_kind(const void *a, const void *b)
{
	const struct policy_change *left = a, *right = b;
	const uint32_t l[] = { left->before, left->after, left->response_before, left->response_after, left->example };
	const uint32_t r[] = { right->before, right->after, right->response_before, right->response_after,
		               right->example };
	for (size_t i = 0; i < sizeof l / sizeof *l; i++)
		if (l[i] != r[i])
			return l[i] < r[i] ? -1 : 1;
	return 0;
}

static int by_calls(const void *a, const void *b)
{
	const struct policy_change *left = a, *right = b;
	return left->calls != right->calls ? (left->calls < right->calls ? 1 : -1) : by_kind(a, b);
}

static bool steps_differ(const struct route *a, const struct route *b)
{
	bool differ = a->steps != b->steps;
	for (uint32_t i = 0; !differ && i < a->steps; i++) {
		const struct way *x = a->step[i].way, *y = b->step[i].way;
		differ = a->step[i].place != b->step[i].place || !x != !y ||
		         (x && y && (x->ring_s != y->ring_s || x->answer_s != y->answer_s || x->human != y->human));
	}
	return differ;
}

struct policy_change *policy_changes(const struct policy_run *run, uint32_t *ret_count)
{
	uint32_t rows = 0, kinds = 0;
	struct policy_change *kind = calloc(run->past->calls + 1u, sizeof *kind);
	for (uint32_t i = 0; kind && i < run->past->calls; i++) {
		const struct fate *a = &run->fate[0][i], *b = &run->fate[1][i];
		if (a->response != b->response || steps_differ(&run->routes.route[a->way], &run->routes.route[b->way]))
			kind[rows++] = (struct policy_change){ a->way, b->way, a->response, b->response, 1, i };
	}
	if (!kind)
		return NULL;
	qsort(kind, rows, sizeof *kind, by_kind);
	for (uint32_t i = 0; i < rows; i++) {
		struct policy_change *last = kinds ? &kind[kinds - 1] : NULL;
		if (last && last->before == kind[i].before && last->after == kind[i].after &&
		    last->response_before == kind[i].response_before && last->response_after == kind[i].response_after)
			last->calls++;
		else
			kind[kinds++] = kind[i];
	}
	qsort(kind, kinds, sizeof *kind, by_calls);
	*ret_count = kinds;
	return kind;
}

static enum status put_route(const struct policy_run *run, const struct route *route, struct buffer *text)
{
	enum status status = STATUS_OK;
	for (uint32_t i = 0; i < route->steps && status == STATUS_OK; i++) {
		const struct way *way = route->step[i].way;
		status = buffer_print(text, "%s%s", i ? ", then " : "", run->places.name[route->step[i].place]);
		if (status == STATUS_OK && way && way->ring_s && !way->human)
			status = buffer_print(text, " %u s", way->ring_s);
		if (status == STATUS_OK && way && way->human && way->answer_s)
			status = buffer_print(text, " within %u s", way->answer_s);
	}
	return status;
}

static enum status put_response(const struct response *response, struct buffer *text)
{
	enum status status = response ? STATUS_OK : buffer_append_text(text, "as the center's own ladders say");
	for (uint32_t i = 0; response && i < response->debts && status == STATUS_OK; i++)
		status = buffer_print(text, "%s%s within %u s", i ? ", " : "", response->debt[i].kind,
		                      response->debt[i].within_s);
	if (response && response->queue && status == STATUS_OK)
		status = buffer_print(text, ", by %s", response->queue);
	return status;
}

/* "4.2 s", "never". */
static enum status put_wait(int64_t us, struct buffer *text)
{
	return us == INT64_MAX ? buffer_append_text(text, "     never")
	                       : buffer_print(text, "%8.1f s", (double)us / 1e6);
}

static enum status put_share(uint32_t part, uint32_t all, struct buffer *text)
{
	return buffer_print(text, "%8.2f %%", all ? 100.0 * part / all : 0.0);
}

static enum status put_waits(const struct policy_run *run, struct buffer *text)
{
	struct policy_waits waits[2];
	for (unsigned which = 0; which < 2; which++) {
		int64_t *sorted = policy_waits_sorted(run, which, &waits[which]);
		if (!sorted)
			return STATUS_MEMORY;
		free(sorted);
	}
	enum status status =
	    run->staffs
		? buffer_print(text, "\nHow long they would have waited, each conversation taken as %u s\n",
	                       run->talk_s)
		: buffer_append_text(
		      text, "\nUntil a person's queue has the call at the latest, should nobody answer before\n");
	const struct {
		const char *words;
		int64_t value[2];
	} rows[] = { { "half of all calls within", { waits[0].p50_us, waits[1].p50_us } },
		     { "nine of ten within", { waits[0].p90_us, waits[1].p90_us } },
		     { "the longest", { waits[0].longest_us, waits[1].longest_us } } };
	if (status == STATUS_OK)
		status = buffer_print(text, "  %-28s %10s %10s\n", "", "before", "after");
	for (size_t i = 0; i < sizeof rows / sizeof *rows && status == STATUS_OK; i++) {
		status = buffer_print(text, "  %-28s ", rows[i].words);
		for (unsigned which = 0; which < 2 && status == STATUS_OK; which++)
			status = put_wait(rows[i].value[which], text);
		if (status == STATUS_OK)
			status = buffer_append_text(text, "\n");
	}
	const struct {
		const char *words;
		uint32_t part[2];
	} shares[] = { { "within 15 s, of all", { waits[0].within_15, waits[1].within_15 } },
		       { "within 20 s, of all", { waits[0].within_20, waits[1].within_20 } },
		       { "never answered, of all",
		         { waits[0].calls - waits[0].answered, waits[1].calls - waits[1].answered } } };
	for (size_t i = 0; i < sizeof shares / sizeof *shares && status == STATUS_OK; i++) {
		status = buffer_print(text, "  %-28s ", shares[i].words);
		for (unsigned which = 0; which < 2 && status == STATUS_OK; which++)
			status = put_share(shares[i].part[which], run->past->calls, text);
		if (status == STATUS_OK)
			status = buffer_append_text(text, "\n");
	}
	return status;
}

/* Calls by where they go first. */
static enum status put_places(const struct policy_run *run, struct buffer *text)
{
	uint32_t *first = calloc(2 * (size_t)run->places.count + 2, sizeof *first);
	if (!first)
		return STATUS_MEMORY;
	for (unsigned which = 0; which < 2; which++)
		for (uint32_t i = 0; i < run->past->calls; i++)
			first[2 * run->routes.route[run->fate[which][i].way].step[0].place + which]++;
	enum status status = buffer_print(text, "\n%-30s %10s %10s\n", "Where they go first", "before", "after");
	for (uint32_t place = 1; place < run->places.count && status == STATUS_OK; place++)
		if (first[2 * place] || first[2 * place + 1])
			status = buffer_print(text, "  %-28s %10" PRIu32 " %10" PRIu32 "\n", run->places.name[place],
			                      first[2 * place], first[2 * place + 1]);
	free(first);
	return status;
}

static enum status put_kind(const struct policy_run *run, const struct policy_change *kind, struct buffer *text)
{
	const struct past_call *call = &run->past->call[kind->example];
	const struct route *before = &run->routes.route[kind->before], *after = &run->routes.route[kind->after];
	char at[INSTANT_TEXT_BYTES];
	instant_write(call->at, at);
	enum status status = buffer_print(text, "  %" PRIu32 " call%s, the first is %" PRIu32 " at %.16sZ", kind->calls,
	                                  kind->calls == 1 ? "" : "s", call->number, at);
	if (status == STATUS_OK && call->has_incident && *call->type[0].text)
		status = buffer_print(text, ", %s", call->type[0].text);
	if (steps_differ(before, after)) {
		if (status == STATUS_OK)
			status = buffer_append_text(text, "\n    before: ");
		if (status == STATUS_OK)
			status = put_route(run, before, text);
		if (status == STATUS_OK)
			status = buffer_print(
			    text, "  (rule %s)\n    after:  ", *before->step[0].rule ? before->step[0].rule : "none");
		if (status == STATUS_OK)
			status = put_route(run, after, text);
		if (status == STATUS_OK)
			status = buffer_print(text, "  (rule %s)", *after->step[0].rule ? after->step[0].rule : "none");
	} else if (status == STATUS_OK) {
		status = buffer_append_text(text, "\n    both:   ");
		if (status == STATUS_OK)
			status = put_route(run, before, text);
	}
	if (status == STATUS_OK && kind->response_before != kind->response_after) {
		status = buffer_append_text(text, "\n    owed before: ");
		if (status == STATUS_OK)
			status = put_response(
			    kind->response_before ? run->responses.response[kind->response_before] : NULL, text);
		if (status == STATUS_OK)
			status = buffer_append_text(text, "\n    owed after:  ");
		if (status == STATUS_OK)
			status = put_response(
			    kind->response_after ? run->responses.response[kind->response_after] : NULL, text);
	}
	return status == STATUS_OK ? buffer_append_text(text, "\n") : status;
}

static enum status put_kinds(const struct policy_run *run, struct buffer *text)
{
	uint32_t count = 0, rest = 0;
	struct policy_change *kind = policy_changes(run, &count);
	enum status status = kind ? STATUS_OK : STATUS_MEMORY;
	if (status == STATUS_OK && count)
		status = buffer_append_text(text, "\nWho would have been treated otherwise\n");
	for (uint32_t i = 0; i < count && status == STATUS_OK; i++) {
		if (i < POLICY_CHANGES_MAX)
			status = put_kind(run, &kind[i], text);
		else
			rest += kind[i].calls;
	}
	if (status == STATUS_OK && rest)
		status = buffer_print(text, "  and %" PRIu32 " calls of %" PRIu32 " more kinds\n", rest,
		                      count - POLICY_CHANGES_MAX);
	free(kind);
	return status;
}

/* What is owed, by kind: for how many calls, and within how long. */
static enum status put_debts(const struct policy_run *run, struct buffer *text)
{
	enum status status = STATUS_OK;
	bool any = false;
	for (enum obligation_kind kind = 1; kind < OBLIGATION_COUNT && status == STATUS_OK; kind++) {
		const char *name = vocabulary_name(VOCABULARY_OBLIGATION, kind);
		uint64_t calls[2] = { 0 }, seconds[2] = { 0 };
		for (unsigned which = 0; which < 2; which++)
			for (uint32_t i = 0; i < run->past->calls; i++) {
				uint32_t number = run->fate[which][i].response;
				const struct response *response = number ? run->responses.response[number] : NULL;
				for (uint32_t d = 0; response && d < response->debts; d++)
					if (strcmp(response->debt[d].kind, name) == 0) {
						calls[which]++;
						seconds[which] += response->debt[d].within_s;
					}
			}
		if (!calls[0] && !calls[1])
			continue;
		if (!any)
			status = buffer_print(text, "\n%-30s %10s %10s %12s %12s\n", "What is owed by the policy",
			                      "before", "after", "mean bound", "mean bound");
		any = true;
		if (status == STATUS_OK)
			status =
			    buffer_print(text, "  %-28s %10" PRIu64 " %10" PRIu64 " %10" PRIu64 " s %10" PRIu64 " s\n",
			                 name, calls[0], calls[1], calls[0] ? seconds[0] / calls[0] : 0,
			                 calls[1] ? seconds[1] / calls[1] : 0);
	}
	return status;
}

static enum status put_real(const struct policy_run *run, struct buffer *text)
{
	uint32_t answered = 0, count = run->past->calls;
	int64_t *wait = calloc(count + 1u, sizeof *wait);
	if (!wait)
		return STATUS_MEMORY;
	for (uint32_t i = 0; i < count; i++)
		if (instant_known(run->past->call[i].answered))
			wait[answered++] = instant_since(run->past->call[i].answered, run->past->call[i].at).us;
	qsort(wait, answered, sizeof *wait, by_size);
	int64_t half = answered ? wait[(answered - 1) / 2] : 0;
	int64_t nine = answered ? wait[(uint64_t)(answered - 1) * 9 / 10] : 0;
	enum status status = run->past->records_answers
	                         ? buffer_print(text,
	                                        "As it was: %" PRIu32
	                                        " answered, half of those within %.1f s, nine of ten within %.1f s\n",
	                                        answered, (double)half / 1e6, (double)nine / 1e6)
	                         : buffer_append_text(text, "When they were answered was not recorded\n");
	free(wait);
	return status;
}

enum status policy_report_tell(const struct policy_run *run, struct buffer *text)
{
	char from[INSTANT_TEXT_BYTES] = "", until[INSTANT_TEXT_BYTES] = "";
	struct instant first = { INSTANT_MAX_US }, last = { INSTANT_MIN_US };
	for (uint32_t i = 0; i < run->past->calls; i++) {
		struct instant at = run->past->call[i].at;
		first = instant_before(at, first) ? at : first;
		last = instant_later(at, last);
	}
	instant_write(first, from);
	instant_write(last, until);
	enum status status =
	    buffer_print(text,
	                 "%" PRIu32 " calls from %.10s to %.10s: %" PRIu32 " would have gone another way, for %" PRIu32
	                 " something else would have been owed\n",
	                 run->past->calls, from, until, run->rerouted, run->reowed);
	enum status (*const parts[])(const struct policy_run *, struct buffer *) = { put_real, put_places, put_kinds,
		                                                                     put_waits, put_debts };
	for (size_t i = 0; i < sizeof parts / sizeof *parts && status == STATUS_OK; i++)
		status = parts[i](run, text);
	return status;
}

static json_t *waits_json(const struct policy_run *run, unsigned which)
{
	struct policy_waits waits;
	int64_t *sorted = policy_waits_sorted(run, which, &waits);
	const int64_t value[] = { waits.p50_us, waits.p90_us, waits.longest_us };
	static const char *const names[] = { "p50_s", "p90_s", "longest_s" };
	if (!sorted)
		return NULL;
	free(sorted);
	json_t *json = json_pack("{s:i, s:i, s:i, s:i}", "calls", waits.calls, "answered", waits.answered,
	                         "within_15_s", waits.within_15, "within_20_s", waits.within_20);
	for (size_t i = 0; json && i < sizeof value / sizeof *value; i++)
		(void)json_object_set_new(json, names[i],
		                          value[i] == INT64_MAX ? json_null() : json_real((double)value[i] / 1e6));
	return json;
}

static json_t *kinds_json(const struct policy_run *run)
{
	uint32_t count = 0;
	struct policy_change *kind = policy_changes(run, &count);
	json_t *list = kind ? json_array() : NULL;
	for (uint32_t i = 0; list && i < count; i++) {
		struct buffer words[2] = { { 0 }, { 0 } };
		const uint32_t routes[] = { kind[i].before, kind[i].after };
		bool good = true;
		for (unsigned which = 0; which < 2; which++)
			good = good && put_route(run, &run->routes.route[routes[which]], &words[which]) == STATUS_OK;
		json_t *row =
		    good ? json_pack("{s:i, s:i, s:s%, s:s%, s:s, s:s, s:b}", "calls", kind[i].calls, "example",
		                     run->past->call[kind[i].example].number, "before", (const char *)words[0].at,
		                     words[0].length, "after", (const char *)words[1].at, words[1].length,
		                     "rule_before", run->routes.route[kind[i].before].step[0].rule, "rule_after",
		                     run->routes.route[kind[i].after].step[0].rule, "owed_otherwise",
		                     kind[i].response_before != kind[i].response_after)
			 : NULL;
		if (!row || json_array_append_new(list, row) != 0) {
			json_decref(list);
			list = NULL;
		}
		buffer_close(&words[0]);
		buffer_close(&words[1]);
	}
	free(kind);
	return list;
}

enum status policy_report_json(const struct policy_run *run, struct buffer *text)
{
	json_t *before = waits_json(run, 0), *after = waits_json(run, 1), *kinds = kinds_json(run);
	json_t *json =
	    before && after && kinds
		? json_pack("{s:i, s:i, s:i, s:s, s:O, s:O, s:O}", "calls", run->past->calls, "rerouted", run->rerouted,
	                    "reowed", run->reowed, "waits_are", run->staffs ? "run at the queues" : "the latest",
	                    "before", before, "after", after, "kinds", kinds)
		: NULL;
	char *written = json ? json_dumps(json, JSON_INDENT(1)) : NULL;
	enum status status = written ? buffer_print(text, "%s\n", written) : STATUS_MEMORY;
	free(written);
	json_decref(json);
	json_decref(before);
	json_decref(after);
	json_decref(kinds);
	return status;
}

static enum status put_side(const struct policy_run *run, unsigned which, uint32_t number, struct buffer *text)
{
	const struct fate *fate = &run->fate[which][number];
	const struct route *route = &run->routes.route[fate->way];
	enum status status = buffer_append_text(text, ",\"");
	if (status == STATUS_OK)
		status = put_route(run, route, text);
	if (status == STATUS_OK)
		status = buffer_print(text, "\",\"%s\",%" PRIu32 ",", route->step[0].rule, fate->latest_s);
	if (status == STATUS_OK && fate->wait_us >= 0)
		status = buffer_print(text, "%.3f", (double)fate->wait_us / 1e6);
	return status;
}

enum status policy_report_calls(const struct policy_run *run, struct buffer *text)
{
	enum status status = buffer_append_text(
	    text,
	    "call,at,before,rule_before,latest_before_s,wait_before_s,after,rule_after,latest_after_s,wait_after_s\n");
	for (uint32_t i = 0; i < run->past->calls && status == STATUS_OK; i++) {
		char at[INSTANT_TEXT_BYTES];
		instant_write(run->past->call[i].at, at);
		status = buffer_print(text, "%" PRIu32 ",%s", run->past->call[i].number, at);
		for (unsigned which = 0; which < 2 && status == STATUS_OK; which++)
			status = put_side(run, which, i, text);
		if (status == STATUS_OK)
			status = buffer_append_text(text, "\n");
	}
	return status;
}
