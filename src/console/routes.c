/* The families of routes by their names; the list is written by Meson from console/meson.build. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/route.h"

#define ROUTE(NAME) extern const struct route NAME##_routes[];
#include "console/routes.def"
#undef ROUTE

const struct route *const route_families[] = {
#define ROUTE(NAME) NAME##_routes,
#include "console/routes.def"
#undef ROUTE
	NULL,
};

/* Whether a path fits a pattern in which one {..} stands for a number, or at its end for a name, or for a tile. */
static bool fits(const char *pattern, const char *path, uint32_t *ret_number, const char **ret_name)
{
	size_t fixed = strcspn(pattern, "{");
	if (strncmp(pattern, path, fixed) != 0)
		return false;
	path += fixed;
	pattern += fixed;
	if (!*pattern)
		return !*path;
	/* The numbers of tiles, of the map and of the log, are read by their routes. */
	if (strncmp(pattern, "{z}", 3) == 0 || strncmp(pattern, "{path}", 6) == 0) {
		*ret_name = path;
		return *path;
	}
	const char *after = strchr(pattern, '}') + 1;
	if (strncmp(pattern, "{command}", 9) == 0 || strncmp(pattern, "{code}", 6) == 0) {
		*ret_name = path;
		return *path && !strchr(path, '/');
	}
	char *end;
	if (*path < '1' || *path > '9')
		return false;
	unsigned long number = strtoul(path, &end, 10);
	if (number > UINT32_MAX || strcmp(end, after) != 0)
		return false;
	*ret_number = (uint32_t)number;
	return true;
}

const struct route *route_find(const char *method, const char *path, uint32_t *ret_number, const char **ret_name,
                               bool *ret_other)
{
	*ret_other = false;
	for (const struct route *const *family = route_families; *family; family++)
		for (const struct route *route = *family; route->method; route++) {
			if (!fits(route->path, path, ret_number, ret_name))
				continue;
			if (strcmp(route->method, method) == 0)
				return route;
			*ret_other = true;
		}
	return NULL;
}

void console_print_routes(void)
{
	for (const struct route *const *family = route_families; *family; family++)
		for (const struct route *route = *family; route->method; route++)
			printf("%-4s %-28s %s\n", route->method, route->path, route->words);
}
