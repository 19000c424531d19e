/* What a call only names is asked of its servers: when, how often, and what of the answers is told. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "phone/enquiry.h"
#include "world.h"

#define SOS "urn:service:sos"
#define LIS "https://lis.example/where?id=1"
#define GEO "Geolocation: <" LIS ">;inserted-by=\"net.example\"\r\n"
#define HELD_OF(POS, RADIUS)                                                                                           \
	"<locationResponse xmlns=\"urn:ietf:params:xml:ns:geopriv:held\"><presence "                                   \
	"xmlns=\"urn:ietf:params:xml:ns:pidf\" "                                                                       \
	"entity=\"pres:a@example\"><tuple id=\"1\"><status><geopriv xmlns=\"urn:ietf:params:xml:ns:pidf:geopriv10\">"  \
	"<location-info><Circle xmlns=\"http://www.opengis.net/pidflo/1.0\" srsName=\"urn:ogc:def:crs:EPSG::4326\">"   \
	"<pos xmlns=\"http://www.opengis.net/gml\">" POS "</pos><radius "                                              \
	"uom=\"urn:ogc:def:uom:EPSG::9001\">" RADIUS "</radius></Circle></location-info></geopriv></status>"           \
	"<timestamp>%s</timestamp></tuple></presence></locationResponse>"
#define HELD_KIND "application/held+xml"
#define DATA "https://data.example/1"

static const char *const offer = SDP_OF("caller", "4000");

static void done(struct world *world)
{
	world_pass(world, 1000000);
	CHECK_NUMBER(exchange_count(world->exchange), 0);
	CHECK_NUMBER(world->rude, 0);
	CHECK_NUMBER(world->faulty, 0);
	world_close(world);
}

static struct ua called(struct world *world, const char *more, uint32_t call)
{
	struct ua caller = ua_of(world, 1, "anna", SOS);
	ua_ask(&caller, "INVITE", more, offer);
	CHECK(!world_asked(world)); /* before it is kept */
	CHECK(world_kept(world, call));
	return caller;
}

static void cancel(struct ua *caller)
{
	ua_cancel(caller);
	CHECK(ua_find(caller, SIP_INVITE, 487));
}

static bool says(const struct parcel *parcel, const char *line)
{
	return parcel && parcel->text[PARCEL_TEXT_FACTS].length &&
	       memmem(parcel->text[PARCEL_TEXT_FACTS].at, parcel->text[PARCEL_TEXT_FACTS].length, line, strlen(line));
}

static void answer_held(struct world *world, const struct world_asked *asked, const char *at, const char *proof)
{
	char body[1500], told[32];
	/* The document's own time is another each time. */
	instant_write(world->now, told);
	(void)snprintf(body, sizeof body, HELD_OF("%s", "50"), at, told);
	if (CHECK(asked))
		world_answer(world, asked->number, 200, NULL, proof, HELD_KIND, body);
}

/* First and changed answers are told, the same ones are not; it goes on while the caller is there. */
static void check_place(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua caller = called(&world, GEO, 7);
	const struct world_asked *asked = world_asked(&world);
	CHECK(asked && strcmp(asked->type, HELD_KIND) == 0 && strstr(asked->body, "responseTime=\"4000\"") &&
	      asked->source);
	CHECK_TEXT(asked->uri, LIS);
	answer_held(&world, asked, "60.1 24.9", NULL);
	const struct parcel *found = world_told(&world, PARCEL_FOUND);
	CHECK(found && found->call == 7 && found->lat_e7 == 601000000 && found->lon_e7 == 249000000 &&
	      found->uncertainty_m == 50 && found->text[PARCEL_TEXT_RAW].length > 100 && found->stamp_us);
	CHECK(says(found, "place_server: " LIS "\nplace_server_proof: verified\n"));
	/* An answer that comes twice is none. */
	world_answer(&world, asked->number, 200, NULL, NULL, HELD_KIND, "");
	CHECK(!world_told(&world, PARCEL_FOUND));
	world_pass(&world, ENQUIRY_EVERY_S * 1000 - 1);
	CHECK(!world_asked(&world));
	world_pass(&world, 1);
	answer_held(&world, world_asked(&world), "60.1 24.9", NULL);
	CHECK(!world_told(&world, PARCEL_FOUND));
	world_pass(&world, ENQUIRY_EVERY_S * 1000);
	answer_held(&world, world_asked(&world), "60.2 24.9", NULL);
	found = world_told(&world, PARCEL_FOUND);
	CHECK(found && found->lat_e7 == 602000000);
	/* The caller has gone: no more is asked; what was on its way is heard. */
	world_pass(&world, ENQUIRY_EVERY_S * 1000);
	asked = world_asked(&world);
	cancel(&caller);
	answer_held(&world, asked, "60.3 24.9", NULL);
	found = world_told(&world, PARCEL_FOUND);
	CHECK(found && found->lat_e7 == 603000000 && found->call == 7);
	world_pass(&world, 1000000);
	CHECK(!world_asked(&world));
	done(&world);
}

/* Likewise while somebody speaks with the caller, until he hangs up. */
static void check_talking(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua phone = ua_phone(&world, WORLD_PHONE, "desk1"), caller = called(&world, GEO, 7);
	answer_held(&world, world_asked(&world), "60.1 24.9", NULL);
	world_hear(&world, PARCEL_RING, 7, 0, "desk1");
	ua_reply(&phone, ua_find(&phone, SIP_INVITE, 0), 200, "", SDP_OF("phone", "5000"));
	world_hear(&world, PARCEL_TALK, 7, 0, "desk1");
	CHECK(ua_find(&caller, SIP_INVITE, 200));
	ua_ack(&caller, NULL);
	world_pass(&world, ENQUIRY_EVERY_S * 1000);
	answer_held(&world, world_asked(&world), "60.1 24.9", NULL);
	ua_ask(&caller, "BYE", "", NULL);
	ua_reply(&phone, ua_find(&phone, SIP_BYE, 0), 200, "", NULL);
	world_pass(&world, 1000000);
	CHECK(!world_asked(&world));
	done(&world);
}

static const struct world_asked *next_asked(struct world *world)
{
	const struct world_asked *asked = world_asked(world);
	for (unsigned i = 0; !asked && i <= ENQUIRY_SELDOM_S; i++) {
		world_pass(world, 1000);
		asked = world_asked(world);
	}
	return asked;
}

/* What is the matter is told once, and the server is asked ever more seldom. */
static void check_failing(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua caller = called(&world, GEO, 7);
	int64_t before_us = 0;
	unsigned count = 0;
	for (; count < 8; count++) {
		const struct world_asked *asked = next_asked(&world);
		if (!CHECK(asked))
			break;
		int64_t wait_s = (asked->at.us - before_us) / 1000000;
		int64_t wanted_s = count ? ENQUIRY_EVERY_S << (count - 1) : 0;
		if (count)
			CHECK_NUMBER(wait_s, wanted_s < ENQUIRY_SELDOM_S ? wanted_s : ENQUIRY_SELDOM_S);
		before_us = asked->at.us;
		world_answer(&world, asked->number, 0, "there was no answer in time", NULL, NULL, NULL);
		const struct parcel *found = world_told(&world, PARCEL_FOUND);
		CHECK_NUMBER(found != NULL, count == 0);
		if (!count)
			CHECK(says(found, "place_trouble: there was no answer in time\n") && !found->lat_e7);
	}
	/* It is there again, and that is told. */
	answer_held(&world, next_asked(&world), "60.1 24.9", NULL);
	CHECK(world_told(&world, PARCEL_FOUND));
	world_pass(&world, ENQUIRY_EVERY_S * 1000);
	CHECK(world_asked(&world));
	cancel(&caller);
	done(&world);
}

/* A server that takes no POST; one that answers by an error, nonsense, nothing; none that can be asked. */
static void check_odd(void)
{
	static const struct {
		unsigned code;
		const char *body, *fact;
	} rows[] = {
		{ 200,
		  "<error xmlns=\"urn:ietf:params:xml:ns:geopriv:held\" code=\"locationUnknown\"><message>no "
		  "fix</message></error>",
		  "place_trouble: locationUnknown: no fix\n" },
		{ 200, "<locationResponse xmlns=\"urn:ietf:params:xml:ns:geopriv:held\"/>",
		  "place_trouble: the answer holds no place\n" },
		{ 200, "", "place_trouble: the answer " },
		{ 200, "hello", "place_trouble: the answer " },
		{ 302, "", "place_trouble: it answered by 302 of HTTP\n" },
	};
	struct world world = { 0 };
	world_open(&world);
	struct ua caller = called(&world, GEO, 7);
	const struct world_asked *asked = world_asked(&world);
	world_answer(&world, asked->number, 405, NULL, NULL, NULL, "");
	asked = world_asked(&world);
	CHECK(asked && !asked->type[0] && !asked->body[0]);
	answer_held(&world, asked, "60.1 24.9", NULL);
	CHECK(world_told(&world, PARCEL_FOUND));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		world_hear(&world, PARCEL_REBID, 7, 0, NULL);
		asked = world_asked(&world);
		CHECK(asked && !asked->type[0]); /* it is still asked without one */
		world_answer(&world, asked->number, rows[i].code, NULL, NULL, HELD_KIND, rows[i].body);
		CHECK(says(world_told(&world, PARCEL_FOUND), rows[i].fact));
	}
	/* Neither way: the other one first, the next time. */
	for (unsigned i = 0; i < 3; i++) {
		world_hear(&world, PARCEL_REBID, 7, 0, NULL);
		asked = world_asked(&world);
		world_answer(&world, asked->number, 500, NULL, NULL, NULL, "");
		if ((asked = world_asked(&world)))
			world_answer(&world, asked->number, 500, NULL, NULL, NULL, "");
		CHECK(says(world_told(&world, PARCEL_FOUND), "place_trouble: it answered by 500 of HTTP\n"));
	}
	world.deaf = true;
	world_hear(&world, PARCEL_REBID, 7, 0, NULL);
	CHECK(says(world_told(&world, PARCEL_FOUND), "place_trouble: too much is being asked already\n"));
	cancel(&caller);
	done(&world);
}

/* Shown, and not the call's place. */
static void check_unverified(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua caller = called(&world, GEO, 7);
	answer_held(&world, world_asked(&world), "60.1 24.9", "self-signed certificate");
	const struct parcel *found = world_told(&world, PARCEL_FOUND);
	CHECK(says(found, "place_server_proof: self-signed certificate\n") &&
	      says(found, "place_unverified: 60.1000000, 24.9000000, 50 m\n"));
	CHECK(found && !found->lat_e7 && !found->lon_e7 && !found->uncertainty_m &&
	      !found->text[PARCEL_TEXT_PLACE].length && found->text[PARCEL_TEXT_RAW].length);
	cancel(&caller);
	done(&world);
}

/* Somebody wants to know now, and hears of it whatever comes; also of a call that this edge has never seen. */
static void check_rebid(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua caller = called(&world, GEO, 7);
	answer_held(&world, world_asked(&world), "60.1 24.9", NULL);
	CHECK(world_told(&world, PARCEL_FOUND));
	world_hear_text(&world, PARCEL_REBID, 7, NULL, PARCEL_TEXT_CONTACT, LIS);
	/* A second wish while it is on its way is the same. */
	world_hear_text(&world, PARCEL_REBID, 7, NULL, PARCEL_TEXT_CONTACT, LIS);
	answer_held(&world, world_asked(&world), "60.1 24.9", NULL);
	CHECK(says(world_told(&world, PARCEL_FOUND), "place_asked: nothing has changed\n"));
	CHECK(!world_asked(&world));
	world_pass(&world, ENQUIRY_EVERY_S * 1000);
	answer_held(&world, world_asked(&world), "60.1 24.9", NULL);
	CHECK(!world_told(&world, PARCEL_FOUND));
	world_hear_text(&world, PARCEL_REBID, 8, NULL, PARCEL_TEXT_CONTACT, LIS);
	answer_held(&world, world_asked(&world), "60.1 24.9", NULL);
	const struct parcel *found = world_told(&world, PARCEL_FOUND);
	CHECK(found && found->call == 8);
	world_hear(&world, PARCEL_REBID, 9, 0, NULL);
	CHECK(says(world_told(&world, PARCEL_FOUND), "place_trouble: there is no room"));
	cancel(&caller);
	done(&world);
}

/* Another edge goes on with a conversation: the place is asked at once, told whatever it is, and asked on until the end. */
static void check_resumed(void)
{
	struct world before = { 0 }, after = { .drawn = 7 };
	world_open(&before);
	world_open(&after);
	struct ua phone = ua_phone(&before, WORLD_PHONE, "desk1"), caller = called(&before, GEO, 7);
	world_hear(&before, PARCEL_RING, 7, 0, "desk1");
	ua_reply(&phone, ua_find(&phone, SIP_INVITE, 0), 200, "", SDP_OF("phone", "5000"));
	world_hear(&before, PARCEL_TALK, 7, 0, "desk1");
	CHECK(ua_find(&caller, SIP_INVITE, 200));
	ua_ack(&caller, NULL);
	struct parcel resume = { .kind = PARCEL_RESUME, .call = 7 };
	resume.text[PARCEL_TEXT_RAW] = world_told(&before, PARCEL_STATE)->text[PARCEL_TEXT_RAW];
	exchange_hear(after.exchange, &resume, after.now);
	CHECK(!world_asked(&after)); /* the note does not say whom */
	world_hear_text(&after, PARCEL_REBID, 7, NULL, PARCEL_TEXT_CONTACT, LIS);
	const struct world_asked *asked = world_asked(&after);
	CHECK(asked && strcmp(asked->uri, LIS) == 0);
	answer_held(&after, asked, "60.1 24.9", NULL);
	const struct parcel *found = world_told(&after, PARCEL_FOUND);
	CHECK(found && found->call == 7 && found->lat_e7 == 601000000);
	for (unsigned i = 0; i < 3; i++) {
		world_pass(&after, ENQUIRY_EVERY_S * 1000);
		answer_held(&after, world_asked(&after), i < 2 ? "60.1 24.9" : "60.2 24.9", NULL);
		CHECK_NUMBER(world_told(&after, PARCEL_FOUND) != NULL, i == 2);
	}
	caller.world = phone.world = &after;
	ua_ask(&caller, "BYE", "", NULL);
	ua_reply(&phone, ua_find(&phone, SIP_BYE, 0), 200, "", NULL);
	world_pass(&after, 1000000);
	CHECK(!world_asked(&after));
	done(&after);
	world_close(&before);
}

/* The same call twice, a test call, a call in writing, a call that cannot be carried on. */
static void check_others(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua caller = called(&world, GEO, 7), test = ua_of(&world, 2, "t", "urn:service:test.sos"),
		  writer = ua_of(&world, 3, "w", SOS);
	answer_held(&world, world_asked(&world), "60.1 24.9", NULL);
	ua_ask(&caller, "INVITE", GEO, offer);
	CHECK(world_kept(&world, 7));
	CHECK(!world_asked(&world));
	ua_ask(&test, "INVITE", GEO, offer);
	CHECK(world_kept(&world, 0));
	CHECK(!world_asked(&world));
	CHECK(ua_find(&test, SIP_INVITE, 200));
	ua_ack(&test, NULL);
	ua_reply(&test, ua_find(&test, SIP_BYE, 0), 200, "", NULL);
	ua_ask_body(&writer, "MESSAGE", GEO, "text/plain", "fire");
	CHECK(world_kept(&world, 8));
	answer_held(&world, world_asked(&world), "60.1 24.9", NULL);
	const struct parcel *found = world_told(&world, PARCEL_FOUND);
	found = found && found->call == 7 ? world_told(&world, PARCEL_FOUND) : found;
	CHECK(found && found->call == 8);
	ua_ask_body(&writer, "MESSAGE", GEO, "text/plain", "smoke");
	CHECK(!world_asked(&world));
	world_take(&world, 4,
	           "INVITE urn:service:sos SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.4;branch=z9hG4bK1\r\n"
	           "From: <sip:x@y>;tag=1\r\nTo: here\r\nCall-ID: 9\r\nCSeq: x\r\n" GEO "Content-Length: 0\r\n\r\n");
	CHECK(world_kept(&world, 9));
	answer_held(&world, world_asked(&world), "60.1 24.9", NULL);
	found = world_told(&world, PARCEL_FOUND);
	CHECK(found && found->call == 9);
	cancel(&caller);
	done(&world);
}

static void check_bounds(void)
{
	char more[4096] = "";
	struct world world = { 0 };
	world_open(&world);
	for (unsigned i = 0; i < 10; i++)
		(void)snprintf(more + strlen(more), sizeof more - strlen(more),
		               "Geolocation: <https://lis.example/%u>\r\n"
		               "Call-Info: <" DATA "/%u>;purpose=EmergencyCallData.Comment\r\n",
		               i, i);
	struct ua caller = called(&world, more, 7);
	unsigned count = 0;
	while (world_asked(&world))
		count++;
	CHECK_NUMBER(count, ENQUIRY_PLACES_MAX + ENQUIRY_DATA_MAX);
	cancel(&caller);
	/* Too long to be asked, and still a call. */
	char uri[ENQUIRY_URI_MAX_BYTES + 64] = "Geolocation: <https://lis.example/";
	memset(uri + strlen(uri), 'x', ENQUIRY_URI_MAX_BYTES);
	(void)snprintf(more, sizeof more, "%.*s>\r\n", (int)sizeof uri - 4, uri);
	struct ua other = called(&world, more, 8);
	CHECK(!world_asked(&world));
	cancel(&other);
	/* So many of all; the calls beyond them are calls. */
	world.quiet = true;
	world.asked_count = 0;
	for (unsigned i = 0; i < ENQUIRIES_MAX + 2; i++) {
		struct parcel rebid = { .kind = PARCEL_REBID, .call = 100 + i };
		parcel_set(&rebid, PARCEL_TEXT_CONTACT, LIS);
		exchange_hear(world.exchange, &rebid, world.now);
	}
	CHECK(world.asked_count <= ENQUIRIES_MAX && world.asked_count > ENQUIRIES_MAX - 10);
	CHECK(says(world_told(&world, PARCEL_FOUND), "place_trouble: there is no room"));
	world_close(&world);
}

static void check_data(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua caller = called(&world,
	                          "Call-Info: <" DATA ">;purpose=EmergencyCallData.Comment, "
	                          "<https://x.example/icon>;purpose=icon\r\n",
	                          7);
	const struct world_asked *asked = world_asked(&world);
	CHECK(asked && !asked->type[0]);
	CHECK_TEXT(asked->uri, DATA);
	CHECK(!world_asked(&world));
	world_answer(&world, asked->number, 200, NULL, NULL, "application/EmergencyCallData.Comment+xml",
	             "<EmergencyCallData.Comment xmlns=\"urn:ietf:params:xml:ns:EmergencyCallData:Comment\">"
	             "<DataProviderReference>a@b</DataProviderReference><Comment xml:lang=\"en\">insulin</Comment>"
	             "</EmergencyCallData.Comment>");
	const struct parcel *found = world_told(&world, PARCEL_FOUND);
	CHECK(says(found, "data_server: " DATA "\n") && says(found, "comment: insulin\n"));
	world_pass(&world, 200000);
	CHECK(!world_asked(&world));
	cancel(&caller);
	struct ua other = called(&world, "Call-Info: <" DATA ">;purpose=EmergencyCallData.Comment\r\n", 8);
	world_answer(&world, world_asked(&world)->number, 200, NULL, NULL, "text/html", "<html/>");
	CHECK(says(world_told(&world, PARCEL_FOUND), "data_trouble: the answer holds no additional data\n"));
	cancel(&other);
	done(&world);
}

/* The statement and the key of draft-ietf-stir-passport-09, appendix A. */
#define CERT "https://cert.example.org/passport.cer"
#define SIGNED                                                                                                         \
	"Identity: eyJhbGciOiJFUzI1NiIsInR5cCI6InBhc3Nwb3J0IiwieDV1IjoiaHR0cHM6Ly9jZXJ0LmV4YW1wbGUub3JnL3Bhc3"         \
	"Nwb3J0LmNlciJ9.eyJkZXN0Ijp7InVyaSI6WyJzaXA6YWxpY2VAZXhhbXBsZS5jb20iXX0sImlhdCI6IjE0NDMyMDgz"                  \
	"NDUiLCJvcmlnIjp7InRuIjoiMTIxNTU1NTEyMTIifX0."
#define SIGNATURE "rq3pjT1hoRwakEGjHCnWSwUnshd0-zJ6F1VOgFWSjHBr8Qjpjlk-cpFYpFYsojNCpTzO3QfPOlckGaS6hEck7w"
#define FORGED "rq3pjT1hoRwakEGjHCnWSwUnshd0-zJ6F1VOgFWSjHBr8Qjpjlk-cpFYpFYsojNCpTzO3QfPOlckGaS6hEck7A"
#define INFO ";info=<" CERT ">\r\n"
static const char *const key = "-----BEGIN PUBLIC KEY-----\n"
			       "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8HNbQd/TmvCKwPKHkMF9fScavGeH\n"
			       "78YTU8qLS8I5HLHSSmlATLcslQMhNC/OhlWBYC626nIlo7XeebYS7Sb37g==\n"
			       "-----END PUBLIC KEY-----\n";

/* What is signed is checked as soon as the certificate is there, which is kept for the next call. */
static void check_signer(void)
{
	struct world world = { 0 };
	world_open(&world);
	struct ua caller = called(&world, SIGNED SIGNATURE INFO, 7);
	const struct world_asked *asked = world_asked(&world);
	CHECK(asked && !asked->type[0]);
	CHECK_TEXT(asked->uri, CERT);
	world_answer(&world, asked->number, 200, NULL, "self-signed certificate", "application/x-pem-file", key);
	const struct parcel *found = world_told(&world, PARCEL_FOUND);
	CHECK(says(found, "signed_by: " CERT "\nsigned_by_proof: self-signed certificate\n"
	                  "passport_signature: valid\n"));
	/* In this world it is 2001, and the call is another's. */
	CHECK(says(found, "signed_finding: it was signed in a time to come\n") &&
	      says(found, "signed_finding: it vouches for another number than the call names\n"));
	cancel(&caller);
	caller = called(&world, SIGNED FORGED INFO, 8);
	CHECK(!world_asked(&world));
	found = world_told(&world, PARCEL_FOUND);
	CHECK(found && found->call == 8 && says(found, "passport_signature: invalid\n") &&
	      says(found, "signed_finding: the signature is wrong\n"));
	cancel(&caller);
	world_pass(&world, ENQUIRY_CERTIFICATE_S * 1000);
	caller = called(&world, SIGNED SIGNATURE INFO, 9);
	world_answer(&world, world_asked(&world)->number, 404, NULL, NULL, NULL, "");
	found = world_told(&world, PARCEL_FOUND);
	CHECK(says(found, "passport_signature: not checked\n") &&
	      says(found, "signed_trouble: it answered by 404 of HTTP\n"));
	cancel(&caller);
	/* What was not there is not kept. */
	caller = called(&world, SIGNED SIGNATURE INFO, 10);
	world_answer(&world, world_asked(&world)->number, 200, NULL, NULL, NULL, "no certificate");
	found = world_told(&world, PARCEL_FOUND);
	CHECK(says(found, "passport_signature: not checked\n") && says(found, "has no P-256 key\n"));
	cancel(&caller);
	done(&world);
}

int main(void)
{
	check_place();
	check_talking();
	check_failing();
	check_odd();
	check_unverified();
	check_rebid();
	check_resumed();
	check_others();
	check_bounds();
	check_data();
	check_signer();
	return check_done();
}
