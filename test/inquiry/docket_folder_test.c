/* A docket on disk: what comes back is what went in, what did not change is not touched, what is damaged is told. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/docket_folder.h"

#include <dirent.h>
#include <sys/stat.h>

#include "city.h"
#include "inquiry/docket_history.h"

#define FIRST_US 1700000000000000LL /* 2023-11-14, in the afternoon of Chicago */
#define DAY_US 86400000000LL

static char top[] = "/tmp/docket_test_XXXXXX";

static const char *in(const char *folder, const char *file)
{
	static char path[4][512];
	static unsigned next;
	char *own = path[next++ % 4];
	(void)snprintf(own, sizeof path[0], "%s/%s%s%s", top, folder, file ? "/" : "", file ? file : "");
	return own;
}

static void add(struct docket_build *build, unsigned day, unsigned number)
{
	struct docket_row row = { .expected_ms = DOCKET_NEVER, .outcome = (uint8_t)(number % DOCKET_OUTCOMES) };
	char word[32];
	(void)snprintf(word, sizeof word, "%u of\n\\%u\r", number, day);
	row.contact.us = FIRST_US + day * DAY_US + number * 1000000LL;
	row.at[DOCKET_ANSWERED].us = row.contact.us + 5000;
	row.source[DOCKET_ANSWERED] = DOCKET_BY_CENTER;
	row.lat_e7 = (int32_t)number - 500000000;
	row.flags = DOCKET_FOLLOWED;
	CHECK(docket_build_word(build, bytes_of_text(word), &row.word[DOCKET_CALL]) == STATUS_OK);
	CHECK(docket_build_word(build, bytes_of_text("fire"), &row.word[DOCKET_TYPE]) == STATUS_OK);
	CHECK(docket_build_add(build, &row) == STATUS_OK);
}

/* So many days of ten calls each; the builder is closed by the caller. */
static struct docket make(struct docket_build *build, unsigned days, const char *title)
{
	struct docket docket = { 0 };
	for (unsigned day = 0; day < days; day++)
		for (unsigned i = 0; i < 10; i++)
			add(build, day, i);
	struct docket_title own = { .title = title,
		                    .zone = "America/Chicago",
		                    .precision_s = 1,
		                    .recorded = 3,
		                    .until = { FIRST_US + (days - 1) * DAY_US + 3600000000LL } };
	CHECK(docket_build_finish(build, &own, &docket) == STATUS_OK);
	return docket;
}

static enum status write_to(const char *folder, const struct docket *docket, struct docket_folder_account *account)
{
	struct docket_fault fault = { 0 };
	enum status status = docket_folder_write(in(folder, NULL), docket, account, &fault);
	CHECK(status == STATUS_OK || fault.what);
	return status;
}

/* Whether two dockets have the same calls, whatever the numbers of their words. */
static int same(const struct docket *a, const struct docket *b)
{
	size_t i = 0, at = 0, k = 0, other = 0;
	bool good = docket_calls(a) == docket_calls(b) && a->until_ms == b->until_ms;
	good = good && a->precision_s == b->precision_s && a->recorded == b->recorded;
	good = good && strcmp(a->title, b->title) == 0 && strcmp(a->zone, b->zone) == 0;
	for (size_t call = 0; good && call < docket_calls(a); call++, at++, other++) {
		for (; at == a->segment[i].calls; i++)
			at = 0;
		for (; other == b->segment[k].calls; k++)
			other = 0;
		for (unsigned column = 0; good && column < COLUMN_COUNT; column++) {
			size_t bytes = docket_column_bytes(column);
			const uint8_t *left = (const uint8_t *)docket_column_at(&a->segment[i], column) + at * bytes;
			const uint8_t *right =
			    (const uint8_t *)docket_column_at(&b->segment[k], column) + other * bytes;
			if (column >= COLUMN_WORD && column < COLUMN_EXPECTED)
				good = strcmp(a->words[bytes_get_u32(left)], b->words[bytes_get_u32(right)]) == 0;
			else
				good = memcmp(left, right, bytes) == 0;
		}
	}
	return CHECK(good);
}

static void read_file(const char *path, struct buffer *buffer)
{
	buffer_clear(buffer);
	CHECK(source_read(path, buffer) == STATUS_OK);
}

static void write_file(const char *path, struct bytes bytes)
{
	FILE *file = fopen(path, "wb");
	CHECK(file && fwrite(bytes.at, 1, bytes.length, file) == bytes.length && fclose(file) == 0);
}

static void remove_folder(const char *path)
{
	DIR *list = opendir(path);
	for (const struct dirent *entry; list && (entry = readdir(list));) {
		char file[1024];
		(void)snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (remove(file) != 0)
			remove_folder(file);
	}
	if (list)
		(void)closedir(list);
	(void)remove(path);
}

static unsigned count_files(const char *folder)
{
	unsigned files = 0;
	DIR *list = opendir(in(folder, NULL));
	for (const struct dirent *entry; list && (entry = readdir(list));)
		files += entry->d_name[0] != '.';
	if (list)
		(void)closedir(list);
	return files;
}

static void check_same_files(const char *folder, const char *other, const char *file)
{
	struct buffer a = { 0 }, b = { 0 };
	read_file(in(folder, file), &a);
	read_file(in(other, file), &b);
	CHECK(a.length > 0 && bytes_same(buffer_bytes(&a), buffer_bytes(&b)));
	buffer_close(&a);
	buffer_close(&b);
}

static void check_round(void)
{
	struct docket_build build = { 0 };
	struct docket docket = make(&build, 3, "A\\ title\nin two lines");
	struct docket_folder_account account;
	struct docket_folder *folder = NULL;
	struct docket_fault fault;
	CHECK(write_to("round", &docket, &account) == STATUS_OK);
	CHECK(account.days == 3 && account.written == 3 && account.words_added == 31);
	CHECK_NUMBER(count_files("round"), 4);
	if (!CHECK(docket_folder_open(in("round", NULL), &folder, &fault) == STATUS_OK))
		return;
	CHECK(same(&docket, docket_folder_docket(folder)));
	CHECK_NUMBER(docket_folder_docket(folder)->segments, 3);
	CHECK(docket_folder_docket(folder)->offsets == docket.offsets &&
	      memcmp(docket.offset_s, docket_folder_docket(folder)->offset_s, docket.offsets * sizeof(int32_t)) == 0);
	CHECK(write_to("again", docket_folder_docket(folder), &account) == STATUS_OK);
	static const char *const files[] = { "words", "2023-11-14.calls", "2023-11-15.calls", "2023-11-16.calls" };
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		check_same_files("round", "again", files[i]);
	/* Nothing changed: nothing is written. */
	CHECK(write_to("round", &docket, &account) == STATUS_OK && account.written == 0 && account.words_added == 0);
	docket_folder_close(folder);
	docket_build_close(&build);
}

static struct stat about(const char *folder, const char *file)
{
	struct stat about = { 0 };
	CHECK(stat(in(folder, file), &about) == 0);
	return about;
}

/* A day more is a file more; a call that changed is the day's file alone. */
static void check_increments(void)
{
	struct docket_build build = { 0 }, more = { 0 };
	struct docket docket = make(&build, 2, "grows");
	struct docket_folder_account account;
	struct docket_folder *folder = NULL;
	struct docket_fault fault;
	CHECK(write_to("grows", &docket, &account) == STATUS_OK && account.written == 2);
	struct stat first = about("grows", "2023-11-14.calls");
	docket = make(&more, 4, "grows");
	CHECK(write_to("grows", &docket, &account) == STATUS_OK);
	/* The day that was not over, and two new ones. */
	CHECK(account.days == 4 && account.written == 3 && account.words_added == 20);
	struct stat now = about("grows", "2023-11-14.calls");
	CHECK(first.st_ino == now.st_ino && first.st_mtim.tv_nsec == now.st_mtim.tv_nsec);
	docket_build_close(&more);
	/* The next day nobody calls: that the record goes on is on record. */
	docket = make(&more, 4, "grows");
	docket.until_ms += 86400000;
	CHECK(write_to("grows", &docket, &account) == STATUS_OK && account.days == 5 && account.written == 2);
	/* A call that changed is its day's file. */
	((uint8_t *)more.column[COLUMN_OUTCOME])[15] = DOCKET_IS_GONE;
	((int32_t *)more.column[COLUMN_LAT])[15] = 7;
	CHECK(write_to("grows", &docket, &account) == STATUS_OK && account.written == 1 && account.words_added == 0);
	if (CHECK(docket_folder_open(in("grows", NULL), &folder, &fault) == STATUS_OK))
		CHECK(same(&docket, docket_folder_docket(folder)));
	docket_folder_close(folder);
	docket_build_close(&build);
	/* Where the day before was over, a day more touches one file. */
	docket = make(&build, 2, "days");
	docket.until_ms = 1700114400000; /* midnight */
	CHECK(write_to("days", &docket, &account) == STATUS_OK && account.days == 3);
	docket_build_close(&build);
	docket = make(&build, 3, "days");
	CHECK(write_to("days", &docket, &account) == STATUS_OK && account.days == 3 && account.written == 1);
	/* Another center's docket does not get mixed in. */
	docket.title = "another";
	CHECK(write_to("grows", &docket, &account) == STATUS_MALFORMED);
	docket_build_close(&more);
	docket_build_close(&build);
}

static void check_fault(enum status wanted, const char *file, const char *what)
{
	struct docket_folder *folder = NULL;
	struct docket_fault fault = { 0 };
	enum status status = docket_folder_open(in("bad", NULL), &folder, &fault);
	if (!CHECK(status == wanted))
		(void)fprintf(stderr, "  %s: %s\n", fault.file, fault.what ? fault.what : "(nothing)");
	if (status == STATUS_OK) {
		docket_folder_close(folder);
		return;
	}
	CHECK_TEXT(fault.file, file);
	if (!CHECK(strstr(fault.what, what)))
		(void)fprintf(stderr, "  %s\n", fault.what);
}

/* Every byte of a day's file counts, and so does each that is not there. */
static void check_damage(void)
{
	static const char day[] = "2023-11-15.calls";
	struct docket_build build = { 0 };
	struct docket docket = make(&build, 3, "bad");
	struct docket_folder_account account;
	struct buffer whole = { 0 };
	CHECK(write_to("bad", &docket, &account) == STATUS_OK);
	check_fault(STATUS_OK, "", "");
	read_file(in("bad", day), &whole);
	unsigned undetected = 0;
	for (size_t i = 0; i < whole.length; i += i < 700 ? 1 : 37) {
		struct docket_folder *folder = NULL;
		struct docket_fault fault = { 0 };
		whole.at[i] ^= 4;
		write_file(in("bad", day), buffer_bytes(&whole));
		enum status status = docket_folder_open(in("bad", NULL), &folder, &fault);
		undetected += status == STATUS_OK || strcmp(fault.file, day) != 0 || !fault.what;
		if (status == STATUS_OK)
			docket_folder_close(folder);
		whole.at[i] ^= 4;
	}
	CHECK_NUMBER(undetected, 0);
	write_file(in("bad", day), bytes_of(whole.at, whole.length - 1));
	check_fault(STATUS_CORRUPT, day, "length");
	write_file(in("bad", day), bytes_of(whole.at, 20));
	check_fault(STATUS_MALFORMED, day, "no day of a docket");
	write_file(in("bad", day), bytes_of("", 0));
	check_fault(STATUS_MALFORMED, day, "no day of a docket");
	write_file(in("bad", day), buffer_bytes(&whole));
	write_file(in("bad", "2023-11-17.calls"), buffer_bytes(&whole));
	check_fault(STATUS_CORRUPT, "2023-11-17.calls", "another day");
	(void)remove(in("bad", "2023-11-17.calls"));
	write_file(in("bad", "2023-11-31.calls"), bytes_of("not a day", 9));
	write_file(in("bad", "2023-11-16.calls.new"), bytes_of("half", 4));
	check_fault(STATUS_OK, "", "");
	buffer_close(&whole);
	docket_build_close(&build);
}

static void check_bad_words(void)
{
	struct buffer whole = { 0 }, own = { 0 };
	read_file(in("bad", "words"), &whole);
	/* Cut short by a crash: what no day needs is no word. */
	CHECK(buffer_append(&own, buffer_bytes(&whole)) == STATUS_OK &&
	      buffer_append_text(&own, "half a wo") == STATUS_OK);
	write_file(in("bad", "words"), buffer_bytes(&own));
	check_fault(STATUS_OK, "", "");
	struct docket_build build = { 0 };
	struct docket docket = make(&build, 3, "bad");
	struct docket_folder_account account;
	CHECK(write_to("bad", &docket, &account) == STATUS_OK && account.written == 0);
	docket_build_close(&build);
	for (unsigned day = 0; day < 4; day++)
		for (unsigned i = 0; i < 10; i++)
			add(&build, day, i + (day == 3 ? 100 : 0));
	struct docket_title title = { "bad", "America/Chicago", 1, 3, { FIRST_US + 3 * DAY_US } };
	CHECK(docket_build_finish(&build, &title, &docket) == STATUS_OK);
	CHECK(write_to("bad", &docket, &account) == STATUS_OK && account.words_added == 10);
	struct docket_folder *folder = NULL;
	struct docket_fault fault;
	if (CHECK(docket_folder_open(in("bad", NULL), &folder, &fault) == STATUS_OK))
		CHECK(same(&docket, docket_folder_docket(folder)));
	docket_folder_close(folder);
	write_file(in("bad", "words"), buffer_bytes(&whole));
	check_fault(STATUS_CORRUPT, "2023-11-17.calls", "not among the words");
	buffer_clear(&own);
	CHECK(buffer_append(&own, buffer_bytes(&whole)) == STATUS_OK &&
	      buffer_append_text(&own, "fire\n") == STATUS_OK);
	write_file(in("bad", "words"), buffer_bytes(&own));
	check_fault(STATUS_MALFORMED, "words", "twice");
	write_file(in("bad", "words"), bytes_of_text("tocsin docket words 1\nbad\n"));
	check_fault(STATUS_MALFORMED, "words", "not the words");
	write_file(in("bad", "words"), bytes_of_text("tocsin docket words 1\nbad\nUTC\n\n"));
	check_fault(STATUS_MALFORMED, "words", "no word");
	write_file(in("bad", "words"), bytes_of_text("tocsin docket words 1\nbad\nUTC\na\\b\n"));
	check_fault(STATUS_MALFORMED, "words", "no word");
	(void)remove(in("bad", "words"));
	check_fault(STATUS_MISSING, "words", "none");
	buffer_close(&own);
	buffer_close(&whole);
	docket_build_close(&build);
	CHECK(docket_folder_open(in("nowhere", NULL), &folder, &fault) == STATUS_MISSING && fault.what);
}

/* Days that are sound each by itself and are of no one docket. */
static void check_together(void)
{
	struct docket_build build = { 0 };
	struct docket docket = make(&build, 2, "bad");
	struct docket_folder_account account;
	remove_folder(in("bad", NULL));
	CHECK(write_to("bad", &docket, &account) == STATUS_OK);
	/* A clock two days ahead: the same calls again, under later days. */
	for (size_t i = 0; i < docket.offsets; i++)
		build.offset_s[i] += 2 * 86400;
	CHECK(write_to("bad", &docket, &account) == STATUS_OK);
	check_fault(STATUS_CORRUPT, "2023-11-16.calls", "before the last one");
	remove_folder(in("bad", NULL));
	CHECK(write_to("bad", &docket, &account) == STATUS_OK);
	check_fault(STATUS_OK, "", "");
	for (unsigned which = 0; which < 2; which++) {
		docket.precision_s = 60;
		docket.recorded = which ? 7 : 3;
		for (size_t i = 0; i < docket.offsets; i++)
			build.offset_s[i] -= which ? 86400 : 86400 * 20;
		CHECK(write_to("bad", &docket, &account) == STATUS_OK);
		check_fault(STATUS_CORRUPT, which ? "2023-10-28.calls" : "2023-11-16.calls", "is not that of the days");
	}
	docket_build_close(&build);
}

static void check_empty(void)
{
	struct docket_build build = { 0 };
	struct docket docket;
	struct docket_folder_account account;
	struct docket_folder *folder = NULL;
	struct docket_fault fault;
	struct docket_title title = { "empty", "UTC", 60, 0, { FIRST_US } };
	CHECK(docket_build_finish(&build, &title, &docket) == STATUS_OK);
	CHECK(write_to("empty", &docket, &account) == STATUS_OK && account.days == 1);
	if (CHECK(docket_folder_open(in("empty", NULL), &folder, &fault) == STATUS_OK))
		CHECK(same(&docket, docket_folder_docket(folder)) && docket_folder_docket(folder)->segments == 0);
	docket_folder_close(folder);
	docket_build_close(&build);
}

static void check_city(size_t city)
{
	struct history history = { 0 };
	struct import_report report = { 0 };
	struct docket_build build = { 0 };
	struct docket docket;
	struct docket_history_account account;
	struct docket_folder_account written;
	struct docket_folder *folder = NULL;
	struct docket_fault fault = { 0 };
	if (city_read(city, &history, &report) &&
	    CHECK(docket_history_read(&history, &build, &docket, &account) == STATUS_OK) &&
	    CHECK(write_to(cities[city].name, &docket, &written) == STATUS_OK) &&
	    CHECK(docket_folder_open(in(cities[city].name, NULL), &folder, &fault) == STATUS_OK)) {
		CHECK(same(&docket, docket_folder_docket(folder)));
		CHECK_NUMBER(count_files(cities[city].name), written.days + 1);
		CHECK(write_to(cities[city].name, docket_folder_docket(folder), &written) == STATUS_OK);
		CHECK_NUMBER(written.written, 0);
	}
	docket_folder_close(folder);
	docket_build_close(&build);
	history_close(&history);
}

int main(void)
{
	if (!CHECK(mkdtemp(top) != NULL))
		return check_done();
	check_round();
	check_increments();
	check_damage();
	check_bad_words();
	check_together();
	check_empty();
	const char *shared = getenv("TOCSIN_SHARED");
	for (size_t i = 0; shared && i < CITIES; i++)
		check_city(i);
	remove_folder(top);
	return check_done();
}
