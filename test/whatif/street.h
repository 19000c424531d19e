/* A city of one street, made by hand. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_WHATIF_STREET_H
#define TEST_WHATIF_STREET_H

#include "check.h"
#include "whatif/cases.h"
#include "whatif/jemss.h"

/* A street of five nodes, 0.001 days (86.4 s) between neighbours by mode 1, twice that by mode 2, both ways. */
static const char nodes_text[] =
    "nodes,5,,\nindex,x,y,offRoadAccess\n1,0.00,0.0,1\n2,0.01,0.0,1\n3,0.02,0.0,1\n4,0.03,0.0,1\n5,0.04,0.0,1\n";
static const char arcs_text[] =
    "miscData,1\narcForm,numModes\nundirected,2\n,\narcs,4\nindex,fromNode,toNode,mode_1,mode_2\n"
    "1,1,2,0.001,0.002\n2,2,3,0.001,0.002\n3,3,4,0.001,0.002\n4,4,5,0.001,0.002\n";
static const char map_text[] = "map,1\nxMin,xMax,yMin,yMax,xScale,yScale\n-0.1,0.1,-0.1,0.1,111.32,111.32\n";
static const char travel_text[] =
    "travelModes,,\ntravelModeIndex,offRoadSpeed,note\n1,352,\"fast, very\"\n2,264,\n,,\n"
    "travelSets,,\ntravelSetIndex,priority,travelModeIndex\n1,highPriority,1\n1,medPriority,1\n1,lowPriority,2\n"
    ",,\ntravelSetsTiming,,\nstartTime,travelSetIndex\n0,1\n";
static const char stations_text[] = "stations\nindex,x,y,capacity\n1,0.00,0.0,1\n2,0.04,0.0,1\n";
static const char hospitals_text[] = "hospitals\nindex,x,y\n1,0.04,0.0\n";
static const char *const street_units = "ambulances\nindex,stationIndex,class\n1,1,1\n2,2,1\n";
#define CALLS                                                                                                          \
	"miscData\nstartTime\n0\n,\ncalls\nindex,priority,x,y,arrivalTime,dispatchDelay,onSceneDuration,transport,"    \
	"hospitalIndex,handoverDuration\n"

static inline bool street_open(const char *units, const char *calls, const char *redispatch, struct city *city)
{
	const char *wanted[JEMSS_FILE_COUNT] = { [JEMSS_NODES] = nodes_text,       [JEMSS_ARCS] = arcs_text,
		                                 [JEMSS_MAP] = map_text,           [JEMSS_TRAVEL] = travel_text,
		                                 [JEMSS_STATIONS] = stations_text, [JEMSS_HOSPITALS] = hospitals_text,
		                                 [JEMSS_AMBULANCES] = units,       [JEMSS_CALLS] = calls,
		                                 [JEMSS_REDISPATCH] = redispatch };
	struct jemss_texts texts = { 0 };
	struct jemss_fault fault = { 0 };
	for (unsigned i = 0; i < JEMSS_FILE_COUNT; i++)
		if (wanted[i])
			CHECK(buffer_append_text(&texts.text[i], wanted[i]) == STATUS_OK);
	enum status status = jemss_city(&texts, city, &fault);
	if (status != STATUS_OK)
		(void)fprintf(stderr, "%s:%" PRIu64 ": %s\n", jemss_file_stem(fault.file), fault.line, fault.what);
	jemss_texts_close(&texts);
	return CHECK(status == STATUS_OK) && CHECK(city_build(city) == STATUS_OK);
}

#endif
