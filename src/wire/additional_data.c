/* Blocks of additional data, flattened: a path of element names, and what stands at its end. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/additional_data.h"

#include <string.h>

#include "wire/text.h"

#define STEM "EmergencyCallData."
#define TYPE_STEM "application/" STEM

static const struct {
	const char *name;
	bool listed;
} blocks[ADDITIONAL_BLOCK_COUNT] = {
	[ADDITIONAL_NONE] = { "", false },
#define BLOCK(NAME, WRITTEN, LISTED) [ADDITIONAL_##NAME] = { WRITTEN, LISTED },
	ADDITIONAL_BLOCK_LIST(BLOCK)
#undef BLOCK
	    [ADDITIONAL_BY_REFERENCE] = { "by reference", true },
	[ADDITIONAL_OTHER] = { "other", true },
};

static const struct {
	const char *words;
	enum additional_block block;
	const char *path[2];
} facts[ADDITIONAL_FACT_COUNT] = { [ADDITIONAL_NO_FACT] = { "", ADDITIONAL_NONE, { "", "" } },
#define FACT(NAME, WORDS, BLOCK, PATH, ALSO) [ADDITIONAL_FACT_##NAME] = { WORDS, ADDITIONAL_##BLOCK, { PATH, ALSO } },
	                           ADDITIONAL_FACT_LIST(FACT)
#undef FACT
};

const char *additional_block_name(enum additional_block block)
{
	return blocks[block].name;
}

const char *additional_fact_words(enum additional_fact fact)
{
	return facts[fact].words;
}

struct bytes additional_data_bytes(const struct additional_data *data, struct xml_run run)
{
	return run.length ? bytes_of(data->text.at + run.at, run.length) : bytes_of(NULL, 0);
}

struct bytes additional_data_fact(const struct additional_data *data, enum additional_fact fact)
{
	uint32_t number = data->fact[fact];
	return number ? additional_data_bytes(data, data->value[number - 1].value) : bytes_of(NULL, 0);
}

void additional_data_close(struct additional_data *data)
{
	buffer_close(&data->text);
	*data = (struct additional_data){ 0 };
}

/* What a type says behind the stem, without "+xml" and parameters; no bytes if it is another type. */
static struct bytes type_name(struct bytes type)
{
	type = text_trim(text_first(text_trim(type), text_find(text_trim(type), ';')));
	if (!text_begins(type, TYPE_STEM))
		return bytes_of(NULL, 0);
	type = text_from(type, strlen(TYPE_STEM));
	if (type.length >= 4 && text_same(text_from(type, type.length - 4), "+xml"))
		type.length -= 4;
	return type;
}

bool additional_data_is(struct bytes type)
{
	return type_name(type).length > 0;
}

static enum additional_block kind_of(struct bytes name)
{
	for (enum additional_block kind = ADDITIONAL_NONE; kind < ADDITIONAL_BY_REFERENCE; kind++)
		if (kind != ADDITIONAL_NONE && text_same(name, blocks[kind].name))
			return kind;
	return ADDITIONAL_OTHER;
}

/* The name in a root element; RFC 8148 has VEDS under a root of another name. */
static struct bytes root_name(const struct xml *xml, uint32_t node)
{
	struct bytes name = xml_name(xml, node);
	if (text_begins(name, STEM))
		return text_from(name, strlen(STEM));
	return xml_is(xml, node, "AutomatedCrashNotification") ? bytes_of_text("VEDS") : bytes_of(NULL, 0);
}

static enum status text_kept(struct additional_data *data, struct bytes text, struct xml_run *ret_run)
{
	data->text.cap = ADDITIONAL_DATA_TEXT_MAX_BYTES;
	uint32_t at = (uint32_t)data->text.length;
	enum status status = buffer_append(&data->text, text);
	if (status == STATUS_OK)
		*ret_run = (struct xml_run){ .at = at, .length = (uint32_t)text.length };
	return status;
}

static enum status block_added(struct additional_data *data, enum additional_block kind, struct bytes name)
{
	struct additional_data_block block = { .kind = kind };
	enum status status =
	    data->blocks < ADDITIONAL_DATA_BLOCKS_MAX ? text_kept(data, name, &block.name) : STATUS_LIMIT;
	if (status == STATUS_OK)
		data->block[data->blocks++] = block;
	if (status == STATUS_LIMIT)
		data->blocks_left_out++;
	return status;
}

/* Whether it ends with all of an element's path; an empty one is nobody's. */
static bool path_ends(struct bytes path, const char *end)
{
	size_t length = strlen(end);
	return length && path.length >= length &&
	       bytes_same(text_from(path, path.length - length), bytes_of(end, length)) &&
	       (path.length == length || path.at[path.length - length - 1] == '/');
}

/* Notes a fact where the value's path is one's; the first that tells it stays. */
static void fact_noted(struct additional_data *data, enum additional_block kind, struct bytes path, bool main_number)
{
	for (enum additional_fact fact = ADDITIONAL_NO_FACT; fact < ADDITIONAL_FACT_COUNT; fact++) {
		if (facts[fact].block != kind ||
		    !(path_ends(path, facts[fact].path[0]) || path_ends(path, facts[fact].path[1])))
			continue;
		if (!data->fact[fact] || (main_number && fact == ADDITIONAL_FACT_CALLBACK))
			data->fact[fact] = data->values;
	}
}

/* The names from below `top` down to `node`, parted by '/'; of the block's root only what stands behind the stem. */
static enum status path_kept(struct additional_data *data, const struct xml *xml, uint32_t top, uint32_t node,
                             struct bytes attribute, struct xml_run *ret_run)
{
	uint32_t steps[XML_DEPTH_MAX], depth = 0;
	for (uint32_t at = node; at; at = xml_parent(xml, at)) {
		steps[depth++] = at;
		if (at == top)
			break;
	}
	uint32_t from = (uint32_t)data->text.length;
	struct xml_run run;
	enum status status = STATUS_OK;
	while (depth-- && status == STATUS_OK) {
		struct bytes name = steps[depth] == top ? root_name(xml, top) : bytes_of(NULL, 0);
		status = text_kept(data, name.length ? name : xml_name(xml, steps[depth]), &run);
		if (status == STATUS_OK && depth)
			status = text_kept(data, bytes_of("/", 1), &run);
	}
	if (status == STATUS_OK && attribute.length)
		status = text_kept(data, bytes_of("@", 1), &run);
	if (status == STATUS_OK)
		status = text_kept(data, attribute, &run);
	if (status == STATUS_OK)
		*ret_run = (struct xml_run){ .at = from, .length = (uint32_t)data->text.length - from };
	return status;
}

static bool is_main_number(const struct xml *xml, uint32_t node)
{
	uint32_t type = xml_child(xml, xml_child(xml, xml_parent(xml, node), "parameters"), "type");
	for (uint32_t at = xml_child(xml, type, "text"); at; at = xml_next(xml, at, "text"))
		if (text_same(xml_value(xml, at), "main-number"))
			return true;
	return false;
}

/* One value of the newest block; what passes a limit is only counted. */
static enum status value_added(struct additional_data *data, const struct xml *xml, uint32_t top, uint32_t node,
                               struct bytes attribute, struct bytes text)
{
	struct additional_data_value value = { .block = data->blocks - 1 };
	size_t before = data->text.length;
	enum status status = data->values < ADDITIONAL_DATA_VALUES_MAX
	                         ? path_kept(data, xml, top, node, attribute, &value.path)
	                         : STATUS_LIMIT;
	if (status == STATUS_OK)
		status = text_kept(data, text, &value.value);
	if (status != STATUS_OK) {
		data->text.length = before;
		data->values_left_out++;
		return status == STATUS_LIMIT ? STATUS_OK : status;
	}
	data->value[data->values++] = value;
	if (!attribute.length)
		fact_noted(data, data->block[value.block].kind, additional_data_bytes(data, value.path),
		           is_main_number(xml, node));
	return STATUS_OK;
}

/* Each text and each attribute below `top`. */
static enum status values_added(struct additional_data *data, const struct xml *xml, uint32_t top)
{
	enum status status = STATUS_OK;
	for (uint32_t node = top; node && status == STATUS_OK; node = xml_walk(xml, top, node)) {
		struct bytes name, text = text_trim(xml_text(xml, node));
		if (text.length)
			status = value_added(data, xml, top, xml_parent(xml, node), bytes_of(NULL, 0), text);
		for (uint32_t n = 0; status == STATUS_OK && xml_attribute_at(xml, node, n, &name, &text); n++)
			if (text.length)
				status = value_added(data, xml, top, node, name, text);
	}
	return status;
}

static enum status tree_added(struct additional_data *data, const struct xml *xml, uint32_t top, struct bytes name)
{
	enum additional_block kind = kind_of(name);
	enum status status = block_added(data, kind, name);
	if (status == STATUS_LIMIT)
		return STATUS_OK;
	return status == STATUS_OK && blocks[kind].listed ? values_added(data, xml, top) : status;
}

enum status additional_data_add_tree(struct additional_data *data, const struct xml *xml, uint32_t node)
{
	enum status status = STATUS_OK;
	bool any = false;
	for (uint32_t at = node; at && status == STATUS_OK;) {
		struct bytes name = root_name(xml, at);
		bool reference = xml_is(xml, at, "EmergencyCallDataReference");
		if (reference) {
			status = block_added(data, ADDITIONAL_BY_REFERENCE, xml_attribute(xml, at, "purpose"));
			if (status == STATUS_OK)
				status = values_added(data, xml, at);
			status = status == STATUS_LIMIT ? STATUS_OK : status;
		} else if (name.length) {
			status = tree_added(data, xml, at, name);
		}
		any |= reference || name.length;
		at = reference || name.length ? xml_pass(xml, node, at) : xml_walk(xml, node, at);
	}
	return status == STATUS_OK && !any ? STATUS_MISSING : status;
}

/* Only that it was there, and why it is not listed; NULL: because its kind never is. */
static enum status kind_added(struct additional_data *data, struct bytes name, const char *why)
{
	enum status status = block_added(data, kind_of(name), name);
	if (status == STATUS_OK)
		status = text_kept(data, bytes_of_text(why), &data->block[data->blocks - 1].reason);
	return status == STATUS_LIMIT ? STATUS_OK : status;
}

enum status additional_data_add(struct additional_data *data, struct bytes type, struct bytes body)
{
	struct bytes name = type_name(type);
	struct xml xml;
	if (name.length && !blocks[kind_of(name)].listed)
		return kind_added(data, name, NULL);
	enum status status = xml_open(body, &xml);
	if (status == STATUS_LIMIT)
		return name.length ? kind_added(data, name, "it is larger than is read") : STATUS_MISSING;
	if (status != STATUS_OK)
		return status;
	uint32_t before = data->blocks;
	if (name.length)
		status = tree_added(data, &xml, xml_root(&xml), name);
	else
		status = additional_data_add_tree(data, &xml, xml_root(&xml));
	for (uint32_t i = before; i < data->blocks && xml.fault && status == STATUS_OK; i++)
		if (text_kept(data, bytes_of_text(xml.fault), &data->block[i].reason) == STATUS_MEMORY)
			status = STATUS_MEMORY;
	xml_close(&xml);
	return status;
}
