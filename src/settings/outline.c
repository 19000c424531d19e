/* Reads outlines with libfyaml, which keeps the line and column of every value. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "settings/outline.h"

#include <inttypes.h>
#include <libfyaml.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct outline {
	struct fy_document *document;
	char *text; /* the document points into it */
	const char *name;
};

/* An outline's nodes are the library's own; the name keeps its header out of ours. */
static struct outline_node *of_library(struct fy_node *node)
{
	return (struct outline_node *)node;
}

static struct fy_node *to_library(const struct outline_node *node)
{
	return (struct fy_node *)(uintptr_t)node;
}

__attribute__((format(printf, 5, 0))) static void
problem_at(const char *name, int line, int column, struct problems *problems, const char *format, va_list arguments)
{
	problems->count++;
	if (problems->count > OUTLINE_PROBLEMS_MAX)
		return;
	char text[1024];
	(void)vsnprintf(text, sizeof text, format, arguments);
	/* No memory even for the words: the count still says that there is a problem. */
	(void)!(buffer_print(&problems->text, "%s:%d:%d: %s\n", name, line, column, text) == STATUS_OK);
}

__attribute__((format(printf, 5, 6))) static void problem_on(const char *name, int line, int column,
                                                             struct problems *problems, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	problem_at(name, line, column, problems, format, arguments);
	va_end(arguments);
}

/* The first scalar in a node: that one has a place. */
static struct fy_token *first_token(struct fy_node *node)
{
	void *cursor = NULL;
	while (node) {
		if (fy_node_is_scalar(node))
			return fy_node_get_scalar_token(node);
		if (fy_node_is_mapping(node)) {
			struct fy_node_pair *pair = fy_node_mapping_iterate(node, &cursor);
			node = pair ? fy_node_pair_key(pair) : NULL;
		} else {
			node = fy_node_sequence_iterate(node, &cursor);
		}
		cursor = NULL;
	}
	return NULL;
}

void outline_problem(const struct outline *outline, const struct outline_node *node, struct problems *problems,
                     const char *format, ...)
{
	struct fy_token *token = node ? first_token(to_library(node)) : NULL;
	const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
	va_list arguments;
	va_start(arguments, format);
	problem_at(outline->name, mark ? mark->line + 1 : 1, mark ? mark->column + 1 : 1, problems, format, arguments);
	va_end(arguments);
}

unsigned outline_line(const struct outline_node *node)
{
	struct fy_token *token = node ? first_token(to_library(node)) : NULL;
	const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
	return mark ? (unsigned)mark->line + 1 : 0;
}

/* The library's own words on why it is no YAML. */
static void tell_errors(struct outline *outline, struct fy_diag *diag, struct problems *problems)
{
	void *cursor = NULL;
	const struct fy_diag_error *error;
	while ((error = fy_diag_errors_iterate(diag, &cursor)) != NULL)
		problem_on(outline->name, error->line, error->column, problems, "%s", error->msg);
	if (!problems->count)
		problem_on(outline->name, 1, 1, problems, "it is empty, or not YAML");
}

static enum status parse(struct outline *outline, size_t length, struct problems *problems)
{
	const struct fy_diag_cfg quiet = { .level = FYET_ERROR, .module_mask = ~0u };
	struct fy_diag *diag = fy_diag_create(&quiet);
	if (!diag)
		return STATUS_MEMORY;
	fy_diag_set_collect_errors(diag, true);
	/* No anchors are resolved: settings have none, and a bomb of them stays a handful of words. */
	const struct fy_parse_cfg how = { .flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_DISABLE_RECYCLING,
		                          .diag = diag };
	outline->document = fy_document_build_from_string(&how, outline->text, length);
	enum status status = outline->document ? STATUS_OK : STATUS_MALFORMED;
	if (status != STATUS_OK)
		tell_errors(outline, diag, problems);
	fy_diag_destroy(diag);
	return status;
}

enum status outline_open(struct bytes bytes, const char *name, struct problems *problems, struct outline **ret_outline)
{
	if (bytes.length > OUTLINE_MAX_BYTES) {
		problem_on(name, 1, 1, problems, "it is longer than %u bytes; is this a settings file?",
		           OUTLINE_MAX_BYTES);
		return STATUS_LIMIT;
	}
	struct outline *outline = calloc(1, sizeof *outline);
	char *text = malloc(bytes.length + 1);
	if (!outline || !text) {
		free(outline);
		free(text);
		return STATUS_MEMORY;
	}
	if (bytes.length)
		memcpy(text, bytes.at, bytes.length);
	text[bytes.length] = '\0';
	*outline = (struct outline){ .text = text, .name = name };
	enum status status = STATUS_MALFORMED;
	if (!bytes_are_utf8(bytes) || memchr(text, '\0', bytes.length))
		problem_on(name, 1, 1, problems, "it is not UTF-8 text; save it as UTF-8");
	else
		status = parse(outline, bytes.length, problems);
	if (status != STATUS_OK)
		outline_close(outline);
	else
		*ret_outline = outline;
	return status;
}

void outline_close(struct outline *outline)
{
	if (!outline)
		return;
	if (outline->document)
		fy_document_destroy(outline->document);
	free(outline->text);
	free(outline);
}

struct outline_node *outline_root(const struct outline *outline)
{
	return of_library(fy_document_root(outline->document));
}

bool outline_is_text(const struct outline_node *node)
{
	return node && fy_node_is_scalar(to_library(node)) && !fy_node_is_alias(to_library(node));
}

bool outline_is_map(const struct outline_node *node)
{
	return node && fy_node_is_mapping(to_library(node));
}

bool outline_is_list(const struct outline_node *node)
{
	return node && fy_node_is_sequence(to_library(node));
}

struct bytes outline_text(const struct outline_node *node)
{
	size_t length = 0;
	const char *text = outline_is_text(node) ? fy_node_get_scalar(to_library(node), &length) : NULL;
	return bytes_of(text, text ? length : 0);
}

struct outline_node *outline_value(const struct outline_node *node, const char *key)
{
	struct outline_node *name, *value;
	void *cursor = NULL;
	while (outline_is_map(node) && outline_next(node, &cursor, &name, &value))
		if (bytes_same(outline_text(name), bytes_of_text(key)))
			return value;
	return NULL;
}

bool outline_next(const struct outline_node *node, void **cursor, struct outline_node **ret_key,
                  struct outline_node **ret_value)
{
	struct fy_node *of = to_library(node);
	if (outline_is_map(node)) {
		struct fy_node_pair *pair = fy_node_mapping_iterate(of, cursor);
		if (!pair)
			return false;
		*ret_key = of_library(fy_node_pair_key(pair));
		*ret_value = of_library(fy_node_pair_value(pair));
		return true;
	}
	struct fy_node *item = outline_is_list(node) ? fy_node_sequence_iterate(of, cursor) : NULL;
	*ret_key = NULL;
	*ret_value = of_library(item);
	return item != NULL;
}

bool outline_number(const struct outline *outline, const struct outline_node *node, int64_t least, int64_t most,
                    struct problems *problems, int64_t *ret_number)
{
	struct bytes text = outline_text(node);
	char digits[24] = "";
	char *end = digits;
	int64_t number = 0;
	if (text.length && text.length < sizeof digits) {
		memcpy(digits, text.at, text.length);
		digits[text.length] = '\0';
		number = strtoll(digits, &end, 10);
	}
	bool whole = end != digits && *end == '\0' && digits[0] != ' ' && digits[0] != '+';
	if (whole && number >= least && number <= most) {
		*ret_number = number;
		return true;
	}
	outline_problem(outline, node, problems, "a whole number from %" PRId64 " to %" PRId64 " is expected here",
	                least, most);
	return false;
}
