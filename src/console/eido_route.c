/* What is shown of a call outside: an EIDO (NENA-STA-021.1a), to whoever has the reference that a transfer gave. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/route.h"
#include "wire/i3_ids.h"

#define EIDO_TYPE "application/emergency.eido+json;version=\"1\""
/* Of the registry of incident types (APCO 2.103.2): "Unknown Type Trouble".  The center's own type stands beside it. */
#define EIDO_INCIDENT_TYPE "TROUBLE"
/* What is kept of who looked. */
#define LOOKED_MAX_BYTES 300

struct eido {
	const struct board *board;
	const char *domain;
	char now[INSTANT_TEXT_BYTES];
	uint32_t number;
	const struct call *call;
	struct buffer contact, place, words; /* the call's first ones */
	struct buffer id, incident_id;
};

static enum status read_first(void *context, uint64_t sequence, const struct entry_head *head,
                              struct entry_reader reader)
{
	struct eido *eido = context;
	const struct bytes *text = head->command.text;
	(void)sequence;
	(void)reader;
	if (head->command.kind != COMMAND_PLACE_CALL && head->command.kind != COMMAND_KEEP_MALFORMED)
		return STATUS_OK;
	enum status status = buffer_append(&eido->contact, text[TEXT_CONTACT]);
	if (status == STATUS_OK)
		status = buffer_append(&eido->place, text[TEXT_PLACE]);
	return status == STATUS_OK ? buffer_append(&eido->words, text[TEXT_WORDS]) : status;
}

/* What is no UTF-8 cannot stand in JSON. */
static json_t *text_of(const struct buffer *buffer)
{
	json_t *text = buffer->length ? json_stringn((const char *)buffer->at, buffer->length) : NULL;
	return text ? text : json_string("");
}

/* Notes are HTML: what means something there is written as what it is. */
static json_t *note_of(const struct buffer *words)
{
	struct buffer html = { 0 };
	enum status status = STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < words->length; i++) {
		uint8_t byte = words->at[i];
		status = byte == '<'   ? buffer_append_text(&html, "&lt;")
		         : byte == '&' ? buffer_append_text(&html, "&amp;")
		                       : buffer_append(&html, bytes_of(&byte, 1));
	}
	json_t *text = text_of(&html);
	buffer_close(&html);
	return text;
}

/* A component with what each begins with, and the rest, which it takes. */
static json_t *component(const struct eido *eido, json_t *id, json_t *rest)
{
	json_t *whole = json_pack("{s:o, s:s, s:{s:s}}", "$id", id, "lastUpdateTimeStamp", eido->now,
	                          "updatedByAgencyReference", "$ref", eido->domain);
	(void)json_object_update(whole, rest);
	json_decref(rest);
	return whole;
}

static json_t *moment(struct instant at)
{
	char text[INSTANT_TEXT_BYTES];
	instant_write(at, text);
	return json_string(text);
}

static json_t *reference(const char *id)
{
	return json_pack("{s:s}", "$ref", id);
}

/* Of the registry of states of a call. */
static const char *state_of(const struct call *call)
{
	if (call->state == CALL_WAITING)
		return "callBegin";
	return call->state == CALL_ANSWERED || call->away ? "callAnswered" : "callEnd";
}

static json_t *call_of(const struct eido *eido)
{
	const struct call *call = eido->call;
	const struct queue *queue = board_queues(eido->board, call->queue);
	json_t *own =
	    json_pack("{s:s, s:s, s:s, s:o}", "standardPrimaryCallType", "emergency", "direction", "incoming",
	              "callStateRegistryText", state_of(call), "callStartTimestamp", moment(call->first_contact));
	if (instant_known(call->answered_at))
		(void)json_object_set_new(own, "answerDate", moment(call->answered_at));
	if (queue)
		(void)json_object_set_new(own, "queueIdentifier",
		                          json_sprintf("sip:%s@%s", queue->name.text, eido->domain));
	if (eido->contact.length)
		(void)json_object_set_new(own, "callBackReference", reference("callback"));
	if (eido->place.length || call->lat_e7 || call->lon_e7)
		(void)json_object_set_new(own, "locationReference", json_pack("[o]", reference("place")));
	if (eido->words.length)
		(void)json_object_set_new(own, "notesReference", json_pack("[o]", reference("words")));
	return component(eido, text_of(&eido->id), own);
}

/* A circle, where there is a position (RFC 5491 5.2.3). */
static json_t *place_of(const struct eido *eido)
{
	char pidf[1024];
	const struct call *call = eido->call;
	json_t *place = json_pack("{s:s}", "locationTypeDescriptionRegistryText", "Caller");
	(void)snprintf(
	    pidf, sizeof pidf,
	    "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" xmlns:gp=\"urn:ietf:params:xml:ns:pidf:geopriv10\" "
	    "xmlns:gs=\"http://www.opengis.net/pidflo/1.0\" xmlns:gml=\"http://www.opengis.net/gml\" "
	    "entity=\"pres:call%u@%.200s\"><tuple id=\"place\"><status><gp:geopriv><gp:location-info>"
	    "<gs:Circle srsName=\"urn:ogc:def:crs:EPSG::4326\"><gml:pos>%.7f %.7f</gml:pos>"
	    "<gs:radius uom=\"urn:ogc:def:uom:EPSG::9001\">%u</gs:radius></gs:Circle></gp:location-info>"
	    "<gp:usage-rules/></gp:geopriv></status></tuple></presence>",
	    eido->number, eido->domain, call->lat_e7 / 1e7, call->lon_e7 / 1e7, call->uncertainty_m);
	if (call->lat_e7 || call->lon_e7)
		(void)json_object_set_new(place, "locationByValue", json_string(pidf));
	if (eido->place.length)
		(void)json_object_set_new(place, "locationDescriptionText", text_of(&eido->place));
	return component(eido, json_string("place"), place);
}

static json_t *incident_of(const struct eido *eido)
{
	const struct incident *incident = board_incidents(eido->board, eido->call->incident);
	const char *status = !incident->open ? "Closed" : incident->active ? "ResourcesAssigned" : "Active";
	json_t *own = json_pack("{s:s, s:s, s:[s], s:i, s:o}", "incidentTypeCommonRegistryText", EIDO_INCIDENT_TYPE,
	                        "incidentTypeInternalText", incident->type.text, "incidentStatusCommonRegistryText",
	                        status, "incidentCommonPriorityNumber", (int)incident->priority, "internalIncidentId",
	                        json_sprintf("%u", eido->call->incident));
	return component(eido, text_of(&eido->incident_id), own);
}

static json_t *whole(const struct eido *eido)
{
	json_t *agency =
	    json_pack("{s:[s], s:[s]}", "agencyRoleDescriptionRegistryText", "CallReceiving", "agencyType", "psap");
	json_t *own = json_pack("{s:s, s:s, s:[o], s:[o]}", "eidoVersion", "1.0", "issuingElementIdentification",
	                        eido->domain, "agencyComponent", component(eido, json_string(eido->domain), agency),
	                        "callComponent", call_of(eido));
	if (eido->call->incident)
		(void)json_object_set_new(own, "incidentComponent", incident_of(eido));
	if (eido->contact.length)
		(void)json_object_set_new(own, "callbackComponent",
		                          json_pack("[o]", component(eido, json_string("callback"),
		                                                     json_pack("{s:[o]}", "callBackInformationUri",
		                                                               text_of(&eido->contact)))));
	if (eido->place.length || eido->call->lat_e7 || eido->call->lon_e7)
		(void)json_object_set_new(own, "locationComponent", json_pack("[o]", place_of(eido)));
	if (eido->words.length)
		(void)json_object_set_new(
		    own, "notesComponent",
		    json_pack("[o]", component(eido, json_string("words"),
		                               json_pack("{s:o}", "notesActionComments", note_of(&eido->words)))));
	return component(eido, text_of(eido->call->incident ? &eido->incident_id : &eido->id), own);
}

static enum status fill(struct ask *ask, struct eido *eido)
{
	struct bytes domain = bytes_of_text(eido->domain);
	/* Whoever was told of it has no agent here: some time after its end what was said is not shown to strangers. */
	const struct closed_words reading = ask_closed_words(ask);
	enum status status = closed_words_of_call(&reading, eido->number)
	                         ? desk_timeline(ask->desk, FIELD_call, eido->number, read_first, eido)
	                         : STATUS_OK;
	/* A domain that is none of i3 has no such identifiers: then numbers stand there. */
	if (status == STATUS_OK && i3_ids_write_number(&eido->id, I3_IDS_CALL, eido->number, domain) != STATUS_OK)
		status = buffer_print(&eido->id, "call:%u", eido->number);
	if (status == STATUS_OK &&
	    i3_ids_write_number(&eido->incident_id, I3_IDS_INCIDENT, eido->call->incident, domain) != STATUS_OK)
		status = buffer_print(&eido->incident_id, "incident:%u", eido->call->incident);
	return status;
}

static enum status write_eido(struct ask *ask, uint32_t number, struct buffer *out)
{
	struct eido eido = { .board = desk_board(ask->desk), .domain = ask_domain(ask), .number = number };
	instant_write(desk_now(ask->desk), eido.now);
	eido.call = board_calls(eido.board, number);
	enum status status = fill(ask, &eido);
	json_t *json = status == STATUS_OK ? whole(&eido) : NULL;
	char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
	if (status == STATUS_OK)
		status = text ? buffer_append_text(out, text) : STATUS_MEMORY;
	free(text);
	json_decref(json);
	struct buffer *all[] = { &eido.contact, &eido.place, &eido.words, &eido.id, &eido.incident_id };
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		buffer_close(all[i]);
	return status;
}

/* Who looks is on record before anything is shown. */
static enum status record(struct ask *ask, uint32_t call)
{
	char facts[LOOKED_MAX_BYTES];
	struct desk_answer answer;
	struct command look = { .kind = COMMAND_LOOK, .asker = ASKER_CENTER, .f.call = call };
	(void)snprintf(facts, sizeof facts, "eido_to: %s\n", http_peer(ask->request));
	look.text[TEXT_FACTS] = bytes_of_text(facts);
	return desk_ask(ask->desk, &look, &answer);
}

static void show_eido(struct ask *ask)
{
	uint32_t call = secrets_eido_call(desk_secrets(ask->desk), ask->name);
	struct reply reply = { .code = 200, .type = EIDO_TYPE };
	if (!board_calls(desk_board(ask->desk), call)) {
		ask_refuse(ask, 404, "no_reference", "", "there is no such reference");
		return;
	}
	enum status status = record(ask, call);
	if (status == STATUS_OK)
		status = write_eido(ask, call, &reply.body);
	if (status == STATUS_OK)
		ask_hold(ask, &reply);
	else
		ask_trouble(ask, &reply, status);
}

extern const struct route eido_routes[];
const struct route eido_routes[] = {
	{ "GET", "/v1/eido/{code}", ACCESS_ANYBODY, show_eido, "an EIDO, by the reference that a transfer gave" },
	{ 0 },
};
