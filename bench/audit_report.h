/* A whole audit's default report on made-up calls in memory, part by part. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BENCH_AUDIT_REPORT_H
#define BENCH_AUDIT_REPORT_H

#include <stddef.h>

/* Prints CPU seconds by part and in all, and the memory that it took; an exit code. */
int audit_report(size_t calls);

#endif
