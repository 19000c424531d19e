/* All that an opponent needs to compute a finding again, in one folder. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_BUNDLE_H
#define INQUIRY_BUNDLE_H

#include "inquiry/findings.h"

#define BUNDLE_PATH_BYTES 4096u

/*
 * Makes the folder, which must not be there, and writes into it: spec.json, checkpoint.json, exclusions.csv, columns.csv
 * (SHA-256 of each), cube.csv, clusters.csv, results.json and its hash, build.json, runs.txt, verify.R, the reports as
 * report.html and report.pdf.  `spec_text` is the spec as it was declared.
 *   STATUS_BUSY  the folder is there already;  STATUS_IO, STATUS_FULL;  STATUS_MEMORY
 * On trouble `ret_path` says where.
 */
enum status bundle_write(const struct findings *findings, struct bytes spec_text, const char *folder,
                         char ret_path[BUNDLE_PATH_BYTES]);
/* The SHA-256 of results.json as it would be written. */
enum status bundle_results_hash(const struct findings *findings, uint8_t hash[32]);

#endif
