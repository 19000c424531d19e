/* Stands where libFuzzer would: gives each file of the directories it is told, and no bytes at all, to the target once. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define FILE_BYTES_MAX (1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

static bool file_given(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint8_t *room = malloc(FILE_BYTES_MAX);
	bool given = false;
	if (file && room) {
		size_t length = fread(room, 1, FILE_BYTES_MAX, file);
		/* In a block of just its size, so that a sanitizer sees a read past its end. */
		uint8_t *bytes = malloc(length ? length : 1);
		if (bytes) {
			for (size_t i = 0; i < length; i++)
				bytes[i] = room[i];
			given = LLVMFuzzerTestOneInput(bytes, length) == 0;
		}
		free(bytes);
	}
	free(room);
	if (file)
		(void)fclose(file);
	return given;
}

static int directory_given(const char *path)
{
	DIR *directory = opendir(path);
	if (!directory)
		return 0;
	int count = 0;
	for (const struct dirent *entry; (entry = readdir(directory));) {
		char name[4096];
		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
		if (!file_given(name)) {
			(void)fprintf(stderr, "%s: not read\n", name);
			(void)closedir(directory);
			return 0;
		}
		count++;
	}
	(void)closedir(directory);
	return count;
}

int main(int count, char **words)
{
	int files = 0;
	(void)LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
	for (int i = 1; i < count; i++) {
		int more = directory_given(words[i]);
		if (!more) {
			(void)fprintf(stderr, "%s: no corpus\n", words[i]);
			return 1;
		}
		files += more;
	}
	(void)printf("%d files\n", files);
	return 0;
}
