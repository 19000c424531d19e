/* Reader of road networks as tables of nodes and arcs. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/node_arc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "roads/line.h"
#include "roads/plane.h"

#define COLUMNS_MAX 64u
#define DAY_S 86400
/* Days are read in millionths of a millionth: 0.09 us.  No arc takes longer than 30 days. */
#define DAY_DIGITS 12
#define DAY_E12 1000000000000LL
#define ARC_DAYS_MAX 30

__extension__ typedef unsigned __int128 wide;

struct reader {
	struct road_lines lines;
	struct road_network network;
	const char *what;
	bool undirected;
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

/* The next row, taken apart; empty rows (nothing but commas) have no cell at all.  False after the last. */
static bool next_row(struct reader *reader, struct bytes cells[COLUMNS_MAX], unsigned *ret_cells)
{
	struct bytes line, cell;
	unsigned count = 0, filled = 0;
	if (!road_line_next(&reader->lines, &line))
		return false;
	for (; count < COLUMNS_MAX && road_line_cell(&line, &cell); count++) {
		cells[count] = cell;
		filled = cell.length ? count + 1 : filled;
	}
	*ret_cells = filled;
	return true;
}

/* Comes to the table of this name: its row, then its headings.  What stands before it is passed over. */
static enum status find_table(struct reader *reader, const char *name, int64_t *ret_rows,
                              struct bytes headings[COLUMNS_MAX], unsigned *ret_headings)
{
	struct bytes cells[COLUMNS_MAX];
	unsigned count;
	while (next_row(reader, cells, &count)) {
		if (!count || !is_word(cells[0], name))
			continue;
		if (count < 2 || !road_line_number(cells[1], 0, ROAD_ARCS_MAX, ret_rows))
			return fault(reader, "behind the table's name stands no number of rows");
		if (!next_row(reader, headings, ret_headings))
			return fault(reader, "the table has no headings");
		return STATUS_OK;
	}
	return fault(reader, "the table that should be here is missing");
}

static bool find_column(const struct bytes *headings, unsigned count, const char *name, unsigned *ret_column)
{
	for (unsigned i = 0; i < count; i++)
		if (is_word(headings[i], name)) {
			*ret_column = i;
			return true;
		}
	return false;
}

/* A row of a table with at least so many cells. */
static enum status take_row(struct reader *reader, struct bytes cells[COLUMNS_MAX], unsigned columns)
{
	unsigned count;
	if (!next_row(reader, cells, &count))
		return fault(reader, "it ends early: fewer rows came than the table says");
	return count < columns ? fault(reader, "the row is too short") : STATUS_OK;
}

static unsigned most(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

static enum status read_nodes(struct reader *reader)
{
	struct bytes cells[COLUMNS_MAX];
	unsigned headings, index, x, y;
	int64_t rows, number, lon, lat;
	uint8_t *seen = NULL;
	enum status status = find_table(reader, "nodes", &rows, cells, &headings);
	if (status != STATUS_OK)
		return status;
	if (!find_column(cells, headings, "index", &index) || !find_column(cells, headings, "x", &x) ||
	    !find_column(cells, headings, "y", &y))
		return fault(reader, "the headings lack index, x or y");
	/* A row has at least a letter and its end, so that a promise cannot cost more than the file is long. */
	if (rows >= ROAD_NODES_MAX || (uint64_t)rows > reader->lines.text.length)
		return fault(reader, "it ends early: fewer rows came than the table says");
	reader->network.node_count = (uint32_t)rows + 1;
	reader->network.nodes = calloc((size_t)rows + 1, sizeof *reader->network.nodes);
	seen = calloc((size_t)rows + 1, 1);
	if (!seen || !reader->network.nodes)
		status = STATUS_MEMORY;
	for (int64_t i = 0; status == STATUS_OK && i < rows; i++) {
		status = take_row(reader, cells, most(index, most(x, y)) + 1);
		if (status != STATUS_OK)
			break;
		if (!road_line_decimal(cells[index], 0, 1, rows, &number) || seen[number])
			status =
			    fault(reader, "the node's index is not one of 1 to what the table says, or came before");
		else if (!road_line_decimal(cells[x], 7, -1800000000, 1800000000, &lon) ||
		         !road_line_decimal(cells[y], 7, -900000000, 900000000, &lat))
			status = fault(reader, "the place is not on earth, in degrees");
		if (status != STATUS_OK)
			break;
		seen[number] = 1;
		reader->network.nodes[number] = (struct road_node){ .lat_e7 = (int32_t)lat, .lon_e7 = (int32_t)lon };
	}
	free(seen);
	return status;
}

static enum status read_form(struct reader *reader)
{
	struct bytes cells[COLUMNS_MAX];
	unsigned headings, form;
	int64_t rows;
	enum status status = find_table(reader, "miscData", &rows, cells, &headings);
	if (status != STATUS_OK)
		return status;
	if (!find_column(cells, headings, "arcForm", &form))
		return fault(reader, "the headings lack arcForm");
	status = take_row(reader, cells, form + 1);
	if (status != STATUS_OK)
		return status;
	reader->undirected = is_word(cells[form], "undirected");
	if (!reader->undirected && !is_word(cells[form], "directed"))
		return fault(reader, "arcForm is neither directed nor undirected");
	return STATUS_OK;
}

struct columns {
	unsigned from, to, time;
};

static enum status read_arc(struct reader *reader, const struct bytes *cells, const struct columns *columns)
{
	struct road_network *network = &reader->network;
	int64_t from, to, days_e12;
	int64_t last = (int64_t)network->node_count - 1;
	if (!road_line_decimal(cells[columns->from], 0, 1, last, &from) ||
	    !road_line_decimal(cells[columns->to], 0, 1, last, &to))
		return fault(reader, "the arc begins or ends at no node");
	if (!road_line_decimal(cells[columns->time], DAY_DIGITS, 0, ARC_DAYS_MAX * DAY_E12, &days_e12))
		return fault(reader, "the arc's time is no number of days from 0 to 30");
	wide ticks = ((wide)days_e12 * DAY_S * network->ticks_per_s + DAY_E12 / 2) / DAY_E12;
	if (ticks >= ROAD_NEVER)
		return fault(reader, "the arc takes longer than these ticks can count");
	struct road_arc arc = { .from = (uint32_t)from,
		                .to = (uint32_t)to,
		                .time = (uint32_t)ticks,
		                .length_cm = road_plane_length_cm(network->nodes[from], network->nodes[to]),
		                .class = ROAD_CLASS_OTHER };
	network->arcs[network->arc_count++] = arc;
	if (reader->undirected) {
		arc.from = (uint32_t)to;
		arc.to = (uint32_t)from;
		network->arcs[network->arc_count++] = arc;
	}
	return STATUS_OK;
}

static enum status read_arcs(struct reader *reader, unsigned mode)
{
	struct bytes cells[COLUMNS_MAX];
	struct columns columns;
	char time[24];
	unsigned headings;
	int64_t rows;
	(void)snprintf(time, sizeof time, "mode_%u", mode);
	enum status status = read_form(reader);
	if (status == STATUS_OK)
		status = find_table(reader, "arcs", &rows, cells, &headings);
	if (status != STATUS_OK)
		return status;
	if (!find_column(cells, headings, "fromNode", &columns.from) ||
	    !find_column(cells, headings, "toNode", &columns.to))
		return fault(reader, "the headings lack fromNode or toNode");
	if (!find_column(cells, headings, time, &columns.time))
		return fault(reader, "the headings lack the mode that was asked for");
	if ((uint64_t)rows > reader->lines.text.length)
		return fault(reader, "it ends early: fewer rows came than the table says");
	if (rows > ROAD_ARCS_MAX / 2)
		return STATUS_LIMIT;
	reader->network.arcs = calloc((size_t)rows * 2 + 1, sizeof *reader->network.arcs);
	if (!reader->network.arcs)
		return STATUS_MEMORY;
	for (int64_t i = 0; status == STATUS_OK && i < rows; i++) {
		status = take_row(reader, cells, most(columns.from, most(columns.to, columns.time)) + 1);
		if (status == STATUS_OK)
			status = read_arc(reader, cells, &columns);
	}
	return status;
}

enum status road_node_arc_read(struct bytes nodes, struct bytes arcs, unsigned mode, uint32_t ticks_per_s,
                               struct road_network *ret_network, struct road_fault *ret_fault, bool *ret_in_arcs)
{
	struct reader reader = { .lines.text = nodes, .network.ticks_per_s = ticks_per_s };
	enum status status = read_nodes(&reader);
	bool in_arcs = status == STATUS_OK;
	if (in_arcs) {
		reader.lines = (struct road_lines){ .text = arcs };
		status = read_arcs(&reader, mode);
	}
	if (status == STATUS_OK)
		status = buffer_append(&reader.network.names, bytes_of("", 1));
	if (status == STATUS_OK)
		status = road_network_sort(&reader.network);
	if (status == STATUS_OK) {
		*ret_network = reader.network;
		return STATUS_OK;
	}
	road_network_close(&reader.network);
	if (status == STATUS_MALFORMED) {
		*ret_fault = (struct road_fault){ .line = reader.lines.line, .what = reader.what };
		*ret_in_arcs = in_arcs;
	}
	return status;
}
