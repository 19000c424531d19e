/* SQLite's file system on bytes in memory, twice for each file: as programs see it, and as it is on the platter. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "disk.h"

#include <assert.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILES_MAX 16u
#define NAME_MAX_BYTES 512
#define SHM_REGIONS_MAX 64u
#define VFS_NAME "faulty"

struct image {
	uint8_t *at;
	size_t length;
	size_t room;
};

/* One change that is not durable yet: bytes written, or a new length where there are none. */
struct change {
	size_t offset;
	size_t length;
	uint8_t *bytes; /* NULL: the file was cut to `offset` */
};

struct file {
	char name[NAME_MAX_BYTES];
	bool exists;
	struct image seen;
	struct image durable;
	struct change *change;
	size_t changes;
	size_t changes_room;
	uint8_t *region[SHM_REGIONS_MAX];
	unsigned readers;   /* that hold SHARED or more */
	const void *writer; /* holds RESERVED or more */
	bool pending;       /* the writer waits for the readers to go, or has the file alone */
	unsigned shm_shared[SQLITE_SHM_NLOCK];
	const void *shm_alone[SQLITE_SHM_NLOCK];
};

struct disk {
	sqlite3_vfs vfs;
	sqlite3_vfs *before; /* what SQLite used */
	pthread_mutex_t lock;
	struct file file[FILES_MAX];
	uint64_t random;
	struct disk_counts counts;
	enum disk_trouble trouble;
	uint64_t trouble_at; /* counts.calls; 0: never */
	bool troubled;
	bool off;
};

struct handle {
	sqlite3_file base;
	struct disk *disk;
	struct file *file;
	int level;
	uint16_t shm_shared; /* locks that this one holds */
	uint16_t shm_alone;
	bool remove; /* when it is closed */
};

static uint64_t draw(struct disk *disk, uint64_t below)
{
	disk->random ^= disk->random >> 12;
	disk->random ^= disk->random << 25;
	disk->random ^= disk->random >> 27;
	return (disk->random * 0x2545f4914f6cdd1du >> 16) % below;
}

static void image_reach(struct image *image, size_t length)
{
	if (length > image->room) {
		size_t room = image->room ? image->room : 4096;
		while (room < length)
			room *= 2;
		uint8_t *at = realloc(image->at, room);
		assert(at); /* the simulator has memory, or it is no use */
		image->at = at;
		image->room = room;
	}
	if (length > image->length) {
		memset(image->at + image->length, 0, length - image->length);
		image->length = length;
	}
}

static void image_write(struct image *image, size_t offset, const uint8_t *bytes, size_t length)
{
	image_reach(image, offset + length);
	memcpy(image->at + offset, bytes, length);
}

static void image_apply(struct image *image, const struct change *change)
{
	if (change->bytes)
		image_write(image, change->offset, change->bytes, change->length);
	else if (change->offset < image->length)
		image->length = change->offset;
	else
		image_reach(image, change->offset);
}

/* Sectors of a write come to the platter one by one. */
static void image_tear(struct disk *disk, struct image *image, const struct change *change)
{
	for (size_t at = 0; change->bytes && at < change->length; at += DISK_SECTOR_BYTES) {
		size_t length = change->length - at < DISK_SECTOR_BYTES ? change->length - at : DISK_SECTOR_BYTES;
		if (draw(disk, 2))
			image_write(image, change->offset + at, change->bytes + at, length);
	}
}

static void forget_changes(struct file *file)
{
	for (size_t i = 0; i < file->changes; i++)
		free(file->change[i].bytes);
	file->changes = 0;
}

static void note_change(struct file *file, size_t offset, const void *bytes, size_t length)
{
	if (file->changes == file->changes_room) {
		size_t room = file->changes_room ? file->changes_room * 2 : 16;
		struct change *change = reallocarray(file->change, room, sizeof *change);
		assert(change);
		file->change = change;
		file->changes_room = room;
	}
	uint8_t *copy = bytes ? malloc(length) : NULL;
	if (bytes) {
		assert(copy);
		memcpy(copy, bytes, length);
	}
	file->change[file->changes++] = (struct change){ offset, length, copy };
}

/* Counts a call; SQLITE_OK, or how it fails. */
static int call(struct disk *disk, bool writes, int failure)
{
	disk->counts.calls++;
	if (disk->trouble_at && disk->counts.calls >= disk->trouble_at) {
		bool first = !disk->troubled;
		disk->troubled = true;
		if (disk->trouble == DISK_POWER_FAILS)
			disk->off = true;
		else if (disk->trouble == DISK_IS_FULL && writes)
			return SQLITE_FULL;
		else if (disk->trouble == DISK_CALL_FAILS && first)
			return failure;
	}
	return disk->off ? failure : SQLITE_OK;
}

static struct handle *handle_of(sqlite3_file *file)
{
	return (struct handle *)(void *)file;
}

static struct disk *enter(sqlite3_file *file)
{
	struct disk *disk = handle_of(file)->disk;
	(void)pthread_mutex_lock(&disk->lock);
	return disk;
}

static int leave(struct disk *disk, int code)
{
	(void)pthread_mutex_unlock(&disk->lock);
	return code;
}

static int on_read(sqlite3_file *base, void *bytes, int length, sqlite3_int64 offset)
{
	struct disk *disk = enter(base);
	const struct image *seen = &handle_of(base)->file->seen;
	int code = call(disk, false, SQLITE_IOERR_READ);
	if (code != SQLITE_OK)
		return leave(disk, code);
	size_t from = (size_t)offset, wanted = (size_t)length;
	size_t there = from < seen->length ? seen->length - from : 0;
	size_t got = there < wanted ? there : wanted;
	if (got)
		memcpy(bytes, seen->at + from, got);
	memset((uint8_t *)bytes + got, 0, wanted - got);
	return leave(disk, got == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ);
}

static int on_write(sqlite3_file *base, const void *bytes, int length, sqlite3_int64 offset)
{
	struct disk *disk = enter(base);
	struct file *file = handle_of(base)->file;
	/* A write that the power failed in may have begun. */
	bool was_on = !disk->off;
	int code = call(disk, true, SQLITE_IOERR_WRITE);
	if (code == SQLITE_OK || (was_on && disk->off)) {
		image_write(&file->seen, (size_t)offset, bytes, (size_t)length);
		note_change(file, (size_t)offset, bytes, (size_t)length);
	}
	return leave(disk, code);
}

static int on_truncate(sqlite3_file *base, sqlite3_int64 length)
{
	struct disk *disk = enter(base);
	struct file *file = handle_of(base)->file;
	int code = call(disk, true, SQLITE_IOERR_TRUNCATE);
	if (code == SQLITE_OK) {
		const struct change cut = { .offset = (size_t)length };
		image_apply(&file->seen, &cut);
		note_change(file, (size_t)length, NULL, 0);
	}
	return leave(disk, code);
}

static int on_sync(sqlite3_file *base, int flags)
{
	struct disk *disk = enter(base);
	struct file *file = handle_of(base)->file;
	(void)flags;
	int code = call(disk, true, SQLITE_IOERR_FSYNC);
	for (size_t i = 0; code == SQLITE_OK && i < file->changes; i++)
		image_apply(&file->durable, &file->change[i]);
	if (code == SQLITE_OK)
		forget_changes(file);
	return leave(disk, code);
}

static int on_size(sqlite3_file *base, sqlite3_int64 *ret_size)
{
	struct disk *disk = enter(base);
	int code = call(disk, false, SQLITE_IOERR_FSTAT);
	*ret_size = (sqlite3_int64)handle_of(base)->file->seen.length;
	return leave(disk, code);
}

static int on_lock(sqlite3_file *base, int level)
{
	struct disk *disk = enter(base);
	struct handle *handle = handle_of(base);
	struct file *file = handle->file;
	if (handle->level >= level)
		return leave(disk, SQLITE_OK);
	bool others_write = file->writer && file->writer != handle;
	if (level == SQLITE_LOCK_SHARED) {
		if (others_write && file->pending)
			return leave(disk, SQLITE_BUSY);
		file->readers++;
		handle->level = level;
		return leave(disk, SQLITE_OK);
	}
	if (others_write)
		return leave(disk, SQLITE_BUSY);
	file->writer = handle;
	if (level == SQLITE_LOCK_EXCLUSIVE) {
		file->pending = true;
		if (file->readers > 1) {
			handle->level = SQLITE_LOCK_PENDING;
			return leave(disk, SQLITE_BUSY);
		}
	}
	handle->level = level;
	return leave(disk, SQLITE_OK);
}

static int on_unlock(sqlite3_file *base, int level)
{
	struct disk *disk = enter(base);
	struct handle *handle = handle_of(base);
	struct file *file = handle->file;
	if (handle->level <= level)
		return leave(disk, SQLITE_OK);
	if (file->writer == handle) {
		file->writer = NULL;
		file->pending = false;
	}
	if (level == SQLITE_LOCK_NONE)
		file->readers--;
	handle->level = level;
	return leave(disk, SQLITE_OK);
}

static int on_check_reserved(sqlite3_file *base, int *ret_reserved)
{
	struct disk *disk = enter(base);
	*ret_reserved = handle_of(base)->file->writer != NULL;
	return leave(disk, SQLITE_OK);
}

static int on_control(sqlite3_file *base, int operation, void *argument)
{
	(void)base;
	(void)operation;
	(void)argument;
	return SQLITE_NOTFOUND;
}

static int on_sector_size(sqlite3_file *base)
{
	(void)base;
	return 4096;
}

/* As SQLite's own file system says of every disk: a torn write harms no byte beside it. */
static int on_characteristics(sqlite3_file *base)
{
	(void)base;
	return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int on_shm_map(sqlite3_file *base, int number, int bytes, int extend, void volatile **ret_region)
{
	struct disk *disk = enter(base);
	struct file *file = handle_of(base)->file;
	*ret_region = NULL;
	if (number >= (int)SHM_REGIONS_MAX)
		return leave(disk, SQLITE_IOERR_SHMMAP);
	if (!file->region[number] && extend)
		file->region[number] = calloc(1, (size_t)bytes);
	*ret_region = file->region[number];
	return leave(disk, SQLITE_OK);
}

static bool shm_is_free(const struct file *file, const struct handle *handle, int slot, bool alone)
{
	bool others_alone = file->shm_alone[slot] && file->shm_alone[slot] != handle;
	unsigned own = handle->shm_shared >> slot & 1u;
	return !others_alone && (!alone || file->shm_shared[slot] == own);
}

static void shm_set(struct file *file, struct handle *handle, int slot, bool lock, bool alone)
{
	uint16_t bit = (uint16_t)(1u << slot);
	if (alone) {
		file->shm_alone[slot] = lock ? handle : NULL;
		handle->shm_alone = (uint16_t)(lock ? handle->shm_alone | bit : handle->shm_alone & ~bit);
		return;
	}
	bool held = handle->shm_shared & bit;
	if (lock == held)
		return;
	file->shm_shared[slot] += lock ? 1u : (unsigned)-1;
	handle->shm_shared = (uint16_t)(handle->shm_shared ^ bit);
}

static int on_shm_lock(sqlite3_file *base, int offset, int count, int flags)
{
	struct disk *disk = enter(base);
	struct handle *handle = handle_of(base);
	bool lock = flags & SQLITE_SHM_LOCK, alone = flags & SQLITE_SHM_EXCLUSIVE;
	for (int slot = offset; lock && slot < offset + count; slot++)
		if (!shm_is_free(handle->file, handle, slot, alone))
			return leave(disk, SQLITE_BUSY);
	for (int slot = offset; slot < offset + count; slot++)
		shm_set(handle->file, handle, slot, lock, alone);
	return leave(disk, SQLITE_OK);
}

static void on_shm_barrier(sqlite3_file *base)
{
	(void)leave(enter(base), SQLITE_OK);
}

static void release_shm(struct handle *handle)
{
	for (int slot = 0; slot < SQLITE_SHM_NLOCK; slot++) {
		if (handle->shm_shared >> slot & 1u)
			shm_set(handle->file, handle, slot, false, false);
		if (handle->shm_alone >> slot & 1u)
			shm_set(handle->file, handle, slot, false, true);
	}
}

static void drop_regions(struct file *file)
{
	for (unsigned i = 0; i < SHM_REGIONS_MAX; i++) {
		free(file->region[i]);
		file->region[i] = NULL;
	}
}

static int on_shm_unmap(sqlite3_file *base, int remove)
{
	struct disk *disk = enter(base);
	release_shm(handle_of(base));
	if (remove)
		drop_regions(handle_of(base)->file);
	return leave(disk, SQLITE_OK);
}

static void empty(struct file *file)
{
	forget_changes(file);
	file->seen.length = 0;
	file->durable.length = 0;
	file->exists = false;
}

static int on_close(sqlite3_file *base)
{
	(void)on_unlock(base, SQLITE_LOCK_NONE);
	struct disk *disk = enter(base);
	release_shm(handle_of(base));
	if (handle_of(base)->remove)
		empty(handle_of(base)->file);
	return leave(disk, SQLITE_OK);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = on_close,
	.xRead = on_read,
	.xWrite = on_write,
	.xTruncate = on_truncate,
	.xSync = on_sync,
	.xFileSize = on_size,
	.xLock = on_lock,
	.xUnlock = on_unlock,
	.xCheckReservedLock = on_check_reserved,
	.xFileControl = on_control,
	.xSectorSize = on_sector_size,
	.xDeviceCharacteristics = on_characteristics,
	.xShmMap = on_shm_map,
	.xShmLock = on_shm_lock,
	.xShmBarrier = on_shm_barrier,
	.xShmUnmap = on_shm_unmap,
};

static struct disk *disk_of(sqlite3_vfs *vfs)
{
	struct disk *disk = vfs->pAppData;
	(void)pthread_mutex_lock(&disk->lock);
	return disk;
}

static struct file *file_named(struct disk *disk, const char *name, bool make)
{
	struct file *unused = NULL;
	for (unsigned i = 0; i < FILES_MAX; i++) {
		if (disk->file[i].exists && name && strcmp(disk->file[i].name, name) == 0)
			return &disk->file[i];
		if (!disk->file[i].exists && !unused)
			unused = &disk->file[i];
	}
	if (!make || !unused || (name && strlen(name) >= NAME_MAX_BYTES))
		return NULL;
	(void)snprintf(unused->name, sizeof unused->name, "%s", name ? name : "");
	unused->exists = true;
	return unused;
}

static int on_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *ret_flags)
{
	struct disk *disk = disk_of(vfs);
	struct handle *handle = handle_of(base);
	*handle = (struct handle){ .disk = disk };
	int code = call(disk, false, SQLITE_CANTOPEN);
	if (code != SQLITE_OK)
		return leave(disk, code);
	handle->file = file_named(disk, name, !name || flags & SQLITE_OPEN_CREATE);
	if (!handle->file)
		return leave(disk, SQLITE_CANTOPEN);
	handle->remove = !name || flags & SQLITE_OPEN_DELETEONCLOSE;
	handle->base.pMethods = &methods;
	if (ret_flags)
		*ret_flags = flags;
	return leave(disk, SQLITE_OK);
}

static int on_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	struct disk *disk = disk_of(vfs);
	(void)sync;
	int code = call(disk, true, SQLITE_IOERR_DELETE);
	struct file *file = code == SQLITE_OK ? file_named(disk, name, false) : NULL;
	if (code == SQLITE_OK && !file)
		code = SQLITE_IOERR_DELETE_NOENT;
	if (file)
		empty(file);
	return leave(disk, code);
}

static int on_access(sqlite3_vfs *vfs, const char *name, int flags, int *ret_yes)
{
	struct disk *disk = disk_of(vfs);
	(void)flags;
	int code = call(disk, false, SQLITE_IOERR_ACCESS);
	const struct file *file = file_named(disk, name, false);
	*ret_yes = file != NULL && (flags != SQLITE_ACCESS_EXISTS || file->seen.length > 0);
	return leave(disk, code);
}

static int on_full_name(sqlite3_vfs *vfs, const char *name, int room, char *ret_name)
{
	(void)vfs;
	if (strlen(name) >= (size_t)room)
		return SQLITE_CANTOPEN;
	(void)snprintf(ret_name, (size_t)room, "%s", name);
	return SQLITE_OK;
}

static int on_randomness(sqlite3_vfs *vfs, int length, char *bytes)
{
	struct disk *disk = disk_of(vfs);
	for (int i = 0; i < length; i++)
		bytes[i] = (char)draw(disk, 256);
	(void)leave(disk, SQLITE_OK);
	return length;
}

static int on_sleep(sqlite3_vfs *vfs, int us)
{
	const struct disk *disk = vfs->pAppData;
	return disk->before->xSleep(disk->before, us);
}

static int on_time(sqlite3_vfs *vfs, double *ret_day)
{
	(void)vfs;
	*ret_day = 2461000.5; /* any day: nothing here depends on it */
	return SQLITE_OK;
}

static int on_last_error(sqlite3_vfs *vfs, int room, char *text)
{
	(void)vfs;
	(void)room;
	(void)text;
	return 0;
}

struct disk *disk_open(uint64_t seed)
{
	struct disk *disk = calloc(1, sizeof *disk);
	if (!disk)
		return NULL;
	disk->random = seed * 0x9e3779b97f4a7c15u | 1;
	disk->before = sqlite3_vfs_find(NULL);
	(void)pthread_mutex_init(&disk->lock, NULL);
	disk->vfs = (sqlite3_vfs){
		.iVersion = 1,
		.szOsFile = sizeof(struct handle),
		.mxPathname = NAME_MAX_BYTES,
		.zName = VFS_NAME,
		.pAppData = disk,
		.xOpen = on_open,
		.xDelete = on_delete,
		.xAccess = on_access,
		.xFullPathname = on_full_name,
		.xRandomness = on_randomness,
		.xSleep = on_sleep,
		.xCurrentTime = on_time,
		.xGetLastError = on_last_error,
	};
	if (sqlite3_vfs_register(&disk->vfs, 1) != SQLITE_OK) {
		free(disk);
		return NULL;
	}
	return disk;
}

void disk_close(struct disk *disk)
{
	if (!disk)
		return;
	(void)sqlite3_vfs_unregister(&disk->vfs);
	(void)sqlite3_vfs_register(disk->before, 1);
	for (unsigned i = 0; i < FILES_MAX; i++) {
		forget_changes(&disk->file[i]);
		drop_regions(&disk->file[i]);
		free(disk->file[i].change);
		free(disk->file[i].seen.at);
		free(disk->file[i].durable.at);
	}
	(void)pthread_mutex_destroy(&disk->lock);
	free(disk);
}

void disk_trouble(struct disk *disk, enum disk_trouble trouble, uint64_t after)
{
	(void)pthread_mutex_lock(&disk->lock);
	disk->trouble = trouble;
	disk->trouble_at = after ? disk->counts.calls + after : 0;
	disk->troubled = false;
	(void)pthread_mutex_unlock(&disk->lock);
}

bool disk_troubled(const struct disk *disk)
{
	return disk->troubled;
}

/* Three kinds of bad luck: all of it reached the platter, an end of it did not, or any of it may be missing. */
static void settle(struct disk *disk, struct file *file)
{
	uint64_t luck = draw(disk, 3);
	size_t reached = luck == 1 && file->changes ? draw(disk, file->changes + 1) : file->changes;
	for (size_t i = 0; i < file->changes; i++) {
		const struct change *change = &file->change[i];
		bool whole = luck == 0 || (luck == 1 && i < reached) || (luck == 2 && draw(disk, 2));
		bool torn = !whole && change->bytes && (luck == 1 ? i == reached : draw(disk, 2));
		if (whole)
			image_apply(&file->durable, change);
		else if (torn)
			image_tear(disk, &file->durable, change);
		disk->counts.kept += whole;
		disk->counts.torn += torn;
		disk->counts.dropped += !whole && !torn;
	}
	forget_changes(file);
	file->seen.length = 0;
	if (file->durable.length)
		image_write(&file->seen, 0, file->durable.at, file->durable.length);
}

void disk_power_on(struct disk *disk)
{
	(void)pthread_mutex_lock(&disk->lock);
	for (unsigned i = 0; i < FILES_MAX; i++) {
		struct file *file = &disk->file[i];
		assert(!file->readers && !file->writer); /* all closed */
		settle(disk, file);
		drop_regions(file);
	}
	disk->off = false;
	disk->trouble_at = 0;
	disk->troubled = false;
	(void)pthread_mutex_unlock(&disk->lock);
}

struct disk_counts disk_counts(const struct disk *disk)
{
	return disk->counts;
}

bool disk_rot(struct disk *disk, const char *ending)
{
	for (unsigned i = 0; i < FILES_MAX; i++) {
		struct file *file = &disk->file[i];
		size_t length = strlen(file->name), tail = strlen(ending);
		if (!file->exists || !file->durable.length || length < tail ||
		    strcmp(file->name + length - tail, ending) != 0)
			continue;
		size_t at = draw(disk, file->durable.length);
		uint8_t bit = (uint8_t)(1u << draw(disk, 8));
		file->durable.at[at] ^= bit;
		file->seen.at[at] ^= bit;
		return true;
	}
	return false;
}
