/* A solution as a call that could ring tonight: texts that say all they must and nothing else, a moment, a point. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "proof/model.h"

/* Between the parts of a made-up text: a character that no pattern of its trait has, so that nothing new begins across it. */
static char parting(const struct formula *f, uint32_t trait)
{
	static const char wanted[] = "~|^_`#%$!*+=";
	for (unsigned c = 0; c < 255; c++) {
		char one = c < sizeof wanted - 1 ? wanted[c] : (char)(c - sizeof wanted + 2);
		bool used = !one;
		for (uint32_t i = 0; i < f->atoms && !used; i++)
			used = f->atom[i].trait == trait && f->atom[i].text && strchr(f->atom[i].text, one);
		if (!used)
			return one;
	}
	return '~';
}

static bool holds(const struct formula *f, const struct atom *atom, unsigned call)
{
	return f->value[atom->variable[call]];
}

static const char *keep_text(struct judgement *judgement, struct buffer *text)
{
	char **grown = reallocarray(judgement->text, judgement->texts + 1, sizeof *grown);
	if (!grown || buffer_append(text, bytes_of("", 1)) != STATUS_OK) {
		judgement->text = grown ? grown : judgement->text;
		buffer_close(text);
		return NULL;
	}
	judgement->text = grown;
	judgement->text[judgement->texts++] = (char *)text->at;
	return (const char *)text->at;
}

/* The longest pattern of a test that holds; NULL: none does. */
static const char *longest(const struct formula *f, uint32_t trait, enum test test, unsigned call)
{
	const char *best = NULL;
	for (uint32_t i = 0; i < f->atoms; i++) {
		const struct atom *a = &f->atom[i];
		if (a->trait == trait && a->test == test && holds(f, a, call) &&
		    (!best || strlen(a->text) > strlen(best)))
			best = a->text;
	}
	return best;
}

/* A text for all atoms of a trait; *ret_text NULL: the trait is absent. */
static enum status make_text(const struct formula *f, uint32_t trait, unsigned call, struct judgement *judgement,
                             const char **ret_text)
{
	const char *equal = longest(f, trait, TEST_EQUAL, call);
	const char *prefix = longest(f, trait, TEST_PREFIX, call), *suffix = longest(f, trait, TEST_SUFFIX, call);
	struct buffer text = { 0 };
	bool any = equal || prefix || suffix;
	char by[2] = { parting(f, trait), '\0' };
	enum status status = buffer_append_text(&text, equal ? equal : prefix ? prefix : "");
	for (uint32_t i = 0; i < f->atoms && !equal && status == STATUS_OK; i++) {
		const struct atom *a = &f->atom[i];
		if (a->trait != trait || !holds(f, a, call) || (a->test != TEST_CONTAINS && a->test != TEST_EXISTS))
			continue;
		any = true;
		status = buffer_append_text(&text, by);
		if (status == STATUS_OK && a->text)
			status = buffer_append_text(&text, a->text);
	}
	if (status == STATUS_OK && !equal && any)
		status = buffer_append_text(&text, by);
	if (status == STATUS_OK && !equal && suffix)
		status = buffer_append_text(&text, suffix);
	if (!any || status != STATUS_OK) {
		buffer_close(&text);
		*ret_text = NULL;
		return status;
	}
	*ret_text = keep_text(judgement, &text);
	return *ret_text ? STATUS_OK : STATUS_MEMORY;
}

/* The number that is at least what it must be, and not at least what it must not. */
static bool make_number(const struct formula *f, uint32_t trait, unsigned call, int64_t *ret_number)
{
	bool there = false;
	int64_t least = INT64_MIN, below = INT64_MAX;
	for (uint32_t i = 0; i < f->atoms; i++) {
		const struct atom *a = &f->atom[i];
		if (a->trait != trait)
			continue;
		there |= holds(f, a, call);
		if (holds(f, a, call) && a->at > least)
			least = a->at;
		if (!holds(f, a, call) && a->at < below)
			below = a->at;
	}
	*ret_number = least != INT64_MIN ? least : below != INT64_MAX ? below - 1 : 0;
	return there;
}

static enum status make_fact(const struct formula *f, uint32_t number, unsigned call, struct judgement *judgement,
                             struct fact *fact)
{
	const struct trait *trait = &f->model->family->trait[number];
	struct fact made = { .source = trait->source, .name = trait->name };
	enum status status = STATUS_OK;
	bool there = false;
	if (trait->sort == TRAIT_TEXT || trait->sort == TRAIT_CHOICE) {
		status = make_text(f, number, call, judgement, &made.text);
		there = made.text != NULL;
	} else if (trait->sort == TRAIT_NUMBER) {
		there = made.has_number = make_number(f, number, call, &made.number);
	} else if (trait->sort == TRAIT_FLAG) {
		for (uint32_t i = 0; i < f->atoms; i++)
			there |= f->atom[i].trait == number && holds(f, &f->atom[i], call);
	}
	*fact = there ? made : (struct fact){ 0 };
	return status;
}

static void make_place(const struct formula *f, struct example *example)
{
	const struct partition *partition = f->model->family->partition;
	for (uint32_t cell = 0; f->cell_0 && cell < partition_cells(partition); cell++)
		if (f->value[f->cell_0 + cell]) {
			example->open.has_place = true;
			example->open.place = partition_cell_point(partition, cell);
		}
}

enum status example_make(const struct formula *f, const struct terms *terms, unsigned call, struct judgement *judgement,
                         struct example *ret_example)
{
	const struct family *family = f->model->family;
	struct example example = { .open.at = terms->from };
	enum status status = STATUS_OK;
	example.value = calloc(2 * (size_t)family->traits + 1, sizeof *example.value);
	if (!example.value)
		return STATUS_MEMORY;
	for (uint32_t i = 0; f->moment_0 && i < f->model->moments; i++)
		if (f->value[f->moment_0 + i])
			example.open.at = f->model->moment[i];
	make_place(f, &example);
	for (uint32_t i = 0; i < family->traits && status == STATUS_OK; i++)
		status = make_fact(f, i, family->trait[i].is_protected ? call : 0, judgement,
		                   &example.value[family->trait[i].is_protected ? family->traits + i : i]);
	example.open.value = example.value;
	example.caller.value = example.value + family->traits;
	if (status == STATUS_OK)
		*ret_example = example;
	else
		free(example.value);
	return status;
}

/* Of all examples alike; put back if they show it no longer. */
static void try_without(const struct model *model, example_shows *shows, const void *context, struct judgement *j,
                        uint32_t value)
{
	struct fact kept[2];
	for (unsigned e = 0; e < j->examples; e++) {
		kept[e] = j->example[e].value[value];
		j->example[e].value[value] = (struct fact){ 0 };
	}
	if (shows(model, j, context))
		return;
	for (unsigned e = 0; e < j->examples; e++)
		j->example[e].value[value] = kept[e];
}

static void try_without_failure(const struct model *model, example_shows *shows, const void *context,
                                struct judgement *j, uint32_t number)
{
	struct failed kept = j->example[0].failed, fewer = kept;
	memmove(&fewer.effect[number], &fewer.effect[number + 1], (fewer.count - number - 1) * sizeof *fewer.effect);
	fewer.count--;
	for (unsigned e = 0; e < j->examples; e++)
		j->example[e].failed = fewer;
	if (shows(model, j, context))
		return;
	for (unsigned e = 0; e < j->examples; e++)
		j->example[e].failed = kept;
}

void example_simplify(const struct model *model, example_shows *shows, const void *context, struct judgement *j)
{
	for (uint32_t i = j->example[0].failed.count; i > 0; i--)
		try_without_failure(model, shows, context, j, i - 1);
	for (uint32_t i = 0; i < 2 * model->family->traits; i++)
		try_without(model, shows, context, j, i);
	(void)shows(model, j, context); /* leaves the courses as the examples now are */
}

static void add_failed(struct failed *failed, uint32_t effect)
{
	for (uint32_t i = 0; i < failed->count; i++)
		if (failed->effect[i] == effect)
			return;
	if (failed->count < FAILED_MAX)
		failed->effect[failed->count++] = effect;
}

void example_fail(const struct formula *f, uint32_t policy, const int32_t *failed, const struct example *example,
                  struct failed *ret_failed)
{
	struct failed walked = { 0 };
	struct course course;
	while (walked.count < FAILED_MAX) {
		policy_try(f->model->family, policy, &example->open, &example->caller, &walked, false, &course);
		if (course.effect == FLOOR || !f->value[failed[course.effect]])
			return;
		add_failed(&walked, course.effect);
		add_failed(ret_failed, course.effect);
	}
}
