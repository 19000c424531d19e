/* A policy for other elements: plain PRR, compared by proof with what it was made of. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_POLICY_EXPORT_H
#define CMD_POLICY_EXPORT_H

#include "base/instant.h"

/* export FILE [--from MOMENT] [--until MOMENT] [--nearly] [--sign KEY --certificate CHAIN]: the exit code; -1: it is another verb. */
int policy_export(int count, char **arguments, struct instant now);

#endif
