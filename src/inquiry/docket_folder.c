/* Opens a docket on disk: its words are read, its days mapped, all of it checked before anything is believed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry/docket_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/instant.h"
#include "inquiry/docket_clock.h"
#include "inquiry/docket_day.h"
#include "inquiry/docket_folder_inside.h"
#include "inquiry/docket_words.h"

#define DAYS_MAX 200000u

struct mapped {
	void *at;
	size_t length;
};

struct docket_folder {
	struct docket docket;
	struct docket_words words;
	const char **word;
	int32_t *offset_s;
	int32_t *day; /* of the files that there are, in order */
	size_t days, room;
	struct mapped *map;             /* by day */
	struct docket_segment *segment; /* of the days that have calls */
};

#define DAY_FILE_END ".calls"

void docket_day_name(int32_t day, char name[DOCKET_FILE_NAME_BYTES])
{
	char text[INSTANT_DAY_BYTES];
	instant_day_write(day, text);
	(void)snprintf(name, DOCKET_FILE_NAME_BYTES, "%s" DAY_FILE_END, text);
}

bool docket_day_named(const char *name, int32_t *ret_day)
{
	char text[INSTANT_DAY_BYTES];
	size_t length = strcspn(name, ".");
	int64_t day;
	if (length >= sizeof text || strcmp(name + length, DAY_FILE_END) != 0)
		return false;
	memcpy(text, name, length);
	text[length] = '\0';
	if (!instant_day_read(text, &day))
		return false;
	*ret_day = (int32_t)day;
	return true;
}

bool docket_file_path(char path[KEPT_FILE_PATH_MAX_BYTES], const char *folder, const char *name)
{
	int length = snprintf(path, KEPT_FILE_PATH_MAX_BYTES, "%s/%s", folder, name);
	return length > 0 && (size_t)length < KEPT_FILE_PATH_MAX_BYTES;
}

void docket_fault_in(struct docket_fault *fault, const char *file)
{
	*fault = (struct docket_fault){ 0 };
	(void)snprintf(fault->file, sizeof fault->file, "%s", file);
}

static int compare_days(const void *left, const void *right)
{
	int32_t one = *(const int32_t *)left, other = *(const int32_t *)right;
	return (one > other) - (one < other);
}

static enum status add_day(struct docket_folder *folder, int32_t day)
{
	if (folder->days == DAYS_MAX)
		return STATUS_LIMIT;
	if (folder->days == folder->room) {
		size_t room = folder->room ? folder->room * 2 : 64;
		int32_t *days = reallocarray(folder->day, room, sizeof *days);
		if (!days)
			return STATUS_MEMORY;
		folder->day = days;
		folder->room = room;
	}
	folder->day[folder->days++] = day;
	return STATUS_OK;
}

/* Other files in the folder are nobody's concern: one of a day that is being written ends otherwise. */
static enum status list_days(const char *path, struct docket_folder *folder)
{
	DIR *list = opendir(path);
	enum status status = list ? STATUS_OK : errno == ENOENT ? STATUS_MISSING : STATUS_IO;
	while (status == STATUS_OK) {
		errno = 0;
		const struct dirent *entry = readdir(list);
		int32_t day;
		if (!entry && errno)
			status = STATUS_IO;
		if (!entry)
			break;
		if (docket_day_named(entry->d_name, &day))
			status = add_day(folder, day);
	}
	if (list)
		(void)closedir(list);
	if (status == STATUS_OK && folder->days)
		qsort(folder->day, folder->days, sizeof *folder->day, compare_days);
	return status;
}

static enum status read_words(const char *path, struct docket_folder *folder, struct docket_fault *fault)
{
	char name[KEPT_FILE_PATH_MAX_BYTES];
	struct buffer text = { 0 };
	docket_fault_in(fault, DOCKET_WORDS_FILE);
	if (!docket_file_path(name, path, DOCKET_WORDS_FILE))
		return STATUS_LIMIT;
	enum status status = kept_file_read(name, &text);
	if (status == STATUS_OK && !text.length) {
		fault->what = "there are none: it is no docket";
		status = STATUS_MISSING;
	}
	if (status == STATUS_OK)
		status = docket_words_read(buffer_bytes(&text), &folder->words, &fault->what);
	buffer_close(&text);
	if (status != STATUS_OK)
		return status;
	uint32_t count = folder->words.names.count;
	folder->word = calloc((size_t)count + 1, sizeof *folder->word);
	for (uint32_t i = 0; folder->word && i <= count; i++)
		folder->word[i] = names_word(&folder->words.names, i);
	return folder->word ? STATUS_OK : STATUS_MEMORY;
}

static enum status map_file(const char *path, struct mapped *map)
{
	struct stat about;
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return STATUS_IO;
	bool good = fstat(file, &about) == 0 && S_ISREG(about.st_mode);
	if (good && about.st_size) {
		void *at = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
		good = at != MAP_FAILED;
		if (good)
			*map = (struct mapped){ at, (size_t)about.st_size };
	}
	(void)close(file);
	return good ? STATUS_OK : STATUS_IO;
}

/* As they are now: a file that takes another's place later changes nothing of what is mapped. */
static enum status map_days(const char *path, struct docket_folder *folder, struct docket_fault *fault)
{
	char name[DOCKET_FILE_NAME_BYTES], file[KEPT_FILE_PATH_MAX_BYTES];
	folder->map = calloc(folder->days + 1, sizeof *folder->map);
	enum status status = folder->map ? STATUS_OK : STATUS_MEMORY;
	for (size_t i = 0; status == STATUS_OK && i < folder->days; i++) {
		docket_day_name(folder->day[i], name);
		docket_fault_in(fault, name);
		status = docket_file_path(file, path, name) ? map_file(file, &folder->map[i]) : STATUS_LIMIT;
	}
	return status;
}

/* What only all days together can tell: that they are of one docket, and in order. */
static const char *join_day(struct docket *docket, const struct docket_day *day, int64_t *last_ms)
{
	const struct docket_segment *segment = &day->segment;
	if (!docket->precision_s) {
		docket->precision_s = day->precision_s;
		docket->recorded = day->recorded;
		docket->until_ms = day->until_ms;
	}
	if (day->precision_s != docket->precision_s || day->recorded != docket->recorded)
		return "its precision, or what it records, is not that of the days before it";
	if (segment->calls && segment->contact_ms[0] < *last_ms)
		return "its first call came before the last one of the day before it";
	if (segment->calls)
		*last_ms = segment->contact_ms[segment->calls - 1];
	if (day->until_ms > docket->until_ms)
		docket->until_ms = day->until_ms;
	return NULL;
}

static enum status read_day(struct docket_folder *folder, size_t at, struct hasher *hasher, int64_t *last_ms,
                            struct docket_fault *fault)
{
	char name[DOCKET_FILE_NAME_BYTES];
	struct docket_day day;
	const struct mapped *map = &folder->map[at];
	docket_day_name(folder->day[at], name);
	docket_fault_in(fault, name);
	enum status status =
	    docket_day_read(bytes_of(map->at, map->length), folder->words.names.count + 1, hasher, &day, &fault->what);
	if (status != STATUS_OK)
		return status;
	fault->what = day.day == folder->day[at] ? join_day(&folder->docket, &day, last_ms)
	                                         : "it is of another day than its name says";
	if (fault->what)
		return STATUS_CORRUPT;
	if (day.segment.calls)
		folder->segment[folder->docket.segments++] = day.segment;
	return STATUS_OK;
}

static enum status read_days(struct docket_folder *folder, struct docket_fault *fault)
{
	struct hasher *hasher = NULL;
	int64_t last_ms = INT64_MIN;
	folder->segment = calloc(folder->days + 1, sizeof *folder->segment);
	enum status status = folder->segment ? hasher_open(&hasher) : STATUS_MEMORY;
	for (size_t i = 0; status == STATUS_OK && i < folder->days; i++)
		status = read_day(folder, i, hasher, &last_ms, fault);
	hasher_close(hasher);
	return status;
}

static struct instant begin_of(const struct docket *docket)
{
	for (size_t i = 0; i < docket->segments; i++)
		for (size_t at = 0; at < docket->segment[i].calls; at++)
			if (docket->segment[i].contact_ms[at] != DOCKET_NO_CONTACT)
				return (struct instant){ docket->segment[i].contact_ms[at] * 1000 };
	return (struct instant){ docket->until_ms * 1000 };
}

static enum status describe(struct docket_folder *folder, struct docket_fault *fault)
{
	struct docket *docket = &folder->docket;
	docket->segment = folder->segment;
	docket->words = folder->word;
	docket->word_count = folder->words.names.count + 1;
	docket->title = (const char *)folder->words.title.at;
	docket->zone = (const char *)folder->words.zone.at;
	if (!docket->precision_s)
		docket->precision_s = 1; /* of a docket without a day */
	docket_fault_in(fault, DOCKET_WORDS_FILE);
	struct instant begin = begin_of(docket), until = { docket->until_ms * 1000 };
	enum status status = STATUS_CORRUPT;
	fault->what = "its calls lie centuries apart";
	if (instant_sane(begin) && instant_sane(until))
		status = docket_clock_lay(docket, begin, until, &folder->offset_s);
	if (status == STATUS_MISSING)
		fault->what = "there is no zone of that name here";
	else if (status != STATUS_CORRUPT)
		fault->what = NULL;
	return status;
}

void docket_folder_close(struct docket_folder *folder)
{
	if (!folder)
		return;
	for (size_t i = 0; folder->map && i < folder->days; i++)
		if (folder->map[i].at)
			(void)munmap(folder->map[i].at, folder->map[i].length);
	docket_words_close(&folder->words);
	free(folder->word);
	free(folder->offset_s);
	free(folder->day);
	free(folder->map);
	free(folder->segment);
	free(folder);
}

const struct docket *docket_folder_docket(const struct docket_folder *folder)
{
	return &folder->docket;
}

enum status docket_folder_open(const char *path, struct docket_folder **ret_folder, struct docket_fault *ret_fault)
{
	struct docket_fault fault = { 0 };
	struct docket_folder *folder = calloc(1, sizeof *folder);
	enum status status = folder ? list_days(path, folder) : STATUS_MEMORY;
	/* Days refer to words that were written before them: those are read when all days are held. */
	if (status == STATUS_OK)
		status = map_days(path, folder, &fault);
	if (status == STATUS_OK)
		status = read_words(path, folder, &fault);
	if (status == STATUS_OK)
		status = read_days(folder, &fault);
	if (status == STATUS_OK)
		status = describe(folder, &fault);
	if (status == STATUS_OK) {
		*ret_folder = folder;
		return STATUS_OK;
	}
	docket_folder_close(folder);
	if (!fault.what)
		fault.what = status_text(status);
	*ret_fault = fault;
	return status;
}
