/* From where to where: what an interval says of a number. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_INTERVAL_H
#define AUDIT_INTERVAL_H

struct interval {
	double low, high;
};

#endif
