/* Reads documents of policies: tolerantly, to show and to judge them, and strictly, for what may take effect. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef POLICY_PRR_H
#define POLICY_PRR_H

#include "policy/family.h"
#include "policy/manifest.h"
#include "settings/outline.h"

enum profile {
	PROFILE_TOLERANT, /* known defects of public examples are read as meant, and said (docs/policy.md lists them) */
	PROFILE_STRICT,   /* what may take effect */
	PROFILE_STORE     /* what i3 itself allows, and a store of policies keeps (RQ_PS_025 and following) */
};

/*
 * Reads a family: one Policy, a list of them, or {"policies": [...]}; members "tocsin" of any of these carry what docs/policy.md
 * adds.  `zones` gives time zones by name and is asked while reading.  `name` is what problems call the document:
 * "NAME: WHERE: what; what to do", a line each, as in "city.json: policyRules[2].conditions[0]: ...".
 *   STATUS_MALFORMED  it is none, or not as the strict profile wants it; the problems say where
 *   STATUS_LIMIT      a limit of family.h or partition.h is passed; the problems say which
 *   STATUS_MEMORY
 * With PROFILE_TOLERANT *ret_family may be there beside problems.
 */
enum status prr_read(struct bytes text, const char *name, enum profile profile, const struct tz_source *zones,
                     const struct manifest *manifest, struct problems *problems, struct family **ret_family);

/* The word that i3's registry has for a security posture or a service's state, from 0 in the registry's order. */
const char *prr_registered(enum condition_kind source, unsigned number);

#endif
