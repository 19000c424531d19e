/* What an order erases is taken out of the ledger's place, once the order itself is durable. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DESK_ERASING_H
#define DESK_ERASING_H

#include "desk/desk.h"

/*
 * Destroys the keys of the texts of all entries that are meant, and then takes the texts out: those of all entries before the order that speak of its call or incident, other orders' apart; nothing where that is done
 * already.  Nothing of them can be read in the place afterwards: not in the file's free pages, not in the write-ahead log.
 * *ret_took: whether anything was there to take out.
 *   STATUS_BUSY  somebody reads an older state; it is to be tried again
 *   STATUS_IO, STATUS_CORRUPT, STATUS_MEMORY
 */
enum status erasing_carry_out(struct desk *desk, const struct store_engine *engine, const char *path,
                              const struct erasure *erasure, bool *ret_took);

#endif
