/* A table of two groups and two outcomes, as counts of calls. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AUDIT_TABLE_H
#define AUDIT_TABLE_H

#include <stdint.h>

/* None of them negative.  "Yes" is what is asked about, such as not having been answered in time. */
struct table {
	int64_t exposed_yes, exposed_no, reference_yes, reference_no;
};

static inline int64_t table_exposed(struct table table)
{
	return table.exposed_yes + table.exposed_no;
}
static inline int64_t table_reference(struct table table)
{
	return table.reference_yes + table.reference_no;
}
static inline int64_t table_yes(struct table table)
{
	return table.exposed_yes + table.reference_yes;
}
static inline int64_t table_no(struct table table)
{
	return table.exposed_no + table.reference_no;
}
static inline int64_t table_all(struct table table)
{
	return table_exposed(table) + table_reference(table);
}

#endif
