/* The text of a roll-call, read strictly. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/roll_text.h"

#include <stdio.h>
#include <string.h>

#define HEAD "tocsin roll 1\n"
#define MINUTE_LETTERS 17u /* 2026-11-25T17:20Z */

static bool take_word(const char **at, const char *word)
{
	size_t length = strlen(word);
	if (strncmp(*at, word, length) != 0)
		return false;
	*at += length;
	return true;
}

/* Digits, 18 at most, up to a character that must follow. */
static bool take_number(const char **at, char end, uint64_t *ret_number)
{
	const char *digit = *at;
	uint64_t number = 0;
	while (*digit >= '0' && *digit <= '9' && digit - *at < 18)
		number = number * 10 + (uint64_t)(*digit++ - '0');
	if (digit == *at || *digit != end)
		return false;
	*at = digit + 1;
	*ret_number = number;
	return true;
}

static bool take_minute(const char **at, char end, struct instant *ret_at)
{
	char whole[24];
	if (strnlen(*at, MINUTE_LETTERS + 1) <= MINUTE_LETTERS || (*at)[MINUTE_LETTERS - 1] != 'Z' ||
	    (*at)[MINUTE_LETTERS] != end)
		return false;
	(void)snprintf(whole, sizeof whole, "%.16s:00Z", *at);
	*at += MINUTE_LETTERS + 1;
	return instant_read(whole, ret_at);
}

bool roll_text_head(const char *text, struct roll_head *ret_head)
{
	const char *at = text;
	struct roll_head head = { 0 };
	if (!take_word(&at, HEAD) || !take_word(&at, "entry ") || !take_number(&at, '\n', &head.entry) ||
	    !take_word(&at, "previous ") || !take_number(&at, '\n', &head.previous) || !take_word(&at, "at ") ||
	    !take_minute(&at, '\n', &head.at))
		return false;
	head.whole = take_word(&at, "whole\n");
	if ((!head.whole && !take_word(&at, "changes\n")) || !take_word(&at, "calls ") ||
	    !take_number(&at, '\n', &head.calls) || !take_word(&at, "open ") || !take_number(&at, '\n', &head.open) ||
	    head.previous >= head.entry)
		return false;
	head.lines = at;
	*ret_head = head;
	return true;
}

bool roll_text_line(const char **at, struct roll_line *ret_line)
{
	const char *rest = *at;
	struct roll_line line = { 0 };
	line.met = take_word(&rest, "met ");
	if ((!line.met && !take_word(&rest, "owed ")) || strspn(rest, "0123456789abcdef") != ROLL_NAME_LETTERS ||
	    rest[ROLL_NAME_LETTERS] != ' ')
		return false;
	memcpy(line.name, rest, ROLL_NAME_LETTERS);
	rest += ROLL_NAME_LETTERS + 1;
	bool good = line.met ? take_number(&rest, '\n', &line.entry)
	                     : take_minute(&rest, ' ', &line.due) && take_number(&rest, '\n', &line.raised);
	if (good) {
		*at = rest;
		*ret_line = line;
	}
	return good;
}
