/* Roads drawn by class, what only crews may use in another colour. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/draw.h"

#include <cairo-svg.h>
#include <cairo.h>
#include <math.h>
#include <string.h>

#define LONGEST 1600.0
#define MARGIN 20.0
#define CREDIT_SIZE 14.0

struct drawing {
	cairo_t *on;
	const struct road_network *network;
	double left, top, scale, shrink; /* degrees; picture units a degree; of a degree of longitude */
};

static void line_to(const struct drawing *drawing, struct road_node at)
{
	cairo_line_to(drawing->on, MARGIN + (at.lon_e7 / 1e7 - drawing->left) * drawing->shrink * drawing->scale,
	              MARGIN + (drawing->top - at.lat_e7 / 1e7) * drawing->scale);
}

/* Width and grey of a class; narrow and light for the small ones. */
static double width_of(uint8_t class)
{
	return class <= ROAD_CLASS_TRUNK_LINK ? 2.4 : class <= ROAD_CLASS_SECONDARY_LINK ? 1.6 : 0.7;
}

static void draw_arc(const struct drawing *drawing, const struct road_arc *arc)
{
	const struct road_network *network = drawing->network;
	if (arc->marks & ROAD_EMERGENCY_ONLY)
		cairo_set_source_rgb(drawing->on, 0.84, 0.37, 0.0);
	else if (arc->class == ROAD_CLASS_FERRY)
		cairo_set_source_rgb(drawing->on, 0.0, 0.45, 0.7);
	else
		cairo_set_source_rgb(drawing->on, 0.2, 0.2, 0.2);
	cairo_set_line_width(drawing->on, width_of(arc->class));
	cairo_new_path(drawing->on);
	bool back = arc->marks & ROAD_BACKWARD;
	line_to(drawing, network->nodes[back ? arc->to : arc->from]);
	for (uint32_t i = 0; i < arc->shape_count; i++)
		line_to(drawing, network->shapes[arc->shape + i]);
	line_to(drawing, network->nodes[back ? arc->from : arc->to]);
	cairo_stroke(drawing->on);
}

static cairo_surface_t *open_surface(struct drawing *drawing, const char *path, bool png, double *ret_height)
{
	const struct road_network *network = drawing->network;
	int32_t south = INT32_MAX, north = INT32_MIN, west = INT32_MAX, east = INT32_MIN;
	for (uint32_t i = 0; i < network->node_count; i++) {
		struct road_node at = network->nodes[i];
		south = at.lat_e7 < south ? at.lat_e7 : south;
		north = at.lat_e7 > north ? at.lat_e7 : north;
		west = at.lon_e7 < west ? at.lon_e7 : west;
		east = at.lon_e7 > east ? at.lon_e7 : east;
	}
	drawing->shrink = cos((south / 2.0 + north / 2.0) * 1.7453292519943295e-9);
	double wide = (east - (double)west) / 1e7 * drawing->shrink, high = (north - (double)south) / 1e7;
	drawing->left = west / 1e7;
	drawing->top = north / 1e7;
	drawing->scale = LONGEST / fmax(fmax(wide, high), 1e-6);
	double width = wide * drawing->scale + 2 * MARGIN, height = high * drawing->scale + 2 * MARGIN;
	*ret_height = height;
	return png ? cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)height)
	           : cairo_svg_surface_create(path, width, height);
}

/* A street is one line, though it is two arcs. */
static bool is_drawn_by_other(const struct road_network *network, uint32_t arc)
{
	uint32_t other = road_network_reverse(network, arc);
	return other < arc &&
	       (network->arcs[other].marks & ROAD_EMERGENCY_ONLY) == (network->arcs[arc].marks & ROAD_EMERGENCY_ONLY);
}

static void write_credit(const struct drawing *drawing, const char *credit, double height)
{
	cairo_set_source_rgb(drawing->on, 0.2, 0.2, 0.2);
	cairo_select_font_face(drawing->on, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(drawing->on, CREDIT_SIZE);
	cairo_move_to(drawing->on, MARGIN, height - MARGIN / 2);
	cairo_show_text(drawing->on, credit);
}

enum status map_draw(const struct road_network *network, const char *credit, const char *path)
{
	struct drawing drawing = { .network = network };
	const char *dot = strrchr(path, '.');
	double height;
	bool png = dot && strcmp(dot, ".png") == 0;
	if (!network->nodes || !network->node_count)
		return STATUS_MISSING;
	cairo_surface_t *surface = open_surface(&drawing, path, png, &height);
	drawing.on = cairo_create(surface);
	cairo_set_source_rgb(drawing.on, 1, 1, 1);
	cairo_paint(drawing.on);
	/* What all may use covers what only crews may. */
	for (unsigned pass = 0; pass < 2; pass++)
		for (uint32_t i = 0; i < network->arc_count; i++) {
			const struct road_arc *arc = &network->arcs[i];
			bool crews = arc->marks & ROAD_EMERGENCY_ONLY;
			if (crews == (pass == 0) && !is_drawn_by_other(network, i))
				draw_arc(&drawing, arc);
		}
	if (credit)
		write_credit(&drawing, credit, height);
	cairo_status_t result = cairo_status(drawing.on);
	if (png && result == CAIRO_STATUS_SUCCESS)
		result = cairo_surface_write_to_png(surface, path);
	cairo_destroy(drawing.on);
	cairo_surface_finish(surface);
	if (result == CAIRO_STATUS_SUCCESS)
		result = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	return result == CAIRO_STATUS_SUCCESS     ? STATUS_OK
	       : result == CAIRO_STATUS_NO_MEMORY ? STATUS_MEMORY
	                                          : STATUS_IO;
}
