/* URIs, addresses, Via and parameters piece by piece, as they should be and as they come; and which of them call for help. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/sip_message.h"
#include "wire/text.h"

#include "check.h"
#include "sip_text.h"

static struct bytes text(const char *at)
{
	return bytes_of_text(at);
}

/* Pieces joined: scheme|user|password|host|port|params|headers */
static const struct {
	const char *text, *pieces;
	bool formed;
} uris[] = {
	{ "sip:a@example.com", "sip|a||example.com|0||", true },
	{ "SIPS:example.com.:5061", "SIPS|||example.com.|5061||", true },
	{ "sip:a:pw@[2001:db8::1]:5060;lr;x=%20?h=v&i=", "sip|a|pw|2001:db8::1|5060|lr;x=%20|h=v&i=", true },
	{ "sip:a:@h", "sip|a||h|0||", true },
	{ "sip:a;b?c/d@h", "sip|a;b?c/d||h|0||", true },
	{ "sip:%61%40@192.0.2.1;user=phone", "sip|%61%40||192.0.2.1|0|user=phone|", true },
	{ "tel:+1-201-555-0123;phone-context=example.com", "tel|+1-201-555-0123|||0|phone-context=example.com|", true },
	{ "tel:112", "tel|112|||0||", true },
	{ "tel:*21#", "tel|*21#|||0||", true },
	{ "urn:service:sos", "urn||||0||", true },
	{ "cid:a@b", "cid||||0||", true },
	{ "https://example.com/x?y=z", "https||||0||", true },
	/* Not so. */
	{ "", "||||0||", false },
	{ "example.com", "||||0||", false },
	{ ":x", "||||0||", false },
	{ "9:x", "||||0||", false },
	{ "s p:x", "||||0||", false },
	{ "urn:", "urn||||0||", false },
	{ "urn:a b", "urn||||0||", false },
	{ "sip:", "sip||||0||", false },
	{ "sip:@h", "sip|||h|0||", false },
	{ "sip:a@", "sip|a|||0||", false },
	{ "sip:a@b@c", "sip|a||b@c|0||", false },
	{ "sip:a@h:", "sip|a||h|0||", false },
	{ "sip:a@h:65536", "sip|a||h|0||", false },
	{ "sip:a@h:x", "sip|a||h|0||", false },
	{ "sip:a@h : 5060", "sip|a||h|5060||", false },
	{ "sip:a@2001:db8::1", "sip|a||2001:db8::1|0||", false },
	{ "sip:a@[2001:db8::1", "sip|a||2001:db8::1|0||", false },
	{ "sip:a@[]", "sip|a|||0||", false },
	{ "sip:a@[g::]", "sip|a||g::|0||", false },
	{ "sip:a@.h", "sip|a||.h|0||", false },
	{ "sip:a#1@h", "sip|a#1||h|0||", false },
	{ "sip:%4@h", "sip|%4||h|0||", false },
	{ "sip:a@h;", "sip|a||h|0||", false },
	{ "sip:a@h;=x", "sip|a||h|0|=x|", false },
	{ "sip:a@h;x=", "sip|a||h|0|x=|", false },
	{ "sip:a@h?", "sip|a||h|0||", false },
	{ "sip:a@h;x=\"y\"", "sip|a||h|0|x=\"y\"|", false },
	{ "tel:", "tel||||0||", false },
	{ "tel:1 2", "tel|1 2|||0||", false },
	{ "tel:+1;", "tel|+1|||0||", false },
};

static void check_uris(void)
{
	for (size_t i = 0; i < sizeof uris / sizeof uris[0]; i++) {
		struct sip_uri uri;
		char pieces[256];
		if (!CHECK(sip_uri_read(text(uris[i].text), &uri) == uris[i].formed))
			(void)fprintf(stderr, "  %s\n", uris[i].text);
		const struct bytes piece[] = { uri.scheme, uri.user, uri.password, uri.host, uri.params, uri.headers };
		int length = 0;
		for (unsigned p = 0; p < 6; p++) {
			length += snprintf(pieces + length, sizeof pieces - (size_t)length, "%s%.*s", p ? "|" : "",
			                   (int)piece[p].length, piece[p].at ? (const char *)piece[p].at : "");
			if (p == 3)
				length += snprintf(pieces + length, sizeof pieces - (size_t)length, "|%u", uri.port);
		}
		CHECK_TEXT(pieces, uris[i].pieces);
		CHECK(bytes_same(uri.whole, text(uris[i].text)));
	}
}

static const struct {
	const char *text, *display, *uri, *params, *tag;
	bool formed;
} addresses[] = {
	{ "<sip:a@b>", "", "sip:a@b", "", "", true },
	{ " \"A, <B>; \\\" C\"  <sip:a@b;lr>;x ;\r\n tag = 1", "A, <B>; \\\" C", "sip:a@b;lr", "x ;\r\n tag = 1", "1",
	  true },
	{ "\"\"<tel:112>", "", "tel:112", "", "", true },
	{ "Ann B. Ell <sip:a@b>;tag=x", "Ann B. Ell", "sip:a@b", "tag=x", "x", true },
	{ "sip:a@b;tag=x;y=\"<\"", "", "sip:a@b", "tag=x;y=\"<\"", "x", true },
	{ "sip:a@b;TAG=x", "", "sip:a@b", "TAG=x", "x", true },
	{ "<sip:a@b;tag=in>;tag=out", "", "sip:a@b;tag=in", "tag=out", "out", true },
	{ "<sip:a,b;c@d?x=y>", "", "sip:a,b;c@d?x=y", "", "", true },
	{ "<urn:service:sos.fire>", "", "urn:service:sos.fire", "", "", true },
	{ "<sip:a@b>;received=2001:db8::1;x=[::1]", "", "sip:a@b", "received=2001:db8::1;x=[::1]", "", true },
	/* Not so; the address is found all the same. */
	{ "", "", "", "", "", false },
	{ "Ann, B <sip:a@b>", "Ann, B", "sip:a@b", "", "", false },
	{ "\"Ann <sip:a@b>;tag=1", "Ann", "sip:a@b", "tag=1", "1", false },
	{ "\"Ann\\\" <sip:a@b>", "Ann\\\"", "sip:a@b", "", "", false },
	{ "Ann\" <sip:a@b>;tag=1", "Ann\"", "sip:a@b", "tag=1", "1", false },
	{ "\"Ann\" sip:a@b", "Ann", "sip:a@b", "", "", false },
	{ "< sip:a@b >", "", "sip:a@b", "", "", false },
	{ "<sip:a@b", "", "sip:a@b", "", "", false },
	{ "<sip:a@b> x;tag=1", "", "sip:a@b", "tag=1", "1", false },
	{ "<sip:a@b> x", "", "sip:a@b", "", "", false },
	{ "<sip:a@b>;", "", "sip:a@b", "", "", false },
	{ "<sip:a@b>;;tag=1", "", "sip:a@b", ";tag=1", "1", false },
	{ "<sip:a@b>;tag", "", "sip:a@b", "tag", "", false },
	{ "<sip:a@b>;tag=", "", "sip:a@b", "tag=", "", false },
	{ "<sip:a@b>;x=\"y\"z", "", "sip:a@b", "x=\"y\"z", "", false },
	{ "<sip:a@b>;x=\"y", "", "sip:a@b", "x=\"y", "", false },
	{ "<>", "", "", "", "", false },
	{ "sip:a@b?x=y", "", "sip:a@b?x=y", "", "", false },
	{ "sip:a,c@b", "", "sip:a,c@b", "", "", false },
	{ "a@b", "", "a@b", "", "", false },
};

static void check_addresses(void)
{
	for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
		struct sip_address address;
		if (!CHECK(sip_address_read(text(addresses[i].text), &address) == addresses[i].formed))
			(void)fprintf(stderr, "  %s\n", addresses[i].text);
		CHECK_TEXT(given_text(address.display), addresses[i].display);
		CHECK_TEXT(given_text(address.uri_text), addresses[i].uri);
		CHECK_TEXT(given_text(address.params), addresses[i].params);
		CHECK_TEXT(given_text(address.tag), addresses[i].tag);
	}
}

static const struct {
	const char *text, *transport, *host;
	uint16_t port;
	const char *branch;
	bool rfc3261, rport, formed;
} vias[] = {
	{ "SIP/2.0/UDP h", "UDP", "h", 0, "", false, false, true },
	{ "SIP / 2.0 / TCP\t h : 5061 ; branch = z9hG4bKa ;rport", "TCP", "h", 5061, "z9hG4bKa", true, true, true },
	{ "SIP/2.0/TLS [2001:db8::1]:5061;rport=1;branch=z9hG4bK", "TLS", "2001:db8::1", 5061, "z9hG4bK", false, true,
	  true },
	{ "SIP/2.0/UDP [2001:db8::1];branch=1;received=2001:db8::2", "UDP", "2001:db8::1", 0, "1", false, false, true },
	{ "SIP/7.0/UDP h;Branch=Z9HG4BKa", "UDP", "h", 0, "Z9HG4BKa", false, false, true },
	{ "SIP/2.0/UDP 2001:db8::1;branch=z9hG4bKa", "UDP", "2001:db8::1", 0, "z9hG4bKa", true, false, false },
	{ "SIP/2.0/UDP", "UDP", "", 0, "", false, false, false },
	{ "SIP/2.0", "", "", 0, "", false, false, false },
	{ "", "", "", 0, "", false, false, false },
	{ "HTTP/2.0/UDP h", "UDP", "h", 0, "", false, false, false },
	{ "SIP//UDP h", "UDP", "h", 0, "", false, false, false },
	{ "SIP/2.0/UDP h h;branch=1", "UDP", "h h", 0, "1", false, false, false },
	{ "SIP/2.0/UDP h;branch", "UDP", "h", 0, "", false, false, false },
	{ "SIP/2.0/UDP h;;branch=1", "UDP", "h", 0, "1", false, false, false },
	{ "SIP/2.0/UDP h:99999;branch=1", "UDP", "h", 0, "1", false, false, false },
};

static void check_vias(void)
{
	for (size_t i = 0; i < sizeof vias / sizeof vias[0]; i++) {
		struct sip_via via;
		if (!CHECK(sip_via_read(text(vias[i].text), &via) == vias[i].formed))
			(void)fprintf(stderr, "  %s\n", vias[i].text);
		CHECK_TEXT(given_text(via.transport), vias[i].transport);
		CHECK_TEXT(given_text(via.host), vias[i].host);
		CHECK_NUMBER(via.port, vias[i].port);
		CHECK_TEXT(given_text(via.branch), vias[i].branch);
		CHECK(via.rfc3261 == vias[i].rfc3261 && via.rport == vias[i].rport);
	}
}

static void check_params(void)
{
	struct bytes params = text("a=1;B ; c=\"x;\\\"y\" ;d=\";A=2;e"), value = text("kept");
	CHECK(sip_param(params, "A", &value) && text_same(value, "1"));
	CHECK(sip_param(params, "b", &value) && value.length == 0);
	CHECK(sip_param(params, "c", &value));
	CHECK_TEXT(given_text(value), "x;\\\"y");
	value = text("kept");
	CHECK(!sip_param(params, "e", &value) && text_same(value, "kept")); /* a quote that is open swallows it */
	CHECK(!sip_param(params, "", &value) && !sip_param((struct bytes){ 0 }, "a", &value));
}

static const struct {
	const char *text;
	bool sos, test;
} services[] = {
	{ "urn:service:sos", true, false },
	{ "URN:Service:SOS.Fire", true, false },
	{ "urn:emergency:service:sos.psap", true, false },
	{ "urn:service:sosx", false, false },
	{ "urn:service:so", false, false },
	{ "urn:service:counseling", false, false },
	{ "urn:service:test.sos", false, true },
	{ "urn:service:test.sos.police", false, true },
	{ "urn:service:test.sosx", false, false },
	{ "urn:service:test:sos", false, false },
	{ "sip:urn:service:sos@h", false, false },
	{ "tel:112", true, false },
	{ "tel:9-1-1;phone-context=+1", true, false },
	{ "tel:+112", false, false },
	{ "tel:1123", false, false },
	{ "tel:11", false, false },
	{ "sip:911@example.com", true, false },
	{ "sips:%39%31%31@example.com;user=phone", true, false },
	{ "sip:999;phone-context=+44@h", true, false },
	{ "sip:000@h", true, false },
	{ "sip:110@h", true, false },
	{ "sip:0@h", false, false },
	{ "sip:911", false, false }, /* a host */
	{ "sip:h;x=911@", false, false },
	{ "mailto:112", false, false },
	{ "", false, false },
};

static void check_services(void)
{
	for (size_t i = 0; i < sizeof services / sizeof services[0]; i++) {
		struct sip_uri uri;
		(void)sip_uri_read(text(services[i].text), &uri);
		if (!CHECK(sip_uri_is_sos(&uri) == services[i].sos && sip_uri_is_test_sos(&uri) == services[i].test))
			(void)fprintf(stderr, "  %s\n", services[i].text);
	}
}

/* The first three pairs and the others are from RFC 3261 19.1.4. */
static const struct {
	const char *a, *b;
	bool same;
} pairs[] = {
	{ "sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtlanTa.CoM;Transport=tcp", true },
	{ "sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5", true },
	{ "sip:carol@chicago.com;security=on", "sip:carol@chicago.com", true },
	{ "SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP", false },
	{ "sip:bob@biloxi.com", "sip:bob@biloxi.com:5060", false },
	{ "sip:bob@biloxi.com", "sips:bob@biloxi.com", false },
	{ "sip:bob@biloxi.com", "sip:bob@biloxi.com.", true },
	{ "sip:bob@[2001:DB8::1]", "sip:bob@[2001:db8::1]", true },
	{ "sip:bob@h", "sip:bobby@h", false },
	{ "tel:+1-201-555-0123", "TEL:+1(201)5550123", true },
	{ "tel:+12015550123", "tel:+12015550124", false },
	{ "urn:service:sos", "urn:Service:Sos", true },
	{ "cid:A@b", "cid:a@b", false },
	{ "cid:a@b", "cid:a@b", true },
};

static void check_pairs(void)
{
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		struct sip_uri a, b;
		CHECK(sip_uri_read(text(pairs[i].a), &a) && sip_uri_read(text(pairs[i].b), &b));
		if (!CHECK(sip_uri_same(&a, &b) == pairs[i].same && sip_uri_same(&b, &a) == pairs[i].same))
			(void)fprintf(stderr, "  %s %s\n", pairs[i].a, pairs[i].b);
	}
}

int main(void)
{
	check_uris();
	check_addresses();
	check_vias();
	check_params();
	check_services();
	check_pairs();
	return check_done();
}
