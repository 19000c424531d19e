/* Bytes shown in checks, files read whole, and faults by their words; for the tests of this folder. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_WIRE_SIP_TEXT_H
#define TEST_WIRE_SIP_TEXT_H

#include "wire/sip_message.h"

#include "check.h"

/* In one of a few rooms, so that several can be shown at a time. */
static inline const char *shown(struct bytes bytes)
{
	static char room[4][512];
	static unsigned turn;
	char *text = room[turn++ % 4];
	(void)snprintf(text, sizeof room[0], "%.*s", (int)bytes.length, bytes.at ? (const char *)bytes.at : "");
	return text;
}

/* Says which faults there are beside those expected, and which are not there; by number, for a failing check. */
static inline void check_faults(uint32_t got, uint32_t wanted, const char *what)
{
	for (unsigned i = 0; i < SIP_FAULT_COUNT; i++)
		if ((got ^ wanted) & 1u << i)
			(void)fprintf(stderr, "  %s: %s: %s\n", what, got & 1u << i ? "found" : "not found",
			              sip_fault_words((enum sip_fault)i));
	CHECK(got == wanted);
}

/* The whole of standards/`name` of the shared data; false if it is not there. */
static inline bool file_read(const char *top, const char *name, struct buffer *out)
{
	char path[1024];
	const char *shared = getenv("TOCSIN_SHARED");
	(void)snprintf(path, sizeof path, shared ? "%s/standards/%s" : "%s/%s", shared ? shared : top, name);
	FILE *file = fopen(path, "rb");
	if (!file)
		return false;
	buffer_clear(out);
	bool read = true;
	while (read && !feof(file)) {
		read = buffer_reserve(out, 65536) == STATUS_OK;
		if (read)
			out->length += fread(out->at + out->length, 1, 65536, file);
		read = read && !ferror(file);
	}
	(void)fclose(file);
	return read;
}

#endif
