/* What the core says, as JSON text: strings, moments, events, entries. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONSOLE_JSON_H
#define CONSOLE_JSON_H

#include "base/bytes.h"
#include "core/codec.h"

/* All append and give the statuses of buffer_append. */

/* A string; bytes that are no UTF-8 are shown as U+FFFD, one a byte. */
enum status json_text(struct buffer *json, struct bytes text);
enum status json_words(struct buffer *json, const char *text);
/* A moment, RFC 3339; null where it was never recorded. */
enum status json_instant(struct buffer *json, struct instant at);
/* A handle as a string: it has more digits than a JavaScript number keeps. */
enum status json_handle(struct buffer *json, uint64_t handle);
/* {"kind":"owed","call":1,...}: the fields of its row that are not zero. */
enum status json_event(struct buffer *json, const struct event *event);
/* One entry: sequence, moment, command, who asked, the texts (`"sealed":true` in their place where they are not `shown`), and the events. */
enum status json_entry(struct buffer *json, uint64_t sequence, const struct entry_head *head,
                       struct entry_reader reader, bool shown);

#endif
