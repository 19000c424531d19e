/* Turns of sources: the quiet go first, the known are not starved, and each limit drops of the one who reached it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/fair_queue.h"

#include "check.h"

static struct address_key key;

static void put(struct fair_queue *queue, const char *host, const char *text)
{
	struct address from;
	CHECK(address_read(host, 5060, &from));
	fair_queue_put(queue, 0, &from, bytes_of_text(text));
}

static const char *take(struct fair_queue *queue, char text[256])
{
	struct datagram *datagram = fair_queue_take(queue);
	if (!datagram)
		return NULL;
	(void)snprintf(text, 256, "%.*s", (int)datagram->length, (const char *)datagram->at);
	free(datagram);
	return text;
}

static void open_queue(struct fair_queue *queue, uint32_t sources, uint32_t per_source, uint32_t bytes)
{
	const struct fair_queue_limits limits = { .sources = sources, .per_source = per_source, .bytes = bytes };
	CHECK(fair_queue_open(queue, &limits, &key) == STATUS_OK);
}

static void check_turns(void)
{
	struct fair_queue queue;
	char text[256];
	open_queue(&queue, 100, 100, 1 << 20);
	CHECK(!fair_queue_take(&queue));
	put(&queue, "127.0.0.2", "a1");
	put(&queue, "127.0.0.2", "a2");
	put(&queue, "127.0.0.2", "a3");
	put(&queue, "127.0.0.3", "b1");
	put(&queue, "127.0.0.3", "b2");
	CHECK_TEXT(take(&queue, text), "a1");
	CHECK_TEXT(take(&queue, text), "b1");
	CHECK_TEXT(take(&queue, text), "a2");
	/* A quiet one comes: before all that wait. */
	put(&queue, "127.0.0.4", "c1");
	put(&queue, "127.0.0.4", "c2");
	CHECK_TEXT(take(&queue, text), "c1");
	CHECK_TEXT(take(&queue, text), "b2");
	CHECK_TEXT(take(&queue, text), "a3");
	/* b has nothing more, but its round has not passed: it is not quiet yet. */
	put(&queue, "127.0.0.3", "b3");
	CHECK_TEXT(take(&queue, text), "c2");
	CHECK_TEXT(take(&queue, text), "b3");
	CHECK(!fair_queue_take(&queue));
	put(&queue, "127.0.0.3", "b4");
	CHECK_TEXT(take(&queue, text), "b4");
	fair_queue_close(&queue);
}

/* Forged sources, each of one datagram: those who wait already have a turn after some of them. */
static void check_known(void)
{
	struct fair_queue queue;
	char text[256], host[32];
	open_queue(&queue, 1000, 100, 1 << 20);
	put(&queue, "127.0.0.2", "first");
	put(&queue, "127.0.0.2", "second");
	CHECK_TEXT(take(&queue, text), "first");
	for (unsigned i = 0; i < 500; i++) {
		(void)snprintf(host, sizeof host, "10.0.%u.%u", i / 250, i % 250);
		put(&queue, host, "forged");
	}
	/* It was fresh itself, the first in a row. */
	for (unsigned i = 1; i < FAIR_QUEUE_FRESH_IN_A_ROW; i++)
		CHECK_TEXT(take(&queue, text), "forged");
	CHECK_TEXT(take(&queue, text), "second");
	for (unsigned i = FAIR_QUEUE_FRESH_IN_A_ROW; i < 501; i++)
		CHECK_TEXT(take(&queue, text), "forged");
	CHECK(!take(&queue, text));
	CHECK_NUMBER(queue.drops.source_full + queue.drops.sources + queue.drops.bytes, 0);
	fair_queue_close(&queue);
}

static void check_limits(void)
{
	struct fair_queue queue;
	char text[256], host[32], big[201];
	/* Datagrams of one source. */
	open_queue(&queue, 3, 2, 1 << 20);
	for (unsigned i = 0; i < 5; i++)
		put(&queue, "127.0.0.2", "a");
	CHECK_NUMBER(queue.drops.source_full, 3);
	/* Sources. */
	put(&queue, "127.0.0.3", "b");
	put(&queue, "127.0.0.4", "c");
	put(&queue, "127.0.0.5", "d");
	CHECK_NUMBER(queue.drops.sources, 1);
	CHECK_NUMBER(queue.count, 4);
	while (take(&queue, text))
		;
	put(&queue, "127.0.0.5", "d");
	CHECK_TEXT(take(&queue, text), "d");
	fair_queue_close(&queue);
	/* Bytes: ten who send as much as they may leave room for the first words of others. */
	memset(big, 'x', 200);
	big[200] = '\0';
	open_queue(&queue, 1000, 10000, 100000);
	for (unsigned i = 0; i < 10000; i++) {
		(void)snprintf(host, sizeof host, "10.0.0.%u", i % 10);
		put(&queue, host, big);
	}
	CHECK(queue.drops.source_full > 0 && queue.drops.bytes == 0);
	for (unsigned i = 0; i < 100; i++) {
		(void)snprintf(host, sizeof host, "127.0.0.%u", i);
		put(&queue, host, big);
	}
	CHECK_NUMBER(queue.drops.bytes, 0);
	/* Only so many sources that even their first words fill it. */
	for (unsigned i = 0; i < 500; i++) {
		(void)snprintf(host, sizeof host, "10.1.%u.%u", i / 250, i % 250);
		put(&queue, host, big);
	}
	CHECK(queue.drops.bytes > 0 && queue.bytes <= 100000);
	fair_queue_close(&queue);
}

int main(void)
{
	CHECK(address_key_make(&key) == STATUS_OK);
	check_turns();
	check_known();
	check_limits();
	return check_done();
}
