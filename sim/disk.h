/* A disk in memory that does what bad disks do, as SQLite's file system: writes that were not synced are lost, torn or
 * kept in any order when the power fails, and the n-th call fails.
 *
 * What is modelled: contents.  That a file exists or was deleted is durable at once.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_DISK_H
#define SIM_DISK_H

#include <stdbool.h>
#include <stdint.h>

struct disk;

/* How a write that was not synced is torn: whole runs of so many bytes are there or not. */
#define DISK_SECTOR_BYTES 512u

enum disk_trouble {
	DISK_POWER_FAILS, /* from that call on nothing works, until disk_power_on */
	DISK_CALL_FAILS,  /* that one call says that the disk failed; what it should have done was not done */
	DISK_IS_FULL,     /* from that call on writes say that there is no room, until disk_trouble is called again */
};

struct disk_counts {
	uint64_t calls;               /* that could fail */
	uint64_t kept, torn, dropped; /* unsynced writes at power failures */
};

/* Makes an empty disk and has SQLite use it for all that it opens without naming a file system; one disk at a time.
 * NULL if there is no memory.  disk_close gives SQLite its own back; all databases must be closed by then. */
struct disk *disk_open(uint64_t seed);
void disk_close(struct disk *disk);

/* The trouble comes at the `after`-th call from now, 1 being the next; 0: no trouble. */
void disk_trouble(struct disk *disk, enum disk_trouble trouble, uint64_t after);
/* Whether the trouble has come. */
bool disk_troubled(const struct disk *disk);
/* The power fails now, if it has not, and comes back: what was not synced is kept, torn or lost by chance.  All databases
 * must have been closed, which changes nothing once the power is off: call disk_trouble(POWER_FAILS, 1) before. */
void disk_power_on(struct disk *disk);
struct disk_counts disk_counts(const struct disk *disk);
/* Changes one bit somewhere in the durable bytes of the file with that ending; false if it has none. */
bool disk_rot(struct disk *disk, const char *ending);

#endif
