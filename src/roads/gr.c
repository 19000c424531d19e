/* Readers of road graphs as text. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/gr.h"

#include <stdlib.h>
#include <string.h>

#include "roads/line.h"
#include "roads/plane.h"

enum form {
	FORM_BARE,     /* no `p`: arcs from node 0 on */
	FORM_SHORTEST, /* p sp */
	FORM_TOPOLOGY, /* p tw */
};

struct reader {
	struct road_lines lines;
	struct road_network network;
	uint32_t arc_room;
	enum form form;
	bool begun; /* a `p` or an arc was there */
	int64_t nodes, promised, edges;
	const char *what; /* the fault */
};

static bool is_word(struct bytes word, const char *text)
{
	return bytes_same(word, bytes_of_text(text));
}

static enum status fault(struct reader *reader, const char *what)
{
	reader->what = what;
	return STATUS_MALFORMED;
}

static enum status add_arc(struct reader *reader, uint32_t from, uint32_t to, uint32_t time)
{
	struct road_network *network = &reader->network;
	if (network->arc_count == ROAD_ARCS_MAX)
		return STATUS_LIMIT;
	if (network->arc_count == reader->arc_room) {
		uint32_t room = reader->arc_room ? reader->arc_room * 2 : 1024;
		struct road_arc *arcs = realloc(network->arcs, room * sizeof *arcs);
		if (!arcs)
			return STATUS_MEMORY;
		network->arcs = arcs;
		reader->arc_room = room;
	}
	network->arcs[network->arc_count++] =
	    (struct road_arc){ .from = from, .to = to, .time = time, .class = ROAD_CLASS_OTHER };
	if (from >= network->node_count)
		network->node_count = from + 1;
	if (to >= network->node_count)
		network->node_count = to + 1;
	return STATUS_OK;
}

static enum status read_problem(struct reader *reader, struct bytes rest)
{
	struct bytes kind, nodes, arcs, more;
	if (reader->begun)
		return fault(reader, "a line `p` stands behind arcs or another `p`");
	if (!road_line_word(&rest, &kind) || !road_line_word(&rest, &nodes) || !road_line_word(&rest, &arcs) ||
	    road_line_word(&rest, &more))
		return fault(reader, "`p` takes a kind, the number of nodes and that of arcs");
	if (is_word(kind, "sp"))
		reader->form = FORM_SHORTEST;
	else if (is_word(kind, "tw"))
		reader->form = FORM_TOPOLOGY;
	else
		return fault(reader, "`p` is of a kind that is not known here: sp and tw are");
	if (!road_line_number(nodes, 0, ROAD_NODES_MAX - 1, &reader->nodes))
		return fault(reader, "the number of nodes is none, or too large");
	if (!road_line_number(arcs, 0, ROAD_ARCS_MAX, &reader->promised))
		return fault(reader, "the number of arcs is none, or too large");
	reader->begun = true;
	reader->network.node_count = (uint32_t)reader->nodes + 1;
	return STATUS_OK;
}

static enum status read_node(struct reader *reader, struct bytes *rest, int64_t *ret_node)
{
	struct bytes word;
	bool bare = reader->form == FORM_BARE;
	if (!road_line_word(rest, &word))
		return fault(reader, "a node is missing");
	if (!road_line_number(word, !bare, bare ? ROAD_NODES_MAX - 1 : reader->nodes, ret_node))
		return fault(reader, bare ? "a node is no number, or too large"
		                          : "a node is no number, or not from 1 to what `p` says");
	return STATUS_OK;
}

static enum status read_arc(struct reader *reader, struct bytes rest)
{
	struct bytes word;
	int64_t from, to, time = 1;
	bool topology = reader->form == FORM_TOPOLOGY;
	reader->begun = true;
	enum status status = read_node(reader, &rest, &from);
	if (status == STATUS_OK)
		status = read_node(reader, &rest, &to);
	if (status != STATUS_OK)
		return status;
	if (!topology && (!road_line_word(&rest, &word) || !road_line_number(word, 0, ROAD_NEVER - 1, &time)))
		return fault(reader, "an arc's weight is missing, is no whole number, or is too large");
	if (road_line_word(&rest, &word))
		return fault(reader, "the line goes on where it should end");
	reader->edges++;
	status = add_arc(reader, (uint32_t)from, (uint32_t)to, (uint32_t)time);
	if (status == STATUS_OK && topology)
		status = add_arc(reader, (uint32_t)to, (uint32_t)from, (uint32_t)time);
	return status;
}

static enum status read_line(struct reader *reader, struct bytes line)
{
	struct bytes rest = line, word;
	if (!road_line_word(&rest, &word) || word.at[0] == '#' || is_word(word, "c"))
		return STATUS_OK;
	if (is_word(word, "p"))
		return read_problem(reader, rest);
	if (reader->form == FORM_TOPOLOGY)
		return read_arc(reader, line);
	if (is_word(word, "a"))
		return read_arc(reader, rest);
	return fault(reader, "the line begins with neither `a`, `p` nor `c`");
}

enum status road_gr_read(struct bytes text, uint32_t ticks_per_s, struct road_network *ret_network,
                         struct road_fault *ret_fault)
{
	struct reader reader = { .lines.text = text, .network.ticks_per_s = ticks_per_s };
	enum status status = STATUS_OK;
	struct bytes line;
	while (status == STATUS_OK && road_line_next(&reader.lines, &line))
		status = read_line(&reader, line);
	if (status == STATUS_OK && !reader.begun)
		status = fault(&reader, "there is no road in it");
	if (status == STATUS_OK && reader.form != FORM_BARE && reader.edges != reader.promised)
		status = fault(&reader, reader.edges < reader.promised ? "it ends early: fewer arcs came than `p` says"
		                                                       : "more arcs came than `p` says");
	if (status == STATUS_OK)
		status = buffer_append(&reader.network.names, bytes_of("", 1));
	if (status == STATUS_OK)
		status = road_network_sort(&reader.network);
	if (status == STATUS_OK)
		*ret_network = reader.network;
	else
		road_network_close(&reader.network);
	if (status == STATUS_MALFORMED)
		*ret_fault = (struct road_fault){ .line = reader.lines.line, .what = reader.what };
	return status;
}

/* `v ID X Y` into the nodes; `seen` says which were there. */
static const char *read_place(struct bytes line, uint32_t count, struct road_node *nodes, uint8_t *seen)
{
	struct bytes rest = line, word, id, x, y;
	int64_t number, lon, lat;
	/* `p aux sp co N` says how many lines come; that every node has one is looked at below. */
	if (!road_line_word(&rest, &word) || word.at[0] == '#' || is_word(word, "c") || is_word(word, "p"))
		return NULL;
	if (!is_word(word, "v") || !road_line_word(&rest, &id) || !road_line_word(&rest, &x) ||
	    !road_line_word(&rest, &y) || road_line_word(&rest, &word))
		return "the line is not `v`, a node, its longitude and its latitude";
	if (!road_line_number(id, 0, (int64_t)count - 1, &number))
		return "the node is no number, or the roads have none of that number";
	if (!road_line_number(x, -180000000, 180000000, &lon) || !road_line_number(y, -90000000, 90000000, &lat))
		return "the place is not on earth, in millionths of a degree";
	if (seen[number])
		return "the node has a place already";
	seen[number] = 1;
	nodes[number] = (struct road_node){ .lat_e7 = (int32_t)lat * 10, .lon_e7 = (int32_t)lon * 10 };
	return NULL;
}

enum status road_gr_read_places(struct bytes text, struct road_network *network, struct road_fault *ret_fault)
{
	struct road_node *nodes = calloc((size_t)network->node_count + 1, sizeof *nodes);
	uint8_t *seen = calloc((size_t)network->node_count + 1, 1);
	struct road_lines lines = { .text = text };
	struct bytes line;
	const char *what = NULL;
	if (!nodes || !seen) {
		free(nodes);
		free(seen);
		return STATUS_MEMORY;
	}
	while (!what && road_line_next(&lines, &line))
		what = read_place(line, network->node_count, nodes, seen);
	for (uint32_t i = 0; !what && i < network->arc_count; i++)
		if (!seen[network->arcs[i].from] || !seen[network->arcs[i].to])
			what = "it ends, and a node that an arc touches has no place";
	free(seen);
	if (what) {
		free(nodes);
		*ret_fault = (struct road_fault){ .line = lines.line, .what = what };
		return STATUS_MALFORMED;
	}
	free(network->nodes);
	network->nodes = nodes;
	for (uint32_t i = 0; i < network->arc_count; i++) {
		struct road_arc *arc = &network->arcs[i];
		arc->length_cm = road_plane_length_cm(nodes[arc->from], nodes[arc->to]);
	}
	return STATUS_OK;
}
