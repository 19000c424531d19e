/* What policies may ask of a message, in their own terms. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include <stdio.h>
#include <string.h>

#include "phone/call_facts.h"

static struct call_facts facts;

static void read_whole(const char *head, const char *type, const char *body)
{
	static char text[SIP_MESSAGE_MAX_BYTES];
	struct sip_message message;
	int length =
	    snprintf(text, sizeof text,
	             "%s\r\nVia: SIP/2.0/UDP a.example;branch=z9hG4bK1\r\nf: <sip:+1555@a.example>;tag=1\r\n"
	             "To: <urn:service:sos>\r\nCall-ID: 1\r\nCSeq: 1 %.*s\r\nX-Club: gold\r\nx-club: silver\r\n"
	             "Call-Info: <https://a.example/d>;purpose=EmergencyCallData.DeviceInfo, "
	             "<sip:s9@bcf.example>;purpose=emergency-source\r\n"
	             "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n%s",
	             head, (int)strcspn(head, " "), head, type, strlen(body), body);
	call_facts_close(&facts);
	CHECK(sip_message_read(bytes_of(text, (size_t)length), &message) == STATUS_OK);
	call_facts_read(&message, &facts);
}

static bool told(const char *line)
{
	char whole[512];
	(void)snprintf(whole, sizeof whole, "\ntold: %s\n", line);
	return facts.facts.length && memmem(facts.facts.at, facts.facts.length, whole, strlen(whole)) != NULL;
}

#define INVITE "INVITE urn:service:sos.fire SIP/2.0"

static void head(void)
{
	read_whole(INVITE, "text/plain; charset=utf-8", "help");
	CHECK(told("RequestUri=urn:service:sos.fire"));
	CHECK(told("SipHeader:From=<sip:+1555@a.example>;tag=1")); /* by its long name */
	CHECK(told("SipHeader:X-Club=gold"));
	CHECK(told("CallSource=sip:s9@bcf.example")); /* and not what else is named there */
	CHECK(told("MimeBody:text/plain=1"));
	CHECK(!told("SdpOffer:audio=1") && !told("SdpOffer:im=1"));
	read_whole("MESSAGE urn:service:sos SIP/2.0", "text/plain", "help");
	CHECK(told("SdpOffer:im=1") && told("SdpOffer:text=1"));
}

static void offer(void)
{
	read_whole(INVITE, "application/sdp",
	           "v=0\r\no=- 1 1 IN IP4 a.example\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"
	           "a=hlang-recv:de en*\r\nm=video 0 RTP/AVP 96\r\nm=text 4002 RTP/AVP 98\r\n");
	CHECK(told("SdpOffer:audio=1") && told("SdpOffer:rtt=1") && told("SdpOffer:text=1"));
	CHECK(told("SdpOffer:langAudio de=1"));
	CHECK(!told("SdpOffer:video=1")); /* port 0: it is not offered */
	CHECK(told("MimeBody:application/sdp=1"));
}

static void data(void)
{
	read_whole(INVITE, "application/EmergencyCallData.DeviceInfo+xml",
	           "<d:EmergencyCallData.DeviceInfo xmlns:d=\"urn:ietf:params:xml:ns:EmergencyCallData:DeviceInfo\">"
	           "<d:DataProviderReference>x</d:DataProviderReference><d:DeviceClassification>fixed\n</"
	           "d:DeviceClassification>"
	           "</d:EmergencyCallData.DeviceInfo>");
	CHECK(told("AdditionalData:EmergencyCallData.DeviceInfo="));
	CHECK(told("AdditionalData:EmergencyCallData.DeviceInfo/DeviceClassification=fixed"));
	read_whole(
	    "MESSAGE urn:service:sos SIP/2.0", "application/EmergencyCallData.cap+xml",
	    "<alert "
	    "xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"><identifier>S-1</identifier><sender>sip:sensor@a.example"
	    "</sender><info><eventCode><valueName>code</valueName><value>burglary</value></eventCode><parameter>"
	    "<valueName>no</valueName><value>never</value></parameter></info></alert>");
	CHECK(told("Cap:Identifier=S-1") && told("Cap:Sender=sip:sensor@a.example"));
	CHECK(told("Cap:InfoValueName=code") && told("Cap:InfoEventCode=burglary") && told("Cap:nonInteractive=1"));
	CHECK(!told("Cap:InfoEventCode=never"));
	read_whole(INVITE, "application/own+xml", "<a><b>told: SipHeader:X=1\ntold: SipHeader:Y=2</b></a>");
	CHECK(told("BodyPart:application/own+xml/b=told: SipHeader:X=1 told: SipHeader:Y=2")); /* no line of its own */
	CHECK(!told("SipHeader:Y=2"));
}

static void too_much(void)
{
	static char body[60000];
	size_t at = 0;
	at += (size_t)snprintf(body, sizeof body, "<a>");
	for (unsigned i = 0; at < sizeof body - 100; i++)
		at += (size_t)snprintf(body + at, sizeof body - at, "<n%u>%u</n%u>", i, i, i);
	(void)snprintf(body + at, sizeof body - at, "</a>");
	read_whole(INVITE, "application/own+xml", body);
	CHECK(facts.facts.length < 49152 + 64 + 16);
	CHECK(facts.facts.length > 40000);
	CHECK(memmem(facts.facts.at, facts.facts.length, "\ntold_cut: ", 11) != NULL);
}

int main(void)
{
	head();
	offer();
	data();
	too_much();
	call_facts_close(&facts);
	return check_done();
}
