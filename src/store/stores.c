/* The storage engines by their names; the list is written by Meson from store/meson.build. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "ledger/store.h"

#define STORE(NAME) extern const struct store_engine NAME##_store;
#include "stores.def"
#undef STORE

static const struct store_engine *const engines[] = {
#define STORE(NAME) &NAME##_store,
#include "stores.def"
#undef STORE
};

const struct store_engine *store_named(const char *name)
{
	for (size_t i = 0; i < sizeof engines / sizeof *engines; i++)
		if (strcmp(engines[i]->name, name) == 0)
			return engines[i];
	return NULL;
}
