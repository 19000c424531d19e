/* The files of a JEMSS folder, found by how their names begin. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "history/source.h"
#include "whatif/jemss.h"

static const struct {
	const char *stem;
	bool optional;
} files[JEMSS_FILE_COUNT] = {
#define JEMSS_FILE(NAME, STEM, OPTIONAL) { STEM, OPTIONAL },
	JEMSS_FILE_LIST(JEMSS_FILE)
#undef JEMSS_FILE
};

const char *jemss_file_stem(enum jemss_file file)
{
	return files[file].stem;
}

static bool ends_with(const char *name, const char *ending)
{
	size_t length = strlen(name), tail = strlen(ending);
	return length > tail && strcmp(name + length - tail, ending) == 0;
}

/* "calls.csv.xz" and "calls_1.csv" are calls; "calls_of_old.txt" and "callsigns.csv" are not. */
static bool is_file(const char *name, const char *stem)
{
	size_t length = strlen(stem);
	return strncmp(name, stem, length) == 0 && name[length] && strchr("._0123456789", name[length]) &&
	       (ends_with(name, ".csv") || ends_with(name, ".csv.xz"));
}

static void match(struct jemss_texts *texts, const char *name)
{
	for (unsigned i = 0; i < JEMSS_FILE_COUNT; i++) {
		char *known = texts->name[i];
		if (is_file(name, files[i].stem) && strlen(name) < sizeof texts->name[i] &&
		    (!known[0] || strcmp(name, known) < 0))
			(void)snprintf(known, sizeof texts->name[i], "%s", name);
	}
}

enum status jemss_texts_read(const char *folder, struct jemss_texts *texts, struct jemss_fault *ret_fault)
{
	char path[4096];
	DIR *open = opendir(folder);
	if (!open) {
		*ret_fault = (struct jemss_fault){ .what = "the folder cannot be read" };
		return STATUS_MISSING;
	}
	for (const struct dirent *entry; (entry = readdir(open));)
		match(texts, entry->d_name);
	(void)closedir(open);
	for (unsigned i = 0; i < JEMSS_FILE_COUNT; i++) {
		*ret_fault = (struct jemss_fault){ .file = (enum jemss_file)i, .what = "the file is not there" };
		if (!texts->name[i][0] && files[i].optional)
			continue;
		if (!texts->name[i][0])
			return STATUS_MISSING;
		if (snprintf(path, sizeof path, "%s/%s", folder, texts->name[i]) >= (int)sizeof path)
			return STATUS_LIMIT;
		enum status status = source_read(path, &texts->text[i]);
		ret_fault->what = status_text(status);
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

void jemss_texts_close(struct jemss_texts *texts)
{
	for (unsigned i = 0; i < JEMSS_FILE_COUNT; i++)
		buffer_close(&texts->text[i]);
	*texts = (struct jemss_texts){ 0 };
}
