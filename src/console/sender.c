/* Who sends a request: a token's or a session's agent, or a caller by his code; and from which page. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "console/route.h"

/* The value of a cookie; false if there is none of that name, or it has no session's length. */
static bool cookie_of(const char *cookies, const char *name, char token[SESSION_TOKEN_BYTES])
{
	size_t length = strlen(name);
	for (const char *at = cookies; at && *at; at = strchr(at, ';')) {
		at += strspn(at, "; ");
		if (strncmp(at, name, length) != 0 || at[length] != '=')
			continue;
		at += length + 1;
		if (strcspn(at, "; ") != SESSION_TOKEN_BYTES - 1)
			return false;
		memcpy(token, at, SESSION_TOKEN_BYTES - 1);
		token[SESSION_TOKEN_BYTES - 1] = '\0';
		return true;
	}
	return false;
}

static void find_session(struct ask *ask)
{
	const char *cookies = http_header(ask->request, "Cookie");
	char token[SESSION_TOKEN_BYTES];
	if (!ask_door(ask) ||
	    (!cookie_of(cookies, SESSION_COOKIE_SECURE, token) && !cookie_of(cookies, SESSION_COOKIE, token)))
		return;
	const struct session *session = sessions_find(&ask_door(ask)->sessions, token, desk_now(ask->desk));
	if (!session)
		return;
	ask->agent = session->agent;
	ask->session = session->number;
}

/* "Bearer TOKEN" of an agent, or "Call CODE" of a caller; where neither is given, a session's cookie. */
void ask_find_sender(struct ask *ask)
{
	const char *given = http_header(ask->request, "Authorization");
	if (given && strncmp(given, "Bearer ", 7) == 0)
		ask->agent = secrets_agent(desk_secrets(ask->desk), given + 7);
	else if (given && strncmp(given, "Call ", 5) == 0)
		ask->caller = secrets_call(desk_secrets(ask->desk), given + 5);
	else if (!given)
		find_session(ask);
	if (ask->agent && !board_agents(desk_board(ask->desk), ask->agent))
		ask->agent = 0;
}

/* What stands behind "https://" or "http://". */
static const char *origin_host(const char *origin)
{
	const char *host = origin ? strstr(origin, "://") : NULL;
	return host ? host + 3 : NULL;
}

static bool same_host(const struct ask *ask)
{
	const char *host = http_header(ask->request, "Host");
	const char *from = origin_host(http_header(ask->request, "Origin"));
	return host && from && strcmp(host, from) == 0;
}

bool ask_party(const struct ask *ask, char ret_host[ORIGIN_HOST_BYTES])
{
	const char *host = http_header(ask->request, "Host");
	if (!same_host(ask))
		return false;
	size_t length = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");
	if (!length || length >= ORIGIN_HOST_BYTES || length > strlen(host))
		return false;
	memcpy(ret_host, host, length);
	ret_host[length] = '\0';
	return true;
}

bool ask_secure(const struct ask *ask)
{
	const char *origin = http_header(ask->request, "Origin");
	return http_secure(ask->request) || (origin && strncmp(origin, "https://", 8) == 0);
}

/* A browser sends a cookie along with whatever any page asks; only a page of ours sets a header of its own, and where the
 * browser says which page asks, it is ours. */
bool ask_is_forged(const struct ask *ask)
{
	const char *ours = http_header(ask->request, "X-Tocsin");
	if (!ask->session || strcmp(http_method(ask->request), "GET") == 0)
		return false;
	return !ours || (http_header(ask->request, "Origin") && !same_host(ask));
}
