/* Identifiers of NENA i3 and the Call-Info items that carry them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/i3_ids.h"

#include "wire/field.h"
#include "wire/sip_lexis.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PREFIX "urn:emergency:uid:"
#define OLD_PREFIX "urn:nena:uid:"

static const char *const kinds[I3_IDS_KIND_COUNT] = {
#define KIND(NAME, WRITTEN) [I3_IDS_##NAME] = WRITTEN,
	I3_IDS_KIND_LIST(KIND)
#undef KIND
};

static const char *const purposes[I3_IDS_PURPOSE_COUNT] = {
#define PURPOSE(NAME, WRITTEN) [I3_IDS_FOR_##NAME] = WRITTEN,
	I3_IDS_PURPOSE_LIST(PURPOSE)
#undef PURPOSE
};

static bool alphanumeric(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool string_sound(struct bytes string)
{
	for (size_t i = 0; i < string.length; i++)
		if (!alphanumeric(string.at[i]))
			return false;
	return string.length >= I3_IDS_STRING_MIN && string.length <= I3_IDS_STRING_MAX;
}

/* Two labels or more of letters, digits and inner hyphens, of at most 63 bytes (RFC 1123 2.1, RFC 1035 2.3.4). */
static bool domain_sound(struct bytes domain)
{
	size_t labels = 0, first = 0;
	if (domain.length > I3_IDS_DOMAIN_MAX)
		return false;
	for (size_t i = 0; i <= domain.length; i++) {
		if (i < domain.length && domain.at[i] != '.') {
			if (!alphanumeric(domain.at[i]) && domain.at[i] != '-')
				return false;
			continue;
		}
		if (i == first || i - first > 63 || domain.at[first] == '-' || domain.at[i - 1] == '-')
			return false;
		labels++;
		first = i + 1;
	}
	return labels >= 2;
}

bool i3_ids_read(struct bytes text, struct i3_ids *ret_ids)
{
	text = sip_trim(text);
	bool old = text_begins(text, OLD_PREFIX);
	if (!old && !text_begins(text, PREFIX))
		return false;
	text = sip_behind(text, old ? strlen(OLD_PREFIX) : strlen(PREFIX));
	struct bytes word = field_head(&text, ':');
	struct i3_ids ids = { 0 };
	for (int k = I3_IDS_NO_KIND + 1; k < I3_IDS_KIND_COUNT; k++)
		if (text_same(word, kinds[k]))
			ids.kind = (enum i3_ids_kind)k;
	if (!ids.kind || !text.at)
		return false;
	ids.string = bytes_of(text.at, text_find(text, ':'));
	if (ids.string.length < text.length)
		ids.domain = sip_behind(text, ids.string.length + 1);
	ids.sound = !old && string_sound(ids.string) && domain_sound(ids.domain);
	*ret_ids = ids;
	return true;
}

static enum status written(struct buffer *out, enum i3_ids_kind kind, const char *string, struct bytes domain)
{
	assert(kind > I3_IDS_NO_KIND && kind < I3_IDS_KIND_COUNT);
	if (!domain_sound(domain))
		return STATUS_MALFORMED;
	return buffer_print(out, PREFIX "%s:%s:%.*s", kinds[kind], string, (int)domain.length, (const char *)domain.at);
}

enum status i3_ids_write(struct buffer *out, enum i3_ids_kind kind, const uint8_t opaque[I3_IDS_OPAQUE_BYTES],
                         struct bytes domain)
{
	char string[2 * I3_IDS_OPAQUE_BYTES + 1];
	for (size_t i = 0; i < I3_IDS_OPAQUE_BYTES; i++) {
		string[2 * i] = "0123456789abcdef"[opaque[i] >> 4];
		string[2 * i + 1] = "0123456789abcdef"[opaque[i] & 15];
	}
	string[sizeof string - 1] = '\0';
	return written(out, kind, string, domain);
}

enum status i3_ids_write_number(struct buffer *out, enum i3_ids_kind kind, uint64_t number, struct bytes domain)
{
	char string[I3_IDS_STRING_MAX];
	(void)snprintf(string, sizeof string, "%020" PRIu64, number);
	return written(out, kind, string, domain);
}

bool i3_ids_read_info(struct bytes item, struct i3_ids_info *ret_info)
{
	struct bytes rest = item, name, value;
	struct i3_ids_info info = { .uri = sip_trim(field_head(&rest, ';')) };
	if (!info.uri.length)
		return false;
	while (field_param(&rest, ';', &name, &value))
		if (text_same(name, "purpose") && !info.purpose_text.length)
			info.purpose_text = value;
	for (int p = I3_IDS_FOR_OTHER + 1; p < I3_IDS_PURPOSE_COUNT; p++)
		if (text_same(info.purpose_text, purposes[p]))
			info.purpose = (enum i3_ids_purpose)p;
	size_t length = strlen(purposes[I3_IDS_FOR_DATA]);
	if (text_begins(info.purpose_text, purposes[I3_IDS_FOR_DATA]) && info.purpose_text.length > length) {
		info.purpose = I3_IDS_FOR_DATA;
		info.block = sip_behind(info.purpose_text, length);
	} else if (info.purpose == I3_IDS_FOR_DATA) {
		info.purpose = I3_IDS_FOR_OTHER;
	}
	*ret_info = info;
	return true;
}

const char *i3_ids_purpose_written(enum i3_ids_purpose purpose)
{
	assert(purpose >= I3_IDS_FOR_OTHER && purpose < I3_IDS_PURPOSE_COUNT);
	return purposes[purpose];
}
