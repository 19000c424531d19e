/* tocsin policy: what is wrong in a policy's documents, and what is proved of it before it may take effect. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/policy_ask.h"
#include "cmd/policy_explain.h"
#include "cmd/policy_export.h"
#include "cmd/policy_test_file.h"
#include "cmd/policy_what_if.h"
#include "cmd/subcommand.h"
#include "control/document.h"
#include "dispatch/run_card.h"
#include "loop/clock.h"
#include "policy/prr.h"
#include "proof/differ.h"
#include "routing/zones.h"

#define PATH_BYTES 4096u

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand policy_subcommand;
const struct subcommand policy_subcommand = {
	"policy",
	"check|prove|test FILE | diff OLD NEW | explain FILE [FACT...]  [--tolerant] "
	"[--manifest FILE] [--plan FILE] [--at MOMENT] [--proofs DIR] | export FILE [--until MOMENT] [--nearly] "
	"[--sign KEY "
	"--certificate CHAIN] | what-if NEW CALLS [OPTION...] | propose FILE | list | "
	"show|prove-again|approve|activate NUMBER [REASON]",
	"reads a policy, proves what it does to calls, and puts it in force", run
};

struct task {
	const char *verb, *path, *second, *manifest_path, *plan_path, *proofs;
	enum profile profile;
	struct instant at;
	bool progress;
	int facts;
	char *fact[EXPLAIN_FACTS_MAX];
};

static bool take_options(struct task *task, int count, char **arguments)
{
	for (int i = 0; i < count && arguments[i]; i++) {
		const char *next = i + 1 < count ? arguments[i + 1] : NULL;
		if (strcmp(arguments[i], "--tolerant") == 0)
			task->profile = PROFILE_TOLERANT;
		else if (strcmp(arguments[i], "--manifest") == 0 && next)
			task->manifest_path = arguments[++i];
		else if (strcmp(arguments[i], "--plan") == 0 && next)
			task->plan_path = arguments[++i];
		else if (strcmp(arguments[i], "--proofs") == 0 && next)
			task->proofs = arguments[++i];
		else if (strcmp(arguments[i], "--at") == 0 && next && instant_read(next, &task->at))
			i++;
		else if (!task->verb)
			task->verb = arguments[i];
		else if (!task->path && arguments[i][0] != '-')
			task->path = arguments[i];
		else if (strcmp(task->verb, "explain") == 0 && task->facts < EXPLAIN_FACTS_MAX &&
		         strchr(arguments[i], '='))
			task->fact[task->facts++] = arguments[i];
		else if (!task->second && arguments[i][0] != '-')
			task->second = arguments[i];
		else
			return false;
	}
	if (task->verb && strcmp(task->verb, "diff") == 0)
		return task->second != NULL;
	return task->verb && task->path && !task->second &&
	       (strcmp(task->verb, "check") == 0 || strcmp(task->verb, "prove") == 0 ||
	        strcmp(task->verb, "test") == 0 || strcmp(task->verb, "explain") == 0);
}

static void say_trouble(const char *path, enum status status)
{
	(void)fprintf(stderr, "tocsin: %s: %s\n", path,
	              status == STATUS_MISSING ? strerror(errno) : status_text(status));
}

static enum status open_manifest(const struct task *task, struct problems *problems, struct manifest **ret_manifest)
{
	struct buffer text = { .cap = FAMILY_DOCUMENT_BYTES_MAX };
	if (!task->manifest_path)
		return manifest_built_in(ret_manifest);
	errno = 0;
	enum status status = document_read(task->manifest_path, &text);
	if (status != STATUS_OK)
		say_trouble(task->manifest_path, status);
	else
		status = manifest_read(buffer_bytes(&text), task->manifest_path, problems, ret_manifest);
	buffer_close(&text);
	return status;
}

static enum status open_family(const struct task *task, struct problems *problems, struct family **ret_family)
{
	const struct tz_source zones = zones_of_system();
	struct buffer text = { .cap = FAMILY_DOCUMENT_BYTES_MAX + 1 };
	struct manifest *manifest = NULL;
	enum status status = open_manifest(task, problems, &manifest);
	if (status == STATUS_OK) {
		errno = 0;
		status = document_read(task->path, &text);
		if (status != STATUS_OK)
			say_trouble(task->path, status);
		else
			status = prr_read(buffer_bytes(&text), task->path, task->profile, &zones, manifest, problems,
			                  ret_family);
	}
	manifest_close(manifest);
	buffer_close(&text);
	return status;
}

static void tell_family(const struct task *task, const struct family *family, const struct problems *problems)
{
	unsigned rules = 0, guarded = 0;
	for (uint32_t i = 0; i < family->policies; i++)
		rules += family->policy[i].rules;
	for (uint32_t i = 0; i < family->traits; i++)
		guarded += family->trait[i].is_protected;
	printf("%s: %s: %u policies, %u rules, %u places; it asks %u things of a call, %u of them of who is calling\n",
	       task->path, problems->count ? "read as meant, for what is said above" : "good", family->policies, rules,
	       family->partition ? partition_places(family->partition) : 0, family->traits, guarded);
}

static void on_progress(void *context, const struct policy_question *question, uint32_t done, uint32_t of)
{
	const struct task *task = context;
	if (task->progress)
		(void)fprintf(stderr, "\r\033[K%u of %u: %s", done + 1, of, question->asks);
}

static void tell(const struct family *family, const struct judgements *all)
{
	const char *before = NULL;
	for (uint32_t i = 0; i < all->count; i++) {
		const struct judgement *j = &all->judgement[i];
		const struct policy *policy = &family->policy[j->policy];
		if (!before || before != policy->type || (i && all->judgement[i - 1].policy != j->policy))
			printf("\n%s%s%s\n", policy->type, *policy->name ? " " : "", policy->name);
		before = policy->type;
		printf("%-9s %-2s %s", answer_name(j->answer), j->question->code, j->question->asks);
		if (j->certificate.clauses)
			printf("  [%llu clauses, %llu lemmas, checked]", (unsigned long long)j->certificate.clauses,
			       (unsigned long long)j->certificate.lemmas);
		printf("\n");
		for (size_t at = 0; at < j->words.length;) {
			const char *line = (const char *)j->words.at + at;
			const char *end = memchr(line, '\n', j->words.length - at);
			size_t length = end ? (size_t)(end - line) : j->words.length - at;
			printf("             %.*s\n", (int)length, line);
			at += length + 1;
		}
	}
	printf("\n%s\n", all->against ? "It may not take effect." : "It may take effect.");
}

static bool write_file(const char *folder, const struct judgement *j, const char *ending, const struct buffer *text)
{
	char path[PATH_BYTES];
	(void)snprintf(path, sizeof path, "%s/%u-%s.%s", folder, j->policy, j->question->code, ending);
	FILE *file = fopen(path, "wb");
	bool good = file && fwrite(text->at, 1, text->length, file) == text->length;
	if (file)
		good = fclose(file) == 0 && good;
	if (!good)
		(void)fprintf(stderr, "tocsin: %s: %s\n", path, strerror(errno));
	return good;
}

static bool write_proofs(const char *folder, const struct judgements *all)
{
	bool good = mkdir(folder, 0777) == 0 || errno == EEXIST;
	if (!good)
		(void)fprintf(stderr, "tocsin: %s: %s\n", folder, strerror(errno));
	for (uint32_t i = 0; i < all->count && good; i++)
		if (all->judgement[i].cnf.length)
			good = write_file(folder, &all->judgement[i], "cnf", &all->judgement[i].cnf) &&
			       write_file(folder, &all->judgement[i], "drat", &all->judgement[i].drat);
	return good;
}

/* The plan whose run cards it may name. */
static bool open_plan(const struct task *task, struct plan *ret_plan)
{
	struct buffer text = { .cap = FAMILY_DOCUMENT_BYTES_MAX };
	struct problems problems = { 0 }, warnings = { 0 };
	errno = 0;
	enum status status = document_read(task->plan_path, &text);
	if (status != STATUS_OK)
		say_trouble(task->plan_path, status);
	else
		status = run_card_read(buffer_bytes(&text), task->plan_path, &problems, &warnings, ret_plan);
	if (problems.text.length)
		(void)fwrite(problems.text.at, 1, problems.text.length, stderr);
	buffer_close(&text);
	buffer_close(&problems.text);
	buffer_close(&warnings.text);
	return status == STATUS_OK;
}

static int prove(struct task *task, const struct family *family)
{
	struct terms terms = { task->at, TERMS_HUMAN_WITHIN_S, TERMS_LIVES_DAYS, NULL };
	struct judgements all = { 0 };
	struct plan plan = { 0 };
	if (task->plan_path && !open_plan(task, &plan))
		return EXIT_REFUSED;
	terms.plan = task->plan_path ? &plan : NULL;
	enum status status = questions_ask(family, &terms, on_progress, task, &all);
	run_card_close(&plan);
	if (task->progress)
		(void)fputs("\r\033[K", stderr);
	if (status != STATUS_OK) {
		(void)fprintf(stderr, "tocsin: %s: %s\n", task->path,
		              status == STATUS_MISSING ? "it has no policy with which calls or incidents begin"
		              : status == STATUS_LIMIT ? "it is too large or too tangled to be judged; make it simpler"
		                                       : status_text(status));
		return EXIT_REFUSED;
	}
	tell(family, &all);
	bool good = !task->proofs || write_proofs(task->proofs, &all);
	good = good && !all.against;
	judgements_close(&all);
	return good ? EXIT_DONE : EXIT_REFUSED;
}

/* Both must be good by themselves: what is wrong is said with the name of its own file. */
static int differ(struct task *task)
{
	const struct terms terms = { task->at, TERMS_HUMAN_WITHIN_S, TERMS_LIVES_DAYS, NULL };
	struct problems problems = { 0 }, joined = { 0 }; /* what stands twice in the joined one is nobody's fault */
	struct task both[2] = { *task, *task };
	struct family *family[2] = { NULL, NULL };
	struct buffer text[2] = { { .cap = FAMILY_DOCUMENT_BYTES_MAX + 1 }, { .cap = FAMILY_DOCUMENT_BYTES_MAX + 1 } };
	struct buffer words = { 0 };
	uint32_t kinds = 0;
	enum status status = STATUS_OK;
	both[1].path = task->second;
	for (unsigned i = 0; i < 2 && status == STATUS_OK; i++)
		status = open_family(&both[i], &problems, &family[i]);
	for (unsigned i = 0; i < 2 && status == STATUS_OK; i++)
		status = document_read(both[i].path, &text[i]);
	if (status == STATUS_OK)
		status = documents_differ(buffer_bytes(&text[0]), buffer_bytes(&text[1]), zones_of_system(), &terms,
		                          &joined, &words, &kinds);
	if (problems.text.length)
		(void)fwrite(problems.text.at, 1, problems.text.length, stderr);
	if (status == STATUS_OK)
		(void)fwrite(words.at, 1, words.length, stdout);
	for (unsigned i = 0; i < 2; i++) {
		family_close(family[i]);
		buffer_close(&text[i]);
	}
	buffer_close(&words);
	buffer_close(&problems.text);
	buffer_close(&joined.text);
	return status == STATUS_OK && !kinds ? EXIT_DONE : EXIT_REFUSED;
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	struct task task = { .profile = PROFILE_STRICT, .at = clock_now(NULL), .progress = isatty(STDERR_FILENO) };
	struct problems problems = { 0 };
	struct family *family = NULL;
	int asked = policy_ask(options, count, arguments);
	if (asked < 0)
		asked = policy_export(count, arguments, task.at);
	if (asked < 0)
		asked = policy_what_if(options, count, arguments);
	if (asked >= 0)
		return asked;
	if (!take_options(&task, count, arguments))
		return subcommand_usage(&policy_subcommand);
	if (strcmp(task.verb, "diff") == 0)
		return differ(&task);
	if (strcmp(task.verb, "test") == 0)
		return policy_test_file(task.path, task.at);
	enum status status = open_family(&task, &problems, &family);
	if (problems.text.length)
		(void)fwrite(problems.text.at, 1, problems.text.length, stderr);
	if (problems.count > OUTLINE_PROBLEMS_MAX)
		(void)fprintf(stderr, "and %u more\n", problems.count - OUTLINE_PROBLEMS_MAX);
	int code = EXIT_REFUSED;
	if (status == STATUS_OK) {
		tell_family(&task, family, &problems);
		code = EXIT_DONE;
		if (strcmp(task.verb, "prove") == 0)
			code = prove(&task, family);
		else if (strcmp(task.verb, "explain") == 0 && !policy_explain(family, task.at, task.facts, task.fact))
			code = EXIT_WRONG_USAGE;
	}
	family_close(family);
	buffer_close(&problems.text);
	return code;
}
