/* Descriptors handed over: the same file at the other end, nothing left open, and what is none is turned away. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/handover.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"

static int open_count(void)
{
	int count = 0;
	for (int i = 0; i < 1024; i++)
		count += fcntl(i, F_GETFD) != -1;
	return count;
}

static void check_passing(const int ends[2])
{
	int pipe_ends[2], got = -1;
	uint64_t ticket = 0;
	char letter = 0;
	if (!CHECK(pipe(pipe_ends) == 0))
		return;
	CHECK(handover_take(ends[1], &ticket, &got) == STATUS_MISSING);
	CHECK(handover_send(ends[0], UINT64_C(1) << 63 | 7, pipe_ends[1]) == STATUS_OK);
	CHECK(handover_take(ends[1], &ticket, &got) == STATUS_OK && ticket == (UINT64_C(1) << 63 | 7));
	CHECK(got != pipe_ends[1] && fcntl(got, F_GETFD) == FD_CLOEXEC);
	CHECK(write(got, "x", 1) == 1 && read(pipe_ends[0], &letter, 1) == 1 && letter == 'x');
	(void)close(got);
	(void)close(pipe_ends[0]);
	(void)close(pipe_ends[1]);
}

static void check_wrong(const int ends[2])
{
	const uint64_t number = 1;
	uint64_t ticket = 0;
	int got = -1;
	CHECK(handover_send(ends[0], 1, -1) == STATUS_IO);
	CHECK(send(ends[0], &number, sizeof number, 0) == (ssize_t)sizeof number);
	CHECK(handover_take(ends[1], &ticket, &got) == STATUS_MALFORMED && got == -1);
	CHECK(send(ends[0], "x", 1, 0) == 1);
	CHECK(handover_take(ends[1], &ticket, &got) == STATUS_MALFORMED && ticket == 0);
}

static void check_full(const int ends[2])
{
	uint64_t ticket, sent = 0, taken = 0;
	int got;
	enum status status;
	while ((status = handover_send(ends[0], sent, 0)) == STATUS_OK && sent < 100000)
		sent++;
	CHECK(status == STATUS_FULL && sent > 10);
	for (; handover_take(ends[1], &ticket, &got) == STATUS_OK; taken++) {
		CHECK(ticket == taken);
		(void)close(got);
	}
	CHECK_NUMBER(taken, sent);
}

int main(void)
{
	int ends[2] = { -1, -1 }, before = open_count(), got;
	uint64_t ticket;
	if (!CHECK(handover_make_pair(ends) == STATUS_OK))
		return check_done();
	check_passing(ends);
	check_wrong(ends);
	check_full(ends);
	(void)close(ends[0]);
	CHECK(handover_take(ends[1], &ticket, &got) == STATUS_ENDED);
	(void)close(ends[1]);
	CHECK_NUMBER(open_count(), before);
	return check_done();
}
