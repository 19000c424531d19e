/* The list of the methods, and how an answer is put together. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/audit_answer.h"

#include <math.h>
#include <string.h>

bool answer_good(struct answer *answer, enum status status)
{
	if (answer->status == STATUS_OK)
		answer->status = status;
	return answer->status == STATUS_OK;
}

void answer_short(struct answer *answer)
{
	(void)answer_good(answer, STATUS_MEMORY);
}

void answer_put(struct answer *answer, json_t *into, const char *key, json_t *value)
{
	if (json_object_set_new(into, key, value) != 0)
		answer_short(answer);
}

void answer_add(struct answer *answer, json_t *list, json_t *value)
{
	if (json_array_append_new(list, value) != 0)
		answer_short(answer);
}

json_t *answer_object(struct answer *answer, json_t *into, const char *key)
{
	answer_put(answer, into, key, json_object());
	return json_object_get(into, key);
}

json_t *answer_list(struct answer *answer, json_t *into, const char *key)
{
	answer_put(answer, into, key, json_array());
	return json_object_get(into, key);
}

json_t *answer_object_in(struct answer *answer, json_t *list)
{
	answer_add(answer, list, json_object());
	return json_array_get(list, json_array_size(list) - 1);
}

json_t *answer_number(double value)
{
	if (isnan(value))
		return json_null();
	if (isinf(value))
		return json_string(value > 0 ? "Inf" : "-Inf");
	return json_real(value);
}

void answer_put_number(struct answer *answer, json_t *into, const char *key, double value)
{
	answer_put(answer, into, key, answer_number(value));
}

void answer_put_numbers(struct answer *answer, json_t *into, const char *key, const double *value, size_t count)
{
	json_t *list = answer_list(answer, into, key);
	for (size_t i = 0; i < count; i++)
		answer_add(answer, list, answer_number(value[i]));
}

void answer_put_matrix(struct answer *answer, json_t *into, const char *key, const double *value, size_t count)
{
	json_t *list = answer_list(answer, into, key);
	for (size_t i = 0; i < count; i++) {
		json_t *row = json_array();
		for (size_t j = 0; j < count; j++)
			answer_add(answer, row, answer_number(value[i * count + j]));
		answer_add(answer, list, row);
	}
}

void answer_put_given(struct answer *answer, json_t *into, const char *key)
{
	answer_put(answer, into, key, json_true());
}

struct sample answer_unstratified(const struct sample_table *table)
{
	struct sample sample = table->sample;
	sample.stratum = NULL;
	sample.strata = 0;
	return sample;
}

bool answer_has_strata(const struct sample_table *table)
{
	return sample_strata(&table->sample) > 1;
}

const struct answer_method answer_methods[] = {
	{ "km", answer_km },
	{ "rmst", answer_rmst },
	{ "aj", answer_aj },
	{ "gray", answer_gray },
	{ "logrank", answer_logrank },
	{ "cox", answer_cox },
	{ "finegray", answer_finegray },
	{ "mh", answer_mh },
	{ "standardised_cif", answer_standardised_cif },
	{ NULL, NULL },
};

const struct answer_method answer_robust_methods[] = {
	{ "unstratified", answer_unstratified_score },
	{ "stratified", answer_stratified_score },
	{ "standardised_closed_calls", answer_standardised_closed_calls },
	{ NULL, NULL },
};

static bool is_wanted(const char *name, char *const *wanted)
{
	for (; wanted && *wanted; wanted++)
		if (strcmp(name, *wanted) == 0)
			return true;
	return !wanted;
}

void answer_all(struct answer *answer, const struct answer_question *question, const struct answer_method *methods,
                char *const *wanted, json_t *root)
{
	for (; methods->name && answer->status == STATUS_OK; methods++) {
		if (!is_wanted(methods->name, wanted))
			continue;
		const char *why = methods->answer(answer, question, root);
		if (!why)
			continue;
		answer_put(answer, root, methods->name, json_null());
		json_t *reasons = json_object_get(root, "why");
		if (!reasons)
			reasons = answer_object(answer, root, "why");
		answer_put(answer, reasons, methods->name, json_string(why));
	}
}
