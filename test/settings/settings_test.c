/* Settings of calls by phone: what is taken, and what is wrong with its line and column. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "settings/settings.h"

#include "core/queue.h"

#include "check.h"

static void check_problem(const char *text, const char *wanted)
{
	struct problems problems = { 0 };
	struct settings settings = { 0 };
	CHECK(settings_read(bytes_of_text(text), "conf", &problems, &settings) == STATUS_MALFORMED);
	CHECK(buffer_append(&problems.text, bytes_of("", 1)) == STATUS_OK);
	if (!CHECK(strstr((const char *)problems.text.at, wanted) != NULL))
		(void)fprintf(stderr, "  got    %s  wanted %s\n", (const char *)problems.text.at, wanted);
	buffer_close(&problems.text);
}

static void check_good(void)
{
	struct problems problems = { 0 };
	struct settings settings = { 0 };
	const char *good =
	    "sip: [udp:127.0.0.1:5060, \"tcp:[::1]:0\", tls:192.0.2.1:5061]\n"
	    "domain: center.example\n"
	    "way_out: sip:192.0.2.9:5060;transport=tcp\n"
	    "bridge: sip:factory@192.0.2.2\npublic_url: https://center.example/tocsin\ntext_receipts: true\n"
	    "retention: [{type: fire, after: 365d}, {type: hold, after: never}, {channel: text, after: 12h}, {after: "
	    "90s}]\n"
	    "tls: {certificate: c.pem, key: k.pem}\n"
	    "trust: roots.pem\n"
	    "ask: near\n"
	    "name_servers: [192.0.2.53, \"[2001:db8::53]:5353\", \"2001:db8::54\"]\n"
	    "queues: [police, {name: fire, ring: all, ring_s: 120}, {name: sea, ring: one}]\n"
	    "map: city.map\nplan: plan.yaml\n"
	    "units: [E1, {name: M1, can: [als, bls], station: north}]\n"
	    "stations: [{name: north, lat: 45.5, lon: -122.65}]\n";
	CHECK(settings_read(bytes_of_text(good), "conf", &problems, &settings) == STATUS_OK);
	CHECK_NUMBER(problems.count, 0);
	CHECK_NUMBER(settings.listeners, 3);
	CHECK_NUMBER(settings.listener[0].transport, SETTINGS_UDP);
	CHECK_NUMBER(settings.listener[0].port, 5060);
	CHECK_NUMBER(settings.listener[1].transport, SETTINGS_TCP);
	CHECK(strcmp(settings.listener[1].host, "::1") == 0 && settings.listener[1].port == 0);
	CHECK(strcmp(settings_transport_name(settings.listener[2].transport), "tls") == 0);
	CHECK(strcmp(settings.domain, "center.example") == 0);
	CHECK(strcmp(settings.way_out, "sip:192.0.2.9:5060;transport=tcp") == 0);
	CHECK(strcmp(settings.bridge, "sip:factory@192.0.2.2") == 0);
	CHECK(strcmp(settings.public_url, "https://center.example/tocsin") == 0);
	CHECK(settings.text_receipts);
	CHECK_NUMBER(settings.retentions, 4);
	CHECK(strcmp(settings.retention[0].type.text, "fire") == 0 && settings.retention[0].after_s == 365 * 86400);
	CHECK(settings.retention[1].after_s == SETTINGS_RETENTION_NEVER && !settings.retention[1].channel);
	CHECK(settings.retention[2].channel == CHANNEL_TEXT && settings.retention[2].after_s == 12 * 3600);
	CHECK(!settings.retention[3].type.text[0] && settings.retention[3].after_s == 90);
	CHECK(strcmp(settings.certificate, "c.pem") == 0 && strcmp(settings.key, "k.pem") == 0);
	CHECK(strcmp(settings.trust, "roots.pem") == 0 && settings.ask == SETTINGS_ASK_NEAR);
	CHECK(settings.name_servers == SETTINGS_NAME_SERVERS_MAX &&
	      strcmp(settings.name_server[1], "[2001:db8::53]:5353") == 0);
	CHECK_NUMBER(settings.names, 6);
	CHECK(strcmp(settings.map, "city.map") == 0 && strcmp(settings.plan, "plan.yaml") == 0);
	const struct settings_name *unit = &settings.name[4], *station = &settings.name[5];
	CHECK(!settings.name[3].cans && unit->cans == 2 && strcmp(unit->can[1].text, "bls") == 0);
	CHECK(strcmp(unit->station.text, "north") == 0);
	CHECK(station->lat_e7 == 455000000 && station->lon_e7 == -1226500000);
	CHECK(!settings.name[0].ring && !settings.name[0].ring_s);
	CHECK(strcmp(settings.name[1].name.text, "fire") == 0);
	CHECK_NUMBER(settings.name[1].ring, RING_ALL);
	CHECK_NUMBER(settings.name[1].ring_s, RING_MAX_S);
	CHECK(settings.name[2].ring == RING_ONE && !settings.name[2].ring_s);
	settings_close(&settings);
	buffer_close(&problems.text);
}

/* As many listeners as are taken, and one more. */
static void check_listeners_max(void)
{
	struct problems problems = { 0 };
	struct settings settings = { 0 };
	struct buffer text = { 0 };
	CHECK(buffer_append_text(&text, "sip:\n") == STATUS_OK);
	for (unsigned i = 0; i < SETTINGS_LISTENERS_MAX; i++)
		CHECK(buffer_print(&text, "  - udp:127.0.0.1:%u\n", 5060 + i) == STATUS_OK);
	CHECK(settings_read(buffer_bytes(&text), "conf", &problems, &settings) == STATUS_OK);
	CHECK_NUMBER(settings.listeners, SETTINGS_LISTENERS_MAX);
	settings_close(&settings);
	CHECK(buffer_append(&text, bytes_of("  - udp:127.0.0.1:1\n\0", 21)) == STATUS_OK);
	text.length--;
	check_problem((const char *)text.at, "conf:18:5: at most 16 of them are taken");
	buffer_close(&text);
}

static void check_pieces(void)
{
	struct settings_listener listener;
	char text[2 * SETTINGS_ADDRESS_MAX_BYTES] = "tls:";
	CHECK(settings_listener(bytes_of_text("tls:[::1]:5061"), &listener));
	static const char *const wrong[] = {
		"",     "udp",          "udp:",          "udp:127.0.0.1", "sctp:127.0.0.1:1",
		":1:2", "udp:::1:5060", "UDP:1.1.1.1:5", "udp:h:65536",   "udp:h:1x"
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		CHECK(!settings_listener(bytes_of_text(wrong[i]), &listener));
	memset(text + 4, '1', SETTINGS_ADDRESS_MAX_BYTES - 1);
	memcpy(text + 3 + SETTINGS_ADDRESS_MAX_BYTES, ":1", 3);
	CHECK(settings_listener(bytes_of_text(text), &listener));
	memcpy(text + 3 + SETTINGS_ADDRESS_MAX_BYTES, "1:1", 4);
	CHECK(!settings_listener(bytes_of_text(text), &listener));
	CHECK(settings_way_out(bytes_of_text("sip:192.0.2.1")));
	CHECK(settings_way_out(bytes_of_text("sips:gate@[2001:db8::1]:5061")));
	static const char *const no_way[] = { "",        "192.0.2.1",       "sip:", "sip:gateway.example",
		                              "tel:112", "http://192.0.2.1" };
	for (size_t i = 0; i < sizeof no_way / sizeof *no_way; i++)
		CHECK(!settings_way_out(bytes_of_text(no_way[i])));
}

static void check_avl(void)
{
	static const char text[] = "avl: [127.0.0.1:5070, \"tls:[::1]:0\"]\n"
				   "https: \"[::1]:8443\"\n"
				   "devices: {\"0042\": E1, ADAM12: M2}\n"
				   "hospitals: [{name: General, lat: 45.4989, lon: -122.6857}]\n";
	static const char *const wrong[] = {
		"avl: [udp:127.0.0.1:5070]",
		"avl: 127.0.0.1:5070",
		"https: [127.0.0.1:8443]",
		"https: \"tls:127.0.0.1:8443\"",
		"https: localhost",
		"devices: [E1]",
		"devices: {a name of more than 23 bytes: E1}",
		"hospitals: [{name: General, lat: 45}]",
		"hospitals: [{name: General, lat: 91, lon: 0}]",
	};
	struct problems problems = { 0 };
	struct settings settings;
	if (!CHECK(settings_read(bytes_of_text(text), "t", &problems, &settings) == STATUS_OK))
		return;
	CHECK(settings.avls == 2 && settings.avl[0].transport == SETTINGS_TCP && settings.avl[0].port == 5070);
	CHECK(settings.avl[1].transport == SETTINGS_TLS && strcmp(settings.avl[1].host, "::1") == 0);
	CHECK(settings.https.port == 8443 && strcmp(settings.https.host, "::1") == 0);
	CHECK(settings.devices == 2 && strcmp(settings.device[1].unit.text, "M2") == 0);
	CHECK(settings.hospitals == 1 && settings.hospital[0].lon_e7 == -1226857000);
	settings_close(&settings);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		problems.count = 0;
		CHECK(settings_read(bytes_of_text(wrong[i]), "t", &problems, &settings) == STATUS_MALFORMED);
		CHECK(problems.count);
	}
	buffer_close(&problems.text);
}

static void check_public_url(void)
{
	static const char *const wrong[] = { "",          "center.example",  "https://",        "https:///x",
		                             "ftp://a.b", "https://a.b/",    "https://a b",     "https://a.b?c",
		                             "http:/a.b", "https://a.b/<x>", "https://\xc3\xa4" };
	CHECK(settings_public_url(bytes_of_text("https://center.example")));
	CHECK(settings_public_url(bytes_of_text("http://127.0.0.1:8112/x")));
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		CHECK(!settings_public_url(bytes_of_text(wrong[i])));
}

int main(void)
{
	check_public_url();
	check_avl();
	check_good();
	check_listeners_max();
	check_pieces();
	check_problem("sip: udp:127.0.0.1:5060\n", "conf:1:6: a list is expected here");
	check_problem("sip: [udp:127.0.0.1:5060, 5060]\n", "conf:1:27: KIND:HOST:PORT is expected here");
	check_problem("sip: [[udp:127.0.0.1:5060]]\n", "KIND:HOST:PORT is expected here");
	check_problem("domain: [a]\n", "conf:1:10: a text of 1 to 255 bytes");
	check_problem("data: x\nway_out: sip:gateway.example\n",
	              "conf:2:10: a SIP URI with an address is expected here");
	check_problem("name_servers: 192.0.2.53\n", "a list of addresses is expected here");
	check_problem("name_servers: [dns.example]\n", "conf:1:16: an address is expected here");
	check_problem("name_servers: [53]\n", "an address is expected here");
	check_problem("name_servers: [192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4]\n", "at most 3 of them");
	check_problem("ask: everybody\n", "conf:1:6: none, far or near is expected here");
	check_problem("trust: [a]\n", "a text of 1 to");
	check_problem("bridge: factory\n", "conf:1:9: a SIP URI with an address is expected here");
	check_problem("retention: 365d\n", "conf:1:12: a list of rules is expected here");
	check_problem("retention: [{type: fire}]\n", "conf:1:14: a rule needs after");
	check_problem("retention: [{after: 0d}]\n", "conf:1:21: a time is expected here");
	check_problem("retention: [{after: 40000d}]\n", "conf:1:21: a time is expected here");
	check_problem("retention: [{after: 5m}]\n", "conf:1:21: a time is expected here");
	check_problem("retention: [{after: 5d, channel: pigeon}]\n", "conf:1:34: a channel is expected here");
	check_problem("retention: [{after: 5d, kind: fire}]\n", "conf:1:25: type, channel or after is expected here");
	check_problem("text_receipts: yes\n", "conf:1:16: true or false is expected here");
	check_problem("public_url: center.example\n", "conf:1:13: an address of the web is expected here");
	check_problem("tls: cert.pem\n", "conf:1:6: TLS needs two PEM files");
	check_problem("tls: {certificate: c.pem}\n", "TLS needs two PEM files");
	check_problem("tls: {cert: c.pem, key: k.pem}\n", "conf:1:7: cert is not known here; certificate and key are");
	check_problem("stations: [{lat: 1}]\n", "a name is needed");
	check_problem("stations: [{name: s, lat: 91}]\n", "degrees from -90 to 90");
	check_problem("stations: [{name: s, lat: x}]\n", "degrees from -90 to 90");
	check_problem("units: [{name: E1, lat: 1}]\n", "lat is not known here; name, can and station are");
	check_problem("units: [{name: E1, can: engine}]\n", "a list of capabilities");
	check_problem("units: [{name: E1, can: [aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]}]\n", "a name of 1 to 23 bytes");
	check_problem("units: [{name: E1, can: [a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q]}]\n", "at most 16 capabilities");
	check_problem("queues: {police: all}\n", "a list of names is expected here");
	check_problem("queues: [{ring: all}]\n", "a queue needs a name");
	check_problem("queues: [{name: a, ring: everybody}]\n", "conf:1:26: next, one or all is expected here");
	check_problem("queues: [{name: a, ring_s: 0}]\n", "conf:1:28: a whole number from 1 to 120");
	check_problem("queues: [{name: a, ring_s: 121}]\n", "conf:1:28: a whole number from 1 to 120");
	check_problem("queues: [{name: a, rings: 9}]\n",
	              "conf:1:20: rings is not known here; name, ring and ring_s are");
	check_problem("queues: [a, {name: a, ring: one}]\n", "conf:1:20: a is named twice");
	check_problem("positions: [{name: a, ring: one}]\n", "a name of 1 to 23 bytes is expected here");
	return check_done();
}
