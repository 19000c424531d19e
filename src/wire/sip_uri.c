/* Reads URIs, addresses and Via (RFC 3261 19.1, 20.10 and 20.42), and tells which URIs name emergency service. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/sip_lexis.h"

#include <string.h>

/* Parameters of a URI; unlike a field's they know neither blanks nor quotes. */
static bool uri_params_formed(struct bytes params)
{
	static const char marks[] = SIP_URI_MARKS "[]/:&+$";
	for (struct bytes item; sip_item(&params, ';', &item);) {
		size_t equals = text_find(item, '=');
		if (!sip_made_of(bytes_of(item.at, equals), marks, true))
			return false;
		if (equals < item.length && !sip_made_of(sip_behind(item, equals + 1), marks, true))
			return false;
	}
	return true;
}

/* Cuts off what lies behind `mark`; whether it was there. */
static bool cut(struct bytes *text, char mark, struct bytes *ret_behind)
{
	size_t at = text_find(*text, mark);
	if (at == text->length)
		return false;
	*ret_behind = sip_behind(*text, at + 1);
	text->length = at;
	return true;
}

/* sip and sips: user:password@host:port;params?headers.  The user may hold ';' and '?': the '@' is looked for first. */
static bool sip_rest_read(struct sip_uri *uri)
{
	bool formed = true;
	struct bytes user = uri->rest, host = uri->rest;
	if (cut(&user, '@', &host)) {
		if (cut(&user, ':', &uri->password) && uri->password.length)
			formed = sip_made_of(uri->password, SIP_URI_MARKS "&=+$,", true);
		uri->user = user;
		formed &= sip_made_of(user, SIP_URI_MARKS "&=+$,;?/", true);
	}
	if (cut(&host, '?', &uri->headers))
		formed &= sip_made_of(uri->headers, SIP_URI_MARKS "[]/?:+$=&", true);
	if (cut(&host, ';', &uri->params))
		formed &= uri_params_formed(uri->params);
	return sip_host_read(host, &uri->host, &uri->port) && formed;
}

/* RFC 3966: digits, those of dials, and separators for the eye. */
static bool tel_rest_read(struct sip_uri *uri)
{
	bool formed = true;
	uri->user = uri->rest;
	if (cut(&uri->user, ';', &uri->params))
		formed = uri_params_formed(uri->params);
	return sip_made_of(uri->user, "+-.()*#", false) && formed;
}

static bool other_rest_read(struct sip_uri *uri)
{
	return sip_made_of(uri->rest, SIP_URI_MARKS ";/?:@&=+$,[]#", true);
}

static const struct {
	const char *scheme;
	bool (*read)(struct sip_uri *uri);
} schemes[] = {
	{ "sip", sip_rest_read },
	{ "sips", sip_rest_read },
	{ "tel", tel_rest_read },
};

static bool without_blanks(struct bytes text)
{
	for (size_t i = 0; i < text.length; i++)
		if (text.at[i] <= ' ')
			return false;
	return true;
}

bool sip_uri_read(struct bytes text, struct sip_uri *ret_uri)
{
	*ret_uri = (struct sip_uri){ .whole = text };
	struct bytes scheme = text;
	if (!cut(&scheme, ':', &ret_uri->rest) || !sip_made_of(scheme, "+-.", false) ||
	    text_lower(scheme.at[0]) < 'a' || text_lower(scheme.at[0]) > 'z')
		return false;
	ret_uri->scheme = scheme;
	for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
		if (text_same(scheme, schemes[i].scheme))
			return schemes[i].read(ret_uri) && without_blanks(text);
	return other_rest_read(ret_uri);
}

/* Takes a quoted display name off; false if its quote is not closed, or what is quoted is none. */
static bool display_taken(struct bytes *text, struct bytes *ret_display)
{
	size_t end = sip_quote_end(*text);
	if (end == text->length) {
		*text = sip_behind(*text, 1);
		return false;
	}
	*ret_display = bytes_of(text->at + 1, end - 1);
	*text = sip_trim(sip_behind(*text, end + 1));
	return text->length && text->at[0] == '<';
}

/* A display name without quotes is made of tokens and blanks. */
static bool words_formed(struct bytes words)
{
	while (words.length) {
		struct bytes word = sip_word(words);
		if (!sip_token(word))
			return false;
		words = sip_trim(sip_behind(words, word.length));
	}
	return true;
}

/* "<uri> ;params", from its '<' on. */
static bool angled_read(struct bytes text, struct sip_address *address)
{
	size_t close = text_find(text, '>');
	struct bytes inside = bytes_of(text.at + 1, close - 1);
	struct bytes behind = sip_trim(sip_behind(text, close + (close < text.length)));
	address->uri_text = sip_trim(inside);
	address->params = (struct bytes){ 0 };
	bool formed = close < text.length && address->uri_text.length == inside.length;
	formed &= sip_uri_read(address->uri_text, &address->uri);
	if (!behind.length)
		return formed;
	struct bytes between = behind;
	if (!cut(&between, ';', &address->params))
		return false;
	return between.length == 0 && sip_params_formed(address->params) && formed;
}

/* "uri;params": without <> all parameters are the field's, and it knows neither ',' nor '?' (RFC 3261 20.10). */
static bool bare_read(struct bytes text, struct sip_address *address)
{
	bool formed = true;
	if (cut(&text, ';', &address->params))
		formed = sip_params_formed(address->params);
	address->uri_text = sip_trim(text);
	formed &= text_find(text, '?') == text.length && text_find(text, ',') == text.length;
	return sip_uri_read(address->uri_text, &address->uri) && formed;
}

bool sip_address_read(struct bytes text, struct sip_address *ret_address)
{
	*ret_address = (struct sip_address){ 0 };
	bool formed = true;
	text = sip_trim(text);
	if (text.length && text.at[0] == '"')
		formed = display_taken(&text, &ret_address->display);
	size_t open = sip_find_outside(text, '<');
	if (open == text.length && !bare_read(text, ret_address)) {
		open = text_find(text, '<'); /* a quote that nothing closes hides no address */
		formed = false;
	}
	if (open < text.length) {
		if (!ret_address->display.at) {
			ret_address->display = sip_trim(bytes_of(text.at, open));
			formed &= words_formed(ret_address->display);
		}
		formed &= angled_read(sip_behind(text, open), ret_address);
	}
	if (sip_param(ret_address->params, "tag", &ret_address->tag))
		formed &= ret_address->tag.length > 0;
	return formed;
}

/* The branches that RFC 3261 8.1.1.7 has unique begin with it. */
#define COOKIE "z9hG4bK"

bool sip_via_read(struct bytes text, struct sip_via *ret_via)
{
	*ret_via = (struct sip_via){ 0 };
	struct bytes protocol = text, version, rest;
	if (!cut(&protocol, '/', &version) || !cut(&version, '/', &rest))
		return false;
	bool formed = text_same(sip_trim(protocol), "SIP") && sip_token(sip_trim(version));
	rest = sip_trim(rest);
	ret_via->transport = sip_word(rest);
	formed &= sip_token(ret_via->transport);
	rest = sip_behind(rest, ret_via->transport.length);
	if (cut(&rest, ';', &ret_via->params))
		formed &= sip_params_formed(ret_via->params);
	formed &= sip_host_read(rest, &ret_via->host, &ret_via->port);
	struct bytes value;
	ret_via->rport = sip_param(ret_via->params, "rport", &value);
	if (sip_param(ret_via->params, "branch", &ret_via->branch)) {
		size_t cookie = strlen(COOKIE);
		formed &= ret_via->branch.length > 0;
		ret_via->rfc3261 = ret_via->branch.length > cookie && memcmp(ret_via->branch.at, COOKIE, cookie) == 0;
	}
	return formed;
}

static uint8_t hex_value(uint8_t c)
{
	return (uint8_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

/* The next character with its escape undone; of a number to dial, separators are passed over.  -1: there is none. */
static int next_character(struct bytes *text, bool number)
{
	while (number && text->length && strchr("-.()", text->at[0]) && text->at[0])
		*text = sip_behind(*text, 1);
	if (!text->length)
		return -1;
	int c = text->at[0];
	size_t step = 1;
	if (c == '%' && sip_made_of(bytes_of(text->at, text->length < 3 ? text->length : 3), "", true)) {
		c = hex_value(text->at[1]) << 4 | hex_value(text->at[2]);
		step = 3;
	}
	*text = sip_behind(*text, step);
	return c;
}

static bool same_user(struct bytes a, struct bytes b, bool number)
{
	for (;;) {
		int one = next_character(&a, number), other = next_character(&b, number);
		if (one != other)
			return false;
		if (one < 0)
			return true;
	}
}

static bool same_without_case(struct bytes a, struct bytes b)
{
	if (a.length != b.length)
		return false;
	for (size_t i = 0; i < a.length; i++)
		if (text_lower(a.at[i]) != text_lower(b.at[i]))
			return false;
	return true;
}

/* A name's last dot says only that it is whole. */
static struct bytes without_last_dot(struct bytes host)
{
	host.length -= host.length > 1 && host.at[host.length - 1] == '.';
	return host;
}

bool sip_uri_same(const struct sip_uri *a, const struct sip_uri *b)
{
	if (!same_without_case(a->scheme, b->scheme))
		return false;
	bool tel = text_same(a->scheme, "tel");
	if (!tel && !a->host.length && !b->host.length)
		/* RFC 8141 section 3 and RFC 5031: a service's name is told without case. */
		return text_same(a->scheme, "urn") ? same_without_case(a->rest, b->rest) : bytes_same(a->rest, b->rest);
	return same_user(a->user, b->user, tel) && a->port == b->port &&
	       same_without_case(without_last_dot(a->host), without_last_dot(b->host));
}

/* Whether a URN is `service` or lies below it. */
static bool service_is(const struct sip_uri *uri, const char *service)
{
	size_t length = strlen(service);
	if (!text_same(uri->scheme, "urn") || uri->rest.length < length)
		return false;
	return text_same(bytes_of(uri->rest.at, length), service) &&
	       (uri->rest.length == length || uri->rest.at[length] == '.');
}

bool sip_uri_is_sos(const struct sip_uri *uri)
{
	/* RFC 5031; NENA-STA-010.3f has its own below urn:emergency for what lies inside an ESInet. */
	static const char *const services[] = { "service:sos", "emergency:service:sos" };
	/* Those that every phone takes for emergency numbers: 3GPP TS 22.101 clause 10.1.1. */
	static const char *const numbers[] = { "112", "911", "000", "08", "110", "999", "118", "119" };
	for (size_t i = 0; i < sizeof services / sizeof services[0]; i++)
		if (service_is(uri, services[i]))
			return true;
	/* RFC 3261 19.1.6: a user may be a number with parameters of its own. */
	struct bytes user = uri->user, behind;
	(void)cut(&user, ';', &behind);
	for (size_t i = 0; user.length && i < sizeof numbers / sizeof numbers[0]; i++)
		if (same_user(user, bytes_of_text(numbers[i]), true))
			return true;
	return false;
}

/* RFC 6881 section 17. */
bool sip_uri_is_test_sos(const struct sip_uri *uri)
{
	return service_is(uri, "service:test.sos");
}
