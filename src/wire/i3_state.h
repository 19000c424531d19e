/* Documents of the i3 event packages (NENA-STA-010.3f 2.4, 4.2.1.3, 4.2.2.9): how elements, services and queues are, and that
 * a call was abandoned.
 *
 * The text of the standard has a flat object, its appendix E.11 wraps that in one named after the package.  The flat form is
 * written, both are read.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_I3_STATE_H
#define WIRE_I3_STATE_H

#include "base/bytes.h"
#include "base/instant.h"

struct json_t;

/* A state that is not in a list is read as 0: registries grow.  "Unreachable" is what a subscriber finds; no notifier says it. */
#define I3_ELEMENT_LIST(STATE)                                                                                         \
	STATE(NORMAL, "Normal")                                                                                        \
	STATE(SCHEDULED_MAINTENANCE, "ScheduledMaintenance")                                                           \
	STATE(SERVICE_DISRUPTION, "ServiceDisruption")                                                                 \
	STATE(OVERLOADED, "Overloaded")                                                                                \
	STATE(GOING_DOWN, "GoingDown")                                                                                 \
	STATE(DOWN, "Down")                                                                                            \
	STATE(UNREACHABLE, "Unreachable")

#define I3_SERVICE_LIST(STATE)                                                                                         \
	STATE(NORMAL, "Normal")                                                                                        \
	STATE(UNSTAFFED, "Unstaffed")                                                                                  \
	STATE(SCHEDULED_MAINTENANCE_DOWN, "ScheduledMaintenanceDown")                                                  \
	STATE(SCHEDULED_MAINTENANCE_AVAILABLE, "ScheduledMaintenanceAvailable")                                        \
	STATE(MAJOR_INCIDENT, "MajorIncidentInProgress")                                                               \
	STATE(PARTIAL, "Partial")                                                                                      \
	STATE(OVERLOADED, "Overloaded")                                                                                \
	STATE(GOING_DOWN, "GoingDown")                                                                                 \
	STATE(DOWN, "Down")                                                                                            \
	STATE(UNREACHABLE, "Unreachable")

#define I3_QUEUE_LIST(STATE)                                                                                           \
	STATE(ACTIVE, "Active")                                                                                        \
	STATE(INACTIVE, "Inactive")                                                                                    \
	STATE(DISABLED, "Disabled")                                                                                    \
	STATE(FULL, "Full")                                                                                            \
	STATE(STANDBY, "Standby")                                                                                      \
	STATE(RESOURCE_EXHAUSTED, "ResourceExhausted")                                                                 \
	STATE(UNREACHABLE, "Unreachable")

#define I3_POSTURE_LIST(STATE)                                                                                         \
	STATE(GREEN, "Green")                                                                                          \
	STATE(YELLOW, "Yellow")                                                                                        \
	STATE(ORANGE, "Orange")                                                                                        \
	STATE(RED, "Red")

enum i3_element {
	I3_ELEMENT_UNKNOWN,
#define STATE(NAME, WRITTEN) I3_ELEMENT_##NAME,
	I3_ELEMENT_LIST(STATE)
#undef STATE
	    I3_ELEMENT_COUNT
};

enum i3_service {
	I3_SERVICE_UNKNOWN,
#define STATE(NAME, WRITTEN) I3_SERVICE_##NAME,
	I3_SERVICE_LIST(STATE)
#undef STATE
	    I3_SERVICE_COUNT
};

enum i3_queue {
	I3_QUEUE_UNKNOWN,
#define STATE(NAME, WRITTEN) I3_QUEUE_##NAME,
	I3_QUEUE_LIST(STATE)
#undef STATE
	    I3_QUEUE_COUNT
};

enum i3_posture {
	I3_POSTURE_UNKNOWN, /* or not said */
#define STATE(NAME, WRITTEN) I3_POSTURE_##NAME,
	I3_POSTURE_LIST(STATE)
#undef STATE
	    I3_POSTURE_COUNT
};

/* The longest document that is read: an abandoned call has its whole INVITE in it. */
#define I3_STATE_MAX_BYTES 262144u
/* A count that was not said, or is none: unknown is not zero. */
#define I3_STATE_NO_COUNT UINT32_MAX

/*
 * Each is written from what the caller has, and read into texts that live as long as `held`: after reading give `held` to
 * i3_state_close; before writing leave it NULL.  Texts may be NULL where it says so.
 */
struct i3_element_state {
	const char *element; /* a domain name; its own or, in the wrapped form, its domain */
	enum i3_element state;
	const char *reason; /* or NULL */
	struct json_t *held;
};

struct i3_service_state {
	const char *name; /* PSAP, ESRP, .. */
	const char *domain;
	const char *service_id; /* or NULL */
	enum i3_service state;
	const char *reason; /* or NULL */
	enum i3_posture posture;
	struct json_t *held;
};

struct i3_queue_state {
	const char *queue;           /* its URI */
	uint32_t length, max_length; /* when read perhaps I3_STATE_NO_COUNT */
	enum i3_queue state;
	struct json_t *held;
};

struct i3_abandoned_call {
	struct bytes invite;               /* the whole message; when read, as much of it as JSON could carry */
	struct instant invited, cancelled; /* never recorded where it was none that can be read */
	struct json_t *held;
};

/* Appends the flat form.  A state of UNKNOWN or UNREACHABLE is a bug (STA-010.3f 4.2.1.3: it must not be returned). */
enum status i3_state_write_element(struct buffer *out, const struct i3_element_state *state);
enum status i3_state_write_service(struct buffer *out, const struct i3_service_state *state);
enum status i3_state_write_queue(struct buffer *out, const struct i3_queue_state *state);
enum status i3_state_write_abandoned(struct buffer *out, const struct i3_abandoned_call *call);

/*
 *   STATUS_MALFORMED  not JSON, or what names its subject or its state is missing
 *   STATUS_LIMIT      longer than I3_STATE_MAX_BYTES
 */
enum status i3_state_read_element(struct bytes text, struct i3_element_state *ret_state);
enum status i3_state_read_service(struct bytes text, struct i3_service_state *ret_state);
enum status i3_state_read_queue(struct bytes text, struct i3_queue_state *ret_state);
enum status i3_state_read_abandoned(struct bytes text, struct i3_abandoned_call *ret_call);
void i3_state_close(struct json_t *held);

/* As they are written; NULL for the unknown. */
const char *i3_state_element_written(enum i3_element state);
const char *i3_state_service_written(enum i3_service state);
const char *i3_state_queue_written(enum i3_queue state);
const char *i3_state_posture_written(enum i3_posture posture);

#endif
