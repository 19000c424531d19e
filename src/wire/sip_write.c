/* Writes messages: every line has its form, whatever the values hold. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/sip_lexis.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

/* RFC 3261 section 21; the others name theirs. */
static const struct {
	unsigned code;
	const char *reason;
} reasons[] = {
	{ 100, "Trying" },
	{ 180, "Ringing" },
	{ 181, "Call Is Being Forwarded" },
	{ 182, "Queued" },
	{ 183, "Session Progress" },
	{ 199, "Early Dialog Terminated" }, /* RFC 6228 */
	{ 200, "OK" },
	{ 202, "Accepted" },        /* RFC 6665 */
	{ 204, "No Notification" }, /* RFC 5839 */
	{ 300, "Multiple Choices" },
	{ 301, "Moved Permanently" },
	{ 302, "Moved Temporarily" },
	{ 305, "Use Proxy" },
	{ 380, "Alternative Service" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 402, "Payment Required" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 406, "Not Acceptable" },
	{ 407, "Proxy Authentication Required" },
	{ 408, "Request Timeout" },
	{ 410, "Gone" },
	{ 412, "Conditional Request Failed" }, /* RFC 3903 */
	{ 413, "Request Entity Too Large" },
	{ 414, "Request-URI Too Long" },
	{ 415, "Unsupported Media Type" },
	{ 416, "Unsupported URI Scheme" },
	{ 420, "Bad Extension" },
	{ 421, "Extension Required" },
	{ 422, "Session Interval Too Small" }, /* RFC 4028 */
	{ 423, "Interval Too Brief" },
	{ 424, "Bad Location Information" }, /* RFC 6442 */
	{ 425, "Bad Alert Message" },        /* RFC 8876 */
	{ 428, "Use Identity Header" },      /* RFC 8224 */
	{ 430, "Flow Failed" },              /* RFC 5626 */
	{ 437, "Unsupported Credential" },   /* RFC 8224 */
	{ 438, "Invalid Identity Header" },  /* RFC 8224 */
	{ 469, "Bad Info Package" },         /* RFC 6086 */
	{ 480, "Temporarily Unavailable" },
	{ 481, "Call/Transaction Does Not Exist" },
	{ 482, "Loop Detected" },
	{ 483, "Too Many Hops" },
	{ 484, "Address Incomplete" },
	{ 485, "Ambiguous" },
	{ 486, "Busy Here" },
	{ 487, "Request Terminated" },
	{ 488, "Not Acceptable Here" },
	{ 489, "Bad Event" }, /* RFC 6665 */
	{ 491, "Request Pending" },
	{ 493, "Undecipherable" },
	{ 494, "Security Agreement Required" }, /* RFC 3329 */
	{ 500, "Server Internal Error" },
	{ 501, "Not Implemented" },
	{ 502, "Bad Gateway" },
	{ 503, "Service Unavailable" },
	{ 504, "Server Time-out" },
	{ 505, "Version Not Supported" },
	{ 513, "Message Too Large" },
	{ 580, "Precondition Failure" }, /* RFC 3312 */
	{ 600, "Busy Everywhere" },
	{ 603, "Decline" },
	{ 604, "Does Not Exist Anywhere" },
	{ 606, "Not Acceptable" },
};

/* RFC 3261 8.1.3.2: a code that is not known is as the x00 of its class. */
static const char *reason_of(unsigned code)
{
	const char *found = NULL;
	for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
		if (reasons[i].code == code || (!found && reasons[i].code == code / 100 * 100))
			found = reasons[i].reason;
	assert(found);
	return found;
}

/* A line in the making: the first trouble stops it, and takes back what there is of it. */
struct line {
	struct buffer *out;
	size_t before;
	enum status status;
};

static struct line line_begin(struct buffer *out)
{
	return (struct line){ .out = out, .before = out->length, .status = STATUS_OK };
}

static enum status line_end(struct line *line)
{
	if (line->status != STATUS_OK)
		line->out->length = line->before;
	return line->status;
}

/* No value ends a line, and so none begins another. */
static void keep_line(struct buffer *out, size_t from)
{
	for (size_t i = from; i < out->length; i++)
		if (out->at[i] == '\r' || out->at[i] == '\n')
			out->at[i] = ' ';
}

static void put(struct line *line, struct bytes text)
{
	size_t from = line->out->length;
	if (line->status == STATUS_OK)
		line->status = buffer_append(line->out, text);
	keep_line(line->out, from);
}

/* Words of our own, which hold no line's end. */
static void put_text(struct line *line, const char *text)
{
	if (line->status == STATUS_OK)
		line->status = buffer_append_text(line->out, text);
}

static void put_number(struct line *line, uint64_t number)
{
	char digits[20];
	size_t first = sizeof digits;
	do
		digits[--first] = (char)('0' + number % 10);
	while (number /= 10);
	if (line->status == STATUS_OK)
		line->status = buffer_append(line->out, bytes_of(digits + first, sizeof digits - first));
}

static void put_end(struct line *line)
{
	if (line->status == STATUS_OK)
		line->status = buffer_append_text(line->out, "\r\n");
}

enum status sip_write_request(struct buffer *out, enum sip_method method, struct bytes uri)
{
	assert(method != SIP_UNKNOWN_METHOD);
	struct line line = line_begin(out);
	put_text(&line, sip_method_name(method));
	put_text(&line, " ");
	/* What no URI holds would part the line at another place. */
	for (size_t i = 0, from = 0; i <= uri.length; i++) {
		if (i < uri.length && uri.at[i] > ' ' && uri.at[i] != 0x7f)
			continue;
		if (i > from)
			put(&line, bytes_of(uri.at + from, i - from));
		if (i < uri.length && line.status == STATUS_OK)
			line.status = buffer_print(out, "%%%02X", uri.at[i]);
		from = i + 1;
	}
	put_text(&line, " SIP/2.0");
	put_end(&line);
	return line_end(&line);
}

enum status sip_write_status(struct buffer *out, unsigned code, const char *reason)
{
	assert(code >= 100 && code <= 699);
	struct line line = line_begin(out);
	put_text(&line, "SIP/2.0 ");
	put_number(&line, code);
	put_text(&line, " ");
	put(&line, bytes_of_text(reason ? reason : reason_of(code)));
	put_end(&line);
	return line_end(&line);
}

enum status sip_write_named(struct buffer *out, const char *name, struct bytes value)
{
	assert(sip_token(bytes_of_text(name)));
	struct line line = line_begin(out);
	put_text(&line, name);
	put_text(&line, ": ");
	put(&line, value);
	put_end(&line);
	return line_end(&line);
}

enum status sip_write_header(struct buffer *out, enum sip_name name, struct bytes value)
{
	assert(name != SIP_OTHER_NAME);
	return sip_write_named(out, sip_name_written(name), value);
}

enum status sip_write_text(struct buffer *out, enum sip_name name, const char *format, ...)
{
	va_list list;
	assert(name != SIP_OTHER_NAME);
	struct line line = line_begin(out);
	put_text(&line, sip_name_written(name));
	put_text(&line, ": ");
	size_t from = out->length;
	va_start(list, format);
	if (line.status == STATUS_OK)
		line.status = buffer_print_list(out, format, list);
	va_end(list);
	keep_line(out, from);
	put_end(&line);
	return line_end(&line);
}

enum status sip_write_body(struct buffer *out, const char *type, struct bytes body)
{
	assert(type || !body.length);
	struct line line = line_begin(out);
	if (body.length) {
		put_text(&line, "Content-Type: ");
		put(&line, bytes_of_text(type));
		put_end(&line);
	}
	put_text(&line, "Content-Length: ");
	put_number(&line, body.length);
	put_end(&line);
	put_end(&line);
	if (line.status == STATUS_OK)
		line.status = buffer_append(out, body);
	return line_end(&line);
}

/* The topmost Via, with where it came from: what it says itself of that is not believed. */
static void put_source(struct line *line, struct bytes item, const char *host, uint16_t port)
{
	struct bytes rest = sip_behind(item, sip_find_outside(item, ';'));
	put(line, bytes_of(item.at, item.length - rest.length));
	for (struct bytes param; sip_item(&rest, ';', &param);) {
		struct bytes name = sip_trim(bytes_of(param.at, text_find(param, '=')));
		if (!name.length || text_same(name, "received"))
			continue;
		put_text(line, ";");
		if (text_same(name, "rport") && port) {
			put_text(line, "rport=");
			put_number(line, port);
		} else {
			put(line, param);
		}
	}
	put_text(line, ";received=");
	put(line, bytes_of_text(host));
}

static void put_vias(struct line *line, const struct sip_message *request, const char *host, uint16_t port)
{
	bool topmost = host != NULL;
	for (uint32_t i = 0; i < request->headers; i++) {
		if (request->header[i].name != SIP_VIA)
			continue;
		struct bytes value = request->header[i].value;
		put_text(line, "Via: ");
		if (topmost) {
			size_t end = sip_find_outside(value, ',');
			put_source(line, sip_trim(bytes_of(value.at, end)), host, port);
			value = sip_behind(value, end);
		}
		topmost = false;
		put(line, value);
		put_end(line);
	}
}

static void put_copy(struct line *line, const struct sip_message *request, enum sip_name name, const char *tag)
{
	struct bytes value = sip_message_header(request, name, 0);
	if (!value.at)
		return;
	put_text(line, sip_name_written(name));
	put_text(line, ": ");
	put(line, value);
	if (tag) {
		put_text(line, ";tag=");
		put(line, bytes_of_text(tag));
	}
	put_end(line);
}

enum status sip_write_response(struct buffer *out, const struct sip_message *request, unsigned code, const char *reason,
                               const char *tag, const char *source_host, uint16_t source_port)
{
	struct line line = line_begin(out);
	line.status = sip_write_status(out, code, reason);
	put_vias(&line, request, source_host, source_port);
	put_copy(&line, request, SIP_FROM, NULL);
	put_copy(&line, request, SIP_TO, request->to.tag.length ? NULL : tag);
	put_copy(&line, request, SIP_CALL_ID, NULL);
	put_copy(&line, request, SIP_CSEQ, NULL);
	return line_end(&line);
}
