/* The console's own pages: the built files over HTTP, with what a browser may do there. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CONSOLE_PAGE_H
#define CONSOLE_PAGE_H

#include "console/site.h"
#include "loop/http_server.h"

/* Answers with the file at the request's path; false, and nothing done, if there is none. */
bool page_answer(const struct site *site, struct http_request *request);
/* Answers "/" where no console was built. */
void page_answer_none(struct http_request *request);

#endif
