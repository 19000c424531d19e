/* A header field's value in its head and its parameters, as those read them who show what a stranger says of itself. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_FIELD_H
#define WIRE_FIELD_H

#include "base/bytes.h"

/*
 * Takes what stands before the first separator off the value, and the separator with it: a word, or what is between '<' and
 * '>', brackets off, in which the separator is an ordinary byte.
 */
struct bytes field_head(struct bytes *rest, char separator);
/*
 * Takes the next parameter off: "name", "name=word", "name=<uri>" or name="quoted", separators doubled or missing at the
 * ends forgiven.  Quotes and brackets are off the value, escapes inside quotes are not undone; a quote that is never
 * closed goes to the end.  No bytes for a value that is not there.  False when there is no more.
 */
bool field_param(struct bytes *rest, char separator, struct bytes *ret_name, struct bytes *ret_value);

#endif
