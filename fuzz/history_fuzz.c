/* A stranger's history: it is read or refused, and what is read replays without breaking a rule of the board. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "history/replay.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

/* A replay over centuries would only raise the same debts again and again. */
#define LONGEST_S (90 * 86400)

static bool is_short(const struct history *history)
{
	struct instant from = { INSTANT_MAX_US }, to = { INSTANT_MIN_US };
	for (uint32_t i = 0; i < history->rows; i++)
		for (unsigned j = 0; j < STAMP_COUNT; j++) {
			struct instant stamp = history->row[i].stamp[j];
			if (!instant_known(stamp))
				continue;
			from = instant_before(stamp, from) ? stamp : from;
			to = instant_later(stamp, to);
		}
	return history->rows && history->rows < 64 && instant_since(to, from).us < span_s(LONGEST_S).us;
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	static struct replay_summary summary;
	struct history history = { 0 };
	const char *fault = NULL;
	uint64_t line = 0;
	enum status status = history_read(bytes_of(at, length), &history, &fault, &line);
	if (status == STATUS_MALFORMED)
		assert(fault);
	if (status == STATUS_OK && is_short(&history) && replay_run(&history, NULL, NULL, &summary) == STATUS_OK) {
		assert(summary.calls <= history.rows && summary.incidents <= summary.calls);
		replay_close(&summary);
	}
	history_close(&history);
	return 0;
}
