/* Finds the references, has each answered, and says how far the answers lie from them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/audit_check.h"

#include <errno.h>
#include <fts.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/audit_answer.h"
#include "cmd/audit_compare.h"
#include "history/source.h"

#define MANIFEST "MANIFEST.json"
#define ROBUST ".robust"
#define TIMES_MAX 64u
#define DEFAULT_TOLERANCE 1e-8

/* What lies below the folder, in the order of the paths; and what was found out about it. */
struct check {
	char **path;
	size_t count, room;
	json_t *manifest; /* NULL: there is none */
	double tolerance;
	json_t *report;
	size_t compared, given, absent, out, eased, faults;
};

static int complain(const char *what, const char *why)
{
	(void)fprintf(stderr, "tocsin: %s: %s\n", what, why);
	return EXIT_REFUSED;
}

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), tail = strlen(end);
	return length >= tail && strcmp(text + length - tail, end) == 0;
}

static bool keep_path(struct check *check, const char *path)
{
	if (check->count == check->room) {
		size_t room = check->room ? 2 * check->room : 64;
		char **larger = realloc(check->path, room * sizeof *larger);
		if (!larger)
			return false;
		check->path = larger;
		check->room = room;
	}
	check->path[check->count] = strdup(path);
	return check->path[check->count] && ++check->count;
}

static int by_name(const FTSENT **one, const FTSENT **other)
{
	return strcmp((*one)->fts_name, (*other)->fts_name);
}

static enum status list_files(struct check *check, char *folder)
{
	char *const folders[] = { folder, NULL };
	enum status status = STATUS_OK;
	FTS *walk = fts_open(folders, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	if (!walk)
		return STATUS_IO;
	for (const FTSENT *entry = fts_read(walk); entry && status == STATUS_OK; entry = fts_read(walk)) {
		bool file = entry->fts_info == FTS_F || entry->fts_info == FTS_SL;
		if (entry->fts_info == FTS_NS || entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR)
			status = STATUS_MISSING;
		else if (file && (ends_with(entry->fts_name, ".json") || ends_with(entry->fts_name, ".csv")))
			status = keep_path(check, entry->fts_path) ? STATUS_OK : STATUS_MEMORY;
	}
	(void)fts_close(walk);
	return status;
}

/* The path of a file of this name, or NULL. */
static const char *find_file(const struct check *check, const char *name, size_t length, const char *end)
{
	for (size_t i = 0; i < check->count; i++) {
		const char *base = base_of(check->path[i]);
		if (strlen(base) == length + strlen(end) && strncmp(base, name, length) == 0 && ends_with(base, end))
			return check->path[i];
	}
	return NULL;
}

/* Something that could not be compared at all: told, and no success. */
static void say_fault(struct check *check, const char *what, const char *why)
{
	check->faults++;
	(void)json_array_append_new(json_object_get(check->report, "faults"),
	                            json_pack("{s:s, s:s}", "case", what, "why", why));
}

/* One key of a reference, which as a rule is one method. */
static enum status compare_method(struct check *check, const json_t *wanted, const json_t *got, const char *key,
                                  json_t *methods)
{
	struct comparison comparison;
	enum status status = compare_open(check->tolerance, &comparison);
	if (status == STATUS_OK) {
		compare_key(&comparison, wanted, got, key);
		status = comparison.status;
	}
	if (status == STATUS_OK && (comparison.compared || comparison.absent || comparison.out)) {
		json_t *worst = isfinite(comparison.worst) ? json_real(comparison.worst) : json_string("Inf");
		json_t *entry =
		    json_pack("{s:s, s:I, s:o, s:b, s:I, s:I, s:I, s:O, s:O, s:O}", "method", key, "compared",
		              (json_int_t)comparison.compared, "worst", worst, "within", !comparison.out, "out",
		              (json_int_t)comparison.out, "given", (json_int_t)comparison.given, "not_compared",
		              (json_int_t)comparison.absent, "outs", comparison.outs, "eased", comparison.eased,
		              "absents", comparison.absents);
		if (json_array_append_new(methods, entry) != 0)
			status = STATUS_MEMORY;
	}
	check->compared += comparison.compared;
	check->given += comparison.given;
	check->absent += comparison.absent;
	check->out += comparison.out;
	check->eased += json_array_size(comparison.eased);
	compare_close(&comparison);
	return status;
}

static enum status compare_case(struct check *check, const char *id, const json_t *wanted, const json_t *got)
{
	const char *key;
	json_t *part, *methods = json_array();
	enum status status = methods ? STATUS_OK : STATUS_MEMORY;
	json_object_foreach((json_t *)wanted, key, part) if (status == STATUS_OK) status =
	    compare_method(check, wanted, got, key, methods);
	json_t *entry = json_pack("{s:s, s:o}", "case", id, "methods", methods);
	if (json_array_append_new(json_object_get(check->report, "cases"), entry) != 0)
		status = STATUS_MEMORY;
	return status;
}

static size_t read_times(const json_t *list, const char *key, double times[TIMES_MAX])
{
	size_t count = 0;
	const json_t *entry;
	size_t i;
	json_array_foreach(list, i, entry)
	{
		const json_t *value = key ? json_object_get(entry, key) : entry;
		if (json_is_number(value) && count < TIMES_MAX)
			times[count++] = json_number_value(value);
	}
	return count;
}

/* Answers a data set: what the reference asks (its tau, its times) is read from it, all else from the rows. */
static json_t *answer_rows(struct answer *answer, const struct sample_table *table, const json_t *wanted)
{
	static const char closed_key[] = "standardised_closed_calls";
	double times[TIMES_MAX], closed[TIMES_MAX], endings[SAMPLE_ENDINGS] = { 0 };
	const json_t *tau = json_object_get(wanted, "tau"), *mh = json_object_get(wanted, "mh");
	struct answer_question question = {
		.table = table,
		.tau = json_is_number(tau) ? json_number_value(tau) : (double)NAN,
		.times = times,
		.times_count =
		    read_times(json_object_get(json_object_get(wanted, "standardised_cif"), "times"), NULL, times),
		.closed = closed,
		.closed_count = read_times(json_object_get(json_object_get(wanted, closed_key), "res"), "t", closed),
		.exact = json_object_get(mh, "exact") != NULL,
	};
	char *names[32] = { NULL };
	size_t count = 0;
	const char *key;
	json_t *part, *root = json_object();
	/* Only what is there to be compared. */
	json_object_foreach((json_t *)wanted, key, part) if (count < 31) names[count++] = (char *)key;
	for (size_t i = 0; i < table->sample.rows; i++)
		endings[table->ending[i]]++;
	answer_put_number(answer, root, "n", (double)table->sample.rows);
	answer_put_numbers(answer, root, "events", endings, SAMPLE_ENDINGS);
	answer_all(answer, &question, answer_methods, names, root);
	answer_all(answer, &question, answer_robust_methods, names, root);
	return root;
}

static json_t *answer_data_set(struct check *check, struct answer *answer, const char *id, const json_t *wanted)
{
	size_t length = strlen(id) - (ends_with(id, ROBUST) ? strlen(ROBUST) : 0);
	const char *path = find_file(check, id, length, ".csv");
	struct sample_table table = { 0 };
	struct buffer text = { 0 };
	char fault[SAMPLE_TABLE_FAULT_BYTES] = "";
	json_t *got = NULL;
	if (!path) {
		say_fault(check, id, "its rows are nowhere: no .csv of that name");
		return NULL;
	}
	enum status status = source_read(path, &text);
	if (status == STATUS_OK)
		status = sample_table_read(buffer_bytes(&text), &table, fault);
	if (status == STATUS_OK)
		got = answer_rows(answer, &table, wanted);
	else
		say_fault(check, id, fault[0] ? fault : status_text(status));
	sample_table_close(&table);
	buffer_close(&text);
	return got;
}

static bool is_data_set(const json_t *wanted)
{
	static const char *const marks[] = {
		"km", "unstratified", "standardised_closed_calls", "logrank", "cox", "aj"
	};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (json_object_get(wanted, marks[i]))
			return true;
	return false;
}

/* A reference that did not converge is held to more room, and that is said. */
static void say_room(struct check *check, const char *id, const json_t *wanted)
{
	const json_t *crr = json_object_get(json_object_get(wanted, "finegray"), "crr");
	if (json_is_false(json_object_get(crr, "converged")))
		(void)json_array_append_new(json_object_get(check->report, "remarks"),
		                            json_pack("{s:s, s:s}", "case", id, "why",
		                                      "finegray.crr: the reference says of itself that it did not "
		                                      "converge; its coefs and variances are held "
		                                      "to what the last digit of its likelihood leaves open"));
}

static enum status check_file(struct check *check, const char *path)
{
	char id[256];
	const char *base = base_of(path);
	struct answer answer = { STATUS_OK };
	json_error_t error;
	json_t *got;
	(void)snprintf(id, sizeof id, "%.*s", (int)(strlen(base) - strlen(".json")), base);
	json_t *wanted = json_load_file(path, 0, &error);
	if (!json_is_object(wanted)) {
		say_fault(check, id, wanted ? "it is no object" : error.text);
		json_decref(wanted);
		return STATUS_OK;
	}
	say_room(check, id, wanted);
	if (is_data_set(wanted)) {
		got = answer_data_set(check, &answer, id, wanted);
	} else {
		got = answer_scalars(&answer, wanted);
		if (!got)
			got = json_object(); /* all of it is listed as not compared */
	}
	enum status status = answer.status;
	if (got && status == STATUS_OK)
		status = compare_case(check, id, wanted, got);
	json_decref(got);
	json_decref(wanted);
	return status;
}

/* The cases of the manifest: each by its id, with its robust part where there is one. */
static enum status check_cases(struct check *check)
{
	static const char *const ends[] = { ".json", ROBUST ".json" };
	const json_t *entry;
	size_t i;
	enum status status = STATUS_OK;
	json_array_foreach(json_object_get(check->manifest, "cases"), i, entry)
	{
		const char *id = json_string_value(json_object_get(entry, "id"));
		for (size_t part = 0; id && part < 2 && status == STATUS_OK; part++) {
			const char *path = find_file(check, id, strlen(id), ends[part]);
			if (path)
				status = check_file(check, path);
			else if (part == 0)
				say_fault(check, id, "the manifest names it, and it is not there");
		}
	}
	return status;
}

static enum status check_files(struct check *check)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < check->count && status == STATUS_OK; i++)
		if (ends_with(check->path[i], ".json"))
			status = check_file(check, check->path[i]);
	return status;
}

static void read_manifest(struct check *check)
{
	const char *path = find_file(check, MANIFEST, strlen(MANIFEST), "");
	json_error_t error;
	check->tolerance = DEFAULT_TOLERANCE;
	if (!path)
		return;
	check->manifest = json_load_file(path, 0, &error);
	if (!json_is_object(check->manifest) || !json_is_array(json_object_get(check->manifest, "cases"))) {
		say_fault(check, MANIFEST, check->manifest ? "it has no list of cases" : error.text);
		return;
	}
	const json_t *tolerance = json_object_get(json_object_get(check->manifest, "tolerance"), "default_relative");
	if (json_is_number(tolerance))
		check->tolerance = json_number_value(tolerance);
}

static const char *words_of(const json_t *value, char text[40])
{
	if (json_is_string(value))
		return json_string_value(value);
	(void)snprintf(text, 40, "%.17g", json_number_value(value));
	return text;
}

static void print_number(const char *what, const char *id, const json_t *entry)
{
	char got[40], wanted[40], off[40];
	(void)printf("  %s: %s %s: got %s, wanted %s, off by %s\n", what, id,
	             json_string_value(json_object_get(entry, "path")), words_of(json_object_get(entry, "got"), got),
	             words_of(json_object_get(entry, "wanted"), wanted), words_of(json_object_get(entry, "off"), off));
}

static void print_details(const char *id, const json_t *methods)
{
	const json_t *method, *entry;
	size_t i, j;
	json_array_foreach(methods, i, method)
	{
		json_array_foreach(json_object_get(method, "outs"), j, entry)
		    print_number("out of tolerance", id, entry);
		json_array_foreach(json_object_get(method, "eased"), j, entry)
		    print_number("within by its unit, not by itself", id, entry);
		json_array_foreach(json_object_get(method, "absents"), j, entry)(void) printf(
		    "  not compared: %s %s: %lld numbers\n", id, json_string_value(json_object_get(entry, "path")),
		    (long long)json_integer_value(json_object_get(entry, "numbers")));
	}
}

static void print_table(const struct check *check)
{
	const json_t *cases = json_object_get(check->report, "cases"), *entry, *method;
	size_t i, j;
	(void)printf("%-20s %-26s %9s %10s  %s\n", "case", "method", "compared", "worst", "within");
	json_array_foreach(cases, i, entry)
	{
		const char *id = json_string_value(json_object_get(entry, "case"));
		json_array_foreach(json_object_get(entry, "methods"), j, method)
		{
			const json_t *worst = json_object_get(method, "worst");
			long long compared = json_integer_value(json_object_get(method, "compared"));
			long long out = json_integer_value(json_object_get(method, "out"));
			(void)printf("%-20s %-26s %9lld %10.2g  %s\n", id,
			             json_string_value(json_object_get(method, "method")), compared,
			             json_is_string(worst) ? INFINITY : json_number_value(worst),
			             out        ? "NO"
			             : compared ? "yes"
			                        : "-");
		}
		print_details(id, json_object_get(entry, "methods"));
	}
	for (size_t part = 0; part < 2; part++)
		json_array_foreach(json_object_get(check->report, part ? "faults" : "remarks"), i, entry)(void)
		    printf("%s: %s\n", json_string_value(json_object_get(entry, "case")),
		           json_string_value(json_object_get(entry, "why")));
	(void)printf("%zu numbers compared, %zu out of tolerance (%g), %zu within by their unit only; %zu not "
	             "compared; %zu were what was given; "
	             "%zu cases could not be compared\n",
	             check->compared, check->out, check->tolerance, check->eased, check->absent, check->given,
	             check->faults);
}

static int print_report(const struct check *check, bool json)
{
	bool good = check->compared && !check->out && !check->faults;
	if (!json) {
		print_table(check);
		return good ? EXIT_DONE : EXIT_REFUSED;
	}
	json_t *sums =
	    json_pack("{s:f, s:I, s:I, s:I, s:I, s:I, s:b}", "tolerance", check->tolerance, "compared",
	              (json_int_t)check->compared, "out", (json_int_t)check->out, "eased", (json_int_t)check->eased,
	              "not_compared", (json_int_t)check->absent, "given", (json_int_t)check->given, "within", good);
	bool printed = json_object_update(check->report, sums) == 0 &&
	               json_dumpf(check->report, stdout, JSON_INDENT(1)) == 0 && putchar('\n') != EOF;
	json_decref(sums);
	return printed && good ? EXIT_DONE : EXIT_REFUSED;
}

int audit_check(const struct subcommand_options *options, int count, char **arguments)
{
	struct check check = { .report = json_pack("{s:[], s:[], s:[]}", "cases", "remarks", "faults") };
	bool json = options->json, wrong = false;
	char *folder = NULL;
	for (int i = 0; i < count; i++) {
		if (strcmp(arguments[i], "--json") == 0) {
			json = true;
			continue;
		}
		wrong = wrong || folder || arguments[i][0] == '-';
		folder = arguments[i];
	}
	if (wrong || !folder) {
		json_decref(check.report);
		(void)fprintf(stderr, "usage: tocsin audit check DIR [--json]\n");
		return EXIT_WRONG_USAGE;
	}
	enum status status = list_files(&check, folder);
	if (status == STATUS_OK) {
		read_manifest(&check);
		status = check.manifest ? check_cases(&check) : check_files(&check);
	}
	int code = status == STATUS_OK ? print_report(&check, json) : complain(folder, status_text(status));
	for (size_t i = 0; i < check.count; i++)
		free(check.path[i]);
	free(check.path);
	json_decref(check.manifest);
	json_decref(check.report);
	return code;
}
