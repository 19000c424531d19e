/* A history made by hand, then eight cities: each call once, each moment where it is, each end counted. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/docket_history.h"

#include "city.h"
#include "core/vocabulary.h"

#define TABLE                                                                                                          \
	"call,incident,unit,type,place,area,said,received,answered,entered,assigned,en_route,on_scene,transporting,"   \
	"at_hospital,clear,closed,priority,disposition,lat,lon\n"
#define HEAD "tocsin history,1,By hand,a test,UTC,1,received answered entered assigned en_route on_scene clear\n" TABLE
#define WITHOUT_ARRIVALS "tocsin history,1,By hand,a test,UTC,60,received clear closed\n" TABLE
/* In the file's order, which is not that of first contact.
 * a: served by the second unit first.  b: the second call about c's fire, before which a unit was there.  d: to hospital,
 * nobody pressed "on scene".  e: said to be served.  f: cancelled.  g: nobody there.  h: over without a word.  i: nothing.
 * j: advised.  k: nobody came.  l: a test. */
#define ROWS                                                                                                           \
	"a,1,E1,ill,,north,,2020-01-01T00:00:00Z,2020-01-01T00:00:05Z,2020-01-01T00:00:30Z,2020-01-01T00:00:50Z,"      \
	"2020-01-01T00:01:30Z,2020-01-01T00:05:00Z,,,2020-01-01T00:20:00Z,,,,,\n"                                      \
	"a,1,E2,ill,,north,done,2020-01-01T00:00:00Z,,,2020-01-01T00:01:00Z,2020-01-01T00:01:20Z,"                     \
	"2020-01-01T00:04:00Z,,,2020-01-01T00:30:00Z,,2,,10.5,-3.25\n"                                                 \
	"b,2,,fire,,,,2020-01-01T01:09:00Z,2020-01-01T01:09:10Z,,,,,,,,,1,,,\n"                                        \
	"c,2,E1,fire,,south,out,2020-01-01T01:00:00Z,,,2020-01-01T01:01:00Z,,2020-01-01T01:08:00Z,,,,,3,,,\n"          \
	"d,3,M1,ill,,,,2020-01-01T02:00:00Z,,,2020-01-01T02:01:00Z,,,2020-01-01T02:20:00Z,,2020-01-01T03:00:00Z,,,,,"  \
	"\n"                                                                                                           \
	"e,4,,ill,,,,2020-01-01T03:00:00Z,,,,,,,,,,,served,,\n"                                                        \
	"f,5,,ill,,,,2020-01-01T04:00:00Z,,,,,,,,,,,cancelled,,\n"                                                     \
	"g,6,E1,ill,,,,2020-01-01T05:00:00Z,,,,,,,,,,,unreachable,,\n"                                                 \
	"h,7,E1,ill,,,,2020-01-01T06:00:00Z,,,,,,,,2020-01-01T06:30:00Z,,,,,\n"                                        \
	"i,8,,ill,,,,2020-01-01T07:00:00Z,,,,,,,,,,,,,\n"                                                              \
	"j,9,,ill,,,,2020-01-01T08:00:00Z,,,,,,,,,,,advised,,\n"                                                       \
	"k,10,,ill,,,,2020-01-01T09:00:00Z,,,,,,,,,,,not_served,,\n"                                                   \
	"l,11,,ill,,,,2020-01-01T10:00:00Z,,,,,,,,,,,test,,\n"

static int open_docket(const char *text, struct docket_build *build, struct docket *docket,
                       struct docket_history_account *account)
{
	struct history history = { 0 };
	const char *fault = NULL;
	uint64_t line = 0;
	int good = CHECK(history_read(bytes_of_text(text), &history, &fault, &line) == STATUS_OK) &&
	           CHECK(docket_history_read(&history, build, docket, account) == STATUS_OK);
	history_close(&history);
	return good;
}

static size_t call_of(const struct docket *docket, const char *name)
{
	for (size_t i = 0; i < docket->segment->calls; i++)
		if (strcmp(docket->words[docket->segment->word[DOCKET_CALL][i]], name) == 0)
			return i;
	CHECK(false);
	return 0;
}

static void check_end(const struct docket *docket, const char *name, enum docket_outcome outcome, unsigned flags)
{
	size_t at = call_of(docket, name);
	CHECK_NUMBER(docket->segment->outcome[at], outcome);
	CHECK_NUMBER(docket->segment->flags[at], flags);
}

static void check_moments(const struct docket *docket)
{
	const struct docket_segment *all = docket->segment;
	size_t a = call_of(docket, "a"), b = call_of(docket, "b");
	static const int32_t wanted[DOCKET_MOMENTS] = { 5000, 30000, 50000, 80000, 240000, 1800000 };
	for (unsigned i = 0; i < DOCKET_MOMENTS; i++) {
		CHECK_NUMBER(all->after_ms[i][a], wanted[i]);
		CHECK_NUMBER(all->source[i][a], DOCKET_BY_IMPORTED);
	}
	CHECK_NUMBER(all->contact_ms[a], 1577836800000);
	CHECK(all->priority_first[a] == 2 && all->priority_last[a] == 2);
	CHECK(all->lat_e7[a] == 105000000 && all->lon_e7[a] == -32500000);
	CHECK_TEXT(docket->words[all->word[DOCKET_SAID][a]], "done");
	CHECK_TEXT(docket->words[all->word[DOCKET_AREA][a]], "north");
	CHECK_TEXT(docket->words[all->word[DOCKET_TAKER][a]], "");
	CHECK_NUMBER(all->expected_ms[a], DOCKET_NEVER);
	/* Its own answer; the incident's unit, which was there before it called; the word of the incident. */
	CHECK_NUMBER(all->after_ms[DOCKET_ANSWERED][b], 10000);
	CHECK_NUMBER(all->after_ms[DOCKET_ON_SCENE][b], -60000);
	CHECK_NUMBER(all->after_ms[DOCKET_ENTERED][b], DOCKET_NEVER);
	CHECK_NUMBER(all->source[DOCKET_ENTERED][b], DOCKET_BY_NONE);
	CHECK_TEXT(docket->words[all->word[DOCKET_SAID][b]], "out");
	CHECK_TEXT(docket->words[all->word[DOCKET_INCIDENT][b]], "2");
}

static void check_by_hand(void)
{
	struct docket_build build = { 0 };
	struct docket docket;
	struct docket_history_account account;
	if (!open_docket(HEAD ROWS, &build, &docket, &account))
		return;
	CHECK(account.rows == 13 && account.calls == 12 && account.incidents == 11 && account.joined == 1);
	check_moments(&docket);
	check_end(&docket, "a", DOCKET_IS_SERVED, 0);
	check_end(&docket, "b", DOCKET_IS_SERVED, DOCKET_JOINED);
	check_end(&docket, "c", DOCKET_IS_SERVED, 0);
	check_end(&docket, "d", DOCKET_IS_SERVED, DOCKET_UNSTAMPED);
	check_end(&docket, "e", DOCKET_IS_SERVED, DOCKET_TOLD | DOCKET_UNSTAMPED | DOCKET_NO_EVIDENCE);
	check_end(&docket, "f", DOCKET_IS_CANCELLED, 0);
	check_end(&docket, "g", DOCKET_IS_GONE, 0);
	check_end(&docket, "h", DOCKET_IS_OTHER, 0);
	check_end(&docket, "i", DOCKET_IS_OPEN, 0);
	check_end(&docket, "j", DOCKET_IS_REMOTE, 0);
	check_end(&docket, "k", DOCKET_IS_NO_UNIT, 0);
	check_end(&docket, "l", DOCKET_IS_OTHER, DOCKET_TEST);
	CHECK_NUMBER(docket.segment->disposition[call_of(&docket, "l")], DISPOSITION_TEST);
	CHECK(account.unstamped == 2 && account.no_evidence == 1 && account.untold == 0 && account.unended == 1);
	CHECK_NUMBER(account.known[DOCKET_ON_SCENE], 3);
	CHECK(account.before[DOCKET_ON_SCENE] == 1 && account.before[DOCKET_ASSIGNED] == 1);
	/* Its last moment is the last first contact. */
	CHECK_NUMBER(docket.until_ms, 1577836800000 + 10LL * 3600 * 1000);
	CHECK_NUMBER(docket.precision_s, 1);
	CHECK_NUMBER(docket.recorded, (1 << DOCKET_MOMENTS) - 1);
	docket_build_close(&build);
}

/* Where arrivals are not recorded, nobody is said to have waited in vain; one wrong clock does not stretch the record. */
static void check_untold(void)
{
	struct docket_build build = { 0 };
	struct docket docket;
	struct docket_history_account account;
	if (!open_docket(WITHOUT_ARRIVALS "a,1,E1,ill,,,,2020-01-01T00:00:00Z,,,,,,,,2020-01-01T00:10:00Z,,,,,\n"
	                                  "b,2,E1,ill,,,,2020-01-01T01:00:00Z,,,,,,,,,2150-01-01T00:00:00Z,,,,\n",
	                 &build, &docket, &account))
		return;
	CHECK(account.calls == 2 && account.untold == 2 && account.outcome[DOCKET_IS_OPEN] == 2);
	CHECK_NUMBER(docket.recorded, 1 << DOCKET_CLOSED);
	/* The city records when calls are closed: being clear is something else there. */
	CHECK_NUMBER(docket.segment->after_ms[DOCKET_CLOSED][0], DOCKET_NEVER);
	CHECK_NUMBER(docket.segment->after_ms[DOCKET_CLOSED][1], DOCKET_FAR);
	CHECK_NUMBER(docket.until_ms, 1577836800000 + 25LL * 3600 * 1000);
	docket_build_close(&build);
}

/* A city that marks what nobody called about: by the words of its mapping, through the file, into the docket. */
static void check_on_view(void)
{
	static const char map[] = "name: n\nsource: s\nzone: UTC\ntimes: \"%Y-%m-%d %H:%M:%S\"\n"
				  "columns:\n  call: id\n  received: at\n"
				  "  on_view: {column: how, values: [SELF, ON VIEW]}\n";
	static const char table[] = "id,at,how\n1,2020-01-01 00:00:00,911\n2,2020-01-01 00:01:00,ON VIEW\n"
				    "3,2020-01-01 00:02:00,\n4,2020-01-01 00:03:00,SELF\n4,2020-01-01 00:03:00,911\n";
	static struct zone zone;
	struct history history = { 0 };
	struct import_report report = { 0 };
	struct problems problems = { 0 };
	struct mapping *mapping = NULL;
	struct docket_build build = { 0 };
	struct docket docket;
	struct docket_history_account account;
	char *text = NULL;
	size_t length = 0;
	if (!CHECK(mapping_open(bytes_of_text(map), "map", &problems, &mapping) == STATUS_OK) ||
	    !CHECK(zone_open(&zone, "UTC")))
		return;
	struct importer importer = { .mapping = mapping, .zone = &zone, .history = &history, .report = &report };
	CHECK(importer_run(&importer, bytes_of_text(table), &problems) == STATUS_OK);
	CHECK(report.cell[TARGET_ON_VIEW].fate[FATE_UNDERSTOOD] == 4 &&
	      report.cell[TARGET_ON_VIEW].fate[FATE_MISSING] == 1);
	FILE *file = open_memstream(&text, &length);
	CHECK(file && history_write(&history, file) == STATUS_OK && fclose(file) == 0);
	if (open_docket(text, &build, &docket, &account)) {
		CHECK(account.calls == 4 && account.on_view == 2);
		check_end(&docket, "2", DOCKET_IS_OPEN, DOCKET_ON_VIEW);
		check_end(&docket, "3", DOCKET_IS_OPEN, 0);
		check_end(&docket, "4", DOCKET_IS_OPEN, DOCKET_ON_VIEW);
	}
	docket_build_close(&build);
	history_close(&history);
	mapping_close(mapping);
	buffer_close(&report.unread);
	mapping = NULL;
	CHECK(mapping_open(
		  bytes_of_text(
		      "name: n\nsource: s\nzone: UTC\ntimes: \"%Y\"\ncolumns:\n  received: at\n  on_view: how\n"),
		  "map", &problems, &mapping) == STATUS_MALFORMED);
	CHECK(problems.count == 1 && strstr((const char *)problems.text.at, "which words mean it"));
	/* A cell that is neither yes nor empty is no history's. */
	char *last = strstr(text, ",yes");
	const char *fault = NULL;
	uint64_t line = 0;
	if (CHECK(last)) {
		last[1] = 'Y';
		CHECK(history_read(bytes_of_text(text), &history, &fault, &line) == STATUS_MALFORMED && line == 4);
	}
	history_close(&history);
	buffer_close(&problems.text);
	free(text);
}

static void check_empty(void)
{
	struct docket_build build = { 0 };
	struct docket docket;
	struct docket_history_account account;
	if (open_docket(HEAD, &build, &docket, &account))
		CHECK(account.calls == 0 && docket.segment->calls == 0 && docket.until_ms == 0);
	docket_build_close(&build);
}

static void check_adds_up(const struct docket *docket, const struct docket_history_account *account)
{
	uint64_t ends = 0, served = 0, known[DOCKET_MOMENTS] = { 0 };
	const struct docket_segment *all = docket->segment;
	for (unsigned i = 0; i < DOCKET_OUTCOMES; i++)
		ends += account->outcome[i];
	CHECK_NUMBER(ends, account->calls);
	CHECK_NUMBER(account->untold + account->unended, account->outcome[DOCKET_IS_OPEN]);
	CHECK_NUMBER(all->calls, account->calls);
	for (size_t i = 0; i < all->calls; i++) {
		for (unsigned k = 0; k < DOCKET_MOMENTS; k++)
			known[k] += all->after_ms[k][i] != DOCKET_NEVER;
		served += all->outcome[i] == DOCKET_IS_SERVED;
	}
	for (unsigned k = 0; k < DOCKET_MOMENTS; k++) {
		CHECK_NUMBER(known[k], account->known[k]);
		CHECK(!known[k] || (docket->recorded >> k & 1u));
	}
	CHECK_NUMBER(served, account->outcome[DOCKET_IS_SERVED]);
	CHECK_NUMBER(served, account->known[DOCKET_ON_SCENE] + account->unstamped);
}

/* What a second reader counts as well: one object a city. */
static void tell(const char *name, const struct docket_history_account *account)
{
	(void)printf("{\"city\": \"%s\", \"rows\": %" PRIu64 ", \"calls\": %" PRIu64 ", \"incidents\": %" PRIu64
	             ", \"joined\": %" PRIu64 ", \"unstamped\": %" PRIu64 ", \"no_evidence\": %" PRIu64
	             ", \"untold\": %" PRIu64 ", \"unended\": %" PRIu64 ", \"outcome\": [",
	             name, account->rows, account->calls, account->incidents, account->joined, account->unstamped,
	             account->no_evidence, account->untold, account->unended);
	for (unsigned i = 0; i < DOCKET_OUTCOMES; i++)
		(void)printf("%s%" PRIu64, i ? ", " : "", account->outcome[i]);
	(void)printf("], \"known\": [");
	for (unsigned i = 0; i < DOCKET_MOMENTS; i++)
		(void)printf("%s%" PRIu64, i ? ", " : "", account->known[i]);
	(void)printf("], \"before\": [");
	for (unsigned i = 0; i < DOCKET_MOMENTS; i++)
		(void)printf("%s%" PRIu64, i ? ", " : "", account->before[i]);
	(void)printf("]}\n");
}

static void check_city(size_t city)
{
	struct history history = { 0 };
	struct import_report report = { 0 };
	struct docket_build build = { 0 };
	struct docket docket;
	struct docket_history_account account;
	if (city_read(city, &history, &report) &&
	    CHECK(docket_history_read(&history, &build, &docket, &account) == STATUS_OK)) {
		CHECK_NUMBER(account.rows, report.kept);
		check_adds_up(&docket, &account);
		tell(cities[city].name, &account);
	}
	docket_build_close(&build);
	history_close(&history);
}

int main(void)
{
	check_by_hand();
	check_untold();
	check_empty();
	check_on_view();
	for (size_t i = 0; i < CITIES; i++)
		check_city(i);
	return check_done();
}
