/* Opened only where it is not there, and closed with care: a disk may say only then that it was full. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/new_file.h"

#include <errno.h>
#include <stdio.h>

enum status new_file_write(const char *path, struct bytes text)
{
	FILE *file = fopen(path, "wxe");
	if (!file)
		return errno == EEXIST ? STATUS_BUSY : STATUS_IO;
	bool good = fwrite(text.at, 1, text.length, file) == text.length;
	good = fflush(file) == 0 && good;
	bool full = !good && errno == ENOSPC;
	good = fclose(file) == 0 && good;
	return good ? STATUS_OK : full ? STATUS_FULL : STATUS_IO;
}
