/* Reads messages, and finds their ends in a stream. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/sip_lexis.h"

/* RFC 3261 8.1.1.5: below 2^31; 20.19: the seconds of Expires. */
#define CSEQ_MAX ((UINT64_C(1) << 31) - 1)
#define SECONDS_MAX UINT32_MAX
#define MAX_FORWARDS_MAX 255
#define CODE_MIN 100
#define CODE_MAX 699

#define BIT(FAULT) (UINT32_C(1) << SIP_FAULT_##FAULT)

/* What is in front of the body, gone through line by line. */
struct head {
	struct bytes text;
	size_t at;
	bool bare;  /* a line so far ended without CR LF */
	bool ended; /* the empty line came, and lies before `at` */
};

/* The end of keep-alives before a message (RFC 3261 7.5, RFC 5626 3.5.1). */
static size_t message_start(struct bytes bytes)
{
	size_t start = 0;
	while (start < bytes.length && (bytes.at[start] == '\r' || bytes.at[start] == '\n'))
		start++;
	return start;
}

/* One line, without what ends it; false if no byte is left. */
static bool line_next(struct head *head, struct bytes *ret_line)
{
	struct bytes rest = sip_behind(head->text, head->at);
	if (!rest.length)
		return false;
	size_t end = text_find(rest, '\n');
	bool whole = end < rest.length && end > 0 && rest.at[end - 1] == '\r';
	struct bytes line = bytes_of(rest.at, end - whole);
	head->bare |= !whole || text_find(line, '\r') < line.length;
	head->at += end + (end < rest.length);
	*ret_line = line;
	return true;
}

/* One field, with the lines that are folded on to it; false behind the last. */
static bool field_next(struct head *head, struct bytes *ret_field)
{
	struct bytes field, more;
	if (head->ended || !line_next(head, &field))
		return false;
	if (!field.length) {
		head->ended = true;
		return false;
	}
	while (head->at < head->text.length && (head->text.at[head->at] == ' ' || head->text.at[head->at] == '\t') &&
	       line_next(head, &more))
		field.length = (size_t)(more.at - field.at) + more.length;
	*ret_field = field;
	return true;
}

/* What the first line says. */
struct start {
	bool response;
	struct bytes method, uri, reason;
	unsigned code;
	uint32_t faults;
};

/* Whether the pieces, one blank between two, are the line and nothing is beside them. */
static bool line_is(struct bytes line, const struct bytes *piece, unsigned pieces)
{
	size_t at = 0;
	for (unsigned i = 0; i < pieces; i++) {
		at += i > 0;
		if (at > line.length || (i && line.at[at - 1] != ' ') || piece[i].at != line.at + at)
			return false;
		at += piece[i].length;
	}
	return at == line.length;
}

static bool is_version(struct bytes word)
{
	return word.length >= 4 && text_same(bytes_of(word.at, 4), "SIP/");
}

static bool status_line_read(struct bytes line, struct bytes version, struct start *start)
{
	struct bytes rest = sip_trim(sip_behind(line, (size_t)(version.at - line.at) + version.length));
	struct bytes code = sip_word(rest);
	struct bytes reason = sip_behind(rest, code.length);
	uint64_t number = 0;
	/* What begins with a digit is a status code, if only a wrong one. */
	if (!text_count(bytes_of(code.at, code.length > 0), 9, &number))
		return false;
	bool sound = code.length == 3 && text_count(code, CODE_MAX, &number) && number >= CODE_MIN;
	start->response = true;
	start->code = sound ? (unsigned)number : 0;
	start->reason = sip_trim(reason);
	start->faults |= sound ? 0 : BIT(CODE);
	/* Before the reason a blank stands even where there is none (RFC 3261 7.2). */
	size_t behind_code = (size_t)(code.at - line.at) + code.length;
	const struct bytes pieces[] = { version, code, sip_behind(line, behind_code + (behind_code < line.length)) };
	start->faults |= line_is(line, pieces, 3) ? 0 : BIT(START_LINE);
	return true;
}

/* The URI is what stands between method and version, blanks too: a URI that has some is faulty, and no reason to be deaf. */
static bool request_line_read(struct bytes line, struct bytes method, struct start *start)
{
	struct bytes rest = sip_trim(sip_behind(line, (size_t)(method.at - line.at) + method.length));
	size_t last = rest.length;
	while (last && !sip_blank(rest.at[last - 1]))
		last--;
	struct bytes version = sip_behind(rest, last);
	if (is_version(version))
		rest = sip_trim(bytes_of(rest.at, last));
	else
		version = (struct bytes){ 0 };
	struct sip_uri uri;
	if (!sip_token(method) || (!sip_method_named(method) && !version.length && !sip_uri_read(rest, &uri)))
		return false;
	const struct bytes pieces[] = { method, rest, version };
	start->method = method;
	start->uri = rest;
	start->faults |= line_is(line, pieces, 3) ? 0 : BIT(START_LINE);
	start->faults |= text_same(version, "SIP/2.0") ? 0 : BIT(VERSION);
	return true;
}

/* False if neither a method nor a status code can be discerned.  A method that is not known is one where a version or at
 * least a URI is beside it. */
static bool start_read(struct bytes line, struct start *ret_start)
{
	*ret_start = (struct start){ 0 };
	struct bytes first = sip_word(sip_trim(line));
	if (!is_version(first))
		return request_line_read(line, first, ret_start);
	ret_start->faults |= text_same(first, "SIP/2.0") ? 0 : BIT(VERSION);
	return status_line_read(line, first, ret_start);
}

/* How long the body is said to be. */
struct said {
	unsigned fields;
	bool wrong; /* one is no number, or two differ */
	uint64_t length;
};

static void said_add(struct said *said, struct bytes value)
{
	uint64_t length = 0;
	said->wrong |= !text_count(value, UINT32_MAX, &length) || (said->fields && said->length != length);
	said->length = length;
	said->fields++;
}

static void headers_read(struct sip_message *message, struct head *head)
{
	for (struct bytes field; field_next(head, &field);) {
		struct sip_header header;
		if (!sip_field_read(field, &header.given, &header.value)) {
			message->faults |= BIT(HEADER_LINE);
		} else if (message->headers == SIP_HEADERS_MAX) {
			message->faults |= BIT(TOO_MANY_HEADERS);
		} else {
			header.name = sip_name_named(header.given);
			message->header[message->headers++] = header;
		}
	}
	message->faults |= head->ended ? 0 : BIT(NO_HEAD_END);
	message->faults |= head->bare ? BIT(LINE_END) : 0;
	if (!bytes_are_utf8(bytes_of(head->text.at, head->at)))
		message->faults |= BIT(NOT_UTF8);
}

/* Each takes one value of its field, `first` of them or not; false if it does not have its form. */
static bool take_via(struct sip_message *message, struct bytes value, bool first)
{
	bool formed = true;
	for (struct bytes item; sip_item(&value, ',', &item); first = false) {
		struct sip_via other;
		formed &= sip_via_read(item, first ? &message->via : &other);
	}
	return formed;
}

static bool take_from(struct sip_message *message, struct bytes value, bool first)
{
	struct sip_address other;
	return sip_address_read(value, first ? &message->from : &other);
}

static bool take_to(struct sip_message *message, struct bytes value, bool first)
{
	struct sip_address other;
	return sip_address_read(value, first ? &message->to : &other);
}

static bool take_call_id(struct sip_message *message, struct bytes value, bool first)
{
	if (first)
		message->call_id = value;
	return value.length > 0;
}

static bool take_cseq(struct sip_message *message, struct bytes value, bool first)
{
	uint64_t number = 0;
	struct bytes digits = sip_word(value), method = sip_trim(sip_behind(value, digits.length));
	bool formed = text_count(digits, CSEQ_MAX, &number) && sip_token(method);
	if (!first)
		return formed;
	message->cseq = (uint32_t)number;
	if (message->response) {
		message->method_text = method;
		message->method = sip_method_named(method);
	} else if (method.length && !bytes_same(method, message->method_text)) {
		message->faults |= BIT(CSEQ_METHOD);
	}
	return formed;
}

static bool take_contact(struct sip_message *message, struct bytes value, bool first)
{
	(void)message;
	(void)first;
	bool formed = true;
	for (struct bytes item; sip_item(&value, ',', &item);) {
		struct sip_address address;
		formed &= text_same(item, "*") || sip_address_read(item, &address);
	}
	return formed;
}

static bool take_max_forwards(struct sip_message *message, struct bytes value, bool first)
{
	uint64_t number;
	bool formed = text_count(value, MAX_FORWARDS_MAX, &number);
	if (formed && first)
		message->max_forwards = (int32_t)number;
	return formed;
}

static bool take_expires(struct sip_message *message, struct bytes value, bool first)
{
	uint64_t seconds;
	bool formed = text_count(value, SECONDS_MAX, &seconds);
	if (formed && first)
		message->expires_s = (int64_t)seconds;
	return formed;
}

/* RFC 3261 20.17: no other zone than GMT. */
static bool take_date(struct sip_message *message, struct bytes value, bool first)
{
	(void)message;
	(void)first;
	return value.length > 4 && text_same(sip_behind(value, value.length - 4), " GMT");
}

static const struct {
	enum sip_name name;
	bool needed, once;
	uint32_t fault;
	bool (*take)(struct sip_message *message, struct bytes value, bool first);
} rules[] = {
	{ SIP_VIA, true, false, BIT(VIA), take_via },
	{ SIP_FROM, true, true, BIT(FROM), take_from },
	{ SIP_TO, true, true, BIT(TO), take_to },
	{ SIP_CALL_ID, true, true, BIT(CALL_ID), take_call_id },
	{ SIP_CSEQ, true, true, BIT(CSEQ), take_cseq },
	{ SIP_CONTACT, false, false, BIT(CONTACT), take_contact },
	{ SIP_MAX_FORWARDS, false, true, BIT(MAX_FORWARDS), take_max_forwards },
	{ SIP_EXPIRES, false, false, BIT(EXPIRES), take_expires },
	{ SIP_DATE, false, false, BIT(DATE), take_date },
};

static void rules_kept(struct sip_message *message)
{
	message->max_forwards = -1;
	message->expires_s = -1;
	for (size_t r = 0; r < sizeof rules / sizeof rules[0]; r++) {
		unsigned count = 0;
		bool formed = true;
		for (uint32_t i = 0; i < message->headers; i++)
			if (message->header[i].name == rules[r].name)
				formed &= rules[r].take(message, message->header[i].value, count++ == 0);
		if (!formed || (rules[r].needed && !count) || (rules[r].once && count > 1))
			message->faults |= rules[r].fault;
	}
}

/* Where it is not known how long the body is, it is all that came. */
static void body_read(struct sip_message *message, struct bytes rest)
{
	struct said said = { 0 };
	for (uint32_t i = 0; i < message->headers; i++)
		if (message->header[i].name == SIP_CONTENT_LENGTH)
			said_add(&said, message->header[i].value);
	message->body = rest;
	if (said.wrong || said.fields > 1 || said.length > rest.length)
		message->faults |= BIT(CONTENT_LENGTH);
	if (!said.fields || said.wrong || said.length >= rest.length)
		return;
	message->body.length = (size_t)said.length;
	message->faults |= BIT(EXTRA_BODY);
}

enum status sip_message_read(struct bytes bytes, struct sip_message *ret_message)
{
	if (bytes.length > SIP_MESSAGE_MAX_BYTES)
		return STATUS_LIMIT;
	struct head head = { .text = sip_behind(bytes, message_start(bytes)) };
	struct bytes line;
	struct start start;
	if (!line_next(&head, &line) || !start_read(line, &start))
		return STATUS_MALFORMED;
	*ret_message = (struct sip_message){
		.raw = bytes,
		.response = start.response,
		.method_text = start.method,
		.method = sip_method_named(start.method),
		.uri_text = start.uri,
		.code = start.code,
		.reason = start.reason,
		.faults = start.faults,
	};
	if (!start.response) {
		struct bytes uri = start.uri;
		if (uri.length > 1 && uri.at[0] == '<' && uri.at[uri.length - 1] == '>')
			uri = bytes_of(uri.at + 1, uri.length - 2);
		bool formed = sip_uri_read(uri, &ret_message->uri) && uri.length == start.uri.length;
		/* RFC 3261 19.1.1 table 1: no headers in a request URI. */
		if (!formed || ret_message->uri.headers.at)
			ret_message->faults |= BIT(URI);
	}
	headers_read(ret_message, &head);
	rules_kept(ret_message);
	body_read(ret_message, sip_behind(head.text, head.at));
	return STATUS_OK;
}

enum status sip_message_frame(struct bytes stream, size_t *ret_skip, size_t *ret_length)
{
	size_t skip = message_start(stream);
	struct head head = { .text = sip_behind(stream, skip) };
	struct said said = { 0 };
	struct start start;
	struct bytes line, name, value;
	uint64_t length = 0;
	if (line_next(&head, &line)) {
		if (head.text.at[head.at - 1] == '\n' && !start_read(line, &start))
			return STATUS_MALFORMED;
		while (field_next(&head, &line))
			if (sip_field_read(line, &name, &value) && sip_name_named(name) == SIP_CONTENT_LENGTH)
				said_add(&said, value);
		if (head.ended && said.wrong)
			return STATUS_MALFORMED;
		length = head.at + (head.ended ? said.length : 0);
		if (length > SIP_MESSAGE_MAX_BYTES)
			return STATUS_MALFORMED;
	}
	*ret_skip = skip;
	*ret_length = head.ended && length <= head.text.length ? (size_t)length : 0;
	return STATUS_OK;
}
