/* Writes what changed of a docket: first the words, then each day that is not as it was. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/instant.h"
#include "desk/kept_file.h"
#include "inquiry/docket_day.h"
#include "inquiry/docket_folder_inside.h"
#include "inquiry/docket_words.h"

#define HOUR_MS 3600000LL
#define DAY_MS (24 * HOUR_MS)

struct writing {
	const char *path;
	const struct docket *docket;
	struct docket_folder_account *account;
	struct docket_fault *fault;
	struct docket_words words;
	uint32_t *number; /* by the docket's own: the folder's */
	struct hasher *hasher;
	struct buffer image, old;
	struct docket_slice *slice; /* of the day at hand */
	size_t slices;
};

/* ---- days ---- */

static int64_t floored(int64_t value, int64_t by)
{
	int64_t whole = value / by;
	return whole * by > value ? whole - 1 : whole;
}

static int64_t offset_ms(const struct docket *docket, int64_t at_ms)
{
	int64_t hour = floored(at_ms, HOUR_MS) - docket->offset_from_h, last = (int64_t)docket->offsets - 1;
	hour = hour < 0 ? 0 : hour > last ? last : hour;
	return docket->offsets ? docket->offset_s[hour] * 1000LL : 0;
}

static int32_t day_of(const struct docket *docket, int64_t at_ms)
{
	return at_ms == DOCKET_NO_CONTACT ? 0 : (int32_t)floored(at_ms + offset_ms(docket, at_ms), DAY_MS);
}

/* To which moment a day is recorded: its end, or that of the record.  So the files of past days do not change. */
static int64_t until_of(const struct docket *docket, int32_t day)
{
	int64_t end_ms = ((int64_t)day + 1) * DAY_MS;
	end_ms -= offset_ms(docket, end_ms - offset_ms(docket, end_ms));
	return end_ms < docket->until_ms ? end_ms : docket->until_ms;
}

/* ---- words ---- */

static enum status number_words(struct writing *writing, const struct docket_segment *segment, struct buffer *added)
{
	enum status status = STATUS_OK;
	for (size_t at = 0; at < segment->calls; at++)
		for (unsigned i = 0; status == STATUS_OK && i < DOCKET_WORDS; i++) {
			uint32_t own = segment->word[i][at], before = writing->words.names.count;
			assert(own < writing->docket->word_count);
			if (!own || writing->number[own])
				continue;
			const char *word = writing->docket->words[own];
			status = names_add(&writing->words.names, bytes_of_text(word), &writing->number[own]);
			if (status != STATUS_OK || writing->number[own] <= before)
				continue;
			writing->account->words_added++;
			status = docket_words_append(word, added);
		}
	return status;
}

static enum status append_file(const char *path, size_t whole_bytes, struct bytes bytes)
{
	int file = open(path, O_WRONLY | O_CLOEXEC);
	if (file < 0)
		return STATUS_IO;
	/* What a crash has cut short is taken off first. */
	bool good = ftruncate(file, (off_t)whole_bytes) == 0 && lseek(file, 0, SEEK_END) >= 0;
	while (good && bytes.length) {
		ssize_t done = write(file, bytes.at, bytes.length);
		good = done > 0;
		bytes = good ? bytes_of(bytes.at + done, bytes.length - (size_t)done) : bytes;
	}
	enum status failed = !good && errno == ENOSPC ? STATUS_FULL : STATUS_IO;
	good = good && fsync(file) == 0;
	return close(file) == 0 && good ? STATUS_OK : failed;
}

/* The words that are there, which have to be of this docket; whether there are any. */
static enum status read_words(struct writing *writing, const char *path, bool *ret_there)
{
	struct buffer text = { 0 };
	enum status status = kept_file_read(path, &text);
	*ret_there = text.length > 0;
	if (status == STATUS_OK && *ret_there)
		status = docket_words_read(buffer_bytes(&text), &writing->words, &writing->fault->what);
	if (status == STATUS_OK && *ret_there &&
	    (strcmp((const char *)writing->words.title.at, writing->docket->title) != 0 ||
	     strcmp((const char *)writing->words.zone.at, writing->docket->zone) != 0)) {
		writing->fault->what = "the folder has another docket, by its title or its zone";
		status = STATUS_MALFORMED;
	}
	buffer_close(&text);
	return status;
}

static enum status write_words(struct writing *writing)
{
	char path[KEPT_FILE_PATH_MAX_BYTES];
	struct buffer added = { 0 };
	bool there = false;
	docket_fault_in(writing->fault, DOCKET_WORDS_FILE);
	if (!docket_file_path(path, writing->path, DOCKET_WORDS_FILE))
		return STATUS_LIMIT;
	enum status status = read_words(writing, path, &there);
	if (status == STATUS_OK && !there)
		status = docket_words_begin(writing->docket->title, writing->docket->zone, &added);
	for (size_t i = 0; status == STATUS_OK && i < writing->docket->segments; i++)
		status = number_words(writing, &writing->docket->segment[i], &added);
	if (status == STATUS_OK && !there)
		status = kept_file_write(path, buffer_bytes(&added));
	else if (status == STATUS_OK && added.length)
		status = append_file(path, writing->words.whole_bytes, buffer_bytes(&added));
	buffer_close(&added);
	return status;
}

/* ---- files ---- */

/* Writes the day at hand unless its file is the same already. */
static enum status write_day(struct writing *writing, int32_t number)
{
	char name[DOCKET_FILE_NAME_BYTES], path[KEPT_FILE_PATH_MAX_BYTES];
	const struct docket *docket = writing->docket;
	struct docket_day day = { .until_ms = until_of(docket, number),
		                  .day = number,
		                  .precision_s = docket->precision_s,
		                  .recorded = docket->recorded };
	docket_day_name(number, name);
	docket_fault_in(writing->fault, name);
	if (!docket_file_path(path, writing->path, name))
		return STATUS_LIMIT;
	buffer_clear(&writing->image);
	buffer_clear(&writing->old);
	enum status status = docket_day_write(&day, writing->slice, writing->slices, writing->hasher, &writing->image);
	if (status == STATUS_OK)
		status = kept_file_read(path, &writing->old);
	writing->account->days++;
	writing->slices = 0;
	if (status != STATUS_OK || bytes_same(buffer_bytes(&writing->image), buffer_bytes(&writing->old)))
		return status;
	writing->account->written++;
	return kept_file_write(path, buffer_bytes(&writing->image));
}

/* A day's calls lie one behind the other; of a local day that a clock runs into again they still do, under the later one. */
static enum status write_days(struct writing *writing)
{
	const struct docket *docket = writing->docket;
	int32_t day = INT32_MIN, last = day_of(docket, docket->until_ms);
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < docket->segments; i++) {
		const struct docket_segment *segment = &docket->segment[i];
		size_t from = 0;
		for (size_t at = 0; status == STATUS_OK && at < segment->calls; at++) {
			int32_t own = day_of(docket, segment->contact_ms[at]);
			if (own <= day)
				continue;
			if (at > from)
				writing->slice[writing->slices++] =
				    (struct docket_slice){ segment, from, at, writing->number };
			if (day != INT32_MIN)
				status = write_day(writing, day);
			day = own;
			from = at;
		}
		if (segment->calls > from)
			writing->slice[writing->slices++] =
			    (struct docket_slice){ segment, from, segment->calls, writing->number };
	}
	if (status == STATUS_OK && writing->slices)
		status = write_day(writing, day);
	return status == STATUS_OK && last > day ? write_day(writing, last) : status;
}

enum status docket_folder_write(const char *path, const struct docket *docket,
                                struct docket_folder_account *ret_account, struct docket_fault *ret_fault)
{
	struct docket_folder_account account = { 0 };
	struct docket_fault fault = { 0 };
	struct writing writing = { .path = path, .docket = docket, .account = &account, .fault = &fault };
	writing.number = calloc((size_t)docket->word_count + 1, sizeof *writing.number);
	/* Of each segment one run at most belongs to one day, and the one that a day begins with. */
	writing.slice = calloc(docket->segments + 1, sizeof *writing.slice);
	enum status status = writing.number && writing.slice ? hasher_open(&writing.hasher) : STATUS_MEMORY;
	if (status == STATUS_OK && mkdir(path, 0700) != 0 && errno != EEXIST)
		status = STATUS_IO;
	if (status == STATUS_OK)
		status = write_words(&writing);
	if (status == STATUS_OK)
		status = write_days(&writing);
	hasher_close(writing.hasher);
	docket_words_close(&writing.words);
	buffer_close(&writing.image);
	buffer_close(&writing.old);
	free(writing.number);
	free(writing.slice);
	if (status == STATUS_OK) {
		*ret_account = account;
		return STATUS_OK;
	}
	if (!fault.what)
		fault.what = status_text(status);
	*ret_fault = fault;
	return status;
}
