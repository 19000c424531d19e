/* Questions to a location server and its answers, after the examples of RFC 5985 section 10 and RFC 6753. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "given.h"

#include "wire/held.h"

static void check_request(struct held_request request, const char *wanted)
{
	struct buffer out = { 0 };
	char whole[1024];
	(void)snprintf(whole, sizeof whole,
	               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	               "<locationRequest xmlns=\"urn:ietf:params:xml:ns:geopriv:held\" %s</locationRequest>\n",
	               wanted);
	CHECK(held_write_request(&out, &request) == STATUS_OK);
	CHECK_TEXT(given_text(buffer_bytes(&out)), whole);
	/* It is XML, whatever the words are. */
	struct xml xml;
	CHECK(xml_open(buffer_bytes(&out), &xml) == STATUS_OK && !xml.fault);
	xml_close(&xml);
	buffer_close(&out);
	struct buffer small = { .cap = 40 };
	CHECK(held_write_request(&small, &request) == STATUS_LIMIT);
	buffer_close(&small);
}

int main(void)
{
	struct held_response response;
	check_request((struct held_request){ 0 },
	              "responseTime=\"emergencyRouting\"><locationType exact=\"false\">any</locationType>");
	check_request((struct held_request){ .dispatch = true, .types = HELD_CIVIC },
	              "responseTime=\"emergencyDispatch\"><locationType exact=\"false\">civic</locationType>");
	check_request(
	    (struct held_request){ .response_time_ms = 8000,
	                           .types = HELD_GEODETIC | HELD_CIVIC | HELD_LOCATION_URI,
	                           .exact = true,
	                           .device = bytes_of_text("sip:a&<b>@c") },
	    "responseTime=\"8000\"><locationType exact=\"true\">geodetic civic locationURI</locationType>"
	    "<device xmlns=\"urn:ietf:params:xml:ns:geopriv:held:id\"><uri>sip:a&amp;&lt;b&gt;@c</uri></device>");
	CHECK(held_open(bytes_of_text("<locationResponse xmlns='urn:ietf:params:xml:ns:geopriv:held'>"
	                              "<locationUriSet "
	                              "expires='2006-01-01T13:00:00.0Z'><locationURI>https://ls.example.com:9768/"
	                              "357yc6s64ceyoiuy5ax3o</locationURI>"
	                              "<locationURI> sip:9769+357yc6s64ceyoiuy5ax3o@ls.example.com "
	                              "</locationURI><locationURI/></locationUriSet>"
	                              "<presence xmlns='urn:ietf:params:xml:ns:pidf'><Point><pos>-34.407 "
	                              "150.88001</pos></Point></presence></locationResponse>"),
	                &response) == STATUS_OK);
	CHECK(response.kind == HELD_LOCATION && response.uris == 2 && response.pidf.locations == 1);
	CHECK_TEXT(given_text(response.uri[1]), "sip:9769+357yc6s64ceyoiuy5ax3o@ls.example.com");
	CHECK_TEXT(given_text(response.expires), "2006-01-01T13:00:00.0Z");
	held_close(&response);
	CHECK(held_open(
		  bytes_of_text("<error xmlns='urn:ietf:params:xml:ns:geopriv:held' code='locationUnknown'><message "
	                        "xml:lang='en'>Unable to determine location</message></error>"),
		  &response) == STATUS_OK);
	CHECK(response.kind == HELD_ERROR && response.pidf.locations == 0);
	CHECK_TEXT(given_text(response.code), "locationUnknown");
	CHECK_TEXT(given_text(response.message), "Unable to determine location");
	held_close(&response);
	CHECK(held_open(bytes_of_text("<error code='timeout' message='late'/>"), &response) == STATUS_OK);
	CHECK_TEXT(given_text(response.message), "late");
	held_close(&response);
	CHECK(held_open(bytes_of_text("<presence><Point><pos>1 2</pos></Point></presence>"), &response) == STATUS_OK);
	CHECK(response.kind == HELD_LOCATION && response.pidf.locations == 1);
	held_close(&response);
	CHECK(held_open(bytes_of_text("<html>Not found</html>"), &response) == STATUS_OK);
	CHECK(response.kind == HELD_UNKNOWN);
	held_close(&response);
	struct buffer text = { 0 };
	CHECK(buffer_append_text(&text, "<locationResponse><locationUriSet>") == STATUS_OK);
	for (unsigned i = 0; i <= HELD_URIS_MAX; i++)
		CHECK(buffer_append_text(&text, "<locationURI>x:y</locationURI>") == STATUS_OK);
	CHECK(held_open(buffer_bytes(&text), &response) == STATUS_OK);
	CHECK(response.uris == HELD_URIS_MAX && response.uris_left_out == 1);
	held_close(&response);
	buffer_close(&text);
	return check_done();
}
