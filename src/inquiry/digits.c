/* The one place that says how many digits a number has. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/digits.h"

#include <math.h>
#include <stdlib.h>

#define DIGITS 12

void digits_put(json_t *object, const char *key, double value)
{
	(void)json_object_set_new(object, key, isfinite(value) ? json_real(value) : json_null());
}

void digits_count(json_t *object, const char *key, uint64_t value)
{
	(void)json_object_set_new(object, key, json_integer((json_int_t)value));
}

enum status digits_write(json_t *root, struct buffer *text)
{
	char *dumped = json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(DIGITS));
	enum status status = dumped ? buffer_append_text(text, dumped) : STATUS_MEMORY;
	if (status == STATUS_OK)
		status = buffer_append_text(text, "\n");
	free(dumped);
	json_decref(root);
	return status;
}
