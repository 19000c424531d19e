/* Floods: counted as a whole and by source, told when they begin, go on and are over; bodies stored once. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "phone/flood.h"
#include "world.h"

#define T0 1800000000000000

static struct flood flood;

static struct instant at_ms(int64_t ms)
{
	return (struct instant){ T0 + ms * 1000 };
}

static void test_one_source(void)
{
	uint32_t number = 7;
	flood = (struct flood){ 0 };
	for (unsigned i = 0; i < FLOOD_SOURCE_PER_S; i++)
		CHECK(!flood_add(&flood, 5, at_ms(i)));
	CHECK(!flood_news(&flood, at_ms(60), &number) && !instant_known(flood_next(&flood)));
	/* Another second begins anew; another source has its own count. */
	CHECK(!flood_add(&flood, 5, at_ms(1000)));
	CHECK(!flood_add(&flood, 6, at_ms(1000)));
	for (unsigned i = 1; i < FLOOD_SOURCE_PER_S; i++)
		CHECK(!flood_add(&flood, 5, at_ms(1000)));
	const struct flood_source *source = flood_add(&flood, 5, at_ms(1001));
	CHECK(source && source->count.peak == FLOOD_SOURCE_PER_S + 1);
	CHECK(flood_news(&flood, at_ms(1001), &number));
	CHECK_NUMBER(number, FLOOD_SOURCE_PER_S + 2); /* of all */
	CHECK(!flood_add(&flood, 6, at_ms(1001)));
	CHECK(flood_add(&flood, 5, at_ms(1002)) && !flood_news(&flood, at_ms(1002), &number));
	/* Its calls are marked as long as it has not been quiet. */
	CHECK(flood_add(&flood, 5, at_ms(9000)) != NULL);
	CHECK(!flood_add(&flood, 5, at_ms(1002 + FLOOD_OVER_S * 1000)));
}

static void test_news(void)
{
	uint32_t number = 7;
	unsigned told = 0;
	flood = (struct flood){ 0 };
	/* Twelve seconds of 200 sources, each of them quiet. */
	for (int64_t ms = 0; ms < 12000; ms += 5) {
		CHECK(!flood_add(&flood, 1000 + (uint64_t)ms / 5 % 200, at_ms(ms)));
		bool news = flood_news(&flood, at_ms(ms), &number);
		told += news;
		if (news)
			CHECK(number > FLOOD_PER_S && number <= 200);
	}
	CHECK_NUMBER(told, 3);
	CHECK_NUMBER(flood_next(&flood).us, at_ms(11995 + FLOOD_OVER_S * 1000).us);
	CHECK(!flood_news(&flood, at_ms(21994), &number));
	CHECK(flood_news(&flood, at_ms(21995), &number) && number == 0);
	CHECK(!flood_news(&flood, at_ms(21996), &number) && !instant_known(flood_next(&flood)));
}

/* More sources than there is room for, and one that floods: it is not forgotten for those who do not. */
static void test_many_sources(void)
{
	flood = (struct flood){ 0 };
	for (unsigned i = 0; i <= FLOOD_SOURCE_PER_S; i++)
		(void)flood_add(&flood, 77, at_ms(0));
	for (uint64_t source = 1000; source < 1000 + 8u * FLOOD_SOURCES; source++)
		(void)flood_add(&flood, source, at_ms(1));
	CHECK(flood_add(&flood, 77, at_ms(2)) != NULL);
}

#define CHANCES 3000u
#define CHANCE_SOURCES 12u

/* At random, against the list of all that came: marked is who had more than may be in one second, less than FLOOD_OVER_S ago. */
static void test_chance(uint64_t seed)
{
	static struct {
		int64_t ms;
		unsigned from;
		bool more;
	} came[CHANCES];
	int64_t ms = 0;
	unsigned marks = 0;
	flood = (struct flood){ 0 };
	for (unsigned i = 0; i < CHANCES; i++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		unsigned draw = (unsigned)(seed >> 33), in_second = 1, all = 1;
		ms += draw % 7 ? draw % 4 : draw % 301 ? draw % 31 : 4000 + draw % 9000;
		came[i].ms = ms;
		came[i].from = draw >> 8 & 3 ? 0 : (draw >> 10) % CHANCE_SOURCES;
		bool marked = false;
		for (unsigned k = i; k-- && came[k].ms / 1000 == ms / 1000;) {
			in_second += came[k].from == came[i].from;
			all++;
		}
		came[i].more = in_second > FLOOD_SOURCE_PER_S;
		for (unsigned k = 0; k <= i; k++)
			marked |= came[k].from == came[i].from && came[k].more &&
			          (k == i || ms - came[k].ms < FLOOD_OVER_S * 1000);
		CHECK_NUMBER(flood_add(&flood, 1 + came[i].from, at_ms(ms)) != NULL, marked);
		CHECK_NUMBER(flood.all.count, all);
		marks += marked;
	}
	CHECK(marks > CHANCES / 100 && marks < CHANCES);
}

static void test_bodies(void)
{
	const struct hash128 body = { 1, 2 }, other = { 1, 3 };
	flood = (struct flood){ 0 };
	const struct flood_source *source = NULL;
	for (unsigned i = 0; i <= FLOOD_SOURCE_PER_S; i++)
		source = flood_add(&flood, 5, at_ms(0));
	CHECK(source != NULL);
	CHECK_NUMBER(flood_same_body(&flood, source, body, 900), 0);
	/* Not before it is on disk, and not by another's ticket. */
	CHECK_NUMBER(flood_same_body(&flood, source, body, 901), 0);
	flood_kept(&flood, 902, 12);
	flood_kept(&flood, 900 + FLOOD_AWAITED, 13);
	CHECK_NUMBER(flood_same_body(&flood, source, body, 903), 0);
	flood_kept(&flood, 900, 11);
	CHECK_NUMBER(flood_same_body(&flood, source, body, 904), 11);
	CHECK_NUMBER(flood_same_body(&flood, source, other, 905), 0);
	flood_kept(&flood, 905, 15);
	CHECK_NUMBER(flood_same_body(&flood, source, other, 906), 15);
	CHECK_NUMBER(flood_same_body(&flood, source, body, 0), 0);
}

#define WORDS                                                                                                          \
	"a body that is long enough to be worth a word, and that is the same in each of the messages of this flood: "

static void call(struct world *world, const char *method, unsigned number)
{
	char text[1024], body[] = SDP_OF("a", "4000") "a=" WORDS "\r\n";
	(void)snprintf(text, sizeof text,
	               "%s sip:911@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKf%u\r\n"
	               "From: <sip:a%u@192.0.2.9>;tag=f%u\r\nTo: <sip:911@192.0.2.1>\r\nCall-ID: flood-%u\r\n"
	               "CSeq: 1 %s\r\nContact: <sip:a@192.0.2.9>\r\nMax-Forwards: 70\r\n"
	               "Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s",
	               method, number, number, number, number, method, strlen(body), body);
	world_take(world, 1, text);
}

static bool has(struct bytes text, const char *words)
{
	return text.length && memmem(text.at, text.length, words, strlen(words)) != NULL;
}

/* By the whole exchange: each call is told and answered, only marked; the second half has its bodies elsewhere. */
static void test_exchange(const char *method)
{
	struct world world;
	world_open(&world);
	world_hear(&world, PARCEL_HELLO, 0, 0, "center.example");
	for (unsigned i = 1; i <= 2 * FLOOD_SOURCE_PER_S; i++) {
		call(&world, method, i);
		const struct parcel *told = world_told(&world, PARCEL_CALL);
		if (!CHECK(told != NULL))
			break;
		bool floods = i > FLOOD_SOURCE_PER_S, compact = i > FLOOD_SOURCE_PER_S + 1;
		CHECK(has(told->text[PARCEL_TEXT_FACTS], "\nflood: ") == floods);
		CHECK(has(told->text[PARCEL_TEXT_FACTS], "\n" PARCEL_SAME_BODY "51\n") == compact);
		CHECK(has(told->text[PARCEL_TEXT_RAW], WORDS) == !compact);
		struct parcel kept = { .kind = PARCEL_KEPT, .ticket = told->ticket, .call = i };
		exchange_hear(world.exchange, &kept, world.now);
		bool invite = strcmp(method, "INVITE") == 0;
		CHECK_NUMBER(world_count(&world, 1, invite ? SIP_INVITE : SIP_MESSAGE, invite ? 180 : 200), i);
	}
	world_close(&world);
}

static void test_told(void)
{
	struct world world;
	const struct parcel *told;
	world_open(&world);
	world_hear(&world, PARCEL_HELLO, 0, 0, "center.example");
	for (unsigned i = 0; i <= FLOOD_SOURCE_PER_S; i++)
		world_take(&world, 1, "no message at all");
	told = world_told(&world, PARCEL_FLOOD);
	CHECK(told && told->number == FLOOD_SOURCE_PER_S + 1 && has(told->text[PARCEL_TEXT_FACTS], "kind: unread\n"));
	CHECK(told && has(told->text[PARCEL_TEXT_FACTS], "source: ") &&
	      has(told->text[PARCEL_TEXT_FACTS], "flood: 51 in a second from this source\n"));
	CHECK(world_told(&world, PARCEL_FLOOD) == NULL);
	world_pass(&world, FLOOD_OVER_S * 1000 + 1);
	told = world_told(&world, PARCEL_FLOOD);
	CHECK(told && told->number == 0);
	world_pass(&world, FLOOD_OVER_S * 1000);
	CHECK(world_told(&world, PARCEL_FLOOD) == NULL);
	world_close(&world);
}

int main(void)
{
	test_one_source();
	test_news();
	test_many_sources();
	test_bodies();
	test_exchange("INVITE");
	test_exchange("MESSAGE");
	for (uint64_t seed = 1; seed <= 20; seed++)
		test_chance(seed);
	test_told();
	return check_done();
}
