/* Readers of road graphs as text: what they take, and the line and the fault of what they do not. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/gr.h"
#include "check.h"
#include "roads/line.h"
#include "roads/node_arc.h"

static void check_fault(const char *text, uint64_t line, const char *what)
{
	struct road_network network;
	struct road_fault fault = { 0 };
	CHECK(road_gr_read(bytes_of_text(text), 1000, &network, &fault) == STATUS_MALFORMED);
	CHECK_NUMBER(fault.line, line);
	CHECK_TEXT(fault.what, what);
}

static void check_gr(void)
{
	struct road_network n;
	struct road_fault fault;
	CHECK(road_gr_read(bytes_of_text("c of a town\r\np sp 3 3\n\na 2 3 0\r\na 1 2 2147483646\na 1 1 5"), 7, &n,
	                   &fault) == STATUS_OK);
	CHECK(n.node_count == 4 && n.arc_count == 3 && n.ticks_per_s == 7 && !n.nodes);
	CHECK(n.arcs[0].from == 1 && n.arcs[0].to == 1 && n.arcs[1].to == 2 && n.arcs[1].time == ROAD_NEVER - 1 &&
	      n.arcs[2].from == 2 && n.arcs[2].time == 0);
	CHECK(road_gr_read_places(bytes_of_text("p aux sp co 3\nv 1 0 0\nv 2 1000 0\nv 3 -1000 60000000\n"), &n,
	                          &fault) == STATUS_OK);
	CHECK(n.nodes[3].lat_e7 == 600000000 && n.nodes[3].lon_e7 == -10000);
	CHECK(n.arcs[1].length_cm > 11100 && n.arcs[1].length_cm < 11150);
	CHECK(road_gr_read_places(bytes_of_text("v 1 0 0\nv 4 0 0\n"), &n, &fault) == STATUS_MALFORMED);
	CHECK_NUMBER(fault.line, 2);
	CHECK(road_gr_read_places(bytes_of_text("v 1 0 0\nv 1 0 0\n"), &n, &fault) == STATUS_MALFORMED);
	CHECK_TEXT(fault.what, "the node has a place already");
	CHECK(road_gr_read_places(bytes_of_text("v 1 0 0\nv 2 180000001 0\n"), &n, &fault) == STATUS_MALFORMED);
	CHECK(road_gr_read_places(bytes_of_text("v 1 0 0\nv 2 1 0\n"), &n, &fault) == STATUS_MALFORMED);
	CHECK_TEXT(fault.what, "it ends, and a node that an arc touches has no place");
	CHECK(n.nodes[2].lon_e7 == 10000);
	road_network_close(&n);
	CHECK(road_gr_read(bytes_of_text("p tw 2 1\n1 2\n"), 1, &n, &fault) == STATUS_OK);
	CHECK(n.arc_count == 2 && n.arcs[0].from == 1 && n.arcs[1].from == 2 && n.arcs[1].time == 1);
	road_network_close(&n);
	check_fault("", 0, "there is no road in it");
	check_fault("# nothing\n", 1, "there is no road in it");
	check_fault("a 0 1 2147483647\n", 1, "an arc's weight is missing, is no whole number, or is too large");
	check_fault("a 0 1 -5\n", 1, "an arc's weight is missing, is no whole number, or is too large");
	check_fault("a 0 1 5\na 0 1\n", 2, "an arc's weight is missing, is no whole number, or is too large");
	check_fault("a 0\n", 1, "a node is missing");
	check_fault("a 0 50000000 1\n", 1, "a node is no number, or too large");
	check_fault("p sp 3 1\na 0 1 1\n", 2, "a node is no number, or not from 1 to what `p` says");
	check_fault("p sp 3 1\na 1 4 1\n", 2, "a node is no number, or not from 1 to what `p` says");
	check_fault("p sp 3 2\na 1 2 1\n", 2, "it ends early: fewer arcs came than `p` says");
	check_fault("p sp 3 1\na 1 2 1\na 2 1 1\n", 3, "more arcs came than `p` says");
	check_fault("a 1 2 3\np sp 3 1\n", 2, "a line `p` stands behind arcs or another `p`");
	check_fault("p max 3 1\n", 1, "`p` is of a kind that is not known here: sp and tw are");
	check_fault("p sp 50000000 1\n", 1, "the number of nodes is none, or too large");
	check_fault("p sp 3 150000001\n", 1, "the number of arcs is none, or too large");
	check_fault("p sp 3\n", 1, "`p` takes a kind, the number of nodes and that of arcs");
	check_fault("a 1 2 3 4\n", 1, "the line goes on where it should end");
	check_fault("b 1 2 3\n", 1, "the line begins with neither `a`, `p` nor `c`");
}

static const char nodes_text[] = "nodes,3,,\nindex,x,y,offRoadAccess,\n2.0,-73.98,40.7,1.0\n1.0,-73.97,40.7,1.0\n"
				 "3,0.0,-1e1,1\n,\n";
static const char arcs_text[] = "miscData,1,,\narcForm,numModes,\nundirected,2\n,\narcs,2,,\n"
				"index,fromNode,toNode,mode_1,mode_2,\n1.0,1.0,2.0,1.1574074074074e-5,0.5e-5\n"
				"2.0,3.0,1.0,0,0.000023148148148148\n,\n";

static void check_table_fault(const char *nodes, const char *arcs, unsigned mode, bool in_arcs, uint64_t line,
                              const char *what)
{
	struct road_network network;
	struct road_fault fault = { 0 };
	bool where = !in_arcs;
	CHECK(road_node_arc_read(bytes_of_text(nodes), bytes_of_text(arcs), mode, 1000, &network, &fault, &where) ==
	      STATUS_MALFORMED);
	CHECK_NUMBER(fault.line, line);
	CHECK_TEXT(fault.what, what);
	CHECK(where == in_arcs);
}

static void check_tables(void)
{
	struct road_network n;
	struct road_fault fault;
	bool in_arcs;
	CHECK(road_node_arc_read(bytes_of_text(nodes_text), bytes_of_text(arcs_text), 1, 1000, &n, &fault, &in_arcs) ==
	      STATUS_OK);
	CHECK(n.node_count == 4 && n.arc_count == 4 && n.nodes[2].lon_e7 == -739800000 &&
	      n.nodes[3].lat_e7 == -100000000);
	CHECK(n.arcs[0].from == 1 && n.arcs[0].to == 2 && n.arcs[0].time == 1000 && n.arcs[1].time == 0);
	/* A hundredth of a degree at 40.7 N: 843.9 m. */
	CHECK(n.arcs[0].length_cm > 84350 && n.arcs[0].length_cm < 84450);
	road_network_close(&n);
	CHECK(road_node_arc_read(bytes_of_text(nodes_text), bytes_of_text(arcs_text), 2, 1000, &n, &fault, &in_arcs) ==
	      STATUS_OK);
	CHECK_NUMBER(n.arcs[1].time, 2000);
	road_network_close(&n);
	check_table_fault("", arcs_text, 1, false, 0, "the table that should be here is missing");
	check_table_fault("nodes,2\nindex,x\n", arcs_text, 1, false, 2, "the headings lack index, x or y");
	check_table_fault("nodes,2\nindex,x,y\n1,0,0\n", arcs_text, 1, false, 3,
	                  "it ends early: fewer rows came than the table says");
	check_table_fault("nodes,40000000\nindex,x,y\n1,0,0\n", arcs_text, 1, false, 2,
	                  "it ends early: fewer rows came than the table says");
	check_table_fault("nodes,2\nindex,x,y\n1,0,0\n1,0,0\n", arcs_text, 1, false, 4,
	                  "the node's index is not one of 1 to what the table says, or came before");
	check_table_fault("nodes,1\nindex,x,y\n1,0,90.1\n", arcs_text, 1, false, 3,
	                  "the place is not on earth, in degrees");
	check_table_fault("nodes,1\nindex,x,y\n1,0\n", arcs_text, 1, false, 3, "the row is too short");
	check_table_fault(nodes_text, arcs_text, 3, true, 6, "the headings lack the mode that was asked for");
	check_table_fault(nodes_text, "miscData,1\narcForm\nboth\n", 1, true, 3,
	                  "arcForm is neither directed nor undirected");
	check_table_fault(nodes_text, "miscData,1\narcForm\ndirected\narcs,1\nfromNode,toNode,mode_1\n1,4,0\n", 1, true,
	                  6, "the arc begins or ends at no node");
	check_table_fault(nodes_text, "miscData,1\narcForm\ndirected\narcs,1\nfromNode,toNode,mode_1\n1,2,31\n", 1,
	                  true, 6, "the arc's time is no number of days from 0 to 30");
	check_table_fault(nodes_text, "miscData,1\narcForm\ndirected\narcs,1\nfromNode,toNode,mode_1\n1,2,25\n", 1,
	                  true, 6, "the arc takes longer than these ticks can count");
}

static void check_decimals(void)
{
	static const struct {
		const char *text;
		int shift;
		int64_t wanted;
	} rows[] = {
		{ "1.0", 0, 1 },
		{ "-73.9817173", 7, -739817173 },
		{ "5.096037894816656e-6", 12, 5096038 },
		{ "0.00000004", 7, 0 },
		{ "0.00000005", 7, 1 },
		{ "-0.00000005", 7, -1 },
		{ "1e3", 0, 1000 },
		{ "1E+3", 0, 1000 },
		{ "000000000000000000000012", 0, 12 },
		{ ".5", 1, 5 },
		{ "5.", 0, 5 },
		{ "123456789012345678901e-20", 0, 1 },
	};
	static const char *const bad[] = {
		"", "-", ".", "1.2.3", "1e", "e5", "1e999", "nan", "0x1", "1 ", "+1", "1e18"
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		int64_t got = -7;
		CHECK(road_line_decimal(bytes_of_text(rows[i].text), rows[i].shift, -1000000000, 1000000000, &got));
		CHECK_NUMBER(got, rows[i].wanted);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		int64_t got = -7;
		CHECK(!road_line_decimal(bytes_of_text(bad[i]), 0, -1000000000, 1000000000, &got) && got == -7);
	}
}

int main(void)
{
	check_gr();
	check_tables();
	check_decimals();
	return check_done();
}
