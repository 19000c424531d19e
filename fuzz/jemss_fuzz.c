/* A stranger's folder as JEMSS keeps a city: it is read or told, and what was read runs to its end. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "roads/line.h"
#include "whatif/cases.h"
#include "whatif/jemss.h"

/* Cities beyond these are read and not run: the search is to be quick. */
#define RUN_NODES_MAX 500u
#define RUN_UNITS_MAX 20u
#define RUN_CALLS_MAX 200u
#define RUN_PLACES_MAX 20u

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length);

/* A line "@calls" begins the file of calls; what comes before the first such line is a case. */
static void take_apart(struct bytes input, struct jemss_texts *texts, struct buffer *rules)
{
	struct road_lines lines = { .text = input };
	struct buffer *into = rules;
	struct bytes line;
	while (road_line_next(&lines, &line)) {
		if (line.length && line.at[0] == '@') {
			for (unsigned i = 0; i < JEMSS_FILE_COUNT; i++)
				if (bytes_same(bytes_of(line.at + 1, line.length - 1),
				               bytes_of_text(jemss_file_stem(i))))
					into = &texts->text[i];
			continue;
		}
		if (buffer_append(into, line) != STATUS_OK || buffer_append_text(into, "\n") != STATUS_OK)
			abort();
	}
}

static void run(const struct city *city, const struct whatif_case *it)
{
	struct case_result result = { 0 };
	struct cases cases = { .city = city, .cases = it, .results = &result, .count = 1, .threads = 1 };
	if (cases_run(&cases) == STATUS_OK && result.status == STATUS_OK) {
		assert(result.measure.all.calls == city->call_count);
		for (uint32_t i = 0; i < city->call_count; i++) {
			const struct call_fate *fate = &result.run.outcomes[i];
			assert((fate->arrived >= 0) == (fate->unit != 0) && fate->arrived <= fate->freed);
		}
	}
	case_result_close(&result);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t length)
{
	struct jemss_texts texts = { 0 };
	struct buffer rules = { 0 };
	struct jemss_fault fault = { 0 };
	struct city city = { 0 };
	struct whatif_case it = case_usual();
	uint64_t line;
	take_apart(bytes_of(at, length), &texts, &rules);
	bool told = case_read(&it, buffer_bytes(&rules), &line) != NULL;
	/* No file of this machine is read. */
	it.stations[0] = it.hospitals[0] = '\0';
	if (it.units[strspn(it.units, "0123456789")])
		it.units[0] = '\0';
	enum status status = jemss_city(&texts, &city, &fault);
	assert(status != STATUS_MALFORMED || fault.what);
	bool small = city.network.node_count <= RUN_NODES_MAX && city.unit_count <= RUN_UNITS_MAX &&
	             city.call_count <= RUN_CALLS_MAX && city.station_count <= RUN_PLACES_MAX &&
	             city.hospital_count <= RUN_PLACES_MAX && strlen(it.units) < 3 && strlen(it.extra) < 20;
	if (status == STATUS_OK && small && !told && city_build(&city) == STATUS_OK)
		run(&city, &it);
	city_close(&city);
	jemss_texts_close(&texts);
	buffer_close(&rules);
	return 0;
}
