/* From where to where: what an interval says of a number. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_BOUNDS_H
#define AUDIT_BOUNDS_H

struct bounds {
	double low, high;
};

#endif
