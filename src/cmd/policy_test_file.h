/* A policy's test file: calls and where they must go, and what must be proved. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CMD_POLICY_TEST_FILE_H
#define CMD_POLICY_TEST_FILE_H

#include "base/instant.h"

/* Runs a test file (docs/policy.md, "Tests of a policy"), judging as of `at`, and prints each line that does not hold; an exit code. */
int policy_test_file(const char *path, struct instant at);

#endif
