/* Other programs that know the way, each built in only where its library is installed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "road_peers.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Each of these takes seconds of CPU. */
#define AS_WRITTEN_ROUNDS 3u
#define E7 1e7

double cpu_s(void)
{
	struct timespec at;
	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;
	return (left > right) - (left < right);
}

double part_of(double *values, size_t count, unsigned percent)
{
	qsort(values, count, sizeof *values, compare);
	return values[(count - 1) * percent / 100];
}

void must(enum status status)
{
	if (status == STATUS_OK)
		return;
	(void)fprintf(stderr, "%s\n", status_text(status));
	exit(1);
}

[[maybe_unused]] static void tell(const struct peer_question *question, const char *name, double theirs_us,
                                  const char *remark)
{
	(void)printf("       beside %s: %.1f ms, %.0f x as fast%s\n", name, theirs_us / 1e3,
	             theirs_us / question->ours_us, remark);
	(void)fflush(stdout);
}

#ifdef WITH_POSTGRES
#include <libpq-fe.h>

static void expect(PGconn *connection, PGresult *result, ExecStatusType status)
{
	if (PQresultStatus(result) != status) {
		(void)fprintf(stderr, "pgRouting: %s", PQerrorMessage(connection));
		exit(1);
	}
	PQclear(result);
}

static void run(PGconn *connection, const char *statement)
{
	expect(connection, PQexec(connection, statement), PGRES_COMMAND_OK);
}

/* The arcs that can be driven, as a table of edges. */
static void load(PGconn *connection, const struct peer_question *question)
{
	char line[128];
	run(connection, "SET client_min_messages = warning");
	PQclear(PQexec(connection, "CREATE EXTENSION pgrouting CASCADE"));
	run(connection, "CREATE TABLE roads (id bigint PRIMARY KEY, source bigint, target bigint, cost float8)");
	expect(connection, PQexec(connection, "COPY roads FROM STDIN"), PGRES_COPY_IN);
	for (uint32_t a = 0; a < question->network->arc_count; a++) {
		const struct road_arc *arc = &question->network->arcs[a];
		if (question->weights[a] >= ROAD_NEVER)
			continue;
		int length = snprintf(line, sizeof line, "%" PRIu32 "\t%" PRIu32 "\t%" PRIu32 "\t%" PRIu32 "\n", a,
		                      arc->from, arc->to, question->weights[a]);
		(void)PQputCopyData(connection, line, length);
	}
	if (PQputCopyEnd(connection, NULL) != 1)
		exit(1);
	expect(connection, PQgetResult(connection), PGRES_COMMAND_OK);
	PQclear(PQgetResult(connection));
	run(connection, "VACUUM ANALYZE roads");
	run(connection, "SET max_parallel_workers_per_gather = 0");
}

static double process_s(clockid_t clock)
{
	struct timespec at;
	(void)clock_gettime(clock, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

/* A unit that has no row cannot come, or is there. */
static uint32_t count_wrong(const PGresult *rows, const struct peer_question *question, unsigned incident, int column)
{
	const uint32_t *times = question->times + (size_t)incident * question->unit_count;
	uint32_t wrong = 0, *told = calloc(question->network->node_count, sizeof *told);
	if (!told)
		exit(1);
	memset(told, 0xFF, question->network->node_count * sizeof *told);
	for (int row = 0; row < PQntuples(rows); row++)
		told[strtoul(PQgetvalue(rows, row, column), NULL, 10)] =
		    (uint32_t)strtod(PQgetvalue(rows, row, 2), NULL);
	for (uint32_t u = 0; u < question->unit_count; u++) {
		uint32_t unit = question->units[u];
		uint32_t time = unit == question->incidents[incident] ? 0
		                : told[unit] == ROAD_NONE             ? ROAD_NEVER
		                                                      : told[unit];
		wrong += time != times[u];
	}
	free(told);
	return wrong;
}

/* So many incidents, from the units' side as one would write it, or from the incident's over the edges turned round. */
static void ask_postgres(PGconn *connection, clockid_t clock, const struct peer_question *question, bool turned)
{
	static char statement[32768], units[16384];
	double took[PEER_INCIDENTS];
	uint32_t wrong = 0, rounds = turned ? PEER_INCIDENTS : AS_WRITTEN_ROUNDS;
	size_t at = 0;
	for (uint32_t u = 0; u < question->unit_count; u++)
		at += (size_t)snprintf(units + at, sizeof units - at, "%s%" PRIu32, u ? "," : "", question->units[u]);
	for (unsigned i = 0; i < rounds; i++) {
		if (turned)
			(void)snprintf(
			    statement, sizeof statement,
			    "SELECT * FROM pgr_dijkstraCost('SELECT id, target AS source, source AS target, cost "
			    "FROM roads', %" PRIu32 ", ARRAY[%s])",
			    question->incidents[i], units);
		else
			(void)snprintf(statement, sizeof statement,
			               "SELECT * FROM pgr_dijkstraCost('SELECT id, source, target, cost FROM roads', "
			               "ARRAY[%s], %" PRIu32 ")",
			               units, question->incidents[i]);
		double from = process_s(clock);
		PGresult *rows = PQexec(connection, statement);
		took[i] = (process_s(clock) - from) * 1e6;
		if (PQresultStatus(rows) != PGRES_TUPLES_OK) {
			(void)fprintf(stderr, "pgRouting: %s", PQerrorMessage(connection));
			exit(1);
		}
		wrong += count_wrong(rows, question, i, turned);
		PQclear(rows);
	}
	tell(question,
	     turned ? "pgRouting at its best, from the incident" : "pgRouting as one writes it, to the incident",
	     part_of(took, rounds, 50), wrong ? "; NOT THE SAME TIMES" : "; the same times");
}

static void postgres(const char *where, const struct peer_question *question)
{
	PGconn *connection = PQconnectdb(where);
	clockid_t clock;
	if (PQstatus(connection) != CONNECTION_OK || clock_getcpuclockid(PQbackendPID(connection), &clock) != 0) {
		(void)fprintf(stderr, "pgRouting: %s", PQerrorMessage(connection));
		exit(1);
	}
	load(connection, question);
	ask_postgres(connection, clock, question, true);
	ask_postgres(connection, clock, question, false);
	PQfinish(connection);
}
#else
static void postgres(const char *where, const struct peer_question *question)
{
	(void)where;
	(void)question;
	(void)fprintf(stderr, "NOT MEASURED: pgRouting, built without libpq-dev\n");
}
#endif

#ifdef WITH_ROUTINO
#include <routino.h>

/* One pair after another, all it can do; where its points lie is found beforehand, for nothing. */
static void routino(const char *where, const struct peer_question *question)
{
	static Routino_Waypoint *units[4096];
	double took[PEER_INCIDENTS];
	uint32_t found = 0;
	Routino_Database *database = Routino_LoadDatabase(where, "roads");
	if (!database || Routino_ParseXMLProfiles("/usr/share/routino/profiles.xml") ||
	    Routino_ParseXMLTranslations("/usr/share/routino/translations.xml")) {
		(void)fprintf(stderr, "Routino: its database, profiles or translations cannot be read\n");
		exit(1);
	}
	Routino_Profile *profile = Routino_GetProfile("motorcar");
	Routino_Translation *translation = Routino_GetTranslation("en");
	(void)Routino_ValidateProfile(database, profile);
	const struct road_node *nodes = question->network->nodes;
	for (uint32_t u = 0; u < question->unit_count; u++)
		units[u] = Routino_FindWaypoint(database, profile, nodes[question->units[u]].lat_e7 / E7,
		                                nodes[question->units[u]].lon_e7 / E7);
	for (unsigned i = 0; i < AS_WRITTEN_ROUNDS; i++) {
		struct road_node place = nodes[question->incidents[i]];
		Routino_Waypoint *goal = Routino_FindWaypoint(database, profile, place.lat_e7 / E7, place.lon_e7 / E7);
		double from = cpu_s();
		for (uint32_t u = 0; u < question->unit_count; u++) {
			Routino_Waypoint *ends[2] = { units[u], goal };
			if (!ends[0] || !ends[1])
				continue;
			/* Asked for nothing it writes no route down; its number says whether there is one, and stays. */
			Routino_errno = ROUTINO_ERROR_NONE;
			Routino_Output *route = Routino_CalculateRoute(database, profile, translation, ends, 2,
			                                               ROUTINO_ROUTE_QUICKEST, NULL);
			found += Routino_errno == ROUTINO_ERROR_NONE;
			if (route)
				Routino_DeleteRoute(route);
		}
		took[i] = (cpu_s() - from) * 1e6;
	}
	char remark[64];
	(void)snprintf(remark, sizeof remark, "; a way for %" PRIu32 " of %u", found,
	               AS_WRITTEN_ROUNDS * question->unit_count);
	tell(question, "Routino, pair by pair", part_of(took, AS_WRITTEN_ROUNDS, 50), remark);
	Routino_UnloadDatabase(database);
}
#else
static void routino(const char *where, const struct peer_question *question)
{
	(void)where;
	(void)question;
	(void)fprintf(stderr, "NOT MEASURED: Routino, built without libroutino-dev\n");
}
#endif

void peers_ask(const struct peers *peers, const struct peer_question *question)
{
	if (*peers->postgres)
		postgres(peers->postgres, question);
	if (*peers->routino)
		routino(peers->routino, question);
}
