/* Rows to be measured, as any program writes them: a CSV of id,time,status,group,stratum,cluster,x1,x2... */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_SAMPLE_TABLE_H
#define INQUIRY_SAMPLE_TABLE_H

#include "audit/matrix.h"
#include "audit/sample.h"
#include "base/bytes.h"

#define SAMPLE_TABLE_FAULT_BYTES 240u
#define SAMPLE_TABLE_NAME_BYTES 32u

/* A column of codes: whole numbers in the file, numbered from zero in their order. */
struct sample_codes {
	uint32_t *number; /* by row */
	uint32_t count;
	int64_t *name; /* by number: as the file has it */
};

/* Zero-initialised before it is read; closed by sample_table_close(). */
struct sample_table {
	struct sample
	    sample; /* borrows what follows; its stratum and cluster are NULL where the file has no such column */
	double *time;
	uint8_t *ending;
	struct sample_codes group, stratum, cluster;
	double *x[MATRIX_LIMIT];
	const double *covariate[MATRIX_LIMIT];
	char x_name[MATRIX_LIMIT][SAMPLE_TABLE_NAME_BYTES];
};

/*
 * Reads the text of a file.  Its first row names the columns, in any order: time (a finite number, not negative), status (0
 * open, 1 served, 2 unserved) and group (a whole number) must be there; stratum and cluster (whole numbers) and covariates,
 * whose names are x and a number, may be; id is passed over.  Zero rows are a table too.
 *   STATUS_MALFORMED  it is no such file; ret_fault says in which line and column, and what
 *   STATUS_LIMIT      more covariates or rows than can be borne
 *   STATUS_MEMORY
 * On any status the table is to be closed.
 */
enum status sample_table_read(struct bytes text, struct sample_table *ret_table,
                              char ret_fault[SAMPLE_TABLE_FAULT_BYTES]);
void sample_table_close(struct sample_table *table);

#endif
