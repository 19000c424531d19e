/* The tables at the end of a replay. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "history/summary.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const unsigned shares[SHARES] = {
#define SHARE(PERCENT) PERCENT,
	SHARE_LIST(SHARE)
#undef SHARE
};

#define WRITE(STATUS, ...)                                                                                             \
	do {                                                                                                           \
		if ((STATUS) == STATUS_OK)                                                                             \
			(STATUS) = buffer_print(__VA_ARGS__);                                                          \
	} while (0)

static int compare_spans(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
	return (a > b) - (a < b);
}

enum status wait_measure(const struct replay_summary *summary, enum history_stamp until, struct wait *ret_wait)
{
	int64_t *spans_us = calloc(summary->calls + 1u, sizeof *spans_us);
	if (!spans_us)
		return STATUS_MEMORY;
	*ret_wait = (struct wait){ .until = until };
	uint32_t usable = 0;
	for (uint32_t i = 0; i < summary->calls; i++) {
		const struct replay_call *call = &summary->call[i];
		if (!instant_known(call->stamp[until]))
			continue;
		ret_wait->known++;
		int64_t us = instant_since(call->stamp[until], call->stamp[STAMP_RECEIVED]).us;
		if (us < 0)
			ret_wait->negative++;
		else
			spans_us[usable++] = us;
	}
	qsort(spans_us, usable, sizeof *spans_us, compare_spans);
	/* Of all calls but those whose clock is wrong: a call that never had it waited longer than any that had. */
	uint64_t all = summary->calls - ret_wait->negative;
	for (unsigned i = 0; i < SHARES; i++) {
		uint64_t rank = (all * shares[i] + 99) / 100;
		ret_wait->reached[i] = rank && rank <= usable;
		if (ret_wait->reached[i])
			ret_wait->span[i] = (struct span){ spans_us[rank - 1] };
	}
	free(spans_us);
	return STATUS_OK;
}

static void write_span(struct span span, char text[32])
{
	int64_t s = span.us / 1000000;
	if (s < 3600)
		(void)snprintf(text, 32, "%" PRId64 ":%02" PRId64, s / 60, s % 60);
	else if (s < 100 * 3600)
		(void)snprintf(text, 32, "%" PRId64 ":%02" PRId64 ":%02" PRId64, s / 3600, s / 60 % 60, s % 60);
	else
		(void)snprintf(text, 32, "%" PRId64 " d", s / 86400);
}

static bool is_recorded(const struct history *history, unsigned stamp)
{
	return history->recorded >> stamp & 1u;
}

static enum status tell_waits(const struct history *history, const struct replay_summary *summary, struct buffer *text)
{
	enum status status = buffer_print(text, "\nfrom first contact until  of all calls  backwards");
	for (unsigned i = 0; i < SHARES; i++)
		WRITE(status, text, "      P%u", shares[i]);
	WRITE(status, text, "\n");
	for (unsigned stamp = STAMP_ANSWERED; stamp < STAMP_COUNT; stamp++) {
		struct wait wait;
		if (!is_recorded(history, stamp)) {
			WRITE(status, text, "%-25s not recorded\n", history_stamp_words(stamp));
			continue;
		}
		if (status == STATUS_OK)
			status = wait_measure(summary, stamp, &wait);
		if (status != STATUS_OK)
			return status;
		WRITE(status, text, "%-25s %11.1f %% %10" PRIu32, history_stamp_words(stamp),
		      100.0 * wait.known / summary->calls, wait.negative);
		for (unsigned i = 0; i < SHARES; i++) {
			char span[32] = "never";
			if (wait.reached[i])
				write_span(wait.span[i], span);
			WRITE(status, text, " %8s", history->precision_s > 60 ? "-" : span);
		}
		WRITE(status, text, "\n");
	}
	if (history->precision_s > 60)
		WRITE(status, text, "Its moments are days or hours: they bear no wait, and none is given.\n");
	else
		WRITE(status, text,
		      "Fractiles are of all calls; \"never\" says that fewer ever came so far.  Backwards: the moment "
		      "lies before "
		      "first contact; such a call is in no fractile.\n");
	return status;
}

static enum status tell_kinds(const struct replay_summary *summary, struct buffer *text)
{
	enum status status = buffer_print(text, "\n%-14s %9s %9s %9s %9s %9s %9s\n", "owed", "opened", "in time",
	                                  "late", "raised", "unheeded", "owed yet");
	for (unsigned i = OBLIGATION_NONE + 1; i < OBLIGATION_COUNT; i++) {
		const struct kind_count *kind = &summary->kind[i];
		if (!kind->opened)
			continue;
		const char *name = vocabulary_name(VOCABULARY_OBLIGATION, i);
		if (kind->recorded)
			WRITE(status, text,
			      "%-14s %9" PRIu64 " %9" PRIu64 " %9" PRIu64 " %9" PRIu64 " %9" PRIu64 " %9" PRIu64 "\n",
			      name, kind->opened, kind->met_in_time, kind->met_late, kind->raised, kind->unheeded,
			      kind->owed);
		else
			WRITE(status, text, "%-14s %9" PRIu64 "   the history does not tell when %15s %9" PRIu64 "\n",
			      name, kind->opened, "", kind->owed);
	}
	return status;
}

static const char *disposition_name(unsigned disposition)
{
	return disposition ? vocabulary_name(VOCABULARY_DISPOSITION, disposition) : NULL;
}

static enum status tell_ends(const struct replay_summary *summary, struct buffer *text)
{
	enum status status = buffer_print(text, "\n%-24s %-24s %9s\n", "the city said", "the rules accept", "calls");
	for (unsigned said = 0; said < DISPOSITION_COUNT; said++)
		for (unsigned held = 0; held < DISPOSITION_COUNT; held++) {
			if (!summary->said[said][held])
				continue;
			const char *in_words = disposition_name(said), *accepted = disposition_name(held);
			WRITE(status, text, "%-24s %-24s %9" PRIu64 "\n", in_words ? in_words : "nothing",
			      accepted ? accepted : "(still open)", summary->said[said][held]);
		}
	return status;
}

/* Calls to which nobody ever came, whatever was said at their end, and those of which it is not known. */
static uint32_t count_unserved(const struct replay_summary *summary, uint32_t *ret_untold)
{
	uint32_t never = 0, untold = 0;
	for (uint32_t i = 0; i < summary->calls; i++) {
		never += !summary->call[i].arrived && !summary->call[i].untold;
		untold += summary->call[i].untold;
	}
	*ret_untold = untold;
	return never;
}

enum status summary_tell(const struct history *history, const struct replay_summary *summary, struct buffer *text)
{
	char from[INSTANT_TEXT_BYTES], to[INSTANT_TEXT_BYTES];
	instant_write(summary->from, from);
	instant_write(summary->to, to);
	enum status status =
	    buffer_print(text,
	                 "%s\n%s\nUTC, %.19s to %.19s\n%" PRIu64 " rows: %" PRIu32 " calls, %" PRIu32
	                 " incidents, %" PRIu32 " assignments; %" PRIu64 " commands, %" PRIu64 " events\n",
	                 names_word(&history->names, history->title), names_word(&history->names, history->origin),
	                 from, to, summary->rows, summary->calls, summary->incidents, summary->assignments,
	                 summary->commands, summary->events);
	uint32_t untold, never = count_unserved(summary, &untold);
	if (untold < summary->calls)
		WRITE(status, text, "nobody came: %" PRIu32 " calls, %.1f %% of all\n", never,
		      100.0 * never / summary->calls);
	if (untold)
		WRITE(status, text, "whether anybody came is not recorded: %" PRIu32 " calls, %.1f %% of all\n", untold,
		      100.0 * untold / summary->calls);
	if (summary->unstamped)
		WRITE(status, text, "somebody came, nobody knows when: %" PRIu64 " calls\n", summary->unstamped);
	if (status == STATUS_OK)
		status = tell_kinds(summary, text);
	if (status == STATUS_OK)
		status = tell_waits(history, summary, text);
	return status == STATUS_OK ? tell_ends(summary, text) : status;
}

static enum status json_waits(const struct history *history, const struct replay_summary *summary, struct buffer *text)
{
	enum status status = STATUS_OK;
	const char *gap = "";
	for (unsigned stamp = STAMP_ANSWERED; stamp < STAMP_COUNT && history->precision_s <= 60; stamp++) {
		struct wait wait;
		if (!is_recorded(history, stamp))
			continue;
		status = wait_measure(summary, stamp, &wait);
		if (status != STATUS_OK)
			return status;
		WRITE(status, text, "%s\"%s\":{\"known\":%" PRIu32 ",\"negative\":%" PRIu32, gap,
		      history_stamp_name(stamp), wait.known, wait.negative);
		for (unsigned i = 0; i < SHARES; i++)
			if (wait.reached[i])
				WRITE(status, text, ",\"p%u_s\":%.3f", shares[i], (double)wait.span[i].us / 1e6);
			else
				WRITE(status, text, ",\"p%u_s\":null", shares[i]);
		WRITE(status, text, "}");
		gap = ",";
	}
	return status;
}

enum status summary_tell_json(const struct history *history, const struct replay_summary *summary, struct buffer *text)
{
	uint32_t untold, never = count_unserved(summary, &untold);
	enum status status = buffer_print(
	    text,
	    "{\"rows\":%" PRIu64 ",\"calls\":%" PRIu32 ",\"incidents\":%" PRIu32 ",\"assignments\":%" PRIu32
	    ",\"commands\":%" PRIu64 ",\"events\":%" PRIu64 ",\"refusals\":%" PRIu64 ",\"nobody_came\":%" PRIu32
	    ",\"not_recorded\":%" PRIu32 ",\"nobody_knows_when\":%" PRIu64 ",\"obligations\":{",
	    summary->rows, summary->calls, summary->incidents, summary->assignments, summary->commands, summary->events,
	    summary->refusals, never, untold, summary->unstamped);
	for (unsigned i = OBLIGATION_NONE + 1; i < OBLIGATION_COUNT; i++) {
		const struct kind_count *kind = &summary->kind[i];
		WRITE(status, text,
		      "%s\"%s\":{\"recorded\":%s,\"opened\":%" PRIu64 ",\"met_in_time\":%" PRIu64
		      ",\"met_late\":%" PRIu64 ",\"raised\":%" PRIu64 ",\"unheeded\":%" PRIu64 ",\"owed\":%" PRIu64 "}",
		      i > 1 ? "," : "", vocabulary_name(VOCABULARY_OBLIGATION, i), kind->recorded ? "true" : "false",
		      kind->opened, kind->met_in_time, kind->met_late, kind->raised, kind->unheeded, kind->owed);
	}
	WRITE(status, text, "},\"from_first_contact\":{");
	if (status == STATUS_OK)
		status = json_waits(history, summary, text);
	WRITE(status, text, "},\"ends\":[");
	const char *gap = "";
	for (unsigned said = 0; said < DISPOSITION_COUNT; said++)
		for (unsigned held = 0; held < DISPOSITION_COUNT; held++) {
			if (!summary->said[said][held])
				continue;
			const char *in_words = disposition_name(said), *accepted = disposition_name(held);
			WRITE(status, text, "%s{\"said\":\"%s\",\"accepted\":\"%s\",\"calls\":%" PRIu64 "}", gap,
			      in_words ? in_words : "", accepted ? accepted : "", summary->said[said][held]);
			gap = ",";
		}
	WRITE(status, text, "]}\n");
	return status;
}
