/* The words for each trouble. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/status.h"

#include <assert.h>

static const char *const texts[STATUS_COUNT] = {
#define STATUS(NAME, TEXT) [STATUS_##NAME] = TEXT,
	STATUS_LIST(STATUS)
#undef STATUS
};

const char *status_text(enum status status)
{
	assert(status >= 0 && status < STATUS_COUNT);
	return texts[status];
}
