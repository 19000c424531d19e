/* XML as a small tree, by expat with namespaces; it stops at the first thing that has no place here. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/xml.h"

#include <assert.h>
#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "wire/text.h"

/* Parts a namespace from a name in what expat gives; none can hold it (RFC 3986 has no line end in a URI). */
#define SPACE_END '\n'

/* One reading. */
struct reading {
	struct xml *xml;
	XML_Parser parser;
	uint32_t at;    /* the open element; 0 before the root */
	uint32_t depth; /* of it; the root has 1 */
	bool unbound;   /* it ended at a prefix that nobody declared */
	enum status status;
};

static void stop(struct reading *reading, const char *fault)
{
	if (!reading->xml->fault)
		reading->xml->fault = fault;
	(void)XML_StopParser(reading->parser, XML_FALSE);
}

static struct xml_node *node_of(const struct xml *xml, uint32_t node)
{
	return pool_has(&xml->nodes, node) ? pool_item(&xml->nodes, node) : NULL;
}

static struct bytes run_of(const struct xml *xml, struct xml_run run)
{
	return run.length ? bytes_of(xml->text.at + run.at, run.length) : bytes_of(NULL, 0);
}

static bool taken(struct reading *reading, enum status status, const char *fault)
{
	if (status == STATUS_OK)
		return true;
	if (status == STATUS_MEMORY)
		reading->status = status;
	stop(reading, fault);
	return false;
}

/* Room for one more in a pool: its cap bounds its memory, `most` what is read. */
static bool room_for(struct reading *reading, struct pool *pool, uint32_t most, const char *fault)
{
	return taken(reading, pool->count > most ? STATUS_LIMIT : pool_reserve(pool, 1), fault);
}

static bool run_kept(struct reading *reading, const char *at, size_t length, struct xml_run *ret_run)
{
	struct buffer *text = &reading->xml->text;
	struct xml_run run = { .at = (uint32_t)text->length, .length = (uint32_t)length };
	if (!taken(reading, buffer_append(text, bytes_of(at, length)), "it has more text than is read"))
		return false;
	*ret_run = run;
	return true;
}

/* Namespace and name of an element; a namespace that is its parent's is not written again. */
static bool name_kept(struct reading *reading, const char *given, struct xml_node *node)
{
	const char *end = strrchr(given, SPACE_END);
	const char *name = end ? end + 1 : given;
	if (!end) {
		/* Read without namespaces: the prefix goes. */
		const char *colon = strrchr(given, ':');
		name = colon ? colon + 1 : given;
	} else {
		struct bytes space = bytes_of(given, (size_t)(end - given));
		const struct xml_node *parent = node_of(reading->xml, reading->at);
		if (parent && bytes_same(run_of(reading->xml, parent->space), space))
			node->space = parent->space;
		else if (!run_kept(reading, given, space.length, &node->space))
			return false;
	}
	return run_kept(reading, name, strlen(name), &node->name);
}

static bool attributes_kept(struct reading *reading, const char *const *given, struct xml_node *node)
{
	struct pool *pool = &reading->xml->attributes;
	for (; given[0]; given += 2) {
		struct xml_attribute attribute = { 0 };
		struct xml_node name = { 0 };
		if (!room_for(reading, pool, XML_ATTRIBUTES_MAX, "it has more attributes than are read") ||
		    !name_kept(reading, given[0], &name) ||
		    !run_kept(reading, given[1], strlen(given[1]), &attribute.value))
			return false;
		attribute.name = name.name;
		uint32_t number = pool_add(pool);
		*(struct xml_attribute *)pool_item(pool, number) = attribute;
		if (!node->attribute)
			node->attribute = number;
		node->attributes++;
	}
	return true;
}

/* Puts a node as the last child of the open element; its number, or 0. */
static uint32_t node_added(struct reading *reading, struct xml_node node)
{
	struct xml *xml = reading->xml;
	if (!room_for(reading, &xml->nodes, XML_NODES_MAX, "it has more elements than are read"))
		return 0;
	uint32_t number = pool_add(&xml->nodes);
	node.parent = reading->at;
	*node_of(xml, number) = node;
	struct xml_node *parent = node_of(xml, reading->at);
	if (parent) {
		if (parent->last_child)
			node_of(xml, parent->last_child)->next = number;
		else
			parent->child = number;
		parent->last_child = number;
	}
	return number;
}

static void on_start(void *user, const XML_Char *name, const XML_Char **attributes)
{
	struct reading *reading = user;
	struct xml_node node = { 0 };
	if (reading->xml->fault)
		return;
	if (reading->depth == XML_DEPTH_MAX) {
		stop(reading, "its elements lie deeper than is read");
		return;
	}
	if (!name_kept(reading, name, &node) || !attributes_kept(reading, attributes, &node))
		return;
	uint32_t number = node_added(reading, node);
	if (!number)
		return;
	reading->at = number;
	reading->depth++;
}

static void on_end(void *user, const XML_Char *name)
{
	struct reading *reading = user;
	(void)name;
	if (reading->xml->fault)
		return;
	assert(reading->depth > 0);
	reading->at = node_of(reading->xml, reading->at)->parent;
	reading->depth--;
}

static void on_text(void *user, const XML_Char *at, int length)
{
	struct reading *reading = user;
	struct xml *xml = reading->xml;
	if (xml->fault || !reading->at)
		return;
	/* Expat gives one text in pieces; nothing else is written between them, so that they lie side by side. */
	uint32_t last = node_of(xml, reading->at)->last_child;
	struct xml_node *open = last && !node_of(xml, last)->name.length ? node_of(xml, last) : NULL;
	struct xml_run run = { 0 };
	if (!run_kept(reading, at, (size_t)length, &run))
		return;
	if (open)
		open->text.length += run.length;
	else
		(void)node_added(reading, (struct xml_node){ .text = run });
}

static void on_doctype(void *user, const XML_Char *name, const XML_Char *system, const XML_Char *public, int subset)
{
	(void)name;
	(void)system;
	(void)public;
	(void)subset;
	stop(user, "it has a document type declaration, which is refused");
}

static enum status parse(struct xml *xml, struct bytes bytes, XML_Parser parser, bool *ret_unbound)
{
	struct reading reading = { .xml = xml, .parser = parser, .status = STATUS_OK };
	if (!parser)
		return STATUS_MEMORY;
	XML_SetUserData(parser, &reading);
	XML_SetElementHandler(parser, on_start, on_end);
	XML_SetCharacterDataHandler(parser, on_text);
	XML_SetStartDoctypeDeclHandler(parser, on_doctype);
	if (XML_Parse(parser, (const char *)bytes.at, (int)bytes.length, XML_TRUE) != XML_STATUS_OK && !xml->fault) {
		enum XML_Error error = XML_GetErrorCode(parser);
		if (error == XML_ERROR_NO_MEMORY)
			reading.status = STATUS_MEMORY;
		xml->fault = XML_ErrorString(error);
		reading.unbound = error == XML_ERROR_UNBOUND_PREFIX;
	}
	XML_ParserFree(parser);
	*ret_unbound = reading.unbound;
	return reading.status;
}

static void xml_begin(struct xml *xml)
{
	*xml = (struct xml){ .text.cap = XML_TEXT_MAX_BYTES };
	pool_open(&xml->nodes, sizeof(struct xml_node), XML_NODES_MAX);
	pool_open(&xml->attributes, sizeof(struct xml_attribute), XML_ATTRIBUTES_MAX);
}

enum status xml_open(struct bytes bytes, struct xml *ret_xml)
{
	struct xml xml;
	bool unbound = false;
	if (bytes.length > XML_BYTES_MAX)
		return STATUS_LIMIT;
	/* UTF-16 is told by its mark and left as it is: the half of a letter may look like a blank. */
	bool wide = bytes.length >= 2 &&
	            ((bytes.at[0] == 0xfe && bytes.at[1] == 0xff) || (bytes.at[0] == 0xff && bytes.at[1] == 0xfe));
	if (!wide) {
		bytes = text_trim(bytes);
		if (bytes.length >= 3 && memcmp(bytes.at, "\xEF\xBB\xBF", 3) == 0)
			bytes = text_trim(text_from(bytes, 3));
	}
	xml_begin(&xml);
	enum status status = parse(&xml, bytes, XML_ParserCreateNS(NULL, SPACE_END), &unbound);
	if (status == STATUS_OK && unbound) {
		/* The words are still worth reading. */
		const char *fault = xml.fault;
		xml_close(&xml);
		xml_begin(&xml);
		status = parse(&xml, bytes, XML_ParserCreate(NULL), &unbound);
		if (!xml.fault)
			xml.fault = fault;
	}
	if (status != STATUS_OK) {
		xml_close(&xml);
		return status;
	}
	*ret_xml = xml;
	return STATUS_OK;
}

void xml_close(struct xml *xml)
{
	pool_close(&xml->nodes);
	pool_close(&xml->attributes);
	buffer_close(&xml->text);
}

struct bytes xml_name(const struct xml *xml, uint32_t node)
{
	const struct xml_node *at = node_of(xml, node);
	return at ? run_of(xml, at->name) : bytes_of(NULL, 0);
}

struct bytes xml_space(const struct xml *xml, uint32_t node)
{
	const struct xml_node *at = node_of(xml, node);
	return at ? run_of(xml, at->space) : bytes_of(NULL, 0);
}

struct bytes xml_text(const struct xml *xml, uint32_t node)
{
	const struct xml_node *at = node_of(xml, node);
	return at ? run_of(xml, at->text) : bytes_of(NULL, 0);
}

struct bytes xml_value(const struct xml *xml, uint32_t node)
{
	const struct xml_node *at = node_of(xml, node);
	for (uint32_t child = at ? at->child : 0; child; child = node_of(xml, child)->next) {
		struct bytes text = text_trim(xml_text(xml, child));
		if (text.length)
			return text;
	}
	return bytes_of(NULL, 0);
}

bool xml_attribute_at(const struct xml *xml, uint32_t node, uint32_t n, struct bytes *ret_name, struct bytes *ret_value)
{
	const struct xml_node *at = node_of(xml, node);
	if (!at || n >= at->attributes)
		return false;
	const struct xml_attribute *attribute = pool_item(&xml->attributes, at->attribute + n);
	*ret_name = run_of(xml, attribute->name);
	*ret_value = text_trim(run_of(xml, attribute->value));
	return true;
}

struct bytes xml_attribute(const struct xml *xml, uint32_t node, const char *name)
{
	struct bytes given, value;
	for (uint32_t n = 0; xml_attribute_at(xml, node, n, &given, &value); n++)
		if (bytes_same(given, bytes_of_text(name)))
			return value;
	return bytes_of(NULL, 0);
}

bool xml_is(const struct xml *xml, uint32_t node, const char *name)
{
	struct bytes given = xml_name(xml, node);
	return given.length && (!name || bytes_same(given, bytes_of_text(name)));
}

static uint32_t first_named(const struct xml *xml, uint32_t node, const char *name)
{
	while (node && !xml_is(xml, node, name))
		node = node_of(xml, node)->next;
	return node;
}

uint32_t xml_child(const struct xml *xml, uint32_t node, const char *name)
{
	const struct xml_node *at = node_of(xml, node);
	return at ? first_named(xml, at->child, name) : 0;
}

uint32_t xml_next(const struct xml *xml, uint32_t node, const char *name)
{
	const struct xml_node *at = node_of(xml, node);
	return at ? first_named(xml, at->next, name) : 0;
}

uint32_t xml_parent(const struct xml *xml, uint32_t node)
{
	const struct xml_node *at = node_of(xml, node);
	return at ? at->parent : 0;
}

uint32_t xml_pass(const struct xml *xml, uint32_t top, uint32_t node)
{
	for (; node != top && node_of(xml, node); node = xml_parent(xml, node))
		if (node_of(xml, node)->next)
			return node_of(xml, node)->next;
	return 0;
}

uint32_t xml_walk(const struct xml *xml, uint32_t top, uint32_t node)
{
	const struct xml_node *at = node_of(xml, node);
	return at && at->child ? at->child : xml_pass(xml, top, node);
}

enum status xml_write_text(struct buffer *out, struct bytes text)
{
	static const char *const entities[256] = {
		['<'] = "&lt;", ['>'] = "&gt;", ['&'] = "&amp;", ['"'] = "&quot;", ['\''] = "&apos;",
	};
	bool utf8 = bytes_are_utf8(text);
	enum status status = STATUS_OK;
	for (size_t i = 0; i < text.length && status == STATUS_OK; i++) {
		uint8_t byte = text.at[i];
		if (entities[byte])
			status = buffer_append_text(out, entities[byte]);
		else if ((byte < ' ' && byte != '\t' && byte != '\n' && byte != '\r') || (byte >= 0x80 && !utf8))
			status = buffer_append_text(out, "\xEF\xBF\xBD");
		else
			status = buffer_append(out, bytes_of(text.at + i, 1));
	}
	return status;
}
