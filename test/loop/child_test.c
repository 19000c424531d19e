/* A child is started again, slower and slower, with its channel and what it inherits and nothing else; and ends when told. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "check.h"
#include "loop/channel.h"
#include "turns.h"

#define INHERITED 9
#define EXIT_CODE 42

struct watched {
	struct loop *loop;
	struct channel *channel;
	unsigned started, ended, frames, hung_up;
	int status;
	char text[64];
};

static int64_t steady_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

/* The child: says what it has, and then ends, waits, or does not listen. */
static int be_child(const char *how)
{
	uint8_t frame[CHANNEL_HEAD_BYTES + 64] = { 0 };
	char from_pipe[8] = { 0 };
	sigset_t mask;
	unsigned open = 0;
	if (read(INHERITED, from_pipe, sizeof from_pipe - 1) < 0)
		from_pipe[0] = '-';
	for (int i = 0; i < 1024; i++)
		open += fcntl(i, F_GETFD) >= 0;
	(void)sigprocmask(SIG_SETMASK, NULL, &mask);
	int length =
	    snprintf((char *)frame + CHANNEL_HEAD_BYTES, 64, "%s %u %d", from_pipe, open, sigismember(&mask, SIGUSR1));
	bytes_put_u32(frame, (uint32_t)length);
	if (write(CHILD_CHANNEL, frame, CHANNEL_HEAD_BYTES + (size_t)length) < 0)
		return 1;
	if (strcmp(how, "ends") == 0)
		return EXIT_CODE;
	if (strcmp(how, "deaf") == 0)
		(void)signal(SIGTERM, SIG_IGN);
	if (write(CHILD_CHANNEL, "\0\0\0", 4) < 0) /* an empty frame: ready */
		return 1;
	for (;;)
		(void)pause();
}

static void on_frame(void *context, struct bytes frame)
{
	struct watched *watched = context;
	watched->frames++;
	if (frame.length)
		(void)snprintf(watched->text, sizeof watched->text, "%.*s", (int)frame.length, (const char *)frame.at);
}

static void on_hung_up(void *context)
{
	struct watched *watched = context;
	watched->hung_up++;
	channel_close(watched->channel);
	watched->channel = NULL;
}

static const struct channel_calls calls = { .received = on_frame, .ended = on_hung_up };

static void on_started(void *context, int descriptor)
{
	struct watched *watched = context;
	watched->started++;
	if (watched->channel)
		channel_close(watched->channel);
	watched->channel = NULL;
	CHECK(channel_open(watched->loop, descriptor, &calls, watched, &watched->channel) == STATUS_OK);
}

static void on_ended(void *context, int status)
{
	struct watched *watched = context;
	watched->ended++;
	watched->status = status;
}

static struct child *start(struct watched *watched, const char *program, char *how,
                           const struct child_inherited *inherited)
{
	static char name[] = "child", *arguments[3];
	struct child *child = NULL;
	arguments[0] = name;
	arguments[1] = how;
	const struct child_setup setup = { .program = program,
		                           .arguments = arguments,
		                           .inherited = inherited,
		                           .inherited_count = inherited ? 1 : 0,
		                           .started = on_started,
		                           .ended = on_ended,
		                           .context = watched };
	CHECK(child_start(watched->loop, &setup, &child) == STATUS_OK);
	return child;
}

static void check_again_and_again(struct loop *loop)
{
	struct watched watched = { .loop = loop };
	char how[] = "ends";
	int pipe_of[2];
	CHECK(pipe(pipe_of) == 0 && write(pipe_of[1], "gift", 4) == 4);
	const struct child_inherited inherited = { .descriptor = pipe_of[0], .number = INHERITED };
	int64_t began_us = steady_us();
	struct child *child = start(&watched, NULL, how, &inherited);
	TURNS_UNTIL(loop, watched.ended == 1 && watched.hung_up == 1);
	/* What was inherited, 0 to 2 and the channel, and no signal blocked though we block one. */
	CHECK_TEXT(watched.text, "gift 5 0");
	CHECK(WIFEXITED(watched.status) && WEXITSTATUS(watched.status) == EXIT_CODE && child_process(child) == 0);
	(void)close(pipe_of[1]);
	TURNS_UNTIL(loop, watched.ended == 4);
	CHECK(watched.started == 4);
	/* 50, 100 and 200 ms between four. */
	CHECK(steady_us() - began_us >= 7 * CHILD_DELAY_FIRST_US);
	child_stop(child);
	channel_close(watched.channel);
	(void)close(pipe_of[0]);
}

static void check_no_program(struct loop *loop)
{
	struct watched watched = { .loop = loop };
	char how[] = "ends";
	struct child *child = start(&watched, "/nowhere/at/all", how, NULL);
	TURNS_UNTIL(loop, watched.ended == 3);
	CHECK(watched.started == 0 && watched.status == -1 && child_process(child) == 0);
	child_stop(child);
}

static void check_stop(struct loop *loop, char *how, bool deaf)
{
	struct watched watched = { .loop = loop };
	struct child *child = start(&watched, NULL, how, NULL);
	TURNS_UNTIL(loop, watched.frames == 2);
	pid_t process = child_process(child);
	CHECK(process > 0);
	int64_t began_us = steady_us();
	child_stop(child);
	CHECK((steady_us() - began_us >= CHILD_GRACE_US) == deaf);
	CHECK(kill(process, 0) != 0 && errno == ESRCH);
	CHECK(watched.ended == 0);
	channel_close(watched.channel);
}

static void check_numbers(struct loop *loop)
{
	static const struct child_inherited wrong[] = { { 0, CHILD_CHANNEL },
		                                        { 0, CHILD_CHANNEL + 1 + (int)CHILD_INHERITED_MAX },
		                                        { 256, CHILD_CHANNEL + 1 } };
	struct child *child = NULL;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		const struct child_setup setup = { .inherited = &wrong[i], .inherited_count = 1 };
		CHECK(child_start(loop, &setup, &child) == STATUS_LIMIT);
	}
	const struct child_setup many = { .inherited_count = CHILD_INHERITED_MAX + 1 };
	CHECK(child_start(loop, &many, &child) == STATUS_LIMIT && !child);
}

int main(int argc, char **argv)
{
	struct loop *loop;
	sigset_t blocked;
	char waits[] = "waits", deaf[] = "deaf";
	if (argc > 1)
		return be_child(argv[1]);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)sigemptyset(&blocked);
	(void)sigaddset(&blocked, SIGUSR1);
	(void)sigprocmask(SIG_BLOCK, &blocked, NULL);
	/* Inherited by nobody, though not closed on exec, and at a number among those that are given. */
	CHECK(dup2(2, CHILD_CHANNEL + 30) == CHILD_CHANNEL + 30);
	if (loop_open(&loop) != STATUS_OK)
		return 1;
	check_again_and_again(loop);
	check_no_program(loop);
	check_stop(loop, waits, false);
	check_stop(loop, deaf, true);
	check_numbers(loop);
	loop_close(loop);
	return check_done();
}
