/* The import's order: survey, roads, summary, file. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/import.h"

#include "atlas/import_report.h"
#include "atlas/map_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status blame_source(struct map_import *import, int error)
{
	import->error = error;
	return STATUS_MISSING;
}

static enum status map_source(struct map_import *import, struct bytes *ret_file)
{
	struct stat about;
	int file = open(import->source, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return blame_source(import, errno);
	int error = fstat(file, &about) != 0 ? errno : S_ISDIR(about.st_mode) ? EISDIR : 0;
	void *at = NULL;
	if (!error && about.st_size > 0) {
		at = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0);
		error = at == MAP_FAILED ? errno : 0;
	}
	(void)close(file);
	if (error)
		return blame_source(import, error);
	*ret_file = bytes_of(at, at ? (size_t)about.st_size : 0);
	return STATUS_OK;
}

static enum status no_roads(struct map_import *import)
{
	import->fault = (struct osm_fault){ .what = "it holds no road that a vehicle may use" };
	return STATUS_MALFORMED;
}

static enum status write_map(struct map_import *import, const struct road_network *network)
{
	struct bytes sections[MAP_SECTION_COUNT] = { 0 };
	uint8_t basics[4], hash[MAP_HASH_BYTES];
	map_file_sections(network, basics, sections);
	sections[MAP_SUMMARY] = buffer_bytes(&import->summary);
	import->blamed = import->target;
	errno = 0;
	enum status status = map_file_write(import->target, sections, hash);
	import->error = errno;
	return status;
}

enum status map_import_run(struct map_import *import)
{
	struct survey survey = { 0 };
	struct road_network network = { 0 };
	struct road_report report = { 0 };
	struct bytes file = { 0 };
	import->blamed = import->source;
	enum status status = map_source(import, &file);
	if (status != STATUS_OK)
		return status;
	status = survey_read(&survey, file, import->progress, &import->fault);
	if (status == STATUS_OK)
		status = road_build(&survey, &network, &report);
	if (status == STATUS_OK && !network.arc_count)
		status = no_roads(import);
	if (status == STATUS_OK)
		status = import_report_roads(&import->summary, &survey, &network, &report);
	if (status == STATUS_OK)
		status = write_map(import, &network);
	road_network_close(&network);
	survey_close(&survey);
	if (file.length)
		(void)munmap((void *)(uintptr_t)file.at, file.length);
	return status;
}
