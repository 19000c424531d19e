/* A command from JSON: every member checked against the command's row, and the error says which member, and why. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONSOLE_ASKED_H
#define CONSOLE_ASKED_H

#include "core/board.h"

#define ASKED_DETAIL_BYTES 256

struct asked {
	struct command command; /* its texts are borrowed from `json` */
	void *json;             /* the parsed document; asked_close frees it */
	char field[NAME_BYTES]; /* what is wrong; "" for the document as a whole */
	char detail[ASKED_DETAIL_BYTES];
};

/*
 * Reads the members of a JSON object into a command of a kind; the command's asker and key stay unset.
 * Numbers of units, agents, queues, positions, neighbours, stations and capabilities may be given by name, masks of
 * capabilities as their names, parted by commas.
 *   STATUS_MALFORMED  it is not what the command takes; field and detail say what
 *   STATUS_LIMIT      a text is longer than TEXT_MAX_BYTES
 *   STATUS_MEMORY
 */
enum status asked_read(const struct board *board, enum command_kind kind, struct bytes body, struct asked *ret_asked);
void asked_close(struct asked *asked);

#endif
