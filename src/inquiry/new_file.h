/* A file that was not there before: what is handed out is never written over. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_NEW_FILE_H
#define INQUIRY_NEW_FILE_H

#include "base/bytes.h"

/* STATUS_BUSY: it is there already; STATUS_FULL, STATUS_IO. */
enum status new_file_write(const char *path, struct bytes text);

#endif
