/* Signing in and out from a browser: a session is a cookie, and whoever ends one is asked what becomes of what he owes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "console/device.h"
#include "console/json.h"
#include "console/parts.h"
#include "console/route.h"

#define COOKIE_BYTES 160
#define WAIT_BYTES 16

static enum status put_agent(struct buffer *json, const struct board *board, uint32_t number)
{
	const struct agent *agent = board_agents(board, number);
	enum status status = buffer_print(json, "\"agent\":%u,\"position\":%u", number, agent->position);
	if (status == STATUS_OK)
		status = part_name(json, "name", agent->name.text);
	return status == STATUS_OK ? part_name(json, "role", vocabulary_name(VOCABULARY_ROLE, agent->role)) : status;
}

/* Begins a session and answers with its cookie. */
static void begin(struct ask *ask, uint32_t agent)
{
	struct door *door = ask_door(ask);
	char token[SESSION_TOKEN_BYTES], cookie[COOKIE_BYTES];
	struct reply reply = { .code = 201, .type = JSON_TYPE };
	uint32_t number;
	enum status status =
	    sessions_begin(&door->sessions, agent, http_peer(ask->request), desk_now(ask->desk), token, &number);
	bool secure = ask_secure(ask);
	(void)snprintf(cookie, sizeof cookie, "%s=%s; Path=/; HttpOnly; SameSite=Strict%s",
	               secure ? SESSION_COOKIE_SECURE : SESSION_COOKIE, token, secure ? "; Secure" : "");
	sodium_memzero(token, sizeof token);
	if (status == STATUS_OK)
		status = buffer_print(&reply.body, "{\"session\":%u,", number);
	if (status == STATUS_OK)
		status = put_agent(&reply.body, desk_board(ask->desk), agent);
	if (status == STATUS_OK)
		status = buffer_append_text(&reply.body, "}");
	if (status != STATUS_OK) {
		ask_trouble(ask, &reply, status);
		return;
	}
	http_set_header(ask->request, "Set-Cookie", cookie);
	ask_hold(ask, &reply);
}

void session_refuse_wait(struct ask *ask, uint32_t wait_s)
{
	char text[WAIT_BYTES];
	(void)snprintf(text, sizeof text, "%u", wait_s);
	http_set_header(ask->request, "Retry-After", text);
	ask_refuse(ask, 429, "wait", "", "too many wrong tries; Retry-After says how many seconds to wait");
}

void session_refuse_wrong(struct ask *ask)
{
	ask_refuse(ask, 401, "sign_in_wrong", "", "the name, or what proves it, is wrong");
}

/* A sign-in whose password is being checked. */
struct entering {
	struct password_job password; /* the first: it is what the worker knows */
	struct ask ask;
	uint32_t agent;
	char name[NAME_BYTES];
	char address[SESSION_FROM_BYTES];
	bool gone;
};

static void on_gone(void *context, struct http_request *request)
{
	struct entering *entering = context;
	(void)request;
	entering->gone = true;
}

static void on_checked(struct worker_job *job)
{
	struct entering *entering = (struct entering *)job;
	struct ask *ask = &entering->ask;
	struct door *door = ask_door(ask);
	bool good = entering->password.good && entering->agent;
	if (good)
		door_right(door, entering->name, entering->address);
	else
		door_wrong(door, entering->name, entering->address, desk_now(ask->desk));
	if (!entering->gone) {
		http_watch(ask->request, NULL, NULL);
		if (good)
			begin(ask, entering->agent);
		else
			session_refuse_wrong(ask);
	}
	free(entering);
}

/* An unknown name is checked against a hash of nobody's, and so takes as long. */
static void check_password(struct ask *ask, const char *name, const char *password, uint32_t agent)
{
	struct door *door = ask_door(ask);
	struct entering *entering = calloc(1, sizeof *entering);
	const char *hash = agent ? credentials_password(&door->credentials, agent) : NULL;
	if (!entering) {
		ask_refuse(ask, 503, "trouble", "", status_text(STATUS_MEMORY));
		return;
	}
	*entering = (struct entering){ .ask = *ask, .agent = hash ? agent : 0 };
	entering->password.job = (struct worker_job){ .work = door_work, .done = on_checked };
	entering->password.check = true;
	(void)snprintf(entering->password.password, sizeof entering->password.password, "%s", password);
	(void)snprintf(entering->password.hash, sizeof entering->password.hash, "%s", hash ? hash : door_no_hash);
	(void)snprintf(entering->name, sizeof entering->name, "%s", name);
	(void)snprintf(entering->address, sizeof entering->address, "%s", http_peer(ask->request));
	if (worker_ask(door->worker, &entering->password.job) != STATUS_OK) {
		free(entering);
		ask_refuse(ask, 503, "too_many", "", "too many sign in at once; try again");
		return;
	}
	http_watch(ask->request, on_gone, entering);
}

static const char *prove(struct ask *ask, const json_t *json, uint32_t agent)
{
	struct door *door = ask_door(ask);
	uint8_t challenge[WEBAUTHN_CHALLENGE_BYTES];
	char party[ORIGIN_HOST_BYTES];
	struct webauthn_question question;
	struct device device = { 0 };
	const char *fault = "the passkey's answer cannot be read";
	const struct passkey *passkey = NULL;
	uint32_t counter;
	if (device_read(json, "signature", &device))
		passkey = credentials_passkey(&door->credentials, agent, buffer_bytes(&device.id));
	if (passkey && agent && device_question(ask, "webauthn.get", agent, &device, challenge, party, &question)) {
		const struct webauthn_answer answer = { .client_data = buffer_bytes(&device.client_data),
			                                .authenticator = buffer_bytes(&device.authenticator),
			                                .key = buffer_bytes(&passkey->key),
			                                .signature = buffer_bytes(&device.last) };
		fault = webauthn_proof(&question, &answer, passkey->counter, &counter);
		if (!fault &&
		    credentials_count_passkey(&door->credentials, agent, passkey->number, counter) != STATUS_OK)
			fault = "the key's counter could not be kept";
	}
	device_close(&device);
	return fault;
}

static void sign_in(struct ask *ask)
{
	struct door *door = ask_door(ask);
	struct bytes body = http_body(ask->request);
	const char *address = http_peer(ask->request);
	if (ask->agent && !ask->session) { /* a token proves it: the first sign-in of a new agent */
		begin(ask, ask->agent);
		return;
	}
	json_t *json = json_loadb((const char *)body.at, body.length, JSON_REJECT_DUPLICATES, NULL);
	const char *name = json_text_of(json, "name"), *password = json_text_of(json, "password");
	uint32_t agent = board_agent_named(desk_board(ask->desk), name);
	uint32_t wait_s = door_wait_s(door, name, address, desk_now(ask->desk));
	const json_t *passkey = json_object_get(json, "passkey");
	if (wait_s) {
		session_refuse_wait(ask, wait_s);
	} else if (!*name || strlen(name) >= NAME_BYTES || strlen(password) > PASSWORD_MAX_BYTES ||
	           (!*password && !passkey)) {
		ask_refuse(ask, 400, "malformed", "", "wanted are name, and password or passkey");
	} else if (!passkey) {
		check_password(ask, name, password, agent);
	} else if (!prove(ask, passkey, agent)) {
		door_right(door, name, address);
		begin(ask, agent);
	} else {
		door_wrong(door, name, address, desk_now(ask->desk));
		session_refuse_wrong(ask);
	}
	json_decref(json);
}

static enum status put_passkeys(struct buffer *json, const struct door *door, uint32_t agent)
{
	enum status status = buffer_append_text(json, ",\"passkeys\":[");
	const struct passkey *passkey = NULL;
	const char *comma = "";
	while (status == STATUS_OK &&
	       (passkey = credentials_next_passkey(&door->credentials, agent, passkey ? passkey->number : 0)) != NULL) {
		status = buffer_print(json, "%s%u", comma, passkey->number);
		comma = ",";
	}
	return status == STATUS_OK ? buffer_append_text(json, "]") : status;
}

static enum status put_rights(struct buffer *json, uint8_t role)
{
	static const struct {
		enum right right;
		const char *name;
	} rights[] = { { RIGHT_READ, "read" },
		       { RIGHT_WORK, "work" },
		       { RIGHT_CLOSE, "close" },
		       { RIGHT_FIELD, "field" },
		       { RIGHT_DISPATCH, "dispatch" },
		       { RIGHT_SUPERVISE, "supervise" },
		       { RIGHT_ADMINISTER, "administer" } };
	enum status status = buffer_append_text(json, ",\"rights\":[");
	const char *comma = "";
	for (size_t i = 0; status == STATUS_OK && i < sizeof rights / sizeof *rights; i++) {
		if (!role_may(role, rights[i].right))
			continue;
		status = buffer_print(json, "%s\"%s\"", comma, rights[i].name);
		comma = ",";
	}
	return status == STATUS_OK ? buffer_append_text(json, "]") : status;
}

static void who_am_i(struct ask *ask)
{
	struct door *door = ask_door(ask);
	const struct agent *agent = board_agents(desk_board(ask->desk), ask->agent);
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	enum status status = buffer_print(&reply.body, "{\"session\":%u,\"password\":%s,", ask->session,
	                                  credentials_password(&door->credentials, ask->agent) ? "true" : "false");
	if (status == STATUS_OK)
		status = put_agent(&reply.body, desk_board(ask->desk), ask->agent);
	if (status == STATUS_OK)
		status = put_rights(&reply.body, agent->role);
	if (status == STATUS_OK)
		status = put_passkeys(&reply.body, door, ask->agent);
	if (status == STATUS_OK)
		status = buffer_append_text(&reply.body, "}");
	if (status == STATUS_OK)
		ask_hold(ask, &reply);
	else
		ask_trouble(ask, &reply, status);
}

/* Signs an agent out where he sits; what he owes is refused by name, unless it is forced.  Whether it was answered. */
static bool refused_to_leave(struct ask *ask, uint32_t agent, bool forced)
{
	struct command leave = { .kind = COMMAND_SIGN_OUT, .asker = ASKER_AGENT, .actor = ask->agent };
	struct desk_answer answer;
	struct reply reply = { 0 };
	if (!board_agents(desk_board(ask->desk), agent)->position)
		return false;
	leave.f.agent = agent;
	leave.f.forced = forced;
	enum status status = desk_ask(ask->desk, &leave, &answer);
	if (status == STATUS_OK && answer.refusal == REFUSAL_NONE)
		return false;
	if (status == STATUS_OK)
		status = reply_write(&reply, desk_secrets(ask->desk), leave.kind, answer.sequence, answer.events,
		                     answer.count);
	if (status == STATUS_OK)
		ask_hold(ask, &reply);
	else
		ask_trouble(ask, &reply, status);
	return true;
}

void session_answer_ended(struct ask *ask, enum status status)
{
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	if (status == STATUS_OK)
		status = buffer_append_text(&reply.body, "{\"ended\":true}");
	if (status == STATUS_OK)
		ask_hold(ask, &reply);
	else
		ask_trouble(ask, &reply, status);
}

static void sign_out(struct ask *ask)
{
	char forced[8];
	if (!ask->session) {
		ask_refuse(ask, 404, "no_session", "", "a token is no session; there is nothing to end");
		return;
	}
	if (refused_to_leave(ask, ask->agent, query_text(ask, "forced", forced, sizeof forced)))
		return;
	session_answer_ended(ask, sessions_end(&ask_door(ask)->sessions, ask->session));
}

static bool supervises(struct ask *ask)
{
	uint8_t role = board_agents(desk_board(ask->desk), ask->agent)->role;
	if (role_may(role, RIGHT_SUPERVISE) || role_may(role, RIGHT_ADMINISTER))
		return true;
	ask_turn_away(ask);
	return false;
}

static void list_sessions(struct ask *ask)
{
	const struct sessions *sessions = &ask_door(ask)->sessions;
	struct reply reply = { .code = 200, .type = JSON_TYPE };
	if (!supervises(ask))
		return;
	enum status status = buffer_append_text(&reply.body, "{\"sessions\":[");
	for (size_t i = 0; status == STATUS_OK && i < sessions->count; i++) {
		const struct session *session = &sessions->session[i];
		status = buffer_print(&reply.body, "%s{\"session\":%u,", i ? "," : "", session->number);
		if (status == STATUS_OK)
			status = put_agent(&reply.body, desk_board(ask->desk), session->agent);
		if (status == STATUS_OK)
			status = part_name(&reply.body, "from", session->from);
		if (status == STATUS_OK)
			status = part_at(&reply.body, "began", session->began);
		if (status == STATUS_OK)
			status = part_at(&reply.body, "seen", session->seen);
		if (status == STATUS_OK)
			status = buffer_append_text(&reply.body, "}");
	}
	if (status == STATUS_OK)
		status = buffer_append_text(&reply.body, "]}");
	if (status == STATUS_OK)
		ask_hold(ask, &reply);
	else
		ask_trouble(ask, &reply, status);
}

/* A supervisor ends another's session: what that one owes is raised, and it is on record who did it. */
static void end_session(struct ask *ask)
{
	struct sessions *sessions = &ask_door(ask)->sessions;
	const struct session *session = sessions_numbered(sessions, ask->number);
	if (!supervises(ask))
		return;
	if (!session) {
		ask_refuse(ask, 404, "no_session", "session", "there is no session of that number; it may be over");
		return;
	}
	uint32_t agent = session->agent;
	if (!refused_to_leave(ask, agent, true))
		session_answer_ended(ask, sessions_end_others(sessions, agent, 0));
}

extern const struct route session_routes[];
const struct route session_routes[] = {
	{ "POST", "/v1/session", ACCESS_ANYBODY, sign_in, "sign in from a browser" },
	{ "GET", "/v1/session", ACCESS_STAFF, who_am_i, "who is signed in, and what one may do" },
	{ "DELETE", "/v1/session", ACCESS_STAFF, sign_out, "sign out; refused where something is owed" },
	{ "GET", "/v1/sessions", ACCESS_STAFF, list_sessions, "who is signed in from where" },
	{ "DELETE", "/v1/sessions/{session}", ACCESS_STAFF, end_session, "end another's sessions" },
	{ 0 },
};
