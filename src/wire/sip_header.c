/* The names that SIP knows, and the header fields of a message by them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/sip_lexis.h"

#include <assert.h>

static const char *const methods[SIP_METHOD_COUNT] = {
#define METHOD(NAME) [SIP_##NAME] = #NAME,
	SIP_METHOD_LIST(METHOD)
#undef METHOD
};

static const struct {
	const char *written;
	char compact;
} names[SIP_NAME_COUNT] = {
#define HEADER(NAME, WRITTEN, COMPACT) [SIP_##NAME] = { WRITTEN, COMPACT },
	SIP_NAME_LIST(HEADER)
#undef HEADER
};

static const char *const faults[SIP_FAULT_COUNT] = {
#define FAULT(NAME, WORDS) [SIP_FAULT_##NAME] = WORDS,
	SIP_FAULT_LIST(FAULT)
#undef FAULT
};

static_assert(SIP_FAULT_COUNT <= 32, "the faults of a message are bits of a uint32_t");

const char *sip_method_name(enum sip_method method)
{
	assert(method < SIP_METHOD_COUNT);
	return methods[method];
}

enum sip_method sip_method_named(struct bytes text)
{
	for (unsigned i = 1; i < SIP_METHOD_COUNT; i++)
		if (bytes_same(text, bytes_of_text(methods[i])))
			return (enum sip_method)i;
	return SIP_UNKNOWN_METHOD;
}

const char *sip_name_written(enum sip_name name)
{
	assert(name < SIP_NAME_COUNT);
	return names[name].written;
}

enum sip_name sip_name_named(struct bytes text)
{
	for (unsigned i = 1; i < SIP_NAME_COUNT; i++) {
		const char compact[2] = { names[i].compact };
		if (text_same(text, names[i].written) || (text.length == 1 && text_same(text, compact)))
			return (enum sip_name)i;
	}
	return SIP_OTHER_NAME;
}

const char *sip_fault_words(enum sip_fault fault)
{
	assert(fault < SIP_FAULT_COUNT);
	return faults[fault];
}

struct bytes sip_message_header(const struct sip_message *message, enum sip_name name, unsigned nth)
{
	for (uint32_t i = 0; i < message->headers; i++)
		if (message->header[i].name == name && nth-- == 0)
			return message->header[i].value;
	return (struct bytes){ 0 };
}

struct bytes sip_message_named(const struct sip_message *message, const char *name, unsigned nth)
{
	enum sip_name known = sip_name_named(bytes_of_text(name));
	if (known)
		return sip_message_header(message, known, nth);
	for (uint32_t i = 0; i < message->headers; i++)
		if (text_same(message->header[i].given, name) && nth-- == 0)
			return message->header[i].value;
	return (struct bytes){ 0 };
}

bool sip_message_next(const struct sip_message *message, enum sip_name name, struct sip_cursor *cursor,
                      struct bytes *ret_item)
{
	for (;;) {
		struct bytes item;
		while (sip_item(&cursor->rest, ',', &item)) {
			if (item.length) {
				*ret_item = item;
				return true;
			}
		}
		while (cursor->header < message->headers && message->header[cursor->header].name != name)
			cursor->header++;
		if (cursor->header >= message->headers)
			return false;
		cursor->rest = message->header[cursor->header++].value;
	}
}

bool sip_message_lists(const struct sip_message *message, enum sip_name name, const char *token)
{
	struct sip_cursor cursor = { 0 };
	for (struct bytes item; sip_message_next(message, name, &cursor, &item);)
		if (text_same(item, token))
			return true;
	return false;
}
