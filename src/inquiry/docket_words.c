/* A word a line, with three bytes escaped. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/docket_words.h"

#include <string.h>

#define FIRST_LINE "tocsin docket words 1"

void docket_words_close(struct docket_words *words)
{
	names_close(&words->names);
	buffer_close(&words->title);
	buffer_close(&words->zone);
	*words = (struct docket_words){ 0 };
}

/* Takes the next whole line off; false if there is none. */
static bool next_line(struct bytes *rest, struct bytes *ret_line)
{
	const uint8_t *end = rest->length ? memchr(rest->at, '\n', rest->length) : NULL;
	if (!end)
		return false;
	*ret_line = bytes_of(rest->at, (size_t)(end - rest->at));
	*rest = bytes_of(end + 1, rest->length - ret_line->length - 1);
	return true;
}

static enum status unescape(struct bytes line, struct buffer *word)
{
	buffer_clear(word);
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < line.length; i++) {
		uint8_t byte = line.at[i];
		if (!byte || byte == '\r')
			return STATUS_MALFORMED;
		if (byte == '\\') {
			uint8_t code = ++i < line.length ? line.at[i] : 0;
			byte = code == 'n' ? '\n' : code == 'r' ? '\r' : code;
			if (code != 'n' && code != 'r' && code != '\\')
				return STATUS_MALFORMED;
		}
		status = buffer_append(word, bytes_of(&byte, 1));
	}
	return status;
}

static enum status read_title(struct bytes *rest, struct docket_words *words)
{
	struct bytes line[3];
	for (unsigned i = 0; i < 3; i++)
		if (!next_line(rest, &line[i]))
			return STATUS_MALFORMED;
	if (!bytes_same(line[0], bytes_of_text(FIRST_LINE)))
		return STATUS_MALFORMED;
	enum status status = unescape(line[1], &words->title);
	if (status == STATUS_OK)
		status = unescape(line[2], &words->zone);
	if (status == STATUS_OK)
		status = buffer_append(&words->title, bytes_of("", 1));
	return status == STATUS_OK ? buffer_append(&words->zone, bytes_of("", 1)) : status;
}

enum status docket_words_read(struct bytes text, struct docket_words *words, const char **ret_fault)
{
	struct bytes rest = text, line;
	struct buffer word = { 0 };
	*ret_fault = "they are not the words of a docket";
	enum status status = read_title(&rest, words);
	while (status == STATUS_OK && next_line(&rest, &line)) {
		uint32_t number = 0, before = words->names.count;
		*ret_fault = "a line is no word: it is empty, or has a byte that ought to be escaped";
		status = line.length ? unescape(line, &word) : STATUS_MALFORMED;
		if (status != STATUS_OK)
			break;
		*ret_fault = "a word stands in it twice";
		status = names_add(&words->names, buffer_bytes(&word), &number);
		if (status == STATUS_OK && number != before + 1)
			status = STATUS_MALFORMED;
	}
	buffer_close(&word);
	words->whole_bytes = text.length - rest.length;
	return status;
}

enum status docket_words_append(const char *word, struct buffer *text)
{
	enum status status = STATUS_OK;
	for (; status == STATUS_OK && *word; word++) {
		if (*word == '\n')
			status = buffer_append_text(text, "\\n");
		else if (*word == '\r')
			status = buffer_append_text(text, "\\r");
		else if (*word == '\\')
			status = buffer_append_text(text, "\\\\");
		else
			status = buffer_append(text, bytes_of(word, 1));
	}
	return status == STATUS_OK ? buffer_append_text(text, "\n") : status;
}

enum status docket_words_begin(const char *title, const char *zone, struct buffer *text)
{
	enum status status = buffer_append_text(text, FIRST_LINE "\n");
	if (status == STATUS_OK)
		status = docket_words_append(title, text);
	return status == STATUS_OK ? docket_words_append(zone, text) : status;
}
