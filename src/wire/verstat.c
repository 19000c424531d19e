/* What the network says of a caller's number, found in a header field's value. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/verstat.h"

#include "wire/sip_lexis.h"

#include <assert.h>

static const struct {
	const char *written, *words;
} rows[VERSTAT_COUNT] = { [VERSTAT_ABSENT] = { NULL, "the network says nothing of the number" },
	                  [VERSTAT_OTHER] = { NULL, "the network says something unknown of the number" },
#define VERSTAT(NAME, WRITTEN, WORDS) [VERSTAT_##NAME] = { WRITTEN, WORDS },
	                  VERSTAT_LIST(VERSTAT)
#undef VERSTAT
};

static enum verstat named(struct bytes text)
{
	for (int v = VERSTAT_OTHER + 1; v < VERSTAT_COUNT; v++)
		if (text_same(text, rows[v].written))
			return (enum verstat)v;
	return VERSTAT_OTHER;
}

enum verstat verstat_read(struct bytes value)
{
	static const char parameter[] = ";verstat=";
	enum verstat found = VERSTAT_ABSENT;
	bool quoted = false;
	for (size_t i = 0; i < value.length; i++) {
		if (quoted && value.at[i] == '\\')
			i++;
		else if (value.at[i] == '"')
			quoted = !quoted;
		else if (!quoted && value.at[i] == ';' && text_begins(sip_behind(value, i), parameter)) {
			size_t first = i + sizeof parameter - 1, end = first;
			while (end < value.length && !text_among(value.at[end], ";@>,? \t\r\n\""))
				end++;
			enum verstat other = named(bytes_of(value.at + first, end - first));
			found = found == VERSTAT_ABSENT || found == other ? other : VERSTAT_OTHER;
			i = end - 1;
		}
	}
	return found;
}

const char *verstat_written(enum verstat verstat)
{
	assert(verstat >= VERSTAT_ABSENT && verstat < VERSTAT_COUNT);
	return rows[verstat].written;
}

const char *verstat_words(enum verstat verstat)
{
	assert(verstat >= VERSTAT_ABSENT && verstat < VERSTAT_COUNT);
	return rows[verstat].words;
}
