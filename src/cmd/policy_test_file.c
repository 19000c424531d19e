/* Runs a policy's test file: each line that expects something is tried on the real walk, or proved for all calls. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/policy_test_file.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/subcommand.h"
#include "control/document.h"
#include "policy/trial.h"
#include "proof/differ.h"
#include "routing/judging.h"
#include "routing/zones.h"

#define PATH_BYTES 4096u
#define FACTS_MAX 256u
#define WAYS_MAX 64u

/* The file while it is run. */
struct running {
	const char *path;
	unsigned line;
	unsigned held, failed;
	bool wrong; /* a line is none of a test file's */
	char folder[PATH_BYTES];
	struct buffer document, manifest;
	struct family *family;
	struct plan plan;
	struct terms terms;
	struct judgements judgements;
	bool judged;
	/* The call of the paragraph. */
	char call[128];
	struct instant at;
	bool has_place;
	struct point place;
	struct fact fact[FACTS_MAX];
	char *text[FACTS_MAX];
	uint32_t facts;
};

static void say(struct running *r, bool wrong, const char *what, const char *more)
{
	r->wrong |= wrong;
	r->failed += !wrong;
	(void)printf("%s:%u: %s%s%s%s%s\n", r->path, r->line, *r->call && !wrong ? r->call : "",
	             *r->call && !wrong ? ": " : "", what, *more ? ": " : "", more);
}

static void forget_call(struct running *r)
{
	for (uint32_t i = 0; i < r->facts; i++)
		free(r->text[i]);
	r->facts = 0;
	r->has_place = false;
	r->at = r->terms.from;
}

/* Files are named from the folder of the test file. */
static bool load(struct running *r, const char *name, struct buffer *text)
{
	char path[2 * PATH_BYTES];
	(void)snprintf(path, sizeof path, "%s%s", *name == '/' ? "" : r->folder, name);
	text->cap = FAMILY_DOCUMENT_BYTES_MAX + 1;
	buffer_clear(text);
	errno = 0;
	enum status status = document_read(path, text);
	if (status != STATUS_OK)
		say(r, true, path, errno ? strerror(errno) : status_text(status));
	return status == STATUS_OK;
}

static struct family *read_family(struct running *r, const struct buffer *document, const char *name)
{
	struct problems problems = { 0 };
	struct family *family = NULL;
	enum status status = judging_read(buffer_bytes(document), buffer_bytes(&r->manifest), name, &problems, &family);
	if (status != STATUS_OK) {
		say(r, true, name, status_text(status));
		(void)fwrite(problems.text.at, 1, problems.text.length, stdout);
	}
	buffer_close(&problems.text);
	return family;
}

static bool has_family(struct running *r)
{
	if (!r->family && r->document.length)
		r->family = read_family(r, &r->document, "policy");
	if (!r->family && !r->wrong)
		say(r, true, "no policy is named yet; begin with `policy FILE`", "");
	return r->family != NULL;
}

/* The walk of the paragraph's call, with one fact more or none, every way failing that is no person's: the chain of rules. */
struct walked {
	char chain[1024];
	char first[256];  /* where it goes at first */
	uint32_t human_s; /* how long until a person is rung */
};

static void add_rule(struct walked *walked, const char *rule)
{
	size_t length = strlen(walked->chain);
	(void)snprintf(walked->chain + length, sizeof walked->chain - length, "%s%s", length ? ", " : "", rule);
}

static bool walk(struct running *r, const struct fact *more, struct walked *walked)
{
	struct fact told[FACTS_MAX + 1];
	struct failed failed = { 0 };
	struct fact *room = calloc(2 * (size_t)r->family->traits + 1, sizeof *room);
	uint32_t entry = family_entry(r->family, ""), count = 0;
	*walked = (struct walked){ .human_s = 0 };
	if (!room)
		return false;
	if (more)
		told[count++] = *more;
	memcpy(told + count, r->fact, r->facts * sizeof *told);
	count += r->facts;
	facts_part(r->family, count, told, room, room + r->family->traits);
	const struct open_facts open = { .at = r->at, .has_place = r->has_place, .place = r->place, .value = room };
	const struct caller_facts caller = { .value = room + r->family->traits };
	for (uint32_t way = 0; way < WAYS_MAX; way++) {
		struct course course;
		policy_try(r->family, entry, &open, &caller, &failed, false, &course);
		bool floor = course.effect == FLOOR;
		const struct way *to = floor ? NULL : &r->family->effect[course.effect].way;
		if (!way)
			(void)snprintf(walked->first, sizeof walked->first, "%.250s",
			               floor ? "floor" : to->destination);
		if (floor) {
			add_rule(walked, "floor");
			break;
		}
		const uint32_t last = course.chain.links - 1;
		add_rule(walked,
		         r->family->policy[course.chain.link[last].policy].rule[course.chain.link[last].rule].id);
		if (to->human) {
			walked->human_s += to->answer_s;
			break;
		}
		walked->human_s += to->ring_s;
		failed.effect[failed.count++] = course.effect;
	}
	free(room);
	return true;
}

/* "TYPE:NAME=VALUE", or "absent". */
static bool read_other(const char *text, char *room, size_t bytes, struct fact *ret_fact, bool *ret_absent)
{
	(void)snprintf(room, bytes, "%s", text);
	*ret_absent = strcmp(room, "absent") == 0;
	return *ret_absent || fact_read(room, ret_fact);
}

static void expect_same(struct running *r, char *rest)
{
	struct fact a, b;
	char first[512], second[512], *and = strstr(rest, " and ");
	bool no_a, no_b;
	struct walked walked[2];
	if (and)
		*and = '\0';
	if (!and || !read_other(rest, first, sizeof first, &a, &no_a) ||
	    !read_other(and+5, second, sizeof second, &b, &no_b)) {
		say(r, true, "write `expect same for TYPE:NAME=VALUE and TYPE:NAME=VALUE`, or `absent` for one", "");
		return;
	}
	if (!walk(r, no_a ? NULL : &a, &walked[0]) || !walk(r, no_b ? NULL : &b, &walked[1]))
		return;
	if (strcmp(walked[0].chain, walked[1].chain) == 0 && walked[0].human_s == walked[1].human_s)
		r->held++;
	else {
		char both[2200];
		(void)snprintf(both, sizeof both, "%s | %s", walked[0].chain, walked[1].chain);
		say(r, false, "the two do not fare alike", both);
	}
}

static void expect(struct running *r, char *rest)
{
	struct walked walked;
	if (!has_family(r))
		return;
	if (strncmp(rest, "same for ", 9) == 0) {
		expect_same(r, rest + 9);
		return;
	}
	if (!walk(r, NULL, &walked))
		return;
	if (strncmp(rest, "chain ", 6) == 0 || strncmp(rest, "goes ", 5) == 0) {
		bool chain = *rest == 'c';
		const char *wanted = rest + (chain ? 6 : 5), *got = chain ? walked.chain : walked.first;
		if (strcmp(wanted, got) == 0)
			r->held++;
		else
			say(r, false, chain ? "the chain is" : "it goes to", got);
	} else if (strncmp(rest, "human within ", 13) == 0 && isdigit((unsigned char)rest[13])) {
		if (walked.human_s <= strtoul(rest + 13, NULL, 10))
			r->held++;
		else
			say(r, false, "a person is rung later than that, by", walked.chain);
	} else {
		say(r, true,
		    "write `expect goes TO`, `expect chain RULE, RULE..`, `expect human within N s` or `expect same "
		    "for ..`",
		    "");
	}
}

/* The first of a question's judgements that is not proved; NULL: all are. */
static const struct judgement *against_of(const struct judgements *all, const struct policy_question *question)
{
	for (uint32_t i = 0; i < all->count; i++)
		if (all->judgement[i].question == question && all->judgement[i].answer != ANSWER_PROVED)
			return &all->judgement[i];
	return NULL;
}

static void prove(struct running *r, const char *name)
{
	const struct policy_question *question = question_named(name);
	if (!question) {
		say(r, true, "there is no such question; docs/policy.md lists them", name);
		return;
	}
	if (!has_family(r))
		return;
	if (!r->judged && questions_ask(r->family, &r->terms, NULL, NULL, &r->judgements) != STATUS_OK) {
		say(r, true, "it cannot be judged", "");
		return;
	}
	r->judged = true;
	const struct judgement *against = against_of(&r->judgements, question);
	r->call[0] = '\0';
	if (!against)
		r->held++;
	else {
		say(r, false, answer_name(against->answer), name);
		(void)fwrite(against->words.at, 1, against->words.length, stdout);
	}
}

/* The checker must still find what is wrong with a draft: "FILE QUESTION". */
static void expect_counterexample(struct running *r, char *rest)
{
	struct buffer text = { 0 };
	struct judgements all = { 0 };
	char *blank = strchr(rest, ' ');
	const struct policy_question *question = blank ? question_named(blank + 1 + strspn(blank + 1, " ")) : NULL;
	r->call[0] = '\0';
	if (!question) {
		say(r, true, "write `expect-counterexample FILE QUESTION`", "");
		return;
	}
	*blank = '\0';
	struct family *family = load(r, rest, &text) ? read_family(r, &text, rest) : NULL;
	if (family && questions_ask(family, &r->terms, NULL, NULL, &all) == STATUS_OK) {
		const struct judgement *found = against_of(&all, question);
		if (found && found->answer == ANSWER_REFUTED)
			r->held++;
		else
			say(r, false, "no counterexample is found in it", rest);
		judgements_close(&all);
	}
	family_close(family);
	buffer_close(&text);
}

static void diff(struct running *r, char *rest)
{
	struct buffer text = { 0 }, words = { 0 };
	struct problems problems = { 0 };
	uint32_t kinds = 0;
	bool none = strlen(rest) > 5 && strcmp(rest + strlen(rest) - 5, " none") == 0;
	r->call[0] = '\0';
	if (!none || strncmp(rest, "from ", 5) != 0) {
		say(r, true, "write `diff from FILE none`", "");
		return;
	}
	rest[strlen(rest) - 5] = '\0';
	if (has_family(r) && load(r, rest + 5, &text)) {
		enum status status = documents_differ(buffer_bytes(&text), buffer_bytes(&r->document),
		                                      zones_of_system(), &r->terms, &problems, &words, &kinds);
		if (status == STATUS_OK && !kinds)
			r->held++;
		else
			say(r, false, "it treats calls otherwise than", rest + 5);
		(void)fwrite(words.at, 1, kinds ? words.length : 0, stdout);
	}
	buffer_close(&text);
	buffer_close(&words);
	buffer_close(&problems.text);
}

static void begin_call(struct running *r, const char *rest)
{
	forget_call(r);
	(void)snprintf(r->call, sizeof r->call, "%s", rest);
}

static void take_fact(struct running *r, const char *rest)
{
	char *text = r->facts < FACTS_MAX ? strdup(rest) : NULL;
	if (text && fact_read(text, &r->fact[r->facts])) {
		r->text[r->facts++] = text;
		return;
	}
	free(text);
	say(r, true, "this is no fact; write `fact TYPE:NAME=VALUE`", rest);
}

/* Whose run cards the policy may name. */
static void take_plan(struct running *r, const char *name)
{
	struct buffer text = { 0 };
	run_card_close(&r->plan);
	r->plan = (struct plan){ 0 };
	r->terms.plan = NULL;
	if (load(r, name, &text) && judging_plan(buffer_bytes(&text), &r->plan) == STATUS_OK)
		r->terms.plan = &r->plan;
	else
		say(r, true, "this is no plan", name);
	judgements_close(&r->judgements);
	r->judged = false;
	buffer_close(&text);
}

static void take(struct running *r, const char *word, char *rest)
{
	if (strcmp(word, "policy") == 0) {
		family_close(r->family);
		r->family = NULL;
		judgements_close(&r->judgements);
		r->judged = false;
		(void)load(r, rest, &r->document);
	} else if (strcmp(word, "manifest") == 0) {
		(void)load(r, rest, &r->manifest);
	} else if (strcmp(word, "plan") == 0) {
		take_plan(r, rest);
	} else if (strcmp(word, "call") == 0) {
		begin_call(r, rest);
	} else if (strcmp(word, "at") == 0) {
		if (!instant_read(rest, &r->at))
			say(r, true, "this is no moment; write 2026-12-31T22:40:00Z", rest);
	} else if (strcmp(word, "place") == 0) {
		r->has_place = fact_read_place(rest, &r->place);
		if (!r->has_place)
			say(r, true, "this is no place; write LAT,LON in degrees", rest);
	} else if (strcmp(word, "fact") == 0) {
		take_fact(r, rest);
	} else if (strcmp(word, "expect") == 0) {
		expect(r, rest);
	} else if (strcmp(word, "prove") == 0) {
		prove(r, rest);
	} else if (strcmp(word, "expect-counterexample") == 0) {
		expect_counterexample(r, rest);
	} else if (strcmp(word, "diff") == 0) {
		diff(r, rest);
	} else {
		say(r, true,
		    "a line begins with policy, manifest, plan, call, at, place, fact, expect, prove, diff or "
		    "expect-counterexample",
		    word);
	}
}

/* The first word, and the rest without the blanks around it; # begins a remark. */
static void take_line(struct running *r, char *line)
{
	char *rest;
	while (isspace((unsigned char)*line))
		line++;
	size_t length = strlen(line);
	while (length && isspace((unsigned char)line[length - 1]))
		line[--length] = '\0';
	if (!*line || *line == '#')
		return;
	rest = line + strcspn(line, " \t");
	if (*rest)
		*rest++ = '\0';
	rest += strspn(rest, " \t");
	take(r, line, rest);
}

int policy_test_file(const char *path, struct instant at)
{
	struct running *r = calloc(1, sizeof *r);
	char *line = NULL;
	size_t room = 0;
	FILE *file = r ? fopen(path, "r") : NULL;
	if (!file) {
		(void)fprintf(stderr, "tocsin: %s: %s\n", path, strerror(errno));
		free(r);
		return EXIT_REFUSED;
	}
	const char *slash = strrchr(path, '/');
	(void)snprintf(r->folder, sizeof r->folder, "%.*s", slash ? (int)(slash + 1 - path) : 0, path);
	r->path = path;
	r->terms = (struct terms){ at, TERMS_HUMAN_WITHIN_S, TERMS_LIVES_DAYS, NULL };
	r->at = at;
	while (getline(&line, &room, file) >= 0) {
		r->line++;
		take_line(r, line);
	}
	printf("%s: %u hold, %u do not%s\n", path, r->held, r->failed, r->wrong ? "; not all of it could be read" : "");
	int code = r->failed || r->wrong || !r->held ? EXIT_REFUSED : EXIT_DONE;
	(void)fclose(file);
	free(line);
	forget_call(r);
	family_close(r->family);
	judgements_close(&r->judgements);
	run_card_close(&r->plan);
	buffer_close(&r->document);
	buffer_close(&r->manifest);
	free(r);
	return code;
}
