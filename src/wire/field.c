/* A header field's value in its head and its parameters; each byte is looked at a few times at most. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/field.h"

#include "wire/sip_lexis.h"

/* What is in quotes or brackets, these off; what stands behind them says nothing. */
static struct bytes bare(struct bytes text)
{
	if (!text.length || !text_among(text.at[0], "\"<"))
		return text;
	size_t end = text.at[0] == '"' ? sip_quote_end(text) : text_find(text, '>');
	return bytes_of(text.at + 1, end - 1);
}

struct bytes field_head(struct bytes *rest, char separator)
{
	struct bytes item = { 0 };
	return sip_item(rest, separator, &item) ? bare(item) : item;
}

bool field_param(struct bytes *rest, char separator, struct bytes *ret_name, struct bytes *ret_value)
{
	for (struct bytes item; sip_item(rest, separator, &item);) {
		if (!item.length)
			continue;
		size_t equals = text_find(item, '=');
		*ret_name = sip_trim(bytes_of(item.at, equals));
		*ret_value = (struct bytes){ 0 };
		if (equals < item.length)
			*ret_value = bare(sip_trim(sip_behind(item, equals + 1)));
		return true;
	}
	return false;
}
