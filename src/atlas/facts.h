/* What a map holds, as rows that people and programs read. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ATLAS_FACTS_H
#define ATLAS_FACTS_H

#include "base/bytes.h"

/* A row is "key TAB value TAB words LINE FEED"; keys are small letters and '_', values numbers or words. */
enum status facts_count(struct buffer *summary, const char *key, uint64_t value, const char *words);
enum status facts_word(struct buffer *summary, const char *key, const char *value, const char *words);
/* As a table, and as one JSON object whose repeated keys become arrays; rows of another form are left out. */
enum status facts_tell(struct bytes summary, struct buffer *text);
enum status facts_tell_json(struct bytes summary, struct buffer *text);
/* The first row's value as a number; false where there is none. */
bool facts_number(struct bytes summary, const char *key, uint64_t *ret_value);

#endif
