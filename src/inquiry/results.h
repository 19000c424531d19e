/* Every number of an audit as JSON, at 12 significant digits, so that two runs can be compared byte by byte. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_RESULTS_H
#define INQUIRY_RESULTS_H

#include "inquiry/findings.h"

/* Appends it; what the data do not bear is null.  STATUS_MEMORY. */
enum status results_write(const struct findings *findings, struct buffer *text);

#endif
