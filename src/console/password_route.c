/* A person's own password: set with the token that came with the name, changed with the old one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/device.h"
#include "console/route.h"

/* A new password that is being hashed; or the old one, which is checked first. */
struct changing {
	struct password_job password;
	struct ask ask;
	char wanted[PASSWORD_MAX_BYTES + 1];
	bool gone;
};

static void changing_gone(void *context, struct http_request *request)
{
	struct changing *changing = context;
	(void)request;
	changing->gone = true;
}

static void on_hashed(struct worker_job *job)
{
	struct changing *changing = (struct changing *)job;
	struct ask *ask = &changing->ask;
	struct door *door = ask_door(ask);
	enum status status = changing->password.good ? STATUS_OK : STATUS_MEMORY;
	if (status == STATUS_OK)
		status = credentials_set_password(&door->credentials, ask->agent, changing->password.hash);
	if (status == STATUS_OK) /* whoever else was signed in by the old one is not any more */
		status = sessions_end_others(&door->sessions, ask->agent, ask->session);
	if (!changing->gone) {
		http_watch(ask->request, NULL, NULL);
		session_answer_ended(ask, status);
	}
	sodium_memzero(changing, sizeof *changing);
	free(changing);
}

static void hash_wanted(struct changing *changing)
{
	struct password_job *password = &changing->password;
	password->job = (struct worker_job){ .work = door_work, .done = on_hashed };
	password->check = false;
	(void)snprintf(password->password, sizeof password->password, "%s", changing->wanted);
	if (worker_ask(ask_door(&changing->ask)->worker, &password->job) == STATUS_OK)
		return;
	if (!changing->gone) {
		http_watch(changing->ask.request, NULL, NULL);
		ask_refuse(&changing->ask, 503, "too_many", "", "too many sign in at once; try again");
	}
	sodium_memzero(changing, sizeof *changing);
	free(changing);
}

static void on_old_checked(struct worker_job *job)
{
	struct changing *changing = (struct changing *)job;
	if (changing->password.good || changing->gone) {
		hash_wanted(changing);
		return;
	}
	http_watch(changing->ask.request, NULL, NULL);
	session_refuse_wrong(&changing->ask);
	sodium_memzero(changing, sizeof *changing);
	free(changing);
}

/* A token is as good as the old password: it is how a person begins, and begins again. */
static void change_password(struct ask *ask)
{
	struct bytes body = http_body(ask->request);
	json_t *json = json_loadb((const char *)body.at, body.length, JSON_REJECT_DUPLICATES, NULL);
	const char *wanted = json_text_of(json, "new"), *old = json_text_of(json, "old");
	const char *hash = credentials_password(&ask_door(ask)->credentials, ask->agent);
	struct changing *changing = NULL;
	if (strlen(wanted) < PASSWORD_MIN_BYTES || strlen(wanted) > PASSWORD_MAX_BYTES ||
	    strlen(old) > PASSWORD_MAX_BYTES)
		ask_refuse(ask, 422, "password_short", "new", "a password has 8 to 1,024 bytes");
	else if ((changing = calloc(1, sizeof *changing)) == NULL)
		ask_refuse(ask, 503, "trouble", "", status_text(STATUS_MEMORY));
	if (changing) {
		changing->ask = *ask;
		(void)snprintf(changing->wanted, sizeof changing->wanted, "%s", wanted);
		http_watch(ask->request, changing_gone, changing);
	}
	if (changing && ask->session && hash) {
		struct password_job *password = &changing->password;
		password->job = (struct worker_job){ .work = door_work, .done = on_old_checked };
		password->check = true;
		(void)snprintf(password->password, sizeof password->password, "%s", old);
		(void)snprintf(password->hash, sizeof password->hash, "%s", hash);
		if (worker_ask(ask_door(ask)->worker, &password->job) != STATUS_OK) {
			http_watch(ask->request, NULL, NULL);
			ask_refuse(ask, 503, "too_many", "", "too many sign in at once; try again");
			free(changing);
		}
	} else if (changing) {
		hash_wanted(changing);
	}
	json_decref(json);
}

extern const struct route password_routes[];
const struct route password_routes[] = {
	{ "POST", "/v1/password", ACCESS_STAFF, change_password, "set one's password" },
	{ 0 },
};
