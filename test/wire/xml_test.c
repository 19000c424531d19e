/* Trees of well-formed, broken and hostile documents. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "given.h"

#include "wire/xml.h"

static struct xml opened(const char *text)
{
	struct xml xml = { 0 };
	CHECK(xml_open(bytes_of_text(text), &xml) == STATUS_OK);
	return xml;
}

static void check_tree(void)
{
	struct xml xml = opened(" \n\xEF\xBB\xBF<?xml version='1.0'?><a xmlns='u:a' xmlns:b='u:b' b:x='1' y=' two '>"
	                        "s<b:c>x &amp; <!-- not --><![CDATA[<y>]]></b:c> <d/>t</a>\r\n\r\n");
	uint32_t root = xml_root(&xml), c = xml_child(&xml, root, "c"), d = xml_next(&xml, c, NULL);
	CHECK(!xml.fault);
	CHECK_TEXT(given_text(xml_space(&xml, root)), "u:a");
	CHECK_TEXT(given_text(xml_space(&xml, c)), "u:b");
	CHECK_TEXT(given_text(xml_value(&xml, c)), "x & <y>");
	CHECK_TEXT(given_text(xml_value(&xml, root)), "s");
	CHECK_TEXT(given_text(xml_attribute(&xml, root, "x")), "1");
	CHECK_TEXT(given_text(xml_attribute(&xml, root, "y")), "two");
	CHECK(xml_attribute(&xml, root, "z").length == 0 && xml_is(&xml, d, "d") && xml_parent(&xml, d) == root);
	CHECK(xml_child(&xml, root, "e") == 0 && xml_value(&xml, 0).length == 0 && xml_name(&xml, 99).length == 0);
	/* Nothing of the text is lost: in order it is all that stands between the tags. */
	struct buffer text = { 0 };
	for (uint32_t node = root; node; node = xml_walk(&xml, root, node))
		CHECK(buffer_append(&text, xml_text(&xml, node)) == STATUS_OK);
	CHECK_TEXT(given_text(buffer_bytes(&text)), "sx & <y> t");
	CHECK(xml_pass(&xml, root, c) == d - 1 && xml_walk(&xml, c, c) == c + 1 && xml_walk(&xml, c, c + 1) == 0);
	buffer_close(&text);
	xml_close(&xml);
}

/* The words of the fault, and how many nodes were read before it. */
static void check_fault(const char *text, const char *fault, uint32_t nodes)
{
	struct xml xml = opened(text);
	CHECK_TEXT(xml.fault, fault);
	CHECK_NUMBER(xml.nodes.count - 1, nodes);
	xml_close(&xml);
}

static void check_broken(void)
{
	const char *refused = "it has a document type declaration, which is refused";
	check_fault("", "no element found", 0);
	check_fault("<a><b>x</b><c></a>", "mismatched tag", 4);
	check_fault("<a><b>x", "no element found", 3);
	check_fault("<a/>junk", "junk after document element", 1);
	check_fault("<a>&nbsp;</a>", "undefined entity", 1);
	check_fault("<!DOCTYPE a><a/>", refused, 0);
	check_fault("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", refused, 0);
	check_fault("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", refused, 0);
	check_fault("<!DOCTYPE a [<!ENTITY l 'l'><!ENTITY m '&l;&l;'><!ENTITY n '&m;&m;'>]><a>&n;</a>", refused, 0);
	/* A prefix that nobody declared does not hide the words. */
	check_fault("<p:a><p:b>x</p:b></p:a>", "unbound prefix", 3);
	struct xml xml = opened("<p:a><p:b>x</p:b></p:a>");
	CHECK_TEXT(given_text(xml_value(&xml, xml_child(&xml, xml_root(&xml), "b"))), "x");
	xml_close(&xml);
	/* Latin-1 said to be, and not said to be. */
	xml = opened("<?xml version='1.0' encoding='ISO-8859-1'?><a>Jos\xE9</a>");
	CHECK(!xml.fault);
	CHECK_TEXT(given_text(xml_value(&xml, 1)), "Jos\xC3\xA9");
	xml_close(&xml);
	check_fault("<a><b/>Jos\xE9</a>", "not well-formed (invalid token)", 3);
	static const uint8_t wide[] = { 0xff, 0xfe, '<', 0, 'a', 0, '>', 0, 0xe9, 0, '<', 0, '/', 0, 'a', 0, '>', 0 };
	CHECK(xml_open(bytes_of(wide, sizeof wide), &xml) == STATUS_OK && !xml.fault);
	CHECK_TEXT(given_text(xml_value(&xml, 1)), "\xC3\xA9");
	xml_close(&xml);
}

/* `count` times `piece`, between a beginning and an end. */
static struct buffer many(const char *before, const char *piece, uint32_t count, const char *after)
{
	struct buffer text = { 0 };
	CHECK(buffer_append_text(&text, before) == STATUS_OK);
	for (uint32_t i = 0; i < count; i++)
		if (buffer_append_text(&text, piece) != STATUS_OK)
			abort();
	CHECK(buffer_append_text(&text, after) == STATUS_OK);
	return text;
}

static void check_limit(struct buffer text, const char *fault, uint32_t nodes)
{
	struct xml xml;
	if (!CHECK(xml_open(buffer_bytes(&text), &xml) == STATUS_OK))
		return;
	if (fault)
		CHECK_TEXT(xml.fault, fault);
	else
		CHECK(!xml.fault);
	CHECK_NUMBER(xml.nodes.count - 1, nodes);
	xml_close(&xml);
	buffer_close(&text);
}

static void check_limits(void)
{
	struct xml xml = { .fault = "untouched" };
	struct buffer long_one = many("<a>", "1234567890", XML_BYTES_MAX / 10, "</a>");
	CHECK(xml_open(buffer_bytes(&long_one), &xml) == STATUS_LIMIT);
	CHECK_TEXT(xml.fault, "untouched");
	buffer_close(&long_one);
	check_limit(many("", "<a>", XML_DEPTH_MAX, ""), "no element found", XML_DEPTH_MAX);
	check_limit(many("", "<a>", XML_DEPTH_MAX + 1, ""), "its elements lie deeper than is read", XML_DEPTH_MAX);
	check_limit(many("<a>", "<b/>", XML_NODES_MAX - 1, "</a>"), NULL, XML_NODES_MAX);
	check_limit(many("<a>", "<b/>", XML_NODES_MAX, "</a>"), "it has more elements than are read", XML_NODES_MAX);
	check_limit(many("<a>", "<b c='d'/>", XML_ATTRIBUTES_MAX, "</a>"), NULL, XML_ATTRIBUTES_MAX + 1);
	check_limit(many("<a>", "<b c='d'/>", XML_ATTRIBUTES_MAX + 1, "</a>"), "it has more attributes than are read",
	            XML_ATTRIBUTES_MAX + 1);
	/* A long namespace that is changed to and fro. */
	struct buffer space = many("<a xmlns='", "0123456789", 10000, "'>");
	struct buffer text = { 0 };
	CHECK(buffer_append(&text, buffer_bytes(&space)) == STATUS_OK);
	for (int i = 0; i < 100; i++)
		CHECK(buffer_append_text(&text, "<b xmlns=''/><c/>") == STATUS_OK);
	CHECK(buffer_append_text(&text, "</a>") == STATUS_OK);
	check_limit(text, NULL, 201);
	buffer_close(&space);
	space = many("<x:a xmlns:x='", "0123456789", 10000, "'><b>");
	for (int i = 0; i < 100; i++)
		CHECK(buffer_append_text(&space, "<x:c/>") == STATUS_OK);
	check_limit(space, "it has more text than is read", 11);
}

int main(void)
{
	check_tree();
	check_broken();
	check_limits();
	struct buffer out = { 0 };
	CHECK(xml_write_text(&out, bytes_of_text("<a b=\"c\">&'\x01\xC3\xA9")) == STATUS_OK);
	CHECK_TEXT(given_text(buffer_bytes(&out)), "&lt;a b=&quot;c&quot;&gt;&amp;&apos;\xEF\xBF\xBD\xC3\xA9");
	buffer_clear(&out);
	CHECK(xml_write_text(&out, bytes_of_text("\xE9")) == STATUS_OK);
	CHECK_TEXT(given_text(buffer_bytes(&out)), "\xEF\xBF\xBD");
	buffer_close(&out);
	return check_done();
}
