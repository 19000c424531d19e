/* Takes SIP's fields to pieces. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/sip_lexis.h"

#include <string.h>

static bool digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool letter_or_digit(uint8_t c)
{
	return digit(c) || (text_lower(c) >= 'a' && text_lower(c) <= 'z');
}

static bool hex(uint8_t c)
{
	return digit(c) || (text_lower(c) >= 'a' && text_lower(c) <= 'f');
}

struct bytes sip_trim(struct bytes text)
{
	while (text.length && sip_blank(text.at[0]))
		text = sip_behind(text, 1);
	while (text.length && sip_blank(text.at[text.length - 1]))
		text.length--;
	return text;
}

struct bytes sip_word(struct bytes text)
{
	size_t length = 0;
	while (length < text.length && !sip_blank(text.at[length]))
		length++;
	return bytes_of(text.at, length);
}

size_t sip_find_outside(struct bytes text, char wanted)
{
	bool quoted = false, angled = false;
	for (size_t i = 0; i < text.length; i++) {
		uint8_t c = text.at[i];
		if (quoted) {
			i += c == '\\';
			quoted = c != '"';
		} else if (angled) {
			angled = c != '>';
		} else if (c == (uint8_t)wanted) {
			return i;
		} else {
			quoted = c == '"';
			angled = c == '<';
		}
	}
	return text.length;
}

size_t sip_quote_end(struct bytes text)
{
	for (size_t i = 1; i < text.length; i++) {
		if (text.at[i] == '\\')
			i++;
		else if (text.at[i] == '"')
			return i;
	}
	return text.length;
}

bool sip_made_of(struct bytes text, const char *marks, bool escapes)
{
	for (size_t i = 0; i < text.length; i++) {
		if (letter_or_digit(text.at[i]) || text_among(text.at[i], marks))
			continue;
		if (!escapes || text.at[i] != '%' || text.length - i < 3 || !hex(text.at[i + 1]) ||
		    !hex(text.at[i + 2]))
			return false;
		i += 2;
	}
	return text.length > 0;
}

bool sip_token(struct bytes text)
{
	return sip_made_of(text, SIP_TOKEN_MARKS, false);
}

bool sip_item(struct bytes *rest, char separator, struct bytes *ret_item)
{
	if (!rest->at)
		return false;
	size_t end = sip_find_outside(*rest, separator);
	*ret_item = sip_trim(bytes_of(rest->at, end));
	*rest = end < rest->length ? sip_behind(*rest, end + 1) : (struct bytes){ 0 };
	return true;
}

static bool quoted_string(struct bytes text)
{
	return text.length && text.at[0] == '"' && sip_quote_end(text) + 1 == text.length;
}

bool sip_params_formed(struct bytes params)
{
	for (struct bytes item; sip_item(&params, ';', &item);) {
		size_t equals = text_find(item, '=');
		if (!sip_token(sip_trim(bytes_of(item.at, equals))))
			return false;
		if (equals == item.length)
			continue;
		/* token / host / quoted-string; an IPv6 address may stand without brackets (RFC 5118 4.5). */
		struct bytes value = sip_trim(sip_behind(item, equals + 1));
		if (!sip_made_of(value, SIP_TOKEN_MARKS "[]:", false) && !quoted_string(value))
			return false;
	}
	return true;
}

bool sip_param(struct bytes params, const char *name, struct bytes *ret_value)
{
	for (struct bytes item; sip_item(&params, ';', &item);) {
		size_t equals = text_find(item, '=');
		if (!text_same(sip_trim(bytes_of(item.at, equals)), name))
			continue;
		struct bytes value = sip_trim(sip_behind(item, equals + (equals < item.length)));
		if (value.length >= 2 && value.at[0] == '"' && value.at[value.length - 1] == '"')
			value = bytes_of(value.at + 1, value.length - 2);
		*ret_value = value;
		return true;
	}
	return false;
}

static bool ipv6_formed(struct bytes host)
{
	for (size_t i = 0; i < host.length; i++)
		if (!hex(host.at[i]) && !text_among(host.at[i], ":."))
			return false;
	return text_find(host, ':') < host.length;
}

bool sip_host_read(struct bytes text, struct bytes *ret_host, uint16_t *ret_port)
{
	bool formed;
	text = sip_trim(text);
	if (text.length && text.at[0] == '[') {
		size_t close = text_find(text, ']');
		*ret_host = bytes_of(text.at + 1, close - 1);
		formed = close < text.length && ipv6_formed(*ret_host);
		text = sip_behind(text, close + (close < text.length));
	} else {
		size_t colon = text_find(text, ':');
		struct bytes behind = sip_behind(text, colon);
		/* More than one colon: an IPv6 address that lacks its brackets. */
		if (behind.length && text_find(sip_behind(behind, 1), ':') + 1 < behind.length)
			colon = text.length;
		*ret_host = sip_trim(bytes_of(text.at, colon));
		/* An underscore is in no host of RFC 3261's, and in many of those that there are. */
		formed = sip_made_of(*ret_host, "-._", false) && letter_or_digit(ret_host->at[0]);
		text = sip_behind(text, colon);
	}
	uint64_t port = 0;
	text = sip_trim(text);
	if (text.length && (text.at[0] != ':' || !text_count(sip_trim(sip_behind(text, 1)), UINT16_MAX, &port)))
		formed = false;
	*ret_port = (uint16_t)port;
	return formed;
}

bool sip_field_read(struct bytes line, struct bytes *ret_name, struct bytes *ret_value)
{
	size_t colon = text_find(line, ':');
	if (colon == line.length || sip_blank(line.at[0]))
		return false;
	struct bytes name = sip_trim(bytes_of(line.at, colon));
	if (!sip_token(name))
		return false;
	*ret_name = name;
	*ret_value = sip_trim(sip_behind(line, colon + 1));
	return true;
}
