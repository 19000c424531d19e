/* What the parts that run cases share.  Only for the case*.c files. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WHATIF_CASE_INSIDE_H
#define WHATIF_CASE_INSIDE_H

#include "whatif/cases.h"

/* Runs one case into its result. */
void case_run(const struct cases *cases, unsigned number, const struct simulator_demand *demand,
              void (*progress)(void *context, uint32_t calls), void *context);
/* Gives back the metrics of other speeds. */
void case_speeds_close(const struct city *city, struct case_result *result);
/* Where the calls are: a point for each cell of some 500 m, at the node of its first call.  STATUS_MEMORY. */
enum status demand_make(const struct city *city, struct simulator_demand *ret_demand);
void demand_close(struct simulator_demand *demand);

#endif
