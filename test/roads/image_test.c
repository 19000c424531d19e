/* Images: what was written is what is read, the same each time; cut off or with any bit turned they are refused. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "roads/image.h"
#include "maps.h"

/* The last three arcs that follow each other, as a run. */
static void add_run(struct road_network *n)
{
	n->runs = calloc(1, sizeof *n->runs);
	memset(n->runs, 0xFF, sizeof *n->runs);
	n->run_count = 1;
	for (uint32_t a = 0; a < n->arc_count; a++)
		for (uint32_t b = 0; b < n->arc_count; b++)
			for (uint32_t c = 0; c < n->arc_count && n->arcs[a].to == n->arcs[b].from; c++)
				if (n->arcs[b].to == n->arcs[c].from)
					memcpy(n->runs->arc, (uint32_t[]){ a, b, c }, 3 * sizeof a);
}

static struct roads random_roads(uint64_t *state, uint32_t nodes, uint32_t arcs)
{
	struct roads roads = { .network = random_network(state, nodes, arcs, 1000) };
	struct road_network *n = &roads.network;
	n->nodes = calloc(nodes, sizeof *n->nodes);
	n->shapes = calloc(20, sizeof *n->shapes);
	n->shape_point_count = 20;
	must(buffer_append(&n->names, bytes_of("High Street", 12)));
	for (uint32_t i = 0; i < nodes + 20; i++)
		*(i < nodes ? &n->nodes[i] : &n->shapes[i - nodes]) =
		    (struct road_node){ .lat_e7 = 411000000 + (int32_t)random_below(state, 100000),
			                .lon_e7 = -86000000 + (int32_t)random_below(state, 100000) };
	for (uint32_t a = 0; a < n->arc_count; a++) {
		n->arcs[a].name = a % 2;
		n->arcs[a].shape_count = (uint16_t)(a % 3);
		n->arcs[a].shape = a % 18;
		n->arcs[a].class = ROAD_CLASS_OTHER;
		if (a % 5 == 0 && n->arcs[a].to == n->arcs[0].from) {
			n->turns = realloc(n->turns, (n->turn_count + 1) * sizeof *n->turns);
			n->turns[n->turn_count++] = (struct road_turn){ .from_arc = a, .to_arc = 0 };
		}
	}
	if (n->arc_count > 30)
		add_run(n);
	roads_build(&roads);
	return roads;
}

static bool same_numbers(const uint32_t *a, const uint32_t *b, size_t count)
{
	return !count || memcmp(a, b, count * sizeof *a) == 0;
}

static void check_same(const struct roads *roads, struct bytes bytes)
{
	struct road_image image;
	if (!CHECK(road_image_read(bytes, &image) == STATUS_OK))
		return;
	const struct road_network *a = &roads->network, *b = &image.network;
	const struct road_hierarchy *h = &roads->hierarchy, *i = &image.hierarchy[0];
	CHECK(a->node_count == b->node_count && a->arc_count == b->arc_count && a->ticks_per_s == b->ticks_per_s);
	CHECK(memcmp(a->nodes, b->nodes, a->node_count * sizeof *a->nodes) == 0);
	CHECK(memcmp(a->arcs, b->arcs, a->arc_count * sizeof *a->arcs) == 0);
	CHECK(a->turn_count == b->turn_count &&
	      (!a->turn_count || memcmp(a->turns, b->turns, a->turn_count * sizeof *a->turns) == 0));
	CHECK(memcmp(a->shapes, b->shapes, a->shape_point_count * sizeof *a->shapes) == 0);
	CHECK(bytes_same(buffer_bytes(&a->names), buffer_bytes(&b->names)));
	CHECK(image.hierarchy_count == 2 && h->node_count == i->node_count && h->edge_count == i->edge_count);
	CHECK(same_numbers(h->rank, i->rank, h->node_count) && same_numbers(h->up_head, i->up_head, h->edge_count) &&
	      same_numbers(h->slot, i->slot, h->arc_count) &&
	      same_numbers(h->first_input, i->first_input, (size_t)h->edge_count + 1));
	/* The times are the same from where it lies. */
	struct road_metric metric;
	must(road_metric_open(&image.hierarchy[1], roads->weights, &metric));
	CHECK(same_numbers(metric.up, roads->metric.up, h->edge_count) &&
	      same_numbers(metric.down, roads->metric.down, h->edge_count));
	road_metric_close(&metric);
}

static void write_image(const struct roads *roads, struct buffer *image)
{
	const struct road_hierarchy twice[2] = { roads->hierarchy, roads->hierarchy };
	must(road_image_write(&roads->network, twice, 2, image));
}

static void check_damage(struct bytes whole)
{
	struct road_image image;
	uint8_t *copy = malloc(whole.length);
	uint32_t taken = 0;
	memcpy(copy, whole.at, whole.length);
	for (size_t bit = 0; bit < whole.length * 8; bit++) {
		copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
		taken += road_image_read(bytes_of(copy, whole.length), &image) == STATUS_OK;
		copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	CHECK_NUMBER(taken, 0);
	for (size_t length = 0; length < whole.length; length++)
		taken += road_image_read(bytes_of(copy, length), &image) == STATUS_OK;
	CHECK_NUMBER(taken, 0);
	free(copy);
}

/* Whether what is written so is refused, though its hash is right. */
static bool is_refused(const struct road_network *network, const struct road_hierarchy *hierarchy)
{
	struct buffer image = { 0 };
	struct road_image read;
	must(road_image_write(network, hierarchy, 1, &image));
	enum status status = road_image_read(buffer_bytes(&image), &read);
	buffer_close(&image);
	return status == STATUS_CORRUPT;
}

/* One number of it forged at a time. */
static void check_forged(uint64_t *state)
{
	struct roads r = random_roads(state, 12, 20);
	struct road_network *n = &r.network;
	if (!n->turn_count) {
		uint32_t out = road_network_first(n, n->arcs[0].to);
		n->turns = calloc(1, sizeof *n->turns);
		n->turns[n->turn_count++] = (struct road_turn){ .from_arc = 0, .to_arc = out };
	}
	add_run(n);
	CHECK(!is_refused(n, &r.hierarchy));
#define FORGED(FIELD, VALUE)                                                                                           \
	do {                                                                                                           \
		__typeof__(FIELD) was = FIELD;                                                                         \
		FIELD = (__typeof__(FIELD))(VALUE);                                                                    \
		CHECK(is_refused(n, &r.hierarchy));                                                                    \
		FIELD = was;                                                                                           \
	} while (0)
	FORGED(n->arcs[n->arc_count - 1].to, n->node_count);
	FORGED(n->arcs[n->arc_count - 1].from, n->node_count);
	FORGED(n->arcs[0].from, n->node_count - 1);
	FORGED(n->arcs[1].name, n->names.length);
	FORGED(n->arcs[1].time, ROAD_NEVER + 1u);
	FORGED(n->arcs[1].class, ROAD_CLASS_COUNT);
	FORGED(n->arcs[1].shape, n->shape_point_count);
	FORGED(n->arcs[1].shape, UINT32_MAX);
	FORGED(n->arcs[1].shape_count, UINT16_MAX);
	FORGED(n->turns[0].from_arc, n->arc_count);
	FORGED(n->turns[0].to_arc, n->arc_count);
	for (unsigned i = 0; i < ROAD_RUN_ARCS_MAX; i++)
		FORGED(n->runs[0].arc[i], n->arc_count);
	FORGED(n->runs[0].arc[2], ROAD_NONE);
	FORGED(n->runs[0].arc[5], n->runs[0].arc[2]);
	FORGED(n->nodes[3].lat_e7, 900000001);
	FORGED(n->shapes[3].lon_e7, -1800000001);
	FORGED(n->names.at[0], 'x');
	FORGED(n->names.at[n->names.length - 1], 'x');
	FORGED(n->ticks_per_s, 0);
#undef FORGED
	/* Every number of the hierarchy; those of `input` that loops leave over are not looked at. */
	uint64_t starts[ROAD_PART_COUNT + 1];
	uint32_t *block = r.hierarchy.owned, loops = 0, taken = 0;
	for (uint32_t a = 0; a < r.hierarchy.arc_count; a++)
		loops += r.hierarchy.slot[a] == ROAD_NONE;
	(void)road_hierarchy_layout(r.hierarchy.node_count, r.hierarchy.edge_count, r.hierarchy.arc_count, starts);
	for (uint64_t i = 0; i < starts[ROAD_PART_COUNT]; i++) {
		block[i] ^= 1;
		taken += !is_refused(n, &r.hierarchy);
		block[i] ^= 1 ^ 0x80000000u;
		taken += !is_refused(n, &r.hierarchy);
		block[i] ^= 0x80000000u;
	}
	CHECK_NUMBER(taken, loops * 2);
	roads_close(&r);
}

int main(void)
{
	uint64_t state = 23;
	for (unsigned i = 0; i < 10; i++) {
		struct roads roads = random_roads(&state, 3 + i * 5, 3 + i * 7);
		struct buffer first = { 0 }, second = { 0 };
		write_image(&roads, &first);
		write_image(&roads, &second);
		CHECK(bytes_same(buffer_bytes(&first), buffer_bytes(&second)) && first.length % 8 == 0);
		check_same(&roads, buffer_bytes(&first));
		if (i < 3)
			check_damage(buffer_bytes(&first));
		/* A buffer that may hold no more is left as it was. */
		second.cap = first.length * 2 - 1;
		CHECK(road_image_write(&roads.network, &roads.hierarchy, 1, &second) == STATUS_OK ||
		      second.length == first.length);
		buffer_close(&first);
		buffer_close(&second);
		roads_close(&roads);
	}
	check_forged(&state);
	return check_done();
}
