/* One exporting: what is being said plainly, and what cannot be.  Only for plain*.c. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_PLAIN_INSIDE_H
#define POLICY_PLAIN_INSIDE_H

#include "policy/plain.h"
#include "policy/prr_inside.h"

struct exporting {
	struct reading reading; /* for problems, and for reading periods */
	const struct plain_terms *terms;
	struct buffer *notes;
	json_t *places; /* by name: GeoJSON; owned */
	bool cut;
};

/* plain_period.c: the periods by fixed offsets that together are one of ours: new; empty if it never holds in the terms' time. */
json_t *plain_periods(struct exporting *e, const json_t *condition);
/* plain_place.c: a location condition each for the polygons of a place: new. */
json_t *plain_places(struct exporting *e, const json_t *condition, const char *place);

#endif
