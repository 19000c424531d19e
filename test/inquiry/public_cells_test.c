/* A month as it is told: every call in it once, small counts not to be found, curves without small steps, files by hash. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/public_cells.h"

#include <unistd.h>

#include "audit/attack.h"
#include "audit/suppress.h"
#include "history/source.h"
#include "inquiry/docket_build.h"
#include "ledger/hash.h"

#define DAY_US INT64_C(86400000000)
/* 2026-05-01T00:00 in Chicago is 05:00 in UTC. */
#define MAY_US (INT64_C(1777611600) * 1000000)
#define RECORDS 300u
#define DISTRICTS 6u
#define TYPES 5u

static uint64_t seed = 1;

static uint64_t drawn(uint64_t below)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (seed >> 33) % below;
}

static uint32_t named(struct docket_build *build, const char *what, uint64_t number)
{
	char name[32];
	uint32_t word = 0;
	(void)snprintf(name, sizeof name, "%s %c", what, (char)('z' - (char)number));
	CHECK(docket_build_word(build, bytes_of_text(name), &word) == STATUS_OK);
	return word;
}

/* A call of some end; nothing else of it matters here. */
static void add_call(struct docket_build *build, int64_t contact_us, const char *district, uint64_t number)
{
	static const uint8_t ends[] = { DOCKET_IS_SERVED, DOCKET_IS_SERVED, DOCKET_IS_SERVED,    DOCKET_IS_NO_UNIT,
		                        DOCKET_IS_OPEN,   DOCKET_IS_GONE,   DOCKET_IS_CANCELLED, DOCKET_IS_SERVED };
	struct docket_row row = { .contact = { contact_us }, .expected_ms = DOCKET_NEVER };
	uint64_t draw = drawn(sizeof ends);
	row.outcome = ends[draw];
	row.word[DOCKET_AREA] = number || drawn(9) ? named(build, district, number) : 0;
	row.word[DOCKET_TYPE] = named(build, "type", drawn(drawn(2) ? TYPES : 1));
	if (drawn(5))
		row.at[DOCKET_ANSWERED].us = contact_us + 5000000;
	if (row.outcome == DOCKET_IS_SERVED && drawn(12)) {
		row.at[DOCKET_ON_SCENE].us = contact_us + (int64_t)(60 + drawn(1200)) * 1000000;
		row.source[DOCKET_ON_SCENE] = DOCKET_BY_DEVICE;
	}
	row.flags = drawn(20) ? 0 : drawn(2) ? DOCKET_TEST : DOCKET_ON_VIEW;
	CHECK(docket_build_add(build, &row) == STATUS_OK);
}

static void build_docket(struct docket_build *build, struct docket *docket, uint64_t calls)
{
	const struct docket_title title = { .title = "made up",
		                            .zone = "America/Chicago",
		                            .precision_s = 1,
		                            .recorded = (1u << DOCKET_MOMENTS) - 1,
		                            .until = { MAY_US + 40 * DAY_US } };
	for (uint64_t i = 0; i < calls; i++)
		add_call(build, MAY_US + (int64_t)drawn(31 * 86400) * 1000000, "district",
		         drawn(drawn(2) ? DISTRICTS : 2));
	CHECK(docket_build_finish(build, &title, docket) == STATUS_OK);
}

/* ---- nobody finds a small count ---- */

struct published {
	struct attack attack;
	size_t unknown[PUBLIC_TABLES][DISTRICTS + TYPES + 2][PUBLIC_FATES + 1], all[PUBLIC_FATES + 1];
};

static size_t number_unknowns(const struct public_row *row, size_t *unknown, size_t unknowns)
{
	for (unsigned i = 0; i <= PUBLIC_FATES; i++)
		unknown[i] = row->hidden[i] ? unknowns++ : 0;
	return unknowns;
}

static void count_in(struct attack *attack, const struct public_row *row, const size_t *unknown, unsigned at,
                     double sign)
{
	attack_count(attack, row->hidden[at], unknown[at], row->count[at], sign);
}

static void write_row_sum(struct attack *attack, const struct public_row *row, const size_t *unknown)
{
	for (unsigned i = 0; i < PUBLIC_FATES; i++)
		count_in(attack, row, unknown, i, 1);
	count_in(attack, row, unknown, PUBLIC_CALLS, -1);
	attack->sums++;
}

static void write_sums(struct published *seen, const struct public_cells *cells)
{
	for (unsigned table = 0; table < PUBLIC_TABLES; table++) {
		for (uint32_t i = 0; i < cells->rows[table]; i++)
			write_row_sum(&seen->attack, &cells->row[table][i], seen->unknown[table][i]);
		for (unsigned fate = 0; fate <= PUBLIC_FATES; fate++, seen->attack.sums++) {
			for (uint32_t i = 0; i < cells->rows[table]; i++)
				count_in(&seen->attack, &cells->row[table][i], seen->unknown[table][i], fate, 1);
			count_in(&seen->attack, &cells->all, seen->all, fate, -1);
		}
	}
	write_row_sum(&seen->attack, &cells->all, seen->all);
}

static void check_row(struct attack *attack, const struct public_row *row, const size_t *unknown)
{
	for (unsigned i = 0; i <= PUBLIC_FATES; i++) {
		if (!row->count[i] || row->count[i] > SUPPRESS_MOST)
			continue;
		CHECK(row->hidden[i]);
		CHECK(attack_most(attack, unknown[i], 1) > SUPPRESS_MOST - 1e-6);
		CHECK(-attack_most(attack, unknown[i], -1) < 1 + 1e-6);
	}
}

static void check_hidden(const struct public_cells *cells)
{
	static struct published seen;
	size_t unknowns = number_unknowns(&cells->all, seen.all, 0);
	for (unsigned table = 0; table < PUBLIC_TABLES; table++)
		for (uint32_t i = 0; i < cells->rows[table]; i++)
			unknowns = number_unknowns(&cells->row[table][i], seen.unknown[table][i], unknowns);
	seen.attack = (struct attack){ .unknowns = unknowns };
	if (!unknowns)
		return;
	write_sums(&seen, cells);
	attack_begin(&seen.attack);
	check_row(&seen.attack, &cells->all, seen.all);
	for (unsigned table = 0; table < PUBLIC_TABLES; table++)
		for (uint32_t i = 0; i < cells->rows[table]; i++)
			check_row(&seen.attack, &cells->row[table][i], seen.unknown[table][i]);
}

/* ---- every call once ---- */

static void check_all_counted(const struct docket *docket, const struct public_cells *cells)
{
	uint64_t kept = 0;
	for (size_t i = 0; i < docket->segment->calls; i++)
		kept += !(docket->segment->flags[i] & (DOCKET_TEST | DOCKET_ON_VIEW));
	CHECK_NUMBER(cells->all.count[PUBLIC_CALLS], kept);
	for (unsigned table = 0; table < PUBLIC_TABLES; table++)
		for (unsigned fate = 0; fate <= PUBLIC_FATES; fate++) {
			uint64_t sum = 0;
			for (uint32_t i = 0; i < cells->rows[table]; i++)
				sum += cells->row[table][i].count[fate];
			CHECK_NUMBER(sum, cells->all.count[fate]);
		}
	for (uint32_t i = 1; i < cells->rows[PUBLIC_DISTRICTS]; i++)
		CHECK(strcmp(cells->row[PUBLIC_DISTRICTS][i - 1].name, cells->row[PUBLIC_DISTRICTS][i].name) < 0);
}

/* From nothing to the target's count to all that were ever reached: each step is none, or more than a small count. */
static size_t check_curves(const struct public_cells *cells)
{
	size_t curves = 0;
	for (size_t i = 0; i < cells->points; i++) {
		const struct public_point *point = &cells->point[i], *next = point + 1;
		const struct public_row *row = &cells->row[PUBLIC_DISTRICTS][point->row];
		uint64_t ever = row->count[PUBLIC_WITHIN] + row->count[PUBLIC_LATER];
		bool first = i == 0 || point[-1].row != point->row;
		bool last = i + 1 == cells->points || next->row != point->row;
		uint64_t step = first ? point->calls : point->calls - point[-1].calls;
		uint64_t rest = last ? ever - point->calls : 0;
		CHECK(row->count[PUBLIC_CALLS] >= PUBLIC_CURVE_CALLS);
		for (unsigned fate = 0; fate <= PUBLIC_FATES; fate++)
			CHECK(!row->hidden[fate]);
		CHECK(!step || step > SUPPRESS_MOST);
		CHECK(!rest || rest > SUPPRESS_MOST);
		CHECK(point->within_s % PUBLIC_CURVE_GRID_S == 0);
		CHECK(point->within_s != cells->target_s || point->calls == row->count[PUBLIC_WITHIN]);
		curves += first;
	}
	return curves;
}

static void check_random(void)
{
	static const uint64_t sizes[] = { 1, 8, 40, 300, 3000 };
	size_t curves = 0, hidden_whole = 0;
	for (size_t i = 0; i < RECORDS; i++) {
		struct docket_build build = { 0 };
		struct docket docket;
		struct public_cells cells = { 0 };
		char fault[PUBLIC_FAULT_BYTES] = "";
		build_docket(&build, &docket, 1 + drawn(sizes[i % 5]));
		enum status status = public_cells_make(&docket, "2026-05", PUBLIC_TARGET_S, &cells, fault);
		if (status == STATUS_OK) {
			check_all_counted(&docket, &cells);
			check_hidden(&cells);
			curves += check_curves(&cells);
			hidden_whole += cells.all.hidden[PUBLIC_CALLS];
			public_cells_close(&cells);
		} else {
			CHECK(status == STATUS_MISSING); /* nothing but tests */
		}
		docket_build_close(&build);
	}
	CHECK(curves > 20);
	CHECK(hidden_whole > 0 && hidden_whole < RECORDS);
}

/* ---- which calls are of a month ---- */

static void check_month(void)
{
	static const char *const wrong[] = { "",        "2026-5", "2026-13",    "2026-00",
		                             "2026/05", "May 26", "2026-05-01", "-026-05" };
	struct docket_build build = { 0 };
	struct docket docket;
	struct public_cells cells = { 0 };
	char fault[PUBLIC_FAULT_BYTES] = "";
	const struct docket_title title = { .title = "made up",
		                            .zone = "America/Chicago",
		                            .precision_s = 1,
		                            .recorded = 1u << DOCKET_ON_SCENE,
		                            .until = { MAY_US + 31 * DAY_US } };
	for (int i = 0; i < 20; i++) {
		struct docket_row row = { .expected_ms = DOCKET_NEVER, .outcome = DOCKET_IS_NO_UNIT };
		row.contact.us = i < 12 ? MAY_US + i : i < 16 ? MAY_US - 1000 : MAY_US + 31 * DAY_US;
		CHECK(docket_build_add(&build, &row) == STATUS_OK);
	}
	CHECK(docket_build_finish(&build, &title, &docket) == STATUS_OK);
	CHECK(public_cells_make(&docket, "2026-05", 600, &cells, fault) == STATUS_OK);
	CHECK_NUMBER(cells.all.count[PUBLIC_CALLS], 12);
	/* When calls are answered is not recorded here: nobody says that none was. */
	CHECK_NUMBER(cells.all.count[PUBLIC_NO_UNIT], 12);
	CHECK(!cells.all.hidden[PUBLIC_CALLS]);
	public_cells_close(&cells);
	CHECK(public_cells_make(&docket, "2026-04", 600, &cells, fault) == STATUS_OK);
	CHECK_NUMBER(cells.all.count[PUBLIC_CALLS], 4);
	CHECK(cells.all.hidden[PUBLIC_CALLS] && cells.all.hidden[PUBLIC_NO_UNIT]);
	public_cells_close(&cells);
	CHECK(public_cells_make(&docket, "2026-06", 600, &cells, fault) == STATUS_MISSING);
	CHECK(strstr(fault, "go past"));
	CHECK(public_cells_make(&docket, "2025-12", 600, &cells, fault) == STATUS_MISSING);
	CHECK(strstr(fault, "no calls"));
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		CHECK(public_cells_make(&docket, wrong[i], 600, &cells, fault) == STATUS_MALFORMED);
	docket_build_close(&build);
}

/* ---- files ---- */

static void check_file(const char *folder, const char *name, const char *metadata)
{
	char path[600], hex[65];
	struct buffer text = { 0 };
	struct hasher *hasher = NULL;
	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	CHECK(source_read(path, &text) == STATUS_OK && hasher_open(&hasher) == STATUS_OK);
	struct bytes bytes = buffer_bytes(&text);
	struct hash hash = hash_pieces(hasher, HASH_PLAIN, &bytes, 1);
	for (unsigned i = 0; i < 32; i++)
		(void)snprintf(hex + 2 * (size_t)i, 3, "%02x", hash.at[i]);
	CHECK(strstr(metadata, hex));
	hasher_close(hasher);
	buffer_close(&text);
	(void)unlink(path);
}

static void check_files(void)
{
	struct docket_build build = { 0 };
	struct docket docket;
	struct public_cells cells = { 0 };
	char fault[PUBLIC_FAULT_BYTES] = "", path[PUBLIC_PATH_BYTES], folder[] = "/tmp/tocsin-public-XXXXXX", own[600];
	uint8_t hash[32], checkpoint[32] = { 7 };
	const struct public_source source = { checkpoint, "a made-up record" };
	struct buffer text = { 0 }, csv = { 0 };
	for (int i = 0; i < 30; i++)
		add_call(&build, MAY_US + i, "the \"old\", town", 3);
	build_docket(&build, &docket, 900);
	CHECK(public_cells_make(&docket, "2026-05", PUBLIC_TARGET_S, &cells, fault) == STATUS_OK);
	CHECK(public_write_table(&cells, PUBLIC_DISTRICTS, &csv) == STATUS_OK);
	CHECK(buffer_append(&csv, bytes_of("", 1)) == STATUS_OK);
	CHECK(strstr((const char *)csv.at, "month,district,calls,within_target,after_target,") == (const char *)csv.at);
	CHECK(strstr((const char *)csv.at, "2026-05,\"the \"\"old\"\", town w\","));
	CHECK(strstr((const char *)csv.at, "2026-05,\"not recorded\","));
	CHECK(mkdtemp(folder));
	CHECK(public_write(&cells, &source, folder, hash, path) == STATUS_BUSY);
	(void)snprintf(own, sizeof own, "%s/2026-05", folder);
	CHECK(public_write(&cells, &source, own, hash, path) == STATUS_OK);
	CHECK(public_write(&cells, &source, own, hash, path) == STATUS_BUSY);
	(void)snprintf(path, sizeof path, "%s/metadata.json", own);
	CHECK(source_read(path, &text) == STATUS_OK && buffer_append(&text, bytes_of("", 1)) == STATUS_OK);
	CHECK(strstr((const char *)text.at, "a made-up record"));
	check_file(own, "districts.csv", (const char *)text.at);
	check_file(own, "types.csv", (const char *)text.at);
	check_file(own, "curves.csv", (const char *)text.at);
	(void)unlink(path);
	CHECK(rmdir(own) == 0 && rmdir(folder) == 0);
	buffer_close(&text);
	buffer_close(&csv);
	public_cells_close(&cells);
	docket_build_close(&build);
}

int main(void)
{
	check_month();
	check_random();
	check_files();
	return check_done();
}
