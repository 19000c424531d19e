/* What the settings say that the center has: asked of the desk, so that it is on record like everything else. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_CENTER_SETUP_H
#define CMD_CENTER_SETUP_H

#include "desk/desk.h"
#include "desk/retention.h"
#include "settings/settings.h"

/* Reads a settings file; STATUS_MISSING (errno says why) if it cannot be opened, STATUS_LIMIT, STATUS_IO,
 * STATUS_MEMORY. */
enum status settings_load(const char *path, struct buffer *text);

/* Adds the queues, positions, units and neighbours that are not there yet, sets what queues ring, and the rungs that
 * differ.  Nothing is taken away: what the file no longer names stays.  The password of a new position's phone and the
 * token of a new unit's device are printed, once.  False, and said on standard error, if something was refused. */
bool center_set_up(struct desk *desk, const struct settings *settings, const char *path);
/* What erases by the rules of the settings; the caller closes it.  STATUS_MEMORY. */
enum status center_retention(struct desk *desk, const struct settings *settings, struct retention **ret_retention);

#endif
