/* A forged day of a docket: its length and checksum are set right first, so that the checks behind them are reached; what
 * passes them is selected, put before the gate and measured.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "audit/gate.h"
#include "inquiry/docket_day.h"
#include "inquiry/docket_words.h"

/* Places in the header (inquiry/docket_day.h). */
#define LENGTH_AT 48u
#define HASH_AT 64u
#define HEADER_BYTES 96u
#define WORDS 8u

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

static void measure(const struct docket_day *day)
{
	static const char *const words[WORDS] = { "", "a", "b", "c", "d", "e", "f", "g" };
	static const int32_t utc;
	struct docket docket = { .segment = &day->segment,
		                 .segments = 1,
		                 .words = words,
		                 .word_count = WORDS,
		                 .title = "",
		                 .zone = "UTC",
		                 .precision_s = day->precision_s,
		                 .recorded = day->recorded,
		                 .until_ms = day->until_ms,
		                 .offset_s = &utc,
		                 .offsets = 1 };
	struct selection_criteria criteria = selection_all();
	struct selection selection;
	struct gate_limits limits = gate_limits_usual();
	struct gate_group group;
	struct gate gate;
	if (selection_make(&docket, &criteria, &selection) != STATUS_OK)
		return;
	struct leg_calls calls = { &docket, selection.fate, NULL, 1 };
	struct leg_summary summary;
	if (gate_judge(&docket, &selection, NULL, 1, &limits, &group, &gate) == STATUS_OK)
		assert(group.calls == selection.count[CALL_IS_KEPT] && group.recorded <= group.served);
	for (int leg = 0; leg < (int)LEGS; leg++)
		if (leg_summarise(&calls, leg_span_of(&docket, (enum leg)leg), &summary) == STATUS_OK)
			assert(summary.calls == group.calls);
	for (size_t i = 0; i < day->segment.calls; i++) {
		int32_t ms[LEGS], sum = 0;
		if (!leg_cut(&docket, &day->segment, i, 600000, ms))
			continue;
		for (unsigned leg = 0; leg < LEGS; leg++)
			sum += ms[leg];
		assert(sum >= 0 && sum <= 600000);
	}
	selection_close(&selection);
}

static void read_words(struct bytes text)
{
	struct docket_words words = { 0 };
	const char *fault = NULL;
	enum status status = docket_words_read(text, &words, &fault);
	assert(status == STATUS_OK || fault);
	assert(words.whole_bytes <= text.length);
	docket_words_close(&words);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct docket_day day;
	const char *fault = NULL;
	struct hasher *hasher = NULL;
	read_words(bytes_of(at, length));
	size_t room = (length / DOCKET_DAY_ALIGNMENT + 1) * DOCKET_DAY_ALIGNMENT;
	uint8_t *copy = aligned_alloc(DOCKET_DAY_ALIGNMENT, room);
	if (!copy || hasher_open(&hasher) != STATUS_OK)
		abort();
	if (length)
		memcpy(copy, at, length);
	if (length >= HEADER_BYTES) {
		bytes_put_u64(copy + LENGTH_AT, length);
		const struct bytes piece[] = { bytes_of(copy, HASH_AT),
			                       bytes_of(copy + HEADER_BYTES, length - HEADER_BYTES) };
		struct hash hash = hash_pieces(hasher, HASH_PLAIN, piece, 2);
		memcpy(copy + HASH_AT, hash.at, HASH_BYTES);
	}
	enum status status = docket_day_read(bytes_of(copy, length), WORDS, hasher, &day, &fault);
	assert(status == STATUS_OK || fault);
	if (status == STATUS_OK)
		measure(&day);
	hasher_close(hasher);
	free(copy);
	return 0;
}
