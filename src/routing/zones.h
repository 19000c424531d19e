/* The zones of the system's clock: files of /usr/share/zoneinfo, and no environment. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ROUTING_ZONES_H
#define ROUTING_ZONES_H

#include "policy/tz.h"

struct tz_source zones_of_system(void);

#endif
