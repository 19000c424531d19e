/* A stranger's roll-call: its head is read or refused, and its lines come to an end. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/roll_text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct roll_head head;
	struct roll_line line;
	char *text = malloc(length + 1);
	if (!text)
		return 0;
	if (length)
		memcpy(text, at, length);
	text[length] = '\0';
	if (roll_text_head(text, &head)) {
		const char *rest = head.lines;
		assert(head.previous < head.entry);
		while (*rest) {
			const char *before = rest;
			if (!roll_text_line(&rest, &line))
				break;
			assert(rest > before && strlen(line.name) == ROLL_NAME_LETTERS);
		}
		assert(rest <= text + strlen(text));
	}
	free(text);
	return 0;
}
