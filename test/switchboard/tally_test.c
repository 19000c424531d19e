/* What the edge is told so that it can tell others: how many wait, whether anybody is there, and who left before an answer. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <ftw.h>
#include <sodium.h>
#include <time.h>
#include <unistd.h>

#include "switchboard/inbox.h"

#define MOST_US 60000000
#define TOLD_MAX 64u

struct house {
	struct desk *desk;
	struct outbox outbox;
	struct inbox inbox;
	struct tally tally;
	struct instant now;
	char path[64];
	struct parcel told[TOLD_MAX];
	struct buffer bytes[TOLD_MAX]; /* what their texts borrow */
	unsigned count;
};

static struct instant now(void *context)
{
	return ((struct house *)context)->now;
}

static void on_send(void *context, struct bytes frame)
{
	struct house *center = context;
	if (!CHECK(center->count < TOLD_MAX) || buffer_append(&center->bytes[center->count], frame) != STATUS_OK)
		abort();
	CHECK(parcel_read(buffer_bytes(&center->bytes[center->count]), &center->told[center->count]) == STATUS_OK);
	center->count++;
}

/* Until all is durable that was asked; then it is told. */
static void settle(struct house *center)
{
	const struct timespec pause = { 0, 200000 };
	uint64_t last = board_center(desk_board(center->desk))->sequence;
	for (unsigned i = 0; i < 50000 && desk_durable(center->desk) < last; i++)
		(void)nanosleep(&pause, NULL);
	CHECK_NUMBER(desk_durable(center->desk), last);
	outbox_release(&center->outbox);
}

/* A turn, and what it told of queues, as "default=1/2 fire=0/2". */
static const char *turn(struct house *center, char text[256])
{
	size_t length = 0;
	text[0] = 0;
	for (unsigned i = 0; i < center->count; i++)
		buffer_clear(&center->bytes[i]);
	center->count = 0;
	(void)tally_turn(&center->tally, MOST_US);
	settle(center);
	for (unsigned i = 0; i < center->count && length < 200; i++) {
		const struct parcel *told = &center->told[i];
		if (told->kind == PARCEL_QUEUE)
			length += (size_t)snprintf(text + length, 256 - length, "%s%.*s=%u/%u", length ? " " : "",
			                           (int)told->text[PARCEL_TEXT_WHO].length,
			                           (const char *)told->text[PARCEL_TEXT_WHO].at, told->number,
			                           (unsigned)told->ticket);
	}
	return text;
}

static void later(struct house *center, int64_t us)
{
	center->now = instant_after(center->now, (struct span){ us });
}

static struct desk_answer ask(struct house *center, struct command command)
{
	struct desk_answer answer = { 0 };
	CHECK(desk_ask(center->desk, &command, &answer) == STATUS_OK);
	CHECK_NUMBER(answer.refusal, REFUSAL_NONE);
	return answer;
}

static struct fields named(const char *name)
{
	struct fields f = { 0 };
	CHECK(strlen(name) < NAME_BYTES);
	memcpy(f.name.text, name, strlen(name));
	return f;
}

static int removed(const char *path, const struct stat *about, int kind, struct FTW *place)
{
	(void)about;
	(void)kind;
	(void)place;
	return remove(path);
}

static void open_center(struct house *center)
{
	struct desk_start start;
	*center = (struct house){ .now = { 1700000000LL * 1000000 } };
	(void)snprintf(center->path, sizeof center->path, "/tmp/tocsin-tally-XXXXXX");
	if (!CHECK(mkdtemp(center->path)))
		abort();
	const struct desk_setup setup = { .engine = store_named("sqlite"),
		                          .path = center->path,
		                          .origin = "tally.test",
		                          .now = now,
		                          .now_context = center,
		                          .wake = -1 };
	if (!CHECK(desk_open(&setup, &center->desk, &start) == STATUS_OK))
		abort();
	center->outbox = (struct outbox){ .desk = center->desk, .send = on_send, .context = center };
	center->tally = (struct tally){ .outbox = &center->outbox };
	center->inbox = (struct inbox){ .desk = center->desk, .outbox = &center->outbox, .tally = &center->tally };
	desk_listen(center->desk, outbox_hear, &center->outbox);
	(void)ask(center, (struct command){ .kind = COMMAND_ADD_POSITION, .asker = ASKER_CENTER, .f = named("desk1") });
	struct fields taker = named("anna");
	taker.role = ROLE_CALL_TAKER;
	(void)ask(center, (struct command){ .kind = COMMAND_ADD_AGENT, .asker = ASKER_CENTER, .f = taker });
}

static void close_center(struct house *center)
{
	settle(center);
	CHECK(center->inbox.trouble == STATUS_OK);
	inbox_close(&center->inbox);
	tally_close(&center->tally);
	outbox_close(&center->outbox);
	CHECK(desk_close(center->desk) == STATUS_OK);
	CHECK_NUMBER(nftw(center->path, removed, 8, FTW_DEPTH | FTW_PHYS), 0);
	for (unsigned i = 0; i < TOLD_MAX; i++)
		buffer_close(&center->bytes[i]);
}

static void sign(struct house *center, enum command_kind kind)
{
	struct command command = { .kind = kind, .asker = ASKER_AGENT, .actor = 1 };
	if (kind == COMMAND_SIGN_IN)
		command.f.position = 1;
	(void)ask(center, command);
}

/* A call as the edge tells of it; its number. */
static uint32_t call(struct house *center, const char *queue, uint8_t key, uint32_t marks)
{
	struct parcel parcel = {
		.kind = PARCEL_CALL, .number = marks, .ticket = key, .stamp_us = center->now.us, .keyed = true
	};
	parcel.key[0] = key;
	parcel_set(&parcel, PARCEL_TEXT_RAW, "INVITE urn:service:sos SIP/2.0\r\n\r\n");
	parcel_set(&parcel, PARCEL_TEXT_QUEUE, queue);
	inbox_take(&center->inbox, &parcel);
	return board_center(desk_board(center->desk))->first_open_call;
}

static void leave(struct house *center, uint32_t number, uint64_t ticket)
{
	const struct parcel parcel = { .kind = PARCEL_LEFT, .call = number, .ticket = ticket };
	inbox_take(&center->inbox, &parcel);
}

static void counts(void)
{
	struct house center;
	char text[256];
	open_center(&center);
	CHECK_TEXT(turn(&center, text), "default=0/0");
	CHECK_TEXT(turn(&center, text), "");
	(void)ask(&center, (struct command){ .kind = COMMAND_ADD_QUEUE, .asker = ASKER_CENTER, .f = named("fire") });
	later(&center, TALLY_EVERY_US);
	CHECK_TEXT(turn(&center, text), "fire=0/0");
	later(&center, TALLY_EVERY_US);
	uint32_t first = call(&center, "fire", 1, 0);
	CHECK_TEXT(turn(&center, text), "fire=1/0");
	/* Soon after there is no second count, but there will be one. */
	later(&center, TALLY_EVERY_US / 4);
	(void)call(&center, "nobody", 2, 0);
	(void)call(&center, "", 3, 0);
	CHECK_NUMBER(tally_turn(&center.tally, MOST_US), TALLY_EVERY_US * 3 / 4);
	CHECK_TEXT(turn(&center, text), "");
	later(&center, TALLY_EVERY_US * 3 / 4);
	CHECK_TEXT(turn(&center, text), "default=2/0");
	CHECK_NUMBER(tally_turn(&center.tally, MOST_US), MOST_US);
	/* What is written does not wait by voice. */
	later(&center, TALLY_EVERY_US);
	(void)call(&center, "", 4, PARCEL_TEXTED);
	CHECK_TEXT(turn(&center, text), "");
	/* Whoever comes first, or goes last, is told of all queues. */
	later(&center, TALLY_EVERY_US);
	sign(&center, COMMAND_SIGN_IN);
	CHECK_TEXT(turn(&center, text), "default=2/1 fire=1/1");
	later(&center, TALLY_EVERY_US);
	sign(&center, COMMAND_SIGN_OUT);
	CHECK_TEXT(turn(&center, text), "default=2/0 fire=1/0");
	later(&center, TALLY_EVERY_US);
	sign(&center, COMMAND_SIGN_IN);
	CHECK_TEXT(turn(&center, text), "default=2/1 fire=1/1");
	later(&center, TALLY_EVERY_US);
	const struct command answer = { .kind = COMMAND_ANSWER, .asker = ASKER_AGENT, .actor = 1, .f.call = first };
	(void)ask(&center, answer);
	CHECK_TEXT(turn(&center, text), "fire=0/1");
	later(&center, TALLY_EVERY_US);
	leave(&center, first, 0);
	CHECK_TEXT(turn(&center, text), "");
	/* Another edge knows nothing, and is told at once; a clock that was set back keeps nobody waiting. */
	inbox_take(&center.inbox, &(struct parcel){ .kind = PARCEL_READY });
	CHECK_TEXT(turn(&center, text), "default=2/1 fire=0/1");
	later(&center, -3600000000);
	(void)call(&center, "", 5, 0);
	CHECK_TEXT(turn(&center, text), "default=3/1");
	close_center(&center);
}

static const struct parcel *abandoned(struct house *center)
{
	char text[256];
	(void)turn(center, text);
	for (unsigned i = 0; i < center->count; i++)
		if (center->told[i].kind == PARCEL_ABANDONED)
			return &center->told[i];
	return NULL;
}

static void leaves(void)
{
	struct house center;
	open_center(&center);
	sign(&center, COMMAND_SIGN_IN);
	/* Nobody wants to know. */
	uint32_t number = call(&center, "", 1, 0);
	leave(&center, number, 0);
	CHECK(!abandoned(&center));
	struct instant came = center.now;
	number = call(&center, "", 2, 0);
	later(&center, 5000000);
	leave(&center, number, (uint64_t)center.now.us);
	const struct parcel *told = abandoned(&center);
	if (CHECK(told)) {
		CHECK_NUMBER(told->call, number);
		CHECK_NUMBER(told->stamp_us, came.us);
		CHECK_NUMBER(told->ticket, center.now.us);
		CHECK(bytes_same(told->text[PARCEL_TEXT_RAW], bytes_of_text("INVITE urn:service:sos SIP/2.0\r\n\r\n")));
	}
	/* Once. */
	leave(&center, number, 1);
	CHECK(!abandoned(&center));
	/* The edge does not know the call any more, only its key. */
	number = call(&center, "", 3, 0);
	struct parcel left = { .kind = PARCEL_LEFT, .keyed = true, .key = { 3 }, .ticket = 9 };
	inbox_take(&center.inbox, &left);
	told = abandoned(&center);
	CHECK(told && told->call == number && told->ticket == 9);
	/* What is no message is a call all the same; words are not an INVITE; and whoever was answered was not abandoned. */
	leave(&center, call(&center, "", 4, PARCEL_MALFORMED), 1);
	CHECK(abandoned(&center));
	leave(&center, call(&center, "", 5, PARCEL_TEXTED), 1);
	CHECK(!abandoned(&center));
	number = call(&center, "", 6, 0);
	const struct command answer = { .kind = COMMAND_ANSWER, .asker = ASKER_AGENT, .actor = 1, .f.call = number };
	(void)ask(&center, answer);
	leave(&center, number, 1);
	CHECK(!abandoned(&center));
	close_center(&center);
}

int main(void)
{
	if (sodium_init() < 0)
		return 1;
	counts();
	leaves();
	return check_done();
}
