/* Lines of vehicles' devices, as public manuals have them, cut, glued and spoilt. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/avl.h"

#include "check.h"

/*
 * Where the lines are from: [gpsd] the NMEA sentences that E. S. Raymond's "NMEA Revealed" and D. DePriest's "NMEA data" show,
 * which many have copied; [modem] the user manual of a cellular modem, 7300 series, page 85; [sk8] Trimble Lassen-SK8, appendix C.2;
 * [ctm] Cypress CTM-200, messages 100 and 101; [ship] a raw file of a ship's receiver, NOAA, 14 January 2020.
 */
static const struct {
	const char *line;
	int32_t lat_e7, lon_e7;
	uint32_t uncertainty_m;
	int32_t day_ms;
	int64_t stamp_s;
	int32_t speed_cm_s;
	const char *id;
} good[] = {
	/* [gpsd] */
	{ "$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A", 481173000, 115166667, 0, 45319000,
	  764426119, 1152, "" },
	{ "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47", 481173000, 115166667, 5, 45319000, 0, -1,
	  "" },
	{ "$GPGGA,092750.000,5321.6802,N,00630.3372,W,1,8,1.03,61.7,M,55.2,M,,*76", 533613367, -65056200, 6, 34070000,
	  0, -1, "" },
	{ "$GPGLL,4916.45,N,12311.12,W,225444,A,*1D", 492741667, -1231853333, 0, 82484000, 0, -1, "" },
	/* [modem]: a longitude with two digits of degrees */
	{ "$GPGGA,202742.0,4529.7240,N,7339.8585,W,2,9,0.9,28,M,,,,*3E", 454954000, -736643083, 5, 73662000, 0, -1,
	  "" },
	{ "$GPGLL,4529.7241,N,7339.8584,W,202645.0,A,D*7C", 454954017, -736643067, 0, 73605000, 0, -1, "" },
	{ "$GPRMC,153716.00,A,4529.72428,N,07339.86082,W,0.007,,180108,,,A*69", 454954047, -736643470, 0, 56236000,
	  1200670636, 0, "" },
	{ ">RPV73511+4549542-0736643100035822;*7F<", 454954200, -736643100, 0, 73511000, 0, 0, "" },
	/* [ship] */
	{ "$GPRMC,195959.00,A,1541.31258893,N,05130.51204125,W,0.26,147.44,140120,16.9,W,D*0B", 156885431, -515085340,
	  0, 71999000, 1579031999, 13, "" },
	/* [sk8] */
	{ ">RPV15714+3739438-1220384601512612;ID=1234;*7F<", 373943800, -1220384600, 0, 15714000, 0, 670, "1234" },
	/* [ctm], without a checksum, which TAIP lets one leave away */
	{ ">RPV81854+4902565+1220996700000012<", 490256500, 1220996700, 0, 81854000, 0, 0, "" },
	{ ">RLN83830000+490256603+1220996704+000001240000+000000000813000700080019002300280003002500000000000012<",
	  490256603, 1220996704, 0, 83830000, 0, 0, "" },
	/* By the table of [sk8], C.9: there is no public example */
	{ ">RCP15714+373944-122038412;ID=E7<", 373944000, -1220384000, 0, 15714000, 0, -1, "E7" },
	/* A tag block says who sent it, and when */
	{ "\\s:E7,c:1700000000*48\\$GPGLL,4529.7241,N,7339.8584,W,202645.0,A,D*7C", 454954017, -736643067, 0, 73605000,
	  1700000000, -1, "E7" },
	{ "{\"unit\":\"E7\",\"lat\":45.5230621,\"lon\":-122.6764816,\"stamp\":\"2026-11-24T02:30:00Z\",\"accuracy_m\":"
	  "8.5}",
	  455230621, -1226764816, 9, -1, 1795487400, -1, "E7" },
	{ "{ \"lon\" : 1.5e1 , \"lat\" : 1e-05, \"unit\": null, \"speed_mps\": 12, \"x\": \"}\" }", 100, 150000000, 0,
	  -1, 0, 1200, "" },
	{ "{\"unit\":\"\\u0045\\u00e9\",\"lat\":-33.86881970000000123,\"lon\":151.2092955499999999}", -338688197,
	  1512092955, 0, -1, 0, -1, "E\xc3\xa9" },
};

static void read_good(void)
{
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		struct avl_fix fix = { 0 };
		struct avl_fault fault = { .what = "" };
		if (!CHECK(avl_read(bytes_of_text(good[i].line), &fix, &fault) == STATUS_OK))
			(void)fprintf(stderr, "  %s\n  %s, byte %zu\n", good[i].line, fault.what, fault.at);
		CHECK_NUMBER(fix.lat_e7, good[i].lat_e7);
		CHECK_NUMBER(fix.lon_e7, good[i].lon_e7);
		CHECK_NUMBER(fix.uncertainty_m, good[i].uncertainty_m);
		CHECK_NUMBER(fix.day_ms, good[i].day_ms);
		CHECK_NUMBER(fix.stamp_us, good[i].stamp_s * 1000000);
		CHECK_NUMBER(fix.speed_cm_s, good[i].speed_cm_s);
		CHECK_TEXT(fix.id, good[i].id);
	}
}

/* What is well-formed and says no position. */
static void read_silent(void)
{
	static const char *const lines[] = {
		"$GPGGA,,,,,,0,,,,,,,,*66",
		"$GPVTG,,T,,M,0.004,N,0.008,K,A*2F",
		"$PCPTI,router,1*64",
		">RPV15714+3739438-1220384601512690<",
		">RPV15714+3739438-1220384601512610<",
		">RVR<",
		">QPV<",
	};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct avl_fix fix;
		struct avl_fault fault = { .what = "" };
		if (!CHECK(avl_read(bytes_of_text(lines[i]), &fix, &fault) == STATUS_MISSING))
			(void)fprintf(stderr, "  %s: %s, byte %zu\n", lines[i], fault.what, fault.at);
	}
}

static void read_wrong(void)
{
	static const struct {
		const char *line, *what;
		size_t at;
	} rows[] = {
		{ "", "the line is empty", 0 },
		{ "GET / HTTP/1.1", "it begins neither with $ or \\ (NMEA), nor with > (TAIP), nor with { (JSON)", 0 },
		{ "$GPGLL,4916.45,N,12311.12,W,225444,A,*1E", "the checksum is wrong", 38 },
		{ "$GPGLL,4916.45,N,12311.12,W,225444,A,", "the checksum is missing", 37 },
		{ "$GPGLL,4916.45,N,12311.12,W,225444,A,*1D*", "something stands behind the checksum", 40 },
		{ "$GPGLL,4960.45,N,12311.12,W,225444,A,*1C", "degrees or minutes are too many", 7 },
		{ "$GPGLL,4916.45,X,12311.12,W,225444,A,*0B", "the letter of the hemisphere is wrong", 15 },
		{ "$GPGLL,4916.45,N,12311.12,W,255444,A,*1A", "the time is wrong", 28 },
		{ "\\s:E7*00\\$GPGLL,4916.45,N,12311.12,W,225444,A,*1D", "the tag block's checksum is wrong", 5 },
		/* [modem] prints this one with an ID that its checksum is not of. */
		{ ">RPV56655+4549542-0736643300000002;ID=ADAM12;*5E<", "the checksum is wrong", 46 },
		{ ">RPV15714+3739438-122038460151261<", "it has not the length of its kind", 33 },
		{ ">RPV15714+9939438-1220384601512612<", "the latitude is wrong", 9 },
		{ ">RPV95714+3739438-1220384601512612<", "the time is wrong", 4 },
		{ ">RPV15714+3739438-1220384601512612", "a message ends with <", 34 },
		{ ">RPV15714+3739438-1220384601512612;XY=1<", "this is neither ;ID= nor ;*", 34 },
		{ "{\"lat\":91,\"lon\":0}", "the number is none, or too large", 7 },
		{ "{\"lat\":1}", "lat and lon are wanted", 9 },
		{ "{\"lat\":1,\"lat\":2}", "the member is given twice", 9 },
		{ "{\"lat\":1,\"lon\":2,\"a\":[]}", "a position is a flat object", 21 },
		{ "{\"lat\":1,\"lon\":2} x", "something stands behind the object", 18 },
		{ "{\"lat\":1,\"lon\":2,\"stamp\":\"noon\"}", "a moment is wanted, as 2026-11-24T02:30:00Z", 25 },
		{ "{\"lat\":1,\"lon\":2,\"unit\":\"a name of more than twenty-three bytes\"}", "the name is too long",
		  24 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct avl_fix fix;
		struct avl_fault fault = { .what = "" };
		CHECK(avl_read(bytes_of_text(rows[i].line), &fix, &fault) == STATUS_MALFORMED);
		CHECK_TEXT(fault.what, rows[i].what);
		CHECK_NUMBER(fault.at, rows[i].at);
	}
}

/* No line is whole without its last byte, and none is read past it. */
static void read_cut(void)
{
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		for (size_t length = 0; length < strlen(good[i].line); length++) {
			struct avl_fix fix;
			struct avl_fault fault = { 0 };
			char *copy = malloc(length + 1);
			if (!copy)
				abort();
			memcpy(copy, good[i].line, length);
			CHECK(avl_read(bytes_of(copy, length), &fix, &fault) == STATUS_MALFORMED);
			CHECK(fault.at <= length);
			free(copy);
		}
}

static void frame(void)
{
	static const char stream[] = "\r\n\n$A*00\r\n>RPV<>RVR<\n{\"a\":\">\"}\npart";
	static const char *const lines[] = { "$A*00", ">RPV<", ">RVR<", "{\"a\":\">\"}" };
	struct bytes rest = bytes_of_text(stream);
	size_t skip = 0, length = 0;
	for (size_t i = 0; i < 4; i++) {
		CHECK(avl_frame(rest, &skip, &length) == STATUS_OK);
		CHECK(bytes_same(bytes_of(rest.at + skip, length), bytes_of_text(lines[i])));
		rest = bytes_of(rest.at + skip + length, rest.length - skip - length);
	}
	CHECK(avl_frame(rest, &skip, &length) == STATUS_OK && skip == 1 && !length);
	char longest[AVL_LINE_MAX_BYTES + 2];
	memset(longest, 'x', sizeof longest);
	CHECK(avl_frame(bytes_of(longest, AVL_LINE_MAX_BYTES), &skip, &length) == STATUS_OK && !length);
	CHECK(avl_frame(bytes_of(longest, AVL_LINE_MAX_BYTES + 1), &skip, &length) == STATUS_LIMIT);
	longest[AVL_LINE_MAX_BYTES] = '\n';
	CHECK(avl_frame(bytes_of(longest, sizeof longest), &skip, &length) == STATUS_OK &&
	      length == AVL_LINE_MAX_BYTES);
}

/* A time of day near midnight is of yesterday or of tomorrow; one a little ahead is now. */
static void stamps(void)
{
	const int64_t midnight = 1795478400000000;
	const struct {
		int64_t now_s;
		int32_t day_ms;
		int64_t wanted_s;
	} rows[] = {
		{ 100, 90000, 90 }, { 10, 86390000, -10 }, { 86390, 5000, 86390 },
		{ 50, 68000, 50 },  { 50, 120000, 120 },   { 50, -1, 50 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct avl_fix fix = { .day_ms = rows[i].day_ms };
		struct instant now = { midnight + rows[i].now_s * 1000000 };
		CHECK_NUMBER(avl_stamp(&fix, now), midnight + rows[i].wanted_s * 1000000);
	}
	struct avl_fix dated = { .stamp_us = midnight, .day_ms = 5 };
	CHECK_NUMBER(avl_stamp(&dated, (struct instant){ midnight + 99 }), midnight);
}

int main(void)
{
	read_good();
	read_silent();
	read_wrong();
	read_cut();
	frame();
	stamps();
	return check_done();
}
