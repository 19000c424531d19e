/* Names of the files of a docket on disk, shared by what writes and what reads them. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_DOCKET_FOLDER_INSIDE_H
#define INQUIRY_DOCKET_FOLDER_INSIDE_H

#include "desk/kept_file.h"
#include "inquiry/docket_folder.h"

#define DOCKET_WORDS_FILE "words"

/* "2024-07-06.calls". */
void docket_day_name(int32_t day, char name[DOCKET_FILE_NAME_BYTES]);
/* Whether a name is that of a day's file, and of which. */
bool docket_day_named(const char *name, int32_t *ret_day);
/* Joins them; false if that is too long. */
bool docket_file_path(char path[KEPT_FILE_PATH_MAX_BYTES], const char *folder, const char *name);
/* Sets the file that comes next; what is wrong with it is not known yet. */
void docket_fault_in(struct docket_fault *fault, const char *file);

#endif
