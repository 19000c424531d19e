/* Faults of messages, by their words; for the tests of this folder. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_WIRE_SIP_TEXT_H
#define TEST_WIRE_SIP_TEXT_H

#include "wire/sip_message.h"

#include "check.h"
#include "given.h"

/* Says which faults there are beside those expected, and which are not there; by number, for a failing check. */
static inline void check_faults(uint32_t got, uint32_t wanted, const char *what)
{
	for (unsigned i = 0; i < SIP_FAULT_COUNT; i++)
		if ((got ^ wanted) & 1u << i)
			(void)fprintf(stderr, "  %s: %s: %s\n", what, got & 1u << i ? "found" : "not found",
			              sip_fault_words((enum sip_fault)i));
	CHECK(got == wanted);
}

#endif
