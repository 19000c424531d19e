/* Cutting and writing of vector tiles (github.com/mapbox/vector-tile-spec, version 2.1; clauses are its). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "atlas/mvt.h"

#include <string.h>

#define LEAST (-MVT_MARGIN)
#define MOST (MVT_EXTENT + MVT_MARGIN)
/* Points nearer to the last than this are left out, ends apart: a third of a pixel on a tile of 512. */
#define NEAR_UNITS 3

/* 4.3.1 Command integers */
enum { MOVE_TO = 1, LINE_TO = 2, CLOSE_PATH = 7 };

static enum status put_varint(struct buffer *buffer, uint64_t value)
{
	uint8_t bytes[10];
	size_t length = 0;
	do {
		bytes[length] = (uint8_t)(value & 0x7F);
		value >>= 7;
		bytes[length++] |= value ? 0x80 : 0;
	} while (value);
	return buffer_append(buffer, bytes_of(bytes, length));
}

static enum status put_bytes(struct buffer *buffer, uint32_t field, struct bytes bytes)
{
	enum status status = put_varint(buffer, field << 3 | 2);
	if (status == STATUS_OK)
		status = put_varint(buffer, bytes.length);
	return status == STATUS_OK ? buffer_append(buffer, bytes) : status;
}

static enum status put_number(struct buffer *buffer, uint32_t field, uint64_t value)
{
	enum status status = put_varint(buffer, field << 3);
	return status == STATUS_OK ? put_varint(buffer, value) : status;
}

static uint64_t zigzag(int64_t value)
{
	return (uint64_t)value << 1 ^ (uint64_t)(value >> 63);
}

/* Where a line from a to b crosses one side of the square. */
static struct mvt_point crossing(struct mvt_point a, struct mvt_point b, bool upright, int32_t side)
{
	int64_t from = upright ? a.x : a.y, to = upright ? b.x : b.y;
	int64_t other_a = upright ? a.y : a.x, other_b = upright ? b.y : b.x;
	int64_t other = other_a + (other_b - other_a) * (side - from) / (to - from);
	return upright ? (struct mvt_point){ side, (int32_t)other } : (struct mvt_point){ (int32_t)other, side };
}

static bool is_inside(struct mvt_point point, unsigned side)
{
	return side == 0   ? point.x >= LEAST
	       : side == 1 ? point.x <= MOST
	       : side == 2 ? point.y >= LEAST
	                   : point.y <= MOST;
}

static struct mvt_point cross_side(struct mvt_point a, struct mvt_point b, unsigned side)
{
	return crossing(a, b, side < 2, side % 2 ? MOST : LEAST);
}

static enum status put_point(struct buffer *points, struct mvt_point point)
{
	return buffer_append(points, bytes_of(&point, sizeof point));
}

/* An area is cut by one side after the other (Sutherland and Hodgman, 1974); layer->cut holds it before and after. */
static enum status cut_area(struct mvt_layer *layer)
{
	enum status status = STATUS_OK;
	for (unsigned side = 0; side < 4 && status == STATUS_OK; side++) {
		const struct mvt_point *points = (const void *)layer->cut.at;
		size_t count = layer->cut.length / sizeof *points;
		buffer_clear(&layer->part);
		for (size_t i = 0; i < count && status == STATUS_OK; i++) {
			struct mvt_point last = points[i ? i - 1 : count - 1], here = points[i];
			bool was = is_inside(last, side), is = is_inside(here, side);
			if (was != is)
				status = put_point(&layer->part, cross_side(last, here, side));
			if (is && status == STATUS_OK)
				status = put_point(&layer->part, here);
		}
		struct buffer swap = layer->cut;
		layer->cut = layer->part;
		layer->part = swap;
	}
	return status;
}

/* Leaves out points that stand too near to the last; how many are left. */
static size_t thin_out(struct mvt_point *points, size_t count)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		int64_t dx = kept ? points[i].x - (int64_t)points[kept - 1].x : 0;
		int64_t dy = kept ? points[i].y - (int64_t)points[kept - 1].y : 0;
		bool near = kept && dx * dx + dy * dy < NEAR_UNITS * NEAR_UNITS;
		if (near && i + 1 == count && (dx || dy) && kept > 1)
			points[kept - 1] = points[i];
		else if (!near || (i + 1 == count && (dx || dy)))
			points[kept++] = points[i];
	}
	return kept;
}

static enum status put_path(struct buffer *geometry, const struct mvt_point *points, size_t count, bool closed,
                            struct mvt_point *pen)
{
	enum status status = put_varint(geometry, MOVE_TO | 1u << 3);
	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		if (i == 1)
			status = put_varint(geometry, LINE_TO | (uint64_t)(count - 1) << 3);
		if (status == STATUS_OK)
			status = put_varint(geometry, zigzag(points[i].x - (int64_t)pen->x));
		if (status == STATUS_OK)
			status = put_varint(geometry, zigzag(points[i].y - (int64_t)pen->y));
		*pen = points[i];
	}
	return status == STATUS_OK && closed ? put_varint(geometry, CLOSE_PATH | 1u << 3) : status;
}

/* 4.3.3.3: an outer ring has a positive area by the surveyor's formula, y running down. */
static void turn_outward(struct mvt_point *points, size_t count)
{
	int64_t twice = 0;
	for (size_t i = 0; i < count; i++) {
		struct mvt_point a = points[i], b = points[(i + 1) % count];
		twice += (int64_t)a.x * b.y - (int64_t)b.x * a.y;
	}
	for (size_t i = 0, j = count - 1; twice < 0 && i < j; i++, j--) {
		struct mvt_point swap = points[i];
		points[i] = points[j];
		points[j] = swap;
	}
}

static enum status write_area(struct mvt_layer *layer, const struct mvt_point *points, uint32_t count,
                              struct buffer *geometry)
{
	struct mvt_point pen = { 0 };
	buffer_clear(&layer->cut);
	enum status status = buffer_append(&layer->cut, bytes_of(points, count * sizeof *points));
	if (status == STATUS_OK)
		status = cut_area(layer);
	struct mvt_point *cut = (void *)layer->cut.at;
	size_t left = thin_out(cut, layer->cut.length / sizeof *cut);
	/* 4.3.3.3: the first point is not said again at the end */
	while (left > 1 && cut[left - 1].x == cut[0].x && cut[left - 1].y == cut[0].y)
		left--;
	if (status != STATUS_OK || left < 3)
		return status;
	turn_outward(cut, left);
	return put_path(geometry, cut, left, true, &pen);
}

static enum status end_line(struct mvt_layer *layer, struct buffer *geometry, struct mvt_point *pen)
{
	struct mvt_point *cut = (void *)layer->cut.at;
	size_t left = thin_out(cut, layer->cut.length / sizeof *cut);
	enum status status = left > 1 ? put_path(geometry, cut, left, false, pen) : STATUS_OK;
	buffer_clear(&layer->cut);
	return status;
}

/* What of a line from a to b lies inside; false for nothing. */
static bool cut_line(struct mvt_point *a, struct mvt_point *b)
{
	for (unsigned side = 0; side < 4; side++) {
		bool a_in = is_inside(*a, side), b_in = is_inside(*b, side);
		if (!a_in && !b_in)
			return false;
		if (!a_in)
			*a = cross_side(*a, *b, side);
		else if (!b_in)
			*b = cross_side(*a, *b, side);
	}
	return true;
}

static enum status write_line(struct mvt_layer *layer, const struct mvt_point *points, uint32_t count,
                              struct buffer *geometry)
{
	struct mvt_point pen = { 0 };
	enum status status = STATUS_OK;
	buffer_clear(&layer->cut);
	for (uint32_t i = 1; i < count && status == STATUS_OK; i++) {
		struct mvt_point a = points[i - 1], b = points[i];
		if (!cut_line(&a, &b)) {
			status = end_line(layer, geometry, &pen);
			continue;
		}
		if (!layer->cut.length)
			status = put_point(&layer->cut, a);
		if (status == STATUS_OK)
			status = put_point(&layer->cut, b);
		/* It leaves the square here. */
		if (status == STATUS_OK && (b.x != points[i].x || b.y != points[i].y))
			status = end_line(layer, geometry, &pen);
	}
	return status == STATUS_OK ? end_line(layer, geometry, &pen) : status;
}

/* The number of a value in the layer; only the last one of its kind is remembered. */
static enum status keep_value(struct mvt_layer *layer, unsigned key, const char *text, uint32_t *ret_number)
{
	struct buffer value = { 0 };
	if (!layer->last[key] || strcmp(layer->last[key], text) != 0) {
		enum status status = put_bytes(&value, 1, bytes_of_text(text));
		if (status == STATUS_OK)
			status = put_bytes(&layer->values, 4, buffer_bytes(&value));
		buffer_close(&value);
		if (status != STATUS_OK)
			return status;
		layer->last[key] = text;
		layer->last_number[key] = layer->value_count++;
	}
	*ret_number = layer->last_number[key];
	return STATUS_OK;
}

static enum status put_feature(struct mvt_layer *layer, enum mvt_shape shape, struct bytes geometry,
                               const char *const texts[2])
{
	struct buffer tags = { 0 }, feature = { 0 };
	enum status status = STATUS_OK;
	for (unsigned key = 0; key < 2 && status == STATUS_OK; key++) {
		uint32_t number = 0;
		if (!*texts[key])
			continue;
		status = keep_value(layer, key, texts[key], &number);
		if (status == STATUS_OK)
			status = put_varint(&tags, key);
		if (status == STATUS_OK)
			status = put_varint(&tags, number);
	}
	if (status == STATUS_OK)
		status = put_bytes(&feature, 2, buffer_bytes(&tags));
	if (status == STATUS_OK)
		status = put_number(&feature, 3, shape);
	if (status == STATUS_OK)
		status = put_bytes(&feature, 4, geometry);
	if (status == STATUS_OK)
		status = put_bytes(&layer->features, 2, buffer_bytes(&feature));
	layer->feature_count += status == STATUS_OK;
	buffer_close(&tags);
	buffer_close(&feature);
	return status;
}

enum status mvt_add(struct mvt_layer *layer, enum mvt_shape shape, const struct mvt_point *points, uint32_t count,
                    const char *class, const char *name)
{
	struct buffer geometry = { 0 };
	struct mvt_point pen = { 0 };
	enum status status = STATUS_OK;
	if (shape == MVT_AREA)
		status = write_area(layer, points, count, &geometry);
	else if (shape == MVT_LINE)
		status = write_line(layer, points, count, &geometry);
	else if (points[0].x >= 0 && points[0].x < MVT_EXTENT && points[0].y >= 0 && points[0].y < MVT_EXTENT)
		status = put_path(&geometry, points, 1, false, &pen);
	if (status == STATUS_OK && geometry.length)
		status = put_feature(layer, shape, buffer_bytes(&geometry), (const char *const[2]){ class, name });
	buffer_close(&geometry);
	return status;
}

static void clear(struct mvt_layer *layer)
{
	buffer_clear(&layer->features);
	buffer_clear(&layer->values);
	layer->value_count = layer->feature_count = 0;
	layer->last[0] = layer->last[1] = NULL;
}

enum status mvt_finish(struct mvt_layer *layer, struct buffer *tile)
{
	struct buffer *body = &layer->part;
	enum status status = STATUS_OK;
	if (layer->feature_count) {
		buffer_clear(body);
		status = put_bytes(body, 1, bytes_of_text(layer->name));
		if (status == STATUS_OK)
			status = buffer_append(body, buffer_bytes(&layer->features));
		if (status == STATUS_OK)
			status = put_bytes(body, 3, bytes_of_text("class"));
		if (status == STATUS_OK)
			status = put_bytes(body, 3, bytes_of_text("name"));
		if (status == STATUS_OK)
			status = buffer_append(body, buffer_bytes(&layer->values));
		if (status == STATUS_OK)
			status = put_number(body, 5, MVT_EXTENT);
		if (status == STATUS_OK)
			status = put_number(body, 15, 2);
		if (status == STATUS_OK)
			status = put_bytes(tile, 3, buffer_bytes(body));
	}
	clear(layer);
	return status;
}

void mvt_close(struct mvt_layer *layer)
{
	buffer_close(&layer->features);
	buffer_close(&layer->values);
	buffer_close(&layer->cut);
	buffer_close(&layer->part);
}
