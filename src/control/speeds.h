/* The plan's speeds of the hour on the roads of the map. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONTROL_SPEEDS_H
#define CONTROL_SPEEDS_H

#include "control/scene.h"

/*
 * Makes the roads as slow as the plan says of that moment, in its zone; does nothing where they are so already.
 * `streets->version` tells whether any became another.  STATUS_MEMORY: some may be as before.
 */
enum status speeds_set(struct streets *streets, const struct scene_plan *plan, struct instant at);

#endif
