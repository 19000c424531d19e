/* A network of roads: the end of what it owns. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/network.h"

#include <stdlib.h>
#include <string.h>

void road_network_close(struct road_network *network)
{
	free(network->nodes);
	free(network->arcs);
	free(network->turns);
	free(network->shapes);
	buffer_close(&network->names);
	memset(network, 0, sizeof(*network));
}
