/* Turns of the loop until something holds; a test that waits for ever is ended by its alarm. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_LOOP_TURNS_H
#define TEST_LOOP_TURNS_H

#include <event2/event.h>
#include <unistd.h>

#include "loop/loop.h"

/* Far beyond what any of these tests takes under a sanitizer on a loaded machine. */
#define TURNS_ALARM_S 100

#define TURNS_UNTIL(LOOP, CONDITION)                                                                                   \
	do {                                                                                                           \
		(void)alarm(TURNS_ALARM_S);                                                                            \
		while (!(CONDITION))                                                                                   \
			(void)event_base_loop(loop_base(LOOP), EVLOOP_ONCE);                                           \
	} while (0)

/* All that is ready now, without waiting. */
static inline void turns_now(struct loop *loop)
{
	(void)event_base_loop(loop_base(loop), EVLOOP_NONBLOCK);
}

#endif
