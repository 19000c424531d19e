/* A docket on disk: a folder with its words and one file a local day, of which only what changed is written again.
 *
 *   words              "tocsin docket words 1", the title, the zone, then a word a line, numbered from 1; only ever appended
 *                      to.  \\, \n and \r stand for a backslash, a line feed and a carriage return.  A last line without
 *                      an end was cut short by a crash, and is no word.
 *   2024-07-06.calls   the calls of that local day (inquiry/docket_day.h)
 *
 * A day's file is written beside the old one, synced and renamed, after the words that it needs are on disk.  So a folder
 * that is read while it is written, or after a crash, has each day as it was before or as it is afterwards.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_DOCKET_FOLDER_H
#define INQUIRY_DOCKET_FOLDER_H

#include "audit/docket.h"
#include "base/bytes.h"

#define DOCKET_FILE_NAME_BYTES 32u

/* What is wrong, and with which file of the folder; plain data. */
struct docket_fault {
	char file[DOCKET_FILE_NAME_BYTES];
	const char *what; /* static text */
};

struct docket_folder_account {
	uint64_t days;
	uint64_t written;     /* days whose file is new, or was not the same */
	uint64_t words_added; /* to those that were there */
};

struct docket_folder;

/*
 * Writes a docket into a folder, which is made if it is not there.  Days that the docket has not stay as they are; the
 * last day is the one to whose moment the record goes, even if nobody called.
 *   STATUS_MALFORMED, STATUS_CORRUPT, STATUS_VERSION  what is there cannot be read, or is another docket's
 *   STATUS_IO, STATUS_FULL, STATUS_LIMIT, STATUS_MEMORY
 * On all of them *ret_fault says where and what.
 */
enum status docket_folder_write(const char *path, const struct docket *docket,
                                struct docket_folder_account *ret_account, struct docket_fault *ret_fault);

/*
 * Opens a folder, its days mapped read-only and checked throughout; the caller closes it.
 *   STATUS_MISSING  there is no such folder, no words in it, or no zone of that name here
 *   otherwise as above
 */
enum status docket_folder_open(const char *path, struct docket_folder **ret_folder, struct docket_fault *ret_fault);
/* Borrowed until the folder is closed; one segment a day that has calls. */
const struct docket *docket_folder_docket(const struct docket_folder *folder);
void docket_folder_close(struct docket_folder *folder);

#endif
