/* XML as a small tree: what a stranger sends is read as far as it goes, and never does more than its size allows.
 *
 * A document type declaration is refused (RFC 7303 tells the attacks), and with it every entity but XML's own five.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_XML_H
#define WIRE_XML_H

#include "base/bytes.h"
#include "base/pool.h"

/* The largest document: four times the largest SIP message, since what is fetched by reference comes over HTTP. */
#define XML_BYTES_MAX (4 * 65536u)
/* Four times the deepest document known here: a presence that holds a vCard has 12 levels. */
#define XML_DEPTH_MAX 48u
/* The largest document known here, a presence with all blocks of RFC 7852 inside, has 612 nodes. */
#define XML_NODES_MAX 8192u
/* Documents known here have up to 15. */
#define XML_ATTRIBUTES_MAX 4096u
/* All texts, names and namespaces of the tree; each namespace declared is written once for each element that changes to it. */
#define XML_TEXT_MAX_BYTES (4 * XML_BYTES_MAX)

struct xml_run {
	uint32_t at, length;
};

struct xml_node {
	uint32_t parent, next, child; /* numbers of nodes; 0: none */
	uint32_t last_child;
	struct xml_run space; /* the namespace; empty: none */
	struct xml_run name;  /* without its prefix; empty: this is a run of text */
	struct xml_run text;  /* of a run of text: as it was written, entities undone, in UTF-8 */
	uint32_t attribute;   /* its first in `attributes`; 0: none */
	uint32_t attributes;  /* how many follow one another */
};

struct xml_attribute {
	struct xml_run name; /* without its prefix */
	struct xml_run value;
};

/* A tree that owns all of its text; its node 1, if any, is the root. */
struct xml {
	struct pool nodes;      /* struct xml_node, in the order of the document */
	struct pool attributes; /* struct xml_attribute */
	struct buffer text;
	const char *
	    fault; /* in words what ended the reading early; NULL: all was read.  What came before it is in the tree. */
};

/*
 * Reads a document; blanks before and behind it are dropped.  STATUS_OK even if it is broken: look at `fault`.
 *   STATUS_LIMIT   longer than XML_BYTES_MAX
 *   STATUS_MEMORY  there is none
 */
enum status xml_open(struct bytes bytes, struct xml *ret_xml);
void xml_close(struct xml *xml);

static inline uint32_t xml_root(const struct xml *xml)
{
	return xml->nodes.count > 1 ? 1 : 0;
}

/* All that follows takes 0 for "no node" and gives nothing for it.  Bytes live as long as the tree. */
struct bytes xml_name(const struct xml *xml, uint32_t node);
struct bytes xml_space(const struct xml *xml, uint32_t node);
/* Of a run of text its text as it was written; no bytes for an element. */
struct bytes xml_text(const struct xml *xml, uint32_t node);
/* Of an element its first run of text that is not blank, blanks at its ends off: the value of an element that has no children. */
struct bytes xml_value(const struct xml *xml, uint32_t node);
struct bytes xml_attribute(const struct xml *xml, uint32_t node, const char *name);
/* The n-th attribute's name and value; false if there are not so many. */
bool xml_attribute_at(const struct xml *xml, uint32_t node, uint32_t n, struct bytes *ret_name,
                      struct bytes *ret_value);
/* The first child, or the next sibling, of this name whatever its namespace; NULL: the first element. */
uint32_t xml_child(const struct xml *xml, uint32_t node, const char *name);
uint32_t xml_next(const struct xml *xml, uint32_t node, const char *name);
uint32_t xml_parent(const struct xml *xml, uint32_t node);
/* Whether it is an element of this name, whatever its namespace. */
bool xml_is(const struct xml *xml, uint32_t node, const char *name);
/* The next node in the order of the document that lies below `top`; start with `top` itself; 0 at the end. */
uint32_t xml_walk(const struct xml *xml, uint32_t top, uint32_t node);
/* Likewise, but past all that lies below `node`. */
uint32_t xml_pass(const struct xml *xml, uint32_t top, uint32_t node);

/* Appends text with what XML would take for its own written as entities; what XML cannot hold becomes U+FFFD. */
enum status xml_write_text(struct buffer *out, struct bytes text);

#endif
