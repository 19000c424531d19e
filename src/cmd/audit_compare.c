/* A walk through two trees at once; where it is, is kept in one struct, so that a number finds its scale. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/audit_compare.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define PATH_BYTES 200u

/* Where the walk is: the object that holds the key, and the places in the lists behind it. */
struct place {
	char path[PATH_BYTES];
	const json_t *holder; /* of the reference */
	const char *key;
	size_t at[2];
	unsigned depth;
};

enum scale { SCALE_ITSELF, SCALE_GIVEN, SCALE_CHANCE, SCALE_COEF, SCALE_VARIANCE, SCALE_ROOT_OF, SCALE_OF };

/* Numbers that are not judged by themselves alone.  The least scale is in the number's own unit. */
static const struct {
	const char *key;
	enum scale scale;
	const char *beside; /* whose number, or whose root, is a scale too */
	double least;
} rules[] = {
	/* What was asked. */
	{ "tau", SCALE_GIVEN, NULL, 0 },
	{ "times", SCALE_GIVEN, NULL, 0 },
	{ "t", SCALE_GIVEN, NULL, 0 },
	{ "p", SCALE_CHANCE, NULL, 0 },
	{ "p_cc", SCALE_CHANCE, NULL, 0 },
	{ "p_half", SCALE_CHANCE, NULL, 0 },
	{ "p_two_sided", SCALE_CHANCE, NULL, 0 },
	{ "p_greater", SCALE_CHANCE, NULL, 0 },
	{ "p_always_valid", SCALE_CHANCE, NULL, 0 },
	{ "fisher_p", SCALE_CHANCE, NULL, 0 },
	{ "log_p", SCALE_ITSELF, NULL, 1 },
	{ "coef", SCALE_COEF, NULL, 0 },
	{ "var", SCALE_VARIANCE, NULL, 0 },
	{ "naive_var", SCALE_VARIANCE, NULL, 0 },
	{ "robust_row_var", SCALE_VARIANCE, NULL, 0 },
	{ "robust_cluster_var", SCALE_VARIANCE, NULL, 0 },
	{ "V", SCALE_VARIANCE, NULL, 0 },
	/* Of calls: an observed less an expected number of them. */
	{ "martingale_first10", SCALE_ITSELF, NULL, 1e-3 },
	{ "scores", SCALE_ITSELF, NULL, 1e-3 },
	/* A sum of differences, in units of its own spread. */
	{ "score", SCALE_ROOT_OF, "var_row", 0 },
	{ "mean", SCALE_ROOT_OF, "var", 0 },
	{ "diff", SCALE_OF, "se", 0 },
	/* Standard deviations. */
	{ "z", SCALE_ITSELF, NULL, 1e-3 },
	{ "z_row", SCALE_ITSELF, NULL, 1e-3 },
	{ "z_cluster", SCALE_ITSELF, NULL, 1e-3 },
	{ "z_additive", SCALE_ITSELF, NULL, 1e-3 },
	{ "s", SCALE_ITSELF, NULL, 1e-3 },
	{ "c_plus", SCALE_ITSELF, NULL, 1e-3 },
	/* Their squares. */
	{ "chisq", SCALE_ITSELF, NULL, 1e-6 },
	{ "stat", SCALE_ITSELF, NULL, 1e-6 },
	{ "log_e", SCALE_ITSELF, NULL, 1e-3 },
	/* What a double of the size of the mean cannot hold is not the method's. */
	{ "sd", SCALE_OF, "mean", 0 },
	/* Shares: 0 has 3e-17 in its place in one of the references. */
	{ "wilson", SCALE_ITSELF, NULL, 1e-6 },
	{ "se_row", SCALE_ITSELF, NULL, 1e-6 },
	{ "se_cluster", SCALE_ITSELF, NULL, 1e-6 },
};
/* Of the mean, for the standard deviation beside it: seven digits of what lies behind it. */
#define SCALE_OF_MEAN 1e-6
#define TOLERANCE_OF_COEFS 1e-8

enum status compare_open(double tolerance, struct comparison *ret_comparison)
{
	*ret_comparison = (struct comparison){
		.tolerance = tolerance, .outs = json_array(), .eased = json_array(), .absents = json_array()
	};
	return ret_comparison->outs && ret_comparison->eased && ret_comparison->absents ? STATUS_OK : STATUS_MEMORY;
}

void compare_close(struct comparison *comparison)
{
	json_decref(comparison->outs);
	json_decref(comparison->eased);
	json_decref(comparison->absents);
	*comparison = (struct comparison){ 0 };
}

/* A number, or what other programs write where there is none; false if it is neither. */
static bool number_of(const json_t *value, double *ret_number)
{
	static const struct {
		const char *word;
		double number;
	} words[] = { { "NA", (double)NAN }, { "NaN", (double)NAN }, { "Inf", INFINITY }, { "-Inf", -INFINITY } };
	*ret_number = (double)NAN;
	if (json_is_null(value))
		return true;
	if (json_is_number(value)) {
		*ret_number = json_number_value(value);
		return true;
	}
	for (size_t i = 0; json_is_string(value) && i < sizeof words / sizeof *words; i++)
		if (strcmp(json_string_value(value), words[i].word) == 0) {
			*ret_number = words[i].number;
			return true;
		}
	return false;
}

size_t compare_numbers(const json_t *value)
{
	const char *key;
	json_t *part;
	size_t i, sum = json_is_number(value);
	if (json_is_object(value)) {
		json_object_foreach((json_t *)value, key, part) sum += compare_numbers(part);
	}
	json_array_foreach(value, i, part) sum += compare_numbers(part);
	return sum;
}

static double diagonal(const json_t *matrix, size_t i)
{
	return json_number_value(json_array_get(json_array_get(matrix, i), i));
}

/*
 * A reference that says of itself that it did not converge stopped where its log-likelihood rose no more in its last
 * digit: as far below the top, in standard errors, as half the square of it is that digit.
 */
static double room_below_top(const json_t *holder)
{
	double loglik = fabs(json_number_value(json_object_get(holder, "loglik")));
	if (!json_is_false(json_object_get(holder, "converged")))
		return 1;
	return fmax(1, sqrt(2 * DBL_EPSILON * loglik) / TOLERANCE_OF_COEFS);
}

/* What else than itself a number is judged by; 0 if nothing. */
static double least_scale(const struct place *place, unsigned rule)
{
	const json_t *holder = place->holder, *beside = NULL;
	switch (rules[rule].scale) {
	case SCALE_ITSELF:
	case SCALE_GIVEN:
		return rules[rule].least;
	case SCALE_CHANCE:
		return 1;
	case SCALE_COEF:
		beside = json_object_get(holder, "var");
		if (!beside)
			beside = json_object_get(holder, "naive_var");
		return sqrt(diagonal(beside, place->at[0])) * room_below_top(holder);
	case SCALE_VARIANCE:
		beside = json_object_get(holder, place->key);
		if (place->depth != 2)
			return 0;
		return sqrt(diagonal(beside, place->at[0]) * diagonal(beside, place->at[1])) * room_below_top(holder);
	case SCALE_ROOT_OF:
		return sqrt(fabs(json_number_value(json_object_get(holder, rules[rule].beside))));
	case SCALE_OF:
		beside = json_object_get(holder, rules[rule].beside);
		if (!beside)
			beside = json_object_get(holder, "se_row");
		if (json_is_array(beside))
			beside = json_array_get(beside, place->at[0]);
		return fabs(json_number_value(beside)) * (strcmp(place->key, "sd") == 0 ? SCALE_OF_MEAN : 1);
	}
	return 0;
}

static unsigned rule_of(const char *key)
{
	unsigned rule = 0;
	while (rule < sizeof rules / sizeof *rules && strcmp(rules[rule].key, key) != 0)
		rule++;
	return rule;
}

static void note(struct comparison *comparison, json_t *list, json_t *entry)
{
	if (json_array_append_new(list, entry) != 0)
		comparison->status = STATUS_MEMORY;
}

static json_t *shown(double value)
{
	char text[40];
	if (isfinite(value))
		return json_real(value);
	(void)snprintf(text, sizeof text, "%s", isnan(value) ? "none" : value > 0 ? "Inf" : "-Inf");
	return json_string(text);
}

static void judge(struct comparison *comparison, const struct place *place, double got, double wanted)
{
	unsigned rule = rule_of(place->key);
	bool ruled = rule < sizeof rules / sizeof *rules;
	bool by_model = ruled && (rules[rule].scale == SCALE_COEF || rules[rule].scale == SCALE_VARIANCE);
	double one = got, other = wanted, off, alone;
	if (ruled && rules[rule].scale == SCALE_CHANCE && wanted > 0 && got > 0) {
		one = log(got);
		other = log(wanted);
	}
	if ((isnan(got) && isnan(wanted)) || one == other) {
		off = alone = 0;
	} else if (!isfinite(one) || !isfinite(other)) {
		off = alone = INFINITY;
	} else {
		double least = ruled ? least_scale(place, rule) : 0;
		off = fabs(one - other) / fmax(fabs(other), least);
		alone = fabs(one - other) / fmax(fabs(other), by_model ? least / room_below_top(place->holder) : 0);
	}
	/* Below the least normal double a number has lost digits of its own. */
	if (fabs(got) < 1e-290 && fabs(wanted) < 1e-290 && fabs(got - wanted) < 1e-300)
		off = alone = 0;
	comparison->compared++;
	comparison->worst = fmax(comparison->worst, off);
	if (alone <= comparison->tolerance)
		return;
	comparison->out += off > comparison->tolerance;
	note(comparison, off > comparison->tolerance ? comparison->outs : comparison->eased,
	     json_pack("{s:s, s:o, s:o, s:o}", "path", place->path, "got", shown(got), "wanted", shown(wanted), "off",
	               shown(off > comparison->tolerance ? off : alone)));
}

static void say_out(struct comparison *comparison, const struct place *place, const char *got, const char *wanted)
{
	comparison->out++;
	comparison->worst = INFINITY;
	note(comparison, comparison->outs,
	     json_pack("{s:s, s:s, s:s, s:s}", "path", place->path, "got", got, "wanted", wanted, "off", "Inf"));
}

static void say_absent(struct comparison *comparison, const struct place *place, const json_t *wanted)
{
	size_t numbers = compare_numbers(wanted);
	comparison->absent += numbers;
	if (numbers)
		note(comparison, comparison->absents,
		     json_pack("{s:s, s:I}", "path", place->path, "numbers", (json_int_t)numbers));
}

/* Entries that say what they are (stratified or not, by which ties) are found by that, others by their place. */
static const json_t *partner(const json_t *wanted, const json_t *list, size_t at)
{
	static const char *const marks[] = { "stratified", "ties" };
	const json_t *other;
	size_t i;
	if (!json_object_get(wanted, "stratified"))
		return json_array_get(list, at);
	json_array_foreach(list, i, other)
	{
		bool same = json_number_value(json_object_get(wanted, "rho")) ==
		            json_number_value(json_object_get(other, "rho"));
		for (size_t mark = 0; mark < 2; mark++) {
			const json_t *one = json_object_get(wanted, marks[mark]);
			same = same && (!one || json_equal(one, json_object_get(other, marks[mark])));
		}
		if (same)
			return other;
	}
	return NULL;
}

static void walk(struct comparison *comparison, const struct place *place, const json_t *wanted, const json_t *got);

static void walk_list(struct comparison *comparison, const struct place *place, const json_t *wanted, const json_t *got)
{
	const json_t *part;
	size_t i, size = json_array_size(wanted);
	if (!json_is_array(got) || json_array_size(got) != size) {
		char one[40], other[40];
		(void)snprintf(one, sizeof one, "%zu entries", json_array_size(got));
		(void)snprintf(other, sizeof other, "%zu entries", size);
		if (!size || !json_object_get(json_array_get(wanted, 0), "stratified"))
			say_out(comparison, place, json_is_array(got) ? one : "none", other);
	}
	json_array_foreach(wanted, i, part)
	{
		struct place inner = *place;
		size_t used = strlen(inner.path);
		(void)snprintf(inner.path + used, PATH_BYTES - used, "[%zu]", i);
		if (inner.depth < 2)
			inner.at[inner.depth] = i;
		inner.depth++;
		walk(comparison, &inner, part, partner(part, got, i));
	}
}

static void walk_object(struct comparison *comparison, const struct place *place, const json_t *wanted,
                        const json_t *got)
{
	const char *key;
	json_t *part;
	json_object_foreach((json_t *)wanted, key, part)
	{
		struct place inner = { .holder = wanted, .key = key };
		(void)snprintf(inner.path, sizeof inner.path, "%.140s.%.50s", place->path, key);
		walk(comparison, &inner, part, json_object_get(got, key));
	}
}

static void walk(struct comparison *comparison, const struct place *place, const json_t *wanted, const json_t *got)
{
	double one, other;
	unsigned rule = rule_of(place->key);
	bool asked = rule < sizeof rules / sizeof *rules && rules[rule].scale == SCALE_GIVEN;
	if (asked || (json_is_true(got) && !json_is_boolean(wanted))) {
		comparison->given += compare_numbers(wanted);
	} else if (!got) {
		say_absent(comparison, place, wanted);
	} else if (json_is_array(wanted)) {
		walk_list(comparison, place, wanted, got);
	} else if (json_is_object(wanted)) {
		if (json_is_object(got))
			walk_object(comparison, place, wanted, got);
		else
			say_out(comparison, place, "none", "an answer");
	} else if (number_of(wanted, &other)) {
		if (number_of(got, &one))
			judge(comparison, place, one, other);
		else
			say_out(comparison, place, "no number", "a number");
	} else if (json_is_string(wanted) && (!json_is_string(got) || !json_equal((json_t *)wanted, (json_t *)got))) {
		say_out(comparison, place, json_is_string(got) ? json_string_value(got) : "none",
		        json_string_value(wanted));
	}
}

void compare_key(struct comparison *comparison, const json_t *wanted, const json_t *got, const char *key)
{
	struct place place = { .holder = wanted, .key = key };
	(void)snprintf(place.path, sizeof place.path, "%s", key);
	walk(comparison, &place, json_object_get(wanted, key), json_object_get(got, key));
}
