/* Networks that come ready made, as tables of text: .gr with .co, and folders of nodes and arcs; xz may be around each. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ATLAS_PLAIN_NETWORK_H
#define ATLAS_PLAIN_NETWORK_H

#include "atlas/osm.h"
#include "roads/network.h"

/* The most that such a file may hold once it is unpacked. */
#define PLAIN_FILE_MAX_BYTES ((size_t)4 << 30)

/* Whether the path is one of them: it ends in .gr or .gr.xz, or is a folder. */
bool plain_network_is(const char *path);
/*
 * Reads `X.gr` and, where it is there, `X.co` beside it; or `nodes.csv` and `arcs.csv` of a folder, by its mode (from 1).
 *   STATUS_MISSING    a file cannot be read: errno says why
 *   STATUS_MALFORMED  see fault
 *   STATUS_LIMIT, STATUS_MEMORY
 * ret_blamed has the file that was at fault.
 */
enum status plain_network_read(const char *path, unsigned mode, struct road_network *ret_network,
                               struct osm_fault *ret_fault, char ret_blamed[4096]);

#endif
