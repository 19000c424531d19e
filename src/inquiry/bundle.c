/* A bundle holds counts, never calls: who called does not leave by it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/bundle.h"

#include <errno.h>
#include <math.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "inquiry/commit.h"
#include "inquiry/docket_hash.h"
#include "inquiry/findings_inside.h"
#include "inquiry/new_file.h"
#include "inquiry/reports.h"
#include "inquiry/results.h"
#include "inquiry/verify_script.h"

#define HASH_TEXT_BYTES 65u

static bool hash_bytes(struct bytes bytes, uint8_t hash[32])
{
	unsigned length = 0;
	return EVP_Digest(bytes.at, bytes.length, hash, &length, EVP_sha256(), NULL) == 1;
}

struct making {
	const struct findings *findings;
	const char *folder;
	char *path; /* of what is being written */
};

static enum status put_file(struct making *making, const char *name, struct bytes text)
{
	(void)snprintf(making->path, BUNDLE_PATH_BYTES, "%s/%s", making->folder, name);
	return new_file_write(making->path, text);
}

/* A text of its own making becomes a file. */
static enum status put(struct making *making, const char *name,
                       enum status (*write)(const struct findings *findings, struct buffer *text))
{
	struct buffer text = { 0 };
	enum status status = write(making->findings, &text);
	if (status == STATUS_OK)
		status = put_file(making, name, buffer_bytes(&text));
	buffer_close(&text);
	return status;
}

static enum status write_checkpoint(const struct findings *findings, struct buffer *text)
{
	char hash[HASH_TEXT_BYTES], seed[HASH_TEXT_BYTES];
	(void)sodium_bin2hex(hash, HASH_TEXT_BYTES, findings->checkpoint, 32);
	(void)sodium_bin2hex(seed, HASH_TEXT_BYTES, findings->seed, 32);
	return buffer_print(text, "{\n \"checkpoint_sha256\": \"%s\",\n \"seed\": \"%s\",\n \"words\": \"%s\"\n}\n",
	                    hash, seed, findings->checkpoint_words);
}

static enum status write_exclusions(const struct findings *findings, struct buffer *text)
{
	const struct matter *matter = findings->matter;
	enum status status =
	    buffer_print(text, "reason,calls,in words\nrecord,%zu,every call of the record\n", matter->selection.calls);
	for (unsigned i = 0; i < FATES_OF_CALL && status == STATUS_OK; i++)
		status = buffer_print(text, "%s,%zu,\"%s\"\n", selection_fate_name((enum fate_of_call)i),
		                      matter->selection.count[i], selection_fate_words((enum fate_of_call)i));
	for (unsigned i = 0; i < TIMED_COUNT && status == STATUS_OK; i++)
		status = buffer_print(text, "kept_%s,%zu,\"%s\"\n", timed_name((enum timed)i),
		                      matter->aside[0][i] + matter->aside[1][i], timed_words((enum timed)i));
	return status;
}

static enum status write_columns(const struct findings *findings, struct buffer *text)
{
	const struct docket *docket = findings->matter->docket;
	enum status status = buffer_append_text(text, "column,bytes a call,sha256\n");
	for (unsigned i = 0; i < COLUMN_COUNT && status == STATUS_OK; i++) {
		uint8_t hash[32];
		char own[HASH_TEXT_BYTES];
		if (!docket_hash_column(docket, (enum docket_column)i, hash))
			return STATUS_MEMORY;
		(void)sodium_bin2hex(own, HASH_TEXT_BYTES, hash, 32);
		status = buffer_print(text, "%u,%zu,%s\n", i, docket_column_bytes((enum docket_column)i), own);
	}
	return status;
}

/* Rows of a cube, sorted, so that they can be counted. */
struct cell {
	uint32_t a, b, c;
	double t;
	uint32_t d;
};

static int by_cell(const void *left, const void *right)
{
	const struct cell *one = left, *other = right;
	if (one->a != other->a)
		return one->a < other->a ? -1 : 1;
	if (one->b != other->b)
		return one->b < other->b ? -1 : 1;
	if (one->c != other->c)
		return one->c < other->c ? -1 : 1;
	if (one->t < other->t || one->t > other->t)
		return one->t < other->t ? -1 : 1;
	return (one->d > other->d) - (one->d < other->d);
}

static enum status write_cells(struct cell *cell, size_t cells, bool timed, struct buffer *text)
{
	enum status status = STATUS_OK;
	qsort(cell, cells, sizeof *cell, by_cell);
	for (size_t i = 0, next; i < cells && status == STATUS_OK; i = next) {
		for (next = i + 1; next < cells && by_cell(&cell[i], &cell[next]) == 0;)
			next++;
		if (timed)
			status = buffer_print(text, "%u,%u,%.15g,%u,%zu\n", cell[i].a, cell[i].b, cell[i].t, cell[i].d,
			                      next - i);
		else
			status = buffer_print(text, "%u,%u,%u,%u,%zu\n", cell[i].a, cell[i].b, cell[i].c, cell[i].d,
			                      next - i);
	}
	return status;
}

static enum status write_cube(const struct findings *findings, struct buffer *text)
{
	const struct matter *matter = findings->matter;
	struct cell *cell = calloc(matter->calls + 1, sizeof *cell);
	enum status status = cell ? buffer_append_text(text, "stratum,group,seconds,ending,calls\n") : STATUS_MEMORY;
	for (size_t i = 0; cell && i < matter->calls; i++)
		cell[i] = (struct cell){ matter->stratum[i], matter->group[i], 0, matter->time[i], matter->ending[i] };
	if (status == STATUS_OK)
		status = write_cells(cell, matter->calls, true, text);
	free(cell);
	return status;
}

/* By cluster, stratum and group: 0 not answered in time, 1 answered, 2 not known. */
static enum status write_clusters(const struct findings *findings, struct buffer *text)
{
	const struct matter *matter = findings->matter;
	struct cell *cell = calloc(matter->calls + 1, sizeof *cell);
	double *y = calloc(matter->calls + 1, sizeof *y);
	enum status status =
	    cell && y ? buffer_append_text(text, "cluster,stratum,group,answered,calls\n") : STATUS_MEMORY;
	if (status == STATUS_OK)
		findings_outcome(matter, ASKED_ANSWERED, matter->spec->target_s, y);
	for (size_t i = 0; status == STATUS_OK && i < matter->calls; i++) {
		uint32_t cluster = (uint32_t)sample_cluster(&matter->sample, i);
		cell[i] =
		    (struct cell){ cluster, matter->stratum[i], matter->group[i], 0, isnan(y[i]) ? 2 : (uint32_t)y[i] };
	}
	if (status == STATUS_OK)
		status = write_cells(cell, matter->calls, false, text);
	free(cell);
	free(y);
	return status;
}

/* Of the program that ran, so that nobody need believe its version; "unknown" where it cannot be read. */
static void hash_program(char text[HASH_TEXT_BYTES])
{
	FILE *file = fopen("/proc/self/exe", "rbe");
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool good = file && context && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1;
	char part[65536];
	uint8_t hash[32];
	size_t count;
	(void)snprintf(text, HASH_TEXT_BYTES, "unknown");
	while (good && (count = fread(part, 1, sizeof part, file)) > 0)
		good = EVP_DigestUpdate(context, part, count) == 1;
	if (good && !ferror(file) && EVP_DigestFinal_ex(context, hash, NULL) == 1)
		(void)sodium_bin2hex(text, HASH_TEXT_BYTES, hash, 32);
	if (file)
		(void)fclose(file);
	EVP_MD_CTX_free(context);
}

static enum status write_build(const struct findings *findings, struct buffer *text)
{
	(void)findings;
#if defined __clang__
	const char *compiler = "clang " __clang_version__;
#else
	const char *compiler = "gcc " __VERSION__;
#endif
	char program[HASH_TEXT_BYTES];
	hash_program(program);
	return buffer_print(text,
	                    "{\n \"version\": \"%s\",\n \"commit\": \"%s\",\n \"program_sha256\": \"%s\",\n"
	                    " \"compiler\": \"%s\",\n \"kernels\": \"%s\"\n}\n",
	                    TOCSIN_VERSION, TOCSIN_COMMIT, program, compiler,
	                    __builtin_cpu_supports("avx2") ? "avx2" : "baseline");
}

static enum status write_runs(const struct findings *findings, struct buffer *text)
{
	return buffer_append(text, buffer_bytes(&findings->runs));
}

static enum status headline_row(struct buffer *text, const char *what, double value)
{
	return isfinite(value) ? buffer_print(text, "%s,%.12g\n", what, value) : buffer_print(text, "%s,NA\n", what);
}

/* What verify.R computes again; R's base has no reader of JSON. */
static enum status write_headline(const struct findings *findings, struct buffer *text)
{
	const struct spec *spec = findings->matter->spec;
	size_t at = spec->target_s / FINDINGS_GRID_S;
	const struct {
		const char *what;
		double value;
	} row[] = {
		{ "stated", findings->stated },
		{ "calls", (double)findings->matter->calls },
		{ "horizon", spec->horizon_s },
		{ "gap", findings->target.gap },
		{ "gap se by clusters", findings->target.se },
		{ "curve at", findings->curve[0][at].at_s },
		{ "\"answered by time, group 0\"", findings->curve[0][at].answered },
		{ "\"answered by time, group 1\"", findings->curve[1][at].answered },
		{ "observed less expected", findings->log_rank.o_minus_e },
	};
	enum status status = buffer_append_text(text, "what,value\n");
	for (size_t i = 0; i < sizeof row / sizeof *row && status == STATUS_OK; i++)
		if (findings->stated || i < 3)
			status = headline_row(text, row[i].what, row[i].value);
	return status;
}

static enum status write_script(const struct findings *findings, struct buffer *text)
{
	(void)findings;
	return buffer_append_text(text, verify_script);
}

enum status bundle_results_hash(const struct findings *findings, uint8_t hash[32])
{
	struct buffer text = { 0 };
	enum status status = results_write(findings, &text);
	if (status == STATUS_OK && !hash_bytes(buffer_bytes(&text), hash))
		status = STATUS_MEMORY;
	buffer_close(&text);
	return status;
}

static enum status write_hash(const struct findings *findings, struct buffer *text)
{
	uint8_t hash[32];
	char own[HASH_TEXT_BYTES];
	enum status status = bundle_results_hash(findings, hash);
	if (status != STATUS_OK)
		return status;
	(void)sodium_bin2hex(own, HASH_TEXT_BYTES, hash, 32);
	return buffer_print(text, "%s  results.json\n", own);
}

static enum status put_reports(struct making *making)
{
	struct report report;
	struct buffer html = { 0 };
	reports_make(making->findings, (1u << REPORT_COUNT) - 1, &report);
	enum status status = report_html(&report, &html);
	if (status == STATUS_OK)
		status = put_file(making, "report.html", buffer_bytes(&html));
	if (status == STATUS_OK) {
		(void)snprintf(making->path, BUNDLE_PATH_BYTES, "%s/report.pdf", making->folder);
		status = report_pdf(&report, making->path);
	}
	buffer_close(&html);
	report_close(&report);
	return status;
}

enum status bundle_write(const struct findings *findings, struct bytes spec_text, const char *folder,
                         char ret_path[BUNDLE_PATH_BYTES])
{
	static const struct {
		const char *name;
		enum status (*write)(const struct findings *findings, struct buffer *text);
	} files[] = {
		{ "checkpoint.json", write_checkpoint },
		{ "exclusions.csv", write_exclusions },
		{ "columns.csv", write_columns },
		{ "cube.csv", write_cube },
		{ "clusters.csv", write_clusters },
		{ "results.json", results_write },
		{ "results.sha256", write_hash },
		{ "build.json", write_build },
		{ "runs.txt", write_runs },
		{ "headline.csv", write_headline },
		{ "verify.R", write_script },
	};
	struct making making = { findings, folder, ret_path };
	(void)snprintf(ret_path, BUNDLE_PATH_BYTES, "%s", folder);
	if (mkdir(folder, 0700) != 0)
		return errno == EEXIST ? STATUS_BUSY : STATUS_IO;
	enum status status = put_file(&making, "spec.json", spec_text);
	for (size_t i = 0; i < sizeof files / sizeof *files && status == STATUS_OK; i++)
		status = put(&making, files[i].name, files[i].write);
	return status == STATUS_OK ? put_reports(&making) : status;
}
