/* tocsin policy: what is wrong in a policy's documents, and what is proved of it before it may take effect. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/policy_explain.h"
#include "cmd/subcommand.h"
#include "control/document.h"
#include "loop/clock.h"
#include "policy/prr.h"
#include "proof/differ.h"

#define ZONES_FOLDER "/usr/share/zoneinfo/"
#define PATH_BYTES 4096u
/* Before the names of the new version, while both stand in one family. */
#define NEW_NAME "new version of: "

static int run(const struct subcommand_options *options, int count, char **arguments);

extern const struct subcommand policy_subcommand;
const struct subcommand policy_subcommand = { "policy",
	                                      "check|prove FILE | diff OLD NEW | explain FILE [FACT...]  [--tolerant] "
	                                      "[--manifest FILE] [--at MOMENT] [--proofs DIR]",
	                                      "reads a policy, and proves what it does to calls", run };

struct task {
	const char *verb, *path, *second, *manifest_path, *proofs;
	const char *text; /* NULL: what the file has */
	enum profile profile;
	struct instant at;
	bool progress;
	int facts;
	char *fact[EXPLAIN_FACTS_MAX];
};

static enum status read_zone(void *context, const char *name, struct buffer *ret_file)
{
	char path[PATH_BYTES];
	(void)context;
	(void)snprintf(path, sizeof path, ZONES_FOLDER "%s", name);
	return document_read(path, ret_file);
}

static bool take_options(struct task *task, int count, char **arguments)
{
	for (int i = 0; i < count && arguments[i]; i++) {
		const char *next = i + 1 < count ? arguments[i + 1] : NULL;
		if (strcmp(arguments[i], "--tolerant") == 0)
			task->profile = PROFILE_TOLERANT;
		else if (strcmp(arguments[i], "--manifest") == 0 && next)
			task->manifest_path = arguments[++i];
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
	        strcmp(task->verb, "explain") == 0);
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
	const struct tz_source zones = { read_zone, NULL };
	struct buffer text = { .cap = FAMILY_DOCUMENT_BYTES_MAX + 1 };
	struct manifest *manifest = NULL;
	enum status status = open_manifest(task, problems, &manifest);
	if (status == STATUS_OK) {
		errno = 0;
		status = task->text ? buffer_append_text(&text, task->text) : document_read(task->path, &text);
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

static int prove(struct task *task, const struct family *family)
{
	const struct terms terms = { task->at, TERMS_HUMAN_WITHIN_S, TERMS_LIVES_DAYS };
	struct judgements all = { 0 };
	enum status status = questions_ask(family, &terms, on_progress, task, &all);
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

/* Another version's names, so that both can stand in one family. */
static void rename_member(json_t *object, const char *member)
{
	const char *name = json_string_value(json_object_get(object, member));
	char renamed[512];
	(void)snprintf(renamed, sizeof renamed, NEW_NAME "%.400s", name ? name : "");
	(void)json_object_set_new(object, member, json_string(renamed));
}

/* Places that both versions draw alike keep their names. */
static void rename_places(json_t *ours, const json_t *known, json_t *renamed)
{
	const char *name;
	json_t *shape, *places = json_object_get(ours, "places"), *kept = json_object();
	char other[512];
	if (!places)
		return;
	json_object_foreach(places, name, shape)
	{
		const json_t *before = json_object_get(known, name);
		if (before && json_equal(before, shape))
			continue;
		(void)snprintf(other, sizeof other, "%.400s%s", name, before ? " (new)" : "");
		(void)json_object_set_new(renamed, name, json_string(other));
		(void)json_object_set(kept, other, shape);
	}
	(void)json_object_set_new(ours, "places", kept);
}

static void use_places(json_t *node, const json_t *renamed)
{
	size_t i;
	const char *key;
	json_t *child;
	const json_t *place = json_object_get(json_object_get(node, "tocsin"), "place");
	const json_t *other = place ? json_object_get(renamed, json_string_value(place)) : NULL;
	if (other)
		(void)json_object_set_new(json_object_get(node, "tocsin"), "place",
		                          json_string(json_string_value(other)));
	json_array_foreach(node, i, child) use_places(child, renamed);
	json_object_foreach(node, key, child) use_places(child, renamed);
}

static void rename_invoked(json_t *node)
{
	size_t i;
	const char *key;
	json_t *child;
	const char *type = json_string_value(json_object_get(node, "actionType"));
	if (type && strcasecmp(type, "InvokePolicyAction") == 0)
		rename_member(node, json_object_get(node, "policyId") ? "policyId" : "policyQueueName");
	json_array_foreach(node, i, child) rename_invoked(child);
	json_object_foreach(node, key, child) rename_invoked(child);
}

static json_t *policies_of(json_t *root)
{
	json_t *list = json_is_array(root) ? root : json_object_get(root, "policies");
	return list ? json_incref(list) : json_pack("[O]", root);
}

/* All places of a document, wherever they stand. */
static void gather_places(const json_t *root, const json_t *list, json_t *all)
{
	(void)json_object_update(all, json_object_get(json_object_get(root, "tocsin"), "places"));
	for (size_t i = 0; i < json_array_size(list); i++)
		(void)json_object_update(all,
		                         json_object_get(json_object_get(json_array_get(list, i), "tocsin"), "places"));
}

/* Both versions as one document: the old one's policies, then the new one's under other names. */
static char *join(json_t *old, json_t *new)
{
	json_t *before = policies_of(old), *after = policies_of(new), *known = json_object(), *renamed = json_object();
	gather_places(old, before, known);
	rename_places(json_object_get(new, "tocsin"), known, renamed);
	for (size_t i = 0; i < json_array_size(after); i++) {
		json_t *policy = json_array_get(after, i);
		const char *type = json_string_value(json_object_get(policy, "policyType"));
		if (json_array_size(after) > 1 || policy != new)
			rename_places(json_object_get(policy, "tocsin"), known, renamed);
		rename_member(policy, type && strcmp(type, "OtherRoutePolicy") == 0 ? "policyId" : "policyQueueName");
		rename_invoked(policy);
	}
	use_places(after, renamed);
	json_t *places = json_object(), *all = json_array();
	gather_places(old, before, places);
	gather_places(new, after, places);
	(void)json_array_extend(all, before);
	(void)json_array_extend(all, after);
	for (size_t i = 0; i < json_array_size(all); i++)
		(void)json_object_del(json_object_get(json_array_get(all, i), "tocsin"), "places");
	json_t *root = json_pack("{s:{s:o},s:o}", "tocsin", "places", places, "policies", all);
	char *text = json_dumps(root, 0);
	json_decref(root);
	json_decref(before);
	json_decref(after);
	json_decref(known);
	json_decref(renamed);
	return text;
}

static uint32_t counterpart(const struct family *family, uint32_t policy)
{
	char name[512];
	(void)snprintf(name, sizeof name, NEW_NAME "%.400s", family->policy[policy].name);
	for (uint32_t i = 0; i < family->policies; i++)
		if (strcmp(family->policy[i].type, family->policy[policy].type) == 0 &&
		    strcmp(family->policy[i].name, name) == 0)
			return i;
	return UINT32_MAX;
}

/* Every policy of the old version with which calls or incidents begin, beside the new one's of that name. */
static int tell_differences(const struct task *task, const struct family *family)
{
	const struct terms terms = { task->at, TERMS_HUMAN_WITHIN_S, TERMS_LIVES_DAYS };
	bool any = false;
	for (uint32_t i = 0; i < family->policies; i++) {
		const struct policy *policy = &family->policy[i];
		struct buffer words = { 0 };
		uint32_t kinds = 0;
		bool proved = false;
		if (strncmp(policy->name, NEW_NAME, sizeof NEW_NAME - 1) == 0)
			continue;
		uint32_t other = counterpart(family, i);
		printf("%s%s%s\n", policy->type, *policy->name ? " " : "", policy->name);
		if (other == UINT32_MAX) {
			puts("   is in the old version alone");
			any = true;
			continue;
		}
		enum status status = policies_differ(family, i, other, &terms, &words, &kinds, &proved);
		if (status != STATUS_OK)
			printf("   cannot be told: %s\n", status_text(status));
		else if (!kinds)
			printf("   the same for every call, whatever fails%s\n", proved ? " (proved)" : "");
		else
			printf("   %s%u kinds of calls go elsewhere\n%.*s",
			       kinds == DIFFER_KINDS_MAX ? "at least " : "", kinds, (int)words.length,
			       (const char *)words.at);
		any = any || status != STATUS_OK || kinds;
		buffer_close(&words);
	}
	return any ? EXIT_REFUSED : EXIT_DONE;
}

static json_t *load_json(const char *path)
{
	struct buffer text = { .cap = FAMILY_DOCUMENT_BYTES_MAX + 1 };
	json_error_t error;
	errno = 0;
	enum status status = document_read(path, &text);
	if (status != STATUS_OK)
		say_trouble(path, status);
	json_t *root =
	    status == STATUS_OK ? json_loadb((const char *)text.at, text.length, JSON_REJECT_DUPLICATES, &error) : NULL;
	buffer_close(&text);
	return root;
}

/* Both must be good by themselves: what is wrong is said with the name of its own file. */
static int differ(struct task *task)
{
	struct problems problems = { 0 };
	struct task one = *task, two = *task, both = *task;
	struct family *family[3] = { NULL, NULL, NULL };
	json_t *json[2] = { NULL, NULL };
	char *text = NULL;
	int code = EXIT_REFUSED;
	two.path = task->second;
	enum status status = open_family(&one, &problems, &family[0]);
	if (status == STATUS_OK)
		status = open_family(&two, &problems, &family[1]);
	if (problems.text.length)
		(void)fwrite(problems.text.at, 1, problems.text.length, stderr);
	buffer_clear(&problems.text);
	if (status == STATUS_OK) {
		json[0] = load_json(task->path);
		json[1] = load_json(task->second);
		text = json[0] && json[1] ? join(json[0], json[1]) : NULL;
		both.text = text;
		both.profile = PROFILE_TOLERANT;
		status = text ? open_family(&both, &problems, &family[2]) : STATUS_MEMORY;
	}
	if (status == STATUS_OK)
		code = tell_differences(&both, family[2]);
	for (unsigned i = 0; i < 3; i++)
		family_close(family[i]);
	free(text);
	json_decref(json[0]);
	json_decref(json[1]);
	buffer_close(&problems.text);
	return code;
}

static int run(const struct subcommand_options *options, int count, char **arguments)
{
	struct task task = { .profile = PROFILE_STRICT, .at = clock_now(NULL), .progress = isatty(STDERR_FILENO) };
	struct problems problems = { 0 };
	struct family *family = NULL;
	(void)options;
	if (!take_options(&task, count, arguments))
		return subcommand_usage(&policy_subcommand);
	if (strcmp(task.verb, "diff") == 0)
		return differ(&task);
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
